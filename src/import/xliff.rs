//! XLIFF 1.2, 2.0 and 2.1.
//!
//! A `trans-unit` of 1.2 and a `segment` of 2 is a unit. Of inline elements those that
//! stand around text (`g`, `mrk`, `pc`) keep it; those that hold codes lose them; `cp` is
//! its character. Suggestions (`alt-trans`, `matches`) and notes are passed over.

use super::tmx::verdict;
use super::xml::{Step, Tag, walk};
use super::{Import, Input, Options, Sink, Unit, Way};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::parallel::Verdict;

pub(super) const IMPORT: Import = Import {
    name: "xliff",
    about: "XLIFF 1.2, a file of two languages",
    extensions: &["xlf", "xliff", "mxliff", "mqxliff", "sdlxliff"],
    files: 1,
    way: Way::Units(units),
};

pub(super) const IMPORT_2: Import = Import {
    name: "xliff2",
    about: "XLIFF 2.0 and 2.1, a file of two languages",
    extensions: &[],
    files: 1,
    way: Way::Units(units),
};

/// Elements whose content is no text of the unit.
const PASSED_OVER: &str =
    "alt-trans matches note notes seg-source metadata originalData bpt ept it ph";

#[derive(Default)]
struct Place {
    langs: [Option<Lang>; 2],
    unit: Unit,
    /// The language of the `source` or `target` that is open, and its text.
    open: Option<(Lang, String)>,
    /// How many elements that are passed over are open.
    passed: usize,
}

fn units(inputs: &[Input<'_>], options: &Options<'_>, sink: &mut Sink<'_>) -> Result<()> {
    let (mut place, mut is_xliff) = (Place::default(), false);
    walk(&inputs[0], options, |step| match step {
        Step::Start(tag) => {
            if !is_xliff && tag.name != "xliff" {
                let message = format!("found `{}`, wanted `xliff`", tag.name);
                return Err(Error::new(ErrorKind::Record, message));
            }
            is_xliff = true;
            place.start(&tag)
        }
        Step::Text(text) => {
            place.push(&text);
            Ok(())
        }
        Step::End(name) => match place.end(&name) {
            Some(unit) => sink(unit),
            None => Ok(()),
        },
    })
}

impl Place {
    fn push(&mut self, text: &str) {
        if let Some((_, open)) = self.open.as_mut().filter(|_| self.passed == 0) {
            open.push_str(text);
        }
    }

    fn start(&mut self, tag: &Tag) -> Result<()> {
        let name = tag.name.as_str();
        if is_passed_over(name) {
            self.passed += 1;
        }
        if self.passed > 0 {
            return Ok(());
        }
        match name {
            "xliff" if tag.get("srcLang").is_some() => {
                self.langs = [tag.lang("srcLang")?, tag.lang("trgLang")?];
            }
            "file" if tag.get("source-language").is_some() => {
                self.langs = [tag.lang("source-language")?, tag.lang("target-language")?];
            }
            "trans-unit" | "unit" => {
                let id = tag.get("id").and_then(|id| id.parse().ok());
                self.unit = Unit { id, ..Unit::default() };
                if tag.get("approved") == Some("yes") {
                    self.unit.verdict = Some(Verdict::Confirmed);
                }
            }
            "segment" => self.unit.verdict = verdict_2(tag),
            "source" | "target" => {
                let side = usize::from(name == "target");
                let lang = match tag.lang("xml:lang")? {
                    Some(lang) => Some(lang),
                    None => self.langs[side].clone(),
                };
                let lang = lang.ok_or_else(|| {
                    let message = format!("a `{name}` of no language, wanted one");
                    Error::new(ErrorKind::Language, message)
                })?;
                self.open = Some((lang, String::new()));
                if let Some(state) =
                    tag.get("state").filter(|_| self.unit.verdict.is_none())
                {
                    self.unit.verdict = verdict_1(state);
                }
            }
            "cp" => {
                let code =
                    tag.get("hex").and_then(|hex| u32::from_str_radix(hex, 16).ok());
                if let Some(c) = code.and_then(char::from_u32) {
                    self.push(c.encode_utf8(&mut [0; 4]));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Option<Unit> {
        if is_passed_over(name) {
            self.passed = self.passed.saturating_sub(1);
            return None;
        }
        if self.passed > 0 {
            return None;
        }
        match name {
            "source" | "target" => {
                let (lang, text) = self.open.take()?;
                let cell = if text.is_empty() { Vec::new() } else { vec![text] };
                self.unit.cells.push((lang, cell));
            }
            // The next segment of a unit has its cells, but not its id.
            "trans-unit" | "segment" => return Some(std::mem::take(&mut self.unit)),
            _ => {}
        }
        None
    }
}

fn is_passed_over(name: &str) -> bool {
    PASSED_OVER.split(' ').any(|passed| passed == name)
}

/// Returns what a state of 1.2 says (§3.1, `state`).
fn verdict_1(state: &str) -> Option<Verdict> {
    match state {
        "translated" => Some(Verdict::Proposed),
        "final" | "signed-off" => Some(Verdict::Confirmed),
        _ => None,
    }
}

/// Returns what a segment of 2 says (§4.3.1.31): ours in so many words.
fn verdict_2(tag: &Tag) -> Option<Verdict> {
    let ours = tag.get("subState").and_then(|state| state.strip_prefix("tetrapla:"));
    ours.and_then(verdict).or(match tag.get("state")? {
        "final" | "reviewed" => Some(Verdict::Confirmed),
        "translated" => Some(Verdict::Proposed),
        _ => None,
    })
}
