//! The parallel segment file itself, after the options.
//!
//! Where rows are left out, the cells no longer tile the text files: such columns are
//! written without `path` and `sha256`, as those that came from no file.

use super::{Chosen, Columns, Export, Files, Output, Works};
use crate::error::Result;
use crate::parallel::{Column, Parallel, Row};
use crate::store;

pub(super) const EXPORT: Export = Export {
    name: "jsonl",
    about: "the parallel segment file: JSON Lines",
    extension: "jsonl",
    files: Files::One,
    binary: false,
    columns: Columns::Any,
    works: Works::One,
    imports: true,
    utf16: false,
    open: |_| Ok(Box::new(work)),
};

fn work(chosen: &Chosen<'_>, output: &mut Output<'_>) -> Result<()> {
    let (work, rows) = (chosen.work, chosen.rows().count());
    output.report.rows += rows;
    if rows == work.rows.len() {
        return Ok(store::print(work, output.out)?);
    }
    let rows: Vec<Row> = chosen.rows().cloned().collect();
    let columns = work.columns.iter().enumerate().map(|(index, column)| {
        let sentences = rows.iter().map(|row| row.cells[index].len()).sum();
        match sentences == column.sentences {
            true => column.clone(),
            false => Column { path: None, sha256: None, sentences, ..column.clone() },
        }
    });
    let kept = Parallel {
        work: work.work.clone(),
        columns: columns.collect(),
        made: work.made.clone(),
        unknown: work.unknown.clone(),
        rows,
    };
    Ok(store::print(&kept, output.out)?)
}
