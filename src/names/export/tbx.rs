//! TBX version 3 (ISO 30042:2019), dialect TBX-Basic, DCA style: an entity is a concept, a
//! tag a language section, a form a term.
//!
//! What TBX-Basic has no category for stands in the term's note, which our import reads:
//! the exact type, the status, the surname and what the form reads.

use std::collections::BTreeMap;
use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::Export;
use crate::error::Result;
use crate::names::entity::{Entity, Form, FormStatus, FormType};
use crate::names::registry::Registry;

pub(super) const EXPORT: Export = Export {
    name: "tbx",
    about: "TBX 3 (ISO 30042:2019), TBX-Basic",
    extension: "tbx",
    write,
};

/// What a type is in TBX-Basic's `termType`; read the other way, the first row counts.
pub(in crate::names) const TYPES: &[(FormType, &str)] = &[
    (FormType::Official, "fullForm"),
    (FormType::Abbreviation, "abbreviation"),
    (FormType::Abbreviation, "acronym"),
    (FormType::Abbreviation, "initialism"),
    (FormType::Short, "shortForm"),
    (FormType::Exonym, "variant"),
    (FormType::Description, "phrase"),
    (FormType::Historical, "variant"),
    (FormType::Official, "entryTerm"),
];

/// What is said of a term besides its text.
#[derive(Debug, Default)]
pub(in crate::names) struct Marks {
    /// The type by `termType`.
    pub(in crate::names) r#type: Option<FormType>,
    /// The type by our own note.
    pub(in crate::names) exact: Option<FormType>,
    /// Whether the term is not to be used.
    pub(in crate::names) deprecated: bool,
    pub(in crate::names) status: Option<FormStatus>,
    pub(in crate::names) source: Option<String>,
    pub(in crate::names) family: Option<String>,
    pub(in crate::names) reading_of: Option<String>,
}

impl Marks {
    /// Sets a form's type, status, surname and what it reads.
    pub(in crate::names) fn set(&mut self, form: &mut Form) {
        let slip = self.deprecated.then_some(FormType::Misspelling);
        let r#type = self.exact.or(slip).or(self.r#type);
        form.r#type = r#type.unwrap_or(form.r#type);
        form.status = self.status.unwrap_or(form.status);
        form.family = self.family.take();
        form.reading_of = self.reading_of.take();
        if let Some(source) = self.source.take() {
            form.source = source;
        }
    }
}

fn write(registry: &Registry, out: &mut dyn Write) -> Result<()> {
    let mut xml = Lines(Writer::new(out));
    xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = BytesStart::new("tbx").with_attributes([
        ("type", "TBX-Basic"),
        ("style", "dca"),
        ("xml:lang", "en"),
        ("xmlns", "urn:iso:std:iso:30042:ed-2"),
    ]);
    xml.event(Event::Start(root))?;
    for name in ["tbxHeader", "fileDesc", "sourceDesc"] {
        xml.open(name)?;
    }
    xml.text(BytesStart::new("p"), "Names exported from a Tetrapla registry")?;
    for (key, fields) in registry.sources() {
        let title = fields.get("title").map_or("", String::as_str);
        let licence = fields.get("licence").map(|text| format!(", {text}"));
        let text = format!("{key}: {title}{}", licence.unwrap_or_default());
        xml.text(BytesStart::new("p"), &text)?;
    }
    xml.close(&["sourceDesc", "fileDesc", "tbxHeader"])?;
    xml.open("text")?;
    xml.open("body")?;
    for entity in registry.entities().iter().filter(|e| !e.variants.is_empty()) {
        concept(entity, &mut xml)?;
    }
    xml.close(&["body", "text", "tbx"])
}

fn concept(entity: &Entity, xml: &mut Lines<'_>) -> Result<()> {
    // An XML id does not begin with a digit.
    let id = match entity.id.starts_with(|c: char| c.is_ascii_lowercase()) {
        true => entity.id.clone(),
        false => format!("_{}", entity.id),
    };
    let start = BytesStart::new("conceptEntry").with_attributes([("id", &*id)]);
    xml.event(Event::Start(start))?;
    if let Some(kind) = entity.kind {
        xml.text(typed("descrip", "subjectField"), kind.name())?;
    }
    if let Some(name) = &entity.name {
        xml.text(BytesStart::new("note"), &format!("name: {name}"))?;
    }
    if let Some(note) = &entity.note {
        xml.text(BytesStart::new("note"), note)?;
    }
    let mut by_tag: BTreeMap<&str, Vec<&Form>> = BTreeMap::new();
    for form in &entity.variants {
        by_tag.entry(form.tag.as_str()).or_default().push(form);
    }
    for (tag, forms) in by_tag {
        let start = BytesStart::new("langSec").with_attributes([("xml:lang", tag)]);
        xml.event(Event::Start(start))?;
        forms.into_iter().try_for_each(|form| term(form, xml))?;
        xml.close(&["langSec"])?;
    }
    xml.close(&["conceptEntry"])
}

fn term(form: &Form, xml: &mut Lines<'_>) -> Result<()> {
    xml.open("termSec")?;
    xml.text(BytesStart::new("term"), &form.text)?;
    if let Some((_, word)) = TYPES.iter().find(|(own, _)| *own == form.r#type) {
        xml.text(typed("termNote", "termType"), word)?;
    }
    if form.r#type == FormType::Misspelling {
        xml.text(typed("termNote", "administrativeStatus"), "deprecatedTerm-admn-sts")?;
    }
    xml.text(typed("admin", "source"), &form.source)?;
    let mut note = vec![format!("type: {}", form.r#type.name())];
    if form.status != FormStatus::Attested {
        note.push(format!("status: {}", form.status.name()));
    }
    note.extend(form.family.as_ref().map(|family| format!("family: {family}")));
    note.extend(form.reading_of.as_ref().map(|text| format!("reading of: {text}")));
    xml.text(BytesStart::new("note"), &note.join("; "))?;
    xml.close(&["termSec"])
}

fn typed<'a>(name: &'a str, category: &'a str) -> BytesStart<'a> {
    BytesStart::new(name).with_attributes([("type", category)])
}

/// A writer of XML with an element a line.
struct Lines<'w>(Writer<&'w mut dyn Write>);

impl Lines<'_> {
    fn event(&mut self, event: Event<'_>) -> Result<()> {
        self.0.write_event(event)?;
        self.0.write_event(Event::Text(BytesText::from_escaped("\n")))?;
        Ok(())
    }

    fn open(&mut self, name: &str) -> Result<()> {
        self.event(Event::Start(BytesStart::new(name)))
    }

    fn close(&mut self, names: &[&str]) -> Result<()> {
        names.iter().try_for_each(|name| self.event(Event::End(BytesEnd::new(*name))))
    }

    /// An element with a text; what XML forbids becomes U+FFFD.
    fn text(&mut self, start: BytesStart<'_>, text: &str) -> Result<()> {
        let forbidden = |c: char| {
            matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}')
                || matches!(c, '\u{fffe}' | '\u{ffff}')
        };
        let text = text.replace(forbidden, "\u{fffd}");
        let end = start.to_end().into_owned();
        self.0.write_event(Event::Start(start.borrow()))?;
        self.0.write_event(Event::Text(BytesText::new(&text)))?;
        self.event(Event::End(end))
    }
}
