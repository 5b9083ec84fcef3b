//! The encoder against the numbers of the reference implementation.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tetrapla::encode::{Encoded, Encoder, Vector};
use tetrapla::text::Run;

fn reference() -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = path.join("../shared/prototype/testvectors.json");
    match fs::read_to_string(path) {
        Ok(text) => Some(serde_json::from_str(&text).unwrap()),
        Err(_) => {
            println!("skipped: the reference vectors are not here");
            None
        }
    }
}

fn cosine(a: &[f32], b: &[f64]) -> f64 {
    let pairs = || a.iter().map(|&x| f64::from(x)).zip(b.iter().copied());
    let dot: f64 = pairs().map(|(x, y)| x * y).sum();
    let (xx, yy): (f64, f64) =
        pairs().fold((0.0, 0.0), |(xx, yy), (x, y)| (xx + x * x, yy + y * y));
    dot / (xx * yy).sqrt()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

#[test]
fn tokens_and_vectors_are_those_of_the_reference() {
    let Some(reference) = reference() else { return };
    let encoder = Encoder::get();
    for sentence in reference["sentences"].as_array().unwrap() {
        let text = sentence["text"].as_str().unwrap();
        let ids: Vec<u32> = serde_json::from_value(sentence["ids"].clone()).unwrap();
        assert_eq!(encoder.tokens(text), ids, "{text}");
        let (found, wanted) = (encoder.encode(text), numbers(&sentence["vector8"]));
        for (found, wanted) in found.iter().zip(&wanted) {
            assert!(
                (f64::from(*found) - wanted).abs() < 5e-4,
                "{text}: {found} {wanted}"
            );
        }
        assert!(cosine(&found[..8], &wanted) > 0.9999, "{text}");
    }
}

#[test]
fn a_run_of_one_sentence_is_that_sentence() {
    let encoder = Encoder::get();
    let texts = ["Il ponte girava.", "橋は回っていた。", "", "…"];
    let encoded = Encoded::new(encoder, &texts);
    for (index, text) in texts.iter().enumerate() {
        let run = &encoded.vectors(&[Run::new(index, index + 1)])[0];
        let alone = Vector::new(&encoder.encode(text));
        assert!(run.similarity(&alone) > 0.9999, "{text}");
    }
}

#[test]
fn a_longer_run_is_near_the_joined_text() {
    let encoder = Encoder::get();
    let texts = ["My father had kept the bridge before me.", "Nobody believes it today."];
    let encoded = Encoded::new(encoder, &texts);
    let run = &encoded.vectors(&[Run::new(0, 2)])[0];
    let joined = Vector::new(&encoder.encode(&texts.join(" ")));
    assert!(run.similarity(&joined) > 0.97);
}

#[test]
fn other_sentences_change_nothing() {
    let encoder = Encoder::get();
    let all: Vec<String> = (0..400).map(|k| format!("The year was {k}.")).collect();
    let (many, few) = (Encoded::new(encoder, &all), Encoded::new(encoder, &all[399..]));
    let near = many.runs(&[Run::new(399, 400)])[0].clone();
    let alone = few.runs(&[Run::new(0, 1)])[0].clone();
    assert!(near.iter().zip(&alone).all(|(x, y)| (x - y).abs() < 1e-5));
}
