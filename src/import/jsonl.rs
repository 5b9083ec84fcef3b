//! JSON Lines: the parallel segment file, or a record of texts a line.
//!
//! A record is an object from tags to texts, or has one as `translation`, which is how
//! data sets of machine translation have it.

use serde_json::Value;

use super::{Import, Input, Options, Sink, Unit, Way};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::parallel::Parallel;
use crate::store;

pub(super) const IMPORT: Import = Import {
    name: "jsonl",
    about: "the parallel segment file, or records of texts by language",
    extensions: &["jsonl", "ndjson"],
    files: 1,
    way: Way::WorkOr(work, units),
};

/// Reads the parallel segment file, if it is one.
fn work(input: &Input<'_>, options: &Options<'_>) -> Result<Option<Parallel>> {
    let text = input.text(options)?;
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let header = serde_json::from_str::<Value>(first);
    match header.is_ok_and(|header| header.get("tetrapla").is_some()) {
        true => store::parse(&text, input.path).map(Some),
        false => Ok(None),
    }
}

fn units(inputs: &[Input<'_>], options: &Options<'_>, sink: &mut Sink<'_>) -> Result<()> {
    let input = &inputs[0];
    let text = input.text(options)?;
    for (index, line) in text.split('\n').enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let at = |error: Error| error.at(input.path).on_line(index + 1);
        sink(unit(line).map_err(at)?).map_err(at)?;
    }
    Ok(())
}

fn unit(line: &str) -> Result<Unit> {
    let value: Value = serde_json::from_str(line)
        .map_err(|error| Error::new(ErrorKind::Json, format!("{error}, wanted JSON")))?;
    let record = value.get("translation").unwrap_or(&value).as_object();
    let record = record.ok_or_else(|| {
        Error::new(ErrorKind::Record, "no object, wanted one from tags to texts")
    })?;
    let mut unit = Unit::default();
    for (tag, text) in record {
        if let Some(text) = text.as_str()
            && let Some(lang) = column(tag)
        {
            let cell = if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
            unit.cells.push((lang, cell));
        }
    }
    unit.id = value.get("id").and_then(Value::as_u64).and_then(|id| id.try_into().ok());
    Ok(unit)
}

/// Returns the language that a column's name is the tag of; names such as `score` are
/// well formed too, but languages have two letters or three.
pub(super) fn column(name: &str) -> Option<Lang> {
    let name = name.trim().replace('_', "-");
    let primary = name.split('-').next().unwrap_or_default();
    (2..=3).contains(&primary.len()).then(|| Lang::parse(&name).ok()).flatten()
}
