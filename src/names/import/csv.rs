//! Comma- and tab-separated values (RFC 4180): one variant a line, with a head row of
//! `id,kind,name,text,tag,type,…`; or wide, one entity a line and one column a tag.
//!
//! Long rows of one id are one entity; rows without an id are one by `name`. In a wide
//! file a cell may hold several names, `;` between them.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord};

use super::{Draft, Gathered, Import};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::names::edtf;
use crate::names::entity::{FormStatus, FormType, Kind};

pub(super) const CSV: Import = Import {
    name: "csv",
    about: "comma-separated values",
    extensions: &["csv"],
    parse: |text, gathered| parse(text, b',', gathered),
};

pub(super) const TSV: Import = Import {
    name: "tsv",
    about: "tab-separated values",
    extensions: &["tsv", "tab"],
    parse: |text, gathered| parse(text, b'\t', gathered),
};

/// What columns are called that are no tag.
const FIELDS: [&str; 18] = [
    "id",
    "kind",
    "name",
    "text",
    "tag",
    "type",
    "status",
    "source",
    "period",
    "reading_of",
    "family",
    "from",
    "to",
    "origin",
    "part_of",
    "not",
    "same_as",
    "note",
];

fn parse(text: &str, delimiter: u8, gathered: &mut Gathered) -> Result<()> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .from_reader(text.as_bytes());
    let wrong = |error: csv::Error| {
        let line = error.position().map_or(1, |position| position.line());
        let line = usize::try_from(line).unwrap_or(1);
        Error::new(ErrorKind::Record, error.to_string()).on_line(line)
    };
    let head: Vec<String> = reader
        .headers()
        .map_err(wrong)?
        .iter()
        .map(|name| name.trim().to_owned())
        .collect();
    let at: BTreeMap<&str, usize> =
        head.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let long = at.contains_key("text") && at.contains_key("tag");
    let mut tags: Vec<(usize, Lang)> = Vec::new();
    for (column, name) in head.iter().enumerate() {
        if FIELDS.contains(&name.as_str()) {
            continue;
        }
        match Lang::known(name).ok().filter(|_| !long) {
            Some(tag) => tags.push((column, tag)),
            None => {
                gathered.puzzle(1, format!("column `{name}`, wanted a field or a tag"))
            }
        }
    }
    if !long && tags.is_empty() {
        let message = "no columns `text` and `tag` and none that is a tag, wanted names";
        return Err(Error::new(ErrorKind::Record, message).on_line(1));
    }
    let mut drafts: Vec<Draft> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        let line = record.position().map_or(1, |position| position.line());
        let row =
            Row { record: &record, at: &at, line: usize::try_from(line).unwrap_or(1) };
        let key = match (row.field("id"), row.field("name")) {
            (Some(id), _) => format!("id {id}"),
            (None, Some(name)) if long => format!("name {name}"),
            (None, _) => format!("line {}", row.line),
        };
        let number = *known.entry(key).or_insert(drafts.len());
        if number == drafts.len() {
            drafts.push(Draft { line: row.line, ..Draft::default() });
        }
        entity(&row, &mut drafts[number], gathered);
        if long {
            form(&row, &mut drafts[number], gathered);
        } else {
            for (column, tag) in &tags {
                let cell = record.get(*column).unwrap_or_default();
                let names =
                    cell.split(';').map(str::trim).filter(|name| !name.is_empty());
                for name in names {
                    let mut form =
                        gathered.form(name, tag.clone(), FormType::Official, row.line);
                    form.source = row.source(&form.source, gathered);
                    drafts[number].entity.variants.push(form);
                }
            }
        }
    }
    drafts.into_iter().for_each(|draft| gathered.take(draft));
    Ok(())
}

/// One row, its fields by name.
struct Row<'a> {
    record: &'a StringRecord,
    at: &'a BTreeMap<&'a str, usize>,
    line: usize,
}

