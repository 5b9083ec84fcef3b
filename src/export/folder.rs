//! What formats of several files share: their names, and the pairs of columns.

use std::borrow::Cow;
use std::fs;

use super::{Chosen, Output, join, joiners};
use crate::error::{Error, Result};
use crate::parallel::{Cell, Parallel, Row};
use crate::store::Draft;

impl Output<'_> {
    /// Begins a file of the folder; `name` may have folders of its own.
    ///
    /// # Errors
    /// If the file or its folder cannot be made.
    pub(super) fn file(&self, name: &str) -> Result<Draft> {
        let path = self.folder.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| Error::io(&error, folder))?;
        }
        Draft::create(&path)
    }

    /// Returns the pairs of columns of a work: those of the source with each other one,
    /// or all in their order where no source is named or the work has none such.
    pub(super) fn pairs(&self, work: &Parallel) -> Vec<[usize; 2]> {
        let all = 0..work.columns.len();
        match self.options.source.and_then(|lang| work.column(lang)) {
            Some(source) => all.filter(|c| *c != source).map(|c| [source, c]).collect(),
            None => {
                all.clone().flat_map(|a| (a + 1..all.end).map(move |b| [a, b])).collect()
            }
        }
    }
}

/// Writes `WORK.a-b.xlf` for each pair of columns by `write`, which closes the file, and
/// counts the rows that are a unit of some pair.
pub(super) fn pair_files(
    chosen: &Chosen<'_>,
    output: &mut Output<'_>,
    mut write: impl FnMut([usize; 2], Draft, &mut Output<'_>) -> Result<()>,
) -> Result<()> {
    let work = chosen.work;
    let pairs = output.pairs(work);
    for &[a, b] in &pairs {
        let [source, target] = [a, b].map(|column| work.columns[column].lang.as_str());
        let name = format!("{}.{source}-{target}.xlf", file_name(&work.work));
        let file = output.file(&name)?;
        write([a, b], file, output)?;
    }
    let has_text = |cell: &Cell| cell.iter().any(|sentence| !sentence.is_empty());
    let written =
        chosen.rows().filter(|row| pairs.iter().any(|[a, _]| has_text(&row.cells[*a])));
    let (rows, written) = (chosen.rows().count(), written.count());
    output.report.rows += written;
    output.report.left_out += rows - written;
    Ok(())
}

/// Returns the rows that have a source, each with the texts of source and target.
pub(super) fn units<'a>(
    chosen: &Chosen<'a>,
    pair: [usize; 2],
) -> impl Iterator<Item = (&'a Row, [Cow<'a, str>; 2])> {
    let joiners = joiners(chosen.work);
    let texts = move |row: &'a Row| {
        (row, pair.map(|column| join(&row.cells[column], joiners[column])))
    };
    chosen.rows().map(texts).filter(|(_, [source, _])| !source.is_empty())
}

/// Returns a work's name as a file may be called everywhere: without what separates
/// folders, what shells and other systems forbid, or a dot first.
pub(super) fn file_name(work: &str) -> String {
    let forbidden = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
    let name = work.replace(forbidden, "-");
    let name = name.trim();
    match name.starts_with('.') || name.is_empty() {
        true => format!("work{name}"),
        false => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_stays_in_its_folder() {
        for (work, wanted) in [("a b", "a b"), ("../x", "work..-x"), ("", "work")] {
            assert_eq!(file_name(work), wanted);
        }
    }
}
