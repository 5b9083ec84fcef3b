//! The parallel segment file, read: every line checked, every error with its line.
//!
//! Lenient where nothing can be lost: a byte order mark, blank lines, CRLF and white
//! space between tokens are passed over; `paragraph` and `names` may be absent.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::VERSION;
use super::fields::{Fields, list, value, wrong};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::{Lang, check_distinct};
use crate::parallel::{Cell, Column, Made, Names, Parallel, Row, Score, Status, Verdict};

/// Parses the text of a parallel segment file; `path` is only for the errors.
///
/// # Errors
/// [`ErrorKind::Json`] for a line that is no JSON, [`ErrorKind::Language`] for bad tags,
/// otherwise [`ErrorKind::Record`]; always with the line.
pub fn parse(text: &str, path: &Path) -> Result<Parallel> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text
        .split('\n')
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.trim_ascii().is_empty());
    let (first, line) = lines
        .next()
        .ok_or_else(|| record("empty file, wanted a header").at(path).on_line(1))?;
    let mut parallel = header(line).map_err(|error| error.at(path).on_line(first))?;
    let mut ids = BTreeSet::new();
    for (number, line) in lines {
        let row = row(line, &parallel.columns).and_then(|row| match ids.insert(row.id) {
            true => Ok(row),
            false => Err(record(format!("a second row {}, wanted each id once", row.id))),
        });
        parallel.rows.push(row.map_err(|error| error.at(path).on_line(number))?);
    }
    for (index, column) in parallel.columns.iter().enumerate() {
        let found: usize = parallel.rows.iter().map(|row| row.cells[index].len()).sum();
        if found != column.sentences {
            let Column { lang, sentences, .. } = column;
            let message = format!(
                "column `{lang}` has {found} sentences, the header wanted {sentences}"
            );
            return Err(record(message).at(path).on_line(first));
        }
    }
    Ok(parallel)
}

fn record(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Record, message)
}

fn header(line: &str) -> Result<Parallel> {
    let mut fields = Fields::parse(line, "a header")?;
    let Some(version) = fields.take("tetrapla") else {
        let found = if fields.has("cells") { "a row" } else { "no `tetrapla`" };
        return Err(record(format!("found {found}, wanted a header first")));
    };
    if version != VERSION.to_string() {
        return Err(wrong(version, "tetrapla", &format!("format version {VERSION}"))
            .hint("a file of a newer format wants a newer tetrapla"));
    }
    let work = value(fields.need("work")?, "work", "a name")?;
    let columns = list(fields.need("columns")?, "columns", "a list of columns")?;
    let columns = columns.into_iter().map(column).collect::<Result<Vec<_>>>()?;
    if columns.len() < 2 {
        return Err(record(format!(
            "found {} columns, wanted two or more",
            columns.len()
        )));
    }
    check_distinct(&columns.iter().map(|c| c.lang.clone()).collect::<Vec<_>>())?;
    let made = made(fields.need("made")?)?;
    Ok(Parallel { work, columns, made, rows: Vec::new(), unknown: fields.unknown() })
}

fn column(json: &str) -> Result<Column> {
    let mut fields = Fields::parse(json, "a column")?;
    let lang: String = value(fields.need("lang")?, "lang", "a language tag")?;
    Ok(Column {
        lang: Lang::parse(&lang)?,
        path: fields.get("path", "a path")?,
        sha256: fields.get("sha256", "a hash")?,
        sentences: value(fields.need("sentences")?, "sentences", "a number")?,
        unknown: fields.unknown(),
    })
}

fn made(json: &str) -> Result<Made> {
    let mut fields = Fields::parse(json, "what the file was made with")?;
    Ok(Made {
        version: value(fields.need("version")?, "version", "a version")?,
        segmenter: fields.get("segmenter", "a hash")?,
        weights: fields.get("weights", "a hash")?,
        registry: fields.get("registry", "a hash")?,
        unknown: fields.unknown(),
    })
}

