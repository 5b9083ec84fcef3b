//! A text on its way: decoded [`Source`], then [`Passage`], a list of sentences.
//!
//! Invariants: spans rise and end on character boundaries; the sentences of a
//! passage tile its text, that is, only white space lies between them.

mod offsets;
mod passage;
mod span;

pub use offsets::Offsets;
pub use passage::{Passage, Sentence};
pub use span::{Run, Span};

use crate::lang::Lang;

/// A text as it was read: decoded, cleaned, in NFC, its paragraphs found.
#[derive(Clone, Debug)]
pub struct Source {
    /// The language it is written in.
    pub lang: Lang,
    /// The cleaned text; lines end in `\n`.
    pub text: String,
    /// Its paragraphs, in order, without the white space around them.
    pub paragraphs: Vec<Span>,
    /// Where each byte of `text` stood in the file as decoded to UTF-8.
    pub offsets: Offsets,
    /// Where the lines of that file begin; none where the format knows no lines.
    pub lines: Vec<u32>,
    /// Name of the encoding it was decoded from, as the WHATWG standard has it where it
    /// has the encoding.
    pub encoding: &'static str,
    /// Name of the format it was read as.
    pub format: &'static str,
    /// Where its notes begin, which stand after all other text; its length without any.
    pub notes: usize,
    /// Where pages begin, in the order of the text, if the format has pages.
    pub pages: Vec<Page>,
    /// How often each rule of cleaning acted that acted at all: its name and a count.
    pub cleaned: Vec<(&'static str, usize)>,
    /// How many times U+FFFD stands for bytes that are no character.
    pub replaced: usize,
}

/// The beginning of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The first byte of the text that is on it.
    pub start: usize,
    /// What the page is called, mostly a number.
    pub label: String,
}

impl Source {
    /// Creates the source of a text that was never in a file.
    pub fn of_text(lang: Lang, text: String) -> Self {
        let notes = text.len();
        Self {
            lang,
            text,
            paragraphs: Vec::new(),
            offsets: Offsets::default(),
            lines: Vec::new(),
            encoding: "UTF-8",
            format: "text",
            notes,
            pages: Vec::new(),
            cleaned: Vec::new(),
            replaced: 0,
        }
    }

    /// Returns the line of the file, counted from 1, on which byte `at` of the text stands,
    /// if its format has lines.
    pub fn line(&self, at: usize) -> Option<usize> {
        let place = self.offsets.to_file(at);
        let line = self.lines.partition_point(|&start| start as usize <= place);
        (line > 0).then_some(line)
    }

    /// Returns the label of the page on which byte `at` of the text stands, if known.
    pub fn page(&self, at: usize) -> Option<&str> {
        let next = self.pages.partition_point(|page| page.start <= at);
        self.pages[..next].last().map(|page| page.label.as_str())
    }
}
