//! Han to on'yomi, the Sino-Japanese reading, in kana.
//!
//! All combinations of Unihan's readings, to 27, in its order; each with its sound
//! changes: っ for tsu, chi, ku and ki before k, s, t, h (法界 hokkai); p or b for h after
//! ん; rendaku as a last choice. Unihan knows no frequency: the first reading is not
//! always the usual one. Native readings are not guessed.

use super::unihan::{is_han, readings, surname_length};
use super::{Reading, kana};
use crate::names::entity::Kind;

/// At most so many combinations of readings.
const MOST: usize = 27;

/// Surnames whose on'yomi in names is not the first of Unihan.
const SURNAMES: &[(char, &str)] = &[
    ('劉', "ryuu"),
    ('刘', "ryuu"),
    ('白', "haku"),
    ('任', "nin jin"),
    ('金', "kin"),
    ('曹', "sou"),
    ('宋', "sou"),
    ('楊', "you"),
    ('杨', "you"),
    ('万', "ban"),
    ('萬', "ban"),
    ('羅', "ra"),
    ('罗', "ra"),
    ('呂', "ryo ro"),
    ('盧', "ro"),
    ('卢', "ro"),
    ('林', "rin"),
    ('李', "ri"),
    ('王', "ou"),
    ('高', "kou"),
];

/// A combination of readings, with what was done to it.
#[derive(Clone, Debug)]
pub(crate) struct Romaji {
    /// Romaji in Unihan's manner, character by character: shou kai seki.
    pub(crate) parts: Vec<String>,
    /// What changed, empty if nothing did.
    pub(crate) change: String,
}

/// Returns the on'yomi of a name in romaji; none where some character has no reading.
/// Each combination stands after its forms with っ, those of the first readings first.
/// `family` says how many characters are the surname, over whose end no sound changes.
pub(crate) fn romaji(name: &[char], family: usize) -> Vec<Romaji> {
    let mut said: Vec<Vec<&'static str>> = Vec::with_capacity(name.len());
    for (index, c) in name.iter().enumerate() {
        let c = if *c == '々' && index > 0 { name[index - 1] } else { *c };
        let own = SURNAMES.iter().find(|(s, _)| family == 1 && index == 0 && *s == c);
        let japanese = own.map(|(_, on)| *on).or(readings(c).map(|r| r.japanese));
        let on: Vec<&str> = japanese.unwrap_or("").split_whitespace().take(3).collect();
        if on.is_empty() {
            return Vec::new();
        }
        said.push(on);
    }
    let all = combinations(&said);
    let mut out: Vec<Romaji> = Vec::new();
    let own = |parts: &[&str]| parts.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>();
    for parts in &all {
        for hard in [true, false] {
            if let Some(changed) = sokuon(parts, family, hard)
                && !out.iter().any(|known| known.parts == changed.parts)
            {
                out.push(changed);
            }
        }
        out.push(Romaji { parts: own(parts), change: String::new() });
    }
    // Rendaku, one voiced consonant at a time, of the likeliest combinations.
    for base in all.iter().take(2) {
        for index in 1..base.len() {
            let mut parts = own(base);
            if let Some(voiced) = voiced(&parts[index]) {
                let change = format!("rendaku {}→{voiced}", parts[index]);
                parts[index] = voiced;
                out.push(Romaji { parts, change });
            }
        }
    }
    out
}

