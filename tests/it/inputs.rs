//! Every format in every language: the text as a person would type it.
//!
//! The files and how they were made: `tests/inputs/make.py`.

use std::fs;
use std::path::{Path, PathBuf};

use tetrapla::lang::Lang;
use tetrapla::read::{INPUTS, Notes, Options, Rules, read};
use tetrapla::segment::segment;
use tetrapla::text::Source;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inputs")
}

/// The files of the folder that are texts, each with its language.
fn files() -> Vec<(PathBuf, Lang)> {
    let mut files: Vec<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e != "golden" && e != "py"))
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (path, Lang::known(name.split('.').nth(1).unwrap()).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn source(path: &Path, lang: &Lang, options: &Options) -> Source {
    read(&fs::read(path).unwrap(), path, lang, options).unwrap()
}

/// The golden text of a language: what it is, and the text.
fn golden(lang: &Lang) -> Vec<(char, String)> {
    let text = fs::read_to_string(folder().join(format!("page.{lang}.golden"))).unwrap();
    let lines = text.lines().map(|line| match line.split_once(' ') {
        Some((mark @ ("#" | "-" | "^"), rest)) => {
            (mark.chars().next().unwrap(), rest.to_owned())
        }
        _ => (' ', line.to_owned()),
    });
    lines.collect()
}

#[test]
fn every_file_gives_the_golden_text() {
    let mut wrong = String::new();
    let mut formats = Vec::new();
    let files = files();
    assert!(files.len() > 60, "{} files", files.len());
    for (path, lang) in files {
        let name = path.file_name().unwrap().to_str().unwrap();
        let program = name.split('.').next().unwrap();
        let found = source(&path, &lang, &Options::default());
        formats.push(found.format);
        // What each program was given.
        let given = |kind: char| match program {
            "page" | "pandoc" | "libreoffice" | "calibre" => true,
            "hand" if found.format == "tei" => true,
            "hand" if matches!(found.format, "srt" | "webvtt") => kind == ' ',
            _ => !matches!(kind, '-' | '^'),
        };
        let mut wanted: Vec<String> = golden(&lang)
            .into_iter()
            .filter(|(kind, _)| given(*kind))
            .map(|(_, t)| t)
            .collect();
        if found.format == "aozora" {
            wanted.insert(1, "編集部".to_owned());
            wanted.insert(2, "一".to_owned());
        }
        if found.format == "tei" {
            // There, the list stands after the text.
            let items: Vec<String> = golden(&lang)
                .into_iter()
                .filter(|(kind, _)| *kind == '-')
                .map(|(_, t)| t)
                .collect();
            wanted.retain(|text| !items.contains(text));
            let notes = wanted.len() - 2;
            wanted.splice(notes..notes, items);
        }
        let mut paragraphs: Vec<&str> =
            found.paragraphs.iter().map(|span| &found.text[span.range()]).collect();
        // A word processor gives a list and a PDF their bullets.
        if found.format == "pdf" {
            paragraphs = paragraphs
                .iter()
                .map(|text| text.trim_start_matches(['•', '–', ' ']))
                .collect();
        }
        // Pandoc ties abbreviations to what follows them.
        let tied: Vec<String> =
            paragraphs.iter().map(|text| text.replace('\u{a0}', " ")).collect();
        let paragraphs: Vec<&str> = tied.iter().map(String::as_str).collect();
        if matches!(found.format, "srt" | "webvtt") {
            // Paragraphs are not known there; the sentences are.
            let (ours, theirs) = (paragraphs.concat(), wanted.concat());
            let bare = |text: &str| text.replace(' ', "");
            if bare(&ours) != bare(&theirs) {
                wrong += &format!("{name}:\n  found  {paragraphs:#?}\n");
            }
        } else if paragraphs != wanted {
            wrong += &format!("{name}: {}\n", found.format);
            let longest = wanted.len().max(paragraphs.len());
            for at in 0..longest {
                let (a, b) = (
                    wanted.get(at).map_or("–", |t| t),
                    paragraphs.get(at).unwrap_or(&"–"),
                );
                if a != *b {
                    wrong += &format!("  wanted {a}\n  found  {b}\n");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    for input in INPUTS {
        assert!(formats.contains(&input.name), "no file of {}", input.name);
    }
}

#[test]
fn every_letter_knows_where_it_stood_and_sentences_tile() {
    for (path, lang) in files() {
        let found = source(&path, &lang, &Options::default());
        let bytes = fs::read(&path).unwrap();
        let file = match (std::str::from_utf8(&bytes), found.format) {
            (Ok(text), _) => text,
            // The file's own text is inside an archive, or decoded.
            _ => {
                segment(found);
                continue;
            }
        };
        for (at, c) in found.text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
            let place = found.offsets.to_file(at);
            let there = &file[place..];
            assert!(
                there.starts_with(c) || there.starts_with('&'),
                "{path:?}: {c} at {place}"
            );
        }
        segment(found);
    }
}

#[test]
fn notes_are_kept_apart_left_out_or_left_in_place() {
    let (path, lang) = (folder().join("pandoc.en.docx"), Lang::known("en").unwrap());
    let found = source(&path, &lang, &Options::default());
    assert!(found.text[found.notes..].starts_with("The bridge was built in 1911."));
    assert_eq!(
        found.cleaned.iter().find(|(rule, _)| *rule == "footnotes"),
        Some(&("footnotes", 2))
    );
    let page = source(&folder().join("libreoffice.en.pdf"), &lang, &Options::default());
    assert!(page.text[page.notes..].starts_with("The bridge was built in 1911."));
    assert_eq!(page.page(page.notes), Some("1"));
    let options = Options { notes: Notes::Omit, ..Options::default() };
    assert!(!source(&path, &lang, &options).text.contains("1911"));
    let off = Rules::default().with("footnotes").unwrap();
    let found = source(&path, &lang, &Options { off, ..Options::default() });
    assert!(found.text.contains("1911") && found.notes == found.text.len());
}

#[test]
fn pages_are_known_where_the_format_has_them() {
    let lang = Lang::known("it").unwrap();
    for (name, last) in [("reportlab.it.pdf", "3"), ("hand.it.xml", "12")] {
        let found = source(&folder().join(name), &lang, &Options::default());
        let end = found.text.find("anche al buio").unwrap();
        assert_eq!(found.page(end), Some(last), "{name}: {:?}", found.pages);
        assert!(found.page(0).is_some());
    }
}
