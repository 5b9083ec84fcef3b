//! Hangul to the romanization of North Korea (rules of 1992, as reported to UNGEGN 2012).
//!
//! ㅈ j, ㅊ ch, ㅋ kh, ㅌ th, ㅍ ph, ㅚ oi; a given name syllable by syllable, a space
//! between them, voiced after the first. Print often drops the breve.

use super::jamo::{B, D, G, J, Jamo, N, R, Sound, TAIL_L, names, pronounced};
use super::{Reading, letters};
use crate::names::entity::Kind;

const LEADS: [&str; 19] = [
    "k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "", "j", "jj", "ch", "kh",
    "th", "ph", "h",
];
const VOWELS: [&str; 21] = [
    "a", "ae", "ya", "yae", "ŏ", "e", "yŏ", "ye", "o", "wa", "wae", "oi", "yo", "u",
    "wŏ", "we", "wi", "yu", "ŭ", "ŭi", "i",
];
const TAILS: [&str; 28] = [
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m",
    "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "",
];

fn syllable(s: &Sound) -> String {
    let voiced = s.is_voiced();
    let lead = match s.lead {
        R | N if s.before == Some(TAIL_L) => "l",
        G if voiced => "g",
        D if voiced => "d",
        B if voiced => "b",
        J => "j",
        lead => LEADS[lead],
    };
    format!("{lead}{}{}", VOWELS[s.vowel], TAILS[s.tail])
}

/// A word as it sounds.
pub(crate) fn word(word: &[Jamo]) -> String {
    pronounced(word).iter().map(syllable).collect()
}

/// A given name syllable by syllable, each capital; the second voiced where it is between
/// voiced sounds, but no consonant moves.
pub(crate) fn given(word: &[Jamo]) -> String {
    let sounds = pronounced(word);
    let mut out = Vec::new();
    for (index, jamo) in word.iter().enumerate() {
        let alone = pronounced(&[*jamo])[0];
        let sound = Sound { lead: jamo.lead, before: sounds[index].before, ..alone };
        out.push(letters::capital(&syllable(&sound)));
    }
    out.join(" ")
}

/// Writes Hangul; a name with its breves, then without.
pub(super) fn from_hangul(text: &str, kind: Option<Kind>) -> Vec<Reading> {
    let mut out: Vec<Reading> = Vec::new();
    for name in names(text, kind) {
        let words = name.words.iter();
        let written = match name.family.is_empty() {
            true => {
                words.map(|w| letters::capital(&word(w))).collect::<Vec<_>>().join(" ")
            }
            false => {
                format!(
                    "{} {}",
                    letters::capital(&word(&name.family)),
                    given(&name.words.concat())
                )
            }
        };
        let plain = letters::without_accents(&written);
        for (text, rule) in
            [(written, "North Korean"), (plain, "North Korean, without breves")]
        {
            if !out.iter().any(|known| known.text == text) {
                out.push(Reading { text, rule: rule.to_owned(), left: String::new() });
            }
        }
    }
    out
}
