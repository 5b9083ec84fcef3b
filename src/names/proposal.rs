//! What a harvest proposes for a registry, and what a reader says to it.
//!
//! JSON Lines, one proposal a line. Invariant: what is written is read back the same, and
//! a proposal is known by what it proposes, not by its evidence.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::entity::{Entity, Form, FormStatus, FormType, Kind};
use super::overlay::Join;
use super::registry::Registry;
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;

/// What is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// A further form of an entity that a registry has.
    Variant,
    /// A new entity; several lines of one `entity` give its forms.
    Entity,
    /// That two entities are one.
    Same,
}

/// What a reader says to a proposal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ruling {
    /// Nothing yet.
    #[default]
    #[serde(rename = "")]
    Open,
    /// It is so.
    Accept,
    /// It is not so, and need not be asked again.
    Reject,
}

/// Where a proposal was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The file.
    pub path: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The words around it.
    pub quote: String,
}

/// One proposal, its evidence, and what was said to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// What is proposed.
    #[serde(rename = "proposal")]
    pub what: What,
    /// The id of the entity, or of the new one.
    pub entity: String,
    /// What sort of thing a new entity is.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "kind")]
    pub kind: Option<Kind>,
    /// The form; of two entities that are one, the id of the other.
    pub text: String,
    /// The form's language, script and system; empty where there is no form.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tag: String,
    /// What the form is to the entity.
    #[serde(default = "official", rename = "type", with = "form_type")]
    pub r#type: FormType,
    /// How sure it is, from 0 to 1.
    #[serde(default)]
    pub score: f64,
    /// How often it was seen.
    #[serde(default)]
    pub count: usize,
    /// Where it was seen.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// What the reader says.
    #[serde(default)]
    pub verdict: Ruling,
}

/// What makes two proposals one.
pub type Key = (What, String, String, String);

impl Proposal {
    /// Returns what the proposal is known by: what, entity, text and tag.
    pub fn key(&self) -> Key {
        (self.what, self.entity.clone(), self.text.clone(), self.tag.clone())
    }

    /// Returns the proposal as one line of JSON, without its end.
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers are always JSON")
    }
}

/// Reads a file of proposals; `path` is what errors call it.
///
/// # Errors
/// `Json` or `Record`, with the line, for a line that is no proposal.
pub fn parse(text: &str, path: &Path) -> Result<Vec<Proposal>> {
    let mut out = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let proposal = one(line).map_err(|error| error.at(path).on_line(index + 1))?;
        out.push(proposal);
    }
    Ok(out)
}

fn one(line: &str) -> Result<Proposal> {
    let mut made: Proposal = serde_json::from_str(line).map_err(|error| {
        let kind = if error.is_data() { ErrorKind::Record } else { ErrorKind::Json };
        let text = error.to_string();
        let what = text.split(" at line 1 column").next().unwrap_or_default();
        Error::new(kind, format!("{what}, wanted a proposal"))
    })?;
    made.text = made.text.trim().nfc().collect();
    if made.text.is_empty() {
        let message = "found an empty `text`, wanted a name";
        return Err(Error::new(ErrorKind::Record, message));
    }
    if made.what != What::Same {
        made.tag = Lang::parse(&made.tag)?.as_str().to_owned();
    }
    Ok(made)
}

/// Returns what was rejected among `proposals`.
pub fn rejected(proposals: &[Proposal]) -> BTreeSet<Key> {
    let rejected = proposals.iter().filter(|p| p.verdict == Ruling::Reject);
    rejected.map(Proposal::key).collect()
}

/// Returns proposals as a memory of what was rejected: each once, by key, without
/// evidence.
pub fn remembered(proposals: Vec<Proposal>) -> Vec<Proposal> {
    let by_key: BTreeMap<Key, Proposal> =
        proposals.into_iter().map(|proposal| (proposal.key(), proposal)).collect();
    let bare = |proposal| Proposal { evidence: Vec::new(), ..proposal };
    by_key.into_values().map(bare).collect()
}

