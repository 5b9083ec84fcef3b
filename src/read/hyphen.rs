//! Words that were parted at the end of a line.
//!
//! Invariant: a hyphen goes only between two pieces of a word of a script with case or
//! spaces; where the file itself writes the word with a hyphen, it stays.

use std::collections::HashSet;

use super::build::is_wide;
use crate::lang::Profile;

/// What becomes of a hyphen at the end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hyphen {
    /// There is none.
    None,
    /// It belongs to the word: the lines are joined as they are.
    Stays,
    /// It was put there by who broke the line.
    Goes,
}

const HYPHENS: &[char] = &['-', '\u{2010}', '\u{ad}', '\u{ac}'];

/// The longest word looked at, in bytes: hostile lines have no words.
const LONGEST: usize = 64;

/// Judges the hyphen, if any, at the end of `before`; the next line begins with `next`.
pub(super) fn judge(
    before: &str,
    next: &str,
    profile: &Profile,
    hyphenated: &HashSet<String>,
) -> Hyphen {
    let Some(stem) = before.strip_suffix(HYPHENS) else { return Hyphen::None };
    let letter = |c: char| c.is_alphabetic() && !is_wide(c);
    let (last, first) = (stem.chars().next_back(), next.chars().next());
    match (last, first) {
        (Some(a), Some(b)) if letter(a) && letter(b) => {
            if before.ends_with(['\u{ad}', '\u{ac}']) {
                return Hyphen::Goes;
            }
            if !b.is_lowercase() {
                return Hyphen::Stays;
            }
            let head = last_word(stem);
            // A second hyphen in the word: it is a compound.
            if head.contains('-') || starts_compound(next) {
                return Hyphen::Stays;
            }
            let head = head.to_lowercase();
            let whole = format!("{head}-{}", first_word(next).to_lowercase());
            match hyphenated.contains(&whole) || profile.reading.hyphens.contains(&head) {
                true => Hyphen::Stays,
                false => Hyphen::Goes,
            }
        }
        // `1950-` and `1953`, `DC-` and `3`.
        (Some(a), Some(b)) if a.is_alphanumeric() && b.is_numeric() => Hyphen::Stays,
        _ => Hyphen::None,
    }
}

fn last_word(text: &str) -> &str {
    let low = text.len().saturating_sub(LONGEST);
    let low = (low..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(low);
    let start = text[low..].rfind(|c: char| !c.is_alphabetic() && c != '-');
    let start = start.map_or(low, |at| low + at);
    text[start..].trim_start_matches(|c: char| !c.is_alphabetic())
}

fn first_word(text: &str) -> &str {
    let end = text.char_indices().take(LONGEST).find(|(_, c)| !c.is_alphabetic());
    end.map_or(text, |(at, _)| &text[..at])
}

/// Returns whether the word that a line begins with goes on after a hyphen of its own:
/// the piece of `state-of-the-art` after a line end.
fn starts_compound(next: &str) -> bool {
    let word = first_word(next);
    let rest = &next[word.len()..];
    rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(char::is_lowercase))
}

/// Adds the words of a text that have a hyphen amid a line, in lower case.
pub(super) fn learn(text: &str, out: &mut HashSet<String>) {
    for (at, _) in text.match_indices('-') {
        let next = &text[at + 1..];
        if next.starts_with(char::is_lowercase) {
            let (head, tail) = (last_word(&text[..at]), first_word(next));
            if !head.is_empty() && tail.len() <= LONGEST {
                out.insert(format!("{}-{}", head.to_lowercase(), tail.to_lowercase()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn a_hyphen_goes_where_it_parts_a_word_and_stays_where_it_belongs() {
        let mut known = HashSet::new();
        learn("a white-washed wall\nand a co-operation", &mut known);
        for (tag, before, next, wanted) in [
            ("en", "the move-", "ment of", Hyphen::Goes),
            ("en", "a well-", "known man", Hyphen::Stays),
            ("en", "a white-", "washed house", Hyphen::Stays),
            ("en", "the Sino-", "Soviet border", Hyphen::Stays),
            ("en", "in 1950-", "53 he", Hyphen::Stays),
            ("en", "state-of-", "the-art", Hyphen::Stays),
            ("en", "he said -", "and left", Hyphen::None),
            ("en", "he said--", "and left", Hyphen::None),
            ("it", "la rivo-", "luzione", Hyphen::Goes),
            ("it", "una pas\u{ad}", "seggiata", Hyphen::Goes),
            ("it", "l’ex-", "ministro", Hyphen::Stays),
            ("ja", "東京-", "大阪", Hyphen::None),
            ("ja", "ソ-", "連", Hyphen::None),
            ("zh-Hans", "move-", "ment", Hyphen::Goes),
        ] {
            let profile = Lang::parse(tag).unwrap().profile();
            assert_eq!(judge(before, next, profile, &known), wanted, "{before}|{next}");
        }
    }
}
