//! Reading: any bytes give a source that keeps its promises, or an error.

use std::path::Path;

use proptest::prelude::*;
use tetrapla::lang::Lang;
use tetrapla::read::{Options, read, read_lines};
use tetrapla::text::{Passage, Source, Span};
use unicode_normalization::is_nfc;

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

/// What holds of every source: NFC, paragraphs in order and full of text, a map that
/// rises, in the notes at the end anew in each, and ends inside the file.
fn check(source: &Source, file: &str) {
    assert!(is_nfc(&source.text));
    assert!(!source.text.contains('\r'));
    let mut end = 0;
    for span in &source.paragraphs {
        let text = &source.text[span.range()];
        assert!(span.start() >= end && !text.is_empty());
        assert_eq!(text, text.trim());
        end = span.end();
    }
    let places: Vec<usize> =
        source.text.char_indices().map(|(at, _)| source.offsets.to_file(at)).collect();
    let body = source.text[..source.notes].chars().count();
    assert!(places[..body].windows(2).all(|pair| pair[0] <= pair[1]), "{places:?}");
    let note = |span: &&Span| span.start() >= source.notes;
    for span in source.paragraphs.iter().filter(note) {
        let places = span.range().map(|at| source.offsets.to_file(at));
        assert!(places.is_sorted(), "{:?}", source.offsets);
    }
    assert!(places.iter().all(|&place| place <= file.len()));
}

#[test]
fn a_mark_of_byte_order_and_line_ends_of_all_kinds_leave_the_text() {
    let file = "\u{feff}Uno.\r\n\r\nDue.\rTre.\n";
    let options = Options::default();
    let source = read(file.as_bytes(), Path::new("it.txt"), &lang("it"), &options);
    let source = source.unwrap();
    assert_eq!(source.text, "Uno.\n\nDue.\n\nTre.\n");
    assert_eq!(source.encoding, "UTF-8");
    for word in ["Uno", "Due", "Tre"] {
        let at = source.offsets.to_file(source.text.find(word).unwrap());
        assert_eq!(Some(at), file.find(word));
    }
}

#[test]
fn lines_are_kept_one_to_one() {
    let file = "  Uno. Due.\n\n\u{3000}# tre\r\nquattro";
    let options = Options::default();
    let source = read_lines(file.as_bytes(), Path::new("x.md"), &lang("it"), &options);
    let passage = Passage::from_lines(source.unwrap());
    assert_eq!(passage.texts(), ["Uno. Due.", "", "# tre", "quattro"]);
}

#[test]
fn errors_name_the_file() {
    let options = Options { format: Some("docs"), ..Options::default() };
    let error = read(b"x", Path::new("a.txt"), &lang("it"), &options).unwrap_err();
    assert_eq!(error.to_string(), "a.txt: unknown input format `docs`, near it: docx");
    let options = Options::default();
    let error = read(b"a\0b", Path::new("a.txt"), &lang("it"), &options).unwrap_err();
    assert!(error.to_string().starts_with("a.txt: binary file"), "{error}");
}

proptest! {
    #[test]
    fn any_text_in_any_format_keeps_the_promises(
        file in "([a-zé。「」.\\-*#_`<>&;\\[\\]()!?0-9 \n\r\u{301}\u{1100}\u{1161}\u{f90a}\u{3000}\u{2000}]|\\PC){0,60}",
        format in prop::sample::select(vec![
            None, Some("text"), Some("markdown"), Some("html"), Some("tei"), Some("aozora"),
            Some("srt"),
        ]),
        tag in prop::sample::select(vec!["it", "ja", "fr"]),
        raw in any::<bool>(),
    ) {
        let options = Options { format, raw, ..Options::default() };
        if let Ok(source) = read(file.as_bytes(), Path::new("x"), &lang(tag), &options) {
            check(&source, &file);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        for tag in ["it", "zh-Hant", "ja"] {
            for lossy in [false, true] {
                let options = Options { lossy, ..Options::default() };
                let _ = read(&bytes, Path::new("x"), &lang(tag), &options);
            }
        }
    }
}
