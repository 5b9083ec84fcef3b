//! Parallel works as files of the trade: one file of ours and one table row a format.
//!
//! Invariants: works go through one at a time, so memory does not grow with their number;
//! what a format forbids is replaced as its specification says, and counted.

mod beads;
mod choice;
mod csv;
mod folder;
mod jsonl;
mod markdown;
mod moses;
mod table;
mod tei;
mod tei_links;
mod tmx;
mod tsv;
mod utf16;
mod xces;
mod xliff;
mod xliff2;
#[cfg(feature = "xlsx")]
mod xlsx;
mod xml;

use std::borrow::{Borrow, Cow};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::parallel::{Cell, Parallel, Score};

use choice::{Chooser, Chosen};

/// The formats, sorted by name.
pub const EXPORTS: &[Export] = &[
    beads::EXPORT,
    csv::EXPORT,
    jsonl::EXPORT,
    markdown::EXPORT,
    moses::EXPORT,
    tei::EXPORT,
    tei_links::EXPORT,
    tmx::EXPORT,
    tsv::EXPORT,
    xces::EXPORT,
    xliff::EXPORT,
    xliff2::EXPORT,
    #[cfg(feature = "xlsx")]
    xlsx::EXPORT,
];

/// A format that works can be written in.
#[derive(Clone, Copy, Debug)]
pub struct Export {
    /// The name, as `-f` has it.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// The ending of its files.
    pub extension: &'static str,
    /// Whether it is one file or a folder of them.
    pub files: Files,
    /// Whether it is no text, and so nothing for a terminal.
    pub binary: bool,
    /// How many columns it can hold.
    pub columns: Columns,
    /// How many works it can hold.
    pub works: Works,
    /// Whether it can be imported too.
    pub imports: bool,
    /// Whether it may be in UTF-16 too.
    pub utf16: bool,
    open: fn(&mut Output<'_>) -> Result<Box<dyn Pen>>,
}

/// A format at work, between its head and its foot.
trait Pen {
    /// Writes the rows of a work that were chosen.
    fn work(&mut self, chosen: &Chosen<'_>, output: &mut Output<'_>) -> Result<()>;

    /// Writes what stands after the last work.
    fn end(&mut self, _: &mut Output<'_>) -> Result<()> {
        Ok(())
    }
}

/// A format without a head or a foot is a function.
impl<F: FnMut(&Chosen<'_>, &mut Output<'_>) -> Result<()>> Pen for F {
    fn work(&mut self, chosen: &Chosen<'_>, output: &mut Output<'_>) -> Result<()> {
        self(chosen, output)
    }
}

/// How many files an export makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// All works in one file.
    One,
    /// Several files in a folder.
    Many,
}

/// How many columns an export can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// Any number from two up.
    Any,
    /// Exactly two.
    Two,
}

/// How many works an export can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Works {
    /// Any number.
    Any,
    /// One: of two it could not be told where the second begins.
    One,
}

/// What is written, and how. Columns are chosen before, by [`Parallel::with_columns`].
///
/// A cell without text counts as missing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Only rows that a person confirmed.
    pub confirmed: bool,
    /// Only rows with this score or a higher one; one without a score passes if a person
    /// confirmed it.
    pub min_score: Option<Score>,
    /// Only rows whose shortest cell has at least so many thousandths of the length of
    /// the longest. Length is that in UTF-8, in which a sentence takes about as many
    /// bytes in one language as in another; missing cells have none.
    pub min_ratio: Option<u16>,
    /// Only rows without a missing cell.
    pub complete: bool,
    /// Only rows in which no two columns say the same, letter for letter.
    pub different: bool,
    /// Only rows whose cells, missing ones apart, all have a letter.
    pub letters: bool,
    /// Of rows that say the same in every column only the first, of all works.
    pub unique: bool,
    /// The source language, where a format has one.
    pub source: Option<&'a Lang>,
    /// The date of the export, `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ssZ`, where a format has
    /// one; without it none is written, for no clock is asked.
    pub date: Option<&'a str>,
    /// Puts `'` before cells that a spreadsheet would take for a formula.
    pub spreadsheet_safe: bool,
    /// Writes UTF-16, with its mark, in place of UTF-8.
    pub utf16: bool,
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows written.
    pub rows: usize,
    /// Rows that passed the options, but that the format cannot hold.
    pub left_out: usize,
    /// Characters that the format forbids, and that became U+FFFD.
    pub replaced: usize,
}

/// Where an export writes, what it was asked, and what it has done.
struct Output<'a> {
    /// The one file, of a format that is one.
    out: &'a mut dyn Write,
    /// The folder, of a format that is several files.
    folder: &'a Path,
    options: &'a Options<'a>,
    report: Report,
}

/// Returns the format `name`.
///
/// # Errors
/// [`ErrorKind::Unknown`], with the names nearest to it.
pub fn find(name: &str) -> Result<&'static Export> {
    let found = EXPORTS.iter().find(|export| export.name == name);
    found.ok_or_else(|| Error::unknown("format", name, EXPORTS.iter().map(|e| e.name)))
}

