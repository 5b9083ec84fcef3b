//! Matrices of 8-bit weights, and rows of 14-bit numbers to multiply them with.
//!
//! Invariant: no sum overflows. A number has at most 14 bits with its sign, a weight at
//! most 8, and a matrix at most 1280 rows: 8191 · 127 · 1280 < 2³¹.

use super::kernel::{self, PANEL, Pair};

/// The largest number of a quantized row.
const LARGEST: f32 = 8191.0;
/// The most rows a matrix may have.
const MOST_ROWS: usize = 1280;

/// A matrix of 8-bit weights times one scale.
#[derive(Debug)]
pub(super) struct Matrix {
    rows: usize,
    columns: usize,
    scale: f32,
    panels: Vec<Pair>,
}

/// Rows of numbers, each row with a scale of its own.
#[derive(Debug, Default)]
pub(super) struct Quantized {
    width: usize,
    pairs: Vec<[i16; 2]>,
    scales: Vec<f32>,
}

impl Quantized {
    /// Rounds rows of `width` numbers, each to 14 bits by its largest.
    pub(super) fn new(numbers: &[f32], width: usize) -> Self {
        Self::strided(numbers, width, width)
    }

    /// Rounds the first `width` numbers of each `stride`.
    pub(super) fn strided(numbers: &[f32], width: usize, stride: usize) -> Self {
        let count = numbers.len().div_ceil(stride);
        let mut pairs = Vec::with_capacity(count * width / 2);
        let mut scales = Vec::with_capacity(count);
        for row in numbers.chunks(stride).map(|row| &row[..width]) {
            let largest = row.iter().fold(0f32, |most, x| most.max(x.abs()));
            let up = if largest > 0.0 { LARGEST / largest } else { 0.0 };
            scales.push(largest / LARGEST);
            let round = |x: f32| round(x * up) as i16;
            pairs.extend(
                row.as_chunks::<2>().0.iter().map(|&[x, y]| [round(x), round(y)]),
            );
        }
        Self { width, pairs, scales }
    }

    /// Takes rows of small integers as they are.
    pub(super) fn exact(rows: &[[i8; super::WIDTH]]) -> Self {
        let pairs = rows.as_flattened().as_chunks::<2>().0;
        let pairs = pairs.iter().map(|&[x, y]| [i16::from(x), i16::from(y)]).collect();
        Self { width: super::WIDTH, pairs, scales: vec![1.0; rows.len()] }
    }
}

/// Rounds to the nearest integer, halves to even, where |x| < 2²².
///
/// The sum pushes the fraction out of the mantissa; on a processor without an
/// instruction for it, `f32::round_ties_even` is a call.
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
        assert!(rows.is_multiple_of(2) && rows <= MOST_ROWS);
        assert!(columns.is_multiple_of(PANEL));
        assert!(weights.len() == rows * columns);
        let mut panels = Vec::with_capacity(rows / 2 * columns / PANEL);
        for panel in 0..columns / PANEL {
            for pair in 0..rows / 2 {
                panels.push(std::array::from_fn(|k| {
                    let (row, column) = (2 * pair + k % 2, panel * PANEL + k / 2);
                    i16::from(weights[row * columns + column])
                }));
            }
        }
        Self { rows, columns, scale, panels }
    }

    /// Returns how many columns the matrix, and so a product, has.
    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// Returns the sum of each column.
    pub(super) fn column_sums(&self) -> Vec<f32> {
        let ones = Quantized {
            width: self.rows,
            pairs: vec![[1, 1]; self.rows / 2],
            scales: vec![1.0],
        };
        self.product(&ones)
    }

    /// Multiplies rows by the matrix; the product has a row for each of them.
    pub(super) fn product(&self, rows: &Quantized) -> Vec<f32> {
        let mut out = vec![0.0; rows.scales.len() * self.columns];
        self.each(rows, &mut out, |out, value| *out = value);
        out
    }

    /// Multiplies rows by the matrix and adds the product to `out`.
    pub(super) fn add_product(&self, rows: &Quantized, out: &mut [f32]) {
        self.each(rows, out, |out, value| *out += value);
    }

    #[inline(always)]
    fn each(&self, rows: &Quantized, out: &mut [f32], put: impl Fn(&mut f32, f32)) {
        assert!(rows.width == self.rows, "{} columns by {}", rows.width, self.rows);
        let depth = self.rows / 2;
        let scales: Vec<f32> = rows.scales.iter().map(|s| s * self.scale).collect();
        let mut sums = vec![[0; PANEL]; scales.len()];
        for (index, panel) in self.panels.chunks_exact(depth).enumerate() {
            kernel::product(&rows.pairs, depth, panel, &mut sums);
            let out = out.chunks_exact_mut(self.columns);
            for ((out, sums), &scale) in out.zip(&sums).zip(&scales) {
                let out = &mut out[index * PANEL..][..PANEL];
                for (out, &sum) in out.iter_mut().zip(sums) {
                    put(out, sum as f32 * scale);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_those_of_real_numbers_but_for_rounding() {
        let (rows, columns) = (32, 48);
        let weight = |k: usize| (k * 37 % 255) as i32 - 127;
        let weights: Vec<i8> = (0..rows * columns).map(|k| weight(k) as i8).collect();
        let matrix = Matrix::new(rows, columns, 0.01, &weights);
        let row: Vec<f32> = (0..rows).map(|k| (k as f32 - 11.0) * 0.37).collect();
        let product = matrix.product(&Quantized::new(&row, rows));
        for (column, found) in product.iter().enumerate() {
            let terms =
                (0..rows).map(|k| row[k] * 0.01 * weight(k * columns + column) as f32);
            let wanted: f32 = terms.sum();
            assert!((found - wanted).abs() < 0.01, "{found} {wanted}");
        }
    }

    #[test]
    fn rounding_is_to_even() {
        let cases = [(0.5, 0), (1.5, 2), (-0.5, 0), (-2.6, -3), (8191.0, 8191)];
        assert!(cases.iter().all(|&(x, wanted)| round(x) == wanted));
    }
}
