//! The lines of a text, and what each is: running text, the number of a page, a heading.
//!
//! Invariant: a line is left out only by its company: numbers that count up, a line that
//! stands on many pages, leaders that lead to numbers on several lines.

use std::collections::HashMap;

use super::build::Builder;
use super::clean::Rule;
use super::text::width;

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Running text, or none.
    Text,
    /// A heading that no blank line need follow.
    Heading,
    /// The first line of a note.
    Note,
    /// Left out by a rule.
    Left(Rule),
}

/// A line of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    start: u32,
    end: u32,
    /// Whether a page begins with it.
    pub(super) page: bool,
    /// Whether a paragraph is known to begin with it.
    pub(super) begins: bool,
    pub(super) role: Role,
}

/// The longest line that may be a running head, a number or a heading, in bytes.
const SHORT: usize = 120;
/// How many pages away a running head comes again: left and right pages have their own.
const NEAR: usize = 4;
/// How many pages, or lines, have the same before it is no chance.
const OFTEN: usize = 3;

impl Line {
    pub(super) fn new(start: usize, end: usize) -> Self {
        // A text has less than 4 GB: `decode` sees to it.
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (start, end) = (narrow(start), narrow(end));
        Self { start, end, page: false, begins: false, role: Role::Text }
    }

    /// Returns the line as it stands at another place.
    pub(super) fn at_place(&self, start: usize, end: usize) -> Self {
        Self {
            page: self.page,
            begins: self.begins,
            role: self.role,
            ..Self::new(start, end)
        }
    }

    /// Returns the first byte of the line.
    pub(super) fn at(&self) -> usize {
        self.start as usize
    }

    /// Returns the line's own text.
    pub(super) fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..self.end as usize]
    }
}

/// The lines of a text, each with its first byte; a page ends a line as well.
pub(super) fn all_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(['\n', '\u{c}']).map(move |line| {
        let start = at;
        at += line.len() + 1;
        (start, line)
    })
}

/// Returns the lines of a text, not judged yet.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> =
        all_lines(text).map(|(at, line)| Line::new(at, at + line.len())).collect();
    if text.contains('\u{c}') {
        for line in &mut lines {
            line.page = line.at() > 0 && text.as_bytes()[line.at() - 1] == 0xc;
        }
    }
    lines
}

/// Judges the lines of a text.
pub(super) fn judge(text: &str, lines: &mut [Line], out: &Builder) {
    if lines.iter().any(|line| line.page) {
        if out.on(Rule::RunningHeads) {
            running_heads(text, lines);
        }
        if out.on(Rule::PageNumbers) {
            numbers_at_edges(text, lines);
        }
    } else if out.on(Rule::PageNumbers) {
        lone_numbers(text, lines);
    }
    if out.on(Rule::Contents) {
        contents(text, lines);
    }
    if out.on(Rule::Headings) {
        headings(text, lines);
    }
}

/// Judges the lines of pages of which is known what is a heading and a note.
pub(super) fn judge_pages(text: &str, lines: &mut [Line], out: &Builder) {
    if out.on(Rule::RunningHeads) {
        running_heads(text, lines);
    }
    if out.on(Rule::PageNumbers) {
        numbers_at_edges(text, lines);
    }
    if out.on(Rule::Contents) {
        contents(text, lines);
    }
}

