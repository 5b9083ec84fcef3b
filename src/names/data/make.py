#!/usr/bin/env python3
"""Makes han.tsv, the table that folds Han characters of one origin into one.

    python3 -m venv venv && venv/bin/pip install opencc==1.4.2
    venv/bin/python src/names/data/make.py > src/names/data/han.tsv

Each character goes through OpenCC's jp2t (shinjitai to traditional), then t2s
(traditional to simplified), by itself. The pairs at the end are ours: forms of one
character that OpenCC keeps apart and that names mix.
"""
import unicodedata

import opencc

OWN = {"晩": "晚", "洲": "州", "凱": "凯", "熙": "熙", "煕": "熙", "曺": "曹", "喆": "哲",
       "姫": "姬", "峯": "峰", "嶋": "岛", "﨑": "崎", "崐": "昆", "崑": "昆", "堯": "尧",
       "荘": "庄", "徳": "德", "遥": "遥", "衞": "卫", "聯": "联", "濶": "阔", "寛": "宽",
       "呉": "吴", "働": "动", "淸": "清", "鬭": "斗", "鄕": "乡", "尙": "尚", "戸": "户",
       "靑": "青", "昻": "昂", "舎": "舍", "焔": "焰", "氷": "冰", "郞": "郎"}

BLOCKS = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF)]

jp2t, t2s = opencc.OpenCC("jp2t"), opencc.OpenCC("t2s")


def once(c):
    c = unicodedata.normalize("NFKC", c)
    c = OWN.get(c, c)
    folded = t2s.convert(jp2t.convert(c))
    return folded if len(folded) == 1 else c


def fold(c):
    # Until it stays: jp2t takes some simplified characters for shinjitai. Where that
    # runs in a circle, the first of its members stands for all.
    seen = [c]
    while (nxt := once(seen[-1])) not in seen:
        seen.append(nxt)
    circle = seen[seen.index(nxt):]
    return OWN.get(min(circle), min(circle))


print("# Han characters folded into one: traditional, simplified and Japanese forms.")
print("# Source: OpenCC (Apache-2.0), PyPI package opencc, and own pairs; the command is")
print("# in make.py. Columns: character, what it folds to.")
for first, last in BLOCKS:
    for point in range(first, last + 1):
        c = chr(point)
        # Not in Unicode, or not NFC: no text of ours holds it.
        if not unicodedata.name(c, "") or unicodedata.normalize("NFC", c) != c:
            continue
        folded = fold(c)
        if folded != c:
            print(f"{c}\t{folded}")
