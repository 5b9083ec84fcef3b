//! Kana to Hepburn, Kunrei and Polivanov, and romaji back to kana.
//!
//! Long vowels: Hepburn ō, Kunrei ô, nothing in Polivanov. The letters of the tables are
//! those of `data/kana.tsv`.

use std::sync::LazyLock;

use super::{Reading, letters};
use crate::names::entity::Kind;

struct Mora {
    kana: &'static str,
    hepburn: &'static str,
    kunrei: &'static str,
    polivanov: &'static str,
}

/// Moras by hiragana.
static MORAS: LazyLock<Vec<Mora>> = LazyLock::new(|| {
    let rows = include_str!("data/kana.tsv").lines();
    let row = |row: &'static str| {
        let mut fields = row.split('\t');
        let mut field = || fields.next().expect("four columns in the embedded table");
        Mora { kana: field(), hepburn: field(), kunrei: field(), polivanov: field() }
    };
    rows.filter(|row| !row.starts_with('#')).map(row).collect()
});

/// Which letters a mora is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    Hepburn,
    Kunrei,
    Polivanov,
}

/// Katakana as hiragana; anything else stays.
pub(crate) fn hiragana(text: &str) -> String {
    let map = |c: char| match c {
        '\u{30A1}'..='\u{30F6}' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        _ => c,
    };
    text.chars().map(map).collect()
}

/// Returns whether `c` is kana or its long mark.
pub(crate) fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | 'ー')
}

/// Whether two vowels are one long one: ou and oo, uu; ei and ii are written out.
const LONG: &[(char, char)] =
    &[('o', 'o'), ('o', 'u'), ('u', 'u'), ('a', 'a'), ('e', 'e')];

/// Reads kana in the given letters; spaces and middle dots part words.
pub(super) fn spell(text: &str, with: Letters) -> Reading {
    let text = hiragana(text);
    let mut out = Reading::default();
    let mut rest = text.as_str();
    let (mut doubled, mut start) = (false, true);
    // Where the vowel of the last mora stands, to make it long.
    let mut vowel: Option<(usize, char)> = None;
    while let Some(c) = rest.chars().next() {
        let length = c.len_utf8();
        if c == 'っ' {
            doubled = true;
            rest = &rest[length..];
            continue;
        }
        if c == 'ー' {
            if let Some((at, v)) = vowel.take() {
                lengthen(&mut out.text, at, v, with);
            }
            rest = &rest[length..];
            continue;
        }
        let Some((mora, used)) = mora(rest) else {
            match c {
                '・' | ' ' | '\u{3000}' | '=' => out.text.push(' '),
                _ => {
                    out.text.push(c);
                    out.left.push(c);
                }
            }
            (vowel, doubled, start) = (None, false, true);
            rest = &rest[length..];
            continue;
        };
        let mut written = match with {
            Letters::Hepburn => mora.hepburn,
            Letters::Kunrei => mora.kunrei,
            Letters::Polivanov => mora.polivanov,
        }
        .to_owned();
        rest = &rest[used..];
        let sound = mora.hepburn;
        // Polivanov: い after another vowel is й.
        if with == Letters::Polivanov
            && mora.kana == "い"
            && vowel.is_some_and(|(_, v)| v != 'i')
        {
            out.text.push('й');
            vowel = None;
            continue;
        }
        if mora.kana == "ん" {
            let next = self::mora(rest).map_or("", |(m, _)| m.hepburn);
            if with == Letters::Polivanov {
                if next.starts_with(['b', 'p', 'm']) {
                    written = "м".to_owned();
                } else if next.starts_with(['a', 'i', 'u', 'e', 'o', 'y']) {
                    written.push('ъ');
                }
            } else if next.starts_with(['a', 'i', 'u', 'e', 'o', 'y']) {
                written.push('\'');
            }
            out.text.push_str(&match start {
                true => letters::capital(&written),
                false => written,
            });
            (vowel, start) = (None, false);
            continue;
        }
        if let (Some((at, before)), Some(now)) = (vowel, sound.chars().next())
            && sound.len() == 1
            && LONG.contains(&(before, now))
        {
            lengthen(&mut out.text, at, before, with);
            vowel = None;
            continue;
        }
        if doubled {
            let first = written.chars().next().unwrap_or_default();
            // Hepburn writes tch for the double of ch.
            let double = if with == Letters::Hepburn && sound.starts_with("ch") {
                't'
            } else {
                first
            };
            written.insert(0, double);
            doubled = false;
        }
        if start {
            written = letters::capital(&written);
        }
        start = false;
        out.text.push_str(&written);
        let last = written.chars().next_back().unwrap_or_default();
        let at = out.text.len() - last.len_utf8();
        vowel = sound.chars().next_back().map(|v| (at, v));
    }
    out
}

