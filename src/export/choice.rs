//! Which rows are written: every option that asks for some of them.
//!
//! Invariant: a row is looked at alone, but for `unique`, which remembers what was there
//! in all works: 16 bytes a row.

use std::borrow::Cow;
use std::collections::HashSet;

use sha2::{Digest, Sha256};

use super::{Options, join, joiners};
use crate::parallel::{Parallel, Row, Verdict};

/// The rows of a work that were asked for.
pub(super) struct Chosen<'a> {
    /// The work, with all its rows.
    pub(super) work: &'a Parallel,
    keeps: Vec<bool>,
}

/// Chooses rows, work after work.
pub(super) struct Chooser<'a> {
    options: &'a Options<'a>,
    seen: HashSet<[u8; 16]>,
}

impl<'a> Chosen<'a> {
    /// Returns the rows that were asked for.
    pub(super) fn rows(&self) -> impl Iterator<Item = &'a Row> {
        let kept = self.work.rows.iter().zip(&self.keeps);
        kept.filter_map(|(row, keeps)| keeps.then_some(row))
    }

    /// Returns all rows, each with whether it was asked for.
    pub(super) fn all(&self) -> impl Iterator<Item = (&'a Row, bool)> {
        self.work.rows.iter().zip(self.keeps.iter().copied())
    }
}

impl<'a> Chooser<'a> {
    pub(super) fn new(options: &'a Options<'a>) -> Self {
        Self { options, seen: HashSet::new() }
    }

    /// Chooses rows of the next work.
    pub(super) fn choose<'w>(&mut self, work: &'w Parallel) -> Chosen<'w> {
        let joiners = joiners(work);
        let keeps = work.rows.iter().map(|row| self.keeps(work, row, &joiners));
        Chosen { work, keeps: keeps.collect() }
    }

    fn keeps(&mut self, work: &Parallel, row: &Row, joiners: &[&str]) -> bool {
        let options = self.options;
        let confirmed = row.verdict == Verdict::Confirmed;
        let scored = |least| row.score.map_or(confirmed, |score| score >= least);
        if options.confirmed && !confirmed || !options.min_score.is_none_or(scored) {
            return false;
        }
        let Options { complete, different, letters, unique, min_ratio, .. } = *options;
        if !(complete || different || letters || unique || min_ratio.is_some()) {
            return true;
        }
        let texts: Vec<Cow<'_, str>> =
            row.cells.iter().zip(joiners).map(|(cell, j)| join(cell, j)).collect();
        let there = || texts.iter().map(|text| text.trim()).filter(|t| !t.is_empty());
        (!complete || there().count() == texts.len())
            && (!different || are_different(&there().collect::<Vec<_>>()))
            && (!letters || there().all(|text| text.contains(char::is_alphabetic)))
            && min_ratio.is_none_or(|least| are_alike_long(there(), least))
            && (!unique || self.is_new(work, &texts))
    }

    /// Returns whether no row before it said the same in the same languages.
    fn is_new(&mut self, work: &Parallel, texts: &[Cow<'_, str>]) -> bool {
        let mut hash = Sha256::new();
        for (column, text) in work.columns.iter().zip(texts) {
            hash.update(column.lang.as_str());
            // A length before each, so that no two rows are the same bytes.
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
        let mut start = [0; 16];
        start.copy_from_slice(&hash.finalize()[..16]);
        self.seen.insert(start)
    }
}

fn are_different(texts: &[&str]) -> bool {
    texts.iter().enumerate().all(|(index, text)| !texts[..index].contains(text))
}

fn are_alike_long<'a>(texts: impl Iterator<Item = &'a str>, least: u16) -> bool {
    let lengths: Vec<u64> = texts.map(|text| text.len() as u64).collect();
    let (shortest, longest) = (lengths.iter().min(), lengths.iter().max());
    let (shortest, longest) = (shortest.unwrap_or(&0), longest.unwrap_or(&0));
    shortest * 1000 >= longest * u64::from(least)
}
