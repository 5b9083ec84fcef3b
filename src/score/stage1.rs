//! The first score of a bead: few signals, weights set by hand, cheap enough for every
//! bead that could be.
//!
//! Source: the margin is that of Artetxe and Schwenk (arXiv:1811.01136), as a difference;
//! a bead's rivals are its neighbors, not the nearest of the whole text.

use super::vectors::Vectors;
use super::{LONGEST_RUN, Pair, Weights};
use crate::parallel::Bead;
use crate::text::Run;

/// Characters added to both sides, so that short sentences may differ more.
const SMOOTHING: f64 = 5.0;

/// Scores beads; a higher score is a likelier bead.
///
/// (14 (sim − bg) − 9 (rivals − bg)) √((a + b)/2) − 1.6 |log((t + 5)/(ratio s + 5))|
/// − .9 (a + b − 2) − (min(a, b) − 1), and −3 for a null, −1 in a gap, with the embedded
/// weights.
pub fn stage1(pair: &Pair<'_>, beads: &[Bead], weights: &Weights) -> Vec<f64> {
    Vectors::each(pair, beads, |vectors, bead| score(vectors, bead, weights))
}

fn score(vectors: &Vectors<'_>, bead: Bead, weights: &Weights) -> f64 {
    let pair = vectors.pair();
    let weights = &weights.stage1;
    if bead.source.len().max(bead.target.len()) > LONGEST_RUN {
        // Only a fixed bead is so long, and nothing competes with it.
        return 0.0;
    }
    if bead.is_null() {
        return if pair.gaps.contain(bead) { weights.gap } else { weights.null };
    }
    let proportions = &pair.proportions;
    let (a, b) = (bead.source.len() as f64, bead.target.len() as f64);
    let similarity = f64::from(vectors.similarity(bead));
    let rivals = rivals(vectors, bead).unwrap_or(proportions.strangers);
    let margin = weights.similarity * (similarity - proportions.strangers)
        + weights.rivals * (rivals - proportions.strangers);
    let expected = pair.source.chars(bead.source) as f64 * proportions.characters;
    let found = pair.target.chars(bead.target) as f64;
    let length = libm::log((found + SMOOTHING) / (expected + SMOOTHING)).abs();
    margin * ((a + b) / 2.0).sqrt()
        + weights.length * length
        + weights.size * (a + b - 2.0)
        + weights.both * (a.min(b) - 1.0)
}

/// Mean similarity of each run with the sentences before and after the other; none where
/// the bead is all there is.
fn rivals(vectors: &Vectors<'_>, bead: Bead) -> Option<f64> {
    let pair = vectors.pair();
    let before = |run: Run| Some(Run::new(run.start().checked_sub(1)?, run.start()));
    let after = |run: Run, count: usize| {
        (run.end() < count).then(|| Run::new(run.end(), run.end() + 1))
    };
    let Bead { source, target } = bead;
    let rivals = [
        before(target).map(|target| Bead { source, target }),
        after(target, pair.target.len()).map(|target| Bead { source, target }),
        before(source).map(|source| Bead { source, target }),
        after(source, pair.source.len()).map(|source| Bead { source, target }),
    ];
    let (mut sum, mut count) = (0.0, 0);
    for rival in rivals.into_iter().flatten() {
        sum += f64::from(vectors.similarity(rival));
        count += 1;
    }
    (count > 0).then(|| sum / f64::from(count))
}
