//! Units to rows: first which columns there are, then the rows of them.

use std::collections::BTreeMap;

use super::{Input, Options, Report, Unit};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::{Lang, check_distinct};
use crate::parallel::{Column, Made, Parallel, Row, Unknown, Verdict};

/// What the units have in common.
#[derive(Debug)]
pub(super) struct Survey {
    /// The languages in the order they were met, and their sentences.
    columns: Vec<(Lang, usize)>,
    last: u32,
    /// Whether all ids are there and rise; else rows are counted.
    rises: bool,
}

/// What makes rows of units, once the columns are known.
#[derive(Debug)]
pub(super) struct Gathered {
    work: Parallel,
    numbers: BTreeMap<Lang, usize>,
    keeps_ids: bool,
    report: Report,
}

impl Default for Survey {
    fn default() -> Self {
        Self { columns: Vec::new(), last: 0, rises: true }
    }
}

impl Survey {
    /// Takes a unit into account.
    pub(super) fn add(&mut self, unit: &Unit, only: &[Lang]) -> Result<()> {
        let mut some = false;
        for (index, (lang, cell)) in unit.cells.iter().enumerate() {
            let first = unit.cells[..index].iter().all(|(other, _)| other != lang);
            if !first || !only.is_empty() && !only.contains(lang) {
                continue;
            }
            some |= !cell.is_empty();
            match self.columns.iter_mut().find(|(known, _)| known == lang) {
                Some((_, sentences)) => *sentences += cell.len(),
                None => self.columns.push((lang.clone(), cell.len())),
            }
        }
        if some {
            let id = unit.id.unwrap_or(0);
            self.rises &= id > self.last;
            self.last = id;
        }
        Ok(())
    }

    /// Returns what makes rows.
    ///
    /// # Errors
    /// If there are fewer than two columns, or a language that was asked for is missing.
    pub(super) fn finish(
        self,
        options: &Options<'_>,
        inputs: &[Input<'_>],
    ) -> Result<Gathered> {
        check_distinct(options.langs)?;
        let at = |error: Error| match inputs.first() {
            Some(input) => error.at(input.path),
            None => error,
        };
        let mut columns = self.columns;
        if !options.langs.is_empty() {
            let known: Vec<&str> =
                columns.iter().map(|(lang, _)| lang.as_str()).collect();
            if let Some(none) =
                options.langs.iter().find(|l| !known.contains(&l.as_str()))
            {
                return Err(at(Error::unknown("column", none.as_str(), known)));
            }
            columns.sort_by_key(|(lang, _)| options.langs.iter().position(|l| l == lang));
        }
        if columns.len() < 2 {
            let message =
                format!("{} languages found, wanted two or more", columns.len());
            return Err(at(Error::new(ErrorKind::Record, message)));
        }
        let numbers =
            columns.iter().enumerate().map(|(number, (lang, _))| (lang.clone(), number));
        let numbers = numbers.collect();
        let column = |(lang, sentences)| Column {
            lang,
            path: None,
            sha256: None,
            sentences,
            unknown: Unknown::new(),
        };
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let work = Parallel {
            work: options.work.to_owned(),
            columns: columns.into_iter().map(column).collect(),
            made: Made { version, ..Made::default() },
            rows: Vec::new(),
            unknown: Unknown::new(),
        };
        Ok(Gathered { work, numbers, keeps_ids: self.rises, report: Report::default() })
    }
}

impl Gathered {
    /// Returns the work, without its rows.
    pub(super) fn work(&self) -> &Parallel {
        &self.work
    }

    /// Returns the work, without its rows, and what was done.
    pub(super) fn finish(self) -> (Parallel, Report) {
        (self.work, self.report)
    }

    /// Makes a row of a unit, if it has a text in one of the columns.
    pub(super) fn row(&mut self, unit: Unit) -> Option<Row> {
        let mut cells: Vec<Option<Vec<String>>> = vec![None; self.work.columns.len()];
        for (lang, cell) in unit.cells {
            match self.numbers.get(&lang).map(|number| &mut cells[*number]) {
                Some(empty @ None) => *empty = Some(cell),
                Some(_) => self.report.alternatives += 1,
                None => {}
            }
        }
        let cells: Vec<Vec<String>> =
            cells.into_iter().map(Option::unwrap_or_default).collect();
        if cells.iter().all(Vec::is_empty) {
            self.report.left_out += 1;
            return None;
        }
        self.report.rows += 1;
        let counted = u32::try_from(self.report.rows).unwrap_or(u32::MAX);
        let verdict = unit.verdict.unwrap_or(Verdict::Doubtful);
        Some(Row {
            id: unit.id.filter(|_| self.keeps_ids).unwrap_or(counted),
            cells,
            score: unit.score,
            verdict,
            by: unit.by.filter(|_| verdict == Verdict::Confirmed),
            paragraph: unit.paragraph,
            names: Vec::new(),
            unknown: Unknown::new(),
        })
    }
}
