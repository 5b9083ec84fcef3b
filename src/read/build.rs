//! The text of a source as it is put together from pieces of a decoded file.
//!
//! Invariant: paragraphs rise, begin and end with text, and are parted by a blank line;
//! the text is in NFC.

use super::normal;
use crate::text::{Offsets, Span};

/// Puts a text together.
#[derive(Debug)]
pub(super) struct Builder<'a> {
    /// From the normalized text to the file.
    file: &'a Offsets,
    text: String,
    paragraphs: Vec<Span>,
    offsets: Offsets,
    /// Where the open paragraph began.
    start: Option<usize>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(file: &'a Offsets) -> Self {
        let (text, paragraphs, offsets) = (String::new(), Vec::new(), Offsets::default());
        Self { file, text, paragraphs, offsets, start: None }
    }

    /// Adds a piece of the open paragraph that stood at byte `at` of the normalized
    /// text; white space does not open one. Pieces come in the order of the file.
    pub(super) fn push(&mut self, piece: &str, at: usize) {
        if let Some(lead) = self.open(piece) {
            self.copy(&piece[lead..], at + lead);
        }
    }

    /// Adds a piece that stands for what begins at byte `at` of the normalized text
    /// without being equal to it, as a character stands for its entity.
    pub(super) fn push_made(&mut self, piece: &str, at: usize) {
        if let Some(lead) = self.open(piece) {
            self.offsets.note(self.text.len(), self.file.to_file(at));
            self.text.push_str(&piece[lead..]);
        }
    }

    /// Opens a paragraph for a piece unless one is open; returns how much white space of
    /// the piece to leave out, nothing where it has no text for a new paragraph.
    fn open(&mut self, piece: &str) -> Option<usize> {
        if self.start.is_some() {
            return Some(0);
        }
        let lead = piece.len() - piece.trim_start().len();
        if lead == piece.len() {
            return None;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.start = Some(self.text.len());
        Some(lead)
    }

    /// Adds text as it is, outside paragraphs.
    pub(super) fn push_raw(&mut self, piece: &str, at: usize) {
        self.copy(piece, at);
    }

    /// Notes a paragraph of text that was added as it is.
    pub(super) fn mark(&mut self, paragraph: Span) {
        self.paragraphs.push(paragraph);
    }

    /// Adds `joint` if the open paragraph has text that it can join to more.
    pub(super) fn join(&mut self, joint: &str) {
        if self.start.is_some() && !self.text.ends_with(char::is_whitespace) {
            self.text.push_str(joint);
        }
    }

    /// Returns the last character of the open paragraph.
    pub(super) fn last_char(&self) -> Option<char> {
        self.start.and_then(|start| self.text[start..].chars().next_back())
    }

    /// Ends the open paragraph.
    pub(super) fn end(&mut self) {
        if let Some(start) = self.start.take() {
            // White space at the end stays in the text, for the map knows of it.
            self.paragraphs.push(Span::new(start, self.text.trim_end().len()));
        }
    }

    /// Returns the text, its paragraphs and the map to the file.
    pub(super) fn finish(mut self) -> (String, Vec<Span>, Offsets) {
        self.end();
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        normal::recompose(self.text, self.paragraphs, self.offsets)
    }

    fn copy(&mut self, piece: &str, at: usize) {
        let text = self.text.len();
        self.text.push_str(piece);
        for (from, file) in self.file.steps(Span::new(at, at + piece.len())) {
            self.offsets.note(text + from - at, file);
        }
        self.offsets.note(self.text.len(), self.file.to_file(at + piece.len()));
    }
}
