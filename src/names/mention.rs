//! Finds the names in a running text.
//!
//! Invariants: mentions stand in order and do not overlap; a spelling of two entities is
//! given to one of them only if the rest of the document says which. Adjectives and
//! descriptions are nobody's name: they are found, but only answer a name that stands in
//! another column.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::company::Company;
use super::edges::{Script, are_free, script};
use super::entity::{Entity, FormStatus, Kind};
use super::plain::{LineEnd, Plain, has_line_end_hyphen};
use super::registry::Registry;
use super::settle::{Hit, Reader, Role, Target, known};
use super::spelling::{Agreement, agreement, is_han, is_single, spellings};
use crate::lang::Lang;
use crate::parallel::Score;
use crate::text::Span;

/// A name where it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Where it stands in the text that was searched.
    pub span: Span,
    /// Id of the entity; none where the document does not say which of its candidates
    /// is meant.
    pub entity: Option<String>,
    /// Ids of all who may be meant, the likeliest first.
    pub candidates: Vec<String>,
    /// How sure it is that one of them is: as a look-up has it, halved where several
    /// may be.
    pub score: Score,
}

/// Whether a title beside a name is part of the mention: Premier Kim, 毛主席.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Titles {
    /// The name alone.
    Outside,
    /// The name with its titles.
    Inside,
}

/// Finds a registry's names in texts of one language; made once, used for many texts.
pub struct Finder<'r> {
    entities: &'r [Entity],
    automaton: Option<AhoCorasick>,
    /// Who may be meant, by number of the pattern.
    patterns: Vec<Vec<Target>>,
    /// The spellings, by number.
    spelled: Vec<String>,
    /// For each entity, those it lies in.
    within: Vec<Vec<u32>>,
    company: Company,
}

/// After the name of a country, these make it the name of its people or language: an
/// adjective in disguise.
const PEOPLE: &[char] = &['人', '族', '語', '语', '話', '话'];

/// After any name, these make it the name of a doctrine or a kind, as -ism and -ist do.
const DOCTRINE: [&str; 4] = ["主義", "主义", "型", "式"];

impl<'r> Finder<'r> {
    /// Prepares the forms that a text of `lang` may hold: those of its own language, Han
    /// forms where it is written in Han, romanizations and usual Western forms where it
    /// is written in Latin letters; and whole names of another script, as glosses.
    pub fn new(registry: &'r Registry, lang: &Lang) -> Self {
        let (entities, company) = (registry.entities(), Company::of(lang));
        let narrow = |n: usize| u32::try_from(n).expect("fewer than 2^32 names");
        let mut targets: BTreeMap<String, Vec<Target>> = BTreeMap::new();
        let mut spelled: Vec<String> = Vec::new();
        for (number, entity) in entities.iter().enumerate() {
            for form in &entity.variants {
                let mut spellings = spellings(entity, form, lang);
                // The Dream of the Red Chamber goes without its article too.
                let bare = spellings.iter().filter_map(|(text, role, inside)| {
                    let (article, rest) = text.split_once(' ')?;
                    let title = *role == Role::Whole
                        && entity.kind != Some(Kind::Person)
                        && rest.contains(' ')
                        && company.is_word(article);
                    title.then(|| (rest.to_owned(), *role, *inside))
                });
                let bare: Vec<_> = bare.collect();
                spellings.extend(bare);
                for (text, role, inside) in spellings {
                    let key = Plain::new(&text, LineEnd::Joins).text.to_ascii_lowercase();
                    targets.entry(key).or_default().push(Target {
                        role,
                        inside,
                        generated: form.status == FormStatus::Generated,
                        folded: false,
                        disputed: form.status == FormStatus::Disputed,
                        entity: narrow(number),
                        spelling: narrow(spelled.len()),
                    });
                    spelled.push(text);
                }
            }
        }
        let (texts, patterns): (Vec<String>, Vec<Vec<Target>>) =
            targets.into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(texts);
        // Building fails only past 2^31 states; then nothing is found.
        let automaton = automaton.ok();
        let number =
            |id: &String| entities.binary_search_by(|e| e.id.cmp(id)).ok().map(narrow);
        let lies = |entity: &Entity| entity.part_of.iter().filter_map(number).collect();
        let within = entities.iter().map(lies).collect();
        Self { entities, automaton, patterns, spelled, within, company }
    }

