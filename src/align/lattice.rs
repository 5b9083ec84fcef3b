//! The lattice of all beads that could be, and the dynamic programs over it.
//!
//! A cut is a place between two sentences of the source and two of the target; a bead
//! leads from one cut to a later one. Invariant: beads are ordered by the cut they lead
//! to, which is a topological order.

use std::collections::BTreeSet;

use super::band::Band;
use crate::parallel::Bead;
use crate::text::Run;

/// Sentences of source and target in a bead.
const SHAPES: &[(usize, usize)] = &[
    (1, 0),
    (0, 1),
    (1, 1),
    (1, 2),
    (2, 1),
    (1, 3),
    (3, 1),
    (1, 4),
    (4, 1),
    (1, 5),
    (5, 1),
    (1, 6),
    (6, 1),
    (2, 3),
    (3, 2),
    (2, 4),
    (4, 2),
    (3, 4),
    (4, 3),
    (2, 2),
    (3, 3),
];

/// Cuts on either side of the chain that are looked at.
const SLACK: usize = 6;

/// A place between two sentences of the source and two of the target.
type Cut = (usize, usize);

/// Cuts between two cells of the chain at most; a larger rectangle is not searched whole.
const WIDEST: usize = 40_000;

/// All beads that could be.
#[derive(Clone, Debug)]
pub(super) struct Lattice {
    /// The beads, ordered by their last cut.
    pub(super) beads: Vec<Bead>,
    /// Whether each is one of those that must be on every path.
    pub(super) fixed: Vec<bool>,
    /// Numbers of the cuts that each bead leads from and to.
    ends: Vec<(u32, u32)>,
    /// How many cuts there are; the first is 0, the last the highest.
    cuts: usize,
}

impl Lattice {
    /// Lists the beads near a chain of sentence pairs.
    ///
    /// `fixed` are beads of any shape that must be on every path: a bead that overlaps
    /// one of them is left out. One that is empty on both sides is a cut that every path
    /// goes through.
    pub(super) fn new(
        source: usize,
        target: usize,
        chain: &[(usize, usize)],
        fixed: &[Bead],
    ) -> Self {
        let band = cuts_around(chain, source, target, fixed);
        let mut beads = Vec::new();
        let mut ends = Vec::new();
        let mut is_fixed = Vec::new();
        let cut = |i: usize, j: usize| band.cell(i, j) as u32;
        let mut fixed_ends = fixed.iter().filter(|b| b.source.len() + b.target.len() > 0);
        let mut next_fixed = fixed_ends.next();
        for i in 0..band.rows() {
            for j in band.low[i]..band.high[i] {
                for &(a, b) in SHAPES {
                    let (Some(i0), Some(j0)) = (i.checked_sub(a), j.checked_sub(b))
                    else {
                        continue;
                    };
                    let bead = Bead { source: Run::new(i0, i), target: Run::new(j0, j) };
                    if band.contains(i0, j0) && fits(bead, fixed) {
                        ends.push((cut(i0, j0), cut(i, j)));
                        beads.push(bead);
                        is_fixed.push(false);
                    }
                }
                if let Some(&bead) = next_fixed
                    && (bead.source.end(), bead.target.end()) == (i, j)
                {
                    ends.push((cut(bead.source.start(), bead.target.start()), cut(i, j)));
                    beads.push(bead);
                    is_fixed.push(true);
                    next_fixed = fixed_ends.next();
                }
            }
        }
        Self { beads, fixed: is_fixed, ends, cuts: band.cells() }
    }

    /// Returns the lattice of the beads that `keep` says yes to.
    ///
    /// Cuts that no bead is left at are on no path and do not matter.
    pub(super) fn filtered(&self, keep: impl Fn(usize) -> bool) -> Self {
        let kept: Vec<usize> = (0..self.beads.len()).filter(|&k| keep(k)).collect();
        Self {
            beads: kept.iter().map(|&k| self.beads[k]).collect(),
            fixed: kept.iter().map(|&k| self.fixed[k]).collect(),
            ends: kept.iter().map(|&k| self.ends[k]).collect(),
            cuts: self.cuts,
        }
    }

    /// Gives every bead the score that `of` computes for those that are not fixed. What
    /// a fixed bead scores is all the same to paths that it is on anyway: nothing.
    pub(super) fn scores(&self, of: impl Fn(&[Bead]) -> Vec<f64>) -> Vec<f64> {
        let free = self.beads.iter().zip(&self.fixed).filter(|(_, fixed)| !**fixed);
        let free: Vec<Bead> = free.map(|(bead, _)| *bead).collect();
        let mut scores = of(&free).into_iter();
        let score = |&fixed: &bool| match fixed {
            true => 0.0,
            false => scores.next().unwrap_or_default(),
        };
        self.fixed.iter().map(score).collect()
    }

