//! The parallel segment file: round trips, its schema, and what is refused.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;
use tetrapla::store;

use crate::works;

const HEADER: &str = r#"{"tetrapla":1,"work":"w","columns":[{"lang":"it","path":"../texts/w/it.txt","sha256":"00","sentences":1},{"lang":"ja","sentences":0}],"made":{"version":"0.1.0","weights":"ab"}}"#;
const ROW: &str = r#"{"id":1,"cells":{"it":["a"],"ja":[]},"score":0.950,"verdict":"confirmed","by":"anna","paragraph":true,"names":[{"entity":null,"status":"generated","forms":{"it":["a"]}}]}"#;

fn parse(text: &str) -> tetrapla::Result<tetrapla::parallel::Parallel> {
    store::parse(text, Path::new("w.jsonl"))
}

fn refusal(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

fn schema() -> jsonschema::Validator {
    jsonschema::draft202012::new(&serde_json::from_str(store::SCHEMA).unwrap()).unwrap()
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_equal(work in works::any_work()) {
        let text = store::to_string(&work);
        let read = parse(&text).unwrap();
        prop_assert_eq!(&read, &work);
        prop_assert_eq!(store::to_string(&read), text);
    }

    #[test]
    fn what_is_written_fits_the_schema(work in works::any_work()) {
        let schema = schema();
        for line in store::to_string(&work).lines() {
            // A number past any float, kept as an unknown field, is beyond this reader.
            let line = line.replace("1.50e400", "1.5");
            let value: Value = serde_json::from_str(&line).unwrap();
            prop_assert!(schema.is_valid(&value), "{}", line);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in works::text()) {
        let _ = parse(&text);
        let _ = parse(&format!("{HEADER}\n{text}"));
    }
}

#[test]
fn canonical_text_comes_back_byte_for_byte() {
    let unknown = HEADER.replace("\"made\":{", "\"made\":{\"version\":\"0\",");
    assert!(refusal(&unknown).contains("`version` stands twice"));
    let more = ROW.replace("}}]}", "},\"a\":1}],\"b\":{\"z\":1,\"a\":[]},\"c\":1.0}");
    for row in [ROW, &more] {
        let text = format!("{HEADER}\n{row}\n");
        assert_eq!(store::to_string(&parse(&text).unwrap()), text);
    }
}

#[test]
fn what_loses_nothing_is_read_leniently() {
    let wanted = parse(&format!("{HEADER}\n{ROW}\n")).unwrap();
    let spaced = ROW.replace(",\"", " ,\t\"").replace("0.950", "95e-2");
    let turned = ROW.replace(r#""it":["a"],"ja":[]"#, r#""JA":[],"it":["a"]"#);
    for text in [
        format!("\u{feff}{HEADER}\r\n\r\n{ROW}\r\n"),
        format!("{HEADER}\n{spaced}"),
        format!("\n{HEADER}\n{turned}\n\n"),
    ] {
        assert_eq!(parse(&text).unwrap(), wanted, "{text}");
    }
    let short = r#"{"id":1,"cells":{"it":["a"],"ja":[]},"verdict":"proposed"}"#;
    let row = &parse(&format!("{HEADER}\n{short}")).unwrap().rows[0];
    assert!(!row.paragraph && row.names.is_empty() && row.score.is_none());
}

#[test]
fn bad_headers_are_refused_with_their_line() {
    for (from, to, wanted) in [
        ("{\"tetrapla\":1", "", "w.jsonl:1: no JSON: "),
        (
            "\"tetrapla\":1",
            "\"tetrapla\":2",
            "`tetrapla` is `2`, wanted format version 1",
        ),
        ("\"tetrapla\":1,", "", "w.jsonl:1: found no `tetrapla`, wanted a header first"),
        ("\"lang\":\"ja\"", "\"lang\":\"it\"", "two columns of language `it`"),
        ("\"lang\":\"ja\"", "\"lang\":\"IT\"", "two columns of language `it`"),
        ("\"lang\":\"ja\"", "\"lang\":\"日本語\"", "`日本語` is no language tag"),
        (",{\"lang\":\"ja\",\"sentences\":0}", "", "found 1 columns, wanted two or more"),
        ("\"sentences\":1", "\"sentences\":2", "has 1 sentences, the header wanted 2"),
        ("\"sentences\":1", "\"sentences\":-1", "`sentences` is `-1`, wanted a number"),
        ("\"work\":\"w\"", "\"work\":3", "`work` is `3`, wanted a name"),
        ("\"sha256\":\"00\"", "\"sha256\":null", "`sha256` is `null`, wanted a hash"),
        ("\"version\":\"0.1.0\",", "", "no `version` found"),
    ] {
        let text = format!("{}\n{ROW}\n", HEADER.replacen(from, to, 1));
        let found = refusal(&text);
        assert!(found.starts_with("w.jsonl:1: ") && found.contains(wanted), "{found}");
    }
    assert_eq!(refusal(""), "w.jsonl:1: empty file, wanted a header");
    assert_eq!(refusal(ROW), "w.jsonl:1: found a row, wanted a header first");
}

#[test]
fn bad_rows_are_refused_with_their_line() {
    for (from, to, wanted) in [
        ("\"id\":1", "\"id\":0", "`id` is `0`, wanted a positive integer"),
        ("\"id\":1", "\"id\":1.5", "`id` is `1.5`, wanted a positive integer"),
        ("\"id\":1", "\"id\":\"1\"", "`id` is `\"1\"`, wanted a positive integer"),
        ("\"id\":1", "\"id\":4294967296", "wanted a positive integer"),
        ("\"id\":1,", "", "no `id` found, wanted one in a row"),
        ("0.950", "1.001", "`score` is `1.001`, wanted a number from 0 to 1"),
        ("0.950", "-0.1", "`score` is `-0.1`, wanted a number from 0 to 1"),
        ("0.950", "\"high\"", "`score` is `\"high\"`, wanted a number from 0 to 1"),
        ("0.950", "1e999", "`score` is `1e999`, wanted a number from 0 to 1"),
        ("0.950", "NaN", "no JSON: "),
        ("confirmed", "confirm", "unknown verdict `confirm`, near it: confirmed"),
        ("confirmed", "proposed", "`by` on a proposed row, wanted it on confirmed ones"),
        ("\"verdict\":\"confirmed\",", "", "no `verdict` found"),
        (",\"ja\":[]", "", "no cell of `ja`, wanted one of each column"),
        ("\"ja\":[]", "\"ja\":[],\"ko\":[]", "`ko` is no column of the header"),
        ("\"ja\":[]", "\"ja\":[],\"JA\":[]", "two cells of `JA`, wanted one"),
        ("\"ja\":[]", "\"ja\":\"x\"", "`ja` is `\"x\"`, wanted a list of sentences"),
        ("\"ja\":[]", "\"ja\":[\"\\ud800\"]", "wanted a list of sentences"),
        ("true", "1", "`paragraph` is `1`, wanted true or false"),
        ("generated", "attested", "`status` is `\"attested\"`, wanted"),
        ("\"forms\":{\"it\"", "\"forms\":{\"ko\"", "`ko` is no column of the header"),
        ("\"id\":1", "\"id\":1,\"id\":2", "`id` stands twice"),
    ] {
        let row = ROW.replacen(from, to, 1);
        let found = refusal(&format!("{HEADER}\n{row}\n"));
        assert!(found.starts_with("w.jsonl:2: ") && found.contains(wanted), "{found}");
    }
    let twice = refusal(&format!("{HEADER}\n{ROW}\n\n{ROW}\n"));
    assert_eq!(twice, "w.jsonl:4: a second row 1, wanted each id once");
    assert_eq!(refusal(&format!("{HEADER}\n[]")), "w.jsonl:2: found `[]`, wanted a row");
}

#[test]
fn the_schema_refuses_what_the_reader_refuses_of_a_line() {
    let schema = schema();
    let valid = |text: &str| schema.is_valid(&serde_json::from_str(text).unwrap());
    assert!(valid(HEADER) && valid(ROW));
    for (line, from, to) in [
        (HEADER, "\"tetrapla\":1", "\"tetrapla\":2"),
        (HEADER, ",{\"lang\":\"ja\",\"sentences\":0}", ""),
        (HEADER, "\"lang\":\"ja\"", "\"lang\":\"日本語\""),
        (HEADER, "\"work\":\"w\",", ""),
        (ROW, "\"id\":1", "\"id\":0"),
        (ROW, "\"id\":1", "\"id\":1.5"),
        (ROW, "0.950", "1.001"),
        (ROW, "0.950", "\"0.9\""),
        (ROW, "confirmed", "sure"),
        (ROW, "confirmed", "proposed"),
        (ROW, "\"it\":[\"a\"]", "\"it\":\"a\""),
        (ROW, "generated", "attested"),
        (ROW, "true", "null"),
    ] {
        let bad = line.replacen(from, to, 1);
        assert!(!valid(&bad), "{bad}");
        assert!(
            parse(&if line == HEADER { bad } else { format!("{HEADER}\n{bad}") })
                .is_err()
        );
    }
}

#[test]
fn every_committed_alignment_is_canonical_and_fits_the_schema() {
    let (root, schema) = (Path::new(env!("CARGO_MANIFEST_DIR")), schema());
    let entries = fs::read_dir(root.join("alignments")).unwrap();
    for path in entries.map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_string_lossy();
        if !name.ends_with(".jsonl") || name == "names.jsonl" {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(store::to_string(&store::read(&path).unwrap()), text, "{name}");
        for line in text.lines() {
            assert!(
                schema.is_valid(&serde_json::from_str(line).unwrap()),
                "{name}: {line}"
            );
        }
    }
}

#[test]
fn files_are_written_and_read_back_and_bad_bytes_have_a_line() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("w.jsonl");
    for work in [works::hostile(), works::gold("half-an-hour-and-a-map")] {
        store::write(&path, &work).unwrap();
        assert_eq!(store::read(&path).unwrap(), work);
    }
    fs::write(&path, [HEADER.as_bytes(), b"\n{\"\xff"].concat()).unwrap();
    let error = store::read(&path).unwrap_err();
    assert_eq!(error.line(), Some(2));
    assert_eq!(error.message(), "byte 0xff is no UTF-8, wanted UTF-8 throughout");
    assert!(store::read(dir.path()).is_err());
}
