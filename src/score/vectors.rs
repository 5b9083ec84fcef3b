//! The vectors of the runs that beads have: a short passage has all of them, a long one
//! computes those of some beads at a time.

use rayon::prelude::*;

use super::{LONGEST_RUN, Pair, Side};
use crate::encode::Vector;
use crate::parallel::Bead;
use crate::text::Run;

/// Beads that are looked at together.
const TOGETHER: usize = 1 << 14;

/// What is compared to weigh some beads.
pub(super) struct Vectors<'a> {
    pair: &'a Pair<'a>,
    source: Vec<(Run, Vector)>,
    target: Vec<(Run, Vector)>,
}

impl<'a> Vectors<'a> {
    fn new(pair: &'a Pair<'a>, beads: &[Bead]) -> Self {
        Self {
            pair,
            source: computed(pair.source, beads.iter().map(|bead| bead.source)),
            target: computed(pair.target, beads.iter().map(|bead| bead.target)),
        }
    }

    /// Computes something of each bead, with the vectors that it needs, in parallel.
    pub(super) fn each<T: Send>(
        pair: &Pair<'_>,
        beads: &[Bead],
        of: impl Fn(&Vectors<'_>, Bead) -> T + Sync,
    ) -> Vec<T> {
        let mut out = Vec::with_capacity(beads.len());
        for beads in beads.chunks(TOGETHER) {
            let vectors = Vectors::new(pair, beads);
            out.par_extend(beads.par_iter().map(|&bead| of(&vectors, bead)));
        }
        out
    }

    /// Returns the pair of passages.
    pub(super) fn pair(&self) -> &Pair<'_> {
        self.pair
    }

    /// Returns the similarity of two runs: of a bead, or of one side of it and a single
    /// sentence.
    ///
    /// # Panics
    /// If a run is empty, longer than [`LONGEST_RUN`], or of no bead.
    pub(super) fn similarity(&self, bead: Bead) -> f32 {
        let source = vector(self.pair.source, &self.source, bead.source);
        source.similarity(vector(self.pair.target, &self.target, bead.target))
    }
}

/// The vectors of those runs that the side does not keep.
fn computed(side: &Side, runs: impl Iterator<Item = Run>) -> Vec<(Run, Vector)> {
    let missing =
        |run: &Run| (1..=LONGEST_RUN).contains(&run.len()) && side.vector(*run).is_none();
    let mut runs: Vec<Run> = runs.filter(missing).collect();
    runs.sort_unstable();
    runs.dedup();
    let vectors = side.encoded().vectors(&runs);
    runs.into_iter().zip(vectors).collect()
}

fn vector<'a>(side: &'a Side, computed: &'a [(Run, Vector)], run: Run) -> &'a Vector {
    side.vector(run).unwrap_or_else(|| {
        let place = computed.binary_search_by_key(&run, |(run, _)| *run);
        &computed[place.expect("computed for the beads")].1
    })
}
