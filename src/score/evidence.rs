//! The evidence for beads: all trained signals of all beads that are left.
//!
//! One file for each family of signals; here they are put together in the table's order.

use super::mass::Mass;
use super::signals::TRAINED;
use super::vectors::Vectors;
use super::{Pair, cuts, length, shape, similarity};
use crate::parallel::Bead;

/// What speaks for one bead, in the order of the trained [`SIGNALS`](super::SIGNALS).
pub type Evidence = [f32; TRAINED];

/// Computes the evidence for beads.
///
/// `beads` are those of the pair that are still possible: where token mass may go depends
/// on them all.
///
/// # Panics
/// If a bead has no sentence, or more on a side than a run may have.
pub fn evidence(pair: &Pair<'_>, beads: &[Bead]) -> Vec<Evidence> {
    let mass = Mass::new(pair, beads);
    Vectors::each(pair, beads, |vectors, bead| {
        let mut evidence = [0.0; TRAINED];
        evidence[..2].copy_from_slice(&similarity::signals(vectors, bead));
        evidence[2..6].copy_from_slice(&mass.signals(bead));
        evidence[6..10].copy_from_slice(&cuts::signals(pair, bead));
        evidence[10..15].copy_from_slice(&length::signals(pair, bead));
        evidence[15..25].copy_from_slice(&shape::signals(bead));
        evidence[25] = f32::from(u8::from(pair.gaps.contain(bead)));
        evidence
    })
}
