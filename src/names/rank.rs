//! How sure each way of finding a form is, and what a reader is told of it.
//!
//! Weights are thousandths, those of the specification; of an entity's forms the best
//! speaks, and homonyms stand side by side.

use super::entity::{Entity, Form, FormStatus, FormType};
use super::keys::Rule;
use super::lookup::{Candidate, How};
use super::system::system_name;
use crate::parallel::Score;

/// A form as typed; folded; with its words in another order.
pub(super) const EXACT: i32 = 1000;
pub(super) const FOLDED: i32 = 970;
pub(super) const ORDER: i32 = 950;
/// Part of a name that several entities share.
pub(super) const SHORT: i32 = 640;
/// One sound; one skeleton; shared words.
pub(super) const SOUND: i32 = 780;
pub(super) const SKELETON: i32 = 650;
pub(super) const TOKENS: i32 = 850;
/// What a fuzzy key keeps of its weight, in thousandths.
pub(super) const FUZZY: i32 = 970;
/// What is lost by a title left out, another first letter, a reading of the query.
pub(super) const TITLE: i32 = 30;
pub(super) const FIRST_LETTER: i32 = 30;
pub(super) const TWICE: i32 = 40;
/// What a reading gains in the entity's own language, and loses in another.
const ORIGIN: i32 = 15;
/// What a form loses that a rule made, or that somebody disputes.
const GENERATED: i32 = 70;
const DISPUTED: i32 = 20;
/// From here on a spelling is enough: nothing less sure is asked.
pub(super) const ENOUGH: i32 = 900;
/// From here on a sound is enough.
pub(super) const ENOUGH_SOUND: i32 = 760;
/// Less is no answer.
pub(super) const LEAST: i32 = 500;

/// By what a form was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum By {
    Written,
    /// An identifier of another authority.
    Identifier,
    /// Runs of several scripts.
    Runs,
    Family,
    /// The query's last part is the form, or part of it.
    LastPart,
    /// A word of the name, or its initials.
    Part(&'static str),
    Order,
    Initials,
    /// A reading of the form.
    Reading(Rule),
    /// A reading of the query.
    Query(Rule, String),
    /// Readings of both meet.
    Both(Rule, Rule),
    Edits(usize),
    Sound(Option<Rule>),
    SoundEdits(usize),
    Skeleton(String),
    Tokens,
}

/// A form that a query found.
#[derive(Clone, Debug)]
pub(super) struct Found<'a> {
    pub(super) entity: &'a Entity,
    pub(super) form: &'a Form,
    pub(super) how: How,
    pub(super) by: By,
    /// The title that was left out of the query.
    pub(super) title: Option<String>,
    pub(super) score: i32,
    /// How many ways led to the entity.
    pub(super) ways: usize,
}

/// Returns the language whose name an entity is, as far as it or the form says.
fn origin<'a>(entity: &'a Entity, form: &'a Form) -> Option<&'a str> {
    // Han and kana are written of anybody, Hangul mostly of Koreans.
    let by_form = || form.tag.as_str().split('-').next().filter(|l| *l == "ko");
    entity.origin.as_deref().or_else(by_form)
}

impl<'a> Found<'a> {
    pub(super) fn new(entity: &'a Entity, form: &'a Form, by: By, weight: i32) -> Self {
        let how = match &by {
            By::Written
            | By::Identifier
            | By::Runs
            | By::Family
            | By::Part(_)
            | By::LastPart
            | By::Order
            | By::Initials => How::Folded,
            By::Reading(_) | By::Query(..) | By::Both(..) => How::Reading,
            _ => How::Fuzzy,
        };
        let mut score = weight
            - match form.status {
                FormStatus::Attested => 0,
                FormStatus::Generated => GENERATED,
                FormStatus::Disputed => DISPUTED,
            };
        if let By::Reading(rule) | By::Both(rule, _) = &by
            && let Some(origin) = origin(entity, form)
            && !rule.lang().is_empty()
        {
            score += if origin == rule.lang() { ORIGIN } else { -ORIGIN };
        }
        Self { entity, form, how, by, title: None, score, ways: 1 }
    }

    /// The form was found letter by letter.
    pub(super) fn exactly(mut self) -> Self {
        self.how = How::Exact;
        self
    }

    pub(super) fn without(mut self, title: &str) -> Self {
        self.title = Some(title.to_owned());
        self.score -= TITLE;
        // It was not typed so.
        if self.how == How::Exact {
            self.how = How::Folded;
        }
        self
    }

