//! Sentences as sums of token vectors, so that a run of them costs a sum and a head; and
//! what a finer look needs: vectors of single tokens and of the cuts between sentences.
//!
//! Invariant: the sums of a sentence depend on that sentence alone. Token and cut vectors
//! are less the mean of the whole list.

use std::fmt;
use std::ops::Range;

use rayon::prelude::*;

use super::cuts::{self, Cuts};
use super::matrix::Bits;
use super::network::Known;
use super::windows::{self, Windows};
use super::{Encoder, Vector, WIDTH, network};
use crate::text::Run;

/// About how many tokens are computed together: enough to keep a processor's vectors
/// busy, few enough for its caches, and for all threads to have work.
const BATCH: usize = 384;
/// Tokens at most that are known before all batches.
const KNOWN: usize = 1024;
/// Batches whose token vectors are held at the same time, at least.
const HELD: usize = 16;

/// A list of sentences, encoded.
pub struct Encoded {
    encoder: &'static Encoder,
    /// Sum of the vectors of the first k sentences' tokens, `<s>` and `</s>` left out.
    sums: Vec<[f64; WIDTH]>,
    /// Tokens of the first k sentences, `<s>` and `</s>` left out.
    counts: Vec<u32>,
    /// Vector of `<s>` of each sentence.
    starts: Vec<[f32; WIDTH]>,
    /// Vector of `</s>` of each sentence.
    ends: Vec<[f32; WIDTH]>,
    windows: Windows,
    cuts: Cuts,
    /// How much each token says, by how rare it is.
    weights: Vec<f32>,
}

/// One sentence's share of [`Encoded`].
struct Sums {
    tokens: [f64; WIDTH],
    count: u32,
    start: [f32; WIDTH],
    end: [f32; WIDTH],
}

/// What is computed of some sentences together.
struct Batch {
    sums: Vec<Sums>,
    /// Vectors of all tokens, those of `<s>` and `</s>` with them.
    tokens: Vec<f32>,
    /// Vectors of the windows around tokens.
    windows: Vec<i16>,
}

impl Encoded {
    /// Encodes sentences, in parallel; the result does not depend on how.
    pub fn new<T: AsRef<str> + Sync>(encoder: &'static Encoder, sentences: &[T]) -> Self {
        let tokens: Vec<Vec<u32>> = sentences
            .par_iter()
            .map(|text| encoder.framed_tokens(text.as_ref()))
            .collect();
        let batches = batches(&tokens);
        let known = Known::new(&encoder.model, frequent(&tokens));

        let (mut sums, mut counts) = (vec![[0.0; WIDTH]], vec![0]);
        let (mut starts, mut ends) = (Vec::new(), Vec::new());
        let (mut total, mut count) = ([0.0; WIDTH], 0);
        let mut windows = Vec::new();
        let mut cuts = cuts::Builder::new();
        for batches in batches.chunks(HELD.max(2 * rayon::current_num_threads())) {
            let batches: Vec<Batch> = batches
                .par_iter()
                .map(|batch| encoder.batch(&known, &tokens[batch.clone()]))
                .collect();
            for batch in batches {
                let mut vectors = batch.tokens.as_chunks().0;
                for sentence in batch.sums {
                    total.iter_mut().zip(sentence.tokens).for_each(|(sum, x)| *sum += x);
                    count += sentence.count;
                    sums.push(total);
                    counts.push(count);
                    starts.push(sentence.start);
                    ends.push(sentence.end);
                    let (these, rest) = vectors.split_at(sentence.count as usize + 2);
                    vectors = rest;
                    cuts.push(these);
                }
                windows.extend(batch.windows);
            }
            cuts.flush(&encoder.model);
        }
        let inner = tokens.iter().flat_map(|tokens| &tokens[1..tokens.len() - 1]);
        let weights = inner.map(|&token| encoder.token_weight(token)).collect();
        let (windows, cuts) = (Windows::new(windows), cuts.finish(&encoder.model));
        Self { encoder, sums, counts, starts, ends, windows, cuts, weights }
    }

    /// Returns how many sentences there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Returns whether there is no sentence.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Computes the unit vectors of runs, 512 numbers each: of a single sentence the
    /// encoder's own but for the last bits, of a longer run nearly that of the joined text.
    ///
    /// # Panics
    /// If a run is empty or leaves the list: a bug of the caller.
    pub fn runs(&self, runs: &[Run]) -> Vec<Vec<f32>> {
        let vectors = runs.par_chunks(64).flat_map_iter(|runs| {
            let mut sums = Vec::with_capacity(runs.len() * WIDTH);
            let mut counts = Vec::with_capacity(runs.len());
            for run in runs {
                assert!(!run.is_empty(), "an empty run has no vector");
                let (low, high) = (&self.sums[run.start()], &self.sums[run.end()]);
                let (start, end) = (&self.starts[run.start()], &self.ends[run.end() - 1]);
                let frame = start.iter().zip(end).map(|(a, b)| f64::from(a + b));
                let tokens = high.iter().zip(low).map(|(a, b)| a - b);
                sums.extend(tokens.zip(frame).map(|(a, b)| (a + b) as f32));
                counts.push(self.counts[run.end()] - self.counts[run.start()] + 2);
            }
            let all = network::head(&self.encoder.model, &sums, &counts, Bits::Fourteen);
            all.chunks_exact(WIDTH).map(<[f32]>::to_vec).collect::<Vec<_>>()
        });
        vectors.collect()
    }

