#!/usr/bin/env python3
"""Makes scripts.tsv, the Han characters that only one way of writing has.

    python3 -m venv venv && venv/bin/pip install opencc==1.4.2
    venv/bin/python src/names/data/scripts.py > src/names/data/scripts.tsv

A character is simplified if OpenCC's STCharacters never gives it back itself (国, not
后), traditional if TSCharacters never does (國, not 乾). A simplified one is new, for
Japan has it too, if Shift JIS has it (国, not 泽). It is Japanese alone if it is a new form
of JPShinjitaiCharacters that neither Big5 nor GB 2312 has (沢).
"""
import os
import subprocess
import tempfile

import opencc

CLIB = os.path.join(os.path.dirname(opencc.__file__), "clib")


def table(name):
    """A dictionary of OpenCC as text: each character and all that it may become."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "out.txt")
        subprocess.run([os.path.join(CLIB, "bin", "opencc_dict"),
                        "-i", os.path.join(CLIB, "share", "opencc", name + ".ocd2"),
                        "-f", "ocd2", "-o", path, "-t", "text"], check=True,
                       stdout=subprocess.DEVNULL)
        with open(path, encoding="utf-8") as f:
            rows = (line.rstrip("\n").split("\t") for line in f)
            return {key: values.split(" ") for key, values in rows}


def alone(rows):
    return {c for c, values in rows.items() if len(c) == 1 and c not in values}


simplified, traditional = alone(table("STCharacters")), alone(table("TSCharacters"))
shinjitai = alone(table("JPShinjitaiCharacters"))


def has(c, charset):
    try:
        return bool(c.encode(charset))
    except UnicodeEncodeError:
        return False


# 峰, 群 and 秘 are as traditional as what the dictionary takes for them.
simplified = {c for c in simplified if not has(c, "big5")}
rows = {
    "japanese": [c for c in shinjitai if not has(c, "big5") and not has(c, "gb2312")],
    "new": [c for c in simplified if has(c, "cp932")],
    "simplified": [c for c in simplified if not has(c, "cp932")],
    "traditional": traditional,
}
print("# Han characters that not every way of writing has: Japanese alone, Japanese and")
print("# simplified, simplified alone, traditional. Source: OpenCC (Apache-2.0), PyPI")
print("# package opencc; the command is in scripts.py. Columns: where, the characters.")
for name, chars in rows.items():
    print(name, "".join(sorted(c for c in chars if ord(c) < 0x20000)), sep="\t")
