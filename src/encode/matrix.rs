//! Matrices of 8-bit weights, and rows of whole numbers to multiply them with.
//!
//! A row is rounded to 14 bits, or to 8 where that is enough and speed is wanted.
//! Invariant: no sum overflows. A number has at most 14 bits with its sign, a weight at
//! most 8, and a matrix at most 1280 rows: 8191 · 127 · 1280 < 2³¹.

use super::WIDTH;
use super::kernel::{self, BYTE_PANEL, PANEL, Pair, Put, Quad};

/// The largest number of a row of 14 bits.
const LARGEST: f32 = 8191.0;
/// Steps from the smallest to the largest number of a row of 8 bits: one less than there
/// are, as the number that stands for 0 is rounded too.
const STEPS: f32 = 254.0;
/// The most rows a matrix may have.
const MOST_ROWS: usize = 1280;

/// A matrix of 8-bit weights times one scale.
#[derive(Debug)]
pub(super) struct Matrix {
    rows: usize,
    columns: usize,
    scale: f32,
    pairs: Vec<Pair>,
    quads: Vec<Quad>,
    /// Sum of each column's weights.
    sums: Vec<i32>,
}

/// Rows of numbers, each row with a scale of its own.
#[derive(Debug)]
pub(super) struct Quantized {
    width: usize,
    numbers: Numbers,
    scales: Vec<f32>,
}

#[derive(Debug)]
enum Numbers {
    /// Of 14 bits, with a sign.
    Pairs(Vec<[i16; 2]>),
    /// Of 8 bits without one, and of each row the number that stands for 0.
    Quads(Vec<[u8; 4]>, Vec<i32>),
}

/// How finely rows are rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bits {
    /// To 14 bits: nothing is lost that anybody sees.
    Fourteen,
    /// To 8 bits: half a percent is lost, and half the time is saved.
    Eight,
}

impl Quantized {
    /// Rounds rows of `width` numbers, each row by its largest.
    #[inline(always)]
    pub(super) fn new(numbers: &[f32], width: usize, bits: Bits) -> Self {
        Self::strided(numbers, width, width, bits)
    }

    /// Rounds the first `width` numbers of each `stride`.
    #[inline(always)]
    pub(super) fn strided(
        numbers: &[f32],
        width: usize,
        stride: usize,
        bits: Bits,
    ) -> Self {
        let count = numbers.len().div_ceil(stride);
        let mut scales = Vec::with_capacity(count);
        let rows = numbers.chunks(stride).map(|row| &row[..width]);
        let numbers = match bits {
            Bits::Fourteen => {
                let mut pairs = vec![[0; 2]; count * width / 2];
                for (row, pairs) in rows.zip(pairs.chunks_exact_mut(width / 2)) {
                    let (low, high) = ends(row);
                    let largest = high.max(-low);
                    let up = if largest > 0.0 { LARGEST / largest } else { 0.0 };
                    scales.push(largest / LARGEST);
                    for (out, x) in pairs.as_flattened_mut().iter_mut().zip(row) {
                        *out = round(x * up) as i16;
                    }
                }
                Numbers::Pairs(pairs)
            }
            Bits::Eight => {
                let mut quads = vec![[0; 4]; count * width / 4];
                let mut zeros = Vec::with_capacity(count);
                for (row, quads) in rows.zip(quads.chunks_exact_mut(width / 4)) {
                    let (low, high) = ends(row);
                    let reach = high - low;
                    let up = if reach > 0.0 { STEPS / reach } else { 0.0 };
                    let zero = round(-low * up);
                    scales.push(reach / STEPS);
                    zeros.push(zero);
                    for (out, x) in quads.as_flattened_mut().iter_mut().zip(row) {
                        *out = (round(x * up) + zero) as u8;
                    }
                }
                Numbers::Quads(quads, zeros)
            }
        };
        Self { width, numbers, scales }
    }

    /// Takes rows of small integers as they are.
    pub(super) fn exact(rows: &[[i8; WIDTH]]) -> Self {
        let quads = rows.as_flattened().as_chunks::<4>().0;
        let quads = quads.iter().map(|four| four.map(|x| (i32::from(x) + 128) as u8));
        let numbers = Numbers::Quads(quads.collect(), vec![128; rows.len()]);
        Self { width: WIDTH, numbers, scales: vec![1.0; rows.len()] }
    }
}

/// The smallest and the largest number of a row and 0.
#[inline(always)]
fn ends(row: &[f32]) -> (f32, f32) {
    // Those of sixteen lanes are those of all, in whatever order.
    let (chunks, rest) = row.as_chunks::<16>();
    let (mut low, mut high) = ([0f32; 16], [0f32; 16]);
    for chunk in chunks {
        for ((low, high), &x) in low.iter_mut().zip(&mut high).zip(chunk) {
            // Not `min` and `max`, which ask whether a number is one.
            *low = if x < *low { x } else { *low };
            *high = if x > *high { x } else { *high };
        }
    }
    let all = |lanes: [f32; 16], of: fn(f32, f32) -> f32| {
        lanes.into_iter().chain(rest.iter().copied()).fold(0.0, of)
    };
    (all(low, f32::min), all(high, f32::max))
}

/// Rounds to the nearest integer, halves to even, where |x| < 2²².
///
/// The sum pushes the fraction out of the mantissa; on a processor without an
/// instruction for it, `f32::round_ties_even` is a call.
#[inline(always)]
pub(super) fn round(x: f32) -> i32 {
    const MAGIC: f32 = 12_582_912.0;
    (x + MAGIC).to_bits() as i32 - MAGIC.to_bits() as i32
}

