//! What formats of one table share: a head row, and spreadsheets that take text for code.
//!
//! The head is `id`, the tags, `score`, `verdict`; all works of a table have the same.

use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::parallel::Parallel;

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
