//! The full stop: abbreviation, initial, ordinal, number, or the end of a sentence.
//!
//! Invariant: looks at one word before the stop and two after it.

use super::place::{Candidate, Decision};
use super::rules::{Word, is_wide};

/// The longest word, in characters, that is looked up.
const LONGEST: usize = 24;
/// The longest number, in digits, of a heading or an item: a year is none.
const LONGEST_NUMBER: usize = 3;

/// Decides at a full stop; nothing where it is no matter of words.
pub(super) fn judge(candidate: &Candidate) -> Option<Decision> {
    // What was closed, or has a second mark, is no longer the stop of an abbreviation;
    // the mark of a footnote changes nothing.
    if candidate.closed.is_some() {
        return None;
    }
    let before = &candidate.text[..candidate.stop - stop_length(candidate)];
    let word = last_word(before);
    if word.is_empty() {
        return None;
    }
    let begins = begins_with(candidate, before.len() - word.len());
    if begins && is_list_number(word) {
        return Some((false, "number of a list"));
    }
    let (rest, rules) = (&candidate.text[candidate.next..], candidate.rules);
    let lower = word.to_lowercase().replace('’', "'");
    if candidate.before_dash() && rules.is_abbreviation(&lower) {
        return Some((false, "abbreviation before a dash"));
    }
    let glued = candidate.text[candidate.stop..].starts_with(char::is_numeric);
    if rules.is(&lower, Word::Numbered) && (glued || is_number(rest)) {
        return Some((false, "abbreviation before a number"));
    }
    if rules.is(&lower, Word::Title) {
        return Some((false, "abbreviation"));
    }
    if rules.is(&lower, Word::Open) {
        return Some((true, "full stop"));
    }
    let starter = rules.starters.contains(first_word(rest).to_lowercase().as_str());
    if rules.is(&lower, Word::Bound) {
        return Some((starter, if starter { "full stop" } else { "abbreviation" }));
    }
    if is_initials(word) {
        // `U.N. The`, but `A. Di Pietro`: after a single initial the word must stand
        // before a small one to begin a sentence.
        let mut parts = word.split(['.', '-']);
        let acronym = parts.clone().count() > 1 && parts.all(|p| p.chars().count() == 1);
        let ends = starter && ((acronym && !word.contains('-')) || second_is_small(rest));
        return Some((ends, if ends { "full stop" } else { "initial" }));
    }
    let ordinal = rules.profile.marks.ordinals && word.len() <= 2 && is_digits(word);
    ordinal.then_some((false, "ordinal"))
}

fn stop_length(candidate: &Candidate) -> usize {
    let mark = candidate.text[..candidate.stop].chars().next_back();
    mark.map_or(0, char::len_utf8)
}

/// The word before the stop, with the stops, hyphens and apostrophes inside it.
fn last_word(before: &str) -> &str {
    let inside = |c: char| {
        c.is_alphanumeric() || matches!(c, '.' | '-' | '‐' | '\'' | '’' | 'º' | 'ª')
    };
    let start = before
        .char_indices()
        .rev()
        .take(LONGEST)
        .take_while(|(_, c)| inside(*c) && (!is_wide(*c) || c.is_numeric()))
        .last()
        .map_or(before.len(), |(at, _)| at);
    let word = &before[start..];
    let word = word.trim_start_matches(['.', '-', '\'', '’']);
    // `l'ing.` and `all'avv.`: what is cut off by an apostrophe is another word.
    match word.rfind(['\'', '’']) {
        Some(at) if word[at..].chars().count() > 2 => {
            word[at..].trim_start_matches(['\'', '’'])
        }
        _ => word,
    }
}

/// Returns whether the sentence begins at byte `at`, but for openers before it.
fn begins_with(candidate: &Candidate, at: usize) -> bool {
    let lead = candidate.text.get(candidate.start..at);
    // Looking back over a whole sentence at each stop would cost its square.
    lead.is_some_and(|lead| lead.len() <= 16 && !lead.chars().any(char::is_alphanumeric))
}

/// Returns whether a word is the number of a heading or an item: `1`, `2.3`, `IV`, `b`.
fn is_list_number(word: &str) -> bool {
    let digits = word
        .split('.')
        .all(|part| is_digits(part) && part.chars().nth(LONGEST_NUMBER).is_none());
    digits || is_roman(word) || word.chars().count() == 1
}

fn is_digits(word: &str) -> bool {
    !word.is_empty()
        && word.chars().all(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
}

/// Returns whether a word is a Roman number of a length that is not a name's.
fn is_roman(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',', ')', ';', ':']);
    let roman = |c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C');
    !word.is_empty() && word.len() <= 6 && word.chars().all(roman)
}

/// Returns whether text begins with a number, or the one letter that counts plates and
/// appendices.
fn is_number(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['(', '[', '§', '¶', '*']);
    let word = rest.split_whitespace().next().unwrap_or_default();
    let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    let single = bare.chars().count() == 1 && bare != word || bare == "I";
    rest.starts_with(char::is_numeric) || is_roman(first_word(rest)) || single
}

fn first_word(rest: &str) -> &str {
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    &rest[..end]
}

fn second_is_small(rest: &str) -> bool {
    let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let after = rest.trim_start_matches(char::is_alphanumeric);
    let letter = after.trim_start().chars().next();
    letter.is_some_and(|c| c.is_lowercase() || matches!(c, '\'' | '’'))
}

/// Returns whether a word is made of initials: `J`, `U.S`, `C.-S`, `Ch`, `Yu`.
fn is_initials(word: &str) -> bool {
    let mut parts = word.split(['.', '-']).filter(|part| !part.is_empty()).peekable();
    let dotted = word.contains('.');
    parts.peek().is_some()
        && parts.all(|part| {
            let count = part.chars().count();
            let letters = part.chars().all(char::is_alphabetic);
            letters && (count == 1 || (dotted && count == 2))
        })
}