    /// Computes the vectors of runs, rounded for comparing.
    ///
    /// # Panics
    /// If a run is empty or leaves the list: a bug of the caller.
    pub fn vectors(&self, runs: &[Run]) -> Vec<Vector> {
        self.runs(runs).par_iter().map(|numbers| Vector::new(numbers)).collect()
    }

    /// Returns how much each token of a run says: a rare one more than a common one.
    pub fn token_weights(&self, run: Run) -> &[f32] {
        &self.weights[self.tokens(run)]
    }

    /// Returns how many tokens a run has.
    pub fn token_count(&self, run: Run) -> usize {
        self.tokens(run).len()
    }

    /// Returns the vector of a token, counted from the first of the list: its own in its
    /// surroundings, less what all tokens of the list share.
    ///
    /// # Panics
    /// If there is no such token.
    pub fn token(&self, token: usize) -> Vector {
        self.windows.vector(token)
    }

    /// Computes the cosine of every token of a run with every token of a run of another
    /// list, row by row: each token in its surroundings, less what all of its list share.
    pub fn token_similarities(&self, run: Run, other: &Self, with: Run) -> Vec<f32> {
        self.windows.similarities(self.tokens(run), &other.windows, other.tokens(with))
    }

    /// Returns the vectors of what stands right before sentence `cut` and of what stands
    /// behind that place, less what all cuts of the list share.
    ///
    /// # Panics
    /// If `cut` is more than the number of sentences.
    pub fn cut(&self, cut: usize) -> (&Vector, &Vector) {
        (&self.cuts.before[cut], &self.cuts.behind[cut])
    }

    fn tokens(&self, run: Run) -> Range<usize> {
        self.counts[run.start()] as usize..self.counts[run.end()] as usize
    }
}

/// The tokens that are met again, at most so many and the most frequent: what depends on
/// them alone is computed once for the whole list.
fn frequent(tokens: &[Vec<u32>]) -> Vec<u32> {
    let mut all = tokens.concat();
    all.sort_unstable();
    let mut counts: Vec<(usize, u32)> = all
        .chunk_by(|a, b| a == b)
        .filter(|same| same.len() > 1)
        .map(|same| (same.len(), same[0]))
        .collect();
    // Of equally frequent ones the first: any order would do.
    counts.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    counts.truncate(KNOWN);
    let mut tokens: Vec<u32> = counts.into_iter().map(|(_, token)| token).collect();
    tokens.sort_unstable();
    tokens
}

/// Cuts a list of sentences into stretches of about as many tokens.
fn batches(tokens: &[Vec<u32>]) -> Vec<Range<usize>> {
    let mut batches: Vec<Range<usize>> = Vec::new();
    let mut size = BATCH;
    for (index, tokens) in tokens.iter().enumerate() {
        if size >= BATCH {
            batches.push(index..index);
            size = 0;
        }
        size += tokens.len();
        if let Some(batch) = batches.last_mut() {
            batch.end = index + 1;
        }
    }
    batches
}

impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoded").field("sentences", &self.len()).finish_non_exhaustive()
    }
}

impl Encoder {
    fn batch(&self, known: &Known, sentences: &[Vec<u32>]) -> Batch {
        let slices: Vec<&[u32]> = sentences.iter().map(Vec::as_slice).collect();
        let tokens = network::token_vectors(&self.model, known, &slices);
        let mut vectors = tokens.as_chunks::<WIDTH>().0;
        let (mut window_sums, mut window_counts) = (Vec::new(), Vec::new());
        let sums = sentences.iter().map(|tokens| {
            let (these, rest) = vectors.split_at(tokens.len());
            vectors = rest;
            windows::sums(these, &mut window_sums, &mut window_counts);
            let mut sum = [0.0; WIDTH];
            for vector in &these[1..these.len() - 1] {
                sum.iter_mut().zip(vector).for_each(|(sum, &x)| *sum += f64::from(x));
            }
            let count = tokens.len() as u32 - 2;
            Sums { tokens: sum, count, start: these[0], end: these[these.len() - 1] }
        });
        let sums = sums.collect();
        let windows = windows::heads(&self.model, &window_sums, &window_counts);
        Batch { sums, tokens, windows }
    }

    /// How much a token says: 8 at most, a frequent one hardly anything.
    fn token_weight(&self, token: u32) -> f32 {
        (-self.log_probability(token) - 6.0).clamp(0.2, 8.0)
    }
}
