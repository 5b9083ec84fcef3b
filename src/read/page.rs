//! Glyphs on pages, as lines in reading order: columns, paragraphs, headings, notes.
//!
//! Invariant: every glyph is in one line; only raised marks of notes may be left out.

use super::build::{Builder, is_wide};
use super::clean::Rule;
use super::layout::{self, Line, Role};
use super::marks::is_raised_mark;

/// A glyph and where it stands, in points; `y` grows upwards.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    pub(super) x: f64,
    /// Where the next glyph would stand.
    pub(super) end: f64,
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) text: String,
}

/// A page: pieces of lines, as they were shown.
#[derive(Debug)]
pub(super) struct Page(Vec<Piece>);

/// Glyphs that follow each other on a line.
#[derive(Clone, Debug)]
struct Piece {
    x: f64,
    end: f64,
    y: f64,
    size: f64,
    text: String,
}

/// Pages as one text.
#[derive(Debug)]
pub(super) struct Laid {
    pub(super) text: String,
    pub(super) lines: Vec<Line>,
    /// How many raised marks of notes were left out.
    pub(super) raised: usize,
}

/// A line of a column.
#[derive(Clone, Debug, Default)]
struct Row {
    x: f64,
    end: f64,
    y: f64,
    size: f64,
    text: String,
    /// Whether it begins with the raised mark of a note.
    note: bool,
    /// Whether it is the first of a page, or of a column.
    page: bool,
    column: bool,
    /// Where its column begins and ends.
    left: f64,
    right: f64,
}

impl Page {
    /// Joins glyphs that follow each other.
    pub(super) fn new(glyphs: Vec<Glyph>) -> Self {
        let mut pieces: Vec<Piece> = Vec::new();
        for glyph in glyphs {
            if glyph.text.chars().all(|c| c.is_whitespace() || c.is_control()) {
                // A space is a gap: it is seen as one.
                continue;
            }
            let Glyph { x, end, y, size, text } = glyph;
            let piece = Piece { x, end, y, size, text };
            match pieces.last_mut().filter(|last| last.is_before(&piece, 0.3)) {
                Some(last) => last.add(piece),
                None => pieces.push(piece),
            }
        }
        // What stands in a gap may have been shown later, in another font.
        pieces.sort_by(|a, b| b.y.total_cmp(&a.y));
        let mut joined: Vec<Piece> = Vec::new();
        let mut rest = pieces.into_iter().peekable();
        while let Some(first) = rest.next() {
            let (y, near) = (first.y, first.size * 0.1);
            let mut line = vec![first];
            while let Some(piece) = rest.next_if(|piece| (piece.y - y).abs() < near) {
                line.push(piece);
            }
            line.sort_by(|a, b| a.x.total_cmp(&b.x));
            let start = joined.len();
            for piece in line {
                match joined[start..]
                    .last_mut()
                    .filter(|last| last.is_before(&piece, 1.2))
                {
                    Some(last) => last.add(piece),
                    None => joined.push(piece),
                }
            }
        }
        Self(joined)
    }
}

impl Piece {
    /// Returns whether a piece goes on where this one ends, or up to `gap` sizes after it.
    fn is_before(&self, next: &Piece, gap: f64) -> bool {
        let between = next.x - self.end;
        (next.y - self.y).abs() < self.size * 0.1
            && (next.size - self.size).abs() < self.size * 0.1
            && between > -self.size * 0.4
            && between < self.size * gap
    }

    fn add(&mut self, next: Piece) {
        add(self, next.x, &next.text);
        self.end = self.end.max(next.end);
    }
}

/// Adds text that begins at `x` to a piece, with the space that the gap is.
fn add(piece: &mut Piece, x: f64, text: &str) {
    let (before, after) = (piece.text.chars().next_back(), text.chars().next());
    let wide = before.is_some_and(is_wide) && after.is_some_and(is_wide);
    let gap = x - piece.end;
    // Justified lines of Han are stretched; a space between words is a fifth of the size.
    if gap > piece.size * if wide { 0.9 } else { 0.15 } {
        piece.text.push(' ');
    }
    piece.text.push_str(text);
}

