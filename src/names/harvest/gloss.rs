//! Glosses: a name, and in brackets after it the same in another script or system.
//!
//! `X (Y)`, `X（Y）`, `X [Y]`, `X, in cinese Y`, `X, in Chinese Y`, `X、即Y`. Taken is a
//! pair that the rules or the registry connect: one of the two is known, or reads as the
//! other.

use super::{Evidence, Sighting, Written, entity, has, is_known, known, reads, variant};
use crate::lang::Lang;
use crate::names::registry::Registry;
use crate::names::spelling::is_han;

const BRACKETS: [(char, char); 3] = [('(', ')'), ('（', '）'), ('[', ']')];

/// Words between a name and its gloss.
const WORDS: [&str; 10] = [
    ", in cinese ",
    ", in giapponese ",
    ", in coreano ",
    ", in Chinese ",
    ", in Japanese ",
    ", in Korean ",
    "、即",
    "，即",
    "、すなわち",
    "，又名",
];

/// The longest a name is, in characters and in words.
const LONGEST: usize = 48;
const MOST_WORDS: usize = 5;

pub(super) fn glosses(
    line: &str,
    lang: &Lang,
    registry: &Registry,
    seen: &dyn Fn(&str) -> Evidence,
) -> Vec<Sighting> {
    let mut out = Vec::new();
    for (at, open) in line.char_indices() {
        let Some((_, close)) = BRACKETS.iter().find(|(own, _)| *own == open) else {
            continue;
        };
        let inside = &line[at + open.len_utf8()..];
        let Some(end) = inside.find(*close) else { continue };
        pair(&line[..at], &inside[..end], line, lang, registry, seen, &mut out);
    }
    for words in WORDS {
        for (at, _) in line.match_indices(words) {
            let after = &line[at + words.len()..];
            let end = after.find(|c: char| !c.is_alphanumeric() && !" '’-・".contains(c));
            let after = &after[..end.unwrap_or(after.len())];
            pair(&line[..at], after, line, lang, registry, seen, &mut out);
        }
    }
    out
}

fn pair(
    before: &str,
    inside: &str,
    line: &str,
    lang: &Lang,
    registry: &Registry,
    seen: &dyn Fn(&str) -> Evidence,
    out: &mut Vec<Sighting>,
) {
    // `Sŏ Tae-suk, 1931–`: what is after a comma is about the name.
    let inside =
        inside.split([',', '，', '、', ';', '；']).next().unwrap_or_default().trim();
    let Some(written) = name(inside) else { return };
    let before = before
        .trim_end_matches(|c: char| c.is_whitespace() || "'\"’”»」』》*_".contains(c));
    let candidates = ends(before);
    let quote = around(line, before.len());
    let exact = candidates.iter().find(|text| reads(text, inside));
    if let (Some(text), None, None) =
        (exact, known(registry, inside), exact.and_then(|text| known(registry, text)))
    {
        let own = Written::of(text).unwrap_or(written);
        let forms = [
            ((*text).to_owned(), own.tag(text, lang, None)),
            (inside.to_owned(), written.tag(inside, lang, None)),
        ];
        let made = entity(&forms, None, 0.9, &seen(quote));
        out.extend(made.into_iter().map(|proposal| Sighting { proposal, exact: true }));
        return;
    }
    // One is known: the other is a further name of it.
    for text in &candidates {
        let (subject, other, other_written) =
            match (known(registry, text), known(registry, inside)) {
                (Some(entity), None) if !is_known(registry, inside) => {
                    (entity, inside, written)
                }
                (None, Some(entity)) if !is_known(registry, text) => {
                    // Where a name without spaces begins cannot be told without its reading.
                    let Some(own) = Written::of(text) else { continue };
                    if own == Written::Han && !reads(text, inside) {
                        continue;
                    }
                    (entity, *text, own)
                }
                // Both are known: what the gloss says is no news, nor is a part of it.
                (Some(_), Some(_)) => return,
                _ => continue,
            };
        if has(subject, other) {
            return;
        }
        let proven = reads(text, inside);
        let scripts = Written::of(text) != Some(written);
        let score = match (proven, scripts) {
            (true, _) => 0.95,
            (false, true) => 0.7,
            (false, false) => 0.5,
        };
        let tag = other_written.tag(other, lang, subject.origin.as_deref());
        let proposal = variant(subject, other, tag, score, seen(quote));
        // Between two scripts a bracket is a gloss; in one it may be anything.
        out.push(Sighting { proposal, exact: proven || scripts });
        return;
    }
}

