//! The weights of the score, read from a data file.

use std::sync::LazyLock;

use serde::Deserialize;

/// The embedded weights.
const DATA: &str = include_str!("weights.toml");

/// What the aligner weighs its evidence with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Version of the layout.
    pub version: u32,
    /// Weights of the first score.
    pub stage1: Stage1,
    /// Rows whose confidence is less are doubtful, 0 to 1.
    pub doubtful: f64,
    /// What a boundary between rows of many columns must be better than, 0 to 1.
    pub boundary: f64,
}

/// Weights of the signals of the first score; see [`stage1`](super::stage1).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage1 {
    /// Of the similarity of the two sides.
    pub similarity: f64,
    /// Of the similarity to the neighbors of the other side.
    pub rivals: f64,
    /// Of the difference in length.
    pub length: f64,
    /// Of every sentence beyond one a side.
    pub size: f64,
    /// Of every sentence beyond one on the shorter side.
    pub both: f64,
    /// Of a sentence without a counterpart.
    pub null: f64,
}

static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| toml::from_str(DATA).expect("embedded weights parse"));

impl Weights {
    /// Returns the embedded weights.
    pub fn embedded() -> &'static Self {
        &WEIGHTS
    }

    /// Returns the text of the embedded weights: what a fingerprint is taken of.
    pub fn text() -> &'static str {
        DATA
    }
}
