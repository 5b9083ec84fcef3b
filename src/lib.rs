//! Tetrapla puts passages of two or more languages side by side, and knows the names in
//! them by all their spellings.
//!
//! Data go one way: bytes are [`read`](text::Source) into a source, a source is cut into
//! sentences, two passages are aligned into beads, and the beads of all pairs of columns
//! are joined into the rows of a [`Parallel`](parallel::Parallel).
//!
//! # A walk from texts to TMX
//!
//! Stage by stage: bytes become a source, decoded and cleaned; a source becomes a passage
//! of sentences; two passages, encoded, become beads.
//!
//! ```
//! use tetrapla::{align, lang::Lang, read, score::{Side, Weights}, segment};
//!
//! # fn main() -> tetrapla::Result<()> {
//! let passage = |tag: &str, text: &str| -> tetrapla::Result<_> {
//!     let (lang, options) = (Lang::parse(tag)?, read::Options::default());
//!     let source = read::read(text.as_bytes(), "x.txt".as_ref(), &lang, &options)?;
//!     Ok(segment::segment(source))
//! };
//! let it = passage("it", "Il ponte non c'è più. Lo bruciarono nel 1950 e nessuno lo rifece.")?;
//! let ja = passage("ja", "橋はもうない。1950年に焼かれた。誰も建て直さなかった。")?;
//! assert_eq!((it.len(), ja.len()), (2, 3));
//!
//! let (it, ja) = (Side::new(&it.texts()), Side::new(&ja.texts()));
//! let beads = align::align(&it, &ja, Weights::embedded(), &[]).alignment.beads;
//! assert_eq!(beads[1].source.range(), 1..2);
//! assert_eq!(beads[1].target.range(), 1..3);
//! # Ok(())
//! # }
//! ```
//!
//! [`work`] goes the whole road: all columns of a work, their rows, the names in them. What
//! comes out is a [`Parallel`](parallel::Parallel), which [`store`] keeps, [`view`] shows
//! and [`export`] takes elsewhere.
//!
//! ```
//! use tetrapla::{export, names, read, score::Weights, work};
//!
//! # fn main() -> tetrapla::Result<()> {
//! let works = work::works("texts/the-treaties-of-july-1961".as_ref())?;
//! let settings = work::Settings {
//!     lines: work::Lines::Text,
//!     read: read::Options::default(),
//!     weights: Weights::embedded(),
//!     registry: names::builtin(),
//! };
//! let parallel = work::align(&works[0], "alignments".as_ref(), &settings)?;
//! assert_eq!(parallel.columns.len(), 4);
//!
//! // One person, called Chou En-lai in one column and 周恩来 in another.
//! let entities = parallel.rows.iter().flat_map(|row| &row.names);
//! assert!(entities.into_iter().any(|n| n.entity.as_deref() == Some("zhou-enlai")));
//!
//! let mut tmx = Vec::new();
//! let options = export::Options::default();
//! export::export([Ok(&parallel)], export::find("tmx")?, &options, &mut tmx)?;
//! assert!(tmx.starts_with(b"<?xml"));
//! # Ok(())
//! # }
//! ```
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
//! | `import` | one file per format, one table | error lang text read parallel store |
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
pub mod import;
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
