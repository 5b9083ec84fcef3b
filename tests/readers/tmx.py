#!/usr/bin/env python3
"""Reads our TMX with other people's programs: xmllint holds it against the DTD of TMX 1.4,
translate-toolkit reads it, and every segment must be that of the parallel segment file.

    pip install translate-toolkit lxml
    python3 tests/readers/tmx.py PROGRAM tmx14.dtd

PROGRAM is `tetrapla`, run from the top of the repository. The DTD is not ours to copy;
Debian's package `omegat` has it inside `OmegaT.jar`.
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from translate.storage import tmx

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
GOLDEN = pathlib.Path("tests/golden/export")


def of_parallel(path, columns=None):
    """The rows of a parallel segment file that a translation memory can hold: each a
    dictionary from language to text, in the order of the columns."""
    # Not `splitlines`: a sentence may hold U+0085 or U+2028.
    lines = path.read_bytes().decode("utf-8").rstrip("\n").split("\n")
    header, *rows = map(json.loads, lines)
    columns = columns or [column["lang"] for column in header["columns"]]
    for row in rows:
        cells = {}
        for lang in columns:
            space = "" if lang.split("-")[0] in ("zh", "ja") else " "
            if text := space.join(row["cells"][lang]):
                cells[lang] = text
        if len(cells) > 1:
            yield cells


def of_tmx(path):
    """The units of a TMX file as translate-toolkit has them."""
    with open(path, "rb") as file:
        store = tmx.tmxfile.parsefile(file)
    for unit in store.units:
        nodes = unit.getlanguageNodes()
        yield {node.get(LANG): unit.getNodeText(node, "preserve") for node in nodes}


def of_tsv(text):
    """The rows of our tab-separated values."""
    head, *lines = text.split("\n")[:-1]
    tags = head.split("\t")
    for line in lines:
        row = dict(zip(tags, line.split("\t"), strict=True))
        cells = {tag: row[tag] for tag in tags if tag not in ("id", "score", "verdict")}
        cells = {tag: text for tag, text in cells.items() if text}
        if len(cells) > 1:
            yield cells


def xml_text(cells):
    """What XML can hold of a row: it forbids some characters, which become U+FFFD."""
    def held(char):
        code = ord(char)
        forbidden = (code < 0x20 and char not in "\t\n\r") or code in (0xFFFE, 0xFFFF)
        return "\ufffd" if forbidden else char

    return {lang: "".join(map(held, text)) for lang, text in cells.items()}


def compare(name, wanted, found):
    wanted, found = list(wanted), list(found)
    for number, (left, right) in enumerate(zip(wanted, found), 1):
        if list(left.items()) != list(right.items()):
            sys.exit(f"{name}: unit {number}:\n  wanted {left}\n  found  {right}")
    if len(wanted) != len(found):
        sys.exit(f"{name}: {len(found)} units, wanted {len(wanted)}")
    return sum(map(len, found))


def main():
    program, dtd = sys.argv[1:]
    tetrapla = [program, "--quiet"]
    paths = [p for p in sorted(pathlib.Path("alignments").glob("*.jsonl")) if p.name != "names.jsonl"]
    if not paths:
        sys.exit("alignments/: no parallel segment file")
    segments = 0
    with tempfile.TemporaryDirectory() as folder:
        folder, files = pathlib.Path(folder), []
        for path in paths:
            file = folder / f"{path.stem}.tmx"
            subprocess.run([*tetrapla, "export", path, "-f", "tmx", "-o", file], check=True)
            segments += compare(path.name, of_parallel(path), of_tmx(file))
            tsv = subprocess.run([*tetrapla, "export", path, "-f", "tsv"],
                                 check=True, capture_output=True, encoding="utf-8")
            compare(f"{path.stem}.tsv", of_parallel(path), of_tsv(tsv.stdout))
            files.append(file)
        # All works in one memory, of the columns that all have, as one would take it home.
        file, columns = folder / "all.tmx", ["en", "it", "ja"]
        subprocess.run([*tetrapla, "export", "*", "-f", "tmx", "--columns", ",".join(columns),
                        "--date", "2026-01-31", "-o", file], check=True)
        rows = (row for path in paths for row in of_parallel(path, columns))
        compare(file.name, rows, of_tmx(file))
        files.append(file)
        for name in ("plain", "hostile"):
            file = GOLDEN / f"{name}.tmx"
            rows = map(xml_text, of_parallel(GOLDEN / f"{name}.jsonl"))
            compare(file.name, rows, of_tmx(file))
            files.append(file)
        # The files ask for the DTD beside them.
        shutil.copy(dtd, folder / "tmx14.dtd")
        files = [shutil.copy(file, folder) if folder not in file.parents else file for file in files]
        xmllint = ["xmllint", "--noout", "--nonet", "--valid"]
        subprocess.run([*xmllint, *files], check=True)
        broken = folder / "broken.tmx"
        broken.write_text(file.read_text("utf-8").replace("<body>", "<body><tuv/>"), "utf-8")
        if subprocess.run([*xmllint, broken], capture_output=True).returncode == 0:
            sys.exit("xmllint finds nothing wrong with a broken file")
    print(f"tmx: {len(files)} files valid and read back, {segments} segments of {len(paths)} works")


if __name__ == "__main__":
    main()