    /// Returns the probability of each bead: the share of all paths' weight that goes
    /// through it, a path weighing the exponential of its beads' scores.
    ///
    /// Source: the forward-backward algorithm (Rabiner 1989, §III.A), in logarithms.
    pub(super) fn posteriors(&self, scores: &[f64]) -> Vec<f64> {
        let last = self.cuts - 1;
        let mut forward = vec![f64::NEG_INFINITY; self.cuts];
        let mut backward = forward.clone();
        forward[0] = 0.0;
        backward[last] = 0.0;
        for (&(from, to), score) in self.ends.iter().zip(scores) {
            let (from, to) = (from as usize, to as usize);
            forward[to] = log_sum(forward[to], forward[from] + score);
        }
        for (&(from, to), score) in self.ends.iter().zip(scores).rev() {
            let (from, to) = (from as usize, to as usize);
            backward[from] = log_sum(backward[from], backward[to] + score);
        }
        let posterior = |(&(from, to), score): (&(u32, u32), &f64)| {
            let through = forward[from as usize] + score + backward[to as usize];
            libm::exp(through - forward[last]).min(1.0)
        };
        self.ends.iter().zip(scores).map(posterior).collect()
    }

    /// Returns the cuts, as sentences of both passages, that paths of allowed beads reach
    /// from the first.
    pub(super) fn reached(&self, allowed: &[bool]) -> BTreeSet<(usize, usize)> {
        let mut cuts = vec![false; self.cuts];
        cuts[0] = true;
        let mut reached = BTreeSet::from([(0, 0)]);
        for ((&(from, to), bead), &allowed) in
            self.ends.iter().zip(&self.beads).zip(allowed)
        {
            if allowed && cuts[from as usize] {
                cuts[to as usize] = true;
                reached.insert((bead.source.end(), bead.target.end()));
            }
        }
        reached
    }

    /// Returns the numbers of the beads on the best path, in order.
    ///
    /// Source: the Viterbi algorithm; of two paths of the same score, the one that was
    /// there first.
    pub(super) fn best_path(&self, scores: &[f64]) -> Vec<usize> {
        let mut best = vec![f64::NEG_INFINITY; self.cuts];
        let mut by = vec![None; self.cuts];
        best[0] = 0.0;
        for (k, (&(from, to), score)) in self.ends.iter().zip(scores).enumerate() {
            let score = best[from as usize] + score;
            if score > best[to as usize] {
                best[to as usize] = score;
                by[to as usize] = Some(k);
            }
        }
        let mut path = Vec::new();
        let mut cut = self.cuts - 1;
        while let Some(k) = by[cut] {
            path.push(k);
            cut = self.ends[k].0 as usize;
        }
        path.reverse();
        path
    }
}

/// Logarithm of a sum of two exponentials.
fn log_sum(a: f64, b: f64) -> f64 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY {
        return high;
    }
    high + libm::log1p(libm::exp(low - high))
}

/// Whether a bead overlaps no fixed bead: it lies wholly before or behind each.
fn fits(bead: Bead, fixed: &[Bead]) -> bool {
    // The first that does not end where the bead begins, or before.
    let next = fixed.partition_point(|f| {
        f.source.end() <= bead.source.start() && f.target.end() <= bead.target.start()
    });
    fixed.get(next).is_none_or(|f| {
        bead.source.end() <= f.source.start() && bead.target.end() <= f.target.start()
    })
}

/// Where a path comes by: the cut that leads to a cell of the chain or a fixed bead, and
/// one that leads on from it. Cells that a fixed bead contradicts are no stations.
fn stations(chain: &[Cut], fixed: &[Bead]) -> Vec<(Cut, Cut)> {
    let cells = chain.iter().filter(|&&(i, j)| {
        let cell = Bead { source: Run::new(i, i + 1), target: Run::new(j, j + 1) };
        fits(cell, fixed)
    });
    // From the cell's own row on: some slack, as on the side of the columns.
    let cells = cells.map(|&(i, j)| ((i, j), (i, j + 1)));
    let fixed = fixed.iter().map(|bead| {
        let (source, target) = (bead.source, bead.target);
        ((source.start(), target.start()), (source.end(), target.end()))
    });
    let mut stations: Vec<_> = cells.chain(fixed).collect();
    stations.sort_unstable();
    stations
}

