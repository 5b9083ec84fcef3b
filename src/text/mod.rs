//! A text on its way: decoded [`Source`], then [`Passage`], a list of sentences.
//!
//! Invariants: spans are monotone and end on character boundaries; the sentences of a
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
    /// Name of the encoding it was decoded from, as the WHATWG standard has it.
    pub encoding: &'static str,
}