/// Returns the mora that a text of hiragana begins with, and its bytes: of two kana, if
/// the second is a small one, or of one.
fn mora(rest: &str) -> Option<(&'static Mora, usize)> {
    let mut ends = rest.char_indices().map(|(at, c)| (at + c.len_utf8(), c));
    let (one, two) = (ends.next(), ends.next());
    let small = |c: char| "ぁぃぅぇぉゃゅょゎ".contains(c);
    let two = two.filter(|(_, c)| small(*c));
    [two, one].into_iter().flatten().find_map(|(end, _)| {
        let at = MORAS.binary_search_by_key(&&rest[..end], |m| m.kana).ok()?;
        Some((&MORAS[at], end))
    })
}

/// Puts a length mark on the vowel that stands at `at`.
fn lengthen(text: &mut String, at: usize, vowel: char, with: Letters) {
    let (macron, hat) = match vowel {
        'a' => ("ā", "â"),
        'i' => ("ī", "î"),
        'u' => ("ū", "û"),
        'e' => ("ē", "ê"),
        _ => ("ō", "ô"),
    };
    let capital = text[at..].starts_with(|c: char| c.is_uppercase());
    let long = match with {
        Letters::Hepburn => macron,
        Letters::Kunrei => hat,
        // Polivanov writes short and long vowels alike.
        Letters::Polivanov => return,
    };
    let long = if capital { long.to_uppercase() } else { long.to_owned() };
    text.replace_range(at.., &long);
}

/// Kana in Hepburn; with -n before b, p and m, and, second, with -m.
pub(super) fn hepburn(text: &str, _: Option<Kind>) -> Vec<Reading> {
    let modern = spell(text, Letters::Hepburn).because("Hepburn");
    let older = ["nb", "np", "nm"].iter().fold(modern.text.clone(), |text, pair| {
        text.replace(pair, &pair.replacen('n', "m", 1))
    });
    let older = Reading { text: older, ..modern.clone() }.because("m before b, p and m");
    match older.text == modern.text || !modern.left.is_empty() {
        true => vec![modern],
        false => vec![modern, older],
    }
}

/// Kana in Kunrei.
pub(super) fn kunrei(text: &str, _: Option<Kind>) -> Vec<Reading> {
    vec![spell(text, Letters::Kunrei).because("Kunrei")]
}

/// Kana, or romaji, in Polivanov.
pub(super) fn polivanov(text: &str, _: Option<Kind>) -> Vec<Reading> {
    let kana = match text.chars().any(is_kana) {
        true => text.to_owned(),
        false => to_kana(text).text,
    };
    vec![spell(&kana, Letters::Polivanov).because("Polivanov")]
}

/// Romaji in hiragana: Hepburn, Kunrei and what writers mix of them.
pub(super) fn from_romaji(text: &str, _: Option<Kind>) -> Vec<Reading> {
    vec![to_kana(text).because("romaji")]
}

/// Moras by their letters, the longest first.
static LETTERS: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let mut out: Vec<(&str, &str)> = Vec::new();
    for mora in MORAS.iter() {
        // ぢ is rarer than じ, which both are written as; small vowels are no moras.
        let rare = mora.kana.starts_with([
            'ぢ', 'づ', 'ゐ', 'ゑ', 'を', 'ぁ', 'ぃ', 'ぅ', 'ぇ', 'ぉ', 'ゃ', 'ゅ', 'ょ',
            'ゎ',
        ]);
        if mora.kana != "ん" && !rare {
            out.push((mora.hepburn, mora.kana));
            out.push((mora.kunrei, mora.kana));
        }
    }
    out.extend([("wo", "を"), ("l", "る")]);
    out.sort_by_key(|(letters, _)| (std::cmp::Reverse(letters.len()), *letters));
    out
});

/// Returns romaji in hiragana.
pub(super) fn of(romaji: &str) -> String {
    to_kana(romaji).text
}

