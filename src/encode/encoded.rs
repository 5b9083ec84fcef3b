//! Sentences as sums of token vectors, so that a run of them costs a sum and a head.
//!
//! Invariant: the numbers of a sentence depend on that sentence alone.

use std::fmt;
use std::ops::Range;

use rayon::prelude::*;

use super::{Encoder, Vector, WIDTH, network};
use crate::text::Run;

/// About how many tokens are computed together: enough to keep a processor's vectors
/// busy, few enough for its caches, and for all threads to have work.
const BATCH: usize = 768;

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
}

/// One sentence's share of [`Encoded`].
struct Sums {
    tokens: [f64; WIDTH],
    count: u32,
    start: [f32; WIDTH],
    end: [f32; WIDTH],
}

impl Encoded {
    /// Encodes sentences, in parallel; the result does not depend on how.
    pub fn new<T: AsRef<str> + Sync>(encoder: &'static Encoder, sentences: &[T]) -> Self {
        let tokens: Vec<Vec<u32>> = sentences
            .par_iter()
            .map(|text| encoder.framed_tokens(text.as_ref()))
            .collect();
        let mut batches = vec![Range { start: 0, end: 0 }];
        let mut size = 0;
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
        let all: Vec<Vec<Sums>> =
            batches.into_par_iter().map(|batch| encoder.sums(&tokens[batch])).collect();

        let mut encoded = Self {
            encoder,
            sums: vec![[0.0; WIDTH]],
            counts: vec![0],
            starts: Vec::with_capacity(sentences.len()),
            ends: Vec::with_capacity(sentences.len()),
        };
        let (mut total, mut count) = ([0.0; WIDTH], 0);
        for sums in all.into_iter().flatten() {
            total.iter_mut().zip(sums.tokens).for_each(|(total, x)| *total += x);
            count += sums.count;
            encoded.sums.push(total);
            encoded.counts.push(count);
            encoded.starts.push(sums.start);
            encoded.ends.push(sums.end);
        }
        encoded
    }

    /// Returns how many sentences there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Returns whether there is no sentence.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Computes the unit vectors of runs, 512 numbers each: of a single sentence exactly
    /// the encoder's own, of a longer run nearly that of the joined text.
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
            let all = network::head(&self.encoder.model, &sums, &counts);
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
}

impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoded").field("sentences", &self.len()).finish_non_exhaustive()
    }
}

impl Encoder {
    fn sums(&self, sentences: &[Vec<u32>]) -> Vec<Sums> {
        let slices: Vec<&[u32]> = sentences.iter().map(Vec::as_slice).collect();
        let vectors = network::token_vectors(&self.model, &slices);
        let mut vectors = vectors.as_chunks::<WIDTH>().0;
        let sums = sentences.iter().map(|tokens| {
            let (these, rest) = vectors.split_at(tokens.len());
            vectors = rest;
            let mut sum = [0.0; WIDTH];
            for vector in &these[1..these.len() - 1] {
                sum.iter_mut().zip(vector).for_each(|(sum, &x)| *sum += f64::from(x));
            }
            let count = tokens.len() as u32 - 2;
            Sums { tokens: sum, count, start: these[0], end: these[these.len() - 1] }
        });
        sums.collect()
    }
}
