//! Finds the names in a running text.
//!
//! Invariants: mentions stand in order and do not overlap; a spelling of two entities is
//! given to one of them only if the rest of the document says which. Titles, adjectives
//! and descriptions are nobody's name: they are found, but only answer a name that stands
//! in another column.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use aho_corasick::AhoCorasick;

use super::edges::{Plain, Script, are_free, script};
use super::entity::{Entity, Form, FormStatus, FormType, Kind};
use super::registry::Registry;
use super::settle::{Hit, Role, Target, known};
use crate::lang::Lang;
use crate::parallel::Mention;

/// Finds a registry's names in texts of one language; made once, used for many texts.
pub struct Finder<'r> {
    entities: &'r [Entity],
    automaton: Option<AhoCorasick>,
    /// Who may be meant, by number of the pattern.
    patterns: Vec<Vec<Target>>,
}

/// Languages whose surnames are few, so that a surname alone says little.
const FEW_SURNAMES: &[&str] = &["ja", "ko", "vi", "zh"];

/// What stands before a surname without being part of a name.
const TITLES: &[&str] = &[
    "Chairman",
    "Colonel",
    "Comrade",
    "Compagno",
    "Generale",
    "General",
    "Generalissimo",
    "Governor",
    "Maresciallo",
    "Marshal",
    "Minister",
    "Mr",
    "Mrs",
    "Premier",
    "President",
    "Presidente",
    "Professor",
    "Secretary",
    "Signor",
];

/// After the name of a country, these make it the name of its people or language: an
/// adjective in disguise.
const PEOPLE: &[char] = &['人', '族', '語', '语', '話', '话'];

/// After any name, these make it the name of a doctrine, as -ism does.
const DOCTRINE: [&str; 2] = ["主義", "主义"];

impl<'r> Finder<'r> {
    /// Prepares the forms that a text of `lang` may hold: those of its own language, Han
    /// forms where it is written in Han, romanizations and usual Western forms where it
    /// is written in Latin letters; and whole names of another script, as glosses.
    pub fn new(registry: &'r Registry, lang: &Lang) -> Self {
        let entities = registry.entities();
        let mut targets: BTreeMap<String, BTreeSet<Target>> = BTreeMap::new();
        for (number, entity) in entities.iter().enumerate() {
            let number = u32::try_from(number).expect("fewer than 2^32 names");
            for form in &entity.variants {
                for (text, role) in spellings(entity, form, lang) {
                    if is_long_enough(text, form.r#type, role) {
                        let disputed = form.status == FormStatus::Disputed;
                        let target = Target { role, entity: number, disputed };
                        let key = Plain::new(text).text;
                        let shouted = shouted(&key, role);
                        for key in [key].into_iter().chain(shouted) {
                            targets.entry(key).or_default().insert(target);
                        }
                    }
                }
            }
        }
        // Of an entity's roles the surest counts.
        let best = |found: BTreeSet<Target>| {
            let mut by_entity: Vec<Target> = Vec::new();
            for target in found {
                if by_entity.iter().all(|known| known.entity != target.entity) {
                    by_entity.push(target);
                }
            }
            by_entity
        };
        let (texts, patterns): (Vec<String>, Vec<Vec<Target>>) =
            targets.into_iter().map(|(text, found)| (text, best(found))).unzip();
        // Building fails only past 2^31 states; then nothing is found.
        let automaton = AhoCorasick::new(texts).ok();
        Self { entities, automaton, patterns }
    }

    /// Finds the names of a text, which is taken as one document.
    ///
    /// ```
    /// use tetrapla::lang::Lang;
    /// use tetrapla::names::{Finder, builtin};
    ///
    /// let finder = Finder::new(builtin(), &Lang::parse("en")?);
    /// let text = "Mao Zedong met Kim Il Sung.";
    /// let found: Vec<&str> =
    ///     finder.mentions(text).iter().map(|m| &text[m.span.range()]).collect();
    /// assert_eq!(found, ["Mao Zedong", "Kim Il Sung"]);
    /// # Ok::<(), tetrapla::Error>(())
    /// ```
    pub fn mentions(&self, text: &str) -> Vec<Mention> {
        let hits = self.scan(text);
        let known = known(&hits);
        let nobody = BTreeSet::new();
        let settled = hits.iter().filter_map(|hit| {
            let entity = self.id(hit.settle(&nobody, &known)?);
            Some(Mention { span: hit.span, entity: entity.to_owned() })
        });
        settled.collect()
    }

