//! Vectors of single tokens: each the encoder's of a short window around it, less the mean
//! of the whole list, so that what all tokens share does not count.
//!
//! They lie in panels, as the kernel wants one side of a product: the similarities of two
//! stretches of text are one product.

use std::ops::Range;

use rayon::prelude::*;

use super::kernel::{self, PANEL, Pair, Put};
use super::matrix::Bits;
use super::model::Model;
use super::network::LANES;
use super::{Vector, WIDTH, network};

/// Tokens on either side of a token that its window has, inside the sentence.
pub(super) const RADIUS: usize = 3;
/// Pairs of numbers in a vector.
const DEPTH: usize = WIDTH / 2;

/// The vectors of a list of tokens.
#[derive(Clone, Debug)]
pub(super) struct Windows {
    panels: Vec<Pair>,
}

/// Collects vectors until their mean is known.
#[derive(Debug)]
pub(super) struct Builder {
    /// Vectors, one behind the other, where panels are to be.
    panels: Vec<Pair>,
    /// How many numbers they have.
    count: usize,
}

impl Builder {
    /// Begins with no vector, and room for as many as `tokens`.
    pub(super) fn new(tokens: usize) -> Self {
        Self { panels: Vec::with_capacity(tokens.div_ceil(PANEL) * DEPTH), count: 0 }
    }

    /// Takes vectors, 512 numbers each.
    pub(super) fn push(&mut self, vectors: &[i16]) {
        let (start, end) = (self.count, self.count + vectors.len());
        self.panels.resize(end.div_ceil(PANEL * WIDTH) * DEPTH, [0; 2 * PANEL]);
        self.panels.as_flattened_mut()[start..end].copy_from_slice(vectors);
        self.count = end;
    }

    /// Ends with all vectors less a mean and brought to length 1.
    pub(super) fn finish(self, mean: &[f32; WIDTH]) -> Windows {
        let mut panels = self.panels;
        // In their place: these are most of the memory that a text takes.
        panels.par_chunks_exact_mut(DEPTH).for_each_init(Vec::new, |vectors, panel| {
            vectors.clear();
            vectors.extend_from_slice(panel.as_flattened());
            for (lane, vector) in vectors.as_chunks::<WIDTH>().0.iter().enumerate() {
                let vector = centered(vector, mean);
                for (pair, numbers) in panel.iter_mut().zip(vector.0.as_chunks::<2>().0) {
                    pair[2 * lane..][..2].copy_from_slice(numbers);
                }
            }
        });
        Windows { panels }
    }
}

impl Windows {
    /// Returns the vector of one token.
    pub(super) fn vector(&self, token: usize) -> Vector {
        let mut vector = Box::new([0; WIDTH]);
        let numbers = self.pairs(token).flatten();
        vector.iter_mut().zip(numbers).for_each(|(out, x)| *out = x);
        Vector(vector)
    }

    fn pairs(&self, token: usize) -> impl Iterator<Item = [i16; 2]> {
        let lane = 2 * (token % PANEL);
        let panel = &self.panels[token / PANEL * DEPTH..][..DEPTH];
        panel.iter().map(move |pair| [pair[lane], pair[lane + 1]])
    }

    /// Computes the cosines of tokens of this list with tokens of another: a row of
    /// `columns.len()` for each of `rows`.
    pub(super) fn similarities(
        &self,
        rows: Range<usize>,
        other: &Self,
        columns: Range<usize>,
    ) -> Vec<f32> {
        let width = columns.len();
        let mut out = vec![0.0; rows.len() * width];
        let mut numbers = Vec::with_capacity(rows.len() * DEPTH);
        rows.clone().for_each(|row| numbers.extend(self.pairs(row)));
        if width == 0 {
            return out;
        }
        let (low, high) = (columns.start / PANEL, columns.end.div_ceil(PANEL));
        let panels = &other.panels[low * DEPTH..high * DEPTH];
        let cosines = Cosines { first: low * PANEL, columns, out: &mut out };
        kernel::product(&numbers, DEPTH, panels, cosines);
        out
    }
}

/// Where the cosines of rows with some columns go.
struct Cosines<'a> {
    /// The first column of the first panel.
    first: usize,
    columns: Range<usize>,
    out: &'a mut [f32],
}

