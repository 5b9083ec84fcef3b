//! Names in other people's formats: what is read of them, and that what is written comes
//! back.

use std::path::Path;

use tetrapla::names::export::{self, EXPORTS, Generated};
use tetrapla::names::import::{self, IMPORTS, Options};
use tetrapla::names::{Entity, FormStatus, Registry, builtin};

use crate::golden;

/// The fixtures: ours, with invented content; format, file.
const FIXTURES: &[(&str, &str)] = &[
    ("cedict", "cedict.u8"),
    ("csv", "names.csv"),
    ("enamdict", "enamdict.txt"),
    ("jmnedict", "jmnedict.xml"),
    ("tbx", "martif.tbx"),
    ("tbx", "dct.tbx"),
    ("tsv", "names.tsv"),
    ("wikidata", "wikidata.json"),
];

fn read(format: &str, text: &str, file: &str, options: Options<'_>) -> import::Imported {
    let format = import::find(format).unwrap();
    import::import(text, Path::new(file), format, options).unwrap()
}

#[test]
fn every_format_has_a_fixture_and_reads_it() {
    for import in IMPORTS {
        assert!(FIXTURES.iter().any(|(name, _)| *name == import.name), "{}", import.name);
    }
    for (format, file) in FIXTURES {
        let path = golden::path(&format!("names/{file}"));
        let text = std::fs::read_to_string(path).unwrap();
        let imported = read(format, &text, file, Options::default());
        // The entities, and under them what was not understood.
        let mut found = imported.registry.to_string();
        for puzzle in &imported.puzzles {
            found += &format!("# {file}:{}: {}\n", puzzle.line, puzzle.message);
        }
        golden::check(&format!("names/{file}.imported.jsonl"), found);
    }
}

#[test]
fn an_import_can_be_held_to_some_names() {
    let text = std::fs::read_to_string(golden::path("names/cedict.u8")).unwrap();
    let only = ["Máo Rùnxī".to_owned(), "姚".to_owned()];
    let options = Options { only: &only, prefix: Some("my"), ..Options::default() };
    let found = read("cedict", &text, "cedict.u8", options).registry;
    let ids: Vec<&str> = found.entities().iter().map(|entity| &*entity.id).collect();
    assert_eq!(ids, ["my-mao-runxi", "my-yao"]);
}

#[test]
fn what_is_none_of_the_format_is_refused() {
    for (format, text) in [
        ("csv", "a,b\n1,2\n"),
        ("jmnedict", "<a><b></a>"),
        ("jmnedict", "<html></html>"),
        ("tbx", "<html></html>"),
        ("tbx", "<tbx><text>"),
        ("wikidata", "{\"broken\":"),
    ] {
        let row = import::find(format).unwrap();
        let found = import::import(text, Path::new("x"), row, Options::default());
        let error = found.map(|imported| imported.registry).unwrap_err();
        assert!(error.to_string().starts_with("x:"), "{format}: {error}");
    }
    let error = import::find("cedcit").unwrap_err().to_string();
    assert_eq!(
        error,
        "unknown format of names `cedcit`, near it: cedict, enamdict, jmnedict"
    );
}

/// Text, tag and type of every form, by entity.
fn forms(registry: &Registry) -> Vec<(String, Vec<[String; 3]>)> {
    let of = |entity: &Entity| {
        let forms = entity.variants.iter().map(|form| {
            [form.text.clone(), form.tag.to_string(), form.r#type.name().to_owned()]
        });
        (entity.id.clone(), forms.collect())
    };
    let whole = registry.entities().iter().filter(|e| !e.variants.is_empty());
    whole.map(of).collect()
}

fn written(registry: &Registry, format: &str, generated: Generated) -> String {
    let mut out = Vec::new();
    let format = export::find(format).unwrap();
    export::export(registry, format, generated, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_format_that_is_written_gives_the_builtin_registry_back() {
    let all = forms(builtin());
    for format in EXPORTS {
        let text = written(builtin(), format.name, Generated::With);
        let back = match format.name {
            "jsonl" => Registry::parse(&text, Path::new("x")).unwrap(),
            name => {
                let imported = read(name, &text, "x", Options::default());
                assert_eq!(imported.puzzles, [], "{name}");
                imported.registry
            }
        };
        let back_all = forms(&back);
        assert_eq!(back_all.len(), all.len(), "{}", format.name);
        for (back, own) in back_all.iter().zip(&all) {
            assert_eq!(back, own, "{}", format.name);
        }
        if format.name == "csv" {
            // All that is said of an entity and its forms, but for what we do not know.
            let same = back.entities().iter().zip(builtin().entities());
            same.for_each(|(back, own)| assert_eq!(back, own));
        }
    }
}

#[test]
fn generated_forms_are_left_out_unless_asked_for() {
    let line = r#"{"id":"a","kind":"term","name":"A","variants":[{"text":"A & <B>","tag":"en","source":"s"},{"text":"Ah","tag":"zh-Latn-wadegile","status":"generated","source":"rule:x"}]}"#;
    let registry = Registry::parse(line, Path::new("x")).unwrap();
    assert_eq!(registry.entities()[0].variants[1].status, FormStatus::Generated);
    for format in EXPORTS {
        let without = written(&registry, format.name, Generated::Without);
        assert!(!without.contains("Ah"), "{without}");
        assert!(written(&registry, format.name, Generated::With).contains("Ah"));
        golden::check(&format!("names/small.{}", format.extension), without);
    }
}
