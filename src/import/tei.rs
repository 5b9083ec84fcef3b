//! TEI P5 as we write it: an `ab` for each row, a `seg` with `xml:lang` for each cell.
//!
//! A `seg` holds sentences (`s`), or else is one.

use super::tmx::{score, verdict};
use super::xml::{Step, Tag, walk};
use super::{Import, Input, Options, Sink, Unit, Way};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;

pub(super) const IMPORT: Import = Import {
    name: "tei",
    about: "TEI P5, rows of segments in one file",
    extensions: &["tei", "xml"],
    files: 1,
    way: Way::Units(units),
};

#[derive(Default)]
struct Place {
    inside: bool,
    unit: Unit,
    /// The `seg` that is open: its language, its sentences, and the text outside them.
    cell: Option<(Lang, Vec<String>, String)>,
    sentence: Option<String>,
}

fn units(inputs: &[Input<'_>], options: &Options<'_>, sink: &mut Sink<'_>) -> Result<()> {
    let (mut place, mut is_tei) = (Place::default(), false);
    walk(&inputs[0], options, |step| match step {
        Step::Start(tag) => {
            if !is_tei && tag.name != "TEI" && tag.name != "teiCorpus" {
                let message = format!("found `{}`, wanted `TEI`", tag.name);
                return Err(Error::new(ErrorKind::Record, message));
            }
            is_tei = true;
            place.start(&tag)
        }
        Step::Text(text) => {
            match (&mut place.sentence, &mut place.cell) {
                (Some(sentence), _) => sentence.push_str(&text),
                (None, Some((_, _, outside))) => outside.push_str(&text),
                (None, None) => {}
            }
            Ok(())
        }
        Step::End(name) => match place.end(&name) {
            Some(unit) => sink(unit),
            None => Ok(()),
        },
    })
}

impl Place {
    fn start(&mut self, tag: &Tag) -> Result<()> {
        match tag.name.as_str() {
            "ab" => {
                self.inside = true;
                self.unit = Unit {
                    id: tag.get("n").and_then(|n| n.parse().ok()),
                    verdict: tag.get("type").and_then(verdict),
                    by: tag.get("resp").map(person),
                    paragraph: tag.get("subtype") == Some("paragraph"),
                    ..Unit::default()
                };
            }
            "certainty" if self.inside => {
                self.unit.score = tag.get("degree").and_then(score);
            }
            "seg" if self.inside => {
                if let Some(lang) = tag.lang("xml:lang")? {
                    self.cell = Some((lang, Vec::new(), String::new()));
                }
            }
            "s" if self.cell.is_some() => self.sentence = Some(String::new()),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Option<Unit> {
        match name {
            "s" => {
                if let (Some((_, cell, _)), Some(sentence)) =
                    (&mut self.cell, self.sentence.take())
                {
                    cell.push(sentence);
                }
            }
            "seg" => {
                let (lang, mut cell, outside) = self.cell.take()?;
                if cell.is_empty() && !outside.trim().is_empty() {
                    cell.push(outside.trim().to_owned());
                }
                self.unit.cells.push((lang, cell));
            }
            "ab" => {
                self.inside = false;
                return Some(std::mem::take(&mut self.unit));
            }
            _ => {}
        }
        None
    }
}

/// Returns the name that a pointer stands for (RFC 3986 §2.1).
fn person(pointer: &str) -> String {
    let text = pointer.strip_prefix('#').unwrap_or(pointer).as_bytes();
    let (mut bytes, mut at) = (Vec::new(), 0);
    while at < text.len() {
        let hex = text.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte.filter(|_| text[at] == b'%') {
            Some(byte) => {
                bytes.push(byte);
                at += 3;
            }
            None => {
                bytes.push(text[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
