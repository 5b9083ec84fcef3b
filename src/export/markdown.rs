//! A Markdown table for each work, under a heading with its name.
//!
//! Tables are those of GitHub Flavored Markdown (§4.10); every ASCII punctuation mark
//! that could mean something is escaped (CommonMark §2.4), so that cells show as they are.

use super::table::fields;
use super::{Chosen, Columns, Export, Files, Output, Works};
use crate::error::Result;

pub(super) const EXPORT: Export = Export {
    name: "markdown",
    about: "a Markdown table, to read or to print",
    extension: "md",
    files: Files::One,
    binary: false,
    columns: Columns::Any,
    works: Works::Any,
    imports: false,
    utf16: false,
    open: |_| Ok(Box::new(work)),
};

fn work(chosen: &Chosen<'_>, output: &mut Output<'_>) -> Result<()> {
    let work = chosen.work;
    let tags = work.columns.iter().map(|column| column.lang.as_str());
    let head: Vec<&str> =
        ["id"].into_iter().chain(tags).chain(["score", "verdict"]).collect();
    let blank = if output.report.rows > 0 { "\n" } else { "" };
    writeln!(output.out, "{blank}## {}\n", cell(&work.work))?;
    writeln!(output.out, "| {} |", head.join(" | "))?;
    writeln!(output.out, "|{}", " --- |".repeat(head.len()))?;
    for row in chosen.rows() {
        let cells: Vec<String> =
            fields(work, row, false).iter().map(|f| cell(f)).collect();
        writeln!(output.out, "| {} |", cells.join(" | "))?;
        output.report.rows += 1;
    }
    Ok(())
}

/// Returns a text as one cell shows it; a line end is `<br>`, which is all a cell has.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = text.replace("\r\n", "\n");
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push_str("<br>"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '$'
            | '!' | '#' => {
                out.push('\\');
                out.push(c);
            }
            // What Markdown replaces as insecure (CommonMark §2.3).
            '\0' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
