//! Shape: how many sentences the bead has on each side.

use crate::parallel::Bead;

/// One of nine shapes, and how many sentences beyond four the longer side has to the
/// other's one.
pub(super) fn signals(bead: Bead) -> [f32; 10] {
    let (a, b) = (bead.source.len(), bead.target.len());
    let (less, more) = (a.min(b), a.max(b));
    let shape = match (less, more) {
        (0, _) => 0,
        (1, 1..=3) => more,
        (1, _) => 4,
        (2, 2) => 6,
        (2, 3) => 7,
        (2, _) => 8,
        _ => 9,
    };
    let mut signals = [0.0; 10];
    signals[shape] = 1.0;
    if less == 1 {
        signals[5] = more.saturating_sub(4) as f32;
    }
    signals
}
