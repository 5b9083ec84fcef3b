//! Similarity and rivals: is the bead alike, and is anything beside it as much so?

use super::near;
use super::vectors::Vectors;
use crate::parallel::Bead;
use crate::text::Run;

/// Cosine of the two runs, and the mean one of each run with the sentences before and
/// after the other, that of strangers where there is none.
///
/// Of a null: the best cosine of the sentence with those near by, and with the two beside.
pub(super) fn signals(vectors: &Vectors<'_>, bead: Bead) -> [f32; 2] {
    let pair = vectors.pair();
    let Bead { source, target } = bead;
    let with_target = |run: Option<Run>| cosine(vectors, Some(source), run);
    let with_source = |run: Option<Run>| cosine(vectors, run, Some(target));
    let sources = [before(source), after(source, pair.source.len())];
    let targets = [before(target), after(target, pair.target.len())];
    if target.is_empty() {
        let near = near(target.start(), pair.target.len());
        let best =
            near.map(|j| with_target(Some(Run::new(j, j + 1)))).fold(-1.0, f32::max);
        return [best, targets.map(with_target).into_iter().fold(-1.0, f32::max)];
    }
    if source.is_empty() {
        let near = near(source.start(), pair.source.len());
        let best =
            near.map(|i| with_source(Some(Run::new(i, i + 1)))).fold(-1.0, f32::max);
        return [best, sources.map(with_source).into_iter().fold(-1.0, f32::max)];
    }
    let [t0, t1] = targets.map(with_target);
    let [s0, s1] = sources.map(with_source);
    [vectors.similarity(bead), (t0 + t1 + s0 + s1) / 4.0]
}

/// Cosine of two runs; that of strangers where one is not there.
fn cosine(vectors: &Vectors<'_>, source: Option<Run>, target: Option<Run>) -> f32 {
    match (source, target) {
        (Some(source), Some(target)) => vectors.similarity(Bead { source, target }),
        _ => vectors.pair().proportions.strangers as f32,
    }
}

/// The sentence before a run, or before the place of an empty one.
fn before(run: Run) -> Option<Run> {
    Some(Run::new(run.start().checked_sub(1)?, run.start()))
}

/// The sentence after a run, or after the place of an empty one.
fn after(run: Run, count: usize) -> Option<Run> {
    (run.end() < count).then(|| Run::new(run.end(), run.end() + 1))
}
