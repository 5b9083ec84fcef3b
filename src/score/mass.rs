//! Token mass: every token sends its weight to the tokens of the other side that are most
//! like it, and a good bead keeps what its tokens send.
//!
//! A soft word alignment without a dictionary: a softmax over cosines of token vectors. A
//! sentence looks no farther than the beads that are left let it.

use rayon::prelude::*;

use super::{Pair, Side, near};
use crate::parallel::Bead;
use crate::text::Run;

/// Sentences on either side of those that its beads have that a sentence looks at.
const WIDE: usize = 2;
/// How sharply a token chooses: cosines are divided by it.
const TEMPERATURE: f32 = 0.02;
/// Shares smaller than e to this power are nothing.
const NOTHING: f32 = -20.0;
/// Sentences of a side whose token vectors are there at the same time, about, where one
/// passage is long.
const STRETCH: usize = 256;
/// Inflow is counted to twice a sentence's own weight.
const MOST_INFLOW: f64 = 2.0;

/// What goes from each passage to the other.
#[derive(Debug)]
pub(super) struct Mass<'a> {
    source: Direction<'a>,
    target: Direction<'a>,
    sentences: (usize, usize),
}

/// What the sentences of one passage send to those of the other.
#[derive(Debug)]
struct Direction<'a> {
    from: &'a Side,
    /// Of each sentence: the first it looks at, and what it sends to it and those behind.
    sent: Vec<(usize, Vec<f32>)>,
    /// Of each sentence: the weight of its tokens, all that it has to send.
    weights: Vec<f64>,
}

impl<'a> Mass<'a> {
    /// Sends the mass of both passages as far as `beads`, which are in order, let it.
    pub(super) fn new(pair: &Pair<'a>, beads: &[Bead]) -> Self {
        let (n, m) = (pair.source.len(), pair.target.len());
        let forth = spans(beads.iter().map(|b| (b.source, b.target)), n, m);
        let back = spans(beads.iter().map(|b| (b.target, b.source)), m, n);
        let mut source = Direction::new(pair.source);
        let mut target = Direction::new(pair.target);
        for (rows, columns) in stretches(pair, beads) {
            // All that these sentences look at, and that looks at them.
            let here = pair.source.encoded().stretch(cover(rows, &back[columns.range()]));
            let there =
                pair.target.encoded().stretch(cover(columns, &forth[rows.range()]));
            source.add(pair.target, rows, &forth, |run, span| {
                here.similarities(run, &there, span)
            });
            target.add(pair.source, columns, &back, |run, span| {
                there.similarities(run, &here, span)
            });
        }
        Self { source, target, sentences: (n, m) }
    }

    /// The share of each side's mass that stays in the bead, and the least inflow of one
    /// of its sentences as a part of its weight, each the lesser and the greater side's.
    ///
    /// Of a null: the largest share of its mass that one sentence near by gets, all that
    /// it gets from them, and two zeros.
    pub(super) fn signals(&self, bead: Bead) -> [f32; 4] {
        let Bead { source, target } = bead;
        if target.is_empty() {
            let near = near(target.start(), self.sentences.1);
            return null(&self.source, &self.target, source.start(), near);
        }
        if source.is_empty() {
            let near = near(source.start(), self.sentences.0);
            return null(&self.target, &self.source, target.start(), near);
        }
        let (kept, inflow) = side(&self.source, &self.target, source, target);
        let (kept_back, inflow_back) = side(&self.target, &self.source, target, source);
        [
            kept.min(kept_back) as f32,
            kept.max(kept_back) as f32,
            inflow.min(inflow_back) as f32,
            inflow.max(inflow_back) as f32,
        ]
    }
}

/// One direction of a bead: the share that stays, and the least inflow.
fn side(there: &Direction<'_>, back: &Direction<'_>, run: Run, with: Run) -> (f64, f64) {
    let (mut kept, mut weight, mut least) = (0.0, 0.0, MOST_INFLOW);
    for i in run.range() {
        let mut got = 0.0;
        for j in with.range() {
            kept += there.at(i, j);
            got += back.at(j, i);
        }
        weight += there.weights[i];
        least = least.min(got / there.weights[i]);
    }
    (kept / weight, least)
}

fn null(
    there: &Direction<'_>,
    back: &Direction<'_>,
    sentence: usize,
    near: std::ops::Range<usize>,
) -> [f32; 4] {
    let (mut most, mut got) = (0.0f64, 0.0);
    for other in near {
        most = most.max(there.at(sentence, other) / there.weights[sentence]);
        got += back.at(other, sentence) / there.weights[sentence];
    }
    [most as f32, got as f32, 0.0, 0.0]
}

