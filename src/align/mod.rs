//! Finds the beads of two passages, and the rows of many.
//!
//! A first pass finds what surely belongs together; a lattice of all beads near it is
//! scored; its best path are the beads, and the weight of all paths through a cut is the
//! likelihood that both texts pause there. Invariants: beads tile both passages, in order;
//! a fixed row comes out as it went in. Both are total: any passages can be aligned.
//!
//! ```
//! use tetrapla::align::{align, rows};
//! use tetrapla::score::{Side, Weights};
//!
//! let weights = Weights::embedded();
//! let en = Side::new(&["The bridge turned.", "Nobody believes it. ", "It was 1943."]);
//! let it = Side::new(&["Il ponte girava.", "Nessuno ci crede.", "Era il 1943."]);
//! let aligned = align(&en, &it, weights, &[]);
//! assert_eq!(aligned.alignment.beads.len(), 3);
//! assert_eq!(rows(&[&en, &it], weights, &[]).len(), 3);
//! ```

mod band;
pub mod calibration;
pub mod evaluate;
mod first_pass;
pub mod gold;
mod join;
mod lattice;
pub mod train;

pub use join::JoinedRow;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::parallel::{Alignment, Bead};
use crate::score::{Evidence, Gaps, Pair, Proportions, Side, Weights, evidence, stage1};
use crate::text::Run;
use first_pass::{FirstPass, first_pass};
use lattice::Lattice;

/// Under this many anchors, the proportions of the whole texts are used.
const FEW_ANCHORS: usize = 5;
/// Anchors whose source is shorter say nothing of the proportion of lengths.
const SHORT: u64 = 8;
/// Steps of the chain that are longer go over a gap and say nothing of proportions.
const LONG_STEP: usize = 8;

/// Two passages, aligned.
#[derive(Clone, Debug, Default)]
pub struct Aligned {
    /// The best beads.
    pub alignment: Alignment,
    /// Likelihood, 0 to 1, of a cut before sentence i of the source and before sentence j
    /// of the target, for all that are likely at all; the two ends are 1.
    pub cuts: BTreeMap<(usize, usize), f64>,
}

/// Aligns two passages; every bead of `fixed`, in order, stays as it is.
pub fn align(source: &Side, target: &Side, weights: &Weights, fixed: &[Bead]) -> Aligned {
    let (pair, lattice) = prepared(source, target, weights, fixed);
    let scores = lattice.scores(|beads| {
        let evidence = evidence(&pair, beads);
        beads.iter().zip(&evidence).map(|(b, e)| weights.score(*b, e)).collect()
    });
    decoded(&lattice, &scores)
}

/// A bead that was weighed, and what spoke for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The bead.
    pub bead: Bead,
    /// Its signals, in the order of the trained ones.
    pub evidence: Evidence,
    /// What they come to.
    pub score: f64,
    /// Its likelihood among all others, 0 to 1.
    pub posterior: f64,
}

/// Lists the beads that two passages could have, with what speaks for each.
pub fn candidates(source: &Side, target: &Side, weights: &Weights) -> Vec<Candidate> {
    let (pair, lattice) = prepared(source, target, weights, &[]);
    let evidence = evidence(&pair, &lattice.beads);
    let scores: Vec<f64> =
        lattice.beads.iter().zip(&evidence).map(|(b, e)| weights.score(*b, e)).collect();
    let posteriors = lattice.posteriors(&scores);
    let numbers = evidence.into_iter().zip(scores).zip(posteriors);
    let numbers = lattice.beads.iter().zip(numbers);
    numbers
        .map(|(&bead, ((evidence, score), posterior))| Candidate {
            bead,
            evidence,
            score,
            posterior,
        })
        .collect()
}

/// Finds the beads that are worth the whole evidence: those that the first score does not
/// think next to impossible, and the best path of them, so that there is always one.
fn prepared<'a>(
    source: &'a Side,
    target: &'a Side,
    weights: &Weights,
    fixed: &[Bead],
) -> (Pair<'a>, Lattice) {
    let found = first_pass(source, target);
    let proportions = proportions(source, target, &found);
    let sentences = (source.len(), target.len());
    let gaps = Gaps::new(&found.chain, sentences, libm::exp(proportions.sentences));
    let pair = Pair { source, target, proportions, gaps };
    let score = |beads: &[Bead]| stage1(&pair, beads, weights);
    let lattice = Lattice::pruned(sentences, &found.chain, fixed, LEAST_BEAD, score);
    (pair, lattice)
}

