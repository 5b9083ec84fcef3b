#!/usr/bin/env python3
"""Makes readings.tsv, how each Han character is read in Mandarin, Japanese and Korean.

    apt-get download unicode-data && dpkg -x unicode-data_15.0.0-1_all.deb unihan
    python3 src/names/systems/data/make_readings.py unihan/usr/share/unicode \
        > src/names/systems/data/readings.tsv

Mandarin: kMandarin, then what kTGHZ2013 and kXHC1983 have beside it, tones left out.
Japanese: kJapaneseOn, the Sino-Japanese readings, in the romanization of Unihan.
Korean: kHangul, in Unihan's order, without its notes on education.
A character that has no Japanese or Korean reading of its own takes that of its
traditional form (kTraditionalVariant, kZVariant), then of the others that
../../data/han.tsv folds into the same one; a row that says the same as that of the
folded character is left out.
"""
import bz2
import collections
import os
import re
import sys
import unicodedata

folder = sys.argv[1]
here = os.path.dirname(os.path.abspath(__file__))


def lines(name):
    with bz2.open(os.path.join(folder, name + ".txt.bz2"), "rt", encoding="utf-8") as f:
        for line in f:
            if line.startswith("U+"):
                point, field, value = line.rstrip("\n").split("\t")
                yield chr(int(point[2:], 16)), field, value


def plain(pinyin):
    """jiǎng to jiang, lǜ to lü."""
    marks = unicodedata.normalize("NFD", pinyin)
    kept = "".join(c for c in marks if c not in "\u0300\u0301\u0304\u030c\u0302")
    return unicodedata.normalize("NFC", kept)


fields = collections.defaultdict(dict)
for char, field, value in lines("Unihan_Readings"):
    fields[char][field] = value
variants = collections.defaultdict(list)
for char, field, value in lines("Unihan_Variants"):
    if field in ("kTraditionalVariant", "kZVariant"):
        forms = [chr(int(v.split("<")[0][2:], 16)) for v in value.split()]
        variants[char] += [form for form in forms if form != char]

fold = {}
with open(os.path.join(here, "..", "..", "data", "han.tsv"), encoding="utf-8") as f:
    for line in f:
        if not line.startswith("#"):
            char, to = line.rstrip("\n").split("\t")
            fold[char] = to
classes = collections.defaultdict(list)
for char, to in fold.items():
    classes[to].append(char)


def mandarin(char):
    own, out = fields[char], []
    for field in ("kMandarin", "kTGHZ2013", "kXHC1983"):
        for reading in re.sub(r"[0-9.,*]+:", " ", own.get(field, "")).replace(",", " ").split():
            if plain(reading) not in out:
                out.append(plain(reading))
    return out


# What a Sino-Japanese reading sounds like today; Unihan also has the historical kana
# spelling of some (KUWAN, TEU), and a few native words.
MODERN = re.compile(r"([kgsztdnhbpmrywjf]|sh|ch|ts|[kgnhbpmr]y)?"
                    r"([aiueo]|ai|ei|ui|ou|uu|[aiueo]n|[aiueo](ku|ki|tsu|chi))")


def japanese(char):
    own = dict.fromkeys(fields[char].get("kJapaneseOn", "").lower().split())
    return [reading for reading in own if MODERN.fullmatch(reading)]


def korean(char):
    return list(dict.fromkeys(r.split(":")[0] for r in fields[char].get("kHangul", "").split()))


def family(char):
    """The characters whose reading this one may borrow, nearest first."""
    folded = fold.get(char, char)
    near = variants[char] + [c for c in variants[folded] if c != char]
    return list(dict.fromkeys(near + [folded] + classes[folded]))


def of(char):
    sure = lambda read: read(char) or next((read(c) for c in family(char) if read(c)), [])
    return tuple(sure(read) for read in (mandarin, japanese, korean))


wanted = {c for c, own in fields.items()
          if own.keys() & {"kTGHZ2013", "kHanyuPinlu", "kJapaneseOn", "kHangul"}}
wanted |= {fold.get(c, c) for c in wanted} | {c for c in fold if c in fields}
print("# How Han characters are read in Mandarin, Japanese (on'yomi) and Korean.")
print("# Source: Unihan 15.0.0 (Unicode License v3); the command is in make_readings.py.")
print("# Columns: character, pinyin, Japanese, Hangul; several readings of one language")
print("# with a space between them, the first one first.")
for char in sorted(wanted):
    readings = of(char)
    folded = fold.get(char, char)
    if not any(readings) or (folded != char and folded in wanted and readings == of(folded)):
        continue
    if unicodedata.normalize("NFC", char) != char:
        continue
    pinyin, on, hangul = readings
    print("\t".join([char, " ".join(pinyin), " ".join(on), "".join(hangul)]))
