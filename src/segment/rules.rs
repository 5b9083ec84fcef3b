//! A profile made ready for the engine: a table of marks, sets of words.
//!
//! Invariant: made once for a profile, never changed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use crate::lang::{self, Ellipsis, Profile};

/// What a character is to the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A letter, a digit, white space, …
    Other,
    /// Ends a sentence wherever it stands.
    Full,
    /// Ends one before white space, unless it goes on in lower case.
    End,
    /// A full stop, or half an abbreviation.
    Stop,
    /// An ellipsis.
    Dots,
    /// A comma and its like.
    Join,
    /// A dash of dialogue.
    Dash,
    /// Opens a pair.
    Open(Pair),
    /// Closes a pair.
    Close(Pair),
    /// Opens or closes one, by what came before.
    Either(Pair),
}

/// What a pair of marks encloses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pair {
    Quote,
    Bracket,
    Title,
}

/// What a word before a full stop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Title,
    Numbered,
    Open,
    Bound,
}

/// A profile made ready.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) profile: &'static Profile,
    classes: HashMap<char, Class>,
    ascii: [Class; 128],
    /// The closing marks of each opening one.
    closers: BTreeMap<char, Vec<char>>,
    words: HashMap<&'static str, Vec<Word>>,
    pub(super) starters: HashSet<&'static str>,
    /// Whether an ellipsis is only a pause.
    pub(super) pauses: bool,
}

static ALL: LazyLock<Vec<Rules>> = LazyLock::new(|| {
    lang::profiles().iter().chain([lang::generic()]).map(Rules::new).collect()
});

/// Returns the rules of a profile.
pub(super) fn of(profile: &Profile) -> &'static Rules {
    let found = ALL.iter().find(|rules| rules.profile.tag == profile.tag);
    found.unwrap_or(&ALL[ALL.len() - 1])
}

impl Rules {
    pub(super) fn new(profile: &'static Profile) -> Self {
        let marks = &profile.marks;
        let mut classes = HashMap::from([('…', Class::Dots), ('⋯', Class::Dots)]);
        for (list, class) in [
            (&marks.full, Class::Full),
            (&marks.ends, Class::End),
            (&marks.stops, Class::Stop),
            (&marks.joins, Class::Join),
            (&marks.dashes, Class::Dash),
        ] {
            classes.extend(list.chars().map(|mark| (mark, class)));
        }
        let mut closers = BTreeMap::<char, Vec<char>>::new();
        for (pairs, kind) in [
            (&marks.quotes, Pair::Quote),
            (&marks.brackets, Pair::Bracket),
            (&marks.titles, Pair::Title),
        ] {
            for &(open, close) in pairs {
                closers.entry(open).or_default().push(close);
                for (mark, class, other) in [
                    (open, Class::Open(kind), Class::Close(kind)),
                    (close, Class::Close(kind), Class::Open(kind)),
                ] {
                    let slot = classes.entry(mark).or_insert(class);
                    if *slot == other || open == close {
                        *slot = Class::Either(kind);
                    }
                }
            }
        }
        let mut words = HashMap::<&str, Vec<Word>>::new();
        let mut starters = HashSet::new();
        let lender = profile.borrows.as_ref();
        let lender =
            lender.and_then(|tag| lang::profiles().iter().find(|p| p.tag == *tag));
        for profile in [Some(profile), lender].into_iter().flatten() {
            let own = &profile.words;
            for (list, word) in [
                (&own.titles, Word::Title),
                (&own.numbered, Word::Numbered),
                (&own.open, Word::Open),
                (&own.bound, Word::Bound),
            ] {
                list.iter().for_each(|w| words.entry(w).or_default().push(word));
            }
            starters.extend(own.starters.iter().map(String::as_str));
        }
        let class = |code: usize| {
            let mark = u8::try_from(code).map_or('\0', char::from);
            classes.get(&mark).copied().unwrap_or(Class::Other)
        };
        let ascii = std::array::from_fn(class);
        let pauses = marks.ellipsis == Ellipsis::Pauses;
        Self { profile, classes, ascii, closers, words, starters, pauses }
    }

    /// Returns what a character is.
    pub(super) fn class(&self, mark: char) -> Class {
        match self.ascii.get(mark as usize) {
            Some(class) => *class,
            // No letter beyond ASCII is a mark of ours below these blocks.
            None if !may_be_mark(mark) => Class::Other,
            None => self.classes.get(&mark).copied().unwrap_or(Class::Other),
        }
    }

    /// Returns whether `close` closes what `open` opened.
    pub(super) fn closes(&self, open: char, close: char) -> bool {
        self.closers.get(&open).is_some_and(|closers| closers.contains(&close))
    }

    /// Returns whether `word`, in lower case, is an abbreviation of any kind.
    pub(super) fn is_abbreviation(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }

    /// Returns whether `word`, in lower case, is an abbreviation of this kind.
    pub(super) fn is(&self, word: &str, kind: Word) -> bool {
        self.words.get(word).is_some_and(|kinds| kinds.contains(&kind))
    }
}

/// Returns whether a character beyond ASCII may be in the tables at all: spares the
/// look-up for letters, which are most of any text.
fn may_be_mark(mark: char) -> bool {
    matches!(mark as u32,
        0x80..=0xbf | 0x0589 | 0x0600..=0x06d4 | 0x2000..=0x2fff | 0x3000..=0x303f
        | 0xfe00..=0xffff)
}

/// Returns whether a character is of a script that is written without spaces between
/// sentences: Han, kana, bopomofo and their punctuation.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c as u32,
        0x2e80..=0x312f | 0x3190..=0x9fff | 0xf900..=0xfaff | 0xfe30..=0xfe4f
        | 0xff00..=0xffef | 0x20000..=0x3ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_of_every_profile_is_found() {
        for rules in ALL.iter() {
            let mut marks = rules.classes.iter();
            assert!(marks.all(|(mark, class)| rules.class(*mark) == *class));
        }
    }
}