/// Lays the pages out as one text, and judges its lines.
pub(super) fn lay(pages: &[Page], out: &Builder) -> Laid {
    let marks = out.on(Rule::FootnoteMarks);
    let body = body_size(pages);
    let mut raised = 0;
    let mut rows: Vec<Row> = Vec::new();
    for page in pages {
        let mut first = true;
        let mut columns = Vec::new();
        order(page.0.clone(), 0, &mut columns);
        for column in columns {
            let mut found = joined(column, marks, &mut raised);
            if let Some(row) = found.first_mut() {
                row.page = std::mem::take(&mut first);
                row.column = true;
            }
            rows.append(&mut found);
        }
        if first {
            // A page without text is a page.
            rows.push(Row { size: body, page: true, column: true, ..Row::default() });
        }
    }
    let step = leading(&rows);
    let mut laid = Laid { text: String::new(), lines: Vec::new(), raised };
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            laid.text.push(if row.page { '\u{c}' } else { '\n' });
        }
        let start = laid.text.len();
        laid.text.push_str(&row.text);
        let mut line = Line::new(start, laid.text.len());
        line.page = row.page;
        let after = laid.lines.last().is_some_and(|line: &Line| line.role == Role::Note);
        if is_note(&rows, index, body, step, after) {
            line.role = Role::Note;
        } else if row.size > body * 1.12 && row.text.chars().count() < 120 {
            line.role = Role::Heading;
        }
        laid.lines.push(line);
    }
    layout::judge_pages(&laid.text, &mut laid.lines, out);
    // Where paragraphs begin is seen from the lines of the text alone.
    let (mut kept, mut places) = (Vec::new(), Vec::new());
    let (mut page, mut column) = (false, false);
    for (index, mut row) in rows.into_iter().enumerate() {
        (page, column) = (page || row.page, column || row.column);
        if !matches!(laid.lines[index].role, Role::Left(_)) {
            (row.page, row.column) = (page, column);
            (page, column) = (false, false);
            kept.push(row);
            places.push(index);
        }
    }
    let leading = leading(&kept);
    let mut foot = false;
    for (at, &index) in places.iter().enumerate() {
        let line = &mut laid.lines[index];
        line.begins = match line.role {
            Role::Note => true,
            // A heading may take two lines.
            Role::Heading => at.checked_sub(1).is_none_or(|before| {
                let (before, row) = (&kept[before], &kept[at]);
                row.column
                    || (before.size - row.size).abs() > 0.5
                    || before.y - row.y > row.size * 1.7
            }),
            // After the notes at its foot, a page goes on with the paragraph before them.
            _ if foot && kept[at].page => {
                let before = kept[..at].iter().rposition(|row| row.size > body * 0.93);
                before.is_some_and(|before| {
                    begins(&[kept[before].clone(), kept[at].clone()], 1, leading)
                })
            }
            _ => begins(&kept, at, leading),
        };
        foot = line.role == Role::Note || foot && !kept[at].page;
    }
    laid
}

/// The lines as they stand in a text that was normalized: as many, in the same order.
pub(super) fn moved(text: &str, lines: &[Line]) -> Vec<Line> {
    let found = layout::all_lines(text).map(|(at, line)| (at, at + line.len()));
    let pairs = found.zip(lines);
    pairs.map(|((start, end), line)| line.at_place(start, end)).collect()
}

/// The size that most characters have.
fn body_size(pages: &[Page]) -> f64 {
    let mut counts = std::collections::BTreeMap::<i64, usize>::new();
    for piece in pages.iter().flat_map(|page| &page.0) {
        // In quarters of a point.
        let key = (piece.size * 4.0).round() as i64;
        *counts.entry(key).or_default() += piece.text.chars().count();
    }
    let most =
        counts.iter().max_by_key(|(size, count)| (**count, std::cmp::Reverse(**size)));
    most.map_or(10.0, |(&size, _)| size as f64 / 4.0)
}

/// Puts pieces in the order of reading: bands from the top, columns in them.
fn order(mut pieces: Vec<Piece>, depth: usize, out: &mut Vec<Vec<Piece>>) {
    pieces.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.x.total_cmp(&b.x)));
    let gutter = if depth < 2 { gutter(&pieces) } else { None };
    let Some(gutter) = gutter else {
        if !pieces.is_empty() {
            out.push(pieces);
        }
        return;
    };
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let mut flush = |left: &mut Vec<Piece>, right: &mut Vec<Piece>| {
        order(std::mem::take(left), depth + 1, out);
        order(std::mem::take(right), depth + 1, out);
    };
    for piece in pieces {
        if piece.x < gutter - 1.0 && piece.end > gutter + 1.0 {
            // What crosses both columns parts what is above it from what is below.
            flush(&mut left, &mut right);
            left.push(piece);
            flush(&mut left, &mut right);
        } else if piece.end <= gutter + 1.0 {
            left.push(piece);
        } else {
            right.push(piece);
        }
    }
    flush(&mut left, &mut right);
}

