//! Moses plain text: two files a pair of columns, line by line the same row.
//!
//! The naming is OPUS's, `WORK.a-b.a` and `WORK.a-b.b`. A row with both cells is a line;
//! line ends and tabs inside become spaces, and a cell is one line without its edges of
//! white space, for the readers of the format strip them.

use std::io::Write;

use super::folder::file_name;
use super::table::push_flat;
use super::{Chosen, Columns, Export, Files, Output, Works, join, joiners};
use crate::error::Result;

pub(super) const EXPORT: Export = Export {
    name: "moses",
    about: "Moses plain text, two files a pair of columns",
    extension: "txt",
    files: Files::Many,
    binary: false,
    columns: Columns::Any,
    works: Works::Any,
    imports: true,
    utf16: false,
    open: |_| Ok(Box::new(work)),
};

fn work(chosen: &Chosen<'_>, output: &mut Output<'_>) -> Result<()> {
    let (work, joiners) = (chosen.work, joiners(chosen.work));
    let rows: Vec<Vec<String>> = chosen
        .rows()
        .map(|row| {
            row.cells.iter().zip(&joiners).map(|(c, j)| line(&join(c, j))).collect()
        })
        .collect();
    for [a, b] in output.pairs(work) {
        let [source, target] = [a, b].map(|column| work.columns[column].lang.as_str());
        let name = format!("{}.{source}-{target}", file_name(&work.work));
        let mut files = [
            output.file(&format!("{name}.{source}"))?,
            output.file(&format!("{name}.{target}"))?,
        ];
        let both = |row: &&Vec<String>| !row[a].is_empty() && !row[b].is_empty();
        for row in rows.iter().filter(both) {
            writeln!(files[0], "{}", row[a])?;
            writeln!(files[1], "{}", row[b])?;
        }
        files.into_iter().try_for_each(|file| file.finish())?;
    }
    let paired =
        |row: &&Vec<String>| row.iter().filter(|text| !text.is_empty()).count() > 1;
    let written = rows.iter().filter(paired).count();
    output.report.rows += written;
    output.report.left_out += rows.len() - written;
    Ok(())
}

/// Returns a cell as one line. All that some reader takes for a line end becomes a space.
fn line(text: &str) -> String {
    let mut flat = String::with_capacity(text.len());
    push_flat(&mut flat, text);
    let ends = |c: char| {
        c.is_control() && c.is_whitespace()
            || matches!(c, '\u{1c}'..='\u{1e}' | '\u{2028}' | '\u{2029}')
    };
    flat.replace(ends, " ").trim().to_owned()
}
