//! The lattice of all beads that could be, and the dynamic programs over it.
//!
//! A cut is a place between two sentences of the source and two of the target; a bead
//! leads from one cut to a later one. Invariant: beads are ordered by the cut they lead
//! to, which is a topological order.

use std::collections::BTreeSet;
use std::ops::Range;

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

/// Beads that are scored together, about.
const TOGETHER: usize = 1 << 14;

/// All beads that could be, listed cut by cut.
struct Wide {
    band: Band,
    /// The beads that must be on every path, those left out that are empty on both sides.
    fixed: Vec<Bead>,
    /// All of them.
    all_fixed: Vec<Bead>,
}

/// A bead that could be.
#[derive(Clone, Copy, Debug)]
struct Edge {
    bead: Bead,
    /// Numbers of the cuts that it leads from and to.
    ends: (u32, u32),
    fixed: bool,
}

/// What is known when all beads were scored once, from the first cut to the last.
struct Forward {
    /// The score of each bead.
    scores: Vec<f64>,
    /// Logarithm of the weight of all paths to each cut.
    weights: Vec<f64>,
    /// Numbers of the beads on the best path.
    path: Vec<u32>,
}

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
    #[cfg(test)]
    pub(super) fn new(
        source: usize,
        target: usize,
        chain: &[(usize, usize)],
        fixed: &[Bead],
    ) -> Self {
        let wide = Wide::new(source, target, chain, fixed);
        let mut lattice = Self {
            beads: Vec::new(),
            fixed: Vec::new(),
            ends: Vec::new(),
            cuts: wide.band.cells(),
        };
        let mut into = Vec::new();
        for (i, j) in wide.cuts(0..wide.band.rows()) {
            wide.edges_to(i, j, &mut into);
            into.iter().for_each(|&edge| lattice.push(edge));
        }
        lattice
    }

    /// Lists the beads near a chain of sentence pairs that are at least as likely as
    /// `least` by a score, those of the best path by it, and `fixed` ones, as
    /// [`new`](Self::new) says.
    ///
    /// The same as all of them scored and filtered; but they are not all held, which would
    /// be most of the memory that a long text takes.
    pub(super) fn pruned(
        (source, target): (usize, usize),
        chain: &[(usize, usize)],
        fixed: &[Bead],
        least: f64,
        score: impl Fn(&[Bead]) -> Vec<f64>,
    ) -> Self {
        let wide = Wide::new(source, target, chain, fixed);
        let cuts = wide.band.cells();
        let Forward { mut scores, weights: forward, mut path } = wide.forward(score);
        let last = cuts - 1;
        let mut backward = vec![f64::NEG_INFINITY; cuts];
        backward[last] = 0.0;
        let (mut kept, mut into) = (Vec::new(), Vec::new());
        // What is likely enough, last bead first.
        for (i, j) in wide.cuts(0..wide.band.rows()).rev() {
            wide.edges_to(i, j, &mut into);
            for &edge in into.iter().rev() {
                let score = scores.pop().unwrap_or_default();
                let (from, to) = (edge.ends.0 as usize, edge.ends.1 as usize);
                backward[from] = log_sum(backward[from], backward[to] + score);
                let through = forward[from] + score + backward[to];
                let likely = libm::exp(through - forward[last]).min(1.0) > least;
                let is_best =
                    path.pop_if(|bead| *bead as usize == scores.len()).is_some();
                if likely || is_best || edge.fixed {
                    kept.push(edge);
                }
            }
        }
        let mut lattice =
            Self { beads: Vec::new(), fixed: Vec::new(), ends: Vec::new(), cuts };
        kept.into_iter().rev().for_each(|edge| lattice.push(edge));
        lattice
    }

    fn push(&mut self, edge: Edge) {
        self.beads.push(edge.bead);
        self.fixed.push(edge.fixed);
        self.ends.push(edge.ends);
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

impl Wide {
    fn new(
        source: usize,
        target: usize,
        chain: &[(usize, usize)],
        fixed: &[Bead],
    ) -> Self {
        let some = |bead: &&Bead| bead.source.len() + bead.target.len() > 0;
        Self {
            band: cuts_around(chain, source, target, fixed),
            fixed: fixed.iter().filter(some).copied().collect(),
            all_fixed: fixed.to_vec(),
        }
    }

    /// The cuts of some rows, in order.
    fn cuts(&self, rows: Range<usize>) -> impl DoubleEndedIterator<Item = Cut> {
        let band = &self.band;
        rows.flat_map(|i| (band.low[i]..band.high[i]).map(move |j| (i, j)))
    }

    /// Scores all beads, some rows at a time.
    fn forward(&self, score: impl Fn(&[Bead]) -> Vec<f64>) -> Forward {
        let cuts = self.band.cells();
        let mut scores: Vec<f64> = Vec::new();
        let mut weights = vec![f64::NEG_INFINITY; cuts];
        let mut best = weights.clone();
        // Number of the best path's last bead, and the cut that it comes from.
        let mut by: Vec<Option<(u32, u32)>> = vec![None; cuts];
        (weights[0], best[0]) = (0.0, 0.0);
        let mut rows = 0..0;
        while rows.end < self.band.rows() {
            let edges = self.edges(&mut rows);
            let free = edges.iter().filter(|edge| !edge.fixed).map(|edge| edge.bead);
            let mut found = score(&free.collect::<Vec<Bead>>()).into_iter();
            for Edge { ends: (from, to), fixed, .. } in edges {
                let score = if fixed { 0.0 } else { found.next().unwrap_or_default() };
                let (start, end) = (from as usize, to as usize);
                weights[end] = log_sum(weights[end], weights[start] + score);
                if best[start] + score > best[end] {
                    best[end] = best[start] + score;
                    by[end] = Some((scores.len() as u32, from));
                }
                scores.push(score);
            }
        }
        let (mut path, mut cut) = (Vec::new(), cuts - 1);
        while let Some((number, from)) = by[cut] {
            path.push(number);
            cut = from as usize;
        }
        path.reverse();
        Forward { scores, weights, path }
    }

    /// Lists the beads that lead to cuts of the next rows behind `rows`, which become
    /// those: enough of them to be scored together.
    fn edges(&self, rows: &mut Range<usize>) -> Vec<Edge> {
        let (mut edges, mut into) = (Vec::new(), Vec::new());
        rows.start = rows.end;
        while rows.end < self.band.rows()
            && (rows.start == rows.end || edges.len() < TOGETHER)
        {
            for (i, j) in self.cuts(rows.end..rows.end + 1) {
                self.edges_to(i, j, &mut into);
                edges.extend_from_slice(&into);
            }
            rows.end += 1;
        }
        edges
    }

    /// Lists the beads that lead to a cut.
    fn edges_to(&self, i: usize, j: usize, into: &mut Vec<Edge>) {
        let cut = |i: usize, j: usize| self.band.cell(i, j) as u32;
        into.clear();
        for &(a, b) in SHAPES {
            let (Some(i0), Some(j0)) = (i.checked_sub(a), j.checked_sub(b)) else {
                continue;
            };
            let bead = Bead { source: Run::new(i0, i), target: Run::new(j0, j) };
            if self.band.contains(i0, j0) && fits(bead, &self.all_fixed) {
                into.push(Edge { bead, ends: (cut(i0, j0), cut(i, j)), fixed: false });
            }
        }
        let end = |bead: &Bead| (bead.source.end(), bead.target.end());
        if let Ok(place) = self.fixed.binary_search_by_key(&(i, j), end) {
            let bead = self.fixed[place];
            let from = cut(bead.source.start(), bead.target.start());
            into.push(Edge { bead, ends: (from, cut(i, j)), fixed: true });
        }
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
    fn what_is_pruned_is_what_would_be_filtered() {
        let score = |beads: &[Bead]| -> Vec<f64> {
            let of = |bead: &Bead| {
                let ends = bead.source.end() * 7 + bead.target.start() * 5;
                let size = bead.source.len() + bead.target.len();
                (ends % 11) as f64 - 2.0 * size as f64
            };
            beads.iter().map(of).collect()
        };
        let fixed = [bead(4, 4, 3, 3), bead(8, 15, 9, 10)];
        for fixed in [&[], &fixed[..]] {
            let all = Lattice::new(40, 37, &[(20, 18)], fixed);
            let scores = all.scores(score);
            let path = all.best_path(&scores);
            let likely = all.posteriors(&scores).into_iter().map(|p| p > 1e-3);
            let likely: Vec<bool> = likely.collect();
            let wanted: Vec<Bead> = (0..all.beads.len())
                .filter(|k| likely[*k] || path.contains(k) || all.fixed[*k])
                .map(|k| all.beads[k])
                .collect();
            let found = Lattice::pruned((40, 37), &[(20, 18)], fixed, 1e-3, score);
            assert!(wanted.len() < all.beads.len() / 2);
            assert_eq!(found.beads, wanted);
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