/// Where two columns part: a place in the middle that few lines cross, with many lines on
/// both sides.
fn gutter(pieces: &[Piece]) -> Option<f64> {
    if pieces.len() < 10 {
        return None;
    }
    let low = pieces.iter().map(|piece| piece.x).fold(f64::MAX, f64::min);
    let high = pieces.iter().map(|piece| piece.end).fold(f64::MIN, f64::max);
    let width = high - low;
    if !(width > 100.0 && width < 1e5) {
        return None;
    }
    const BINS: usize = 200;
    let bin = |x: f64| ((x - low) / width * BINS as f64).clamp(0.0, BINS as f64) as usize;
    let mut crossed = [0_usize; BINS + 1];
    for piece in pieces {
        let (from, to) = (bin(piece.x), bin(piece.end));
        crossed[from..=to.max(from)].iter_mut().for_each(|count| *count += 1);
    }
    let middle = BINS * 3 / 10..=BINS * 7 / 10;
    let best = middle.clone().min_by_key(|&at| (crossed[at], at.abs_diff(BINS / 2)))?;
    let least = crossed[best];
    // The middle of the widest such place around it.
    let from =
        (0..=best).rev().take_while(|&at| crossed[at] <= least).last().unwrap_or(best);
    let to = (best..=BINS).take_while(|&at| crossed[at] <= least).last().unwrap_or(best);
    let gutter = low + (from + to + 1) as f64 / 2.0 / BINS as f64 * width;
    let side = |left: bool| {
        let on = |piece: &&Piece| {
            if left { piece.end <= gutter + 1.0 } else { piece.x >= gutter - 1.0 }
        };
        // A column is of lines, not of words.
        let long = |piece: &&Piece| piece.end - piece.x > width * 0.2;
        pieces.iter().filter(on).filter(long).count()
    };
    let (left, right) = (side(true), side(false));
    let wide = (to - from + 1) as f64 / BINS as f64 * width;
    let size = pieces.iter().map(|piece| piece.size).sum::<f64>() / pieces.len() as f64;
    (left.min(right) >= 4 && least * 4 <= left + right && wide >= size * 0.7)
        .then_some(gutter)
}

/// Joins the pieces of a column that stand on one line.
fn joined(column: Vec<Piece>, marks: bool, raised: &mut usize) -> Vec<Row> {
    let mut lines: Vec<Vec<Piece>> = Vec::new();
    for piece in column {
        // Sorted from the top: a raised piece comes before its line.
        let near = lines.iter_mut().rev().take(3).find(|line| {
            line.iter().any(|other| {
                let (tall, low) =
                    (other.size.max(piece.size), other.size.min(piece.size));
                // What is raised is smaller, and may stand higher.
                let reach = if low < tall * 0.85 { 0.65 } else { 0.45 };
                (other.y - piece.y).abs() < tall * reach
            })
        });
        match near {
            Some(line) => line.push(piece),
            None => lines.push(vec![piece]),
        }
    }
    let mut rows: Vec<Row> = Vec::new();
    for mut line in lines {
        line.sort_by(|a, b| a.x.total_cmp(&b.x));
        let main = line.iter().max_by_key(|piece| piece.text.chars().count());
        let Some((y, size)) = main.map(|main| (main.y, main.size)) else { continue };
        let mut whole: Option<Piece> = None;
        let mut note = false;
        for piece in line {
            let is_raised = piece.size < size * 0.85 && piece.y > y + size * 0.12;
            let before = whole.as_ref().map_or("", |whole| whole.text.as_str());
            let digits =
                piece.text.chars().all(|c| c.is_ascii_digit() || "*†‡§".contains(c));
            let first = whole.is_none() && digits;
            if is_raised && (first || is_raised_mark(&piece.text, before)) {
                note |= whole.is_none();
                *raised += usize::from(marks);
                if marks {
                    // The text goes on where the mark ends.
                    if let Some(whole) = &mut whole {
                        whole.end = whole.end.max(piece.end);
                    }
                    continue;
                }
            }
            match &mut whole {
                Some(whole) => {
                    add(whole, piece.x, &piece.text);
                    whole.end = whole.end.max(piece.end);
                }
                None => whole = Some(Piece { y, size, ..piece }),
            }
        }
        if let Some(Piece { x, end, text, .. }) = whole {
            let (page, column, left, right) = (false, false, 0.0, 0.0);
            rows.push(Row { x, end, y, size, text, note, page, column, left, right });
        }
    }
    // Where most lines begin and where the long ones end.
    let mut starts: Vec<f64> = rows.iter().map(|row| row.x).collect();
    starts.sort_by(f64::total_cmp);
    let left = starts.get(starts.len() / 4).copied().unwrap_or(0.0);
    let right = rows.iter().map(|row| row.end).fold(left, f64::max);
    rows.iter_mut().for_each(|row| (row.left, row.right) = (left, right));
    rows
}

