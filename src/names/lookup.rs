//! Looks a spelling up: every entity that is spelled so, best first, each with a reason.
//!
//! Invariants: homonyms are all answered, never one for the others; the order depends
//! on the registry alone. Readings and slips of the pen are left to later keys.

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};
use unicode_normalization::UnicodeNormalization;

use super::entity::{Entity, Form, FormStatus, FormType, Kind};
use super::fold::folded;
use super::system::system_name;
use crate::parallel::Score;

/// What a look-up is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many candidates at most.
    pub limit: usize,
    /// Only entities of this kind.
    pub kind: Option<Kind>,
}

impl Default for Options {
    fn default() -> Self {
        Self { limit: usize::MAX, kind: None }
    }
}

/// By which key a form was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// Letter by letter.
    Exact,
    /// Case, accents, spaces, hyphens and Han forms aside; or by part of the name.
    Folded,
}

impl How {
    /// Returns the word that JSON output has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Folded => "folded",
        }
    }
}

/// One entity that a query may mean.
///
/// Serialized as `name --json` has it.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// The entity, with all its forms.
    pub entity: &'a Entity,
    /// How sure it is.
    pub score: Score,
    /// The form that was found.
    pub form: &'a Form,
    /// By which key it was found.
    pub how: How,
    /// The reason, in one line.
    pub why: String,
}

/// Where a key leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Posting {
    key: String,
    /// Whether the key is only the surname in the form.
    family: bool,
    entity: u32,
    form: u32,
}

/// The folded keys of a registry, sorted.
pub(super) struct Index {
    postings: Vec<Posting>,
}

/// Weights, in thousandths: a form as typed, a form folded, part of a name that several
/// entities share.
const EXACT: i32 = 1000;
const FOLDED: i32 = 970;
const SHORT: i32 = 640;
/// What a form loses that a rule made, or that somebody disputes.
const GENERATED: i32 = 70;
const DISPUTED: i32 = 20;

impl Index {
    pub(super) fn new(entities: &[Entity]) -> Self {
        let narrow = |n: usize| u32::try_from(n).expect("fewer than 2^32 names");
        let mut postings = Vec::new();
        for (e, entity) in entities.iter().enumerate() {
            for (f, form) in entity.variants.iter().enumerate() {
                let (entity, form_id) = (narrow(e), narrow(f));
                let mut post = |text: &str, family| {
                    let key = key(text);
                    postings.push(Posting { key, family, entity, form: form_id });
                };
                post(&form.text, false);
                if let Some(family) = &form.family {
                    post(family, true);
                }
            }
        }
        postings.sort_unstable();
        Self { postings }
    }

    fn find(&self, key: &str) -> &[Posting] {
        let start = self.postings.partition_point(|p| p.key.as_str() < key);
        let rest = &self.postings[start..];
        &rest[..rest.partition_point(|p| p.key == key)]
    }

    pub(super) fn look_up<'a>(
        &self,
        entities: &'a [Entity],
        query: &str,
        options: Options,
    ) -> Vec<Candidate<'a>> {
        let query: String = query.trim().nfc().collect();
        if query.is_empty() {
            return Vec::new();
        }
        let mut hits: Vec<Hit<'a>> = self
            .find(&key(&query))
            .iter()
            .map(|posting| {
                let entity = &entities[posting.entity as usize];
                let form = &entity.variants[posting.form as usize];
                Hit::new(entity, form, posting.family, &query)
            })
            .filter(|hit| options.kind.is_none() || hit.entity.kind == options.kind)
            .collect();
        // Of an entity's forms the best speaks.
        hits.sort_by(|a, b| {
            a.entity.id.cmp(&b.entity.id).then_with(|| a.rank().cmp(&b.rank()))
        });
        hits.dedup_by(|later, first| later.entity.id == first.entity.id);
        // A surname that several share names none of them for sure.
        let shared = hits.iter().filter(|hit| hit.is_part()).count() > 1;
        for hit in hits.iter_mut().filter(|hit| hit.is_part()) {
            if shared || hit.family {
                hit.score = SHORT;
            }
        }
        hits.sort_by(|a, b| {
            b.score
                .cmp(&a.score)
                .then_with(|| a.form.status.cmp(&b.form.status))
                .then_with(|| b.entity.variants.len().cmp(&a.entity.variants.len()))
                .then_with(|| a.entity.id.cmp(&b.entity.id))
        });
        hits.truncate(options.limit);
        hits.into_iter().map(Hit::candidate).collect()
    }

    pub(super) fn nearest<'a>(
        &self,
        entities: &'a [Entity],
        query: &str,
        count: usize,
    ) -> Vec<&'a str> {
        let query = key(query);
        let form = |posting: &Posting| {
            &entities[posting.entity as usize].variants[posting.form as usize]
        };
        let names: Vec<&Posting> = (self.postings.iter())
            .filter(|p| !p.family && form(p).r#type != FormType::Misspelling)
            .collect();
        let mut near: Vec<(f64, &str, &'a str)> = Vec::new();
        // Keys stand in order, so a spelling's twins follow it.
        for twins in names.chunk_by(|a, b| a.key == b.key) {
            let likeness = strsim::jaro_winkler(&query, &twins[0].key);
            let mut texts = twins.iter().map(|posting| form(posting).text.as_str());
            let shouted = |text: &&str| !text.chars().any(char::is_lowercase);
            let quiet = texts.clone().find(|text| !shouted(text)).or(texts.next());
            near.extend(quiet.map(|text| (likeness, twins[0].key.as_str(), text)));
        }
        near.retain(|(likeness, ..)| *likeness > 0.7);
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        near.into_iter().take(count).map(|(.., text)| text).collect()
    }
}

