//! Looks a spelling up: every entity that is spelled so, best first, each with a reason.
//!
//! Keys are asked in the order of trust: as written, folded, in another order or without
//! a title; then readings; then sounds, slips of the pen, shared words. What is less sure
//! is asked only where nothing surer was found. Invariants: homonyms are all answered,
//! never one for the others; the order depends on the registry alone.

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};
use unicode_normalization::UnicodeNormalization;

use super::entity::{Entity, Form, Kind};
use super::fold::folded;
use super::index::{FAMILY, FIRST_WORD, INITIALS, Index, Posting, key, rule};
use super::keys::{self, LONGEST, ROMAJI, Rule};
use super::rank::{
    By, ENOUGH, ENOUGH_SOUND, EXACT, FIRST_LETTER, FOLDED, FUZZY, Found, ORDER, SHORT,
    SKELETON, SOUND, TOKENS, TWICE, ranked,
};
use super::segments::likeness;
use super::sound::{skeleton, sound};
use super::systems::romaji;
use super::titles::without_title;
use super::tokens::{overlap, tokens};
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
    /// By a reading, or in another romanization.
    Reading,
    /// Nearly so: by a few letters, by its sound, by its words.
    Fuzzy,
}

impl How {
    /// Returns the word that JSON output has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Folded => "folded",
            Self::Reading => "reading",
            Self::Fuzzy => "fuzzy",
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

/// One query on its way through the index.
struct Search<'i, 'a> {
    index: &'i Index,
    entities: &'a [Entity],
    query: String,
    key: String,
    found: Vec<Found<'a>>,
}

impl Index {
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
        let key = key(&query);
        let mut search = Search { index: self, entities, query, key, found: Vec::new() };
        search.identifier();
        search.written();
        if search.best() < FOLDED && search.query.chars().count() <= LONGEST {
            search.rearranged();
            search.run_by_run();
            if search.best() < ENOUGH {
                search.read();
            }
            if search.best() < ENOUGH {
                // A surname or a short name, letter by letter, is no slip of another
                // name, nor another name by ear.
                if !search.is_named() {
                    search.by_letters();
                    search.by_sound();
                }
                search.by_words();
                search.by_last_part();
            }
        }
        // Only now: who is asked for as a place and is a person is found, and is no place.
        let wanted =
            |hit: &Found<'_>| options.kind.is_none() || hit.entity.kind == options.kind;
        search.found.retain(wanted);
        ranked(search.found, options.limit)
    }
}

