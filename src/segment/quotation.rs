//! Quotations: a quotation and its reporting clause are one sentence, a second quotation
//! after the clause is another.
//!
//! Invariant: looks at most a few words ahead of a closing mark.

use super::marks::Mark;
use super::place::{Candidate, Decision, Place};
use super::rules::{Class, Pair, Rules, Word, is_wide};

/// How many characters of a script without spaces may be a reporting clause.
const CLAUSE: usize = 20;
/// How many words may be one elsewhere.
const WORDS: usize = 5;

/// How many bytes the name of an author may have.
const AUTHOR: usize = 80;

/// Decides at a closing quotation mark with an end mark before it.
pub(super) fn judge(candidate: &Candidate, open: Option<usize>) -> Decision {
    let starts = open.is_none_or(|open| candidate.starts(open));
    let introduced = open.is_some_and(|open| is_introduced(candidate, open));
    let wide = is_wide(candidate.first());
    let after = candidate.marks.get(candidate.after);
    let after = after.filter(|mark| mark.at == candidate.next).map(|mark| mark.class);
    match after {
        Some(Class::Open(Pair::Quote)) if starts || introduced || !wide => {
            return (true, "second quotation");
        }
        Some(Class::Dash) if wide && starts => return (false, "reporting clause"),
        Some(Class::Open(Pair::Bracket)) if is_glossed(candidate) => {
            return (false, "quotation inside a sentence");
        }
        _ => {}
    }
    if !wide && open.is_some_and(|open| is_cited(candidate, open)) {
        return (false, "title of a work that is cited");
    }
    let rest = &candidate.text[candidate.next..];
    if continues(rest, &candidate.rules.profile.words.continuations, candidate.rules) {
        return (false, "quotation inside a sentence");
    }
    // What ends in a full stop goes on in lower case or not at all, but for scripts that
    // have no case.
    let may_report = starts && (wide || candidate.kind != Class::Stop);
    if may_report && reported(candidate, candidate.next) {
        return (false, "reporting clause");
    }
    if wide && !starts && !introduced {
        return (false, "quotation inside a sentence");
    }
    (true, "quotation")
}

/// Returns whether a quotation is part of the sentence around it, so that nothing ends
/// inside: the sentence neither begins with it nor ends with it, and no comma or colon
/// introduces it.
pub(super) fn embedded(
    candidate: &Candidate,
    open: usize,
    close: &Mark,
    ended: bool,
) -> bool {
    let introduced = is_introduced(candidate, open) && !is_cited(candidate, open);
    if candidate.starts(open) || introduced {
        return false;
    }
    let rest = candidate.text[close.end()..].trim_start();
    let Some(first) = rest.chars().next() else { return false };
    let goes_on = match candidate.rules.class(first) {
        Class::Join => true,
        Class::Other => is_wide(first) || first.is_lowercase(),
        _ => false,
    };
    goes_on || !ended
}

/// Returns whether a comma, a colon, a dash or a reporting word stands before the opener.
fn is_introduced(candidate: &Candidate, open: usize) -> bool {
    let before = candidate.text[..candidate.marks[open].at].trim_end();
    let last = before.chars().next_back();
    matches!(last.map(|c| candidate.rules.class(c)), Some(Class::Join | Class::Dash))
        || (last.is_some_and(is_wide) && ends_with_word(before, candidate.rules))
}

/// Returns whether brackets follow after which the sentence goes on with a comma, as they
/// do after a title: 「橋はどこへ？」 (Where to?), Tokyo.
fn is_glossed(candidate: &Candidate) -> bool {
    let bracket = &candidate.marks[candidate.after];
    let close = bracket.mate.map(|close| candidate.marks[close].end());
    let rest = close.map_or("", |end| &candidate.text[end..]);
    rest.chars().next().is_some_and(|c| candidate.rules.class(c) == Class::Join)
}

/// Returns whether an author and a comma stand before the opener, so that a title is
/// quoted and nothing said: `A. Hale, “Whose Bridge? The Years of War,” Asia 3.`
fn is_cited(candidate: &Candidate, open: usize) -> bool {
    let at = candidate.marks[open].at;
    let before = candidate.text[candidate.start.min(at)..at].trim_end();
    let Some(before) = before.strip_suffix(',') else { return false };
    let low = before.len().saturating_sub(AUTHOR);
    let low = (low..=before.len()).find(|&at| before.is_char_boundary(at)).unwrap_or(0);
    let parts = |c: char| is_wide(c) || matches!(c, ';' | ':' | ',');
    // The name begins after other words than names, or with the sentence.
    let name = match before[low..].rfind(parts) {
        Some(part) => &before[low + part..],
        None if low == 0 => before,
        None => return false,
    };
    let name = name.trim_start_matches(parts);
    let mut words = name.split_whitespace();
    let capital =
        |word: &str| word.trim_start_matches('(').starts_with(char::is_uppercase);
    words.clone().count() >= 2 && words.all(capital)
}

/// Returns whether text after an end mark without quotation marks says that what came
/// before was quoted.
pub(super) fn quoted(candidate: &Candidate) -> bool {
    let rest = &candidate.text[candidate.next..];
    let glued = candidate.next == candidate.end;
    let list = &candidate.rules.profile.words.quotatives;
    glued
        && !candidate.text[..candidate.stop].ends_with('。')
        && continues(rest, list, candidate.rules)
}

/// Returns whether `rest` begins with one of `list`, and not with a longer word.
fn continues(rest: &str, list: &[String], rules: &Rules) -> bool {
    list.iter().any(|word| rest.starts_with(word.as_str()))
        && !rules.profile.words.not.iter().any(|word| rest.starts_with(word.as_str()))
}