/// The lines of each page, as ranges of indices.
fn pages(lines: &[Line]) -> Vec<std::ops::Range<usize>> {
    let mut starts: Vec<usize> =
        (0..lines.len()).filter(|&index| index == 0 || lines[index].page).collect();
    starts.push(lines.len());
    starts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// The first two lines with text of a page and the last two.
fn edges(text: &str, lines: &[Line], page: std::ops::Range<usize>) -> Vec<usize> {
    let full = |&index: &usize| {
        let line = &lines[index];
        line.role == Role::Text && !line.of(text).trim().is_empty()
    };
    let mut out: Vec<usize> = page.clone().filter(full).take(2).collect();
    out.extend(page.rev().filter(full).take(2));
    out.sort_unstable();
    out.dedup();
    out
}

/// Leaves out short lines that stand at the edge of three pages near each other, or of all,
/// numbers aside: a chapter has its own, and a line of text may come again far away.
fn running_heads(text: &str, lines: &mut [Line]) {
    let pages = pages(lines);
    let mut seen: HashMap<String, Vec<usize>> = HashMap::new();
    let key = |line: &Line| {
        let inner = line.of(text).trim();
        let letters = inner.chars().filter(|c| !c.is_numeric() && !c.is_whitespace());
        let key: String = letters.collect();
        (inner.len() <= SHORT && key.chars().any(char::is_alphabetic)).then_some(key)
    };
    for (number, page) in pages.iter().enumerate() {
        let keys = edges(text, lines, page.clone()).into_iter();
        for key in keys.filter_map(|at| key(&lines[at])) {
            let places = seen.entry(key).or_default();
            if places.last() != Some(&number) {
                places.push(number);
            }
        }
    }
    let often = OFTEN.min(pages.len().max(2));
    for (number, page) in pages.into_iter().enumerate() {
        for at in edges(text, lines, page) {
            let places = key(&lines[at]).and_then(|key| seen.get(&key));
            let near = |place: &&usize| place.abs_diff(number) <= NEAR;
            if places.is_some_and(|places| places.iter().filter(near).count() >= often) {
                lines[at].role = Role::Left(Rule::RunningHeads);
            }
        }
    }
}

/// Leaves out the numbers at the edges of pages.
fn numbers_at_edges(text: &str, lines: &mut [Line]) {
    let numbers: Vec<(usize, u32)> = pages(lines)
        .into_iter()
        .filter_map(|page| {
            let edges = edges(text, lines, page);
            let outer = [edges.first(), edges.last()].into_iter().flatten();
            outer.copied().find_map(|at| Some((at, number(lines[at].of(text))?)))
        })
        .collect();
    for (at, _) in counting(&numbers, 2) {
        lines[at].role = Role::Left(Rule::PageNumbers);
    }
}

/// Leaves out lines that are only a number, between blank lines, where they count up.
fn lone_numbers(text: &str, lines: &mut [Line]) {
    let blank = |at: Option<usize>| {
        at.and_then(|at| lines.get(at)).is_none_or(|line| line.of(text).trim().is_empty())
    };
    let numbers: Vec<(usize, u32)> = (0..lines.len())
        .filter(|&at| blank(at.checked_sub(1)) || blank(Some(at + 1)))
        .filter_map(|at| Some((at, number(lines[at].of(text))?)))
        .collect();
    // Chapters are numbered as well: they begin with 1, and a heading stands in their
    // place; pages of running text begin amid it, and their text goes on.
    let broken = |at: usize| {
        let before =
            lines[..at].iter().rev().find(|line| !line.of(text).trim().is_empty());
        before.is_some_and(|line| {
            let last = line.of(text).trim().chars().next_back();
            last.is_some_and(|c| c.is_alphanumeric() || ",-‐、，;".contains(c))
        })
    };
    let counted = counting(&numbers, OFTEN);
    let amid = counted.iter().filter(|(at, _)| broken(*at)).count();
    if amid * 3 >= counted.len() {
        for (at, _) in counted {
            lines[at].role = Role::Left(Rule::PageNumbers);
        }
    }
}

/// The longest run of numbers of which each is a little more than the one before, if it
/// is at least `least` long.
fn counting(numbers: &[(usize, u32)], least: usize) -> Vec<(usize, u32)> {
    let mut best: Vec<(usize, u32)> = Vec::new();
    let mut run: Vec<(usize, u32)> = Vec::new();
    for &(at, number) in numbers {
        let follows = run
            .last()
            .is_some_and(|&(_, last)| (1..=3).contains(&number.wrapping_sub(last)));
        if !follows {
            if run.len() > best.len() {
                best = std::mem::take(&mut run);
            }
            run.clear();
        }
        run.push((at, number));
    }
    if run.len() > best.len() {
        best = run;
    }
    if best.len() >= least { best } else { Vec::new() }
}

/// The number that a line is, and nothing else: `12`, `- 12 -`, `[12]`, `xii`, `第12页`.
fn number(line: &str) -> Option<u32> {
    let inner = line.trim();
    if inner.len() > 24 {
        return None;
    }
    let bare = inner
        .trim_matches([
            '-', '–', '—', '[', ']', '(', ')', '~', '·', '|', ' ', '　', '第', '页',
            '頁', '.',
        ])
        .trim_start_matches("Page ")
        .trim_start_matches("p. ");
    if bare.is_empty() {
        return None;
    }
    let digit = |c: char| match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    };
    if bare.chars().count() <= 4 && bare.chars().all(|c| digit(c).is_some()) {
        return Some(bare.chars().filter_map(digit).fold(0, |sum, d| sum * 10 + d));
    }
    roman(bare)
}

/// The value of a roman number in one case.
fn roman(text: &str) -> Option<u32> {
    let value = |c: char| match c.to_ascii_lowercase() {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        'l' => Some(50),
        'c' => Some(100),
        _ => None,
    };
    let values: Vec<u32> = text.chars().map(value).collect::<Option<_>>()?;
    let signed = values.iter().enumerate().map(|(at, &value)| {
        let next = values.get(at + 1).copied().unwrap_or(0);
        if value < next { -i64::from(value) } else { i64::from(value) }
    });
    let value = u32::try_from(signed.sum::<i64>()).ok()?;
    // `civil` has the letters of one, and is none.
    (written(value) == text.to_ascii_lowercase()).then_some(value)
}

