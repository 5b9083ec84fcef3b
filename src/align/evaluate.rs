//! Alignments against gold, by the field's convention.
//!
//! Strict: a bead counts when gold has exactly the same. Lax: also when it shares a
//! sentence on each side with one bead of gold. Precision is over all predicted beads,
//! recall over gold beads that have both sides.
//!
//! Source: vecalign's `score.py` (Thompson and Koehn 2019); coarse gold after
//! Bible-style evaluation, where predicted neighbors inside one gold bead are merged.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::gold::Pair;
use crate::parallel::{Parallel, Row};

/// How fine the gold's beads are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// As fine as the texts allow.
    Fine,
    /// Verses or paragraphs: predicted neighbors wholly inside one bead are merged.
    Coarse,
}

/// Precision, recall and their harmonic mean, each 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// The share of what was predicted that is right.
    pub precision: f64,
    /// The share of what is right that was predicted.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

/// How beads compare with gold.
#[derive(Clone, Debug, Default)]
pub struct Evaluation {
    /// Beads that are exactly the same.
    pub strict: Figures,
    /// Beads that overlap on both sides.
    pub lax: Figures,
    /// Of the gold beads of each shape: how many were found exactly, how many there are.
    pub shapes: BTreeMap<&'static str, (usize, usize)>,
}

/// How rows compare with gold.
#[derive(Clone, Debug, Default)]
pub struct RowEvaluation {
    /// Rows of two cells or more that are exactly the same.
    pub rows: Figures,
    /// The beads of each pair of columns, `it-en` in the columns' order.
    pub pairs: Vec<(String, Evaluation)>,
}

/// Of what there is, what was found: strictly, laxly, and how much there is.
#[derive(Clone, Copy, Default)]
struct Hits {
    strict: usize,
    lax: usize,
    total: usize,
}

/// Compares predicted beads with gold; the beads of all documents are pooled.
pub fn beads<'a>(
    documents: impl IntoIterator<Item = (&'a [Pair], &'a [Pair])>,
    grain: Grain,
) -> Evaluation {
    let (mut precision, mut recall) = (Hits::default(), Hits::default());
    let mut shapes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (gold, predicted) in documents {
        let merged;
        let predicted = match grain {
            Grain::Fine => predicted,
            Grain::Coarse => {
                merged = merge(gold, predicted);
                &merged
            }
        };
        count(gold, predicted, &mut precision);
        let real: Vec<Pair> = gold
            .iter()
            .filter(|(s, t)| !s.is_empty() && !t.is_empty())
            .cloned()
            .collect();
        count(predicted, &real, &mut recall);
        let found: BTreeSet<&Pair> = predicted.iter().collect();
        for pair in gold {
            let (hits, total) = shapes.entry(shape(pair)).or_default();
            *hits += usize::from(found.contains(pair));
            *total += 1;
        }
    }
    Evaluation {
        strict: Figures::new(
            (precision.strict, precision.total),
            (recall.strict, recall.total),
        ),
        lax: Figures::new((precision.lax, precision.total), (recall.lax, recall.total)),
        shapes,
    }
}

impl Figures {
    fn new(right: (usize, usize), found: (usize, usize)) -> Self {
        let share = |(part, all): (usize, usize)| match all {
            0 => 0.0,
            _ => part as f64 / all as f64,
        };
        let (precision, recall) = (share(right), share(found));
        let sum = precision + recall;
        let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
        Self { precision, recall, f1 }
    }
}

/// Adds how many beads of `found` are in `reference`.
fn count(reference: &[Pair], found: &[Pair], hits: &mut Hits) {
    let exact: BTreeSet<&Pair> = reference.iter().collect();
    let mut partners: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for (source, target) in reference {
        for sentence in source {
            partners.entry(*sentence).or_default().extend(target);
        }
    }
    for pair in found {
        let strict = exact.contains(pair);
        let shares = |sentence: &u32| {
            partners.get(sentence).is_some_and(|p| pair.1.iter().any(|t| p.contains(t)))
        };
        hits.strict += usize::from(strict);
        hits.lax += usize::from(strict || pair.0.iter().any(shares));
        hits.total += 1;
    }
}

