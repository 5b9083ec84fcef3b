//! What speaks for a bead: numbers computed from two encoded passages, and their weights.
//!
//! Invariant: nothing here knows a language; a number depends on the two passages alone.
//! Finding the best beads is left to `align`.

mod cuts;
mod evidence;
mod gaps;
mod length;
mod mass;
mod network;
mod shape;
mod signals;
mod similarity;
mod stage1;
mod weights;

pub use evidence::{Evidence, evidence};
pub use gaps::Gaps;
pub use network::{Network, Unit};
pub use signals::{SIGNALS, Signal, Stage, TRAINED};
pub use stage1::stage1;
pub use weights::{Stage1, Weights};

use std::fmt;
use std::ops::Range;

use crate::encode::{Encoded, Encoder, Vector};
use crate::parallel::Bead;
use crate::text::Run;

/// The longest run that a bead may have on a side, and so that has a vector.
pub const LONGEST_RUN: usize = 6;

/// Sentences on either side of a null that it may belong to instead.
const NEAR: usize = 4;

/// One passage, ready to be compared: its sentences and short runs as vectors.
pub struct Side {
    encoded: Encoded,
    /// `runs[k - 1][i]`: the run of k sentences that begins with sentence i.
    runs: Vec<Vec<Vector>>,
    /// Characters of the first k sentences, white space not counted, at least one each.
    chars: Vec<u64>,
}

/// Numbers of a whole pair of passages, learned from the sentences that surely belong
/// together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proportions {
    /// Characters of the target for one of the source.
    pub characters: f64,
    /// Logarithm of the sentences of the target for one of the source.
    pub sentences: f64,
    /// Similarity of sentences that have nothing to do with each other.
    pub strangers: f64,
}

/// Two passages that are being aligned.
#[derive(Clone, Debug)]
pub struct Pair<'a> {
    /// The passage whose sentences come first in a bead.
    pub source: &'a Side,
    /// The other one.
    pub target: &'a Side,
    /// Numbers of the whole pair.
    pub proportions: Proportions,
    /// Where one passage goes on and the other does not.
    pub gaps: Gaps,
}

impl Side {
    /// Encodes the sentences of a passage and their runs.
    pub fn new<T: AsRef<str> + Sync>(sentences: &[T]) -> Self {
        let encoded = Encoded::new(Encoder::get(), sentences);
        let count = sentences.len();
        let runs = (1..=LONGEST_RUN.min(count)).map(|length| {
            let runs: Vec<Run> =
                (0..=count - length).map(|i| Run::new(i, i + length)).collect();
            encoded.vectors(&runs)
        });
        let mut chars = vec![0];
        for text in sentences {
            let count = text.as_ref().chars().filter(|c| !c.is_whitespace()).count();
            chars.push(chars[chars.len() - 1] + count.max(1) as u64);
        }
        Self { runs: runs.collect(), encoded, chars }
    }

    /// Returns how many sentences there are.
    pub fn len(&self) -> usize {
        self.chars.len() - 1
    }

    /// Returns whether there is no sentence.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the encoded sentences.
    pub fn encoded(&self) -> &Encoded {
        &self.encoded
    }

    /// Returns the vector of a run of one to [`LONGEST_RUN`] sentences.
    ///
    /// # Panics
    /// If the run is empty, longer, or leaves the passage.
    pub fn vector(&self, run: Run) -> &Vector {
        &self.runs[run.len() - 1][run.start()]
    }

    /// Returns the vector of each sentence.
    pub fn sentences(&self) -> &[Vector] {
        self.runs.first().map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns how many characters a run has, white space not counted.
    pub fn chars(&self, run: Run) -> u64 {
        self.chars[run.end()] - self.chars[run.start()]
    }
}

impl fmt::Debug for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Side").field("sentences", &self.len()).finish_non_exhaustive()
    }
}

impl Pair<'_> {
    /// Returns the similarity of the two sides of a bead that has both.
    ///
    /// # Panics
    /// If a side is empty or longer than [`LONGEST_RUN`].
    pub fn similarity(&self, bead: Bead) -> f32 {
        self.source.vector(bead.source).similarity(self.target.vector(bead.target))
    }
}

/// The sentences near a place, of `count`.
fn near(place: usize, count: usize) -> Range<usize> {
    place.saturating_sub(NEAR)..count.min(place + NEAR)
}
