//! Pinyin to katakana: Heibonsha's guideline of 2011 for the media, and the older habit
//! that keeps b d g j z voiced.
//!
//! A long mark at the end of a syllable stays where the word ends or the next syllable
//! could be taken for its tail.

use super::mandarin::{Spoken, Syllable, spoken};
use super::{Reading, Token};
use crate::names::entity::Kind;

/// Writes pinyin, or a Han name, in katakana: by the guideline, then by the habit, then
/// what newspapers mix of both.
pub(super) fn from_pinyin(text: &str, kind: Option<Kind>) -> Vec<Reading> {
    let mut out: Vec<Reading> = Vec::new();
    for spoken in spoken(text, kind) {
        for (rule, write) in MANNERS {
            let reading = write(&spoken).because(rule);
            if !out.iter().any(|known| known.text == reading.text) {
                out.push(reading);
            }
        }
    }
    out
}

type Manner = (&'static str, fn(&Spoken) -> Reading);

/// The two manners, the official one first; then the voiceless one drawn together.
pub(crate) const MANNERS: [Manner; 4] = [
    ("Mandarin in katakana (Heibonsha)", |s| write(s, |s| s.katakana.to_owned())),
    ("Mandarin in katakana (voiced habit)", |s| write(s, |s| s.voiced.to_owned())),
    ("Mandarin in katakana (drawn together)", |s| write(s, drawn)),
    ("Mandarin in katakana (mixed)", mixed),
];

fn write(spoken: &Spoken, of: impl Fn(&Syllable) -> String) -> Reading {
    let mut out = Reading::default();
    for token in spoken {
        match token {
            Token::Said(s) => out.text.push_str(&of(s)),
            Token::Word => out.text.push('・'),
            Token::Other(c) => {
                out.text.push(*c);
                out.left.push(*c);
            }
        }
    }
    out
}

/// チアン as チャン, リアン as リャン, シエ as シェ: one syllable as one.
fn drawn(s: &Syllable) -> String {
    let mut out = s.katakana.to_owned();
    if out.starts_with(['チ', 'シ', 'リ', 'ニ']) {
        for (from, to) in [("ア", "ャ"), ("エ", "ェ"), ("オ", "ョ"), ("ウ", "ュウ")]
        {
            let mut chars = out.chars();
            let first: String = chars.by_ref().take(1).collect();
            if let Some(rest) = chars.as_str().strip_prefix(from) {
                out = format!("{first}{to}{rest}");
                break;
            }
        }
    }
    out
}

/// The surname in the voiceless manner, the given name voiced inside.
fn mixed(spoken: &Spoken) -> Reading {
    let mut inner = false;
    let mut out = Reading::default();
    for token in spoken {
        match token {
            Token::Said(s) => {
                let text = if inner { s.voiced.to_owned() } else { drawn(s) };
                out.text.push_str(&text);
                inner = true;
            }
            Token::Word => {
                out.text.push('・');
                inner = false;
            }
            Token::Other(c) => {
                out.text.push(*c);
                out.left.push(*c);
            }
        }
    }
    out
}