    /// Finds the spellings of a text, in order, without deciding who is meant.
    pub(super) fn scan(&self, text: &str) -> Vec<Hit> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let plain = Plain::new(text);
        let mut found = Vec::new();
        for hit in automaton.find_overlapping_iter(&plain.text) {
            let targets = &self.patterns[hit.pattern()];
            let (start, end) = (hit.start(), hit.end());
            if are_free(&plain.text, start, end) {
                let fits = |target: &&Target| self.fits(target, &plain.text, start, end);
                let targets: Vec<Target> = targets.iter().filter(fits).copied().collect();
                if !targets.is_empty() {
                    found.push((start, end, targets));
                }
            }
        }
        // The best cover: names before what only answers them, longest, then undisputed,
        // then first.
        found.sort_by_key(|(start, end, targets)| {
            let Target { role, disputed, .. } = targets[0];
            (role == Role::Answer, std::cmp::Reverse(end - start), disputed, *start)
        });
        let mut taken: BTreeMap<usize, (usize, Vec<Target>)> = BTreeMap::new();
        for (start, end, targets) in found {
            let before = taken.range(..end).next_back();
            if before.is_none_or(|(_, (last, _))| *last <= start) {
                taken.insert(start, (end, targets));
            }
        }
        let hits = taken.into_iter();
        hits.map(|(start, (end, targets))| {
            let span = plain.original(start, end);
            Hit { span, targets }
        })
        .collect()
    }

    /// Returns the id of entity `number`.
    pub(super) fn id(&self, number: u32) -> &'r str {
        &self.entities[number as usize].id
    }

    /// Returns whether what stands around a spelling allows the target.
    fn fits(&self, target: &Target, text: &str, start: usize, end: usize) -> bool {
        let (before, after) = (&text[..start], &text[end..]);
        if DOCTRINE.iter().any(|doctrine| after.starts_with(doctrine)) {
            return false;
        }
        if text[start..end].chars().nth(1).is_none() {
            // One Han character is a surname only if it is the whole word.
            let word = |c: Option<char>| c.is_some_and(is_han);
            return !word(before.chars().next_back()) && !word(after.chars().next());
        }
        if self.entities[target.entity as usize].kind == Some(Kind::Place) {
            let han = text[start..end].chars().all(|c| !c.is_ascii());
            return !(han && after.starts_with(PEOPLE));
        }
        // レーニン in マルクス・レーニン, ラスク in デイヴィッド・ラスク: a longer name.
        let joined = before.strip_suffix('・').and_then(|b| b.chars().next_back());
        let part = matches!(target.role, Role::Part | Role::Surname);
        if part && joined.is_some_and(|c| script(c) == Script::Katakana) {
            return false;
        }
        if target.role != Role::Surname {
            return true;
        }
        // `Kim` in `Kim Jong-hui`, who is not in the registry, is somebody else.
        let capital = |word: &str| word.starts_with(char::is_uppercase);
        let word_after = after.strip_prefix(' ').is_some_and(capital);
        let joined = after.starts_with(['・', '-']) || before.ends_with('-');
        let word_before = before.strip_suffix(' ').and_then(|b| b.rsplit(' ').next());
        let named = word_before.is_some_and(|word| {
            let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
            let ends = word.ends_with(|c: char| !c.is_alphanumeric());
            capital(word) && !ends && !TITLES.contains(&word)
        });
        // The first word of a sentence is capital without being a name.
        let opens = word_before.is_some_and(|word| {
            let earlier = before.trim_end().strip_suffix(word).unwrap_or_default();
            earlier.trim_end().chars().next_back().is_none_or(|c| !c.is_alphanumeric())
        });
        let single = word_before.is_some_and(|word| !word.contains('-'));
        !(word_after || joined || named && !(opens && single))
    }
}

