//! The text that names are searched in: what differs between writers made one, and the
//! way back.
//!
//! Invariant: a span found in a [`Plain`] text leads back to a span of the text as it
//! stands, on character boundaries.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::edges::{Script, script};
use super::fold;
use crate::text::Span;

/// A text with line ends, apostrophes, accents, hyphens and Han forms made one.
///
/// Case stays, so that who searches decides about it.
pub(super) struct Plain<'a> {
    /// The text to search.
    pub(super) text: String,
    original: &'a str,
    /// Where the two texts come out of step: byte of `text`, byte of the original.
    pieces: Vec<(u32, u32)>,
}

/// What becomes of a hyphen at a line's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnd {
    /// It is part of the name: Chiang Kai-shek.
    Joins,
    /// The line's end put it there: Khrush-chev.
    Cuts,
}

impl<'a> Plain<'a> {
    pub(super) fn new(original: &'a str, line_end: LineEnd) -> Self {
        let text = String::with_capacity(original.len());
        let mut plain = Self { text, original, pieces: Vec::new() };
        let (bytes, mut at) = (original.as_bytes(), 0);
        let mut shift = 0_i64;
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii_alphanumeric() {
                plain.step(at, &mut shift);
                // Most of most texts: letters that stay what they are.
                let run = bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric());
                let end = at + run.count();
                plain.text.push_str(&original[at..end]);
                at = end;
                continue;
            }
            let rest = &original[at..];
            let Some(c) = rest.chars().next() else { break };
            let end = at + c.len_utf8();
            if c.is_whitespace() {
                at += plain.space(at, rest, &mut shift);
            } else if is_hyphen(c) {
                at += plain.hyphen(at, rest, line_end, &mut shift);
            } else {
                if let Some(c) = letter(c) {
                    plain.step(at, &mut shift);
                    plain.text.push(c);
                }
                at = end;
            }
        }
        plain
    }

    /// Notes where the next character of the plain text stands in the original.
    fn step(&mut self, at: usize, shift: &mut i64) {
        let narrow = |n: usize| u32::try_from(n).expect("limited to 32 bits");
        // A folded Han character may take more bytes than the original.
        let apart = i64::from(narrow(at)) - i64::from(narrow(self.text.len()));
        if apart != *shift {
            self.pieces.push((narrow(self.text.len()), narrow(at)));
            *shift = apart;
        }
    }

    /// A run of white space is one space; between characters that are written without a
    /// break, one with a line end in it is nothing. Returns its length.
    fn space(&mut self, at: usize, rest: &str, shift: &mut i64) -> usize {
        let run = rest.len() - rest.trim_start().len();
        let broken = rest[..run].contains(['\n', '\r', '\u{0C}', '\u{2028}', '\u{2029}']);
        let tight = |c: Option<char>| {
            c.is_some_and(|c| matches!(script(c), Script::Unspaced | Script::Katakana))
        };
        let inside =
            tight(self.text.chars().next_back()) && tight(rest[run..].chars().next());
        if !(broken && inside || self.text.ends_with(' ')) {
            self.step(at, shift);
            self.text.push(' ');
        }
        run
    }

    /// A hyphen inside a word is as good as a space; one beside a space is a dash.
    /// Returns how much of the original it takes.
    fn hyphen(
        &mut self,
        at: usize,
        rest: &str,
        line_end: LineEnd,
        shift: &mut i64,
    ) -> usize {
        let own = rest.chars().next().map_or(0, char::len_utf8);
        let after = &rest[own..];
        let inside = self.text.ends_with(char::is_alphanumeric);
        let line = after.trim_start_matches([' ', '\t', '\r']);
        let broken = inside && line.starts_with(['\n', '\u{0C}']);
        if broken {
            let next = after.trim_start();
            if next.starts_with(char::is_alphabetic) {
                if line_end == LineEnd::Joins {
                    self.step(at, shift);
                    self.text.push(' ');
                }
                return rest.len() - next.len();
            }
        }
        self.step(at, shift);
        let joins = inside && after.starts_with(char::is_alphanumeric);
        self.text.push(if joins { ' ' } else { '-' });
        own
    }

    /// Returns where the byte `at` of the plain text stands in the original.
    fn place(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|&(start, _)| start as usize <= at);
        match piece {
            0 => at,
            _ => {
                let (start, original) = self.pieces[piece - 1];
                original as usize + (at - start as usize)
            }
        }
    }

    /// Returns where the bytes `start..end` of the plain text stand in the original.
    ///
    /// `start` and `end` are character boundaries, and not the same.
    pub(super) fn original(&self, start: usize, end: usize) -> Span {
        let last =
            self.text[..end].char_indices().next_back().map_or(start, |(at, _)| at);
        let last = self.place(last);
        let mut tail = self.original[last..].chars();
        let own = tail.next().map_or(0, char::len_utf8);
        // Accents that stand by themselves belong to the letter before them.
        let marks = tail.take_while(|c| is_combining_mark(*c)).map(char::len_utf8);
        Span::new(self.place(start), last + own + marks.sum::<usize>())
    }
}