impl Row<'_> {
    fn field(&self, name: &str) -> Option<&str> {
        let text = self.record.get(*self.at.get(name)?)?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The words of a field that is a list.
    fn words(&self, name: &str) -> Vec<String> {
        let text = self.field(name).unwrap_or_default();
        text.split_whitespace().map(str::to_owned).collect()
    }

    /// The row's source, which is then one of the registry's too.
    fn source(&self, default: &str, gathered: &mut Gathered) -> String {
        let Some(source) = self.field("source") else { return default.to_owned() };
        let key = source.split(':').next().unwrap_or(source);
        let title = BTreeMap::from([("title".to_owned(), key.to_owned())]);
        gathered.sources.entry(key.to_owned()).or_insert(title);
        source.to_owned()
    }
}

/// Reads what a row says of the entity; what an earlier row said stays.
fn entity(row: &Row<'_>, draft: &mut Draft, gathered: &mut Gathered) {
    let entity = &mut draft.entity;
    if let Some(id) = row.field("id") {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        match id.chars().all(fits) {
            true => entity.id = id.to_owned(),
            false => {
                gathered
                    .puzzle(row.line, format!("id `{id}`, wanted letters a–z, 0–9, -"));
            }
        }
    }
    if let Some(kind) = row.field("kind") {
        match Kind::parse(kind) {
            Some(kind) => entity.kind = entity.kind.or(Some(kind)),
            None => {
                gathered.puzzle(row.line, format!("kind `{kind}`, wanted one of ours"))
            }
        }
    }
    let owned = |name: &str| row.field(name).map(str::to_owned);
    entity.name = entity.name.take().or_else(|| owned("name"));
    entity.origin = entity.origin.take().or_else(|| owned("origin"));
    entity.note = entity.note.take().or_else(|| owned("note"));
    for (name, place) in [("from", &mut entity.dates.from), ("to", &mut entity.dates.to)]
    {
        match row.field(name) {
            Some(date) if edtf::is_date(date) => *place = Some(date.to_owned()),
            Some(date) => {
                gathered.puzzle(row.line, format!("date `{date}`, wanted 1912-04-15"))
            }
            None => {}
        }
    }
    for (name, place) in [("part_of", &mut entity.part_of), ("not", &mut entity.not)] {
        if place.is_empty() {
            *place = row.words(name);
        }
    }
    for word in row.words("same_as") {
        match word.split_once('=') {
            Some((authority, id)) => {
                entity.same_as.insert(authority.to_owned(), id.to_owned());
            }
            None => gathered.puzzle(row.line, format!("`{word}`, wanted AUTHORITY=ID")),
        }
    }
}

/// Reads the form of a long row; a row without a text says only what it says of the
/// entity.
fn form(row: &Row<'_>, draft: &mut Draft, gathered: &mut Gathered) {
    let Some(text) = row.field("text") else { return };
    let tag = match row.field("tag").map(Lang::parse) {
        Some(Ok(tag)) => tag,
        Some(Err(error)) => return gathered.puzzle(row.line, error.message()),
        None => return gathered.puzzle(row.line, format!("`{text}` without a tag")),
    };
    let mut form = gathered.form(text, tag, FormType::Official, row.line);
    if let Some(word) = row.field("type") {
        match FormType::parse(word) {
            Some(r#type) => form.r#type = r#type,
            None => {
                return gathered
                    .puzzle(row.line, format!("type `{word}`, wanted one of ours"));
            }
        }
    }
    if let Some(word) = row.field("status") {
        match FormStatus::parse(word) {
            Some(status) => form.status = status,
            None => {
                return gathered
                    .puzzle(row.line, format!("status `{word}`, wanted one of ours"));
            }
        }
    }
    form.source = row.source(&form.source, gathered);
    form.reading_of = row.field("reading_of").map(str::to_owned);
    form.family = row.field("family").map(str::to_owned);
    form.period = row.words("period");
    if let Some(period) = form.period.iter().find(|period| !edtf::is_interval(period)) {
        gathered
            .puzzle(row.line, format!("period `{period}`, wanted one like 1932/1945"));
        form.period.clear();
    }
    draft.entity.variants.push(form);
}