impl<'a> Search<'_, 'a> {
    fn best(&self) -> i32 {
        let whole = self.found.iter().filter(|hit| !hit.is_part());
        whole.map(|hit| hit.score).max().unwrap_or(0)
    }

    /// Whether the query is a surname, or a name, as it is written.
    fn is_named(&self) -> bool {
        self.found.iter().any(|hit| matches!(hit.by, By::Family | By::Written))
    }

    fn hit(&self, posting: &Posting, by: By, weight: i32) -> Found<'a> {
        let (entity, form) = self.index.form(self.entities, posting.form);
        let entity = &self.entities[entity as usize];
        Found::new(entity, form, by, weight)
    }

    fn push(&mut self, posting: &Posting, by: By, weight: i32) {
        let hit = self.hit(posting, by, weight);
        self.found.push(hit);
    }

    /// `wikidata:Q41117`, `viaf:…`: an identifier that the registry has.
    fn identifier(&mut self) {
        let Some((authority, id)) = self.query.split_once(':') else { return };
        for entity in self.entities {
            let known = entity.same_as.get(authority).is_some_and(|known| known == id);
            let form =
                entity.variants.iter().find(|f| Some(&*f.text) == entity.name.as_deref());
            if let Some(form) = form.or(entity.variants.first()).filter(|_| known) {
                let hit = Found::new(entity, form, By::Identifier, EXACT).exactly();
                self.found.push(hit);
            }
        }
    }

    /// The form as it is written, and names that the query is part of.
    fn written(&mut self) {
        let index = self.index;
        for posting in index.written.get(&self.key) {
            let hit = self.hit(posting, By::Written, FOLDED);
            let exact = hit.form.text == self.query;
            self.found.push(match exact {
                true => Found { score: hit.score + EXACT - FOLDED, ..hit.exactly() },
                false => hit,
            });
        }
        let exact = self.best() == EXACT;
        for posting in index.parts.get(&self.key) {
            match posting.rule {
                FAMILY => self.push(posting, By::Family, SHORT),
                _ if exact => {}
                INITIALS => self.push(posting, By::Part("the initials"), SHORT),
                FIRST_WORD => self.push(posting, By::Part("a word"), SHORT - 20),
                _ => self.push(posting, By::Part("a word"), SHORT - 25),
            }
        }
    }

    /// Words in another order, initials, a title left out.
    fn rearranged(&mut self) {
        let index = self.index;
        let query = self.query.clone();
        let words: Vec<&str> =
            query.split([' ', ',', '\u{3000}']).filter(|w| !w.is_empty()).collect();
        if (2..=5).contains(&words.len()) {
            for turn in 1..words.len() {
                let turned = [&words[turn..], &words[..turn]].concat().concat();
                for posting in index.written.get(&key(&turned)) {
                    self.push(posting, By::Order, ORDER);
                }
            }
        }
        self.initials(&query);
        if let Some((rest, title)) = without_title(&query) {
            let key = key(&rest);
            for posting in index.written.get(&key) {
                let hit = self.hit(posting, By::Written, FOLDED);
                self.found.push(hit.without(&title));
            }
            for posting in index.parts.get(&key) {
                let less = match posting.rule {
                    FAMILY => 0,
                    FIRST_WORD => 20,
                    _ => 25,
                };
                let hit = self.hit(posting, By::Part("a word"), SHORT - less);
                self.found.push(hit.without(&title));
            }
        }
    }

    /// N.S. Khrushchev: an initial meets a word that begins with it, on either side.
    fn initials(&mut self, query: &str) {
        let words = |text: &str| -> Vec<String> {
            let parts = text.split(|c: char| c.is_whitespace() || c == '.' || c == '-');
            parts.map(folded).filter(|word| !word.is_empty()).collect()
        };
        let asked = words(query);
        let Some(last) = asked.last().filter(|_| asked.len() > 1) else { return };
        let index = self.index;
        let meet = |a: &str, b: &str| {
            let one = |text: &str| text.chars().nth(1).is_none();
            a == b || (one(a) || one(b)) && (a.starts_with(b) || b.starts_with(a))
        };
        for posting in index.parts.get(last) {
            let (_, form) = index.form(self.entities, posting.form);
            let known = words(&form.text);
            // The surname is whole; the shorter list of given names meets the longer.
            let Some((family, given)) = known.split_last() else { continue };
            let ours = &asked[..asked.len() - 1];
            let short =
                |list: &[String]| list.iter().any(|word| word.chars().nth(1).is_none());
            let meets = family == last
                && !given.is_empty()
                && (short(ours) || short(given))
                && ours.iter().zip(given).all(|(a, b)| meet(a, b));
            if meets {
                let less = if ours.len() == given.len() { 0 } else { 60 };
                self.push(posting, By::Initials, ORDER - less);
            }
        }
    }

    /// Mao 泽东: each run of one script is looked up; who answers all of them is meant.
    fn run_by_run(&mut self) {
        let is_latin = |c: char| c.is_ascii() || ('\u{C0}'..'\u{250}').contains(&c);
        let letters = || self.query.chars().filter(|c| c.is_alphabetic());
        if letters().all(is_latin) || !letters().any(is_latin) {
            return;
        }
        let mut runs: Vec<String> = vec![String::new()];
        let mut before = None;
        for c in self.query.chars().filter(|c| c.is_alphabetic() || c.is_whitespace()) {
            let latin = is_latin(c);
            if c.is_alphabetic() && before.is_some_and(|before| before != latin) {
                runs.push(String::new());
            }
            if c.is_alphabetic() {
                before = Some(latin);
            }
            runs.last_mut().expect("never empty").push(c);
        }
        let options = Options::default();
        let answers: Vec<Vec<Candidate<'a>>> = runs
            .iter()
            .map(|run| self.index.look_up(self.entities, run, options))
            .collect();
        let Some((first, rest)) = answers.split_first() else { return };
        for candidate in first {
            let id = &candidate.entity.id;
            let in_all = rest.iter().all(|list| list.iter().any(|c| c.entity.id == *id));
            if in_all {
                let hit =
                    Found::new(candidate.entity, candidate.form, By::Runs, ORDER - 50);
                self.found.push(hit);
            }
        }
    }

    /// Readings of forms, readings of the query, and where the two meet.
    fn read(&mut self) {
        let index = self.index;
        let deep = index.deep(self.entities);
        let mut queries = vec![(self.query.clone(), None)];
        queries
            .extend(without_title(&self.query).map(|(rest, title)| (rest, Some(title))));
        for (query, title) in queries {
            let mut hits = Vec::new();
            let own = key(&query);
            for posting in deep.read.get(&own) {
                let Some(rule) = rule(posting.rule) else { continue };
                hits.push(self.hit(posting, By::Reading(rule), rule.weight()));
            }
            if let Some(romaji) = romaji(&query) {
                let key = format!("{ROMAJI}{romaji}");
                for posting in deep.read.get(&key) {
                    let Some(rule) = rule(posting.rule) else { continue };
                    hits.push(self.hit(posting, By::Reading(rule), rule.weight()));
                }
            }
            let mut asked: Vec<(String, Rule)> = Vec::new();
            keys::spellings(&query, &mut |key, rule| {
                if asked.iter().all(|(known, _)| known != key) {
                    asked.push((key.to_owned(), rule));
                }
            });
            let han = query.chars().any(|c| ('\u{3400}'..='\u{9FFF}').contains(&c));
            for (key, of_query) in &asked {
                for posting in index.written.get(key) {
                    let by = By::Query(*of_query, query.clone());
                    hits.push(self.hit(posting, by, of_query.weight() - TWICE / 2));
                }
                // Two Han names that read alike are two names.
                if han {
                    continue;
                }
                for posting in deep.read.get(key) {
                    let Some(rule) = rule(posting.rule) else { continue };
                    let weight = rule.weight().min(of_query.weight()) - TWICE;
                    hits.push(self.hit(posting, By::Both(rule, *of_query), weight));
                }
            }
            let hits = hits.into_iter();
            self.found.extend(hits.map(|hit| match &title {
                Some(title) => hit.without(title),
                None => hit,
            }));
        }
    }

    /// A few letters off.
    fn by_letters(&mut self) {
        let index = self.index;
        let near = index.near(self.entities);
        // What is a part of a name letter by letter is no slip of another name.
        if self.found.iter().any(|hit| matches!(hit.by, By::Part(_))) {
            return;
        }
        for (number, edits) in near.near(&self.key) {
            let text = near.key(number);
            let alike = likeness(&self.key, text);
            let mut weight = scaled(FOLDED * FUZZY / 1000, alike);
            if text.chars().next() != self.key.chars().next() {
                weight -= FIRST_LETTER;
            }
            for posting in index.written.get(text) {
                self.push(posting, By::Edits(edits), weight);
            }
        }
    }

    /// The same sound, almost the same sound, the same consonants.
    fn by_sound(&mut self) {
        let index = self.index;
        let deep = index.deep(self.entities);
        let mut heard: Vec<String> = Vec::new();
        let mut hear = |text: &str| {
            if let Some(sound) = sound(text)
                && !heard.contains(&sound)
            {
                heard.push(sound);
            }
        };
        hear(&self.key);
        if let Some((rest, _)) = without_title(&self.query) {
            hear(&key(&rest));
        }
        keys::spellings(&self.query, &mut |key, _| {
            hear(key.strip_prefix(ROMAJI).unwrap_or(key));
        });
        for sound in &heard {
            for posting in deep.sounds.get(sound) {
                let of = posting.rule.checked_sub(1).and_then(rule);
                let less = if of.is_some() { 20 } else { 0 };
                // Of equal sounds the one that looks alike is likelier.
                let (_, form) = index.form(self.entities, posting.form);
                let alike = scaled(10, likeness(&self.key, &key(&form.text)));
                self.push(posting, By::Sound(of), SOUND - 10 - less + alike);
            }
        }
        if self.best() >= ENOUGH_SOUND {
            return;
        }
        for sound in &heard {
            for (number, edits) in deep.near_sounds.near(sound) {
                let text = deep.near_sounds.key(number);
                let mut weight = scaled(SOUND * FUZZY / 1000, likeness(sound, text));
                if text.chars().next() != sound.chars().next() {
                    weight -= FIRST_LETTER;
                }
                for posting in deep.sounds.get(text) {
                    let less = if posting.rule > 0 { 20 } else { 0 };
                    self.push(posting, By::SoundEdits(edits), weight - less);
                }
            }
            self.by_skeleton(sound, 0);
        }
    }

    /// The same consonants, or all but one.
    fn by_skeleton(&mut self, sound: &str, less: i32) {
        let index = self.index;
        let deep = index.deep(self.entities);
        let bones = skeleton(sound);
        let mut near = vec![(bones.clone(), 0)];
        // Of a short skeleton one consonant is too much to miss.
        if bones.len() > 5 {
            let keys = deep.near_skeletons.near(&bones).into_iter();
            near.extend(
                keys.filter(|(_, edits)| *edits == 1)
                    .map(|(number, _)| (deep.near_skeletons.key(number).to_owned(), 50)),
            );
        }
        for (bones, off) in near {
            for posting in deep.skeletons.get(&bones) {
                let (_, form) = index.form(self.entities, posting.form);
                // A skeleton may be that of one word of the name.
                let whole = std::iter::once(key(&form.text));
                let heard = whole.chain(form.text.split(' ').map(key));
                let heard = heard.filter_map(|word| super::sound::sound(&word));
                let alike =
                    heard.map(|known| likeness(sound, &known)).fold(0.3, f64::max);
                let weight = SKELETON - 230 + scaled(230, alike) - off - less;
                self.push(posting, By::Skeleton(bones.clone()), weight);
            }
        }
    }

    /// The last part of the query: the surname of a Western name, the name of a party
    /// after that of its country.
    fn by_last_part(&mut self) {
        if self.best() >= TOKENS - 100 {
            return;
        }
        let index = self.index;
        let deep = index.deep(self.entities);
        let mut parts: Vec<String> = Vec::new();
        let spaced = |c: char| c.is_whitespace() || matches!(c, '·' | '・' | '･');
        if let Some((_, last)) = self.query.rsplit_once(spaced) {
            parts.push(last.to_owned());
        } else if self.query.chars().all(|c| c >= '\u{3400}') {
            let cuts: Vec<usize> = self.query.char_indices().map(|(at, _)| at).collect();
            let last = cuts.len().saturating_sub(3);
            parts.extend(
                cuts.iter().take(last + 1).skip(1).map(|at| self.query[*at..].to_owned()),
            );
        }
        for (step, part) in parts.iter().enumerate() {
            let less = 10 * i32::try_from(step).unwrap_or(0) + 30;
            let key = key(part);
            let least = if part.is_ascii() || key.chars().all(|c| c < '\u{3000}') {
                4
            } else {
                3
            };
            if key.chars().count() < least {
                continue;
            }
            for posting in index.written.get(&key) {
                self.push(posting, By::LastPart, SHORT - less);
            }
            let parts = index.parts.get(&key);
            // A given name that many have says nothing.
            if parts.len() <= FEW {
                for posting in parts {
                    self.push(posting, By::LastPart, SHORT - less - 10);
                }
            }
            for posting in deep.read.get(&key) {
                self.push(posting, By::LastPart, SHORT - less - 20);
            }
            let mut asked = vec![key];
            keys::spellings(part, &mut |key, _| asked.push(key.to_owned()));
            let han = part.chars().any(|c| ('\u{3400}'..='\u{9FFF}').contains(&c));
            for key in asked.iter().skip(1).filter(|_| !han) {
                for posting in index.parts.get(key).iter().chain(index.written.get(key)) {
                    self.push(posting, By::LastPart, SHORT - less - 20);
                }
            }
            if !han {
                let mut heard: Vec<String> =
                    asked.iter().filter_map(|key| sound(key)).collect();
                heard.dedup();
                heard.iter().for_each(|sound| self.by_skeleton(sound, less));
            }
        }
    }

    /// Rare words in common.
    fn by_words(&mut self) {
        let index = self.index;
        let deep = index.deep(self.entities);
        let asked = tokens(&self.query);
        let total = self.entities.len().max(2) as f64;
        let weight = |token: &str| {
            let count = deep.tokens.get(token).len().max(1) as f64;
            libm::log(1.0 + total / count)
        };
        let mut seen: Vec<u32> = Vec::new();
        for token in &asked {
            let postings = deep.tokens.get(token);
            if postings.len() <= COMMON {
                seen.extend(postings.iter().map(|posting| posting.form));
            }
        }
        seen.sort_unstable();
        seen.dedup();
        for number in seen {
            let mut hit = self.hit(&Posting::of(number), By::Tokens, 0);
            let mut known = tokens(&hit.form.text);
            // `Treaty 1961`: the year may be known only as the entity's.
            let years =
                [&hit.entity.dates.from, &hit.entity.dates.to].into_iter().flatten();
            known.extend(
                years.filter_map(|date| asked.iter().find(|t| *t == year(date)).cloned()),
            );
            known.sort_unstable();
            known.dedup();
            // Persons who share a word share a name.
            let less = if hit.entity.kind == Some(Kind::Person) { 150 } else { 0 };
            hit.score += scaled(TOKENS, overlap(&asked, &known, weight)) - less;
            self.found.push(hit);
        }
    }
}

/// The year of a date.
fn year(date: &str) -> &str {
    date.split('-').next().unwrap_or(date)
}

/// A word of so many names leads to them.
const FEW: usize = 20;

/// Words that more forms have lead nowhere.
const COMMON: usize = 2000;

fn scaled(weight: i32, alike: f64) -> i32 {
    (f64::from(weight) * alike).round() as i32
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