impl Put<PANEL> for Cosines<'_> {
    #[inline(always)]
    fn put(&mut self, row: usize, panel: usize, sums: &[i32; PANEL]) {
        let Range { start, end } = self.columns;
        let first = self.first + panel * PANEL;
        let (low, high) = (first.max(start), end.min(first + PANEL));
        let out = &mut self.out[row * (end - start)..][low - start..high - start];
        for (out, &sum) in out.iter_mut().zip(&sums[low - first..]) {
            *out = sum as f32 * (1.0 / (Vector::ONE * Vector::ONE));
        }
    }
}

/// The mean of vectors, exact but for the last division.
#[derive(Clone, Debug)]
pub(super) struct Mean {
    sums: [i64; WIDTH],
    count: u32,
}

impl Mean {
    /// Begins with no vector.
    pub(super) fn new() -> Self {
        Self { sums: [0; WIDTH], count: 0 }
    }

    /// Takes a vector.
    pub(super) fn add(&mut self, vector: &[i16; WIDTH]) {
        self.sums.iter_mut().zip(vector).for_each(|(sum, &x)| *sum += i64::from(x));
        self.count += 1;
    }

    /// Returns the mean; zeros of none.
    pub(super) fn get(&self) -> [f32; WIDTH] {
        self.sums.map(|sum| sum as f32 / self.count.max(1) as f32)
    }
}

/// A vector less a mean, brought to length 1.
pub(super) fn centered(vector: &[i16; WIDTH], mean: &[f32; WIDTH]) -> Vector {
    let mut numbers = [0.0; WIDTH];
    for ((out, &x), mean) in numbers.iter_mut().zip(vector).zip(mean) {
        *out = (f32::from(x) - mean) / Vector::ONE;
    }
    Vector::unit(&numbers)
}

/// Sums the window of each token of a sentence, `<s>` and `</s>` with it, and counts it.
///
/// `tokens` are the vectors of a sentence with those two around it.
#[inline(always)]
pub(super) fn sums(tokens: &[[f32; WIDTH]], sums: &mut Vec<f32>, counts: &mut Vec<u32>) {
    let last = tokens.len() - 1;
    for token in 1..last {
        let window = token.saturating_sub(RADIUS).max(1)..last.min(token + RADIUS + 1);
        counts.push(window.len() as u32 + 2);
        for first in (0..WIDTH).step_by(LANES) {
            let lanes = |vector: &[f32; WIDTH]| -> [f32; LANES] {
                std::array::from_fn(|lane| vector[first + lane])
            };
            let mut sum = lanes(&tokens[0]);
            for vector in tokens[window.clone()].iter().chain([&tokens[last]]) {
                sum.iter_mut().zip(lanes(vector)).for_each(|(sum, x)| *sum += x);
            }
            sums.extend(sum);
        }
    }
}

/// Computes the vectors of bags of tokens and rounds them, 512 numbers each, on the way
/// to 8 bits: what is compared are sums of many.
pub(super) fn heads(model: &Model, sums: &mut [f32], counts: &[u32]) -> Vec<i16> {
    const TOGETHER: usize = 64;
    let mut out = Vec::with_capacity(sums.len());
    for (sums, counts) in sums.chunks_mut(TOGETHER * WIDTH).zip(counts.chunks(TOGETHER)) {
        let numbers = network::head(model, sums, counts, Bits::Eight);
        out.extend(numbers.iter().map(|&x| Vector::rounded(x)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similarities_are_cosines_of_what_differs_from_the_mean() {
        let number = |k: usize| ((k * 7919 + k / 512 * 331) % 1201) as i16 - 300;
        let vectors: Vec<i16> = (0..37 * WIDTH).map(number).collect();
        let rows = vectors.as_chunks::<WIDTH>().0;
        let (mut mean, mut builder) = (Mean::new(), Builder::new(37));
        for vector in rows {
            mean.add(vector);
            builder.push(vector);
        }
        let mean = mean.get();
        let windows = builder.finish(&mean);
        let found = windows.similarities(3..20, &windows, 14..37);
        for (index, similarity) in found.iter().enumerate() {
            let (a, b) = (3 + index / 23, 14 + index % 23);
            let (a, b) = (centered(&rows[a], &mean), centered(&rows[b], &mean));
            assert_eq!(*similarity, a.similarity(&b));
        }
    }
}