/// Returns whether a reporting clause begins at `at`.
pub(super) fn reported(candidate: &Candidate, at: usize) -> bool {
    let rest = &candidate.text[at..];
    match rest.chars().next() {
        Some(c) if is_wide(c) => reported_wide(rest, candidate.rules),
        _ => reported_words(rest, candidate.rules),
    }
}

/// Returns whether the text goes on with a word whose capital says nothing: *I*.
pub(super) fn keeps_capital(candidate: &Candidate) -> bool {
    let rest = &candidate.text[candidate.next..];
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    candidate.rules.profile.words.reporters.iter().any(|word| word == &rest[..end])
}

/// The clause up to the next mark, without spaces: one of the reporting words stands in
/// it, and not inside a longer word that means something else. A clause that ends in a
/// colon reports what comes after it.
fn reported_wide(rest: &str, rules: &Rules) -> bool {
    if rules.profile.words.starters.iter().any(|word| rest.starts_with(word.as_str())) {
        return false;
    }
    let mut clause = rest;
    for first in [true, false, false] {
        let mark = clause
            .char_indices()
            .take(CLAUSE + 1)
            .find(|(_, c)| rules.class(*c) != Class::Other);
        let (length, mark) = match mark {
            Some(found) => found,
            None if clause.chars().nth(CLAUSE).is_none() => (clause.len(), '。'),
            // A clause that long is a sentence that happens to hold such a word.
            None => return false,
        };
        let (words, rest) = clause.split_at(length);
        match rules.class(mark) {
            _ if matches!(mark, ':' | '：') => return false,
            _ if first && holds_word(words, rules) => return true,
            Class::Join => clause = &rest[mark.len_utf8()..],
            // He looked up, and slowly said: the word stands at the very end.
            Class::Full => return !first && ends_with_word(words, rules),
            _ => return false,
        }
    }
    false
}

/// Returns whether a clause ends with one of the reporting words.
fn ends_with_word(clause: &str, rules: &Rules) -> bool {
    let words = &rules.profile.words;
    words.reporting.iter().any(|word| clause.ends_with(word.as_str()))
        && !words.not.iter().any(|word| clause.ends_with(word.as_str()))
}

fn holds_word(clause: &str, rules: &Rules) -> bool {
    let words = &rules.profile.words;
    let hidden: Vec<(usize, usize)> = words
        .not
        .iter()
        .flat_map(|word| clause.match_indices(word.as_str()))
        .map(|(at, word)| (at, at + word.len()))
        .collect();
    words.reporting.iter().flat_map(|word| clause.match_indices(word.as_str())).any(
        |(at, word)| {
            let end = at + word.len();
            !hidden
                .iter()
                .any(|&(from, to)| from < end && at < to && to - from > word.len())
        },
    )
}

/// The next few words: the first is a name (or a pronoun that keeps its capital), and
/// one of them reports.
fn reported_words(rest: &str, rules: &Rules) -> bool {
    let words = &rules.profile.words;
    for (index, word) in rest.split_whitespace().take(WORDS).enumerate() {
        let bare = word.trim_end_matches(|c: char| rules.class(c) != Class::Other);
        let lower = bare.to_lowercase();
        let kept = words.reporters.iter().any(|reporter| reporter == bare);
        if index == 0 && rules.starters.contains(lower.as_str()) && !kept {
            return false;
        }
        if words.reporting.contains(&lower) {
            return true;
        }
        let abbreviated = rules.is(&lower, Word::Title) || bare.chars().count() == 1;
        if bare.len() < word.len() && !abbreviated {
            return false;
        }
    }
    false
}

/// Returns the place before a second quotation that nothing but its quotation mark parts
/// from what came before: 「…」と言った「…」, “…—”“…”, or a paragraph of quotations only.
pub(super) fn second(
    text: &str,
    marks: &[Mark],
    index: usize,
    rules: &Rules,
    start: usize,
) -> Option<Place> {
    let open = &marks[index];
    let close = open.opens().filter(|pair| *pair == Pair::Quote).and(open.mate)?;
    let last = marks[..index].last()?;
    let first = &marks[last.mate?];
    if last.closes()? != Pair::Quote || open.outer.is_some() {
        return None;
    }
    let between = &text[last.end()..open.at];
    let cut = match between.trim().is_empty() {
        true => {
            let broken = text[..last.at].chars().next_back().map(|c| rules.class(c));
            broken == Some(Class::Dash)
                || (first.at == start && only_quotations(text, marks, index))
        }
        false if first.at == start => {
            let words = &rules.profile.words;
            let ends = marks[close].end() == text.len()
                || marks.get(close + 1).is_some_and(Mark::is_terminal);
            ends && continues(between, &words.quotatives, rules)
                && words.reporting.iter().any(|word| between.ends_with(word.as_str()))
        }
        false => false,
    };
    let end = last.end() + between.trim_end().len();
    cut.then_some(Place { end, next: open.at, cut, rule: "second quotation" })
}

/// Returns whether the paragraph, from the quotation that opens at `index` on, is one
/// quotation after the other.
fn only_quotations(text: &str, marks: &[Mark], mut index: usize) -> bool {
    // Longer rows of quotations are lists, or hostile.
    for _ in 0..8 {
        let close = match (marks[index].opens(), marks[index].mate) {
            (Some(Pair::Quote), Some(close)) => close,
            _ => return false,
        };
        match marks.get(close + 1) {
            None => return text[marks[close].end()..].trim().is_empty(),
            Some(next) if text[marks[close].end()..next.at].trim().is_empty() => {
                index = close + 1;
            }
            Some(_) => return false,
        }
    }
    false
}
