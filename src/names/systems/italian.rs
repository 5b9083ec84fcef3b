//! Italian habits: how Italians spelled foreign names by ear, and what English has.
//!
//! c before e and i is ch, ci before a vowel ch, chi ki; sc and sci, sck, sch are sh; gi
//! before a vowel is j. An own table.

use super::{Reading, letters};
use crate::names::entity::Kind;

/// What a spelling by Italian habits may stand for in English letters.
pub(super) fn to_english(text: &str, _: Option<Kind>) -> Vec<Reading> {
    let mut out = Vec::new();
    for kept in [false, true] {
        let words = text.split(' ').map(|word| {
            let english = english(&word.to_lowercase(), kept);
            match word.starts_with(char::is_uppercase) {
                true => letters::capital(&english),
                false => english,
            }
        });
        let text = words.collect::<Vec<_>>().join(" ");
        let reading =
            Reading { text, rule: "Italian habits".to_owned(), left: String::new() };
        if !out.iter().any(|known: &Reading| known.text == reading.text) {
            out.push(reading);
        }
    }
    out
}

/// `kept`: whether the i of ci before a vowel is a sound of its own (Ciang, Chiang).
pub(crate) fn english(word: &str, kept: bool) -> String {
    let vowel = |c: Option<char>| c.is_some_and(|c| "aeiou".contains(c));
    let mut out = String::new();
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let after = |n: usize| rest.chars().nth(n);
        let sci = rest.starts_with("sci") && vowel(after(3));
        let (eaten, letters) =
            if rest.starts_with("sck") || rest.starts_with("sch") || sci {
                (3, "sh")
            } else if rest.starts_with("sc") && matches!(after(2), Some('e' | 'i')) {
                (2, "sh")
            } else if rest.starts_with("ch") && matches!(after(2), Some('e' | 'i')) {
                (2, "k")
            } else if rest.starts_with("ci") && vowel(after(2)) {
                (2, if kept { "chi" } else { "ch" })
            } else if rest.starts_with('c') && matches!(after(1), Some('e' | 'i')) {
                (1, "ch")
            } else if rest.starts_with("gi") && vowel(after(2)) {
                (2, "j")
            } else if rest.starts_with('g') && matches!(after(1), Some('e' | 'i')) {
                (1, "j")
            } else if rest.starts_with("gh") {
                (2, "g")
            } else {
                (c.len_utf8(), "")
            };
        match letters {
            "" => out.push(c),
            _ => out.push_str(letters),
        }
        rest = &rest[eaten..];
    }
    out
}