impl Matrix {
    /// Arranges weights, given by rows, for the kernel.
    ///
    /// # Panics
    /// If the shape is one that the encoder does not have.
    pub(super) fn new(rows: usize, columns: usize, scale: f32, weights: &[i8]) -> Self {
        assert!(rows.is_multiple_of(4) && rows <= MOST_ROWS);
        assert!(columns.is_multiple_of(BYTE_PANEL));
        assert!(weights.len() == rows * columns);
        let weight = |row: usize, column: usize| weights[row * columns + column];
        let mut pairs = Vec::with_capacity(weights.len() / (2 * PANEL));
        for first in (0..columns).step_by(PANEL) {
            for row in (0..rows).step_by(2) {
                pairs.push(std::array::from_fn(|k| {
                    i16::from(weight(row + k % 2, first + k / 2))
                }));
            }
        }
        let mut quads = Vec::with_capacity(weights.len() / (4 * BYTE_PANEL));
        for first in (0..columns).step_by(BYTE_PANEL) {
            for row in (0..rows).step_by(4) {
                quads.push(std::array::from_fn(|k| weight(row + k % 4, first + k / 4)));
            }
        }
        let mut sums = vec![0; columns];
        for row in weights.chunks_exact(columns) {
            sums.iter_mut().zip(row).for_each(|(sum, &weight)| *sum += i32::from(weight));
        }
        Self { rows, columns, scale, pairs, quads, sums }
    }

    /// Returns how many columns the matrix, and so a product, has.
    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// Returns the sum of each column.
    pub(super) fn column_sums(&self) -> Vec<f32> {
        self.sums.iter().map(|&sum| sum as f32 * self.scale).collect()
    }

    /// Multiplies rows by the matrix; the product has a row for each of them.
    #[inline(always)]
    pub(super) fn product(&self, rows: &Quantized) -> Vec<f32> {
        let mut out = vec![0.0; rows.scales.len() * self.columns];
        self.each::<false>(rows, &mut out);
        out
    }

    /// Multiplies rows by the matrix and adds the product to `out`.
    #[inline(always)]
    pub(super) fn add_product(&self, rows: &Quantized, out: &mut [f32]) {
        self.each::<true>(rows, out);
    }

    #[inline(always)]
    fn each<const ADD: bool>(&self, rows: &Quantized, out: &mut [f32]) {
        assert!(rows.width == self.rows, "{} columns by {}", rows.width, self.rows);
        let matrix = self;
        match &rows.numbers {
            Numbers::Pairs(pairs) => {
                let zeros = &[];
                let scaled = Scaled::<ADD> { matrix, scales: &rows.scales, zeros, out };
                kernel::product(pairs, self.rows / 2, &self.pairs, scaled);
            }
            Numbers::Quads(quads, zeros) => {
                let scaled = Scaled::<ADD> { matrix, scales: &rows.scales, zeros, out };
                kernel::byte_product(quads, self.rows / 4, &self.quads, scaled);
            }
        }
    }
}

/// Where a product goes, times its scales: into `out`, or on top of what is there.
struct Scaled<'a, const ADD: bool> {
    matrix: &'a Matrix,
    scales: &'a [f32],
    /// The number that stands for 0 in each row; nothing where that is 0.
    zeros: &'a [i32],
    out: &'a mut [f32],
}

impl<const ADD: bool> Scaled<'_, ADD> {
    #[inline(always)]
    fn store(&mut self, row: usize, first: usize, sums: impl Iterator<Item = i32>) {
        let scale = self.scales[row] * self.matrix.scale;
        let out = &mut self.out[row * self.matrix.columns + first..];
        for (out, sum) in out.iter_mut().zip(sums) {
            let value = sum as f32 * scale;
            *out = if ADD { *out + value } else { value };
        }
    }
}

impl<const ADD: bool> Put<PANEL> for Scaled<'_, ADD> {
    #[inline(always)]
    fn put(&mut self, row: usize, panel: usize, sums: &[i32; PANEL]) {
        self.store(row, panel * PANEL, sums.iter().copied());
    }
}

impl<const ADD: bool> Put<BYTE_PANEL> for Scaled<'_, ADD> {
    #[inline(always)]
    fn put(&mut self, row: usize, panel: usize, sums: &[i32; BYTE_PANEL]) {
        let (first, zero) = (panel * BYTE_PANEL, self.zeros[row]);
        let weights = &self.matrix.sums[first..][..BYTE_PANEL];
        let sums = sums.iter().zip(weights).map(|(sum, weight)| sum - zero * weight);
        self.store(row, first, sums);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_those_of_real_numbers_but_for_rounding() {
        let (rows, columns) = (32, 64);
        let weight = |k: usize| (k * 37 % 255) as i32 - 127;
        let weights: Vec<i8> = (0..rows * columns).map(|k| weight(k) as i8).collect();
        let matrix = Matrix::new(rows, columns, 0.01, &weights);
        let row: Vec<f32> = (0..rows).map(|k| (k as f32 - 11.0) * 0.37).collect();
        for (bits, most) in [(Bits::Fourteen, 0.01), (Bits::Eight, 0.3)] {
            let product = matrix.product(&Quantized::new(&row, rows, bits));
            for (column, found) in product.iter().enumerate() {
                let terms = (0..rows)
                    .map(|k| row[k] * 0.01 * weight(k * columns + column) as f32);
                let wanted: f32 = terms.sum();
                assert!((found - wanted).abs() < most, "{bits:?}: {found} {wanted}");
            }
        }
    }

    #[test]
    fn rounding_is_to_even() {
        let cases = [(0.5, 0), (1.5, 2), (-0.5, 0), (-2.6, -3), (8191.0, 8191)];
        assert!(cases.iter().all(|&(x, wanted)| round(x) == wanted));
    }
}
