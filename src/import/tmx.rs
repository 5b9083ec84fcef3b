//! TMX of any version and producer.
//!
//! Specification: <https://www.gala-global.org/tmx-14b>. A `tu` is a unit, a `tuv` a cell.
//! Of inline elements `hi` holds text; the others hold codes, and what is in them is left
//! out (§ inline elements). Only files of our own have ids that are ours.

use super::xml::{Step, Tag, walk};
use super::{Import, Input, Options, Sink, Unit, Way};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::parallel::{Score, Verdict};

pub(super) const IMPORT: Import = Import {
    name: "tmx",
    about: "TMX translation memory, of any producer",
    extensions: &["tmx"],
    files: 1,
    way: Way::Units(units),
};

/// Inline elements that hold codes.
const CODES: &str = "bpt ept it ph ut";

/// Where the walk is.
#[derive(Default)]
struct Place {
    ours: bool,
    unit: Unit,
    lang: Option<Lang>,
    /// The text of the `seg` or `prop` that is open.
    text: Option<String>,
    property: Option<String>,
    /// How many elements of codes are open.
    codes: usize,
}

fn units(inputs: &[Input<'_>], options: &Options<'_>, sink: &mut Sink<'_>) -> Result<()> {
    let (mut place, mut is_tmx) = (Place::default(), false);
    walk(&inputs[0], options, |step| match step {
        Step::Start(tag) => {
            if !is_tmx && tag.name != "tmx" {
                let message = format!("found `{}`, wanted `tmx`", tag.name);
                return Err(Error::new(ErrorKind::Record, message));
            }
            is_tmx = true;
            place.start(&tag)
        }
        Step::Text(text) => {
            if let Some(open) = place.text.as_mut().filter(|_| place.codes == 0) {
                open.push_str(&text);
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
            "header" => self.ours = tag.get("o-tmf") == Some("tetrapla"),
            "tu" => {
                self.unit = Unit::default();
                if self.ours {
                    let id = tag.get("tuid").and_then(|id| id.rsplit('.').next());
                    self.unit.id = id.and_then(|id| id.parse().ok());
                    self.unit.by = tag.get("changeid").map(str::to_owned);
                }
            }
            "tuv" => {
                // TMX 1.1 had `lang`.
                self.lang = match tag.lang("xml:lang")? {
                    Some(lang) => Some(lang),
                    None => tag.lang("lang")?,
                };
                if self.lang.is_none() {
                    let message = "a `tuv` without `xml:lang`, wanted a language";
                    return Err(Error::new(ErrorKind::Language, message));
                }
            }
            "seg" => self.text = Some(String::new()),
            "prop" if self.ours => {
                self.property = tag.get("type").map(str::to_owned);
                self.text = Some(String::new());
            }
            name => self.codes += usize::from(is_code(name)),
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Option<Unit> {
        match name {
            "seg" => {
                let text = self.text.take().unwrap_or_default();
                if let Some(lang) = self.lang.clone().filter(|_| !text.is_empty()) {
                    self.unit.cells.push((lang, vec![text]));
                }
            }
            "prop" => {
                let (kind, text) = (self.property.take(), self.text.take());
                let text = text.unwrap_or_default();
                match kind.as_deref() {
                    Some("x-score") => self.unit.score = score(&text),
                    Some("x-verdict") => self.unit.verdict = verdict(&text),
                    _ => {}
                }
            }
            "tu" => return Some(std::mem::take(&mut self.unit)),
            name => self.codes = self.codes.saturating_sub(usize::from(is_code(name))),
        }
        None
    }
}

fn is_code(name: &str) -> bool {
    CODES.split(' ').any(|code| code == name)
}

/// Parses a score, if it is one.
pub(super) fn score(text: &str) -> Option<Score> {
    let number: f64 = text.trim().parse().ok()?;
    (0.0..=1.0).contains(&number).then(|| Score::new(number))
}

/// Parses a verdict, if it is one.
pub(super) fn verdict(text: &str) -> Option<Verdict> {
    Verdict::ALL.into_iter().find(|verdict| verdict.name() == text.trim())
}
