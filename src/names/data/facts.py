#!/usr/bin/env python3
"""Writes the share of CLDR and ISO 3166 into registry.jsonl: what territories, cities and
provinces are called.

    npm install cldr-localenames-full@48.2.0 cldr-dates-full@48.2.0 \\
                cldr-subdivisions-full@48.2.0 cldr-bcp47@48.2.0
    apt-get install iso-codes=4.15.0-1
    python3 src/names/data/facts.py node_modules /usr/share/iso-codes/json

Run again, it changes nothing. Which entity a code is, codes.tsv says where it is not the
English name. A form that somebody wrote by hand and that CLDR has too takes CLDR as its
source and keeps its type; what CLDR no longer has goes; nothing else is touched.

Taken: all territories but the parts of the world (of these the continents); the exemplar
cities of Africa, Asia, Australia and Europe and those named below; the subdivisions of
CN, JP, KP, KR, MN and TW, which CLDR names in English alone. Of ISO 3166-2 the local
names of CN and KR, which are pinyin and the Revised Romanization.
"""
import json
import os
import re
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
REGISTRY = os.path.join(HERE, "registry.jsonl")
NPM, ISO = sys.argv[1:3]
LANGS = ["en", "it", "ja", "ko", "ru", "zh", "zh-Hant"]
CONTINENTS = ["002", "003", "005", "009", "142", "150"]
ORGANISATIONS = ["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"]
COUNTRIES = ["cn", "jp", "kp", "kr", "mn", "tw"]
REGIONS = ["Africa", "Asia", "Australia", "Europe"]
CITIES = """America/Bogota America/Buenos_Aires America/Caracas America/Chicago
America/Denver America/Detroit America/Halifax America/Havana America/Lima
America/Los_Angeles America/Mexico_City America/Montevideo America/New_York
America/Sao_Paulo America/Santiago America/Toronto America/Vancouver
Atlantic/Reykjavik Pacific/Auckland Pacific/Honolulu""".split()
KEYS = {"cldr", "iso3166-2"}
SOURCES = {
    "cldr": {"title": "Unicode CLDR 48.2", "licence": "Unicode-3.0",
             "url": "https://cldr.unicode.org"},
    "iso3166-2": {"title": "ISO 3166-2, as Debian's iso-codes 4.15 lists it",
                  "url": "https://www.iso.org/iso-3166-country-codes.html"},
}


def load(*path):
    with open(os.path.join(*path), encoding="utf-8") as f:
        return json.load(f)


def locale(package, lang, name):
    return load(NPM, package, "main", lang, name)["main"][lang]


def territories():
    """Each territory's names: code, language, key, text."""
    for lang in LANGS:
        names = locale("cldr-localenames-full", lang, "territories.json")
        names = names["localeDisplayNames"]["territories"]
        for key, text in names.items():
            code = key.split("-")[0]
            if len(code) == 3 and code not in CONTINENTS or code in ORGANISATIONS:
                continue
            yield f"territory/{code}", lang, f"territory/{key}/{lang}", text


def zones():
    """Territory of each time zone, by the first letters of its BCP 47 name."""
    out = {}
    for key, zone in load(NPM, "cldr-bcp47", "bcp47/timezone.json")["keyword"]["u"][
            "tz"].items():
        if not key.startswith("_") and isinstance(zone, dict):
            for name in zone.get("_alias", "").split():
                out[name] = key[:2].upper()
    return out


def cities():
    zone = zones()
    for lang in LANGS:
        names = locale("cldr-dates-full", lang, "timeZoneNames.json")
        names = names["dates"]["timeZoneNames"]["zone"]
        for name in sorted(zone):
            region, *rest = name.split("/")
            if not rest or region not in REGIONS and name not in CITIES:
                continue
            found = names
            for part in name.split("/"):
                found = found.get(part, {}) if isinstance(found, dict) else {}
            text = found.get("exemplarCity")
            if text is None and lang == "en" and name in known_zones():
                text = rest[-1].replace("_", " ")
            if text:
                yield f"city/{name}", lang, f"city/{name}/{lang}", text


