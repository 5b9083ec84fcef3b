//! What formats of one table share: a head row, and spreadsheets that take text for code.
//!
//! The head is `id`, the tags, `score`, `verdict`; all works of a table have the same.

use super::{join, joiners};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::parallel::{Parallel, Row, Score};

/// What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection); full
/// width signs count in East Asian editions.
pub(super) const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// The head row: none before the first work.
#[derive(Debug, Default)]
pub(super) struct Head(Option<Vec<Lang>>);

impl Head {
    /// Takes the columns of a work, and returns whether it is the first.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`] if the works before it have other columns.
    pub(super) fn is_new(&mut self, work: &Parallel) -> Result<bool> {
        let tags: Vec<Lang> = work.columns.iter().map(|c| c.lang.clone()).collect();
        match &self.0 {
            None => {
                self.0 = Some(tags);
                Ok(true)
            }
            Some(head) if *head == tags => Ok(false),
            Some(head) => Err(other_columns(&work.work, &tags, head)),
        }
    }

    /// Returns the cells of the row.
    pub(super) fn names(&self) -> Vec<&str> {
        let tags = self.0.iter().flatten().map(Lang::as_str);
        ["id"].into_iter().chain(tags).chain(["score", "verdict"]).collect()
    }
}

/// Returns the cells of a row, those of the head before them.
pub(super) fn fields(work: &Parallel, row: &Row, spreadsheet_safe: bool) -> Vec<String> {
    let mut fields = vec![row.id.to_string()];
    fields.extend(row.cells.iter().zip(joiners(work)).map(|(cell, joiner)| {
        let text = join(cell, joiner);
        match spreadsheet_safe && text.starts_with(FORMULA) {
            true => format!("'{text}"),
            false => text.into_owned(),
        }
    }));
    fields.push(row.score.as_ref().map(Score::to_string).unwrap_or_default());
    fields.push(row.verdict.name().to_owned());
    fields
}

/// Adds a text with its tabs and line ends as spaces, CR LF as one.
pub(super) fn push_flat(line: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['\t', '\n', '\r']) {
        line.push_str(&rest[..at]);
        line.push(' ');
        let end = if rest[at..].starts_with("\r\n") { at + 2 } else { at + 1 };
        rest = &rest[end..];
    }
    line.push_str(rest);
}

fn other_columns(work: &str, tags: &[Lang], head: &[Lang]) -> Error {
    let (found, wanted) = (list(tags), list(head));
    let message = format!(
        "`{work}` has columns {found}, wanted {wanted} as in the works before it"
    );
    let shared: Vec<Lang> =
        head.iter().filter(|tag| tags.contains(tag)).cloned().collect();
    let hint = format!("`--columns {}` picks what both have", list(&shared));
    Error::new(ErrorKind::Argument, message).hint(hint)
}

fn list(tags: &[Lang]) -> String {
    tags.iter().map(Lang::as_str).collect::<Vec<_>>().join(",")
}
