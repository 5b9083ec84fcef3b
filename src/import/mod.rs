//! Files of the trade as parallel works: one table row a format.
//!
//! Invariants: what a format cannot say is filled in honestly, `doubtful` and no score;
//! a segment that knows no sentences is one; nothing is fetched, no DTD is read. Formats
//! of units go through one unit at a time, so memory does not grow with the file.
//!
//! What a way out and back loses beside the work's name, paths and hashes, names and
//! fields that we do not know:
//!
//! | format | keeps | loses |
//! |---|---|---|
//! | `jsonl` | all, those too | nothing |
//! | `tei` | ids, sentences, scores, verdicts, who confirmed, paragraphs | characters that XML forbids |
//! | `tmx` | ids, texts, scores, verdicts, who confirmed | sentences, paragraphs, rows of one cell, characters that XML forbids |
//! | `csv`, `xlsx` | ids, texts, scores, verdicts | sentences, paragraphs, who confirmed |
//! | `tsv` | ids, texts, scores, verdicts | as `csv`, and tabs and line ends |
//! | `xliff2` | ids, two columns of texts, verdicts | all else |
//! | `xliff` | ids, two columns of texts, verdicts | all else, and characters that XML forbids |
//! | `moses` | two columns of texts | all else, and rows of one cell |
//! | `beads`, `hunalign` | sentences, from their texts | all else |

mod gather;
mod input;
mod jsonl;
mod lines;
mod table;
mod tei;
mod tmx;
mod xliff;
#[cfg(feature = "xlsx")]
mod xlsx;
mod xml;

use std::io::Write;
use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::parallel::{Cell, Parallel, Score, Verdict};

use gather::Survey;
pub use input::Input;

/// The formats, sorted by name.
pub const IMPORTS: &[Import] = &[
    lines::BEADS,
    table::CSV,
    lines::HUNALIGN,
    jsonl::IMPORT,
    lines::MOSES,
    tei::IMPORT,
    tmx::IMPORT,
    table::TSV,
    xliff::IMPORT,
    xliff::IMPORT_2,
    #[cfg(feature = "xlsx")]
    xlsx::IMPORT,
];

/// A format that works can be read from.
#[derive(Clone, Copy, Debug)]
pub struct Import {
    /// The name, as `--from` has it.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Endings of file names, in lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// How many files make one work.
    pub files: usize,
    way: Way,
}

#[derive(Clone, Copy, Debug)]
enum Way {
    /// The files are units, in order.
    Units(Units),
    /// The file is a whole work, or units if it is none.
    WorkOr(fn(&Input<'_>, &Options<'_>) -> Result<Option<Parallel>>, Units),
}

type Units = fn(&[Input<'_>], &Options<'_>, &mut Sink<'_>) -> Result<()>;

/// What takes units.
type Sink<'a> = dyn FnMut(Unit) -> Result<()> + 'a;

/// What the caller knows better than the files.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// The name of the work.
    pub work: &'a str,
    /// The columns and their order: those that are read, and what columns or files are
    /// in whose format does not say it. None: all, in the order they are met.
    pub langs: &'a [Lang],
    /// Label of the encoding; else it is found out.
    pub encoding: Option<&'a str>,
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows read.
    pub rows: usize,
    /// Units without a text in any of the columns.
    pub left_out: usize,
    /// Second texts of a language in one unit; the first was taken.
    pub alternatives: usize,
}

/// A row as a format has it.
#[derive(Clone, Debug, Default)]
struct Unit {
    id: Option<u32>,
    cells: Vec<(Lang, Cell)>,
    score: Option<Score>,
    verdict: Option<Verdict>,
    by: Option<String>,
    paragraph: bool,
}

/// Returns the format `name`.
///
/// # Errors
/// [`ErrorKind::Unknown`], with the names nearest to it.
pub fn find(name: &str) -> Result<&'static Import> {
    let found = IMPORTS.iter().find(|import| import.name == name);
    found.ok_or_else(|| Error::unknown("format", name, IMPORTS.iter().map(|i| i.name)))
}

/// Returns the format that a file's ending names, if any does.
pub fn by_extension(path: &Path) -> Option<&'static Import> {
    let extension = path.extension()?.to_str()?.to_lowercase();
    IMPORTS.iter().find(|import| import.extensions.contains(&&*extension))
}

/// Reads files as one work.
///
/// ```
/// use tetrapla::import::{Input, Options, find, import};
///
/// # fn main() -> tetrapla::Result<()> {
/// let input = Input { path: "x.csv".as_ref(), bytes: Some("it,ja\nSì.,はい。\n".as_bytes()) };
/// let (work, _) = import(&[input], find("csv")?, &Options::default())?;
/// assert_eq!(work.rows[0].cells, [["Sì."], ["はい。"]]);
/// # Ok(()) }
/// ```
///
/// # Errors
/// If a file cannot be read, or is not what the format wants; with the line.
pub fn import(
    inputs: &[Input<'_>],
    format: &Import,
    options: &Options<'_>,
) -> Result<(Parallel, Report)> {
    let units = match whole(inputs, format, options)? {
        Ok(work) => {
            let rows = work.rows.len();
            return Ok((work, Report { rows, ..Report::default() }));
        }
        Err(units) => units,
    };
    let mut survey = Survey::default();
    units(inputs, options, &mut |unit| survey.add(&unit, options.langs))?;
    let mut gathered = survey.finish(options, inputs)?;
    let mut rows = Vec::new();
    units(inputs, options, &mut |unit| {
        rows.extend(gathered.row(unit));
        Ok(())
    })?;
    let (mut work, report) = gathered.finish();
    work.rows = rows;
    Ok((work, report))
}

/// Reads files and writes the parallel segment file, row by row: the files are read
/// twice, for its head says how many sentences follow.
///
/// # Errors
/// As [`import`], and those of `out`.
pub fn import_to(
    inputs: &[Input<'_>],
    format: &Import,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> Result<Report> {
    let units = match whole(inputs, format, options)? {
        Ok(work) => {
            crate::store::print(&work, out)?;
            return Ok(Report { rows: work.rows.len(), ..Report::default() });
        }
        Err(units) => units,
    };
    let mut survey = Survey::default();
    units(inputs, options, &mut |unit| survey.add(&unit, options.langs))?;
    let mut gathered = survey.finish(options, inputs)?;
    crate::store::print(gathered.work(), out)?;
    units(inputs, options, &mut |unit| {
        if let Some(row) = gathered.row(unit) {
            let line = crate::store::row_to_string(&gathered.work().columns, &row);
            writeln!(out, "{line}")?;
        }
        Ok(())
    })?;
    Ok(gathered.finish().1)
}

/// Reads a file that is a whole work, or returns what reads its units.
fn whole(
    inputs: &[Input<'_>],
    format: &Import,
    options: &Options<'_>,
) -> Result<std::result::Result<Parallel, Units>> {
    if inputs.len() != format.files {
        let (found, wanted, name) = (inputs.len(), format.files, format.name);
        let message = format!("{found} files of `{name}`, wanted {wanted}");
        return Err(Error::new(ErrorKind::Argument, message));
    }
    let at = |error: Error| error.at(inputs[0].path);
    match format.way {
        Way::Units(units) => Ok(Err(units)),
        Way::WorkOr(work, units) => {
            Ok(work(&inputs[0], options).map_err(at)?.ok_or(units))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_no_ending_means_two() {
        assert!(IMPORTS.is_sorted_by(|a, b| a.name < b.name));
        let mut all: Vec<_> = IMPORTS.iter().flat_map(|i| i.extensions).collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