fn to_kana(text: &str) -> Reading {
    let mut plain = String::new();
    for c in text.to_lowercase().chars() {
        plain.push_str(match c {
            'ā' | 'â' => "aa",
            'ī' | 'î' => "ii",
            'ū' | 'û' => "uu",
            'ē' | 'ê' => "ee",
            'ō' | 'ô' => "ou",
            _ => {
                plain.push(c);
                continue;
            }
        });
    }
    let mut out = Reading::default();
    let mut rest = plain.as_str();
    while let Some(c) = rest.chars().next() {
        let next = rest[c.len_utf8()..].chars().next();
        let is_vowel = |c: Option<char>| c.is_some_and(|c| "aiueoy".contains(c));
        let doubled = Some(c) == next || (c == 't' && rest.starts_with("tch"));
        if matches!(c, 'n' | 'm')
            && !is_vowel(next)
            && (c == 'n' || matches!(next, Some('b' | 'p' | 'm')))
        {
            out.text.push('ん');
            rest = &rest[c.len_utf8()..];
            rest = rest.strip_prefix('\'').or(rest.strip_prefix('’')).unwrap_or(rest);
        } else if doubled && c.is_ascii_alphabetic() && !"aiueon".contains(c) {
            out.text.push('っ');
            rest = &rest[1..];
        } else if let Some((letters, kana)) =
            LETTERS.iter().find(|(l, _)| rest.starts_with(l))
        {
            out.text.push_str(kana);
            rest = &rest[letters.len()..];
        } else {
            match c {
                ' ' => out.text.push(' '),
                '\'' | '’' | '-' => {}
                _ => {
                    out.text.push(c);
                    out.left.push(c);
                }
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Returns romaji as all systems could agree on it: no long vowels, shi for si, n for m
/// before b. For keys; `folded` has lost its accents, spaces and apostrophes.
pub(crate) fn common_romaji(folded: &str) -> String {
    /// What Kunrei and other habits write, and what Hepburn has for it.
    const HABITS: &[(&str, &str)] = &[
        ("sy", "sh"),
        ("ty", "ch"),
        ("tch", "ch"),
        ("cch", "ch"),
        ("zy", "j"),
        ("jy", "j"),
        ("si", "shi"),
        ("ti", "chi"),
        ("tu", "tsu"),
        ("hu", "fu"),
        ("zi", "ji"),
        ("di", "ji"),
        ("du", "zu"),
        ("dzu", "zu"),
        ("mb", "nb"),
        ("mp", "np"),
        ("mm", "nm"),
        ("ou", "o"),
        ("oo", "o"),
        ("uu", "u"),
        ("aa", "a"),
        ("ee", "e"),
        ("ii", "i"),
        ("l", "r"),
    ];
    let mut out = String::with_capacity(folded.len());
    let mut at = 0;
    'text: while at < folded.len() {
        let rest = &folded[at..];
        // tsu and shi are right already.
        for right in ["tsu", "shi", "chi"] {
            if rest.starts_with(right) {
                out.push_str(right);
                at += right.len();
                continue 'text;
            }
        }
        // oh, of Ohno and Itoh, is a long o; a vowel after it makes it a syllable.
        if let Some(after) = rest.strip_prefix("oh")
            && !after.starts_with(['a', 'i', 'u', 'e', 'o', 'y'])
        {
            out.push('o');
            at += 2;
            continue;
        }
        for (from, to) in HABITS {
            if rest.starts_with(from) {
                // A third vowel of a row belongs to it too: Ōoka.
                let joined = matches!(*from, "ou" | "oo" | "uu" | "aa" | "ee" | "ii");
                if !(joined && out.ends_with(to)) {
                    out.push_str(to);
                }
                at += from.len();
                continue 'text;
            }
        }
        let c = rest.chars().next().unwrap_or_default();
        if !(out.ends_with(c) && matches!(c, 'o' | 'u')) {
            out.push(c);
        }
        at += c.len_utf8();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moras_are_sorted() {
        assert!(MORAS.is_sorted_by(|a, b| a.kana < b.kana));
        let found =
            |m: &Mora| mora(m.kana).is_some_and(|(found, _)| found.kana == m.kana);
        assert!(MORAS.iter().all(found));
    }

    #[test]
    fn romaji_of_all_habits_is_one() {
        for (a, b) in [
            ("shoukaiseki", "syokaiseki"),
            ("sho", "shou"),
            ("chomei", "tyoumei"),
            ("kenei", "kenei"),
            ("tokkai", "tokkai"),
            ("ohno", "ono"),
            ("shimpo", "shinpo"),
            ("matsu", "matu"),
            ("fuzan", "huzan"),
        ] {
            assert_eq!(common_romaji(a), common_romaji(b), "{a} {b}");
        }
        assert_ne!(common_romaji("sho"), common_romaji("shu"));
        assert_eq!(common_romaji("tsushima"), "tsushima");
    }
}
