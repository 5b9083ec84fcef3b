//! Keys that are made, not written: the readings of a form in other languages and
//! systems, and the spellings that a query may stand for.
//!
//! Invariant: a form and a query that read alike by one rule have one key.

use super::entity::Kind;
use super::fold::folded;
use super::systems::{by_ear, forms};

/// By which rule a key was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Rule {
    Pinyin,
    Hangul,
    WadeGiles,
    Palladius,
    McCune,
    Revised,
    Customary,
    Dprk,
    Kontsevich,
    Onyomi,
    HangulZh,
    KatakanaKo,
    KatakanaZh,
    Postal,
    Kana,
    Polivanov,
    Cyrillic,
    Italian,
    HangulZhLatin,
    Stem,
    Foreign,
    Initials,
}

/// Rule, what it loses against the written form in thousandths, the language it reads in,
/// what a reader is told.
const RULES: &[(Rule, i32, &str, &str)] = &[
    (Rule::Pinyin, 930, "zh", "pinyin of {} (Unihan)"),
    (Rule::Hangul, 920, "ko", "Sino-Korean reading of {} (Unihan)"),
    (Rule::WadeGiles, 910, "zh", "Wade-Giles of {}, marks left out"),
    (Rule::Palladius, 910, "zh", "Palladius of {}"),
    (Rule::McCune, 905, "ko", "McCune-Reischauer of {}, marks left out"),
    (Rule::Revised, 905, "ko", "Revised Romanization of {}"),
    (Rule::Customary, 900, "ko", "customary Korean spelling of {}"),
    (Rule::Dprk, 900, "ko", "North Korean romanization of {}"),
    (Rule::Kontsevich, 900, "ko", "Kontsevich of {}"),
    (Rule::Onyomi, 895, "ja", "on'yomi of {} (Unihan)"),
    (Rule::HangulZh, 890, "zh", "Mandarin in Hangul of {}"),
    (Rule::KatakanaKo, 885, "ko", "Korean in katakana of {}"),
    (Rule::KatakanaZh, 880, "zh", "Mandarin in katakana of {}"),
    (Rule::Postal, 870, "zh", "postal romanization of {}"),
    (Rule::Kana, 910, "ja", "romaji of {}"),
    (Rule::Polivanov, 870, "ja", "Polivanov of {}"),
    (Rule::Cyrillic, 900, "ru", "{} in Latin letters"),
    (Rule::Italian, 870, "it", "{} by Italian ears"),
    (Rule::HangulZhLatin, 830, "zh", "Revised Romanization of the Hangul for {}"),
    (Rule::Stem, 760, "", "reading of {} without the word for the place"),
    (Rule::Foreign, 860, "", "{} in Latin letters"),
    (Rule::Initials, 640, "zh", "initials of the syllables of {}"),
];

impl Rule {
    /// All rules, by their numbers.
    pub(super) const ALL: [Self; 22] = {
        let mut all = [Self::Pinyin; 22];
        let mut at = 0;
        while at < all.len() {
            all[at] = RULES[at].0;
            at += 1;
        }
        all
    };

    fn row(self) -> &'static (Rule, i32, &'static str, &'static str) {
        &RULES[self as usize]
    }

    /// Returns the weight of a key made so, in thousandths.
    pub(super) fn weight(self) -> i32 {
        self.row().1
    }

    /// Returns the language that it reads in.
    pub(super) fn lang(self) -> &'static str {
        self.row().2
    }

    /// Returns what a reader is told of a reading of `text`.
    pub(super) fn why(self, text: &str) -> String {
        self.row().3.replace("{}", text)
    }

    /// Returns whether its keys are Latin letters, which have a sound.
    pub(super) fn is_latin(self) -> bool {
        !matches!(
            self,
            Self::Hangul
                | Self::Palladius
                | Self::Kontsevich
                | Self::HangulZh
                | Self::Polivanov
                | Self::Initials
                | Self::Stem
        )
    }
}

/// What stands before a key of common romaji, which only meets its like.
pub(super) const ROMAJI: char = '\u{1}';

/// A longer name is found as it is written only.
pub(super) const LONGEST: usize = 200;

/// Gives every key that a form has by a rule.
pub(super) fn readings(
    text: &str,
    tag: &str,
    kind: Option<Kind>,
    emit: &mut dyn FnMut(&str, Rule),
) {
    if text.len() > LONGEST {
        return;
    }
    forms(text, tag, kind, &mut |written, rule| match rule {
        Rule::Onyomi | Rule::KatakanaKo | Rule::KatakanaZh | Rule::Kana => {
            let mut key = String::from(ROMAJI);
            key.push_str(written);
            emit(&key, rule);
        }
        _ => emit(&folded(written), rule),
    });
}

/// Gives every key of other scripts and systems that a query may stand for.
pub(super) fn spellings(query: &str, emit: &mut dyn FnMut(&str, Rule)) {
    by_ear(query, &mut |written, rule| {
        let folded = folded(written);
        if !folded.is_empty() {
            emit(&folded, rule);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_have_rows_in_order() {
        for (index, row) in RULES.iter().enumerate() {
            assert_eq!(row.0 as usize, index);
            assert!(row.0.why("x").contains('x'));
        }
    }
}