/// Returns the folded key; of a spelling without letters the spelling itself.
fn key(text: &str) -> String {
    let key = folded(text);
    if key.is_empty() { text.trim().to_owned() } else { key }
}

/// A form that a query found.
struct Hit<'a> {
    entity: &'a Entity,
    form: &'a Form,
    family: bool,
    how: How,
    score: i32,
}

impl<'a> Hit<'a> {
    fn new(entity: &'a Entity, form: &'a Form, family: bool, query: &str) -> Self {
        let found = if family { form.family.as_deref() } else { Some(&*form.text) };
        let (how, weight) = match found == Some(query) {
            true => (How::Exact, EXACT),
            false => (How::Folded, FOLDED),
        };
        let score = weight
            - match form.status {
                FormStatus::Attested => 0,
                FormStatus::Generated => GENERATED,
                FormStatus::Disputed => DISPUTED,
            };
        Self { entity, form, family, how, score }
    }

    /// Whole names before surnames, then the better weight, then what stands in the
    /// entity's own language, then the form's own order.
    fn rank(&self) -> (bool, i32, bool, FormStatus, bool) {
        let slip = self.form.r#type == FormType::Misspelling;
        let language = self.form.tag.as_str().split('-').next();
        let foreign = self.entity.origin.as_deref() != language;
        (self.family, -self.score, slip, self.form.status, foreign)
    }

    /// Whether the query is only part of the name.
    fn is_part(&self) -> bool {
        self.family || self.form.r#type == FormType::Short
    }

    fn candidate(self) -> Candidate<'a> {
        let Form { text, tag, source, .. } = self.form;
        let system = system_name(tag);
        let what = match (self.form.r#type, self.form.status) {
            _ if self.family => format!("the surname in {text}, {system}"),
            (FormType::Misspelling, _) => format!("a slip in a source, {system}"),
            (_, FormStatus::Generated) => format!("made by a rule, {system}"),
            (_, FormStatus::Disputed) => format!("written so in {system}, disputed"),
            _ if self.how == How::Exact => format!("written so in {system}"),
            _ => format!("written {text} in {system}"),
        };
        let aside = match self.how {
            How::Folded if !self.family => match is_han(text) {
                true => "; old, new and Japanese forms of characters are one",
                false => "; case, accents and hyphens aside",
            },
            _ => "",
        };
        let thousandths = f64::from(self.score);
        Candidate {
            entity: self.entity,
            score: Score::new(thousandths / 1000.0),
            form: self.form,
            how: if self.family { How::Folded } else { self.how },
            why: format!("{what}: {source}{aside}"),
        }
    }
}

fn is_han(text: &str) -> bool {
    text.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c))
}

impl Serialize for Candidate<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Matched<'a> {
            text: &'a str,
            tag: &'a str,
            status: &'a str,
            how: &'a str,
        }
        #[derive(Serialize)]
        struct Variant<'a> {
            text: &'a str,
            tag: &'a str,
            r#type: &'a str,
            status: &'a str,
            source: &'a str,
        }
        let variants: Vec<Variant<'_>> = (self.entity.variants.iter())
            .map(|form| Variant {
                text: &form.text,
                tag: form.tag.as_str(),
                r#type: form.r#type.name(),
                status: form.status.name(),
                source: &form.source,
            })
            .collect();
        let mut out = to.serialize_struct("Candidate", 7)?;
        out.serialize_field("id", &self.entity.id)?;
        out.serialize_field("name", self.entity.label())?;
        out.serialize_field("kind", &self.entity.kind.map(Kind::name))?;
        out.serialize_field("score", &self.score.value())?;
        out.serialize_field(
            "matched",
            &Matched {
                text: &self.form.text,
                tag: self.form.tag.as_str(),
                status: self.form.status.name(),
                how: self.how.name(),
            },
        )?;
        out.serialize_field("why", &self.why)?;
        out.serialize_field("variants", &variants)?;
        out.end()
    }
}
