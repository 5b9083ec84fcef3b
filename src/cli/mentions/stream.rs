//! `tetrapla mentions --stdin`: records in, the names in each of them out.
//!
//! Invariants: an answer for each record, in the order of the records, the same for any
//! number of threads; memory is bounded by the records of one batch.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufWriter, Write};

use rayon::prelude::*;
use serde_json::{Map, Value, json};
use tetrapla::error::{Error, ErrorKind, Result};
use tetrapla::lang::Lang;
use tetrapla::names::{Finder, Registry, Titles};

use super::said;
use crate::cli::reading::Reading;

/// How many records are worked on at a time.
const BATCH: usize = 256;

/// Answers all records; returns whether one could not be done.
pub(super) fn run(
    registry: &Registry,
    titles: Titles,
    reading: &Reading,
) -> Result<bool> {
    let mut input = io::stdin().lock();
    let mut out = BufWriter::new(io::stdout().lock());
    let mut finders: BTreeMap<String, Finder<'_>> = BTreeMap::new();
    let (mut number, mut bad, mut ended) = (0, false, false);
    while !ended {
        let mut batch: Vec<(usize, Vec<u8>)> = Vec::new();
        while batch.len() < BATCH {
            let mut line = Vec::new();
            if input.read_until(b'\n', &mut line)? == 0 {
                ended = true;
                break;
            }
            number += 1;
            if !line.trim_ascii().is_empty() {
                batch.push((number, line));
            }
        }
        let records: Vec<(usize, Result<Record>)> = batch
            .par_iter()
            .map(|(n, line)| (*n, Record::parse(line, reading)))
            .collect();
        // A language's forms are prepared once, when it is first met.
        for record in records.iter().filter_map(|(_, record)| record.as_ref().ok()) {
            for (tag, lang, _) in &record.texts {
                if !finders.contains_key(tag) {
                    finders.insert(tag.clone(), Finder::new(registry, lang));
                }
            }
        }
        let answer = |(number, record): &(usize, Result<Record>)| match record {
            Ok(record) => (record.answer(&finders, registry, titles), false),
            Err(error) => {
                let kind = error.kind().name();
                let error = json!({ "kind": kind, "message": error.message() });
                (json!({ "id": null, "line": number, "error": error }), true)
            }
        };
        let answers: Vec<(Value, bool)> = records.par_iter().map(answer).collect();
        for (answer, failed) in answers {
            bad |= failed;
            writeln!(out, "{answer}")?;
        }
        out.flush()?;
    }
    Ok(bad)
}

/// A record: texts, or lists of sentences, by language.
struct Record {
    id: Value,
    /// Tag as it was written, language, and the text or its sentences.
    texts: Vec<(String, Lang, Value)>,
}

impl Record {
    fn parse(line: &[u8], reading: &Reading) -> Result<Self> {
        let wrong = |kind, message: String| Error::new(kind, message);
        let record: Map<String, Value> =
            serde_json::from_slice(line).map_err(|error| {
                wrong(ErrorKind::Json, format!("{error}, wanted a JSON object"))
            })?;
        let id = record.get("id").cloned().unwrap_or_default();
        let texts = record.get("texts").or_else(|| record.get("sentences"));
        let texts = texts.and_then(Value::as_object).ok_or_else(|| {
            let message = "found no `texts` and no `sentences`, wanted one by language";
            wrong(ErrorKind::Record, message.to_owned())
        })?;
        let texts = texts.iter().map(|(tag, text)| {
            let listed = |list: &Vec<Value>| list.iter().all(Value::is_string);
            let fits = text.is_string() || text.as_array().is_some_and(listed);
            if !fits {
                let message = format!("found `{tag}` without text, wanted a text");
                return Err(wrong(ErrorKind::Record, message));
            }
            Ok((tag.clone(), reading.lang(tag)?, text.clone()))
        });
        Ok(Self { id, texts: texts.collect::<Result<_>>()? })
    }

    fn answer(
        &self,
        finders: &BTreeMap<String, Finder<'_>>,
        registry: &Registry,
        titles: Titles,
    ) -> Value {
        let mut mentions = Map::new();
        for (tag, _, text) in &self.texts {
            let found =
                finders.get(tag).map(|finder| of_text(finder, text, registry, titles));
            mentions.insert(tag.clone(), Value::Array(found.unwrap_or_default()));
        }
        json!({ "id": self.id, "mentions": mentions })
    }
}

/// The names of a text; of sentences, which are one document, each with its sentence and
/// its place in it.
fn of_text(
    finder: &Finder<'_>,
    text: &Value,
    registry: &Registry,
    titles: Titles,
) -> Vec<Value> {
    let sentences: Vec<&str> = match text {
        Value::String(text) => vec![text],
        other => {
            other.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
        }
    };
    let whole = sentences.join("\n");
    let mut starts = vec![0];
    starts.extend(sentences.iter().scan(0, |at, text| {
        *at += text.len() + 1;
        Some(*at)
    }));
    let found = finder.mentions(&whole, titles).into_iter().map(|mention| {
        let sentence = starts.partition_point(|start| *start <= mention.span.start()) - 1;
        let mut object = Map::new();
        if text.is_array() {
            object.insert("sentence".to_owned(), json!(sentence));
        }
        let start = if text.is_array() { starts[sentence] } else { 0 };
        object.insert("start".to_owned(), json!(mention.span.start() - start));
        object.insert("end".to_owned(), json!(mention.span.end() - start));
        object.extend(said(&whole[mention.span.range()], &mention, registry));
        Value::Object(object)
    });
    found.collect()
}
