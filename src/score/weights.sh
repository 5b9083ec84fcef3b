#!/bin/sh
# Makes weights.toml from the development sets: weights.sh EVAL [OUT], EVAL being the folder
# that has them. A test holds that the file is what comes out.
#
# The news are one text in many pairs of languages; seven of the twelve are enough.
set -eu
cd "$(dirname "$0")/../.."
eval=$1
out=${2-src/score/weights.toml}
set -- "$eval"/align/lit_* "$eval"/align/mac_dev_* "$eval"/align/mag_* "$eval"/align/pol_* \
    "$eval"/align/textberg_*
for pair in ntrex4_it_en ntrex4_zh_ja ntrex4_en_ja \
    ntrex4drop_it_en ntrex4drop_zh_ja ntrex4drop_en_zh ntrex4drop_it_ja; do
    set -- "$@" "$eval/align/$pair"
done
${TETRAPLA:-cargo run --release --} train "$@" "$eval/tetragold_dev" -o "$out"
