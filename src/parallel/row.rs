//! One row of a parallel work.

use std::collections::BTreeMap;
use std::fmt;

use super::Unknown;
use crate::lang::Lang;

/// The sentences of one column in one row, in order; none where the text is missing.
pub type Cell = Vec<String>;

/// What stands side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The row's number, unique in its work; a confirmed row keeps it.
    pub id: u32,
    /// A cell for each column, in the order of the columns.
    pub cells: Vec<Cell>,
    /// How sure the aligner is; none where nothing scored the row.
    pub score: Option<Score>,
    /// Who vouches for the row.
    pub verdict: Verdict,
    /// Who confirmed it.
    pub by: Option<String>,
    /// Whether a paragraph begins here, in most of its cells that are not empty.
    pub paragraph: bool,
    /// The names in the row, joined across the columns.
    pub names: Vec<Names>,
    /// Fields that we do not know.
    pub unknown: Unknown,
}

/// Who vouches for a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The aligner, and it is not sure.
    Doubtful,
    /// The aligner.
    Proposed,
    /// A person; the row is a fixed point of the next alignment.
    Confirmed,
}

/// A confidence in thousandths, 0 to 1000; written with three decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(u16);

/// One entity's names in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// Id of the entity in the registry; none for a name that no registry knows.
    pub entity: Option<String>,
    /// Whether a registry knows it.
    pub status: Status,
    /// The forms as they stand, by language, in the order of the text, each once.
    pub forms: BTreeMap<Lang, Vec<String>>,
    /// Fields that we do not know.
    pub unknown: Unknown,
}

/// Where a link between names comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// A registry knows the entity; not written.
    Attested,
    /// The forms read alike; written `generated`.
    Generated,
}

impl Verdict {
    /// All verdicts, with the words that files have for them.
    pub const ALL: [Self; 3] = [Self::Doubtful, Self::Proposed, Self::Confirmed];

    /// Returns the word that files have for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Doubtful => "doubtful",
            Self::Proposed => "proposed",
            Self::Confirmed => "confirmed",
        }
    }
}

impl Score {
    /// Rounds a probability; what lies outside 0 to 1 is moved to the nearest end, and
    /// no number is 0.
    pub fn new(probability: f64) -> Self {
        // The cast is exact: the value is an integer from 0 to 1000 by now.
        Self((probability.clamp(0.0, 1.0) * 1000.0).round() as u16)
    }

    /// Returns the score in thousandths.
    pub fn thousandths(self) -> u16 {
        self.0
    }

    /// Returns the score as a number from 0 to 1.
    pub fn value(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_rounded_once_and_shown_with_three_decimals() {
        for (value, shown) in [(0.9128, "0.913"), (1.0, "1.000"), (-1.0, "0.000")] {
            assert_eq!(Score::new(value).to_string(), shown);
        }
        assert_eq!(Score::new(f64::NAN).to_string(), "0.000");
        assert!((0..=1000).all(|t| Score(t) == Score::new(Score(t).value())));
    }
}