def known_zones(made=[]):
    """The zones that CLDR has a city for: those that the Japanese file names."""
    if not made:
        def walk(node, path):
            for key, value in node.items():
                if isinstance(value, dict) and "exemplarCity" in value:
                    made.append("/".join(path + [key]))
                elif isinstance(value, dict):
                    walk(value, path + [key])
        names = locale("cldr-dates-full", "ja", "timeZoneNames.json")
        walk(names["dates"]["timeZoneNames"]["zone"], [])
    return made


def subdivisions():
    names = load(NPM, "cldr-subdivisions-full", "subdivisions/en/en.json")
    names = names["subdivisions"]["localeDisplayNames"]["subdivisions"]
    for code, text in names.items():
        if code[:2] in COUNTRIES:
            yield f"subdivision/{code}", "en", f"subdivision/{code}/en", text


def local_names():
    """The romanized names of ISO 3166-2: code, tag, source, text."""
    for row in load(ISO, "iso_3166-2.json")["3166-2"]:
        country, part = row["code"].split("-")
        tag = {"CN": "zh-Latn-pinyin", "KR": "ko-Latn-t-ko-m0-mcst"}.get(country)
        # Mongol and Uygur are no pinyin, and the special regions go by English names.
        if tag and not re.search("Mongol|Uygur|SAR", row["name"]):
            code = f"subdivision/{country.lower()}{part.lower()}"
            yield code, tag, f"iso3166-2:{row['code']}", row["name"]


def tag_of(lang, text):
    if lang == "ja" and re.fullmatch("[\u30a0-\u30ff]+", text):
        return "ja-Kana"
    return {"zh": "zh-Hans"}.get(lang, lang)


def slug(text):
    text = unicodedata.normalize("NFKD", text.lower().replace("’", "").replace("'", ""))
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub("[^a-z0-9]+", "-", text.replace("&", "and")).strip("-")


def one_name(text):
    """The text as one name: Myanmar (Burma) is Myanmar, Congo - Kinshasa is none."""
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r" *[(（].*[)）]$", "", text)
    return None if re.search(r" - |（|\(|–.*–", text) else text.strip()


