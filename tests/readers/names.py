#!/usr/bin/env python3
"""Reads our exports of a registry with other people's programs: Python's csv, lxml, and
translate-toolkit, which knows TBX by the names of version 2. Every form must be that of
the registry's own file.

    pip install translate-toolkit lxml
    python3 tests/readers/names.py PROGRAM

PROGRAM is `tetrapla`, run from the top of the repository.
"""

import collections
import csv
import io
import json
import subprocess
import sys
import tempfile

from lxml import etree
from translate.storage import tbx

XML = "{http://www.w3.org/XML/1998/namespace}"
TBX = "{urn:iso:std:iso:30042:ed-2}"

# ISO 30042:2019, the core structure: which elements an element may have, in their order.
CORE = {
    "tbx": ["tbxHeader", "text"],
    "tbxHeader": ["fileDesc", "encodingDesc", "revisionDesc"],
    "fileDesc": ["titleStmt", "publicationStmt", "sourceDesc"],
    "sourceDesc": ["p"],
    "text": ["body", "back"],
    "body": ["conceptEntry"],
    "conceptEntry": ["descrip", "admin", "transacGrp", "note", "ref", "xref", "langSec"],
    "langSec": ["descrip", "admin", "note", "termSec"],
    "termSec": ["term", "termNote", "descrip", "admin", "transacGrp", "note", "ref", "xref"],
    "p": [], "descrip": [], "admin": [], "note": [], "term": [], "termNote": [],
}
# TBX-Basic's categories, and what some of them may say.
CATEGORIES = {
    ("descrip", "subjectField"): None,
    ("admin", "source"): None,
    ("termNote", "termType"): {"fullForm", "acronym", "abbreviation", "shortForm", "variant", "phrase"},
    ("termNote", "administrativeStatus"): {
        "admittedTerm-admn-sts", "deprecatedTerm-admn-sts", "supersededTerm-admn-sts", "preferredTerm-admn-sts",
    },
}


def check_structure(root):
    for element in root.iter():
        name = etree.QName(element).localname
        if element.tag != TBX + name or name not in CORE:
            sys.exit(f"tbx:{element.sourceline}: {element.tag} is no element of the core")
        places = [etree.QName(child).localname for child in element]
        unknown = [place for place in places if place not in CORE[name]]
        if unknown or places != sorted(places, key=CORE[name].index):
            sys.exit(f"tbx:{element.sourceline}: {name} has {places}")
        if category := element.get("type") if name not in ("tbx",) else None:
            if (name, category) not in CATEGORIES:
                sys.exit(f"tbx:{element.sourceline}: {name} of type {category}")
            allowed = CATEGORIES[name, category]
            if allowed and element.text not in allowed:
                sys.exit(f"tbx:{element.sourceline}: {category} {element.text}")
    ids = [concept.get("id") for concept in root.iter(TBX + "conceptEntry")]
    if len(set(ids)) != len(ids):
        sys.exit("tbx: a concept stands twice")


def compare(name, wanted, found):
    wanted, found = collections.Counter(wanted), collections.Counter(found)
    if wanted != found:
        sys.exit(f"{name}: missing {list((wanted - found))[:5]}, too many {list((found - wanted))[:5]}")
    return sum(found.values())


def main():
    program = sys.argv[1]

    def export(form):
        command = [program, "--quiet", "registry", "export", "--generated", "-f", form]
        return subprocess.run(command, check=True, capture_output=True).stdout

    entities = [json.loads(line) for line in export("jsonl").decode().split("\n")[1:] if line]
    forms = [(entity["id"], form["text"], form["tag"], form["type"])
             for entity in entities for form in entity.get("variants", [])]
    rows = csv.DictReader(io.StringIO(export("csv").decode(), newline=""), strict=True)
    read = [(row["id"], row["text"], row["tag"], row["type"]) for row in rows if row["text"]]
    compare("csv", forms, read)

    document = export("tbx")
    root = etree.fromstring(document)
    check_structure(root)
    read = []
    for concept in root.iter(TBX + "conceptEntry"):
        for section in concept.iter(TBX + "langSec"):
            for term in section.iter(TBX + "termSec"):
                note = term.findtext(TBX + "note").split("; ")[0].removeprefix("type: ")
                # An XML id does not begin with a digit: `_` stands before it.
                read.append((concept.get("id").removeprefix("_"), term.findtext(TBX + "term"), section.get(XML + "lang"), note))
    compare("tbx", forms, read)

    # The same file, its elements called as version 2 called them.
    for new, old in (("conceptEntry", "termEntry"), ("langSec", "langSet"), ("termSec", "tig"),
                     ("<tbx ", "<martif "), ("</tbx>", "</martif>"), ("tbxHeader", "martifHeader"),
                     (' xmlns="urn:iso:std:iso:30042:ed-2"', "")):
        document = document.replace(new.encode(), old.encode())
    with tempfile.NamedTemporaryFile(suffix=".tbx") as file:
        file.write(document)
        file.flush()
        store = tbx.tbxfile.parsefile(file.name)
    read = []
    for unit in store.units:
        for node in unit.getlanguageNodes():
            read += [(term.text, node.get(XML + "lang")) for term in node.iter("term")]
    count = compare("translate-toolkit", [(text, tag) for _, text, tag, _ in forms], read)
    print(f"names: {len(entities)} entities, {count} forms read back from CSV and TBX")


if __name__ == "__main__":
    main()
