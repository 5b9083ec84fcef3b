//! Is a bead's posterior a probability? How often beads of like posteriors are right.

use std::collections::BTreeSet;

use super::gold::{self, Pair};
use crate::parallel::Alignment;

/// How many bins posteriors from 0 to 1 are counted in.
const BINS: usize = 10;

/// Posteriors of beads, and whether the beads are right.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    beads: Vec<(f64, bool)>,
}

/// Beads whose posteriors lie in one tenth.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// How many there are.
    pub count: usize,
    /// Their mean posterior.
    pub mean: f64,
    /// The share of them that is right.
    pub right: f64,
}

/// What flagging beads under a threshold comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flagged {
    /// The share of beads that is flagged.
    pub share: f64,
    /// The share of wrong beads that is.
    pub caught: f64,
    /// The share of the others that is right.
    pub right_above: f64,
}

impl Calibration {
    /// Adds the beads of a document whose gold is exact.
    pub fn add(&mut self, gold: &[Pair], alignment: &Alignment) {
        let gold: BTreeSet<&Pair> = gold.iter().collect();
        let beads = alignment.beads.iter().zip(&alignment.posteriors);
        self.beads.extend(beads.map(|(&b, &p)| (p, gold.contains(&gold::pair(b)))));
    }

    /// Returns how often beads are right, by tenths of their posterior, lowest first.
    pub fn bins(&self) -> [Bin; BINS] {
        std::array::from_fn(|k| {
            let last = |p: f64| ((p * BINS as f64).ceil() as usize).clamp(1, BINS) - 1;
            let these = self.beads.iter().filter(|(p, _)| last(*p) == k);
            let count = these.clone().count();
            let sum: f64 = these.clone().map(|(p, _)| p).sum();
            let right = these.filter(|(_, right)| *right).count();
            Bin { count, mean: share(sum, count), right: share(right as f64, count) }
        })
    }

    /// Returns the expected calibration error: by how much the posterior is off, in the
    /// mean.
    pub fn error(&self) -> f64 {
        let off = |bin: Bin| bin.count as f64 * (bin.mean - bin.right).abs();
        share(self.bins().into_iter().map(off).sum(), self.beads.len())
    }

    /// Returns what flagging the beads under a posterior comes to.
    pub fn flagged(&self, under: f64) -> Flagged {
        let count =
            |keep: &dyn Fn(&&(f64, bool)) -> bool| self.beads.iter().filter(keep).count();
        let flagged = count(&|(p, _)| *p < under);
        let wrong = count(&|(_, right)| !right);
        let caught = count(&|(p, right)| *p < under && !right);
        let others = self.beads.len() - flagged;
        Flagged {
            share: share(flagged as f64, self.beads.len()),
            caught: share(caught as f64, wrong),
            right_above: share((others + caught - wrong) as f64, others),
        }
    }
}

fn share(part: f64, count: usize) -> f64 {
    if count == 0 { 0.0 } else { part / count as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::Bead;
    use crate::text::Run;

    #[test]
    fn wrong_beads_are_counted_where_their_posterior_is() {
        let bead = |k| Bead { source: Run::new(k, k + 1), target: Run::new(k, k + 1) };
        let beads: Vec<Bead> = (0..4).map(bead).collect();
        let gold: Vec<Pair> = beads[1..].iter().map(|&b| gold::pair(b)).collect();
        let posteriors = vec![0.3, 0.6, 0.9, 1.0];
        let mut calibration = Calibration::default();
        calibration.add(&gold, &Alignment { beads, posteriors });
        let bins = calibration.bins();
        assert_eq!((bins[2].count, bins[2].right), (1, 0.0));
        assert_eq!((bins[9].count, bins[9].right), (1, 1.0));
        assert!((calibration.error() - (0.3 + 0.4 + 0.1) / 4.0).abs() < 1e-12);
        let wanted = Flagged { share: 0.25, caught: 1.0, right_above: 1.0 };
        assert_eq!(calibration.flagged(0.5), wanted);
    }
}