/// Merges predicted neighbors that lie wholly inside one gold bead.
fn merge(gold: &[Pair], predicted: &[Pair]) -> Vec<Pair> {
    let (mut of_source, mut of_target) = (BTreeMap::new(), BTreeMap::new());
    for (number, (source, target)) in gold.iter().enumerate() {
        of_source.extend(source.iter().map(|&sentence| (sentence, number)));
        of_target.extend(target.iter().map(|&sentence| (sentence, number)));
    }
    let mut merged: Vec<Pair> = Vec::new();
    let mut last = None;
    for (source, target) in predicted {
        let sources = source.iter().map(|sentence| of_source.get(sentence));
        let mut inside =
            sources.chain(target.iter().map(|sentence| of_target.get(sentence)));
        let first = inside.next();
        // Sentences that gold does not have all lie in one place: nowhere.
        let one = first.filter(|first| inside.all(|other| other == *first));
        match merged.last_mut() {
            Some(before) if one.is_some() && one == last => {
                before.0.extend(source);
                before.1.extend(target);
            }
            _ => merged.push((source.clone(), target.clone())),
        }
        last = one;
    }
    merged
}

fn shape((source, target): &Pair) -> &'static str {
    match (source.len().min(target.len()), source.len().max(target.len())) {
        (0, _) => "null",
        (1, 1) => "1-1",
        (1, 2) => "1-2",
        (1, _) => "1-n",
        _ => "n-m",
    }
}

/// Where gold and prediction part and where they meet again: for each disagreement, which
/// beads (or rows) of gold stand against which of the prediction.
///
/// Both must be monotone, as all alignments are that have no crossing beads.
pub fn differences<T: Ord>(
    gold: &[T],
    predicted: &[T],
) -> Vec<(Range<usize>, Range<usize>)> {
    let places: BTreeMap<&T, usize> =
        predicted.iter().enumerate().map(|(place, bead)| (bead, place)).collect();
    let mut differences = Vec::new();
    let (mut g, mut p) = (0, 0);
    let mut part = |gold: Range<usize>, predicted: Range<usize>| {
        if !gold.is_empty() || !predicted.is_empty() {
            differences.push((gold, predicted));
        }
    };
    for (index, bead) in gold.iter().enumerate() {
        // One that was found further ahead than others of gold crosses them.
        if let Some(&place) = places.get(bead).filter(|place| **place >= p) {
            part(g..index, p..place);
            (g, p) = (index + 1, place + 1);
        }
    }
    part(g..gold.len(), p..predicted.len());
    differences
}

/// Compares rows with gold, row by row and pair by pair.
///
/// `documents` are pairs of works, gold first, with the same columns in the same order.
pub fn rows(documents: &[(&Parallel, &Parallel)]) -> RowEvaluation {
    let (mut hits, mut predicted_rows, mut gold_rows) = (0, 0, 0);
    for (gold, predicted) in documents {
        let (gold, predicted) = (several(&gold.rows), several(&predicted.rows));
        hits += gold.intersection(&predicted).count();
        gold_rows += gold.len();
        predicted_rows += predicted.len();
    }
    let columns = documents.first().map(|(gold, _)| gold.columns.as_slice());
    let columns = columns.unwrap_or_default();
    let mut pairs = Vec::new();
    for (a, first) in columns.iter().enumerate() {
        for (b, second) in columns.iter().enumerate().skip(a + 1) {
            let projected: Vec<(Vec<Pair>, Vec<Pair>)> = documents
                .iter()
                .map(|(gold, predicted)| {
                    (project(&gold.rows, a, b), project(&predicted.rows, a, b))
                })
                .collect();
            let documents =
                projected.iter().map(|(gold, found)| (gold.as_slice(), found.as_slice()));
            let name = format!("{}-{}", first.lang, second.lang);
            pairs.push((name, beads(documents, Grain::Fine)));
        }
    }
    let rows = Figures::new((hits, predicted_rows), (hits, gold_rows));
    RowEvaluation { rows, pairs }
}