/// Returns the spellings that a form gives a text of `lang`, and what each is to the
/// entity: the form itself, and a person's surname in it.
fn spellings<'a>(
    entity: &'a Entity,
    form: &'a Form,
    lang: &Lang,
) -> Vec<(&'a str, Role)> {
    use FormType::{Adjective, Description, Short, Title};
    let person = entity.kind == Some(Kind::Person);
    let few = person && entity.origin.as_deref().is_some_and(is_of_few_surnames);
    let single = |text: &str| text.chars().nth(1).is_none();
    let role = match form.r#type {
        Title | Adjective | Description => Role::Answer,
        Short if single(&form.text) => Role::Answer,
        Short if few => Role::Surname,
        Short => Role::Part,
        _ => Role::Whole,
    };
    if form.status == FormStatus::Generated {
        return Vec::new();
    }
    if !is_at_home(form, lang) {
        let gloss = role == Role::Whole && is_gloss(form);
        return if gloss { vec![(&form.text, role)] } else { Vec::new() };
    }
    let mut out = vec![(form.text.as_str(), role)];
    if let Some(family) = form.family.as_deref().filter(|_| person) {
        out.push((family, if single(family) { Role::Answer } else { Role::Surname }));
    }
    out
}

/// Returns a whole name in capitals, as headlines and telegrams have it.
fn shouted(text: &str, role: Role) -> Option<String> {
    let long = text.len() > 4 && text.chars().all(|c| is_latin(c) || !c.is_alphabetic());
    let upper = (role == Role::Whole && long).then(|| text.to_uppercase());
    upper.filter(|upper| upper != text)
}

fn is_of_few_surnames(origin: &str) -> bool {
    FEW_SURNAMES.contains(&origin)
}

/// Returns whether a form is long enough to stand in a text of another script, as a
/// gloss: 沈志華 in an English text, Andrei Lankov in a Japanese one.
fn is_gloss(form: &Form) -> bool {
    let letters = || form.text.chars().filter(|c| c.is_alphanumeric());
    let historical = form.r#type == FormType::Historical;
    match letters().all(is_latin) {
        true => form.text.contains(' '),
        false => !historical && letters().all(is_han) && letters().count() > 2,
    }
}

/// Returns whether a form belongs in a text of `lang`.
fn is_at_home(form: &Form, lang: &Lang) -> bool {
    let primary = |tag: &Lang| tag.as_str().split('-').next().map(str::to_owned);
    if primary(&form.tag) == primary(lang) {
        return true;
    }
    let scripts = &lang.profile().scripts;
    let written_in = |names: &[&str]| scripts.iter().any(|s| names.contains(&s.as_str()));
    let letters = || form.text.chars().filter(|c| c.is_alphanumeric());
    if letters().all(is_latin) {
        // The generic profile knows no script; Latin forms do no harm elsewhere.
        return written_in(&["Latn", "Zyyy"])
            && (form.tag.as_str().contains("-Latn")
                || matches!(primary(&form.tag).as_deref(), Some("en" | "it")));
    }
    // What one language called a place once may be a common word of another: 京城 was
    // Seoul in Japanese, and is any capital in Chinese.
    letters().all(is_han)
        && form.r#type != FormType::Historical
        && written_in(&["Hans", "Hant", "Jpan"])
}

fn is_latin(c: char) -> bool {
    // Latin letters end where IPA begins; Vietnamese has a block of its own.
    c < '\u{0250}' || ('\u{1E00}'..'\u{1F00}').contains(&c)
}

fn is_han(c: char) -> bool {
    script(c) == Script::Unspaced && !('\u{3041}'..='\u{309F}').contains(&c)
}

/// Returns whether a spelling is long enough not to be found in every second sentence.
fn is_long_enough(text: &str, form: FormType, role: Role) -> bool {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let hiragana = |c: &char| ('\u{3041}'..='\u{309F}').contains(c);
    let least = match letters.first().map(|c| script(*c)) {
        Some(Script::Spaced) if form == FormType::Abbreviation => 2,
        Some(Script::Spaced) => 3,
        _ if letters.iter().all(hiragana) => 4,
        Some(Script::Unspaced) if role == Role::Answer => 1,
        _ => 2,
    };
    letters.len() >= least
}

impl fmt::Debug for Finder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finder").field("patterns", &self.patterns.len()).finish()
    }
}
