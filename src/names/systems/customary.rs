//! Hangul to the surnames that Koreans write: Lee, Park, Choi. An own table.

use std::sync::LazyLock;

use super::jamo::{Name, names};
use super::{Reading, mccune, revised};
use crate::names::entity::Kind;

/// Surnames in Hangul, with their spellings.
static SURNAMES: LazyLock<Vec<(&str, Vec<&str>)>> = LazyLock::new(|| {
    let rows = include_str!("data/surnames_ko.tsv").lines();
    rows.filter(|row| !row.starts_with('#'))
        .filter_map(|row| row.split_once('\t'))
        .map(|(hangul, spellings)| (hangul, spellings.split(' ').collect()))
        .collect()
});

/// Returns whether a Korean has this surname.
pub(crate) fn is_surname(hangul: &str) -> bool {
    SURNAMES.binary_search_by_key(&hangul, |(h, _)| h).is_ok()
}

/// Returns how the bearers of a surname write it, the usual spelling first.
pub(crate) fn spellings(hangul: &str) -> &'static [&'static str] {
    match SURNAMES.binary_search_by_key(&hangul, |(h, _)| h) {
        Ok(at) => &SURNAMES[at].1,
        Err(_) => &[],
    }
}

/// Writes a person's name with a customary surname, the given name in the Revised
/// Romanization, then in that of McCune and Reischauer.
pub(super) fn from_hangul(text: &str, kind: Option<Kind>) -> Vec<Reading> {
    let mut out = Vec::new();
    for name in names(text, kind).iter().filter(|name| !name.family.is_empty()) {
        let family: String = name.family.iter().map(|j| j.char()).collect();
        let given = Name { family: Vec::new(), ..name.clone() };
        for given in [revised::given(&given), mccune::given(&given)] {
            for spelling in spellings(&family) {
                let text = format!("{spelling} {given}");
                out.push(Reading {
                    text,
                    rule: "customary surname".into(),
                    left: String::new(),
                });
            }
        }
    }
    match out.is_empty() {
        // No surname is known in it: nothing is done.
        true => vec![Reading {
            text: text.into(),
            rule: "no surname".into(),
            left: text.into(),
        }],
        false => out,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn surnames_are_sorted() {
        assert!(super::SURNAMES.is_sorted_by(|a, b| a.0 < b.0));
    }
}
