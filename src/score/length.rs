//! Length and counts: has the bead the proportions that the texts have?

use super::Pair;
use crate::parallel::Bead;

/// Characters added to both sides, so that short sentences may differ more.
const SMOOTHING: f64 = 4.0;

/// Log ratio of the characters of both sides, the logarithm of their sum, and how the
/// counts of sentences differ, each less what the whole texts have.
///
/// Characters are counted halfway between both texts: neither's are the measure.
pub(super) fn signals(pair: &Pair<'_>, bead: Bead) -> [f32; 5] {
    let root = pair.proportions.characters.sqrt();
    let source = pair.source.chars(bead.source) as f64 * root;
    let target = pair.target.chars(bead.target) as f64 / root;
    let sum = libm::log1p(source + target);
    let sentences = pair.proportions.sentences;
    if bead.is_null() {
        return [0.0, sum as f32, 0.0, sentences.abs() as f32, 0.0];
    }
    let ratio = libm::log((target + SMOOTHING) / (source + SMOOTHING)).abs();
    let (a, b) = (bead.source.len() as f64, bead.target.len() as f64);
    let difference = (b - a) * sentences;
    let counts = (libm::log(b / a) - sentences).abs();
    [ratio, sum, difference, sentences.abs(), counts].map(|x| x as f32)
}
