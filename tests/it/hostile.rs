//! Files that mean harm, or are broken: text or one line of error, never a panic.
//!
//! A long run of the mutations: `PROPTEST_CASES=100000 cargo test --test it hostile`.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tetrapla::error::ErrorKind;
use tetrapla::lang::Lang;
use tetrapla::read::{Options, Rules, read};
use tetrapla::segment::segment;
use tetrapla::{Error, Result};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn open(bytes: &[u8], name: &str) -> Result<usize> {
    let lang = Lang::known("it").unwrap();
    let source = read(bytes, Path::new(name), &lang, &Options::default())?;
    Ok(segment(source).len())
}

/// Reads what must be refused: the error names the file in one line.
fn refused(bytes: &[u8], name: &str) -> Error {
    let error = open(bytes, name).unwrap_err();
    let line = error.to_string();
    assert!(line.starts_with(name) && !line.contains('\n'), "{line}");
    error
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn an_archive_that_grows_without_end_is_refused() {
    let bomb = archive(&[("word/document.xml", &vec![b' '; 140 << 20])]);
    assert!(bomb.len() < 1 << 20);
    assert_eq!(refused(&bomb, "bomb.docx").kind(), ErrorKind::Limit);
}

#[test]
fn entities_of_a_document_are_not_expanded() {
    let mut text =
        String::from("<?xml version=\"1.0\"?><!DOCTYPE TEI [<!ENTITY l0 \"lol\">");
    for level in 1..10 {
        let inner = format!("&l{};", level - 1).repeat(10);
        text += &format!("<!ENTITY l{level} \"{inner}\">");
    }
    text += "]><TEI><text><p>&l9;</p></text></TEI>";
    assert!(refused(text.as_bytes(), "a.xml").message().contains("&l9;"));
    let file =
        "<!DOCTYPE TEI [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><TEI><p>&x;</p></TEI>";
    refused(file.as_bytes(), "a.xml");
}

#[test]
fn elements_may_nest_without_end() {
    let deep = |open: &str, close: &str| {
        format!("{}x{}", open.repeat(100_000), close.repeat(100_000))
    };
    for (text, name) in [
        (format!("<!doctype html>{}", deep("<div>", "</div>")), "a.html"),
        (format!("<!doctype html>{}", deep("<b><p>", "</i>")), "a.html"),
        (format!("<TEI>{}</TEI>", deep("<div>", "</div>")), "a.xml"),
        (format!("<TEI>{}</TEI>", deep("<note>", "</note>")), "a.xml"),
        (deep("(", ")"), "a.txt"),
        (deep("«", "»"), "a.txt"),
        (deep("> ", ""), "a.md"),
        (deep("[", "]"), "a.md"),
        (deep("*", "*"), "a.md"),
        (deep("［＃", "］"), "a.txt"),
    ] {
        assert!(open(text.as_bytes(), name).is_ok(), "{name}");
    }
    let document = deep("<w:p>", "</w:p>");
    let docx = archive(&[("word/document.xml", document.as_bytes())]);
    assert!(open(&docx, "a.docx").is_ok());
}

#[test]
fn what_is_cut_short_or_no_text_is_refused() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inputs");
    for name in ["pandoc.it.docx", "pandoc.it.odt", "pandoc.it.epub"] {
        let bytes = fs::read(folder.join(name)).unwrap();
        refused(&bytes[..bytes.len() / 2], name);
    }
    refused(&archive(&[("x.txt", b"x")]), "a.zip");
    refused(b"%PDF-1.7\nnothing", "a.pdf");
    refused(b"{\\rtf1 x}", "a.doc");
    refused(b"a\0b", "a.txt");
    refused(b"Era una notte \xed\xa0\x80 scura e lunga.", "a.txt");
    // A lone surrogate in UTF-16.
    refused(b"\xff\xfea\0\x00\xd8b\0", "a.txt");
    refused(b"a text", "a.docx");
    refused("1\n\nno cue".as_bytes(), "a.srt");
}

#[test]
fn a_paragraph_without_end_is_refused() {
    let line = "una riga che non finisce mai. ".repeat(700_000);
    assert_eq!(refused(line.as_bytes(), "a.txt").kind(), ErrorKind::Limit);
}

fn inputs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inputs");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e != "py" && e != "golden"));
    files.sort();
    files
}

proptest! {
    #[test]
    fn no_mutation_of_a_file_makes_a_panic(
        file in prop::sample::select(inputs()),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..12),
        cut in prop::option::weighted(0.1, any::<prop::sample::Index>()),
        off in prop::sample::select(vec![Rules::default(), Rules::ALL]),
    ) {
        let mut bytes = fs::read(&file).unwrap();
        for (at, byte, how) in changes {
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => drop(bytes.remove(at)),
                // Markup and numbers break more than other bytes.
                _ => bytes[at] = b"<>&;/\"0 9\n"[usize::from(byte) % 10],
            }
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()).max(1));
        }
        let lang = Lang::known("ja").unwrap();
        for lossy in [false, true] {
            let options = Options { lossy, off, ..Options::default() };
            if let Ok(source) = read(&bytes, &file, &lang, &options) {
                segment(source);
            }
        }
    }
}
