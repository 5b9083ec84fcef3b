//! The index of a registry: keys as they are written, made when it is first asked, and
//! keys made by rules, when no written one is enough.
//!
//! Keys are kept as hashes of 64 bits, so a key takes sixteen bytes whatever its length.
//! Invariant: postings stand by hash, then form, so that nothing depends on how the work
//! was shared among threads.

use std::sync::OnceLock;

use rayon::prelude::*;

use super::entity::{Entity, Form, Kind};
use super::fold::folded;
use super::keys::{self, Rule};
use super::segments::{Segments, key_hash};
use super::sound::{skeleton, sound};
use super::tokens::tokens;

/// Where a key leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting {
    hash: u64,
    /// Number of the form, over all entities.
    pub(super) form: u32,
    /// How the key was made of it.
    pub(super) rule: u8,
}

impl Posting {
    /// A form that no key led to.
    pub(super) fn of(form: u32) -> Self {
        Self { hash: 0, form, rule: OWN }
    }
}

/// Postings by hash.
pub(super) struct Postings {
    all: Vec<Posting>,
    /// Where the hashes that begin with these bits start.
    tops: Vec<u32>,
    shift: u32,
}

impl Postings {
    fn new(mut all: Vec<Posting>) -> Self {
        all.par_sort_unstable();
        // Of the rules that make one key of one form the best counts.
        all.dedup_by(|later, first| later.hash == first.hash && later.form == first.form);
        all.shrink_to_fit();
        let bits = all.len().next_power_of_two().trailing_zeros().clamp(1, 20);
        let shift = 64 - bits;
        let mut tops = Vec::with_capacity((1 << bits) + 1);
        let mut at = 0;
        for top in 0..1u64 << bits {
            while all.get(at).is_some_and(|posting| posting.hash >> shift < top) {
                at += 1;
            }
            tops.push(u32::try_from(at).expect("fewer than 2^32 keys"));
        }
        tops.push(u32::try_from(all.len()).expect("fewer than 2^32 keys"));
        Self { all, tops, shift }
    }

    pub(super) fn get(&self, key: &str) -> &[Posting] {
        let hash = key_hash(key);
        let top = (hash >> self.shift) as usize;
        let near = &self.all[self.tops[top] as usize..self.tops[top + 1] as usize];
        let start = near.partition_point(|posting| posting.hash < hash);
        let rest = &near[start..];
        &rest[..rest.iter().take_while(|posting| posting.hash == hash).count()]
    }

    fn size(&self) -> usize {
        self.all.capacity() * size_of::<Posting>() + self.tops.capacity() * 4
    }
}

/// What a part of a name is, as `rule` of a posting.
pub(super) const FAMILY: u8 = 0;
pub(super) const FIRST_WORD: u8 = 1;
pub(super) const LAST_WORD: u8 = 2;
pub(super) const INITIALS: u8 = 3;

/// A registry with more forms gets fewer readings of each, and no skeletons.
const LARGE: usize = 200_000;
const MOST_READINGS: usize = 12;

pub(super) struct Index {
    /// Entity and form of the entity, by number of the form.
    forms: Vec<(u32, u32)>,
    /// Folded forms.
    pub(super) written: Postings,
    /// Surnames, single words, initials.
    pub(super) parts: Postings,
    near: OnceLock<Segments>,
    deep: OnceLock<Deep>,
}

/// Keys that rules make.
pub(super) struct Deep {
    pub(super) read: Postings,
    pub(super) sounds: Postings,
    pub(super) skeletons: Postings,
    pub(super) tokens: Postings,
    pub(super) near_sounds: Segments,
    pub(super) near_skeletons: Segments,
}

/// The rule of a sound that is the form's own, not that of a reading.
pub(super) const OWN: u8 = 0;

/// Returns the folded key; of a spelling without letters the spelling itself.
pub(super) fn key(text: &str) -> String {
    let key = folded(text);
    if key.is_empty() { text.trim().to_owned() } else { key }
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).expect("fewer than 2^32 names")
}

