//! Learns the trained score from gold.
//!
//! Documents with gold are prepared as for alignment, some once more with gaps in them;
//! two small networks are fitted so that the paths that gold allows outweigh all others.
//! Invariant: the same documents give the same weights, to the bit, with any number of
//! threads. Reading documents from files is left to `work`.

mod allowed;
mod fit;
mod gaps;
mod random;

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::evaluate::Grain;
use super::gold::Pair;
use super::lattice::Lattice;
use super::{Aligned, decoded, prepared};
use crate::score::{Evidence, Side, Weights, evidence};

/// Two passages and the beads that people say they have.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Its name; documents of one family and name are the same text in other languages.
    pub name: String,
    /// The set that it is measured with.
    pub set: String,
    /// The source that it has its conventions from; families weigh alike.
    pub family: String,
    /// The languages of both passages.
    pub langs: (String, String),
    /// The sentences of the source.
    pub source: Vec<String>,
    /// The sentences of the target.
    pub target: Vec<String>,
    /// The beads; nothing is said of sentences that are in none.
    pub gold: Vec<Pair>,
    /// How fine they are.
    pub grain: Grain,
}

/// How to train; [`Options::RECIPE`] unless one tries something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Hidden units of a run's network for beads with two sides, and for nulls.
    pub units: (usize, usize),
    /// Runs that differ in chance alone; the mean of their networks is taken.
    pub runs: u64,
    /// How often every document is seen.
    pub epochs: u32,
    /// How far the first steps go.
    pub rate: f64,
    /// How strongly weights are pulled towards 0, or towards those they began with.
    pub decay: f64,
    /// The share of signals that a step has to do without, so that none is relied upon.
    pub dropout: f64,
    /// Whether documents are seen with gaps too.
    pub gaps: bool,
    /// Whether to begin with the networks of the base and stay near them.
    pub adapt: bool,
}

/// What is left out together in cross-validation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// One document, in all its languages.
    Document,
    /// One family.
    Family,
}

/// A document, ready to learn from.
struct Prepared {
    lattice: Lattice,
    evidence: Vec<Evidence>,
    allowed: Vec<bool>,
    family: String,
    name: String,
    /// How many beads gold has.
    beads: usize,
}

impl Options {
    /// What the shipped weights are trained with.
    pub const RECIPE: Self = Self {
        units: (4, 2),
        runs: 10,
        epochs: 24,
        rate: 4e-3,
        decay: 3e-4,
        dropout: 0.1,
        gaps: true,
        adapt: false,
    };
    /// How to adapt weights to a little gold: few, small steps that are pulled back.
    pub const ADAPT: Self = Self {
        runs: 1,
        epochs: 8,
        rate: 1e-3,
        decay: 3e-3,
        dropout: 0.0,
        gaps: false,
        adapt: true,
        ..Self::RECIPE
    };
}

impl By {
    /// What a document is left out with.
    fn fold(self, document: &Prepared) -> (&str, &str) {
        match self {
            Self::Document => (&document.family, &document.name),
            Self::Family => (&document.family, ""),
        }
    }
}

/// Learns from documents; all but the networks is as in `base`.
pub fn train(documents: &[Document], base: &Weights, options: Options) -> Weights {
    let prepared = prepare_all(documents, base);
    let with_gaps = gap_documents(documents, base, options);
    let all: Vec<&Prepared> = prepared.iter().chain(&with_gaps).collect();
    let (bead, null) = fit::fit(&all, base, options);
    base.with_networks(bead, null)
}

/// Aligns each document by weights that were trained on the others.
pub fn cross_validate(
    documents: &[Document],
    base: &Weights,
    by: By,
    options: Options,
) -> Vec<Aligned> {
    let prepared = prepare_all(documents, base);
    let with_gaps = gap_documents(documents, base, options);
    let folds: BTreeSet<_> = prepared.iter().map(|d| by.fold(d)).collect();
    let folds: Vec<_> = folds.into_iter().collect();
    let weights: Vec<Weights> = folds
        .par_iter()
        .map(|fold| {
            let others =
                prepared.iter().chain(&with_gaps).filter(|d| by.fold(d) != *fold);
            let others: Vec<&Prepared> = others.collect();
            let (bead, null) = fit::fit(&others, base, options);
            base.with_networks(bead, null)
        })
        .collect();
    let aligned = prepared.iter().map(|document| {
        let fold = folds.binary_search(&by.fold(document)).unwrap_or_default();
        let beads = document.lattice.beads.iter().zip(&document.evidence);
        let scores: Vec<f64> = beads.map(|(b, e)| weights[fold].score(*b, e)).collect();
        decoded(&document.lattice, &scores)
    });
    aligned.collect()
}

fn gap_documents(
    documents: &[Document],
    base: &Weights,
    options: Options,
) -> Vec<Prepared> {
    match options.gaps {
        true => prepare_all(&gaps::with_gaps(documents), base),
        false => Vec::new(),
    }
}

fn prepare_all(documents: &[Document], base: &Weights) -> Vec<Prepared> {
    documents.par_iter().map(|document| prepare(document, base)).collect()
}

fn prepare(document: &Document, base: &Weights) -> Prepared {
    let (source, target) = (Side::new(&document.source), Side::new(&document.target));
    let (pair, lattice) = prepared(&source, &target, base, &[]);
    let sentences = (source.len(), target.len());
    let Document { gold, grain, family, name, .. } = document;
    Prepared {
        evidence: evidence(&pair, &lattice.beads),
        allowed: allowed::allowed(&lattice, sentences, gold, *grain),
        lattice,
        family: family.clone(),
        name: name.clone(),
        beads: gold.len(),
    }
}
