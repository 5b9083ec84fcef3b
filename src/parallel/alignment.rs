//! The alignment of two passages.

use crate::text::Run;

/// Sentences of two passages that say the same; one side may be empty (a null bead).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bead {
    /// The sentences of the first passage.
    pub source: Run,
    /// The sentences of the second passage.
    pub target: Run,
}

/// Beads that tile two passages, in order, each with its probability.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alignment {
    /// The beads, in order.
    pub beads: Vec<Bead>,
    /// The probability of each bead, 0 to 1, as the model sees it.
    pub posteriors: Vec<f64>,
}

impl Bead {
    /// Returns whether one side is empty.
    pub fn is_null(self) -> bool {
        self.source.is_empty() || self.target.is_empty()
    }
}
