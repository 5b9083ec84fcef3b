//! Hangul to Kontsevich, the Cyrillic of Korean names (1961, 1979).
//!
//! Voiced between voiced sounds; a given name syllable by syllable, or in one word.

use super::jamo::{B, D, G, J, Jamo, N, NONE, R, Sound, TAIL_L, names, pronounced};
use super::{Reading, letters};
use crate::names::entity::Kind;

const LEADS: [&str; 19] = [
    "к", "кк", "н", "т", "тт", "р", "м", "п", "пп", "с", "сс", "", "ч", "чч", "чх", "кх",
    "тх", "пх", "х",
];
const VOWELS: [&str; 21] = [
    "а", "э", "я", "йя", "о", "е", "ё", "е", "о", "ва", "вэ", "ве", "ё", "у", "во", "ве",
    "ви", "ю", "ы", "ый", "и",
];
const TAILS: [&str; 28] = [
    "", "к", "к", "к", "н", "н", "н", "т", "ль", "к", "м", "ль", "ль", "ль", "п", "ль",
    "м", "п", "п", "т", "т", "н", "т", "т", "к", "т", "п", "",
];

/// A word as it sounds.
pub(crate) fn word(word: &[Jamo]) -> String {
    let sounds = pronounced(word);
    let mut out = String::new();
    for (index, s) in sounds.iter().enumerate() {
        let s: &Sound = s;
        let voiced = s.is_voiced();
        out.push_str(match s.lead {
            R | N if s.before == Some(TAIL_L) => "л",
            G if voiced => "г",
            D if voiced => "д",
            B if voiced => "б",
            J if voiced => "дж",
            lead => LEADS[lead],
        });
        // ㅔ is э where no consonant stands before it.
        out.push_str(match (s.vowel, s.lead) {
            (5, NONE) => "э",
            (vowel, _) => VOWELS[vowel],
        });
        let next = sounds.get(index + 1);
        out.push_str(match s.tail {
            TAIL_L if next.is_some_and(|n| n.lead == super::jamo::H) => "р",
            tail => TAILS[tail],
        });
    }
    out
}

/// Writes Hangul; a person's name apart, then in one word.
pub(super) fn from_hangul(text: &str, kind: Option<Kind>) -> Vec<Reading> {
    let mut out: Vec<Reading> = Vec::new();
    for name in names(text, kind) {
        let mut push = |text: String, rule: &str| {
            if !out.iter().any(|known| known.text == text) {
                out.push(Reading { text, rule: rule.to_owned(), left: String::new() });
            }
        };
        if name.family.is_empty() {
            let words = name.words.iter().map(|w| letters::capital(&word(w)));
            push(words.collect::<Vec<_>>().join(" "), "Kontsevich");
            continue;
        }
        let family = letters::capital(&word(&name.family));
        let all: Vec<Jamo> = name.words.concat();
        let apart =
            all.iter().map(|j| letters::capital(&word(&[*j]))).collect::<Vec<_>>();
        push(format!("{family} {}", apart.join(" ")), "Kontsevich, apart");
        push(
            format!("{family} {}", letters::capital(&word(&all))),
            "Kontsevich, together",
        );
    }
    out
}
