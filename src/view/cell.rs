//! A cell's text as it is shown: sentences joined and numbered, controls made visible,
//! names and finds marked.

use std::fmt::Write;
use std::ops::Range;

use super::Style;
use super::find::Query;

/// A text with its marks.
pub(super) struct Shown {
    /// The text.
    pub(super) text: String,
    /// Bytes before which no line should break.
    pub(super) glued: Vec<usize>,
    marks: Vec<(Range<usize>, Mark)>,
}

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A name: underlined.
    Name,
    /// What was looked for: bold and reversed.
    Found,
    /// Ours, not the text's: dim.
    Dim,
}

/// What a cell is shown with.
pub(super) struct Dress<'a> {
    /// What stands between two sentences.
    pub(super) joiner: &'a str,
    /// The forms of names in it.
    pub(super) names: Vec<&'a str>,
    /// What is looked for.
    pub(super) query: Option<&'a Query>,
}

impl Mark {
    /// Returns the parameter of the escape (SGR, ECMA-48 §8.3.117), if the style has it.
    fn code(self, style: Style) -> Option<&'static str> {
        match (self, style) {
            (_, Style::Plain) | (Self::Dim, Style::Marks) => None,
            (Self::Name, _) => Some("4"),
            (Self::Found, _) => Some("1;7"),
            (Self::Dim, _) => Some("2"),
        }
    }

    /// Returns a text in this mark's style.
    pub(super) fn paint(self, text: &str, style: Style) -> String {
        match self.code(style) {
            Some(code) => format!("\x1b[{code}m{text}\x1b[0m"),
            None => text.to_owned(),
        }
    }
}

impl Shown {
    /// Joins a cell's sentences, with `[2]` before the second.
    pub(super) fn new(cell: &[String], dress: &Dress<'_>) -> Self {
        let mut shown =
            Self { text: String::new(), glued: Vec::new(), marks: Vec::new() };
        for (index, sentence) in cell.iter().enumerate() {
            if index > 0 {
                shown.text.push_str(dress.joiner);
                let start = shown.text.len();
                write!(shown.text, "[{}]", index + 1).expect("memory takes all");
                shown.marks.push((start..shown.text.len(), Mark::Dim));
                shown.text.push(' ');
                shown.glued.push(shown.text.len());
            }
            shown.sentence(sentence, dress);
        }
        shown
    }

    fn sentence(&mut self, sentence: &str, dress: &Dress<'_>) {
        let base = self.text.len();
        // Where each control stands in the sentence, and by how much it has grown there.
        let mut grown: Vec<(usize, usize)> = Vec::new();
        for (at, c) in sentence.char_indices() {
            if !is_control(c) {
                self.text.push(c);
                continue;
            }
            match u32::from(c) {
                code @ 0..=0xff => write!(self.text, "\\x{code:02x}"),
                code => write!(self.text, "\\u{{{code:x}}}"),
            }
            .expect("memory takes all");
            grown.push((at, self.text.len() - base - at - c.len_utf8()));
        }
        let place = |at: usize| {
            let before = grown.partition_point(|&(control, _)| control < at);
            base + at + before.checked_sub(1).map_or(0, |index| grown[index].1)
        };
        let mut mark = |range: Range<usize>, mark| {
            self.marks.push((place(range.start)..place(range.end), mark));
        };
        for form in dress.names.iter().filter(|form| !form.is_empty()) {
            for (at, _) in sentence.match_indices(form) {
                mark(at..at + form.len(), Mark::Name);
            }
        }
        for range in dress.query.iter().flat_map(|query| query.find(sentence)) {
            mark(range, Mark::Found);
        }
    }

    /// Returns a piece of the text, its marks as escapes.
    pub(super) fn paint(&self, line: Range<usize>, style: Style) -> String {
        if style == Style::Plain || self.marks.is_empty() {
            return self.text[line].to_owned();
        }
        let within = |at: &usize| line.start < *at && *at < line.end;
        let mut cuts: Vec<usize> = self
            .marks
            .iter()
            .flat_map(|(r, _)| [r.start, r.end])
            .filter(within)
            .collect();
        cuts.extend([line.start, line.end]);
        cuts.sort_unstable();
        cuts.dedup();
        let mut out = String::new();
        for (start, end) in cuts.iter().zip(&cuts[1..]) {
            let mut codes: Vec<&str> = self
                .marks
                .iter()
                .filter(|(range, _)| range.start <= *start && *end <= range.end)
                .filter_map(|(_, mark)| mark.code(style))
                .collect();
            codes.sort_unstable();
            codes.dedup();
            let text = &self.text[*start..*end];
            match codes.is_empty() {
                true => out.push_str(text),
                false => write!(out, "\x1b[{}m{text}\x1b[0m", codes.join(";"))
                    .expect("memory takes all"),
            }
        }
        out
    }
}

/// Returns whether a terminal would obey it, or drop it, instead of showing it: controls,
/// line and paragraph separators, what turns the direction of all that follows, and the
/// code points that are no characters.
fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{fdd0}'..='\u{fdef}')
        || u32::from(c) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(cell: &[&str], names: &[&str], find: Option<&str>) -> Shown {
        let cell: Vec<String> = cell.iter().map(|s| (*s).to_owned()).collect();
        let query = find.map(Query::new);
        let dress = Dress { joiner: " ", names: names.to_vec(), query: query.as_ref() };
        Shown::new(&cell, &dress)
    }

    fn painted(shown: &Shown, style: Style) -> String {
        shown.paint(0..shown.text.len(), style).replace('\x1b', "^")
    }

    #[test]
    fn controls_are_shown_and_marks_stand_behind_them() {
        let shown =
            shown(&["\u{1b}[31m\u{202e}Rusk\u{ffff}", "x Rusk"], &["Rusk"], Some("usk"));
        assert_eq!(shown.text, "\\x1b[31m\\u{202e}Rusk\\u{ffff} [2] x Rusk");
        let marks = "\\x1b[31m\\u{202e}^[4mR^[0m^[1;7;4musk^[0m\\u{ffff} [2] x ^[4mR^[0m^[1;7;4musk^[0m";
        assert_eq!(painted(&shown, Style::Marks), marks);
        assert_eq!(painted(&shown, Style::Color), marks.replace("[2]", "^[2m[2]^[0m"));
        assert_eq!(painted(&shown, Style::Plain), shown.text);
    }
}