fn row(line: &str, columns: &[Column]) -> Result<Row> {
    let mut fields = Fields::parse(line, "a row")?;
    let id = fields.need("id")?;
    let id = match value(id, "id", "a positive integer")? {
        0 => return Err(wrong(id, "id", "a positive integer")),
        number => number,
    };
    let cells = cells(fields.need("cells")?, columns)?;
    let score = fields.take("score").map(score).transpose()?;
    let verdict = verdict(fields.need("verdict")?)?;
    let by: Option<String> = fields.get("by", "a name")?;
    if by.is_some() && verdict != Verdict::Confirmed {
        let name = verdict.name();
        return Err(record(format!("`by` on a {name} row, wanted it on confirmed ones")));
    }
    let paragraph = fields.get("paragraph", "true or false")?.unwrap_or(false);
    let entries = match fields.take("names") {
        Some(json) => list(json, "names", "a list of names")?,
        None => Vec::new(),
    };
    let names = entries.into_iter().map(|json| names(json, columns));
    let names = names.collect::<Result<_>>()?;
    let unknown = fields.unknown();
    Ok(Row { id, cells, score, verdict, by, paragraph, names, unknown })
}

fn cells(json: &str, columns: &[Column]) -> Result<Vec<Cell>> {
    let mut cells: Vec<Option<Cell>> = vec![None; columns.len()];
    for (tag, json) in Fields::parse(json, "cells by language")?.into_rest() {
        let cell = &mut cells[column_of(&tag, columns)?];
        if cell.is_some() {
            return Err(record(format!("two cells of `{tag}`, wanted one")));
        }
        *cell = Some(value(json, &tag, "a list of sentences")?);
    }
    let filled = cells.into_iter().zip(columns).map(|(cell, column)| {
        let lang = &column.lang;
        cell.ok_or_else(|| {
            record(format!("no cell of `{lang}`, wanted one of each column"))
        })
    });
    filled.collect()
}

/// Returns the number of the column with this tag, in whatever case it is written.
fn column_of(tag: &str, columns: &[Column]) -> Result<usize> {
    let find = |tag: &str| columns.iter().position(|c| c.lang.as_str() == tag);
    let found = find(tag).or_else(|| find(Lang::parse(tag).ok()?.as_str()));
    found.ok_or_else(|| {
        let known: Vec<&str> = columns.iter().map(|c| c.lang.as_str()).collect();
        let known = known.join(", ");
        record(format!("`{tag}` is no column of the header, wanted one of {known}"))
    })
}

fn score(json: &str) -> Result<Score> {
    const WANTED: &str = "a number from 0 to 1";
    let number: f64 = value(json, "score", WANTED)?;
    match (0.0..=1.0).contains(&number) {
        true => Ok(Score::new(number)),
        false => Err(wrong(json, "score", WANTED)),
    }
}

fn verdict(json: &str) -> Result<Verdict> {
    let words = Verdict::ALL.map(Verdict::name);
    let word: String = value(json, "verdict", &words.join(", "))?;
    let found = Verdict::ALL.into_iter().find(|verdict| verdict.name() == word);
    found.ok_or_else(|| Error::unknown("verdict", &word, words))
}

fn names(json: &str, columns: &[Column]) -> Result<Names> {
    let mut fields = Fields::parse(json, "an entry of `names`")?;
    let entity = value(fields.need("entity")?, "entity", "an id or null")?;
    let status = match fields.take("status") {
        None => Status::Attested,
        Some("\"generated\"") => Status::Generated,
        Some(json) => return Err(wrong(json, "status", "`generated` or none")),
    };
    let mut forms = BTreeMap::new();
    for (tag, json) in
        Fields::parse(fields.need("forms")?, "forms by language")?.into_rest()
    {
        let lang = &columns[column_of(&tag, columns)?].lang;
        if forms.insert(lang.clone(), value(json, &tag, "a list of forms")?).is_some() {
            return Err(record(format!("forms of `{tag}` twice, wanted them once")));
        }
    }
    Ok(Names { entity, status, forms, unknown: fields.unknown() })
}