/// Takes accepted proposals into a user's registry, which lies over `base`; the source of
/// a form is where it was seen first.
///
/// # Errors
/// If a form is proposed of an entity that is not there, a new entity has no kind, or two
/// that are said to be one are not there; the line of the proposal is named.
pub fn accept(
    proposals: &[Proposal],
    base: &Registry,
    user: &Registry,
) -> Result<Registry> {
    let mut user = user.clone();
    for (index, proposal) in proposals.iter().enumerate() {
        if proposal.verdict == Ruling::Accept {
            user = take(proposal, base, user).map_err(|e| e.on_line(index + 1))?;
        }
    }
    Ok(user)
}

fn take(proposal: &Proposal, base: &Registry, user: Registry) -> Result<Registry> {
    let all = base.overlaid(&user);
    let id = &proposal.entity;
    if proposal.what == What::Same {
        return Ok(Join::new(&all, id, &proposal.text)?.into_registry(&user));
    }
    let there = all.get(id);
    if there.is_none() && proposal.what == What::Variant {
        let known = all.entities().iter().map(|entity| &*entity.id);
        return Err(Error::unknown("entity", id, known));
    }
    if there.is_none() && proposal.kind.is_none() {
        let message = format!("found no `kind` of the new `{id}`, wanted one");
        return Err(Error::new(ErrorKind::Record, message));
    }
    let mut sources = user.sources().clone();
    let source = match proposal.evidence.first() {
        Some(Evidence { path, line, .. }) => {
            let title = BTreeMap::from([("title".to_owned(), path.clone())]);
            sources.entry(path.clone()).or_insert(title);
            format!("{path}:{line}")
        }
        None => {
            let title = "proposed, and accepted by hand".to_owned();
            let title = BTreeMap::from([("title".to_owned(), title)]);
            sources.entry("proposal".to_owned()).or_insert(title);
            "proposal".to_owned()
        }
    };
    let form = Form {
        text: proposal.text.clone(),
        tag: Lang::parse(&proposal.tag)?,
        r#type: proposal.r#type,
        status: FormStatus::Attested,
        source,
        period: Vec::new(),
        reading_of: None,
        family: None,
        unknown: BTreeMap::new(),
    };
    let mut entity = Entity {
        // A form of an alias is a form of the one that it stands for.
        id: there.map_or(id, |entity| &entity.id).clone(),
        variants: vec![form],
        ..Entity::default()
    };
    if there.is_none() {
        entity.kind = proposal.kind;
        entity.name = Some(proposal.text.clone());
    }
    let entities = user.entities().iter().cloned().chain([entity]);
    Ok(Registry::new(sources, entities.collect()))
}

fn official() -> FormType {
    FormType::Official
}

macro_rules! word {
    ($name:ident, $type:ty, $out:ty, $wrap:expr) => {
        mod $name {
            use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

            pub(super) fn serialize<S: Serializer>(
                value: &$out,
                to: S,
            ) -> Result<S::Ok, S::Error> {
                let word = Option::<$type>::from(*value).map_or("", <$type>::name);
                to.serialize_str(word)
            }

            pub(super) fn deserialize<'de, D: Deserializer<'de>>(
                from: D,
            ) -> Result<$out, D::Error> {
                let word = String::deserialize(from)?;
                let found = <$type>::parse(&word).ok_or_else(|| {
                    let known: Vec<&str> =
                        <$type>::ALL.iter().map(|known| known.name()).collect();
                    let known = known.join(", ");
                    D::Error::custom(format!("found `{word}`, wanted one of {known}"))
                })?;
                Ok($wrap(found))
            }
        }
    };
}