def main():
    with open(REGISTRY, encoding="utf-8") as f:
        lines = [json.loads(line) for line in f]
    header, entities = lines[0], {e["id"]: e for e in lines[1:]}
    with open(os.path.join(HERE, "codes.tsv"), encoding="utf-8") as f:
        ids = dict(l.rstrip("\n").split("\t") for l in f if not l.startswith("#"))

    facts = {}  # code -> tag -> [(text, type, source)]
    names = {}  # code -> English name
    for code, lang, key, raw in [*territories(), *cities(), *subdivisions()]:
        text = one_name(raw)
        if lang == "en" and "-alt-" not in key:
            # What a reader is shown need not be a variant: Congo - Kinshasa.
            names[code] = text or raw
        if text is None:
            continue
        short = "-alt-short" in key and re.fullmatch(r"[A-Z.]{2,4}", text)
        kind = "abbreviation" if short else "official"
        facts.setdefault(code, {}).setdefault(tag_of(lang, text), []).append(
            (text, kind, f"cldr:{key}"))
    for code, tag, source, text in local_names():
        if code in facts:
            facts[code].setdefault(tag, []).append((text, "official", source))

    countries = {names[c] for c in facts if c.startswith("territory/") and c in names}
    wanted = {}  # id -> (tag, text) -> (type, source)
    for code, tags in facts.items():
        name = names.get(code)
        if name is None and code not in ids:
            continue
        # A city that is a state, or is called like one, is the state.
        if code.startswith("city/") and code not in ids and name in countries:
            continue
        ident = ids.get(code) or slug(name)
        if ident == "-":
            continue
        entity = entities.setdefault(ident, {"id": ident, "kind": "place", "variants": []})
        entity.setdefault("name", name)
        if not code.startswith("territory/") or code[-2:].isalpha():
            authority = {"territory": "iso3166-1", "subdivision": "iso3166-2"}
            kind, rest = code.split("/", 1)
            if kind in authority:
                value = rest if kind == "territory" else f"{rest[:2]}-{rest[2:]}".upper()
                entity.setdefault("same_as", {})[authority[kind]] = value
        parent = {"subdivision": f"territory/{code.split('/')[1][:2].upper()}",
                  "city": f"territory/{zones().get(code[5:], '')}"}.get(code.split("/")[0])
        if parent and not entity.get("part_of"):
            parent = ids.get(parent) or slug(names.get(parent, ""))
            if parent and parent != ident:
                entity["part_of"] = [parent]
        # What is the same in both scripts of Chinese is one form.
        hans = {t for t, _, _ in tags.get("zh-Hans", [])}
        hant = {t for t, _, _ in tags.get("zh-Hant", [])}
        for tag, forms in tags.items():
            for text, kind, source in forms:
                both = tag.startswith("zh-Han") and text in hans and text in hant
                if both and tag == "zh-Hant":
                    continue
                key = ("zh-Hani" if both else tag, text)
                wanted.setdefault(ident, {}).setdefault(key, (kind, source))

    for ident, entity in entities.items():
        forms, asked = [], dict(wanted.get(ident, {}))
        have = {(v["tag"], v["text"]) for v in entity["variants"]}
        for tag, text in list(asked):
            # 北京 of both scripts answers 北京 of one.
            if tag in ("zh-Hans", "zh-Hant") and ("zh-Hani", text) in have:
                asked[("zh-Hani", text)] = asked.pop((tag, text))
            elif tag == "zh-Hani" and tag not in {t for t, x in have if x == text}:
                hans, hant = (("zh-Hans", text), ("zh-Hant", text))
                for one in (hans, hant):
                    if one in have:
                        asked[one] = asked.pop((tag, text), asked.get(hans))
        for form in entity["variants"]:
            key = (form["tag"], form["text"])
            made = form["source"].split(":")[0] in KEYS
            if made and key not in asked:
                continue
            if key in asked:
                kind, source = asked.pop(key)
                if made or form["source"] == "curated":
                    form["source"] = source
            forms.append(form)
        for (tag, text), (kind, source) in asked.items():
            forms.append({"text": text, "tag": tag, "type": kind, "status": "attested",
                          "source": source})
        entity["variants"] = sorted(forms, key=lambda v: (v["tag"], v["text"], TYPES.index(v["type"])))

    homonyms(entities, wanted)
    header["sources"].update(SOURCES)
    header["sources"] = dict(sorted(header["sources"].items()))
    with open(REGISTRY, "w", encoding="utf-8") as f:
        for line in [header] + [ordered(entities[i]) for i in sorted(entities)]:
            if "id" not in line or line.get("variants") or line.get("moved_to"):
                f.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


TYPES = ("official birth courtesy pseudonym title exonym historical abbreviation short "
         "misspelling adjective description").split()
LOOSE = {"title", "abbreviation", "short", "adjective", "description"}


def homonyms(entities, wanted):
    """Of two places that CLDR itself calls alike, such as a city and its state, each says
    that it is not the other."""
    owners = {}
    for ident in wanted:
        for form in entities[ident]["variants"]:
            if form["type"] not in LOOSE and form["source"].split(":")[0] in KEYS:
                owners.setdefault(form["text"], set()).add(ident)
    for ids in owners.values():
        for one in ids if len(ids) > 1 else ():
            entities[one]["not"] = sorted(set(entities[one].get("not", [])) | ids - {one})


def ordered(entity):
    keys = ("id kind name dates same_as part_of not origin note drop moved_to "
            "variants").split()
    entity = {k: entity[k] for k in keys if entity.get(k)}
    if "same_as" in entity:
        entity["same_as"] = dict(sorted(entity["same_as"].items()))
    return entity


main()