/// Returns what a text is written in, if it may be a name: Latin words with capitals, a
/// Han string, kana, Hangul.
fn name(text: &str) -> Option<Written> {
    let written = Written::of(text)?;
    let fits = match written {
        Written::Latin => {
            let words: Vec<&str> = text.split_whitespace().collect();
            let mut letters = text.chars().filter(|c| c.is_alphabetic());
            words.len() <= MOST_WORDS
                && words.iter().all(|word| word.starts_with(char::is_uppercase))
                && letters.next().is_some()
                && !text.contains(|c: char| c.is_ascii_digit())
        }
        Written::Han => (2..=6).contains(&text.chars().count()),
        Written::Kana | Written::Hangul => (2..=20).contains(&text.chars().count()),
    };
    (fits && text.chars().count() <= LONGEST).then_some(written)
}

/// The names that a text may end with, the longest first.
fn ends(text: &str) -> Vec<&str> {
    let Some(last) = text.chars().next_back() else { return Vec::new() };
    let mut out = Vec::new();
    if is_han(last) {
        for length in (2..=6).rev() {
            let Some((at, _)) = text.char_indices().rev().nth(length - 1) else {
                continue;
            };
            let end = &text[at..];
            if end.chars().all(is_han) {
                out.push(end);
            }
        }
        return out;
    }
    let is_kana = |c: char| ('\u{3041}'..='\u{30FF}').contains(&c) || "・＝".contains(c);
    if is_kana(last) {
        let at = text.char_indices().rev().take_while(|(_, c)| is_kana(*c)).last();
        return at.map(|(at, _)| vec![&text[at..]]).unwrap_or_default();
    }
    // Words with capitals, back from the end.
    let mut start = text.len();
    for _ in 0..MOST_WORDS {
        let head = text[..start].trim_end();
        if head.len() < text[..start].len() || start == text.len() {
            let word = head.rsplit(|c: char| c.is_whitespace()).next().unwrap_or(head);
            let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
            let word =
                word.rsplit(['\'', '’']).next().filter(|w| w.len() > 3).unwrap_or(word);
            if !word.starts_with(char::is_uppercase)
                || word.ends_with(|c: char| !c.is_alphanumeric() && c != '.')
            {
                break;
            }
            start = head.len() - word.len();
            out.push(&text[start..]);
            // A word that is not all of what stands between the spaces begins the name.
            let whole = head.rsplit(char::is_whitespace).next().unwrap_or(head);
            if whole.len() > word.len() {
                break;
            }
        }
    }
    out.reverse();
    out
}

/// Some words of a line around a place.
fn around(line: &str, at: usize) -> &str {
    let start = line[..at].char_indices().rev().nth(39).map_or(0, |(at, _)| at);
    let end = line[at..].char_indices().nth(40).map_or(line.len(), |(more, _)| at + more);
    line[start..end].trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_where_their_script_lets_them() {
        assert_eq!(ends("and then Kim Il Sung"), ["Kim Il Sung", "Il Sung", "Sung"]);
        assert_eq!(ends("dell'Altamura"), ["Altamura"]);
        assert_eq!(ends("他叫武立金"), ["他叫武立金", "叫武立金", "武立金", "立金"]);
        assert_eq!(ends("その名はソ・デスク"), ["はソ・デスク"]);
        assert_eq!(ends("nothing here"), [""; 0]);
    }
}
