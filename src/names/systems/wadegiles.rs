//! Pinyin to Wade-Giles and back.
//!
//! The table of syllables is that of the Library of Congress; the circumflex is left
//! out, as most writers do. Without its apostrophes Wade-Giles is ambiguous: *chang* is
//! chang or zhang.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::mandarin::{SYLLABLES, Spoken, Syllable, spoken};
use super::{Reading, Token, letters, written};
use crate::names::entity::Kind;

/// Writes pinyin, or a Han name, in Wade-Giles.
pub(super) fn from_pinyin(text: &str, kind: Option<Kind>) -> Vec<Reading> {
    let all = spoken(text, kind);
    all.iter().map(|spoken| write(spoken).because("Wade-Giles")).collect()
}

/// Syllables are joined by hyphens, all but the first of a word in lower case.
pub(crate) fn write(spoken: &Spoken) -> Reading {
    written(spoken, "-", |s| s.wadegile)
}

/// Syllables by Wade-Giles without marks.
static PLAIN: LazyLock<BTreeMap<String, Vec<&'static Syllable>>> = LazyLock::new(|| {
    let mut out: BTreeMap<String, Vec<&'static Syllable>> = BTreeMap::new();
    let mut add = |key: &str, s: &'static Syllable| {
        let of = out.entry(plain(key)).or_default();
        if !of.iter().any(|known: &&Syllable| std::ptr::eq(*known, s)) {
            of.push(s);
        }
    };
    for s in SYLLABLES.iter() {
        add(s.wadegile, s);
        // Spellings that writers use beside those of the table.
        for (from, to) in [("te", "teh"), ("tse", "tze"), ("tzu", "tse"), ("ssu", "szu")]
        {
            if s.wadegile.replace('\'', "") == from {
                add(to, s);
            }
        }
        if let Some(stem) = s.wadegile.strip_suffix("ih") {
            add(stem, s);
        }
    }
    out
});

fn plain(text: &str) -> String {
    let kept = letters::without_accents(&text.to_lowercase());
    kept.chars().filter(|c| !is_mark(*c)).collect()
}

fn is_mark(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʻ' | '`' | 'ʼ')
}

/// Reads Wade-Giles; several answers where marks are missing, those of the marks that
/// are there first.
pub(super) fn to_pinyin(text: &str, _: Option<Kind>) -> Vec<Reading> {
    let marked = text.chars().any(is_mark);
    let mut out: Vec<Spoken> = vec![Vec::new()];
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            out.iter_mut().for_each(|spoken| spoken.push(Token::Word));
        }
        for part in word.split('-').filter(|part| !part.is_empty()) {
            let mut said = PLAIN.get(&plain(part)).cloned().unwrap_or_default();
            let typed: String =
                part.to_lowercase().replace(['’', '‘', 'ʻ', '`', 'ʼ'], "'");
            said.sort_by_key(|s| usize::from(s.wadegile != typed));
            // What is written with the right marks in a marked name leaves no choice.
            if marked && said.first().is_some_and(|s| s.wadegile == typed) {
                said.truncate(1);
            }
            if said.is_empty() {
                out.iter_mut().for_each(|s| s.extend(part.chars().map(Token::Other)));
                continue;
            }
            said.truncate((12 / out.len()).max(1));
            let longer = |spoken: &Spoken| {
                let longer = |s: &&'static Syllable| {
                    spoken.iter().copied().chain([Token::Said(*s)]).collect::<Spoken>()
                };
                said.iter().map(longer).collect::<Vec<_>>()
            };
            out = out.iter().flat_map(longer).collect();
        }
    }
    out.iter().map(|spoken| super::pinyin::write(spoken).because("Wade-Giles")).collect()
}
