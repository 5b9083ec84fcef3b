//! Beads of two passages, rows of many, and the whole that is kept in a file.
//!
//! Invariants: beads tile both passages, in order; the cells of a column, put together,
//! are the passage's sentences, each once.

mod alignment;
mod row;

pub use alignment::{Alignment, Bead};
pub use row::{Cell, Names, Row, Score, Status, Verdict};

use std::collections::BTreeMap;

use crate::lang::Lang;

/// Fields of a file that we do not know: kept, and written back as they were.
///
/// The values are JSON texts; what they mean is nobody's business here.
pub type Unknown = BTreeMap<String, String>;

/// A work side by side: rows of as many cells as there are columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Parallel {
    /// The work's name.
    pub work: String,
    /// The columns, two or more, in their order.
    pub columns: Vec<Column>,
    /// What it was made with.
    pub made: Made,
    /// The rows, in the order of the text.
    pub rows: Vec<Row>,
    /// Fields of the header that we do not know.
    pub unknown: Unknown,
}

/// One column of a parallel work.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The language; no two columns have the same.
    pub lang: Lang,
    /// The text file, relative to the folder of the parallel segment file, with `/`
    /// between folders; none where the column came from no file.
    pub path: Option<String>,
    /// SHA-256 of the text file's bytes, in hexadecimal.
    pub sha256: Option<String>,
    /// How many sentences the column has.
    pub sentences: usize,
    /// Fields that we do not know.
    pub unknown: Unknown,
}

/// What a parallel work was made with; where one of them changed, it is made again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Made {
    /// The version of this program.
    pub version: String,
    /// SHA-256 of the segmenter's rules.
    pub segmenter: Option<String>,
    /// SHA-256 of the aligner's weights.
    pub weights: Option<String>,
    /// SHA-256 of the name registry.
    pub registry: Option<String>,
    /// Fields that we do not know.
    pub unknown: Unknown,
}

impl Parallel {
    /// Returns the number of the column of `lang`.
    pub fn column(&self, lang: &Lang) -> Option<usize> {
        self.columns.iter().position(|column| &column.lang == lang)
    }

    /// Returns all sentences of a column, in order.
    pub fn sentences(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().flat_map(move |row| row.cells[column].iter().map(String::as_str))
    }

    /// Returns the work with the named columns only, in that order; rows that are left
    /// without a sentence are dropped, names keep their forms in these columns.
    pub fn with_columns(&self, columns: &[usize]) -> Self {
        let pick = |row: &Row| {
            let cells = columns.iter().map(|&c| row.cells[c].clone()).collect();
            let names = row.names.iter().filter_map(|names| {
                let forms: BTreeMap<_, _> = columns
                    .iter()
                    .filter_map(|&c| {
                        let lang = &self.columns[c].lang;
                        Some((lang.clone(), names.forms.get(lang)?.clone()))
                    })
                    .collect();
                (!forms.is_empty()).then(|| Names { forms, ..names.clone() })
            });
            Row { cells, names: names.collect(), ..row.clone() }
        };
        let rows = self.rows.iter().map(pick);
        Self {
            columns: columns.iter().map(|&c| self.columns[c].clone()).collect(),
            rows: rows.filter(|row| row.cells.iter().any(|c| !c.is_empty())).collect(),
            work: self.work.clone(),
            made: self.made.clone(),
            unknown: self.unknown.clone(),
        }
    }
}
