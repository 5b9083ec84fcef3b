//! TBX, terminology exchange: version 2 (ISO 30042:2008, `martif`) and version 3
//! (ISO 30042:2019, `tbx`, in DCA and DCT style).
//!
//! A concept is an entity, a language section gives the tag, `termType` and
//! `administrativeStatus` the type, a note of the concept its note. What our own export
//! writes in notes comes back as it was.

use super::xml::{Step, walk};
use super::{Draft, Gathered, Import};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::names::entity::{Form, FormStatus, FormType, Kind};
use crate::names::export::tbx::{Marks, TYPES};

pub(super) const IMPORT: Import = Import {
    name: "tbx",
    about: "TBX, versions 2 and 3",
    extensions: &["tbx", "tbxm"],
    parse,
};

/// Where the walk is, and what it has gathered.
#[derive(Default)]
struct State {
    concept: Option<Draft>,
    tag: Option<Lang>,
    form: Option<Form>,
    /// The `type` of the innermost elements that have one.
    types: Vec<String>,
    marks: Marks,
    seen: usize,
    root: Option<String>,
}

fn parse(text: &str, gathered: &mut Gathered) -> Result<()> {
    let mut state = State::default();
    walk(text, |step, line| {
        match step {
            Step::Start(name, attributes) => {
                start(name, attributes, line, &mut state, gathered)
            }
            Step::End(name, text) => end(name, text, line, &mut state, gathered),
        }
        Ok(())
    })?;
    let root = state.root.unwrap_or_default();
    if state.seen == 0 {
        let message = format!("found `{root}` without a concept, wanted TBX");
        return Err(Error::new(ErrorKind::Record, message));
    }
    Ok(())
}

fn start(
    name: &str,
    attributes: &[(String, String)],
    line: usize,
    state: &mut State,
    gathered: &mut Gathered,
) {
    let attribute = |key: &str| {
        let found = attributes.iter().find(|(own, _)| own == key);
        found.map(|(_, value)| value.as_str())
    };
    state.root.get_or_insert_with(|| name.to_owned());
    state.types.push(attribute("type").unwrap_or_default().to_owned());
    match name {
        "conceptEntry" | "termEntry" => {
            let mut draft = Draft { line, ..Draft::default() };
            // An id of ours is one again; others get one made of the name.
            let id = attribute("id").unwrap_or_default();
            let letter = id.starts_with(|c: char| c.is_ascii_lowercase());
            let bare = id.strip_prefix('_').or(letter.then_some(id)).unwrap_or_default();
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if !bare.is_empty() && bare.chars().all(fits) {
                draft.entity.id = bare.to_owned();
            }
            state.concept = Some(draft);
            state.seen += 1;
        }
        "langSec" | "langSet" => {
            let tag = attribute("xml:lang").or(attribute("lang")).unwrap_or_default();
            state.tag = match Lang::parse(tag) {
                Ok(tag) => Some(tag),
                Err(error) => {
                    gathered.puzzle(line, error.message());
                    None
                }
            };
        }
        _ => {}
    }
}

fn end(name: &str, text: &str, line: usize, state: &mut State, gathered: &mut Gathered) {
    let own = state.types.pop().unwrap_or_default();
    // In DCT style the category is the element's name.
    let category = if own.is_empty() { name } else { &own };
    match name {
        "term" => {
            if let Some(tag) = &state.tag {
                let form = gathered.form(text, tag.clone(), FormType::Official, line);
                state.form = Some(form);
                state.marks = Marks::default();
            }
        }
        "termSec" | "tig" | "ntig" => {
            let Some(mut form) = state.form.take() else { return };
            state.marks.set(&mut form);
            if let Some(concept) = &mut state.concept {
                concept.entity.variants.push(form);
            }
        }
        "conceptEntry" | "termEntry" => {
            if let Some(draft) = state.concept.take() {
                gathered.take(draft);
            }
        }
        "langSec" | "langSet" => state.tag = None,
        "note" => note(text, state),
        _ => match category {
            "termType" => match TYPES.iter().find(|(_, word)| *word == text) {
                Some((r#type, _)) => state.marks.r#type = Some(*r#type),
                None => gathered
                    .puzzle(line, format!("termType `{text}`, wanted TBX-Basic's")),
            },
            "administrativeStatus" | "normativeAuthorization"
                if text.starts_with("deprecatedTerm") =>
            {
                state.marks.deprecated = true;
            }
            "subjectField" => {
                if let Some(concept) = &mut state.concept {
                    concept.entity.kind = concept.entity.kind.or(Kind::parse(text));
                }
            }
            "source" if state.form.is_some() => {
                state.marks.source = Some(text.to_owned());
            }
            _ => {}
        },
    }
}

/// A note of a term is ours (`type: birth; status: disputed`), one of a concept is its
/// note or its name.
fn note(text: &str, state: &mut State) {
    if state.form.is_some() {
        for part in text.split("; ") {
            match part.split_once(": ") {
                Some(("type", word)) => state.marks.exact = FormType::parse(word),
                Some(("status", word)) => state.marks.status = FormStatus::parse(word),
                Some(("family", word)) => state.marks.family = Some(word.to_owned()),
                Some(("reading of", word)) => {
                    state.marks.reading_of = Some(word.to_owned())
                }
                _ => {}
            }
        }
    } else if let Some(concept) = &mut state.concept {
        match text.strip_prefix("name: ") {
            Some(name) => concept.entity.name = Some(name.to_owned()),
            None => concept.entity.note = Some(text.to_owned()),
        }
    }
}
