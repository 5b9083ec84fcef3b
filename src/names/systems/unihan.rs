//! How single Han characters are read, and which of them are surnames.
//!
//! Invariant: the tables stand in the order of their characters. A character without a
//! row is read like the one it folds into.

use std::sync::LazyLock;

use crate::names::fold;

/// The readings of one character, in the order of Unihan.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Readings {
    /// Pinyin without tones, a space between readings.
    pub(crate) mandarin: &'static str,
    /// Sino-Japanese readings in Unihan's romanization, a space between them.
    pub(crate) japanese: &'static str,
    /// Hangul syllables, nothing between them.
    pub(crate) korean: &'static str,
}

/// A character, and where its row begins.
static ROWS: LazyLock<Vec<(char, u32)>> = LazyLock::new(|| {
    let mut rows = Vec::with_capacity(16_000);
    let mut at = 0;
    for line in TEXT.split_inclusive('\n') {
        if let Some(c) = line.chars().next().filter(|c| *c != '#') {
            rows.push((c, u32::try_from(at).expect("a small file")));
        }
        at += line.len();
    }
    rows
});
static TEXT: &str = include_str!("data/readings.tsv");

fn own(c: char) -> Option<Readings> {
    let at = ROWS.binary_search_by_key(&c, |(c, _)| *c).ok()?;
    let row = &TEXT[ROWS[at].1 as usize..];
    let row = &row[..row.find('\n').unwrap_or(row.len())];
    let mut fields = row.split('\t').skip(1);
    let mut field = || fields.next().unwrap_or_default();
    Some(Readings { mandarin: field(), japanese: field(), korean: field() })
}

/// Returns how `c` is read; none for what is no Han character, or a rare one.
pub(crate) fn readings(c: char) -> Option<Readings> {
    if c < '\u{3400}' || ('\u{AC00}'..='\u{D7A3}').contains(&c) {
        return None;
    }
    own(c).or_else(|| own(fold::han(c)))
}

/// Surnames by their folded characters, with the pinyin that Unihan does not give first.
static SURNAMES: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let rows = include_str!("data/surnames_zh.tsv").lines();
    rows.filter(|row| !row.starts_with('#')).filter_map(|r| r.split_once('\t')).collect()
});

/// Returns the pinyin that the surname table has for `text`; empty where the characters
/// are read as ever; none where it is no surname.
pub(crate) fn surname(text: &str) -> Option<&'static str> {
    let folded: String = text.chars().map(fold::han).collect();
    let at = SURNAMES.binary_search_by_key(&&*folded, |(name, _)| name).ok()?;
    Some(SURNAMES[at].1)
}

/// Returns how many characters of a Han name are its surname: two where the table has
/// a surname of two, none where the name is too long or its first character is no
/// surname.
pub(crate) fn surname_length(name: &[char]) -> usize {
    let is_surname = |n: usize| {
        n < name.len() && surname(&name[..n].iter().collect::<String>()).is_some()
    };
    match name.len() {
        3 | 4 if is_surname(2) => 2,
        2..=4 if is_surname(1) => 1,
        _ => 0,
    }
}

/// Returns whether `c` is a Han character.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3005}' | '\u{3007}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_whole() {
        assert!(ROWS.len() > 14_000);
        assert!(ROWS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(SURNAMES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(TEXT.len() < 700_000);
    }

    #[test]
    fn a_simplified_character_is_read_like_its_traditional_one() {
        for (a, b) in [('泽', '澤'), ('沢', '澤'), ('东', '東'), ('刘', '劉')] {
            let (a, b) = (readings(a).unwrap(), readings(b).unwrap());
            assert_eq!(a.mandarin, b.mandarin);
            assert!(!a.japanese.is_empty() && !a.korean.is_empty());
        }
        assert_eq!(readings('a').is_none(), readings('가').is_none());
    }
}
