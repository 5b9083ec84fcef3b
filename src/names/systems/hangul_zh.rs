//! Pinyin to Hangul: the ministry's loanword rules (notice 85-11, as of 2017-14).

use super::mandarin::{Spoken, spoken};
use super::{Reading, Token};
use crate::names::entity::Kind;

/// Writes pinyin, or a Han name, in Hangul as it sounds in Mandarin.
pub(super) fn from_pinyin(text: &str, kind: Option<Kind>) -> Vec<Reading> {
    let all = spoken(text, kind);
    all.iter().map(|s| write(s).because("Mandarin in Hangul (notice 85-11)")).collect()
}

/// Writes syllables, all in one word.
pub(crate) fn write(spoken: &Spoken) -> Reading {
    let mut out = Reading::default();
    for token in spoken {
        match token {
            Token::Said(s) => out.text.push_str(s.hangul),
            Token::Word => {}
            Token::Other(c) => {
                out.text.push(*c);
                out.left.push(*c);
            }
        }
    }
    out
}
