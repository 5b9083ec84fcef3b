//! Pinyin to postal romanization, for places: the rules of the conference of 1906.
//!
//! No marks; ji qi xi are ki ki hi, or tsi tsi si where the dialects kept the sibilant,
//! which pinyin does not show: both are given. Southern ports (Amoy, Swatow) are data.

use super::mandarin::{Spoken, spoken};
use super::{Reading, Token, letters};
use crate::names::entity::Kind;

/// Writes pinyin, or a Han name, as the Chinese post did.
pub(super) fn from_pinyin(text: &str, kind: Option<Kind>) -> Vec<Reading> {
    let mut out = Vec::new();
    for spoken in spoken(text, kind) {
        for soft in [false, true] {
            let reading = write(&spoken, soft).because("postal");
            if !out.contains(&reading) {
                out.push(reading);
            }
        }
    }
    out
}

/// Writes syllables, with ki or, if `soft`, with tsi.
pub(crate) fn write(spoken: &Spoken, soft: bool) -> Reading {
    let mut text = String::new();
    let mut left = String::new();
    let mut first = true;
    for token in spoken {
        match token {
            Token::Said(s) => {
                let syllable = syllable(s.wadegile, s.pinyin, soft);
                match first {
                    true => text.push_str(&letters::capital(&syllable)),
                    false => text.push_str(&syllable),
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

fn syllable(wadegile: &str, pinyin: &str, soft: bool) -> String {
    let plain = letters::without_accents(wadegile).replace('\'', "");
    let (initial, rest) = match pinyin.as_bytes().first() {
        Some(b'j' | b'q') => (if soft { "tsi" } else { "ki" }, plain.strip_prefix("ch")),
        Some(b'x') => (if soft { "si" } else { "hi" }, plain.strip_prefix("hs")),
        _ => ("", None),
    };
    let mut out = match rest {
        // chin is kin, tsin; chiang is kiang; chü is kü, written kiu or chu; chieh is kieh.
        Some(rest) if rest.starts_with('i') => initial.to_owned() + &rest[1..],
        Some(rest) => initial.to_owned() + rest,
        None => plain,
    };
    // Pure vowels of the chih series and the long i of shih lose their h; ou is ow at the
    // end; ie, üeh.
    for (from, to) in [("ieh", "ieh"), ("ou", "ow"), ("ien", "ien")] {
        if let Some(stem) = out.strip_suffix(from) {
            out = stem.to_owned() + to;
        }
    }
    // u before a vowel is w: kuei, kwei; kuang, kwang; tuan stays tuan.
    let bytes = out.as_bytes();
    if let Some(at) = out.find('u')
        && at > 0
        && matches!(bytes.get(at + 1), Some(b'a' | b'e' | b'i' | b'o'))
        && matches!(bytes[at - 1], b'k' | b'h')
    {
        out.replace_range(at..=at, "w");
    }
    match pinyin {
        "wu" => "wu".to_owned(),
        "yi" => "i".to_owned(),
        "er" => "erh".to_owned(),
        _ => out,
    }
}
