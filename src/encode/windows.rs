//! Vectors of single tokens: each the encoder's of a short window around it, less the mean
//! of the whole list, so that what all tokens share does not count.
//!
//! They lie in panels, as the kernel wants one side of a product: the similarities of two
//! stretches of text are one product.

use std::ops::Range;

use rayon::prelude::*;

use super::kernel::{self, PANEL, Pair};
use super::matrix::Bits;
use super::model::Model;
use super::{Vector, WIDTH, network};

/// Tokens on either side of a token that its window has, inside the sentence.
pub(super) const RADIUS: usize = 3;
/// Pairs of numbers in a vector.
const DEPTH: usize = WIDTH / 2;

/// The vectors of a list of tokens.
#[derive(Debug)]
pub(super) struct Windows {
    panels: Vec<Pair>,
}

impl Windows {
    /// Takes vectors, 512 numbers each, and brings them to mean 0 and length 1.
    pub(super) fn new(mut vectors: Vec<i16>) -> Self {
        let mean = mean(vectors.as_chunks().0);
        vectors.resize(vectors.len().next_multiple_of(PANEL * WIDTH), 0);
        let panels = vectors.par_chunks_exact(PANEL * WIDTH).flat_map_iter(|vectors| {
            let mut panel = [[0; 2 * PANEL]; DEPTH];
            for (lane, vector) in vectors.as_chunks::<WIDTH>().0.iter().enumerate() {
                let vector = centered(vector, &mean);
                for (pair, numbers) in panel.iter_mut().zip(vector.0.as_chunks::<2>().0) {
                    pair[2 * lane..][..2].copy_from_slice(numbers);
                }
            }
            panel
        });
        Self { panels: panels.collect() }
    }

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
        let mut first = columns.start / PANEL * PANEL;
        while first < columns.end {
            let panel = &other.panels[first / PANEL * DEPTH..][..DEPTH];
            let (low, high) = (first.max(columns.start), columns.end.min(first + PANEL));
            kernel::product(&numbers, DEPTH, panel, |row, sums| {
                let out =
                    &mut out[row * width..][low - columns.start..high - columns.start];
                for (out, &sum) in out.iter_mut().zip(&sums[low - first..]) {
                    *out = sum as f32 * (1.0 / (Vector::ONE * Vector::ONE));
                }
            });
            first += PANEL;
        }
        out
    }
}

/// The mean of vectors, exact but for the last division; zeros of none.
pub(super) fn mean(vectors: &[[i16; WIDTH]]) -> [f32; WIDTH] {
    let mut sums = [0i64; WIDTH];
    for vector in vectors {
        sums.iter_mut().zip(vector).for_each(|(sum, &x)| *sum += i64::from(x));
    }
    sums.map(|sum| sum as f32 / vectors.len().max(1) as f32)
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
pub(super) fn sums(tokens: &[[f32; WIDTH]], sums: &mut Vec<f32>, counts: &mut Vec<u32>) {
    let last = tokens.len() - 1;
    for token in 1..last {
        let window = token.saturating_sub(RADIUS).max(1)..last.min(token + RADIUS + 1);
        counts.push(window.len() as u32 + 2);
        let mut sum = tokens[0];
        for vector in tokens[window].iter().chain([&tokens[last]]) {
            sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
        }
        sums.extend(sum);
    }
}

/// Computes the vectors of bags of tokens and rounds them, 512 numbers each, on the way
/// to 8 bits: what is compared are sums of many.
pub(super) fn heads(model: &Model, sums: &[f32], counts: &[u32]) -> Vec<i16> {
    const TOGETHER: usize = 64;
    let mut out = Vec::with_capacity(sums.len());
    for (sums, counts) in sums.chunks(TOGETHER * WIDTH).zip(counts.chunks(TOGETHER)) {
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
        let mean = mean(rows);
        let windows = Windows::new(vectors.clone());
        let found = windows.similarities(3..20, &windows, 14..37);
        for (index, similarity) in found.iter().enumerate() {
            let (a, b) = (3 + index / 23, 14 + index % 23);
            let (a, b) = (centered(&rows[a], &mean), centered(&rows[b], &mean));
            assert_eq!(*similarity, a.similarity(&b));
        }
    }
}