    /// Whole names before parts, then the better score, then what stands in the entity's
    /// own language, then the form's own order.
    fn rank(&self) -> (bool, i32, bool, FormStatus, bool) {
        let slip = self.form.r#type == FormType::Misspelling;
        let language = self.form.tag.as_str().split('-').next();
        let foreign = self.entity.origin.as_deref() != language;
        (self.by == By::Family, -self.score, slip, self.form.status, foreign)
    }

    /// Whether the query is only part of the name.
    pub(super) fn is_part(&self) -> bool {
        let part = matches!(self.by, By::Family | By::Part(_));
        part || self.by == By::Written && self.form.r#type == FormType::Short
    }

    fn why(&self) -> String {
        let Form { text, tag, source, .. } = self.form;
        let system = system_name(tag);
        let aside = match is_han(text) {
            true => "; old, new and Japanese forms of characters are one",
            false => "; case, accents and hyphens aside",
        };
        let aside =
            if self.how == How::Folded && self.title.is_none() { aside } else { "" };
        let said = match &self.by {
            By::Written => {
                let what = match (self.form.r#type, self.form.status) {
                    (FormType::Misspelling, _) => format!("a slip in a source, {system}"),
                    (_, FormStatus::Generated) => format!("made by a rule, {system}"),
                    (_, FormStatus::Disputed) => {
                        format!("written so in {system}, disputed")
                    }
                    _ if self.how == How::Exact => format!("written so in {system}"),
                    _ => format!("written {text} in {system}"),
                };
                format!("{what}: {source}{aside}")
            }
            By::Identifier => "has this identifier".to_owned(),
            By::Runs => format!("all parts of the query lead to it; {text}: {source}"),
            By::Family => format!("the surname in {text}, {system}: {source}"),
            By::Part(part) => format!("{part} of {text}, {system}: {source}"),
            By::LastPart => {
                format!("the last part of the query is in {text}, {system}: {source}")
            }
            By::Order => {
                format!("the words of {text} in another order, {system}: {source}")
            }
            By::Initials => format!("{text} with initials, {system}: {source}"),
            By::Reading(rule) => rule.why(text),
            By::Query(rule, query) => {
                format!("{}, written {text}: {source}", rule.why(query))
            }
            By::Both(rule, _) => format!("{}, as the query reads", rule.why(text)),
            By::Edits(edits) => format!("{} from {text}", letters(*edits)),
            By::Sound(None) => format!("sounds like {text}"),
            By::Sound(Some(rule)) => format!("sounds like the {}", rule.why(text)),
            By::SoundEdits(edits) => {
                format!("sounds almost like {text}, {} off", letters(*edits))
            }
            By::Skeleton(skeleton) => format!("has the consonants {skeleton} of {text}"),
            By::Tokens => format!("shares the rare words of {text}"),
        };
        match &self.title {
            Some(title) => format!("{said}; `{title}` is a title"),
            None => said,
        }
    }
}

fn letters(edits: usize) -> String {
    match edits {
        1 => "one letter".to_owned(),
        2 => "two letters".to_owned(),
        3 => "three letters".to_owned(),
        n => format!("{n} letters"),
    }
}

fn is_han(text: &str) -> bool {
    text.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c))
}

/// Returns of each entity the best that was found, the best entity first.
pub(super) fn ranked<'a>(mut found: Vec<Found<'a>>, limit: usize) -> Vec<Candidate<'a>> {
    found.retain(|hit| hit.score >= LEAST);
    found.sort_by(|a, b| {
        a.entity.id.cmp(&b.entity.id).then_with(|| a.rank().cmp(&b.rank()))
    });
    found.dedup_by(|later, first| {
        let same = later.entity.id == first.entity.id;
        first.ways += if same { later.ways } else { 0 };
        same
    });
    // A surname that several share names none of them for sure.
    let shared = found.iter().filter(|hit| hit.is_part()).count() > 1;
    for hit in found.iter_mut().filter(|hit| hit.is_part()) {
        if shared || hit.by != By::Written {
            hit.score = hit.score.min(SHORT);
        }
    }
    found.sort_by(|a, b| {
        b.score
            .cmp(&a.score)
            .then_with(|| a.form.status.cmp(&b.form.status))
            .then_with(|| match a.is_part() {
                true => std::cmp::Ordering::Equal,
                false => b.ways.cmp(&a.ways),
            })
            .then_with(|| b.entity.variants.len().cmp(&a.entity.variants.len()))
            .then_with(|| a.entity.id.cmp(&b.entity.id))
    });
    found.truncate(limit);
    let candidate = |found: Found<'a>| Candidate {
        score: Score::new(f64::from(found.score) / 1000.0),
        why: found.why(),
        entity: found.entity,
        form: found.form,
        how: found.how,
    };
    found.into_iter().map(candidate).collect()
}