/// For each of `count` sentences, what it looks at of the `others`: the sentences that
/// beads pair it with and some more; an empty run where it has no bead.
fn spans(
    beads: impl Iterator<Item = (Run, Run)>,
    count: usize,
    others: usize,
) -> Vec<Run> {
    let mut ends = vec![(others, 0); count];
    for (run, with) in beads {
        for (low, high) in &mut ends[run.range()] {
            *low = (*low).min(with.start());
            *high = (*high).max(with.end());
        }
    }
    let span = |(low, high): (usize, usize)| {
        if low > high {
            return Run::new(0, 0);
        }
        Run::new(low.saturating_sub(WIDE), others.min(high + WIDE))
    };
    ends.into_iter().map(span).collect()
}

/// Cuts both passages into stretches that belong together: as many sentences of one, or of
/// the other; of short passages, one.
fn stretches(pair: &Pair<'_>, beads: &[Bead]) -> Vec<(Run, Run)> {
    let (n, m) = (pair.source.len(), pair.target.len());
    let (mut i, mut j) = (0, 0);
    let mut stretches = Vec::new();
    if pair.source.encoded().is_long() || pair.target.encoded().is_long() {
        let mut most = 0;
        for bead in beads {
            let end = i.max(bead.source.end());
            most = most.max(bead.target.end());
            if end >= i + STRETCH || most >= j + STRETCH {
                stretches.push((Run::new(i, end), Run::new(j, most)));
                (i, j) = (end, most);
            }
        }
    }
    stretches.push((Run::new(i, n), Run::new(j, m)));
    stretches
}

/// The least run that has all of these.
fn cover(run: Run, others: &[Run]) -> Run {
    let others = others.iter().filter(|other| !other.is_empty());
    let (start, end) = others.fold((run.start(), run.end()), |(start, end), other| {
        (start.min(other.start()), end.max(other.end()))
    });
    Run::new(start, end)
}

impl<'a> Direction<'a> {
    fn new(from: &'a Side) -> Self {
        let weight = |i| {
            let weights = from.encoded().token_weights(Run::new(i, i + 1));
            weights.iter().map(|&weight| f64::from(weight)).sum()
        };
        let weights = (0..from.len()).map(weight).collect();
        Self { from, sent: Vec::with_capacity(from.len()), weights }
    }

    /// Lets the next sentences send; `cosines` are those of the tokens of two runs.
    fn add(
        &mut self,
        to: &Side,
        sentences: Run,
        spans: &[Run],
        cosines: impl Fn(Run, Run) -> Vec<f32> + Sync,
    ) {
        let from = self.from;
        self.sent.par_extend(
            sentences
                .range()
                .into_par_iter()
                .map(|i| (spans[i].start(), send(from, to, i, spans[i], &cosines))),
        );
    }

    fn at(&self, sentence: usize, other: usize) -> f64 {
        let (first, sent) = &self.sent[sentence];
        let place = other.checked_sub(*first);
        place.and_then(|place| sent.get(place)).map_or(0.0, |&mass| f64::from(mass))
    }
}

/// Sends the weight of a sentence's tokens to the sentences of a span.
fn send(
    from: &Side,
    to: &Side,
    sentence: usize,
    span: Run,
    cosines: impl Fn(Run, Run) -> Vec<f32>,
) -> Vec<f32> {
    let run = Run::new(sentence, sentence + 1);
    let mut sent = vec![0.0; span.len()];
    let width = to.encoded().token_count(span);
    if width == 0 {
        return sent;
    }
    let counts: Vec<usize> =
        span.range().map(|j| to.encoded().token_count(Run::new(j, j + 1))).collect();
    let cosines = cosines(run, span);
    let mut shares = vec![0.0; span.len()];
    for (row, weight) in
        cosines.chunks_exact(width).zip(from.encoded().token_weights(run))
    {
        let best = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut rest = row;
        for (share, &count) in shares.iter_mut().zip(&counts) {
            let (these, others) = rest.split_at(count);
            rest = others;
            let exponentials = these.iter().map(|cosine| {
                let power = (cosine - best) / TEMPERATURE;
                if power < NOTHING { 0.0 } else { libm::expf(power) }
            });
            *share = exponentials.sum::<f32>();
        }
        let part = weight / shares.iter().sum::<f32>();
        sent.iter_mut().zip(&shares).for_each(|(sent, share)| *sent += share * part);
    }
    sent
}