/// Returns whether a text has a hyphen at a line's end.
pub(super) fn has_line_end_hyphen(text: &str) -> bool {
    // The last piece ends with the text, not with a line.
    let mut lines = text.rsplit(['\n', '\u{0C}']).skip(1);
    lines.any(|line| line.trim_end().ends_with(is_hyphen))
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '–' | '－')
}

/// What stands for a character; none for one that is not seen.
fn letter(c: char) -> Option<char> {
    Some(match c {
        '\u{00AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' => return None,
        '\u{0300}'..='\u{036F}' => return None,
        '’' | '‘' | 'ʼ' => '\'',
        '･' | '·' | '‧' => '・',
        '＝' | '゠' => '=',
        'ё' => 'е',
        'Ё' => 'Е',
        // Full-width letters and digits.
        '\u{FF10}'..='\u{FF5A}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' => {
            let mut base = c;
            decompose_canonical(c, |part| {
                if part.is_ascii_alphabetic() {
                    base = part;
                }
            });
            base
        }
        _ => fold::han(c),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Plain<'_> {
        Plain::new(text, LineEnd::Joins)
    }

    #[test]
    fn the_way_back_ends_on_characters() {
        for (original, text, pairs) in [
            (
                "‘Mao  Ze\u{AD}dong’\n蔣介石",
                "'Mao Zedong' 蒋介石",
                &[("Mao Zedong", "Mao  Ze\u{AD}dong"), ("蒋介石", "蔣介石")][..],
            ),
            ("il Sŏul, Sŏul", "il Soul, Soul", &[("Soul", "Sŏul")]),
            ("Kim Il-so\u{306}ng,", "Kim Il song,", &[("song", "so\u{306}ng")]),
            ("ＫＭＴ。", "KMT。", &[("KMT", "ＫＭＴ")]),
            ("\u{FEFF}Mao", "Mao", &[("Mao", "Mao")]),
        ] {
            let plain = plain(original);
            assert_eq!(plain.text, text);
            for (name, stands) in pairs {
                let start = plain.text.find(name).unwrap();
                let span = plain.original(start, start + name.len());
                assert_eq!(&original[span.range()], *stands);
            }
        }
    }

    #[test]
    fn lines_pages_and_hyphens_do_not_cut_a_name() {
        for (original, text) in [
            ("Kim\nIl  Sung", "Kim Il Sung"),
            ("Kim\u{0C}Il-sung", "Kim Il sung"),
            ("Chiang Kai-\nshek", "Chiang Kai shek"),
            ("毛澤\n東和　周", "毛泽东和 周"),
            ("Seoul - Wonsan –", "Seoul - Wonsan -"),
            ("Mao-Zedong", "Mao Zedong"),
            ("スター\nリン", "スターリン"),
        ] {
            assert_eq!(plain(original).text, text, "{original:?}");
        }
        let cut = Plain::new("to Khrush-\n  chev.", LineEnd::Cuts);
        assert_eq!(cut.text, "to Khrushchev.");
        assert_eq!(cut.original(3, 13), Span::new(3, 17));
        assert!(has_line_end_hyphen("a-\nb") && has_line_end_hyphen("a\nb - \nc"));
        assert!(!has_line_end_hyphen("a-b") && !has_line_end_hyphen("a\nb-"));
    }
}
