#!/usr/bin/env python3
"""Makes the files that the readers are tested with, by programs other than ours.

usage: python3 make.py [WHAT …]       (pandoc soffice calibre reportlab python-docx ebooklib hand; default: all)

The texts are ours: the pages `page.<lang>.md` beside this file. Programs: pandoc 2.17 (DOCX,
ODT, EPUB 2 and 3, HTML), LibreOffice 7.4 (DOCX, ODT, PDF), Calibre 6.13 (EPUB), python-docx 1.2, odfpy 1.4,
ebooklib 0.20, reportlab 5 (PDF with the CID fonts of Adobe's Asian font packs, not embedded).
What no program writes any more is written by hand: Aozora Bunko, SubRip, WebVTT, TEI, the
frames of Project Gutenberg. Archives carry the time at which they were made, so a second run
gives other bytes; the texts in them are the same.
"""
import pathlib, shutil, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).parent
LANGS = ["en", "it", "ja", "zh-Hans", "zh-Hant"]


def pandoc(lang, kind, *more):
    out = HERE / f"pandoc.{lang}.{kind}"
    subprocess.run(["pandoc", "-f", "markdown+east_asian_line_breaks", "-s", "--metadata", f"lang={lang}", "-o", out,
                    HERE / f"page.{lang}.md", *more], check=True)


def soffice(lang, source, kind, extra=""):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["soffice", "--headless", "--convert-to", kind + extra, "--outdir", folder, source],
                       check=True, stdout=subprocess.DEVNULL)
        made = pathlib.Path(folder) / (pathlib.Path(source).stem + "." + kind)
        shutil.move(made, HERE / f"libreoffice.{lang}.{kind}")


def calibre(lang, kind, *more):
    subprocess.run(["ebook-convert", HERE / f"pandoc.{lang}.html", HERE / f"calibre.{lang}.{kind}", *more], check=True,
                   stdout=subprocess.DEVNULL, env={"QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin"})


def parts(lang):
    """The page without its marks: title, paragraphs."""
    lines = [line for line in (HERE / f"page.{lang}.md").read_text("utf-8").split("\n\n") if line.strip()]
    return [line.strip().lstrip("# ").replace("\n", "") for line in lines if not line.startswith(("[^", "- "))]


def reportlab(lang):
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas
    font = {"ja": "HeiseiMin-W3", "zh-Hans": "STSong-Light", "zh-Hant": "MSung-Light"}.get(lang, "Times-Roman")
    if font != "Times-Roman":
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    width, height = size_of_page = 240, 300
    page = canvas.Canvas(str(HERE / f"reportlab.{lang}.pdf"), pagesize=size_of_page, invariant=1)
    wide = font != "Times-Roman"
    number, y = 0, 0

    def turn():
        nonlocal number, y
        if number:
            page.showPage()
        number += 1
        page.setFont(font, 8)
        page.drawString(50, height - 30, {"en": "THE BRIDGE", "it": "IL PONTE", "ja": "橋"}.get(lang, "桥" if lang == "zh-Hans" else "橋"))
        page.drawCentredString(width / 2, 25, str(number))
        y = height - 60

    turn()
    for at, text in enumerate(parts(lang)):
        text = text.replace("[^1]", "").replace("*", "").replace("[^2]", "")
        size = 15 if at == 0 else 11
        words = list(text) if wide else [w + " " for w in text.split(" ")]
        line, x = "", 50 + (0 if at == 0 else 22)
        def put(line, x):
            nonlocal y
            if y < 60:
                turn()
            page.setFont(font, size)
            page.drawString(x, y, line.rstrip())
            y -= 16
        for word in words:
            # No line begins with a mark that closes.
            if x + pdfmetrics.stringWidth(line + word.rstrip(), font, size) > width - 50 and word not in "。，、」』？！）":
                put(line, x)
                line, x = "", 50
            line += word
        put(line, x)
        if at == 0:
            y -= 14
    page.save()


def python_docx(lang):
    import docx
    from docx.enum.text import WD_BREAK
    document = docx.Document()
    for at, text in enumerate(parts(lang)):
        text = text.replace("[^1]", "").replace("*", "").replace("[^2]", "")
        if at == 0:
            document.add_heading(text, 1)
            continue
        paragraph = document.add_paragraph()
        half = len(text) // 2
        # Word cuts its runs anywhere.
        paragraph.add_run(text[:half])
        paragraph.add_run(text[half:]).italic = True
    document.save(HERE / f"python-docx.{lang}.docx")


def ebooklib(lang):
    from ebooklib import epub
    book = epub.EpubBook()
    book.set_identifier("page"), book.set_title("page"), book.set_language(lang)
    first, second = epub.EpubHtml(title="1", file_name="b.xhtml", lang=lang), epub.EpubHtml(title="2", file_name="a.xhtml", lang=lang)
    texts = [text.replace("[^1]", "").replace("*", "").replace("[^2]", "") for text in parts(lang)]
    first.content = f"<h1>{texts[0]}</h1>" + "".join(f"<p>{t}</p>" for t in texts[1:3])
    second.content = "".join(f"<p>{t}</p>" for t in texts[3:])
    for chapter in (first, second):
        book.add_item(chapter)
    book.toc, book.spine = (first, second), ["nav", first, second]
    book.add_item(epub.EpubNcx()), book.add_item(epub.EpubNav())
    epub.write_epub(str(HERE / f"ebooklib.{lang}.epub"), book)


