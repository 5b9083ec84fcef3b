//! A text cut into lines by display width.
//!
//! Breaks are those of UAX #14 (strict) that the kinsoku table allows, at the bounds of
//! grapheme clusters; a piece that is longer than a line is cut between two clusters.
//! Invariant: the lines in order are the text, less the white space at their ends.

use std::ops::Range;

use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::kinsoku;

/// Returns how many cells a text takes: the sum of its clusters, as a terminal that sets
/// one after the other shows them.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// Returns as much of a text as `room` cells hold.
pub(super) fn cut(text: &str, room: usize) -> &str {
    let mut end = 0;
    let mut taken = 0;
    for cluster in text.graphemes(true) {
        taken += cluster.width();
        if taken > room {
            break;
        }
        end += cluster.len();
    }
    &text[..end]
}

/// Cuts a text into lines of at most `room` cells; at the `glued` bytes it never breaks
/// if there is another way.
pub(super) fn wrap(text: &str, glued: &[usize], room: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    if width(text) <= room {
        lines.push(trimmed(text, 0..text.len()));
        return lines;
    }
    let clusters = clusters(text, glued);
    let (mut first, mut taken, mut last_break) = (0, 0, None);
    let mut i = 0;
    while i < clusters.len() {
        let cluster = clusters[i];
        if cluster.breaks && i > first {
            last_break = Some(i);
        }
        // White space at the end of a line hangs into the margin: nobody sees it.
        if cluster.space || taken + cluster.width <= room || i == first {
            taken += cluster.width;
            i += 1;
            continue;
        }
        let end = last_break.unwrap_or_else(|| forced(&clusters, first, i));
        lines.push(trimmed(text, clusters[first].start..clusters[end].start));
        (first, taken, last_break, i) = (end, 0, None, end);
    }
    let start = clusters.get(first).map_or(0, |cluster| cluster.start);
    lines.push(trimmed(text, start..text.len()));
    lines
}

#[derive(Clone, Copy)]
struct Cluster {
    start: usize,
    width: usize,
    /// Whether it is white space that may vanish at the end of a line.
    space: bool,
    /// Whether a line may end before it.
    breaks: bool,
    /// Whether a line must not end before it even where a piece has to be cut.
    bad_cut: bool,
}

fn clusters(text: &str, glued: &[usize]) -> Vec<Cluster> {
    let mut breaks =
        linebreaks(text).map(|(at, _): (usize, BreakOpportunity)| at).peekable();
    let cluster = |(start, cluster): (usize, &str)| {
        while breaks.next_if(|at| *at < start).is_some() {}
        let allowed = kinsoku::allows(text, start) && !glued.contains(&start);
        let found = breaks.next_if_eq(&start).is_some();
        Cluster {
            start,
            width: cluster.width(),
            space: cluster.chars().all(is_space),
            breaks: found && allowed,
            bad_cut: !allowed || (!found && !is_word(text, start)),
        }
    };
    text.grapheme_indices(true).map(cluster).collect()
}

/// Returns where a piece without a break is cut, at or before `end`: not before a mark
/// that may not start a line, nor after one that may not end it, if that can be helped.
fn forced(clusters: &[Cluster], first: usize, end: usize) -> usize {
    let good = |i: &usize| !clusters[*i].bad_cut && !clusters[*i].space;
    (first + 1..=end).rev().find(good).unwrap_or(end)
}

/// Returns whether byte `at` lies within a word or number, where a cut is ugly but breaks
/// no rule: between wide letters only a rule can be why there is no break.
fn is_word(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().next();
    let narrow = |c: char| c.is_alphanumeric() && c.width() == Some(1);
    [before, after].iter().all(|c| c.is_some_and(narrow))
}

/// Returns whether it is white space after which a line may end.
fn is_space(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let end = range.start + text[range.clone()].trim_end_matches(is_space).len();
    range.start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, room: usize) -> Vec<&str> {
        wrap(text, &[], room).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn marks_stay_with_their_words() {
        for (text, room, wanted) in [
            ("uno due  tre", 7, &["uno due", "tre"][..]),
            ("他说：「好。」然后走了。", 10, &["他说：", "「好。」然", "后走了。"]),
            ("シャッターを切った。", 6, &["シャッ", "ターを", "切っ", "た。"]),
            ("罗巴诺夫－罗斯托夫", 8, &["罗巴诺", "夫－罗斯", "托夫"]),
            ("一九四五——一九五三年", 8, &["一九四", "五——一九", "五三年"]),
            ("abcdefghij", 4, &["abcd", "efgh", "ij"]),
            ("", 4, &[""]),
        ] {
            assert_eq!(lines(text, room), wanted, "{text}");
        }
    }

    #[test]
    fn clusters_are_never_cut() {
        let family = "👩\u{200d}👩\u{200d}👧\u{200d}👦";
        assert_eq!(width(family), 2);
        assert_eq!(lines(&family.repeat(3), 4), [family.repeat(2), family.to_owned()]);
        assert_eq!(
            lines(&"e\u{301}".repeat(5), 4),
            ["e\u{301}".repeat(4), "e\u{301}".into()]
        );
    }

    #[test]
    fn glued_places_do_not_break() {
        let text = "one [2] two";
        assert_eq!(wrap(text, &[8], 7), [0..3, 4..11]);
        assert_eq!(wrap(text, &[], 7), [0..7, 8..11]);
    }
}