/// One reading of each character: first the first ones, then those that leave one of
/// them for the next, and so on.
fn combinations(said: &[Vec<&'static str>]) -> Vec<Vec<&'static str>> {
    fn go(
        said: &[Vec<&'static str>],
        steps: usize,
        before: &mut Vec<&'static str>,
        out: &mut Vec<Vec<&'static str>>,
    ) {
        if out.len() == MOST {
            return;
        }
        let Some((first, rest)) = said.split_first() else {
            if steps == 0 {
                out.push(before.clone());
            }
            return;
        };
        for (step, on) in first.iter().enumerate().take(steps + 1) {
            before.push(on);
            go(rest, steps - step, before, out);
            before.pop();
        }
    }
    let most: usize = said.iter().map(|on| on.len() - 1).sum();
    let mut out = Vec::new();
    for steps in 0..=most.min(4) {
        go(said, steps, &mut Vec::new(), &mut out);
    }
    out
}

/// Draws tsu and chi (and, if `hard`, ku and ki before k) before a voiceless consonant
/// into っ; h after it is p, h after n is p (or b, unless `hard`).
fn sokuon(parts: &[&str], family: usize, hard: bool) -> Option<Romaji> {
    let mut out: Vec<String> = parts.iter().map(|p| (*p).to_owned()).collect();
    let mut changes = Vec::new();
    for index in 1..parts.len() {
        // The surname keeps its own sound.
        if index == family {
            continue;
        }
        let (before, after) = (parts[index - 1], parts[index]);
        let first = after.chars().next().unwrap_or_default();
        let stem = |tails: [&str; 2]| {
            let tail =
                tails.iter().find(|t| before.len() > t.len() && before.ends_with(**t));
            tail.map(|tail| &before[..before.len() - tail.len()])
        };
        let stem = match (stem(["tsu", "chi"]), stem(["ku", "ki"])) {
            (Some(stem), _) if "ksthfc".contains(first) => Some(stem),
            (_, Some(stem)) if hard && (first == 'k' || first == 'h') => Some(stem),
            _ => None,
        };
        let soft = after.strip_prefix(['h', 'f']);
        if let Some(stem) = stem {
            out[index - 1] = format!("{stem}っ");
            if let Some(rest) = soft {
                out[index] = format!("p{rest}");
            }
            changes.push(format!(
                "sokuon {before}+{after}→{}",
                latin(&out[index - 1..=index])
            ));
        } else if before.ends_with('n')
            && let Some(rest) = soft
        {
            out[index] = format!("{}{rest}", if hard { 'p' } else { 'b' });
            changes.push(format!("{after}→{} after n", out[index]));
        }
    }
    let change = changes.join(", ");
    (!change.is_empty()).then_some(Romaji { parts: out, change })
}

/// The parts in one word, っ as the double of what follows it.
pub(crate) fn latin(parts: &[String]) -> String {
    let mut out = parts.concat();
    while let Some(at) = out.find('っ') {
        let next = out[at + 'っ'.len_utf8()..].chars().next().unwrap_or('t');
        let next = if next == 'c' { 't' } else { next };
        out.replace_range(at..at + 'っ'.len_utf8(), &next.to_string());
    }
    out
}

fn voiced(part: &str) -> Option<String> {
    const PAIRS: &[(&str, &str)] = &[
        ("sh", "j"),
        ("ch", "j"),
        ("ts", "z"),
        ("k", "g"),
        ("s", "z"),
        ("t", "d"),
        ("h", "b"),
        ("f", "b"),
    ];
    let (from, to) = PAIRS.iter().find(|(from, _)| part.starts_with(from))?;
    Some(format!("{to}{}", &part[from.len()..]))
}

/// Reads a Han name in Sino-Japanese, in hiragana, the surname apart.
pub(super) fn from_han(text: &str, kind: Option<Kind>) -> Vec<Reading> {
    let name: Vec<char> =
        text.chars().filter(|c| !c.is_whitespace() && *c != '・').collect();
    let family = surname_length(&name);
    let kana =
        |parts: &[String]| parts.iter().map(|part| kana::of(part)).collect::<String>();
    let mut out: Vec<Reading> = Vec::new();
    // Three characters that begin with a surname are a person sooner than two.
    let shapes: &[usize] = match kind {
        Some(Kind::Person) => &[family],
        Some(_) => &[0],
        None if family == 0 => &[0],
        None if name.len() == 2 => &[0, family],
        None => &[family, 0],
    };
    for family in shapes {
        for romaji in romaji(&name, *family) {
            let (surname, given) = romaji.parts.split_at(*family);
            let text = match family {
                0 => kana(given),
                _ => format!("{} {}", kana(surname), kana(given)),
            };
            let rule = match romaji.change.is_empty() {
                true => "on'yomi (Unihan)".to_owned(),
                false => format!("on'yomi (Unihan), {}", romaji.change),
            };
            if !out.iter().any(|known| known.text == text) {
                out.push(Reading { text, rule, left: String::new() });
            }
        }
    }
    if out.is_empty() {
        // Character by character, what has no reading stays.
        let (mut read, mut left) = (String::new(), String::new());
        for c in text.chars() {
            let on = readings(c).and_then(|r| r.japanese.split(' ').next());
            match on.filter(|on| !on.is_empty()) {
                Some(on) => read.push_str(&kana::of(on)),
                None => {
                    read.push(c);
                    if is_han(c) {
                        left.push(c);
                    }
                }
            }
        }
        out.push(Reading { text: read, rule: "on'yomi (Unihan)".to_owned(), left });
    }
    out
}