/// The distance that lines of one paragraph have: of all pages, that of which a quarter is
/// less, for between paragraphs there may be more.
fn leading(rows: &[Row]) -> f64 {
    let mut steps: Vec<f64> = rows
        .windows(2)
        .filter(|pair| !pair[1].column && !pair[1].page)
        .map(|pair| pair[0].y - pair[1].y)
        .filter(|step| *step > 1.0)
        .collect();
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len() / 4).copied().unwrap_or(12.0)
}

/// Returns whether a paragraph begins with a line.
fn begins(rows: &[Row], index: usize, leading: f64) -> bool {
    let row = &rows[index];
    let Some(before) = index.checked_sub(1).map(|at| &rows[at]) else { return true };
    let indent = row.x - row.left;
    let indented = indent > row.size * 0.7 && indent < (row.right - row.left) * 0.4;
    let next = rows.get(index + 1).filter(|next| !next.column);
    let ended = before
        .text
        .trim_end()
        .ends_with(|c: char| !c.is_alphanumeric() && !",、，-‐;；".contains(c));
    let short = before.end < before.right - (before.right - before.left) * 0.12;
    // Of a centred or a set-in block all lines are; of a paragraph the first is.
    let alone = next.is_some_and(|next| next.x < row.x - 1.0);
    if indented && (alone || ended || (before.x - row.x).abs() >= 1.0 && !row.column) {
        return true;
    }
    if row.column || row.page {
        return short && ended;
    }
    let gap = before.y - row.y;
    gap > leading * 1.35
        || (gap < 0.0)
        || short && ended
        || (row.size - before.size).abs() > row.size * 0.12
}

/// Returns whether a line begins a note: it has a mark, and is small and the last of its
/// size on its column, or stands apart from what is above, or follows another note.
fn is_note(rows: &[Row], index: usize, body: f64, leading: f64, after: bool) -> bool {
    let row = &rows[index];
    let small = |row: &Row| row.size < body * 0.93;
    let number = row.text.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = (1..=3).contains(&number)
        && row.text[number..].starts_with([' ', '.', ')'])
        && row.text.len() > number + 4;
    if !small(row) {
        let above = index.checked_sub(1).map(|above| rows[above].y - row.y);
        let apart = above.is_some_and(|gap| gap > leading * 1.6);
        return row.note && !row.column && (apart || after);
    }
    // The number of the page may stand below.
    let rest = rows[index + 1..].iter().take_while(|row| !row.page && !row.column);
    (row.note || numbered)
        && rest.filter(|row| !small(row)).all(|row| row.text.chars().count() <= 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::read::Options;

    fn page(lines: &[(f64, f64, f64, &str)]) -> Page {
        let glyphs = lines.iter().flat_map(|&(x, y, size, text)| {
            text.chars().enumerate().map(move |(at, c)| {
                let step = if is_wide(c) { size } else { size / 2.0 };
                let x = x + at as f64 * step;
                Glyph { x, end: x + step, y, size, text: c.to_string() }
            })
        });
        Page::new(glyphs.collect())
    }

    fn laid(pages: &[Page]) -> Laid {
        let profile = Lang::parse("en").unwrap().profile();
        lay(pages, &Builder::new(profile, &Options::default()))
    }

    #[test]
    fn columns_are_read_one_after_the_other() {
        let left = "the left column has words";
        let right = "and the right one has too";
        let mut lines = vec![(50.0, 760.0, 20.0, "A title over both columns")];
        for row in 0..8 {
            let y = 720.0 - 14.0 * f64::from(row);
            lines.push((50.0, y, 10.0, left));
            lines.push((300.0, y, 10.0, right));
        }
        let laid = laid(&[page(&lines)]);
        let found: Vec<&str> = laid.text.lines().collect();
        assert_eq!(found[0], "A title over both columns");
        assert!(found[1..9].iter().all(|line| *line == left), "{found:?}");
        assert!(found[9..].iter().all(|line| *line == right));
        assert_eq!(laid.lines[0].role, Role::Heading);
    }

    #[test]
    fn raised_marks_go_and_notes_are_notes() {
        let mut lines: Vec<_> = (0..6)
            .map(|row| {
                (50.0, 700.0 - 14.0 * f64::from(row), 10.0, "The bridge was long gone")
            })
            .collect();
        lines.push((170.0, 704.0, 6.0, "12"));
        lines.push((50.0, 104.0, 5.0, "12"));
        lines.push((56.0, 101.0, 8.0, "See Chen and the others."));
        let laid = laid(&[page(&lines)]);
        assert_eq!(laid.raised, 2);
        assert!(!laid.text.contains("12"));
        assert_eq!(laid.lines.last().map(|line| line.role), Some(Role::Note));
    }

    #[test]
    fn han_gains_no_space() {
        let laid = laid(&[page(&[(50.0, 700.0, 10.0, "桥早已没有了。")])]);
        assert_eq!(laid.text, "桥早已没有了。");
    }
}