/// Writes works in a format.
///
/// Of a slice, pass `works.iter().map(Ok)`; works read one by one may come as they are
/// read, and the first that fails ends the export.
///
/// ```
/// use tetrapla::export::{Options, export, find};
///
/// # fn main() -> tetrapla::Result<()> {
/// let file = r#"{"tetrapla":1,"work":"w","columns":[{"lang":"it","sentences":1},{"lang":"ja","sentences":1}],"made":{"version":"0.1.0"}}
/// {"id":1,"cells":{"it":["Sì."],"ja":["はい。"]},"verdict":"proposed"}"#;
/// let work = tetrapla::store::parse(file, "w.jsonl".as_ref())?;
/// let mut out = Vec::new();
/// export([Ok(work)], find("tsv")?, &Options::default(), &mut out)?;
/// assert_eq!(out, "id\tit\tja\tscore\tverdict\n1\tSì.\tはい。\t\tproposed\n".as_bytes());
/// # Ok(()) }
/// ```
///
/// # Errors
/// Those of reading a work and of writing; [`ErrorKind::Argument`] if the options, or
/// the columns of a work, are not such as the format can hold.
pub fn export<P: Borrow<Parallel>>(
    works: impl IntoIterator<Item = Result<P>>,
    format: &Export,
    options: &Options<'_>,
    out: &mut dyn Write,
) -> Result<Report> {
    let nowhere = Path::new("");
    check(format, options, Files::One)?;
    if options.utf16 {
        let mut out = utf16::Utf16::new(BufWriter::with_capacity(1 << 16, out));
        let report = write(works, format, options, &mut out, nowhere)?;
        return out.finish().map(|()| report).map_err(Error::from);
    }
    let mut out = BufWriter::with_capacity(1 << 16, out);
    let report = write(works, format, options, &mut out, nowhere)?;
    out.flush()?;
    Ok(report)
}

/// Writes works in a format of several files, into a folder that is made if it is missing.
///
/// # Errors
/// As [`export`]. Each file is whole or as it was; those of works that came before the
/// error stay.
pub fn export_to<P: Borrow<Parallel>>(
    works: impl IntoIterator<Item = Result<P>>,
    format: &Export,
    options: &Options<'_>,
    folder: &Path,
) -> Result<Report> {
    check(format, options, Files::Many)?;
    write(works, format, options, &mut io::sink(), folder)
}

/// Checks that a format is what it is asked to be.
fn check(format: &Export, options: &Options<'_>, files: Files) -> Result<()> {
    let wrong = match (format.files, files) {
        (Files::Many, Files::One) => "in one file, wanted a folder",
        (Files::One, Files::Many) => "in a folder, wanted one file",
        _ if options.utf16 && !format.utf16 => "in UTF-16, wanted UTF-8",
        _ => return Ok(()),
    };
    let message = format!("`{}` {wrong}", format.name);
    Err(Error::new(ErrorKind::Argument, message))
}

/// Writes all works, one at a time.
fn write<P: Borrow<Parallel>>(
    works: impl IntoIterator<Item = Result<P>>,
    format: &Export,
    options: &Options<'_>,
    out: &mut dyn Write,
    folder: &Path,
) -> Result<Report> {
    let mut works = works.into_iter();
    // Before the first byte is out: what is wrong with the first work leaves nothing.
    let first = works.next().transpose()?;
    if format.works == Works::One && works.next().is_some() {
        let message = format!("several works in one `{}`, wanted one", format.name);
        return Err(Error::new(ErrorKind::Argument, message));
    }
    let works = first.map(Ok).into_iter().chain(works);
    let mut output = Output { out, folder, options, report: Report::default() };
    let mut chooser = Chooser::new(options);
    let mut pen = (format.open)(&mut output)?;
    for work in works {
        let work = work?;
        let work = work.borrow();
        let columns = work.columns.len();
        if format.columns == Columns::Two && columns != 2 {
            let (name, work) = (format.name, &work.work);
            let message =
                format!("`{name}` of {columns} columns of `{work}`, wanted two");
            return Err(Error::new(ErrorKind::Argument, message)
                .hint("`--columns it,en` picks two"));
        }
        pen.work(&chooser.choose(work), &mut output)?;
    }
    pen.end(&mut output)?;
    Ok(output.report)
}

impl Files {
    /// Returns the word that JSON output has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Many => "many",
        }
    }
}

impl Columns {
    /// Returns the word that JSON output has for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Two => "two",
        }
    }
}

/// Returns what stands between two sentences, for each column.
fn joiners(work: &Parallel) -> Vec<&'static str> {
    work.columns.iter().map(|column| column.lang.profile().joiner.as_str()).collect()
}

/// Returns a cell as one text.
fn join<'a>(cell: &'a Cell, joiner: &str) -> Cow<'a, str> {
    match cell.as_slice() {
        [sentence] => Cow::Borrowed(sentence),
        sentences => Cow::Owned(sentences.join(joiner)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_names_are_found() {
        assert!(EXPORTS.is_sorted_by(|a, b| a.name < b.name));
        assert_eq!(find("tmx").unwrap().extension, "tmx");
        let error = find("tmxx").unwrap_err().to_string();
        assert_eq!(error, "unknown format `tmxx`, near it: tmx");
    }
}
