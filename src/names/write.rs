//! Writes a registry in its canonical form: header first, entities by id, keys in the
//! order of the specification, fields that we do not know last.

use std::fmt::Write as _;

use super::entity::{Entity, Form};
use super::parse::HEADER;
use super::registry::Registry;
use crate::parallel::Unknown;

/// Returns `text` as a JSON string.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text is always JSON")
}

/// A JSON object as it grows: `{"key":value,…`.
struct Object(String);

impl Object {
    fn new() -> Self {
        Self(String::new())
    }

    /// Adds a field whose value is JSON already.
    fn raw(&mut self, key: &str, json: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        let _ = write!(self.0, "{}:{json}", quoted(key));
    }

    fn text(&mut self, key: &str, text: &str) {
        self.raw(key, &quoted(text));
    }

    fn maybe(&mut self, key: &str, text: Option<&String>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    fn list(&mut self, key: &str, items: Vec<String>) {
        if !items.is_empty() {
            self.raw(key, &format!("[{}]", items.join(",")));
        }
    }

    fn object(&mut self, key: &str, object: Object) {
        if !object.0.is_empty() {
            self.raw(key, &object.done());
        }
    }

    fn unknown(&mut self, unknown: &Unknown) {
        unknown.iter().for_each(|(key, json)| self.raw(key, json));
    }

    fn done(mut self) -> String {
        if self.0.is_empty() {
            self.0.push('{');
        }
        self.0.push('}');
        self.0
    }
}

pub(super) fn registry(registry: &Registry) -> String {
    let mut sources = Object::new();
    for (key, fields) in registry.sources() {
        let mut source = Object::new();
        // Title, licence and address come in the order a reader wants them.
        let rank = |field: &str| {
            let known = ["title", "licence", "url"];
            known.iter().position(|k| *k == field).unwrap_or(known.len())
        };
        let mut fields: Vec<_> = fields.iter().collect();
        fields.sort_by_key(|(field, _)| rank(field));
        fields.iter().for_each(|(field, value)| source.text(field, value));
        sources.raw(key, &source.done());
    }
    let mut header = Object::new();
    header.raw(HEADER, "1");
    header.object("sources", sources);
    let mut out = header.done();
    out.push('\n');
    for line in registry.entities() {
        out.push_str(&entity(line));
        out.push('\n');
    }
    out
}

fn entity(entity: &Entity) -> String {
    let mut out = Object::new();
    out.text("id", &entity.id);
    if let Some(kind) = entity.kind {
        out.text("kind", kind.name());
    }
    out.maybe("name", entity.name.as_ref());
    let mut dates = Object::new();
    dates.maybe("from", entity.dates.from.as_ref());
    dates.maybe("to", entity.dates.to.as_ref());
    out.object("dates", dates);
    let mut same_as = Object::new();
    entity.same_as.iter().for_each(|(authority, id)| same_as.text(authority, id));
    out.object("same_as", same_as);
    out.list("part_of", entity.part_of.iter().map(|id| quoted(id)).collect());
    out.list("not", entity.not.iter().map(|id| quoted(id)).collect());
    out.maybe("origin", entity.origin.as_ref());
    out.maybe("note", entity.note.as_ref());
    let dropped = entity.drop.iter().map(|dropped| {
        let mut out = Object::new();
        out.text("text", &dropped.text);
        out.text("tag", dropped.tag.as_str());
        out.done()
    });
    out.list("drop", dropped.collect());
    out.maybe("moved_to", entity.moved_to.as_ref());
    out.list("variants", entity.variants.iter().map(form).collect());
    out.unknown(&entity.unknown);
    out.done()
}

fn form(form: &Form) -> String {
    let mut out = Object::new();
    out.text("text", &form.text);
    out.text("tag", form.tag.as_str());
    out.text("type", form.r#type.name());
    out.text("status", form.status.name());
    out.text("source", &form.source);
    match &form.period[..] {
        [one] => out.text("period", one),
        several => out.list("period", several.iter().map(|p| quoted(p)).collect()),
    }
    out.maybe("reading_of", form.reading_of.as_ref());
    out.maybe("family", form.family.as_ref());
    out.unknown(&form.unknown);
    out.done()
}
