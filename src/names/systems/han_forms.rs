//! Han to Han: traditional, simplified, Japanese, character by character (OpenCC).
//!
//! One simplified character may stand for several traditional ones; the usual one is
//! given.

use std::sync::LazyLock;

use super::Reading;
use crate::names::entity::Kind;

/// Traditional, simplified and Japanese form of a character.
static FORMS: LazyLock<Vec<(char, [char; 3])>> = LazyLock::new(|| {
    let rows = include_str!("data/forms.tsv").lines();
    rows.filter(|row| !row.starts_with('#'))
        .filter_map(|row| {
            let mut chars = row.chars().filter(|c| *c != '\t');
            let mut next = || chars.next();
            Some((next()?, [next()?, next()?, next()?]))
        })
        .collect()
});

fn convert(text: &str, form: usize, rule: &str) -> Vec<Reading> {
    let one = |c: char| match FORMS.binary_search_by_key(&c, |(from, _)| *from) {
        Ok(at) => FORMS[at].1[form],
        Err(_) => c,
    };
    let text = text.chars().map(one).collect();
    vec![Reading { text, rule: format!("{rule} (OpenCC)"), left: String::new() }]
}

pub(super) fn traditional(text: &str, _: Option<Kind>) -> Vec<Reading> {
    convert(text, 0, "traditional form")
}

pub(super) fn simplified(text: &str, _: Option<Kind>) -> Vec<Reading> {
    convert(text, 1, "simplified form")
}

pub(super) fn japanese(text: &str, _: Option<Kind>) -> Vec<Reading> {
    convert(text, 2, "Japanese form")
}

#[cfg(test)]
mod tests {
    #[test]
    fn forms_are_sorted() {
        assert!(super::FORMS.len() > 3000);
        assert!(super::FORMS.is_sorted_by(|a, b| a.0 < b.0));
    }
}
