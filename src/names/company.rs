//! What stands beside a name in a language, titles, and what looks like a name, words.
//!
//! Invariant: a title helps to know a name by, and is part of it only where that is
//! asked for.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::titles::{rows, titles};
use crate::lang::Lang;

/// The titles and words of one language, by which names are judged.
#[derive(Debug)]
pub(super) struct Company {
    before: Vec<&'static str>,
    after: Vec<&'static str>,
    words: BTreeSet<&'static str>,
}

/// Language, word.
static WORDS: LazyLock<Vec<[&str; 2]>> =
    LazyLock::new(|| rows(include_str!("data/words.tsv")));

impl Company {
    /// Gathers what is known of a language; of one that no row names, nothing.
    pub(super) fn of(lang: &Lang) -> Self {
        let primary = lang.as_str().split('-').next().unwrap_or_default();
        let words = WORDS.iter().filter(|row| row[0] == primary).map(|row| row[1]);
        let titles = |side| titles(primary, side);
        Self { before: titles("before"), after: titles("after"), words: words.collect() }
    }

    /// Returns whether the language has this word for something else than a name.
    pub(super) fn is_word(&self, text: &str) -> bool {
        self.words.contains(&*text.to_lowercase())
    }

    /// Returns whether a word is a title that stands before a name.
    pub(super) fn is_title(&self, word: &str) -> bool {
        self.before.iter().any(|title| title.eq_ignore_ascii_case(word))
    }

    /// Returns how many bytes at the end of `before` are a title, with what joins it to
    /// the name; 0 for none.
    pub(super) fn title_before(&self, before: &str) -> usize {
        let bare = before.trim_end();
        let spaced = bare.len() < before.len();
        let bare = bare.strip_suffix('.').unwrap_or(bare);
        let ends = |title: &&&str| {
            let Some(rest) = strip_suffix_ignoring_case(bare, title) else {
                return false;
            };
            match title.is_ascii() {
                // `Mr. Matsuda`, l'ammiraglio Gardner, but not `humor Kim`.
                true => spaced && !rest.ends_with(char::is_alphanumeric),
                false => true,
            }
        };
        let found = self.before.iter().find(ends);
        found.map_or(0, |title| before.len() - bare.len() + title.len())
    }

    /// Returns how many bytes at the beginning of `after` are a title; 0 for none.
    pub(super) fn title_after(&self, after: &str) -> usize {
        // Korean writes a space before a title, the others nothing.
        let bare = after.strip_prefix(' ').unwrap_or(after);
        let found = self.after.iter().find(|title| bare.starts_with(**title));
        found.map_or(0, |title| after.len() - bare.len() + title.len())
    }
}

fn strip_suffix_ignoring_case<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(suffix.len())?;
    let end = text.get(at..)?;
    // Both letters may be capital: `generale`, and `Generale` at the start.
    let same = end.eq_ignore_ascii_case(suffix);
    same.then(|| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn company(tag: &str) -> Company {
        Company::of(&Lang::parse(tag).unwrap())
    }

    #[test]
    fn titles_stand_on_either_side() {
        for (tag, before, title) in [
            ("en", "to Mr. ", "Mr. "),
            ("en", "the Vice Premier ", "Vice Premier "),
            ("en", "good humor ", ""),
            ("en", "Mr.", ""),
            ("it", "l'ammiraglio ", "ammiraglio "),
            ("it", "Il generale ", "generale "),
            ("zh-Hans", "外交大臣", "外交大臣"),
            ("fr", "Monsieur ", ""),
        ] {
            let length = company(tag).title_before(before);
            assert_eq!(&before[before.len() - length..], title, "{before}");
        }
        for (tag, after, title) in [
            ("ja", "さんは", "さん"),
            ("zh-Hant", "主席說", "主席"),
            ("ko", " 주석은", " 주석"),
        ] {
            assert_eq!(&after[..company(tag).title_after(after)], title, "{after}");
        }
    }

    #[test]
    fn the_table_is_sorted_and_says_each_thing_once() {
        assert!(WORDS.is_sorted_by(|a, b| a < b));
        assert!(company("en").is_word("So") && !company("en").is_word("Mao"));
    }
}