/// The best path, and the likelihoods of its beads and of all cuts.
fn decoded(lattice: &Lattice, scores: &[f64]) -> Aligned {
    let posteriors = lattice.posteriors(scores);
    let path = lattice.best_path(scores);
    let mut cuts = BTreeMap::from([((0, 0), 1.0)]);
    for (bead, posterior) in lattice.beads.iter().zip(&posteriors) {
        *cuts.entry((bead.source.end(), bead.target.end())).or_insert(0.0) += posterior;
    }
    cuts.retain(|_, likely| *likely > LEAST_CUT);
    let alignment = Alignment {
        beads: path.iter().map(|&k| lattice.beads[k]).collect(),
        posteriors: path.iter().map(|&k| posteriors[k]).collect(),
    };
    Aligned { alignment, cuts }
}

/// Beads that the first score thinks less likely are left out.
const LEAST_BEAD: f64 = 1e-5;
/// Cuts that are less likely are not worth their room.
const LEAST_CUT: f64 = 1e-4;

/// Aligns two or more passages into rows.
///
/// Every row of `fixed`, in order, stays as it is in the passages that it has a run for;
/// where it has none, as in a passage that came later, the rest of the row is found.
///
/// # Panics
/// If there are fewer than two passages, or a fixed row has not a place for each.
pub fn rows(
    sides: &[&Side],
    weights: &Weights,
    fixed: &[Vec<Option<Run>>],
) -> Vec<JoinedRow> {
    assert!(sides.len() >= 2, "at least two passages are aligned");
    assert!(fixed.iter().all(|runs| runs.len() == sides.len()));
    let columns = 0..sides.len();
    let pairs: Vec<(usize, usize)> =
        columns.clone().flat_map(|a| (a + 1..sides.len()).map(move |b| (a, b))).collect();
    let pairs: BTreeMap<(usize, usize), Aligned> = pairs
        .into_par_iter()
        .map(|(a, b)| {
            let bead =
                |row: &Vec<Option<Run>>| Some(Bead { source: row[a]?, target: row[b]? });
            let fixed: Vec<Bead> = fixed.iter().filter_map(bead).collect();
            ((a, b), align(sides[a], sides[b], weights, &fixed))
        })
        .collect();
    match pairs.get(&(0, 1)) {
        // Two columns need no joining: the best path has the finest beads.
        Some(aligned) if sides.len() == 2 => {
            let Alignment { beads, posteriors } = &aligned.alignment;
            let row = |(bead, &confidence): (&Bead, &f64)| JoinedRow {
                runs: vec![bead.source, bead.target],
                confidence,
            };
            beads.iter().zip(posteriors).map(row).collect()
        }
        _ => {
            let sizes: Vec<usize> = sides.iter().map(|side| side.len()).collect();
            join::join(&pairs, &sizes, weights.boundary, fixed)
        }
    }
}

fn proportions(source: &Side, target: &Side, found: &FirstPass) -> Proportions {
    let (n, m) = (source.len(), target.len());
    let run = |i: usize| Run::new(i, i + 1);
    let mut logs: Vec<f64> = found
        .anchors
        .iter()
        .map(|&(i, j)| (source.chars(run(i)), target.chars(run(j))))
        .filter(|&(s, _)| s >= SHORT)
        .map(|(s, t)| libm::log(t as f64 / s as f64))
        .collect();
    let total = |side: &Side| side.chars(Run::new(0, side.len())).max(1) as f64;
    let characters = match logs.len() {
        0..FEW_ANCHORS => total(target) / total(source),
        _ => libm::exp(median(&mut logs)),
    };

    let chain = || found.chain.iter().copied();
    let steps: Vec<(usize, usize)> = chain()
        .zip(chain().skip(1).chain([(n, m)]))
        .map(|((i, j), (next_i, next_j))| (next_i - i, next_j - j))
        .filter(|&(di, dj)| di <= LONG_STEP && dj <= LONG_STEP)
        .collect();
    let (di, dj) = match steps.len() {
        0..FEW_ANCHORS => (n.max(1), m.max(1)),
        _ => steps.iter().fold((0, 0), |(di, dj), step| (di + step.0, dj + step.1)),
    };
    // A last step along one side only may leave the other at 0.
    let sentences = libm::log(dj.max(1) as f64 / di.max(1) as f64);

    let some = |side: &Side, most: usize| (side.len() / most).max(1);
    let mut strangers = Vec::new();
    for a in source.sentences().iter().step_by(some(source, 200)) {
        let others = target.sentences().iter().step_by(some(target, 1000));
        strangers.extend(others.map(|b| f64::from(a.similarity(b))));
    }
    Proportions { characters, sentences, strangers: median(&mut strangers) }
}

/// The middle number, or the mean of the middle two; 0 of none.
fn median(numbers: &mut [f64]) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    match numbers.len() {
        0 => 0.0,
        count if count.is_multiple_of(2) => {
            (numbers[count / 2 - 1] + numbers[count / 2]) / 2.0
        }
        count => numbers[count / 2],
    }
}
