//! Proposals for a registry from texts: glosses, aligned rows, ruby and marked-up names.
//!
//! Invariant: nothing is written into a registry here; every proposal has its evidence,
//! and stands once, however often it was seen.

mod gloss;
mod markup;
mod rows;

pub use rows::rows;

use std::collections::{BTreeMap, BTreeSet};

use super::aloud;
use super::entity::{Entity, FormType, Kind};
use super::fold::folded;
use super::lookup::{Candidate, How, Options};
use super::proposal::{Evidence, Key, Proposal, Ruling, What};
use super::registry::Registry;
use super::spelling::{is_han, is_latin, primary};
use crate::lang::Lang;

/// A text as it was decoded, line by line.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// What evidence calls it.
    pub path: &'a str,
    /// Its language.
    pub lang: &'a Lang,
    /// The text.
    pub text: &'a str,
}

/// Something that was seen once.
#[derive(Clone, Debug)]
pub struct Sighting {
    proposal: Proposal,
    /// Whether a reading proves it: then one sighting is enough.
    exact: bool,
}

/// How many places are given of one proposal.
const EVIDENCE: usize = 5;

/// Finds the glosses, ruby and marked-up names of a text.
pub fn page(page: Page<'_>, registry: &Registry) -> Vec<Sighting> {
    let mut sightings = Vec::new();
    for (index, line) in page.text.lines().enumerate() {
        let seen = |quote: &str| Evidence {
            path: page.path.to_owned(),
            line: index + 1,
            quote: quote.to_owned(),
        };
        sightings.extend(gloss::glosses(line, page.lang, registry, &seen));
        sightings.extend(markup::names(line, page.lang, registry, &seen));
    }
    sightings
}

/// Gathers sightings into proposals, by entity and text; what a person has spoken on
/// already, and what was rejected, is left out.
///
/// Kept is what was seen twice, or once with a reading that proves it.
pub fn gather(sightings: Vec<Sighting>, decided: &BTreeSet<Key>) -> Vec<Proposal> {
    let mut by_key: BTreeMap<Key, (Proposal, bool)> = BTreeMap::new();
    for Sighting { proposal, exact } in sightings {
        let (known, proven) = by_key.entry(proposal.key()).or_insert_with(|| {
            (Proposal { evidence: Vec::new(), count: 0, ..proposal.clone() }, false)
        });
        *proven |= exact;
        known.count += 1;
        known.score = known.score.max(proposal.score);
        for evidence in proposal.evidence {
            if known.evidence.len() < EVIDENCE && !known.evidence.contains(&evidence) {
                known.evidence.push(evidence);
            }
        }
    }
    let kept = by_key.into_iter().filter(|(key, (proposal, proven))| {
        !decided.contains(key) && (*proven || proposal.count > 1)
    });
    let mut out: Vec<Proposal> = kept.map(|(_, (proposal, _))| proposal).collect();
    for proposal in &mut out {
        // Each further sighting makes it a little surer.
        let more = 0.02 * proposal.count.saturating_sub(1).min(5) as f64;
        proposal.score = ((proposal.score + more).min(0.99) * 1000.0).round() / 1000.0;
    }
    out
}

/// Returns the entity that is called `text` and nothing else, by its whole name.
fn known<'r>(registry: &'r Registry, text: &str) -> Option<&'r Entity> {
    let found = registry.look_up(text, Options { limit: 2, kind: None });
    match &found[..] {
        [one] if one.score.thousandths() >= 900 => Some(one.entity),
        [first, second]
            if first.score > second.score && first.score.thousandths() >= 900 =>
        {
            Some(first.entity)
        }
        _ => None,
    }
}

/// Returns whether anybody is called `text`; a slip of the pen is news.
fn is_known(registry: &Registry, text: &str) -> bool {
    let found = registry.look_up(text, Options { limit: 1, kind: None });
    let known = |c: &Candidate<'_>| c.score.thousandths() >= 600 && c.how != How::Fuzzy;
    found.first().is_some_and(known)
}

/// Returns whether an entity has `text` for a name, however it is written.
fn has(entity: &Entity, text: &str) -> bool {
    entity.variants.iter().any(|form| folded(&form.text) == folded(text))
}

/// What a name is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Latin,
    Han,
    Kana,
    Hangul,
}

impl Written {
    fn of(text: &str) -> Option<Self> {
        let letters = || text.chars().filter(|c| c.is_alphanumeric());
        let all =
            |fits: fn(char) -> bool| letters().next().is_some() && letters().all(fits);
        Some(match () {
            () if all(is_latin) => Self::Latin,
            () if all(is_han) => Self::Han,
            () if all(|c| ('\u{3041}'..='\u{30FF}').contains(&c)) => Self::Kana,
            () if all(|c| ('가'..='힣').contains(&c)) => Self::Hangul,
            () => return None,
        })
    }

    /// The tag of a name that stands in a text of `lang`; a Han form in a text of another
    /// script is of the entity's language, where that is known.
    fn tag(self, text: &str, lang: &Lang, origin: Option<&str>) -> String {
        let hiragana = || text.chars().any(|c| ('\u{3041}'..='\u{309F}').contains(&c));
        let tag = match self {
            Self::Latin if matches!(primary(lang), "zh" | "ja" | "ko") => "en",
            Self::Latin => lang.as_str(),
            Self::Han if matches!(primary(lang), "zh" | "ja") => lang.as_str(),
            Self::Han => match origin {
                Some("ko") => "ko-Hani",
                Some("ja") => "ja",
                _ => "zh-Hani",
            },
            Self::Kana if hiragana() => "ja-Hira",
            Self::Kana => "ja-Kana",
            Self::Hangul => "ko",
        };
        tag.to_owned()
    }
}

/// Returns whether the rules make one of two names out of the other: a reading of a Han
/// form, kana read aloud.
fn reads(a: &str, b: &str) -> bool {
    let one = |from: &str, to: &str| {
        aloud::aloud(from).iter().any(|reading| folded(reading) == folded(to))
    };
    one(a, b) || one(b, a)
}

fn variant(
    entity: &Entity,
    text: &str,
    tag: String,
    score: f64,
    seen: Evidence,
) -> Proposal {
    Proposal {
        what: What::Variant,
        entity: entity.id.clone(),
        kind: None,
        text: text.to_owned(),
        tag,
        r#type: FormType::Official,
        score,
        count: 1,
        evidence: vec![seen],
        verdict: Ruling::Open,
    }
}

/// Proposals of a new entity: one for each of its forms, under an id made of the Latin
/// one.
fn entity(
    forms: &[(String, String)],
    kind: Option<Kind>,
    score: f64,
    seen: &Evidence,
) -> Vec<Proposal> {
    let latin = forms.iter().find(|(text, _)| Written::of(text) == Some(Written::Latin));
    let Some((latin, _)) = latin else { return Vec::new() };
    let words = latin.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    let words: Vec<String> = words.map(folded).filter(|word| !word.is_empty()).collect();
    let several = latin.contains(' ');
    let guess = if several { Kind::Person } else { Kind::Place };
    let kind = kind.or(Some(guess));
    let made = forms.iter().map(|(text, tag)| Proposal {
        what: What::Entity,
        entity: words.join("-"),
        kind,
        text: text.clone(),
        tag: tag.clone(),
        r#type: FormType::Official,
        score,
        count: 1,
        evidence: vec![seen.clone()],
        verdict: Ruling::Open,
    });
    made.collect()
}
