//! Files that mean harm, or are broken: text or one line of error, never a panic.
//!
//! A long run of the damages, five minutes for each format, is
//! `cargo test --test it -- --ignored --nocapture no_damage`.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::panic;
use std::path::{Path, PathBuf};
use std::time::Instant;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tetrapla::error::ErrorKind;
use tetrapla::lang::Lang;
use tetrapla::read::{INPUTS, Options, Rules, read};
use tetrapla::segment::segment;
use tetrapla::{Error, Result};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

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
    let text = "una riga che non finisce mai. ".repeat(700_000);
    let lines = "una riga che non finisce mai.\n".repeat(700_000);
    for (text, name) in [
        (&text, "a.txt"),
        (&text, "a.md"),
        (&format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{text}"), "a.vtt"),
        (&format!("<!doctype html><p>{text}"), "a.html"),
        (&format!("<!doctype html><p>{lines}"), "a.html"),
        (&format!("<TEI><p>{lines}</p></TEI>"), "a.xml"),
    ] {
        assert_eq!(refused(text.as_bytes(), name).kind(), ErrorKind::Limit, "{name}");
    }
    // Many short paragraphs are no harm.
    assert!(open(lines.replace('\n', "\n\n").as_bytes(), "a.txt").is_ok());
}

#[test]
fn marks_that_never_end_are_no_work() {
    for (mark, name) in [
        ("<sup>", "a.html"),
        ("<sup>x ", "a.md"),
        ("`a ", "a.md"),
        ("![a](", "a.md"),
        ("&a", "a.html"),
        ("<a b=\"", "a.html"),
        ("<!--", "a.html"),
        ("《", "a.txt"),
        ("｜", "a.txt"),
        ("［＃", "a.txt"),
        ("<i", "a.srt"),
        ("{\\an", "a.srt"),
        ("&x", "a.srt"),
        ("-\na", "a.txt"),
        ("12\n\n", "a.txt"),
        ("\u{c}", "a.txt"),
    ] {
        let head =
            if name == "a.srt" { "1\n00:00:01,000 --> 00:00:02,000\n" } else { "" };
        let head = if mark.is_ascii() { head } else { "［＃ここから］\n" };
        let text = format!("{head}{}", mark.repeat(1_000_000 / mark.len()));
        let start = Instant::now();
        let _ = open(text.as_bytes(), name);
        let time = start.elapsed();
        // Generous: work that grows with the square would take minutes.
        assert!(time.as_secs() < 20, "{mark} in {name}: {time:?}");
    }
}

fn inputs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inputs");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e != "py" && e != "golden"));
    files.sort();
    files
}

/// The parts of an archive, nothing of a file that is none.
fn parts(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Vec::new();
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).ok()?;
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).ok()?;
        parts.push((part.name().ok()?.into_owned(), bytes));
    }
    Some(parts)
}

/// What is done to a file: changed bytes, and perhaps an early end.
#[derive(Clone, Debug)]
struct Damage {
    /// Whether it is done to one part of an archive, past its checksums.
    inside: bool,
    part: Index,
    changes: Vec<(Index, u8, u8)>,
    cut: Option<Index>,
}

fn damage() -> impl Strategy<Value = Damage> {
    let changes = prop::collection::vec((any::<Index>(), any::<u8>(), 0..5_u8), 1..12);
    let cut = prop::option::weighted(0.1, any::<Index>());
    (prop::bool::weighted(0.8), any::<Index>(), changes, cut)
        .prop_map(|(inside, part, changes, cut)| Damage { inside, part, changes, cut })
}

impl Damage {
    fn done_to(&self, file: &[u8]) -> Vec<u8> {
        match parts(file).filter(|_| self.inside) {
            Some(mut parts) => {
                let at = self.part.index(parts.len());
                parts[at].1 = self.of(&parts[at].1);
                let parts: Vec<(&str, &[u8])> =
                    parts.iter().map(|(name, bytes)| (&**name, &**bytes)).collect();
                archive(&parts)
            }
            None => self.of(file),
        }
    }

    fn of(&self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for &(at, byte, how) in &self.changes {
            if bytes.len() < 2 {
                break;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => drop(bytes.remove(at)),
                // A piece again, or in another place.
                3 => {
                    let end = (at + usize::from(byte)).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    let to = at / 2;
                    bytes.splice(to..to, piece);
                }
                // Markup and numbers break more than other bytes.
                _ => bytes[at] = b"<>&;/\"0 9\n"[usize::from(byte) % 10],
            }
        }
        if let Some(cut) = self.cut.filter(|_| !bytes.is_empty()) {
            bytes.truncate(cut.index(bytes.len()).max(1));
        }
        bytes
    }
}

/// Reads and cuts in every way that there is.
fn read_all_ways(bytes: &[u8], file: &Path) {
    let lang = Lang::known("ja").unwrap();
    for (lossy, off) in [(false, Rules::default()), (true, Rules::ALL)] {
        let options = Options { lossy, off, ..Options::default() };
        if let Ok(source) = read(bytes, file, &lang, &options) {
            segment(source);
        }
    }
}

proptest! {
    #[test]
    fn no_damage_to_a_file_makes_a_panic(
        file in prop::sample::select(inputs()),
        damage in damage(),
    ) {
        read_all_ways(&damage.done_to(&fs::read(&file).unwrap()), &file);
    }
}

/// Seconds that the long run takes for each format.
const SECONDS: &str = "TETRAPLA_FUZZ_SECONDS";

#[test]
#[ignore = "takes minutes: TETRAPLA_FUZZ_SECONDS for each format, or 300"]
fn no_damage_makes_a_panic_for_minutes() {
    let seconds = std::env::var(SECONDS).map_or(300, |seconds| seconds.parse().unwrap());
    let lang = Lang::known("ja").unwrap();
    let mut files = BTreeMap::<&str, Vec<(PathBuf, Vec<u8>)>>::new();
    for file in inputs() {
        let bytes = fs::read(&file).unwrap();
        let format = read(&bytes, &file, &lang, &Options::default()).unwrap().format;
        files.entry(format).or_default().push((file, bytes));
    }
    assert_eq!(files.len(), INPUTS.len());
    for (format, files) in files {
        let strategy = (any::<Index>(), damage());
        let mut runner = TestRunner::deterministic();
        let (start, mut count) = (Instant::now(), 0);
        while start.elapsed().as_secs() < seconds {
            let (at, damage) = strategy.new_tree(&mut runner).unwrap().current();
            let (file, bytes) = &files[at.index(files.len())];
            let bytes = damage.done_to(bytes);
            if panic::catch_unwind(|| read_all_ways(&bytes, file)).is_err() {
                panic!("{format}: {damage:?} done to {}", file.display());
            }
            count += 1;
        }
        println!("{format}: {count} files, no panic");
    }
}
