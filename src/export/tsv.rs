//! Tab-separated values: head row `id`, the tags, `score`, `verdict`; a row a line.
//!
//! Nothing is quoted: a tab or line end inside a cell becomes a space (as IANA's
//! `text/tab-separated-values` has it, fields hold no tab).

use super::table::{FORMULA, Head, push_flat};
use super::{Chosen, Columns, Export, Files, Output, Pen, Works, joiners};
use crate::error::Result;
use crate::parallel::Score;

pub(super) const EXPORT: Export = Export {
    name: "tsv",
    about: "tab-separated values",
    extension: "tsv",
    files: Files::One,
    binary: false,
    columns: Columns::Any,
    works: Works::Any,
    imports: true,
    utf16: false,
    open: |_| Ok(Box::new(Tsv(Head::default()))),
};

struct Tsv(Head);

impl Pen for Tsv {
    fn work(&mut self, chosen: &Chosen<'_>, output: &mut Output<'_>) -> Result<()> {
        if self.0.is_new(chosen.work)? {
            writeln!(output.out, "{}", self.0.names().join("\t"))?;
        }
        rows(chosen, output)
    }
}

fn rows(chosen: &Chosen<'_>, output: &mut Output<'_>) -> Result<()> {
    let joiners = joiners(chosen.work);
    let mut line = String::new();
    for row in chosen.rows() {
        line.clear();
        line.push_str(&row.id.to_string());
        for (cell, joiner) in row.cells.iter().zip(&joiners) {
            line.push('\t');
            let start = line.len();
            for (index, sentence) in cell.iter().enumerate() {
                line.push_str(if index == 0 { "" } else { joiner });
                push_flat(&mut line, sentence);
            }
            if output.options.spreadsheet_safe && line[start..].starts_with(FORMULA) {
                line.insert(start, '\'');
            }
        }
        line.push('\t');
        line.push_str(&row.score.as_ref().map(Score::to_string).unwrap_or_default());
        line.push('\t');
        line.push_str(row.verdict.name());
        line.push('\n');
        output.out.write_all(line.as_bytes())?;
        output.report.rows += 1;
    }
    Ok(())
}