/// The words of a Latin, Cyrillic or katakana name.
fn words(text: &str) -> Vec<&str> {
    let parts =
        text.split(|c: char| c.is_whitespace() || matches!(c, '·' | '・' | '=' | '.'));
    parts.filter(|word| !word.is_empty()).collect()
}

/// Returns the initials of a name of three words or more, in capitals or not.
fn initials(text: &str) -> Option<String> {
    let words =
        text.split([' ', '-']).filter(|word| word.starts_with(char::is_uppercase));
    let initials: String = words.filter_map(|word| word.chars().next()).collect();
    (initials.chars().count() > 2).then_some(initials)
}

impl Index {
    pub(super) fn new(entities: &[Entity]) -> Self {
        let mut forms = Vec::new();
        for (e, entity) in entities.iter().enumerate() {
            forms.extend((0..entity.variants.len()).map(|f| (narrow(e), narrow(f))));
        }
        let posting = |key: &str, form: usize, rule| {
            let hash = key_hash(key);
            Posting { hash, form: narrow(form), rule }
        };
        let of = |at: &(u32, u32)| {
            let entity = &entities[at.0 as usize];
            (entity, &entity.variants[at.1 as usize])
        };
        let numbered = || forms.par_iter().enumerate();
        let written =
            numbered().map(|(n, at)| posting(&key(&of(at).1.text), n, OWN)).collect();
        let parts = numbered()
            .flat_map_iter(|(n, at)| {
                let (entity, form) = of(at);
                let mut out = Vec::new();
                parts(entity, form, &mut |key, rule| out.push(posting(key, n, rule)));
                out
            })
            .collect();
        let (written, parts) = (Postings::new(written), Postings::new(parts));
        Self { forms, written, parts, near: OnceLock::new(), deep: OnceLock::new() }
    }

    /// Returns entity and form of a posting.
    pub(super) fn form<'a>(
        &self,
        entities: &'a [Entity],
        number: u32,
    ) -> (u32, &'a Form) {
        let (entity, form) = self.forms[number as usize];
        (entity, &entities[entity as usize].variants[form as usize])
    }

    /// Returns the folded forms, for fuzzy search.
    pub(super) fn near(&self, entities: &[Entity]) -> &Segments {
        self.near.get_or_init(|| {
            let all = self.forms.par_iter();
            let mut keys: Vec<String> = all
                .map(|(e, f)| key(&entities[*e as usize].variants[*f as usize].text))
                .collect();
            keys.par_sort_unstable();
            keys.dedup();
            Segments::new(&keys.iter().map(String::as_str).collect::<Vec<_>>())
        })
    }

    /// Returns the keys that rules make.
    pub(super) fn deep(&self, entities: &[Entity]) -> &Deep {
        self.deep.get_or_init(|| Deep::new(self, entities))
    }

    /// Makes what is otherwise made when first it is needed.
    pub(super) fn prepare(&self, entities: &[Entity]) {
        self.near(entities);
        self.deep(entities);
    }

    /// Returns how many bytes the index takes, what is not made yet left out.
    pub(super) fn size(&self) -> usize {
        let deep = self.deep.get().map_or(0, |deep| {
            let postings = [&deep.read, &deep.sounds, &deep.skeletons, &deep.tokens];
            postings.map(Postings::size).iter().sum::<usize>()
                + deep.near_sounds.size()
                + deep.near_skeletons.size()
        });
        let near = self.near.get().map_or(0, Segments::size);
        self.forms.capacity() * 8 + self.written.size() + self.parts.size() + near + deep
    }
}

/// Gives the keys of parts of a name: its surname, the first and last word of a person's
/// name, what follows a middle dot, the initials of what is no person.
fn parts(entity: &Entity, form: &Form, give: &mut dyn FnMut(&str, u8)) {
    if let Some(family) = &form.family {
        give(&key(family), FAMILY);
    }
    match entity.kind {
        Some(Kind::Person) => {
            if let [first, .., last] = &words(&form.text)[..] {
                for (word, rule) in [(first, FIRST_WORD), (last, LAST_WORD)] {
                    let key = key(word);
                    if key.chars().count() > 2 {
                        give(&key, rule);
                    }
                }
            }
        }
        _ => {
            if let Some(initials) = initials(&form.text) {
                give(&key(&initials), INITIALS);
            }
        }
    }
}

