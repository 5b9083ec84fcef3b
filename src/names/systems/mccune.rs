//! Hangul to McCune-Reischauer (1939) and to its form of the Library of Congress.
//!
//! Consonants are voiced between vowels and after ㄴ ㄹ ㅁ ㅇ, except ㄷ and ㅈ after ㄹ,
//! which are tense there in Sino-Korean. The surname stands apart; a given name of two
//! syllables has a hyphen where the syllables meet, with the consonant that liaison takes
//! over still before it (Sŏg-wŏn).

use super::jamo::{
    B, D, G, H, J, Jamo, N, NONE, Name, R, S, Sound, TAIL_L, TAIL_N, names, pronounced,
};
use super::{Reading, letters, sinokorean};
use crate::names::entity::Kind;

const LEADS: [&str; 19] = [
    "k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "", "ch", "tch", "ch'",
    "k'", "t'", "p'", "h",
];
pub(super) const VOWELS: [&str; 21] = [
    "a", "ae", "ya", "yae", "ŏ", "e", "yŏ", "ye", "o", "wa", "wae", "oe", "yo", "u",
    "wŏ", "we", "wi", "yu", "ŭ", "ŭi", "i",
];
const TAILS: [&str; 28] = [
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m",
    "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "",
];

fn lead(s: &Sound) -> &'static str {
    let voiced = s.is_voiced();
    match s.lead {
        R if s.before == Some(TAIL_L) => "l",
        N if s.before == Some(TAIL_L) => "l",
        D | J if s.before == Some(TAIL_L) && !s.moved => LEADS[s.lead],
        G if voiced => "g",
        D if voiced => "d",
        B if voiced => "b",
        J if voiced => "j",
        // 쉬 is shwi.
        S if s.vowel == 16 => "sh",
        _ => LEADS[s.lead],
    }
}

/// A word; `hyphen` stands between its syllables.
pub(crate) fn word(word: &[Jamo], hyphen: &str) -> String {
    let sounds = pronounced(word);
    let mut out = String::new();
    for (index, s) in sounds.iter().enumerate() {
        let letters = lead(s);
        if index > 0 && s.moved {
            // What liaison took over stays before the hyphen.
            out.push_str(letters);
            out.push_str(hyphen);
        } else {
            if index > 0 {
                out.push_str(hyphen);
            }
            // n-g is not ng.
            if hyphen.is_empty() && s.before == Some(TAIL_N) && s.lead == G {
                out.push('\'');
            }
            out.push_str(letters);
        }
        out.push_str(VOWELS[s.vowel]);
        let next = sounds.get(index + 1);
        match s.tail {
            // ㄹ before ㅎ is r: Ir-hun.
            TAIL_L if next.is_some_and(|n| n.lead == H) => out.push('r'),
            tail => out.push_str(TAILS[tail]),
        }
    }
    out
}

/// A given name with a hyphen between its syllables.
pub(super) fn given(name: &Name) -> String {
    let words = name.words.iter().map(|w| letters::capital(&word(w, "-")));
    words.collect::<Vec<_>>().join(" ")
}

/// The surname, which follows the law of initials even where it is not spelled so.
pub(crate) fn family(family: &[Jamo]) -> String {
    let mut family = family.to_vec();
    if let Some(first) = family.first_mut() {
        *first = sinokorean::initial(*first);
    }
    // 이 is Yi.
    if let [Jamo { lead: NONE, vowel: super::jamo::I, tail: 0 }] = family[..] {
        return "Yi".to_owned();
    }
    letters::capital(&word(&family, ""))
}

/// Writes Hangul in McCune-Reischauer.
pub(super) fn from_hangul(text: &str, kind: Option<Kind>) -> Vec<Reading> {
    write(text, kind, "McCune-Reischauer", [false, true])
}

/// Writes Hangul as the Library of Congress does.
pub(super) fn alalc(text: &str, kind: Option<Kind>) -> Vec<Reading> {
    write(text, kind, "ALA-LC", [true, false])
}

/// `hyphens`: whether a given name has one, in the order of the answers.
fn write(text: &str, kind: Option<Kind>, rule: &str, hyphens: [bool; 2]) -> Vec<Reading> {
    let mut out = Vec::new();
    for name in names(text, kind) {
        let mut push = |text: String| {
            if !out.iter().any(|known: &Reading| known.text == text) {
                out.push(Reading { text, rule: rule.to_owned(), left: String::new() });
            }
        };
        if name.family.is_empty() {
            let words = name.words.iter().map(|w| letters::capital(&word(w, "")));
            push(words.collect::<Vec<_>>().join(" "));
            continue;
        }
        let all: Vec<Jamo> = name.words.concat();
        for hyphen in hyphens {
            let given = word(&all, if hyphen { "-" } else { "" });
            push(format!("{} {}", family(&name.family), letters::capital(&given)));
        }
    }
    out
}