/// Sentence numbers of each row's cells: where they begin and end.
fn places(rows: &[Row]) -> Vec<Vec<(usize, usize)>> {
    let mut at = vec![0; rows.first().map_or(0, |row| row.cells.len())];
    rows.iter()
        .map(|row| {
            let cells = row.cells.iter().zip(&mut at).map(|(cell, at)| {
                let start = *at;
                *at += cell.len();
                (start, *at)
            });
            cells.collect()
        })
        .collect()
}

/// The rows that have at least two cells; where an empty cell stands does not matter.
fn several(rows: &[Row]) -> BTreeSet<Vec<Option<(usize, usize)>>> {
    let cells = |row: Vec<(usize, usize)>| -> Vec<Option<(usize, usize)>> {
        row.into_iter()
            .map(|(start, end)| (start < end).then_some((start, end)))
            .collect()
    };
    let rows = places(rows).into_iter().map(cells);
    rows.filter(|row| row.iter().flatten().count() > 1).collect()
}

/// The beads that two columns of the rows are.
fn project(rows: &[Row], a: usize, b: usize) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for row in places(rows) {
        let side = |column: usize| -> Vec<u32> {
            (row[column].0..row[column].1).map(|sentence| sentence as u32).collect()
        };
        let (source, target) = (side(a), side(b));
        if source.is_empty() || target.is_empty() {
            pairs.extend(source.into_iter().map(|s| (vec![s], Vec::new())));
            pairs.extend(target.into_iter().map(|t| (Vec::new(), vec![t])));
        } else {
            pairs.push((source, target));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::gold::parse;

    fn score(gold: &str, predicted: &str, grain: Grain) -> Evaluation {
        let (gold, predicted) = (parse(gold).unwrap(), parse(predicted).unwrap());
        beads([(gold.as_slice(), predicted.as_slice())], grain)
    }

    #[test]
    fn nulls_count_for_precision_and_not_for_recall() {
        let gold = "[0]:[0]\n[1]:[]\n[2]:[1]";
        let same = score(gold, gold, Grain::Fine);
        assert_eq!((same.strict.precision, same.strict.recall), (1.0, 1.0));
        let missed = score(gold, "[0]:[0]\n[1,2]:[1]", Grain::Fine);
        assert_eq!((missed.strict.precision, missed.strict.recall), (0.5, 0.5));
        assert_eq!((missed.lax.precision, missed.lax.recall), (1.0, 1.0));
        assert_eq!(missed.shapes["null"], (0, 1));
    }

    #[test]
    fn disagreements_are_named_from_parting_to_meeting() {
        let gold = parse("[0]:[0]\n[1]:[1]\n[2]:[]\n[3]:[2]").unwrap();
        let found = parse("[0]:[0]\n[1,2]:[1]\n[3]:[2]").unwrap();
        assert_eq!(differences(&gold, &found), [(1..3, 1..2)]);
        assert_eq!(differences(&gold, &gold), []);
        assert_eq!(differences(&gold, &[]), [(0..4, 0..0)]);
    }

    #[test]
    fn coarse_gold_merges_what_lies_inside_a_bead() {
        let (gold, predicted) = ("[0,1]:[0,1]\n[2]:[2]", "[0]:[0]\n[1]:[1]\n[2]:[2]");
        assert_eq!(score(gold, predicted, Grain::Coarse).strict.f1, 1.0);
        assert!(score(gold, predicted, Grain::Fine).strict.f1 < 0.5);
    }
}
