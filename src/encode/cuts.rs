//! Vectors of what stands before and behind each cut between two sentences, across the
//! borders of sentences: does the text turn at the same place as the other?

use std::collections::VecDeque;

use super::model::Model;
use super::windows::{Mean, centered, heads};
use super::{Vector, WIDTH};

/// Tokens before a cut, and behind it, that are looked at.
const REACH: usize = 12;

/// Vectors of the two sides of every cut.
#[derive(Debug, Default)]
pub(super) struct Cuts {
    /// `before[i]`: of the tokens before sentence i; there is one cut more than sentences.
    pub(super) before: Vec<Vector>,
    /// `behind[i]`: of the tokens from sentence i on.
    pub(super) behind: Vec<Vector>,
}

/// Collects the sums of one side of all cuts and turns them into vectors, some at a time.
#[derive(Debug, Default)]
struct Bags {
    sums: Vec<f32>,
    counts: Vec<u32>,
    vectors: Vec<Vector>,
}

/// Builds [`Cuts`] sentence by sentence.
#[derive(Debug)]
pub(super) struct Builder {
    before: Bags,
    behind: Bags,
    /// The last tokens that were seen.
    last: VecDeque<[f32; WIDTH]>,
}

impl Builder {
    /// Begins with the cut before the first sentence, which has nothing before it.
    pub(super) fn new() -> Self {
        let mut before = Bags::default();
        before.open([0.0; WIDTH]);
        Self { before, behind: Bags::default(), last: VecDeque::new() }
    }

    /// Takes the next sentence: its tokens' vectors with `<s>` and `</s>` around them.
    pub(super) fn push(&mut self, tokens: &[[f32; WIDTH]]) {
        let mut frame = tokens[0];
        add(&mut frame, &tokens[tokens.len() - 1]);
        let tokens = &tokens[1..tokens.len() - 1];
        self.behind.open(frame);
        self.behind.fill(tokens);
        for token in &tokens[tokens.len().saturating_sub(REACH)..] {
            if self.last.len() == REACH {
                self.last.pop_front();
            }
            self.last.push_back(*token);
        }
        self.before.open(frame);
        self.before.fill_last(self.last.make_contiguous());
    }

    /// Computes the vectors of the cuts that no later sentence adds to.
    pub(super) fn flush(&mut self, model: &Model) {
        self.before.flush(model, self.before.counts.len());
        let full = self.behind.counts.iter().take_while(|&&count| !open(count)).count();
        self.behind.flush(model, full);
    }

    /// Ends with the cut after the last sentence; all less the mean of both sides.
    pub(super) fn finish(mut self, model: &Model) -> Cuts {
        self.behind.open([0.0; WIDTH]);
        self.before.flush(model, self.before.counts.len());
        self.behind.flush(model, self.behind.counts.len());
        let (mut before, mut behind) = (self.before.vectors, self.behind.vectors);
        let mean = |vectors: &[Vector]| {
            let mut mean = Mean::new();
            vectors.iter().for_each(|vector| mean.add(&vector.0));
            mean.get()
        };
        let mut middle = mean(&before);
        middle.iter_mut().zip(mean(&behind)).for_each(|(x, y)| *x = (*x + y) / 2.0);
        // In their place: a long text has many.
        for vector in before.iter_mut().chain(&mut behind) {
            *vector = centered(&vector.0, &middle);
        }
        Cuts { before, behind }
    }
}

impl Bags {
    fn open(&mut self, frame: [f32; WIDTH]) {
        self.sums.extend(frame);
        self.counts.push(2);
    }

    /// Adds tokens to every bag that has room.
    fn fill(&mut self, tokens: &[[f32; WIDTH]]) {
        let bags = self.sums.as_chunks_mut::<WIDTH>().0.iter_mut();
        // The bags with room are the last ones.
        for (sum, count) in bags.zip(&mut self.counts).rev() {
            if !open(*count) {
                break;
            }
            for token in tokens {
                if open(*count) {
                    add(sum, token);
                    *count += 1;
                }
            }
        }
    }

    /// Adds tokens to the last bag.
    fn fill_last(&mut self, tokens: &[[f32; WIDTH]]) {
        let Some(sum) = self.sums.as_chunks_mut().0.last_mut() else { return };
        tokens.iter().for_each(|token| add(sum, token));
        if let Some(count) = self.counts.last_mut() {
            *count += tokens.len() as u32;
        }
    }

    fn flush(&mut self, model: &Model, count: usize) {
        let sums = &mut self.sums[..count * WIDTH];
        let vectors = heads(model, sums, &self.counts[..count]);
        let vectors =
            vectors.as_chunks().0.iter().map(|vector| Vector(Box::new(*vector)));
        self.vectors.extend(vectors);
        self.sums.drain(..count * WIDTH);
        self.counts.drain(..count);
    }
}

/// Whether a bag of so many tokens, `<s>` and `</s>` counted, takes more.
fn open(count: u32) -> bool {
    (count as usize) < REACH + 2
}

fn add(sum: &mut [f32; WIDTH], other: &[f32; WIDTH]) {
    sum.iter_mut().zip(other).for_each(|(sum, x)| *sum += x);
}