/// The cuts that paths may go through: some on either side of the chain, and all that lie
/// between two cells of it.
fn cuts_around(chain: &[(usize, usize)], n: usize, m: usize, fixed: &[Bead]) -> Band {
    // Ends are inclusive until the last line.
    let (mut low, mut high) = (vec![m; n + 1], vec![0; n + 1]);
    let mut widen = |rows: std::ops::Range<usize>, left: usize, right: usize| {
        for i in rows {
            low[i] = low[i].min(left);
            high[i] = high[i].max(right);
        }
    };
    let mut from: Cut = (0, 0);
    for (to, next) in stations(chain, fixed).into_iter().chain([((n, m), (n, m))]) {
        let (left, right) = (from.1.saturating_sub(SLACK), m.min(to.1 + SLACK));
        let rows = from.0..n.min(to.0 + 1) + 1;
        let size = (to.0.saturating_sub(from.0)) * (to.1.saturating_sub(from.1));
        if size <= WIDEST {
            widen(rows, left, right);
        } else {
            // Nothing in so large a rectangle belongs together, or the first pass had
            // found it: one side's sentences go by, then the other's.
            let last = to.0.saturating_sub(SLACK)..rows.end;
            widen(rows, left, m.min(from.1 + SLACK));
            widen(last, left, right);
        }
        from = next;
    }
    for bead in fixed {
        let (source, target) = (bead.source, bead.target);
        widen(source.start()..source.end() + 1, target.start(), target.end());
    }
    widen(0..1, 0, 0);
    widen(n..n + 1, m, m);
    Band::new(low, high.into_iter().map(|high| high + 1).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bead(i0: usize, i1: usize, j0: usize, j1: usize) -> Bead {
        Bead { source: Run::new(i0, i1), target: Run::new(j0, j1) }
    }

    #[test]
    fn paths_lead_from_end_to_end_even_without_a_chain() {
        for (n, m) in [(0, 0), (1, 0), (0, 3), (1, 1), (5, 2), (9, 9)] {
            let lattice = Lattice::new(n, m, &[], &[]);
            let scores = vec![-1.0; lattice.beads.len()];
            let path = lattice.best_path(&scores);
            let (mut i, mut j) = (0, 0);
            for bead in path.iter().map(|&k| lattice.beads[k]) {
                assert_eq!((bead.source.start(), bead.target.start()), (i, j));
                (i, j) = (bead.source.end(), bead.target.end());
            }
            assert_eq!((i, j), (n, m));
            let posteriors = lattice.posteriors(&scores);
            let leaving: f64 = lattice
                .beads
                .iter()
                .zip(&posteriors)
                .filter(|(b, _)| b.source.start() + b.target.start() == 0)
                .map(|(_, p)| p)
                .sum();
            assert!(n + m == 0 || (leaving - 1.0).abs() < 1e-9, "{n} {m}: {leaving}");
        }
    }

    #[test]
    fn unrelated_parts_that_face_each_other_cost_their_sum_not_their_product() {
        let lattice = Lattice::new(4010, 4010, &[(4, 4), (4005, 4005)], &[]);
        assert!(lattice.beads.len() < 4000 * 2 * 20 * SHAPES.len());
        let scores: Vec<f64> = vec![-1.0; lattice.beads.len()];
        let path = lattice.best_path(&scores);
        let last = lattice.beads[path[path.len() - 1]];
        assert_eq!((last.source.end(), last.target.end()), (4010, 4010));
        // A row that a person confirmed amid such parts is passed through all the same.
        let fixed = [bead(700, 702, 3000, 3001), bead(702, 702, 3001, 3001)];
        let lattice = Lattice::new(4010, 4010, &[(4, 4), (900, 20)], &fixed);
        let scores: Vec<f64> = vec![-1.0; lattice.beads.len()];
        let path = lattice.best_path(&scores);
        assert!(path.iter().any(|&k| lattice.beads[k] == fixed[0]));
    }

    #[test]
    fn a_fixed_bead_of_any_shape_is_on_every_path() {
        let fixed = [bead(1, 9, 1, 8), bead(9, 9, 8, 8), bead(9, 10, 8, 8)];
        let lattice = Lattice::new(12, 12, &[], &fixed);
        let posteriors = lattice.posteriors(&vec![0.3; lattice.beads.len()]);
        for bead in [fixed[0], fixed[2]] {
            let k = lattice.beads.iter().rposition(|&b| b == bead).unwrap();
            assert!((posteriors[k] - 1.0).abs() < 1e-9);
        }
        assert!(!fits(bead(0, 2, 0, 1), &fixed));
        assert!(fits(bead(10, 12, 8, 9), &fixed));
    }
}
