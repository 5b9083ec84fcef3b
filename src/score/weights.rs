//! The weights of the score, read from a data file.

use std::sync::LazyLock;

use serde::Deserialize;
use sha2::{Digest, Sha256};

/// The embedded weights.
const DATA: &str = include_str!("weights.toml");

/// The version of the layout that we read.
const VERSION: u32 = 1;

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
    #[serde(skip)]
    fingerprint: String,
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
    LazyLock::new(|| Weights::parse(DATA).expect("embedded weights parse"));

impl Weights {
    /// Returns the embedded weights.
    pub fn embedded() -> &'static Self {
        &WEIGHTS
    }

    /// Parses a file of weights.
    ///
    /// # Errors
    /// What is wrong and on which line, counted from 1.
    pub fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut weights: Self = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            (text[..start].matches('\n').count() + 1, error.message().to_owned())
        })?;
        if weights.version != VERSION {
            let message =
                format!("version {} of weights, wanted {VERSION}", weights.version);
            return Err((1, message));
        }
        weights.fingerprint =
            Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(weights)
    }

    /// Returns the SHA-256 of the text they were parsed from, in hexadecimal.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}
