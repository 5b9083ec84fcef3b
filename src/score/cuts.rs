//! Cuts: do both texts turn the same way where the bead begins, and where it ends?

use super::Pair;
use crate::parallel::Bead;

/// At the first and at the last cut of a bead: how alike is what stands before on both
/// sides and what stands behind, and how alike is what stands before on one and behind on
/// the other. Nothing is said of cuts at the ends of a passage.
pub(super) fn signals(pair: &Pair<'_>, bead: Bead) -> [f32; 4] {
    let [first_same, first_cross] = at(pair, bead.source.start(), bead.target.start());
    let [last_same, last_cross] = at(pair, bead.source.end(), bead.target.end());
    [first_same, first_cross, last_same, last_cross]
}

fn at(pair: &Pair<'_>, i: usize, j: usize) -> [f32; 2] {
    let inside = 0 < i && i < pair.source.len() && 0 < j && j < pair.target.len();
    if !inside {
        return [0.0; 2];
    }
    let (before, behind) = pair.source.encoded().cut(i);
    let (other_before, other_behind) = pair.target.encoded().cut(j);
    [
        before.similarity(other_before) + behind.similarity(other_behind),
        before.similarity(other_behind) + behind.similarity(other_before),
    ]
}
