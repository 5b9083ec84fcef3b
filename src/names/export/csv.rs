//! Comma-separated values (RFC 4180), one form a line, with all that is said of its entity.

use std::io::Write;

use csv::WriterBuilder;

use super::Export;
use crate::error::{Error, ErrorKind, Result};
use crate::names::entity::{Entity, Form, Kind};
use crate::names::registry::Registry;

pub(super) const EXPORT: Export = Export {
    name: "csv",
    about: "comma-separated values, one form a line",
    extension: "csv",
    write,
};

const HEAD: [&str; 18] = [
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

fn write(registry: &Registry, out: &mut dyn Write) -> Result<()> {
    // Lines end as RFC 4180 has them.
    let mut writer =
        WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    let wrong = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => Error::from(error),
        other => Error::new(ErrorKind::Record, format!("{other:?}")),
    };
    writer.write_record(HEAD).map_err(wrong)?;
    for entity in registry.entities().iter().filter(|entity| entity.moved_to.is_none()) {
        for form in &entity.variants {
            writer.write_record(row(entity, Some(form))).map_err(wrong)?;
        }
        if entity.variants.is_empty() {
            writer.write_record(row(entity, None)).map_err(wrong)?;
        }
    }
    Ok(writer.flush()?)
}

fn row(entity: &Entity, form: Option<&Form>) -> [String; 18] {
    let maybe = |text: &Option<String>| text.clone().unwrap_or_default();
    let of = |field: fn(&Form) -> String| form.map(field).unwrap_or_default();
    let same_as =
        entity.same_as.iter().map(|(authority, id)| format!("{authority}={id}"));
    [
        entity.id.clone(),
        entity.kind.map_or("", Kind::name).to_owned(),
        maybe(&entity.name),
        of(|form| form.text.clone()),
        of(|form| form.tag.to_string()),
        of(|form| form.r#type.name().to_owned()),
        of(|form| form.status.name().to_owned()),
        of(|form| form.source.clone()),
        of(|form| form.period.join(" ")),
        of(|form| form.reading_of.clone().unwrap_or_default()),
        of(|form| form.family.clone().unwrap_or_default()),
        maybe(&entity.dates.from),
        maybe(&entity.dates.to),
        maybe(&entity.origin),
        entity.part_of.join(" "),
        entity.not.join(" "),
        same_as.collect::<Vec<_>>().join(" "),
        maybe(&entity.note),
    ]
}
