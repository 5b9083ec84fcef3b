//! What is embedded is what the notices say.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_embedded_encoder_has_the_recorded_hash() {
    let model: &[u8] = include_bytes!("../../src/encode/use-multilingual-v3.bin");
    let mut found = String::new();
    for byte in Sha256::digest(model) {
        write!(found, "{byte:02x}").unwrap();
    }
    let recorded = read("src/encode/use-multilingual-v3.bin.sha256");
    assert_eq!(recorded, format!("{found}  use-multilingual-v3.bin\n"));
}

#[test]
fn every_work_of_others_has_its_notice_and_its_license() {
    let notice = read("NOTICE");
    for path in [
        "src/encode/use-multilingual-v3.bin",
        "src/names/data/han.tsv",
        "src/names/systems/data/readings.tsv",
        "src/names/systems/data/forms.tsv",
    ] {
        assert!(notice.contains(path), "NOTICE names `{path}`");
    }
    for (path, holds) in [
        ("LICENSE-MIT", "Permission is hereby granted"),
        ("LICENSE-APACHE", "Version 2.0, January 2004"),
        ("LICENSE-UNICODE", "UNICODE LICENSE V3"),
    ] {
        assert!(read(path).contains(holds), "`{path}` is the text of the license");
        assert!(notice.contains(path), "NOTICE points to `{path}`");
    }
    assert!(read("src/encode/NOTICE").contains("Google"));
}

#[test]
fn every_text_says_whose_it_is() {
    let texts = Path::new(env!("CARGO_MANIFEST_DIR")).join("texts");
    for entry in fs::read_dir(texts).unwrap() {
        let work = entry.unwrap().file_name().to_string_lossy().into_owned();
        let meta = read(&format!("texts/{work}/work.toml"));
        for key in ["author = ", "licence = ", "source = "] {
            assert!(meta.contains(key), "texts/{work}/work.toml has no `{key}`");
        }
    }
}