def hand(lang):
    """What no program of today writes: as its makers wrote it by hand."""
    golden = (HERE / f"page.{lang}.golden").read_text("utf-8").splitlines()
    title, body = golden[0][2:], [line for line in golden[1:] if not line.startswith(("- ", "^ "))]
    items, notes = [l[2:] for l in golden if l.startswith("- ")], [l[2:] for l in golden if l.startswith("^ ")]
    wide = lang[:2] in ("ja", "zh")
    escape = lambda text: text.replace("&", "&amp;")

    tei = [f'<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0">\n<teiHeader><fileDesc><titleStmt>'
           f"<title>{title}</title></titleStmt></fileDesc></teiHeader>\n<text xml:lang=\"{lang}\"><body>\n<pb n=\"7\"/><head>{title}</head>"]
    for at, text in enumerate(body):
        half = len(text) // 2
        note = f'<note place="foot" n="{at + 1}">{escape(notes[at])}</note>' if at < len(notes) else ""
        tei.append(f'<p>{escape(text[:half])}<pb n="{at + 8}"/>{escape(text[half:])}{note}</p>')
    tei.append("<list>" + "".join(f"<item>{item}</item>" for item in items) + "</list></body></text></TEI>")
    (HERE / f"hand.{lang}.xml").write_text("\n".join(tei) + "\n", "utf-8")

    import re
    cues = []
    for text in body:
        pieces = re.findall(r".{1,22}(?:[，、,]|$)|.{1,22}", text) if wide else re.findall(r".{1,38}(?: |$)", text)
        cues.extend((piece.strip(), False) for piece in pieces)
    clock = lambda seconds, mark: f"00:{seconds // 60:02}:{seconds % 60:02}{mark}000"
    srt = [f"{n + 1}\n{clock(n * 3, ',')} --> {clock(n * 3 + 2, ',')}\n<i>{cue}</i>\n" for n, (cue, _) in enumerate(cues)]
    (HERE / f"hand.{lang}.srt").write_bytes(b"\xef\xbb\xbf" + "\n".join(srt).replace("\n", "\r\n").encode())
    vtt = [f"{clock(n * 3, '.')[3:]} --> {clock(n * 3 + 2, '.')[3:]} align:start\n<v Sun>{escape(cue)}\n" for n, (cue, _) in enumerate(cues)]
    (HERE / f"hand.{lang}.vtt").write_text("WEBVTT\n\nNOTE by hand\n\n" + "\n".join(vtt), "utf-8")

    # Project Gutenberg: lines of 70 columns, CRLF.
    def wrap(text):
        lines, line, columns = [], "", 0
        for word in (list(text) if wide else re.findall(r"\S+ ?", text)):
            size = 2 if wide else 1
            if columns + len(word.rstrip()) * size > 70 and word not in "。，、」』”’？！）":
                lines.append(line.rstrip())
                line, columns = "", 0
            line, columns = line + word, columns + len(word) * size
        return "\n".join(lines + [line.rstrip()])
    name = title.upper()
    text = (f"The Project Gutenberg EBook of {title}\n\nThis eBook is for the use of anyone anywhere at no cost and with\nalmost no "
            f"restrictions whatsoever.\n\n*** START OF THE PROJECT GUTENBERG EBOOK {name} ***\n\nProduced by nobody\n\n\n{title}\n\n"
            + "\n\n".join(map(wrap, body)) + f"\n\n\n\n*** END OF THE PROJECT GUTENBERG EBOOK {name} ***\n\n***** This file should be named x.txt\n")
    (HERE / f"gutenberg.{lang}.txt").write_bytes(text.replace("\n", "\r\n").encode())

    if lang == "ja":
        ruby = {"鴨緑江": "おうりょくこう", "橋桁": "はしげた", "橋脚": "きょうきゃく", "祈祷書": "きとうしょ"}
        lines = [f"{title}\n編集部\n\n{'-' * 55}\n【テキスト中に現れる記号について】\n\n《》：ルビ\n（例）橋桁《はしげた》\n{'-' * 55}\n\n"
                 "［＃５字下げ］一［＃「一」は中見出し］\n\n"]
        for text in body:
            for word, reading in ruby.items():
                text = text.replace(word, f"｜{word}《{reading}》", 1)
            lines.append(("" if text.startswith("「") else "　") + text + "\n")
        lines.append("\n\n底本：「橋守」編集部\n入力：甲\n校正：乙\n")
        (HERE / "hand.ja.txt").write_bytes("".join(lines).replace("\n", "\r\n").encode("shift_jis"))


def main(what):
    what = what or ["pandoc", "soffice", "calibre", "reportlab", "python-docx", "ebooklib", "hand"]
    for lang in LANGS:
        if "pandoc" in what:
            for kind in ["docx", "odt", "html", "epub"]:
                pandoc(lang, kind)
        if "soffice" in what:
            for kind, extra in [("odt", ""), ("pdf", "")]:
                soffice(lang, HERE / f"pandoc.{lang}.docx", kind, extra)
            soffice(lang, HERE / f"pandoc.{lang}.odt", "docx")
        if "calibre" in what:
            calibre(lang, "epub", "--no-default-epub-cover")
        if "reportlab" in what:
            reportlab(lang)
        if "python-docx" in what:
            python_docx(lang)
        if "ebooklib" in what:
            ebooklib(lang)
        if "hand" in what:
            hand(lang)


if __name__ == "__main__":
    main(sys.argv[1:])