    /// Finds the names of a text, which is taken as one document.
    ///
    /// ```
    /// use tetrapla::lang::Lang;
    /// use tetrapla::names::{Finder, Titles, builtin};
    ///
    /// let finder = Finder::new(builtin(), &Lang::parse("en")?);
    /// let text = "Mao Zedong met Kim Il Sung. Comrade Kim was late.";
    /// let found = |titles| -> Vec<&str> {
    ///     finder.mentions(text, titles).iter().map(|m| &text[m.span.range()]).collect()
    /// };
    /// assert_eq!(found(Titles::Outside), ["Mao Zedong", "Kim Il Sung", "Kim"]);
    /// assert_eq!(found(Titles::Inside)[2], "Comrade Kim");
    /// # Ok::<(), tetrapla::Error>(())
    /// ```
    pub fn mentions(&self, text: &str, titles: Titles) -> Vec<Mention> {
        let hits = self.scan(text);
        let known = known(&hits);
        let nobody = BTreeSet::new();
        let mut reader = Reader::new(&known, &self.within);
        let settled = hits.iter().filter_map(|hit| {
            let settled = reader.read(hit, &nobody)?;
            Some(self.mention(hit, settled, titles))
        });
        settled.collect()
    }

    /// Returns a hit as a mention, once it is settled who is meant.
    pub(super) fn mention(
        &self,
        hit: &Hit,
        settled: super::settle::Settled,
        titles: Titles,
    ) -> Mention {
        let id = |number: u32| self.id(number).to_owned();
        let span = match titles {
            Titles::Outside => hit.span,
            Titles::Inside => hit.wide,
        };
        Mention {
            span,
            entity: settled.entity.map(id),
            candidates: settled.candidates.into_iter().map(id).collect(),
            score: Score::new(f64::from(settled.score) / 1000.0),
        }
    }

    /// Finds the spellings of a text, in order, without deciding who is meant.
    pub(super) fn scan(&self, text: &str) -> Vec<Hit> {
        let mut found = Vec::new();
        self.collect(&Plain::new(text, LineEnd::Joins), text, false, &mut found);
        if has_line_end_hyphen(text) {
            self.collect(&Plain::new(text, LineEnd::Cuts), text, true, &mut found);
        }
        // The best cover: names before what only answers them, longest, then attested,
        // then exact, then first.
        found.sort_by_key(|hit| {
            let Target { role, generated, folded, disputed, .. } = hit.targets[0];
            let length = std::cmp::Reverse(hit.span.len());
            (
                role >= Role::Character,
                length,
                generated,
                folded,
                disputed,
                hit.span.start(),
            )
        });
        let mut taken: BTreeMap<usize, Hit> = BTreeMap::new();
        for hit in found {
            let before = taken.range(..hit.span.end()).next_back();
            if before.is_none_or(|(_, other)| other.span.end() <= hit.span.start()) {
                taken.insert(hit.span.start(), hit);
            }
        }
        let mut hits: Vec<Hit> = taken.into_values().collect();
        // What is a title of the name before is none of the next.
        let mut before = 0;
        for hit in hits.iter_mut().filter(|hit| !hit.only_answers()) {
            let start = hit.wide.start().max(before.min(hit.span.start()));
            hit.wide = Span::new(start, hit.wide.end());
            before = hit.wide.end();
        }
        hits
    }

    /// Adds what the automaton finds and its surroundings allow; of a text whose lines'
    /// hyphens were dropped only what stands across a line's end.
    fn collect(&self, plain: &Plain<'_>, text: &str, cut: bool, found: &mut Vec<Hit>) {
        let Some(automaton) = &self.automaton else { return };
        for hit in automaton.find_overlapping_iter(&plain.text) {
            let (start, end) = (hit.start(), hit.end());
            if !plain.text.is_char_boundary(start) || !are_free(&plain.text, start, end) {
                continue;
            }
            let span = plain.original(start, end);
            let stands = &text[span.range()];
            if cut && !stands.contains(['\n', '\u{0C}']) {
                continue;
            }
            let around = self.around(text, span);
            let mut targets: Vec<Target> = Vec::new();
            for target in &self.patterns[hit.pattern()] {
                let person = self.kind(target) == Some(Kind::Person);
                let spelled = &self.spelled[target.spelling as usize];
                let role = match target.role {
                    // 毛 beside 主席 is a surname like others.
                    Role::Character if around.titled => Role::Surname,
                    role => role,
                };
                let Some(agreement) = agreement(spelled, stands, role, person) else {
                    continue;
                };
                // An article is part of a title only with a capital: il Sogno.
                let article = stands.split(' ').next().filter(|word| *word != stands);
                let article = article.filter(|word| word.starts_with(char::is_lowercase));
                let outside =
                    |word| !spelled.starts_with(word) && self.company.is_word(word);
                if article.is_some_and(outside) {
                    continue;
                }
                let folded = agreement == Agreement::Folded;
                let target = Target { role, folded, ..*target };
                if self.fits(&target, text, span, &around) {
                    targets.push(target);
                }
            }
            if targets.is_empty() {
                continue;
            }
            // Of an entity's roles the surest counts.
            targets.sort_unstable();
            let mut once: Vec<Target> = Vec::new();
            for target in targets {
                if once.iter().all(|known| known.entity != target.entity) {
                    once.push(target);
                }
            }
            let letters = stands.chars().filter(|c| c.is_alphanumeric()).count();
            let latin = stands.starts_with(super::spelling::is_latin);
            let word = latin && self.company.is_word(stands);
            if word && !around.titled && (letters < 4 || around.opens) {
                continue;
            }
            let inside = once.iter().all(|target| target.inside);
            let weak = latin && inside && !around.titled && (letters < 4 || around.opens);
            found.push(Hit {
                span,
                wide: around.wide,
                targets: once,
                weak,
                titled: around.titled,
            });
        }
    }

