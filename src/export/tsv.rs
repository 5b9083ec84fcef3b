//! Tab-separated values: head row `id`, the tags, `score`, `verdict`; a row a line.
//!
//! Nothing is quoted: a tab or line end inside a cell becomes a space (as IANA's
//! `text/tab-separated-values` has it, fields hold no tab).

use super::{Columns, Export, Files, Output, Works, joiners, nothing};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::parallel::{Parallel, Score};

pub(super) const EXPORT: Export = Export {
    name: "tsv",
    about: "tab-separated values",
    extension: "tsv",
    files: Files::One,
    binary: false,
    columns: Columns::Any,
    works: Works::Any,
    imports: false,
    start: nothing,
    work,
    end: nothing,
};

fn work(work: &Parallel, output: &mut Output<'_>) -> Result<()> {
    head(work, output)?;
    let joiners = joiners(work);
    let mut line = String::new();
    for row in work.rows.iter().filter(|row| output.options.keeps(row)) {
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

/// What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection); full
/// width signs count in East Asian editions.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

fn head(work: &Parallel, output: &mut Output<'_>) -> Result<()> {
    let tags: Vec<Lang> = work.columns.iter().map(|c| c.lang.clone()).collect();
    match &output.head {
        None => {
            writeln!(output.out, "id\t{}\tscore\tverdict", list(&tags, "\t"))?;
            output.head = Some(tags);
            Ok(())
        }
        Some(head) if *head == tags => Ok(()),
        Some(head) => {
            let (found, wanted) = (list(&tags, ","), list(head, ","));
            let message = format!(
                "`{}` has columns {found}, wanted {wanted} as in the works before it",
                work.work
            );
            let error = Error::new(ErrorKind::Argument, message);
            let shared: Vec<Lang> =
                head.iter().filter(|tag| tags.contains(tag)).cloned().collect();
            let shared = list(&shared, ",");
            Err(error.hint(format!("`--columns {shared}` picks what both have")))
        }
    }
}

fn list(tags: &[Lang], between: &str) -> String {
    tags.iter().map(Lang::as_str).collect::<Vec<_>>().join(between)
}

/// Adds a text with its tabs and line ends as spaces, CR LF as one.
fn push_flat(line: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['\t', '\n', '\r']) {
        line.push_str(&rest[..at]);
        line.push(' ');
        let end = if rest[at..].starts_with("\r\n") { at + 2 } else { at + 1 };
        rest = &rest[end..];
    }
    line.push_str(rest);
}