/// What one form gives.
#[derive(Default)]
struct Made {
    read: Vec<Posting>,
    sounds: Vec<Posting>,
    skeletons: Vec<Posting>,
    tokens: Vec<Posting>,
    texts: Vec<String>,
    bones: Vec<String>,
}

impl Deep {
    fn new(index: &Index, entities: &[Entity]) -> Self {
        let large = index.forms.len() > LARGE;
        let made = index.forms.par_iter().enumerate().with_min_len(64).fold(
            Made::default,
            |mut made, (number, (e, f))| {
                let entity = &entities[*e as usize];
                let form = &entity.variants[*f as usize];
                // A twin in another script or tag has the same readings.
                let earlier = &entity.variants[..*f as usize];
                let twin = earlier.iter().any(|other| {
                    other.text.len() == form.text.len()
                        && folded(&other.text) == folded(&form.text)
                });
                if !twin {
                    made.add(entity, form, narrow(number), large);
                }
                made
            },
        );
        let made = made.reduce(Made::default, |mut a, b| {
            a.read.extend(b.read);
            a.sounds.extend(b.sounds);
            a.skeletons.extend(b.skeletons);
            a.tokens.extend(b.tokens);
            a.texts.extend(b.texts);
            a.bones.extend(b.bones);
            a
        });
        let near = |mut texts: Vec<String>| {
            texts.par_sort_unstable();
            texts.dedup();
            Segments::new(&texts.iter().map(String::as_str).collect::<Vec<_>>())
        };
        Self {
            near_sounds: near(made.texts),
            near_skeletons: near(made.bones),
            read: Postings::new(made.read),
            sounds: Postings::new(made.sounds),
            skeletons: Postings::new(made.skeletons),
            tokens: Postings::new(made.tokens),
        }
    }
}

impl Made {
    fn add(&mut self, entity: &Entity, form: &Form, number: u32, large: bool) {
        let posting =
            |key: &str, rule| Posting { hash: key_hash(key), form: number, rule };
        let own = key(&form.text);
        let person = entity.kind == Some(Kind::Person);
        // The sounds of one form, with the rule that made each first.
        let mut heard: Vec<(String, u8)> = Vec::new();
        let mut hear = |key: &str, rule: u8| {
            if let Some(sound) = sound(key)
                && heard.iter().all(|(known, _)| *known != sound)
            {
                heard.push((sound, rule));
            }
        };
        hear(&own, OWN);
        let mut count = 0;
        keys::readings(&form.text, form.tag.as_str(), entity.kind, &mut |key, rule| {
            count += 1;
            if large && count > MOST_READINGS {
                return;
            }
            self.read.push(posting(key, rule as u8));
            let latin = key.strip_prefix(keys::ROMAJI).unwrap_or(key);
            if rule.is_latin() && !large {
                hear(latin, rule as u8 + 1);
            }
        });
        // Of Han forms only what is written has a skeleton: their readings are exact.
        let is_han = form.text.chars().any(|c| ('\u{3400}'..='\u{9FFF}').contains(&c));
        for (sound, rule) in heard {
            self.sounds.push(posting(&sound, rule));
            if !large && !is_han {
                let skeleton = skeleton(&sound);
                if skeleton.len() > 2 {
                    self.skeletons.push(posting(&skeleton, rule));
                    self.bones.push(skeleton);
                }
            }
            self.texts.push(sound);
        }
        // The last word of a person's name stands for it.
        if person
            && !large
            && let [_, .., last] = &words(&form.text)[..]
            && let Some(sound) = sound(&key(last))
        {
            let skeleton = skeleton(&sound);
            if skeleton.len() > 2 {
                self.skeletons.push(posting(&skeleton, OWN));
                self.bones.push(skeleton);
            }
        }
        for token in tokens(&form.text) {
            self.tokens.push(posting(&token, OWN));
        }
    }
}

/// Returns the rule of a posting that is not the form's own.
pub(super) fn rule(number: u8) -> Option<Rule> {
    Rule::ALL.get(usize::from(number)).copied()
}