/// A number in roman figures.
fn written(mut number: u32) -> String {
    const FIGURES: &[(u32, &str)] = &[
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut out = String::new();
    for &(value, figure) in FIGURES {
        while number >= value && out.len() < 16 {
            out += figure;
            number -= value;
        }
    }
    out
}

/// Leaves out lines with leaders to a number, where three of them stand together.
fn contents(text: &str, lines: &mut [Line]) {
    let mut run: Vec<usize> = Vec::new();
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let inner = line.of(text).trim();
        if inner.is_empty() {
            continue;
        }
        if inner.len() <= SHORT * 2 && leads(inner) {
            run.push(at);
        } else if !run.is_empty() {
            runs.push(std::mem::take(&mut run));
        }
    }
    runs.push(run);
    for at in runs.into_iter().filter(|run| run.len() >= OFTEN).flatten() {
        lines[at].role = Role::Left(Rule::Contents);
    }
}

/// Returns whether a line is a title, leaders and a number: `The bridge ..... 12`.
fn leads(line: &str) -> bool {
    let digits =
        line.trim_end_matches(|c: char| c.is_numeric() || "ivxlcIVXLC".contains(c));
    if digits.len() == line.len() || line.len() - digits.len() > 12 {
        return false;
    }
    let leader = |c: char| {
        matches!(c, '.' | '…' | '‥' | '·' | '・' | '⋯' | '_' | '．' | ' ' | '\t')
    };
    let title = digits.trim_end_matches(leader);
    let leaders = &digits[title.len()..];
    let dots: usize = leaders
        .chars()
        .map(|c| match c {
            ' ' | '\t' => 0,
            '…' | '⋯' => 3,
            _ => 1,
        })
        .sum();
    dots >= 4 && title.chars().any(char::is_alphabetic)
}

/// Finds headings that stand right above their text: short, at the beginning of a
/// paragraph, numbered or in capitals, and without an end mark.
fn headings(text: &str, lines: &mut [Line]) {
    let mut free = true;
    for at in 0..lines.len() {
        let inner = lines[at].of(text).trim();
        let next = lines.get(at + 1).map_or("", |line| line.of(text).trim());
        if free
            && lines[at].role == Role::Text
            && !next.is_empty()
            && inner.len() <= SHORT / 2
            && width(inner) * 3 <= width(next) * 2
            && is_title(inner)
            && !next.starts_with(char::is_lowercase)
        {
            lines[at].role = Role::Heading;
        }
        free = inner.is_empty() || lines[at].role != Role::Text;
    }
}

fn is_title(line: &str) -> bool {
    let Some(last) = line.chars().next_back() else { return false };
    if !(last.is_alphanumeric()
        || last == '.' && roman(line.trim_end_matches('.')).is_some())
    {
        return false;
    }
    let (first, rest) = line.split_once([' ', '　', '\t']).unwrap_or((line, ""));
    let bare = first.trim_end_matches(['.', ')']);
    let numbered = bare.len() < first.len()
        && rest.starts_with(char::is_uppercase)
        && (bare.chars().all(|c| c.is_ascii_digit() || c == '.')
            || roman(bare).is_some());
    let letters = line.chars().filter(|c| c.is_alphabetic());
    let capitals = letters.clone().all(char::is_uppercase) && letters.count() >= 3;
    // 第三章, 第二回
    let counted = first.starts_with('第')
        && first.chars().count() <= 8
        && first.ends_with([
            '章', '节', '節', '回', '编', '編', '部', '话', '話', '卷', '巻',
        ]);
    numbered || capitals || counted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_pages_are_read_in_all_their_dresses() {
        for (line, wanted) in [
            ("12", Some(12)),
            ("- 12 -", Some(12)),
            ("xiv", Some(14)),
            ("第１２页", Some(12)),
            ("[3]", Some(3)),
            ("12 May", None),
            ("civil", None),
            ("", None),
        ] {
            assert_eq!(number(line), wanted, "{line}");
        }
    }

    #[test]
    fn numbers_that_do_not_count_up_stay() {
        let text = "uno\n\n12\n\ndue\n\n7\n\ntre\n\n90\n";
        let mut found = lines(text);
        lone_numbers(text, &mut found);
        assert!(found.iter().all(|line| line.role == Role::Text));
    }

    #[test]
    fn leaders_lead_to_a_number() {
        assert!(leads("Capitolo primo . . . . . . 5") && leads("第一章 断桥………… 12"));
        assert!(!leads("e poi... 1953") && !leads("Nel 1953"));
    }
}
