//! Han to pinyin: Unihan's readings, and a table of surnames.
//!
//! The orthography is that of GB/T 28039-2011: surname and given name apart, each in one
//! word, an apostrophe before a syllable that begins with a vowel. Tones are left out.

use super::mandarin::{Spoken, spoken};
use super::{Reading, Token, letters};
use crate::names::entity::Kind;

/// Reads a Han name in Mandarin.
pub(super) fn from_han(text: &str, kind: Option<Kind>) -> Vec<Reading> {
    let all = spoken(text, kind);
    all.iter().map(|spoken| write(spoken).because("pinyin (Unihan)")).collect()
}

/// Writes syllables in pinyin.
pub(crate) fn write(spoken: &Spoken) -> Reading {
    let mut text = String::new();
    let mut left = String::new();
    let (mut first, mut after) = (true, false);
    for token in spoken {
        match token {
            Token::Said(s) => {
                if after && s.pinyin.starts_with(['a', 'e', 'o']) {
                    text.push('\'');
                }
                match first {
                    true => text.push_str(&letters::capital(s.pinyin)),
                    false => text.push_str(s.pinyin),
                }
                (first, after) = (false, true);
            }
            Token::Word => {
                text.push(' ');
                (first, after) = (true, false);
            }
            Token::Other(c) => {
                text.push(*c);
                left.push(*c);
                (first, after) = (true, false);
            }
        }
    }
    Reading { text, rule: String::new(), left }
}
