//! Gaps: where one passage goes on and the other does not.
//!
//! A preface that only one text has, a chapter that was left out: the first pass finds
//! hardly a pair of sentences there, its chain takes a long step along one passage. In
//! such a gap a sentence without a counterpart is what one expects, elsewhere it is rare.

use crate::parallel::Bead;
use crate::text::Run;

/// Steps of the chain up to this are none, whatever the other passage does.
const SHORT: f64 = 8.0;
/// A step is a gap if it is longer than this many times what the other side's lets expect.
const LONG: f64 = 2.0;

/// Which sentences of both passages lie in gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gaps {
    source: Vec<bool>,
    target: Vec<bool>,
}

impl Gaps {
    /// Finds the gaps of a strictly monotone chain of sentence pairs through passages of
    /// so many `sentences`, in which `ratio` sentences of the target stand for one of the
    /// source.
    pub fn new(chain: &[(usize, usize)], sentences: (usize, usize), ratio: f64) -> Self {
        let (n, m) = sentences;
        let mut gaps = Self { source: vec![false; n], target: vec![false; m] };
        let mut from = None;
        for &to in chain.iter().chain([&(n, m)]) {
            let length = |from: Option<usize>, to: usize| match from {
                Some(from) => (to - from) as f64,
                None => (to + 1) as f64,
            };
            let (i, j) = (from.map(|(i, _)| i), from.map(|(_, j)| j));
            let (di, dj) = (length(i, to.0), length(j, to.1));
            if di > SHORT + LONG * dj / ratio || dj > SHORT + LONG * di * ratio {
                // The sentences of the chain at both ends may be strangers themselves.
                gaps.source[i.unwrap_or(0)..n.min(to.0 + 1)].fill(true);
                gaps.target[j.unwrap_or(0)..m.min(to.1 + 1)].fill(true);
            }
            from = Some(to);
        }
        gaps
    }

    /// Returns whether a bead begins or ends in a gap.
    pub fn contain(&self, bead: Bead) -> bool {
        let Bead { source, target } = bead;
        let side = |run: Run, gaps: &[bool]| {
            !run.is_empty() && (gaps[run.start()] || gaps[run.end() - 1])
        };
        side(source, &self.source) || side(target, &self.target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Run;

    #[test]
    fn a_preface_is_a_gap_and_long_beads_are_none() {
        let chain: Vec<(usize, usize)> = (0..40).map(|k| (k + 60, 2 * k)).collect();
        let gaps = Gaps::new(&chain, (100, 80), 2.0);
        let null = |i: usize| Bead { source: Run::new(i, i + 1), target: Run::new(0, 0) };
        assert!(gaps.contain(null(0)) && gaps.contain(null(59)));
        assert!(!gaps.contain(null(61)) && !gaps.contain(null(99)));
        let first = Bead { source: Run::new(60, 61), target: Run::new(0, 2) };
        let next = Bead { source: Run::new(61, 62), target: Run::new(2, 4) };
        assert!(gaps.contain(first) && !gaps.contain(next));
        // The other way round, and without a chain at all.
        let back: Vec<_> = chain.iter().map(|&(i, j)| (j, i)).collect();
        let gaps = Gaps::new(&back, (80, 100), 0.5);
        assert!(gaps.target[..60].iter().all(|&gap| gap) && !gaps.target[61]);
        assert_eq!(Gaps::new(&[], (3, 3), 1.0).source, [false; 3]);
        assert_eq!(Gaps::new(&[], (0, 9), 1.0).target, [false; 9]);
    }
}
