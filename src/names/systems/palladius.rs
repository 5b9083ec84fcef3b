//! Pinyin to Palladius, the Cyrillic of Chinese names (1888, today's practice).

use super::mandarin::{Spoken, spoken};
use super::{Reading, Token, letters};
use crate::names::entity::Kind;

/// Writes pinyin, or a Han name, in Cyrillic.
pub(super) fn from_pinyin(text: &str, kind: Option<Kind>) -> Vec<Reading> {
    let all = spoken(text, kind);
    all.iter().map(|spoken| write(spoken).because("Palladius")).collect()
}

/// Writes syllables: each word in one, with ъ between н and a vowel.
pub(crate) fn write(spoken: &Spoken) -> Reading {
    let mut text = String::new();
    let mut left = String::new();
    let mut first = true;
    for token in spoken {
        match token {
            Token::Said(s) => {
                let vowel = s
                    .palladius
                    .starts_with(['а', 'о', 'у', 'э', 'и', 'я', 'е', 'ё', 'ю']);
                if !first && vowel && text.ends_with('н') {
                    text.push('ъ');
                }
                match first {
                    true => text.push_str(&letters::capital(s.palladius)),
                    false => text.push_str(s.palladius),
                }
                first = false;
            }
            Token::Word => {
                text.push(' ');
                first = true;
            }
            Token::Other(c) => {
                text.push(*c);
                left.push(*c);
            }
        }
    }
    Reading { text, rule: String::new(), left }
}
