#!/usr/bin/env python3
"""Takes the picture of the README, `view.png` beside this file: real output of
`tetrapla view`, laid out in the cells of a terminal and photographed by a browser.

    apt-get install chromium fonts-noto-cjk fonts-dejavu-core pngquant
    pip install wcwidth
    cargo build --release && python3 docs/picture.py target/release/tetrapla
"""

import html
import os
import re
import subprocess
import sys
import tempfile

from wcwidth import wcwidth

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTH, CELL, LINE, MARGIN, BAR = 132, 8, 19, 18, 34
ARGUMENTS = ["view", "the-treaties-of-july-1961", "--rows", "1-8"]

STYLE = f"""
* {{ margin: 0; box-sizing: border-box }}
body {{ width: {WIDTH * CELL + 2 * MARGIN}px; background: #1b1e28; color: #d8dbe6 }}
.bar {{ height: {BAR}px; padding: 11px {MARGIN}px; background: #262a37; display: flex; gap: 8px }}
.bar i {{ width: 12px; height: 12px; border-radius: 6px }}
.line {{ position: relative; height: {LINE}px; margin-left: {MARGIN}px;
  font: 13.3px/{LINE}px "DejaVu Sans Mono"; white-space: pre }}
.line span {{ position: absolute; height: {LINE - 1}px; text-align: center }}
.wide {{ font: 15px/{LINE - 3}px "Noto Sans Mono CJK SC" }}
.dim {{ color: #7c8398 }}
.name {{ border-bottom: 1px solid #8ec5ff; color: #cfe6ff }}
.mark {{ color: #f2c879 }}
.prompt {{ color: #8fd694 }}
"""


def cells(line):
    """The characters of a line as (column, width, text, classes)."""
    styles, column, out = set(), 0, []
    for part in re.split(r"(\x1b\[[\d;]*m)", line):
        if part.startswith("\x1b"):
            for code in part[2:-1].split(";"):
                if code in ("", "0"):
                    styles = set()
                else:
                    styles |= {{"2": "dim", "4": "name"}.get(code, "mark")}
            continue
        for char in part:
            width = wcwidth(char)
            if width == 0 and out:
                at, before, text, classes = out[-1]
                out[-1] = at, before, text + char, classes
                continue
            classes = set(styles) | ({"wide"} if width == 2 else set())
            out.append((column, width, char, classes))
            column += width
    return out


def main():
    program = sys.argv[1]
    shown = " ".join(["tetrapla", *ARGUMENTS])
    text = subprocess.run(
        [program, *ARGUMENTS, "--width", str(WIDTH), "--color", "always"],
        check=True, capture_output=True, text=True).stdout
    lines = [f"\x1b[92m$\x1b[0m {shown}", "", *text.rstrip("\n").split("\n")]
    # The last column is Japanese: its characters take Japanese shapes.
    rule = next(line for line in lines if "----" in line)
    plain = re.sub(r"\x1b\[[\d;]*m", "", rule)
    last = plain.rstrip().rfind("  ") + 2
    body = []
    for line in lines:
        spans = []
        for column, width, char, classes in cells(line):
            if char == " " and "name" not in classes:
                continue
            if "mark" in classes and char == "$":
                classes = {"prompt"}
            lang = ' lang="ja" style="font-family:\'Noto Sans Mono CJK JP\';' \
                if column >= last and width == 2 else ' style="'
            spans.append(
                f'<span class="{" ".join(sorted(classes))}"{lang}'
                f'left:{column * CELL}px;width:{width * CELL}px">{html.escape(char)}</span>')
        body.append(f'<div class="line">{"".join(spans)}</div>')
    height = BAR + 3 * MARGIN + LINE * len(lines)
    dots = "".join(f'<i style="background:{c}"></i>' for c in ("#f2777a", "#f2c879", "#8fd694"))
    page = (f'<!DOCTYPE html><meta charset="utf-8"><style>{STYLE}</style>'
            f'<div class="bar">{dots}</div><div style="height:{MARGIN}px"></div>' + "\n".join(body))
    with tempfile.TemporaryDirectory() as folder:
        source, shot = os.path.join(folder, "view.html"), os.path.join(folder, "view.png")
        with open(source, "w", encoding="utf-8") as file:
            file.write(page)
        subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--no-first-run", "--disable-quic", f"--user-data-dir={folder}/profile",
             "--force-device-scale-factor=1.75", f"--screenshot={shot}",
             f"--window-size={WIDTH * CELL + 2 * MARGIN},{height}", source],
            check=True, capture_output=True)
        subprocess.run(
            ["pngquant", "--force", "--speed", "1", "--strip", "--output",
             os.path.join(HERE, "view.png"), "40", shot], check=True)


if __name__ == "__main__":
    main()