    /// Looks at what stands beside a spelling.
    fn around(&self, text: &str, span: Span) -> Around {
        let (before, after) = (&text[..span.start()], &text[span.end()..]);
        // Titles are short: a look at a line's length is enough.
        let before = tail(before, 64);
        let left = self.company.title_before(before);
        let right = self.company.title_after(after);
        let wide = Span::new(span.start() - left, span.end() + right);
        // The first word of a sentence is capital without being a name.
        let earlier = before.trim_end_matches(|c: char| c.is_whitespace());
        let opens = earlier.chars().next_back().is_none_or(|c| {
            // After a comma, a hyphen or an apostrophe the sentence goes on.
            !c.is_alphanumeric() && !",;-’'·・&(".contains(c)
        });
        Around { titled: left + right > 0, after: right > 0, wide, opens }
    }

    fn kind(&self, target: &Target) -> Option<Kind> {
        self.entities[target.entity as usize].kind
    }

    /// Returns the id of entity `number`.
    pub(super) fn id(&self, number: u32) -> &'r str {
        &self.entities[number as usize].id
    }

    /// Returns the titles and words of the texts' language.
    pub(super) fn company(&self) -> &Company {
        &self.company
    }

    /// Returns, for each entity, those it lies in.
    pub(super) fn within(&self) -> &[Vec<u32>] {
        &self.within
    }

    /// Returns whether what stands around a spelling allows the target.
    fn fits(&self, target: &Target, text: &str, span: Span, around: &Around) -> bool {
        let (before, after) = (&text[..span.start()], &text[span.end()..]);
        let stands = &text[span.range()];
        let before = tail(before, 64);
        if DOCTRINE.iter().any(|doctrine| after.starts_with(doctrine)) {
            return false;
        }
        if is_single(stands) {
            // One Han character is a surname only if it is the whole word.
            let word = |c: Option<char>| c.is_some_and(is_han);
            let ends = around.after || !word(after.chars().next());
            return !word(before.chars().next_back()) && ends;
        }
        if self.kind(target) == Some(Kind::Place) {
            let han = stands.chars().all(|c| !c.is_ascii());
            return !(han && after.starts_with(PEOPLE));
        }
        // レーニン in マルクス・レーニン, ラスク in デイヴィッド・ラスク: a longer name.
        let joined = before.strip_suffix(['・', '·']).and_then(|b| b.chars().next_back());
        let part = matches!(target.role, Role::Part | Role::Surname);
        let kana = script(stands.chars().next().unwrap_or(' ')) == Script::Katakana;
        if part && kana && joined.is_some_and(|c| script(c) == Script::Katakana) {
            return false;
        }
        if target.role != Role::Surname {
            return true;
        }
        // `Kim` in `Kim Jong-hui`, who is not in the registry, is somebody else.
        let capital = |word: &str| word.starts_with(char::is_uppercase);
        let one_space = |text: &str| {
            let rest = text.trim_start();
            (rest.len() < text.len()).then(|| rest.to_owned())
        };
        // A line's end is a paragraph's, where it was not joined: a heading's.
        let word_after = !after.starts_with(['\n', '\r'])
            && one_space(after).is_some_and(|rest| capital(&rest));
        let joined = after.starts_with(['・', '-']) || before.ends_with('-');
        let bare = before.trim_end();
        let word_before =
            (bare.len() < before.len()).then(|| bare.rsplit(char::is_whitespace).next());
        let word_before = word_before.flatten();
        let named = word_before.is_some_and(|word| {
            let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
            let ends = word.ends_with(|c: char| !c.is_alphanumeric());
            capital(word) && !ends && !around.titled
        });
        // The first word of a sentence is capital without being a name.
        let opens = word_before.is_some_and(|word| {
            let earlier = bare.strip_suffix(word).unwrap_or_default();
            earlier.trim_end().chars().next_back().is_none_or(|c| !c.is_alphanumeric())
        });
        let single = word_before.is_some_and(|word| !word.contains('-'));
        !(word_after || joined || named && !(opens && single))
    }
}

/// What stands beside a spelling.
#[derive(Clone, Copy, Debug)]
struct Around {
    /// Whether a title stands on either side, and on the right one.
    titled: bool,
    after: bool,
    /// The spelling with its titles.
    wide: Span,
    /// Whether a sentence begins here, as far as can be told.
    opens: bool,
}

/// Returns the end of a text, at least `bytes` of it if it has them.
fn tail(text: &str, bytes: usize) -> &str {
    let mut at = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    &text[at..]
}

impl fmt::Debug for Finder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finder").field("patterns", &self.patterns.len()).finish()
    }
}
