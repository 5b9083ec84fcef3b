//! Hangul to the Revised Romanization (notice 2000-8 of the Korean ministry of culture).
//!
//! Sound changes are written in words and places, not inside given names; a hyphen
//! between the syllables of a given name is allowed, so both are given.

use super::jamo::{Jamo, Name, Sound, names, pronounced};
use super::{Reading, letters};
use crate::names::entity::Kind;

const LEADS: [&str; 19] = [
    "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k",
    "t", "p", "h",
];
pub(super) const VOWELS: [&str; 21] = [
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u",
    "wo", "we", "wi", "yu", "eu", "ui", "i",
];
const TAILS: [&str; 28] = [
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m",
    "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "",
];

fn sound(s: &Sound, out: &mut String) {
    match (s.lead, s.before) {
        // ㄹㄹ is ll.
        (super::jamo::R, Some(super::jamo::TAIL_L)) => out.push('l'),
        _ => out.push_str(LEADS[s.lead]),
    }
    out.push_str(VOWELS[s.vowel]);
    out.push_str(TAILS[s.tail]);
}

/// A word as it sounds.
pub(crate) fn word(word: &[Jamo]) -> String {
    let mut out = String::new();
    pronounced(word).iter().for_each(|s| sound(s, &mut out));
    out
}

/// Syllable by syllable, each as it sounds alone.
pub(crate) fn apart(word: &[Jamo], joiner: &str) -> String {
    let one = |jamo: &Jamo| self::word(&[*jamo]);
    word.iter().map(one).collect::<Vec<_>>().join(joiner)
}

/// A given name with a hyphen between its syllables.
pub(super) fn given(name: &Name) -> String {
    let words = name.words.iter().map(|w| letters::capital(&apart(w, "-")));
    words.collect::<Vec<_>>().join(" ")
}

/// Writes Hangul: a person's name in both allowed manners, other words as they sound.
pub(super) fn from_hangul(text: &str, kind: Option<Kind>) -> Vec<Reading> {
    let mut out = Vec::new();
    for name in names(text, kind) {
        let mut push = |text: String, rule: &str| {
            out.push(Reading { text, rule: rule.to_owned(), left: String::new() });
        };
        if name.family.is_empty() {
            let words = name.words.iter().map(|w| letters::capital(&word(w)));
            push(
                words.collect::<Vec<_>>().join(" "),
                "Revised Romanization, as it sounds",
            );
            continue;
        }
        let family = letters::capital(&word(&name.family));
        let all: Vec<Jamo> = name.words.concat();
        push(
            format!("{family} {}", letters::capital(&apart(&all, ""))),
            "Revised Romanization of a name",
        );
        if all.len() > 1 {
            push(
                format!("{family} {}", letters::capital(&apart(&all, "-"))),
                "Revised Romanization of a name, with the hyphen that is allowed",
            );
        }
    }
    out
}