word!(kind, super::Kind, Option<super::Kind>, Some);
word!(form_type, super::FormType, super::FormType, std::convert::identity);

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"proposal":"variant","entity":"kim-il-sung","text":"Kim Ir-sen","tag":"en","type":"misspelling","score":0.9,"count":2,"evidence":[{"path":"a.txt","line":3,"quote":"Kim Ir-sen said"}],"verdict":"accept"}"#;

    #[test]
    fn a_proposal_comes_back_byte_for_byte() {
        let read = parse(&format!("{LINE}\n\n"), Path::new("p.jsonl")).unwrap();
        assert_eq!(read[0].to_line(), LINE);
        assert_eq!(
            (read[0].verdict, read[0].r#type),
            (Ruling::Accept, FormType::Misspelling)
        );
        assert!(rejected(&read).is_empty());
    }

    #[test]
    fn what_is_accepted_comes_in_and_what_is_rejected_stays_out() {
        let base = Registry::parse(
            r#"{"id":"a","kind":"term","name":"A","variants":[{"text":"A","tag":"en","source":"s"}]}
{"id":"b","kind":"term","name":"B","variants":[{"text":"B","tag":"en","source":"s"}]}"#,
            Path::new("x"),
        )
        .unwrap();
        let text = r#"{"proposal":"variant","entity":"a","text":"Ah","tag":"en","evidence":[{"path":"t/en.txt","line":7,"quote":"Ah"}],"verdict":"accept"}
{"proposal":"variant","entity":"a","text":"No","tag":"en","evidence":[{"path":"t","line":1,"quote":"No"}],"verdict":"reject"}
{"proposal":"entity","entity":"c","kind":"place","text":"C","tag":"en","verdict":"accept"}
{"proposal":"entity","entity":"c","text":"丙","tag":"zh-Hani","verdict":"accept"}
{"proposal":"same","entity":"a","text":"b","verdict":"accept"}
{"proposal":"variant","entity":"c","text":"Open","tag":"en"}"#;
        let proposals = parse(text, Path::new("p.jsonl")).unwrap();
        let empty = Registry::parse("", Path::new("x")).unwrap();
        let user = accept(&proposals, &base, &empty).unwrap();
        let all = base.overlaid(&user);
        let forms = |id: &str| -> Vec<(&str, &str)> {
            let forms = all.get(id).unwrap().variants.iter();
            forms.map(|form| (&*form.text, &*form.source)).collect()
        };
        assert_eq!(forms("b"), [("A", "s"), ("Ah", "t/en.txt:7"), ("B", "s")]);
        assert_eq!(forms("c"), [("C", "proposal"), ("丙", "proposal")]);
        let memory = remembered([proposals.clone(), proposals.clone()].concat());
        assert_eq!(memory.len(), 6);
        assert!(memory.iter().all(|proposal| proposal.evidence.is_empty()));
        assert_eq!(rejected(&memory).len(), 1);
        // Of whom nothing is known no form is taken, and nothing of the rest either.
        let wrong = text.replace("\"a\"", "\"zz\"");
        let wrong = parse(&wrong, Path::new("p.jsonl")).unwrap();
        let error = accept(&wrong, &base, &empty).unwrap_err();
        assert_eq!(error.line(), Some(1));
    }

    #[test]
    fn what_is_no_proposal_is_refused_with_its_line() {
        for (line, wanted) in [
            ("{", "wanted a proposal"),
            (&*LINE.replace("variant", "varied"), "unknown variant `varied`"),
            (&*LINE.replace("accept", "perhaps"), "unknown variant `perhaps`"),
            (&*LINE.replace("\"en\"", "\"e_n\""), "`e_n` is no language tag"),
            (&*LINE.replace("Kim Ir-sen\",\"tag", " \",\"tag"), "found an empty `text`"),
        ] {
            let error =
                parse(&format!("{LINE}\n{line}"), Path::new("p.jsonl")).unwrap_err();
            let text = error.to_string();
            assert!(text.starts_with("p.jsonl:2: ") && text.contains(wanted), "{text}");
        }
    }
}
