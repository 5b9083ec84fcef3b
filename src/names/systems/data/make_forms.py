#!/usr/bin/env python3
"""Makes forms.tsv, the traditional, simplified and Japanese forms of Han characters.

    python3 -m venv venv && venv/bin/pip install opencc==1.4.2
    venv/bin/python src/names/systems/data/make_forms.py > src/names/systems/data/forms.tsv

Each character goes through OpenCC by itself: s2t (or, where that changes nothing, jp2t)
to the traditional form, and from there t2s and t2jp.
"""
import unicodedata

import opencc

s2t, jp2t, t2s, t2jp = (opencc.OpenCC(name) for name in ("s2t", "jp2t", "t2s", "t2jp"))


def one(convert, c):
    out = convert.convert(c)
    return out if len(out) == 1 else c


print("# Forms of Han characters. Source: OpenCC (Apache-2.0), PyPI package opencc; the")
print("# command is in make_forms.py. Columns: character, traditional, simplified, Japanese.")
for first, last in [(0x3400, 0x4DBF), (0x4E00, 0x9FFF)]:
    for point in range(first, last + 1):
        c = chr(point)
        if not unicodedata.name(c, ""):
            continue
        traditional = one(s2t, c)
        if traditional == c:
            traditional = one(jp2t, c)
        row = [c, traditional, one(t2s, traditional), one(t2jp, traditional)]
        if len(set(row)) > 1:
            print("\t".join(row))
