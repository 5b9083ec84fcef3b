//! The plain ladder of aligners: a bead a line, `[0,1]:[2]`, sentences counted from 0.
//!
//! The form is that of vecalign and of its scorer. Only numbers stand in it: of the whole
//! text, also where rows are left out.

use std::ops::Range;

use super::{Chosen, Columns, Export, Files, Output, Works};
use crate::error::Result;

pub(super) const EXPORT: Export = Export {
    name: "beads",
    about: "sentence numbers of two columns, a bead a line",
    extension: "beads",
    files: Files::One,
    binary: false,
    columns: Columns::Two,
    works: Works::One,
    imports: true,
    utf16: false,
    open: |_| Ok(Box::new(work)),
};

fn work(chosen: &Chosen<'_>, output: &mut Output<'_>) -> Result<()> {
    let mut next = [0, 0];
    for (row, kept) in chosen.all() {
        let runs = [0, 1].map(|side| {
            let start = next[side];
            next[side] += row.cells[side].len();
            start..next[side]
        });
        // A row that only other columns fill is no bead of these two.
        if kept && runs.iter().any(|run| !run.is_empty()) {
            output.report.rows += 1;
            let [source, target] = runs.map(list);
            writeln!(output.out, "{source}:{target}")?;
        }
    }
    Ok(())
}

fn list(run: Range<usize>) -> String {
    let numbers: Vec<String> = run.map(|number| number.to_string()).collect();
    format!("[{}]", numbers.join(","))
}
