//! Tetrapla puts passages of two or more languages side by side, and knows the names in
//! them by all their spellings.
//!
//! Data go one way: bytes are [`read`](text::Source) into a source, a source is cut into
//! sentences, two passages are aligned into beads, and the beads of all pairs of columns
//! are joined into the rows of a [`Parallel`](parallel::Parallel).
//!
//! # Rooms
//!
//! A room uses only the rooms that its line names; a test holds this table.
//!
//! | room | what it owns | may use |
//! |---|---|---|
//! | `error` | the one error type | |
//! | `lang` | what we know of each language, as data files | error |
//! | `text` | sources, passages, spans of bytes, runs of sentences | lang |
//! | `read` | bytes to sources: encodings, formats, cleaning | error lang text |
//! | `segment` | sources to passages: paragraphs and sentences | lang text |
//! | `parallel` | beads, alignments, rows, verdicts, scores | lang text |
//! | `store` | the parallel segment file; the one atomic writer | error lang text parallel |
//! | `names` | registry, look-up, mentions, links across a row | error lang text read parallel store |
//! | `encode` | the sentence encoder: tokens, model, sums | text |
//! | `score` | the evidence for a bead, and its weights | error lang text parallel names encode |
//! | `align` | search, join to n columns, evaluation | text parallel encode score |
//! | `search` | concordance over parallel files | error lang text parallel store names |
//! | `view` | side by side: layout and markup, no files | lang text parallel names search |
//! | `export` | one file per format, one table | error lang text parallel store view |
//! | `import` | one file per format, one table | error lang text read parallel |
//! | `work` | a work from files to file, a folder of works | error lang text read segment parallel store names encode score align |
//! | `edit` | the full-screen editor | error lang text parallel store names align search view work |
//! | `serve` | the reading room | error lang text parallel store names align search view export work |
//!
//! `cli` belongs to the binary and sees only what is public here.
//!
//! # Glossary
//!
//! - *work*: texts that say the same, one in each language.
//! - *passage*: one text of a work as a list of sentences.
//! - *sentence*: what is never cut further; a heading is one too.
//! - *run*: sentences that follow each other.
//! - *bead*: a run of one passage and the run of another that says the same; where one of
//!   the two is empty, a *null bead*.
//! - *row*: what stands side by side in all columns; a *cell* is one column of it.
//! - *column*: one language of a parallel work.
//! - *cut*: a place between two sentences.
//! - *anchor*: a pair of sentences that the first pass is sure of.
//! - *signal*: a number that speaks for or against a bead.
//! - *verdict*: doubtful, proposed or confirmed.
//! - *form*: one spelling of a name; *variants* are an entity's forms in a registry.
//! - *mention*: a name where it stands in a text.

pub mod align;
pub mod encode;
pub mod error;
pub mod export;
pub mod lang;
pub mod names;
pub mod parallel;
pub mod read;
pub mod score;
pub mod segment;
pub mod store;
pub mod text;
pub mod view;
pub mod work;

pub use error::{Error, ErrorKind, Result};
