//! CSV and TSV with a head row of tags, or columns that the caller names.
//!
//! `id` first, `score` and `verdict` are what they are in our own tables; a column whose
//! head is no tag is passed over.

use csv::{ReaderBuilder, StringRecord};

use super::jsonl::column;
use super::tmx::{score, verdict};
use super::{Import, Input, Options, Sink, Unit, Way};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;

pub(super) const CSV: Import = Import {
    name: "csv",
    about: "comma-separated values, a head of tags",
    extensions: &["csv"],
    files: 1,
    way: Way::Units(commas),
};

pub(super) const TSV: Import = Import {
    name: "tsv",
    about: "tab-separated values, a head of tags",
    extensions: &["tsv", "tab"],
    files: 1,
    way: Way::Units(tabs),
};

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Field {
    Id,
    Text(Lang),
    Score,
    Verdict,
    Other,
}

fn commas(
    inputs: &[Input<'_>],
    options: &Options<'_>,
    sink: &mut Sink<'_>,
) -> Result<()> {
    let input = &inputs[0];
    let text = input.text(options)?;
    let first = text.lines().next().unwrap_or_default();
    // Where the comma is for decimals, spreadsheets write semicolons.
    let count = |sign: char| first.matches(sign).count();
    let delimiter = if count(';') > count(',') { b';' } else { b',' };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut fields = None;
    let mut record = StringRecord::new();
    loop {
        let line = usize::try_from(reader.position().line()).unwrap_or(usize::MAX);
        let at = |error: Error| error.at(input.path).on_line(line);
        let more = reader.read_record(&mut record).map_err(|error| {
            at(Error::new(ErrorKind::Record, format!("{error}, wanted CSV")))
        })?;
        if !more {
            return Ok(());
        }
        row(&record.iter().collect::<Vec<_>>(), &mut fields, options, sink)
            .map_err(at)?;
    }
}

fn tabs(inputs: &[Input<'_>], options: &Options<'_>, sink: &mut Sink<'_>) -> Result<()> {
    let input = &inputs[0];
    let text = input.text(options)?;
    let mut fields = None;
    for (index, line) in text.split_terminator('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let cells: Vec<&str> = line.split('\t').collect();
        row(&cells, &mut fields, options, sink)
            .map_err(|error| error.at(input.path).on_line(index + 1))?;
    }
    Ok(())
}

/// Takes a row: the first is the head, unless it is none and the caller knows the columns.
pub(super) fn row(
    cells: &[&str],
    fields: &mut Option<Vec<Field>>,
    options: &Options<'_>,
    sink: &mut Sink<'_>,
) -> Result<()> {
    let Some(known) = fields else {
        let head = head(cells, options);
        let langs = head.iter().filter(|field| matches!(field, Field::Text(_))).count();
        if langs >= 2 {
            *fields = Some(head);
            return Ok(());
        }
        if options.langs.len() < 2 {
            let message =
                "no head of two tags or more, wanted one such as `it`, `zh-Hant`";
            return Err(Error::new(ErrorKind::Record, message)
                .hint("`--lang it,en` names the columns of a file without a head"));
        }
        let named = options.langs.iter().cloned().map(Field::Text).collect();
        let named = fields.insert(named);
        return sink(unit(cells, named));
    };
    sink(unit(cells, known))
}

/// Returns what columns hold by their head. A word of the text may be well formed as a
/// tag: a head has languages that are known, or asked for.
fn head(cells: &[&str], options: &Options<'_>) -> Vec<Field> {
    let is_tag = |lang: &Lang| lang.is_known() || options.langs.contains(lang);
    let field = |(index, name): (usize, &&str)| match name.trim() {
        "id" if index == 0 => Field::Id,
        "score" => Field::Score,
        "verdict" => Field::Verdict,
        name => column(name).filter(is_tag).map_or(Field::Other, Field::Text),
    };
    cells.iter().enumerate().map(field).collect()
}

fn unit(cells: &[&str], fields: &[Field]) -> Unit {
    let mut unit = Unit::default();
    for (text, field) in cells.iter().zip(fields) {
        match field {
            Field::Id => unit.id = text.trim().parse().ok(),
            Field::Score => unit.score = score(text),
            Field::Verdict => unit.verdict = verdict(text),
            Field::Text(lang) => {
                let cell =
                    if text.is_empty() { Vec::new() } else { vec![(*text).to_owned()] };
                unit.cells.push((lang.clone(), cell));
            }
            Field::Other => {}
        }
    }
    unit
}
