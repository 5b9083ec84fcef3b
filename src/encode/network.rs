//! The network: token vectors from convolutions, sentence vectors from a small head.
//!
//! Source: Yang et al., Multilingual Universal Sentence Encoder for Semantic Retrieval
//! (arXiv:1907.04307), in the shape that the embedded numbers have. Matrix products are
//! exact sums of integers; all else is `f32` in a fixed order, so the same text gives the
//! same bits everywhere.

use super::WIDTH;
use super::matrix::{Quantized, round};
use super::model::{Branch, Model};

/// Width of a branch.
const BRANCH: usize = 256;
/// Width of all branches.
const BRANCHES: usize = 3 * BRANCH;
/// Keeps a layer norm from dividing by nothing.
const EPSILON: f32 = 1e-12;

/// Computes the vector of every token of some sentences, 512 numbers each.
///
/// `sentences` have their tokens with `<s>` and `</s>` around them; the vectors stand
/// one behind the other. A vector depends on its own sentence alone.
pub(super) fn token_vectors(model: &Model, sentences: &[&[u32]]) -> Vec<f32> {
    let tokens: usize = sentences.iter().map(|sentence| sentence.len()).sum();
    // What depends on the token alone is computed once for each.
    let mut distinct: Vec<u32> = sentences.concat();
    distinct.sort_unstable();
    distinct.dedup();
    let place = |token: &u32| distinct.binary_search(token).expect("listed above");
    let places: Vec<usize> = sentences.iter().copied().flatten().map(place).collect();

    let rows: Vec<[i8; WIDTH]> = distinct.iter().map(|&t| model.rows.decode(t)).collect();
    let starts = starts(model, &distinct, &rows);
    let tables = tables(model, &distinct, &rows);

    let mut joined = vec![0.0; tokens * BRANCHES];
    for (k, branch) in model.branches.iter().enumerate() {
        let start = &starts[k];
        // The first convolution: what each token adds at each place of a window.
        let [(first, first_bias), (second, second_bias)] = &branch.convolutions;
        let adds = first.product(&Quantized::new(start, BRANCH));
        let mut x = Vec::with_capacity(tokens * BRANCH);
        places.iter().for_each(|&p| x.extend_from_slice(&start[p * BRANCH..][..BRANCH]));
        let row = |token: usize| places[token] * first.columns();
        convolve(branch, sentences, &adds, row, first_bias, &mut x);
        // The second: by now every token of every sentence is one of its own.
        let adds = second.product(&Quantized::new(&x, BRANCH));
        convolve(branch, sentences, &adds, |t| t * second.columns(), second_bias, &mut x);
        for (joined, x) in joined.chunks_exact_mut(BRANCHES).zip(x.chunks_exact(BRANCH)) {
            joined[k * BRANCH..][..BRANCH].copy_from_slice(x);
        }
    }
    outputs(model, &tables, &places, joined)
}

/// What a token's own numbers bring to the last layer norm and product.
struct Table {
    /// Sum of the numbers, and of their squares.
    sums: (f32, f32),
    /// The numbers times the norm's gains, times their part of the last matrix.
    product: Vec<f32>,
}

fn tables(model: &Model, distinct: &[u32], rows: &[[i8; WIDTH]]) -> Vec<Table> {
    let mut gained = Vec::with_capacity(rows.len() * WIDTH);
    let mut sums = Vec::with_capacity(rows.len());
    for (&token, row) in distinct.iter().zip(rows) {
        let (scale, offset) = model.blocks[token as usize % model.blocks.len()];
        let numbers = row.map(|number| f32::from(number) * scale + offset);
        sums.push((sum(&numbers, |x| x), sum(&numbers, |x| x * x)));
        gained.extend(numbers.iter().zip(&model.norm.0).map(|(x, gain)| x * gain));
    }
    let products = model.output.table.product(&Quantized::new(&gained, WIDTH));
    let products = products.chunks_exact(WIDTH).map(<[f32]>::to_vec);
    sums.into_iter()
        .zip(products)
        .map(|(sums, product)| Table { sums, product })
        .collect()
}

/// The last layer norm and the product behind it, of the tokens' own numbers and those
/// of the branches together.
///
/// A norm divides all numbers by one, so the product of the tokens' own part, the same
/// wherever a token stands, is computed before: ((x − m) u g + b) W = u (x g) W − u m (g W)
/// + b W.
fn outputs(
    model: &Model,
    tables: &[Table],
    places: &[usize],
    mut joined: Vec<f32>,
) -> Vec<f32> {
    let output = &model.output;
    let count = (WIDTH + BRANCHES) as f32;
    let norms: Vec<(f32, f32)> = joined
        .chunks_exact(BRANCHES)
        .zip(places)
        .map(|(x, &place)| {
            let (own, own_squares) = tables[place].sums;
            let mean = (own + sum(x, |x| x)) / count;
            let squares = own_squares + sum(x, |x| x * x);
            let variance = (squares / count - mean * mean).max(0.0);
            (mean, 1.0 / (variance + EPSILON).sqrt())
        })
        .collect();
    for x in joined.chunks_exact_mut(BRANCHES) {
        x.iter_mut().zip(&model.norm.0[WIDTH..]).for_each(|(x, gain)| *x *= gain);
    }
    let mut vectors = output.branches.product(&Quantized::new(&joined, BRANCHES));
    for ((vector, &place), (mean, up)) in
        vectors.chunks_exact_mut(WIDTH).zip(places).zip(norms)
    {
        let parts = tables[place].product.iter().zip(&output.gains).zip(&output.biases);
        for (x, ((own, gains), bias)) in vector.iter_mut().zip(parts) {
            *x = (*x + own - mean * gains) * up + bias;
        }
    }
    vectors
}

/// Computes where each branch starts from, for distinct tokens: their projections, normed
/// over all three branches together.
fn starts(model: &Model, distinct: &[u32], rows: &[[i8; WIDTH]]) -> [Vec<f32>; 3] {
    let rows = Quantized::exact(rows);
    let mut starts = [0, 1, 2].map(|k| model.branches[k].projection.product(&rows));
    let gains: Vec<f32> =
        model.branches.iter().flat_map(|b| b.norm.0.iter().copied()).collect();
    let biases: Vec<f32> =
        model.branches.iter().flat_map(|b| b.norm.1.iter().copied()).collect();
    let mut all = [0.0; BRANCHES];
    for (index, &token) in distinct.iter().enumerate() {
        let (scale, offset) = model.blocks[token as usize % model.blocks.len()];
        for (k, branch) in model.branches.iter().enumerate() {
            let products = &starts[k][index * BRANCH..][..BRANCH];
            let out = &mut all[k * BRANCH..][..BRANCH];
            for (((out, product), sum), bias) in out
                .iter_mut()
                .zip(products)
                .zip(&branch.projection_sums)
                .zip(&branch.projection_bias)
            {
                *out = product * scale + sum * offset + bias;
            }
        }
        normalize(&mut all, &gains, &biases);
        for (k, start) in starts.iter_mut().enumerate() {
            start[index * BRANCH..][..BRANCH]
                .copy_from_slice(&all[k * BRANCH..][..BRANCH]);
        }
    }
    starts
}

/// Adds one convolution with its rectifier to `x`, tokens of all sentences.
///
/// `adds` at `row(token)` has what the token adds at each place of a window. Outside a
/// sentence there is nothing.
fn convolve(
    branch: &Branch,
    sentences: &[&[u32]],
    adds: &[f32],
    row: impl Fn(usize) -> usize,
    bias: &[f32],
    x: &mut [f32],
) {
    let mut first = 0;
    let mut sum = [0.0; BRANCH];
    for sentence in sentences {
        let end = first + sentence.len();
        for token in first..end {
            sum.copy_from_slice(bias);
            for place in 0..branch.window {
                let Some(other) = (token + place).checked_sub(branch.left) else {
                    continue;
                };
                if (first..end).contains(&other) {
                    let adds = &adds[row(other) + place * BRANCH..][..BRANCH];
                    sum.iter_mut().zip(adds).for_each(|(sum, add)| *sum += add);
                }
            }
            let x = &mut x[token * BRANCH..][..BRANCH];
            x.iter_mut().zip(&sum).for_each(|(x, sum)| *x += sum.max(0.0));
        }
        first = end;
    }
}

/// Computes the unit vectors of bags of tokens from their sums (512 numbers each) and
/// counts.
pub(super) fn head(model: &Model, sums: &[f32], counts: &[u32]) -> Vec<f32> {
    let head = &model.head;
    let mut x = sums.to_vec();
    for (x, &count) in x.chunks_exact_mut(WIDTH).zip(counts) {
        let root = (count as f32).sqrt();
        x.iter_mut().for_each(|x| *x /= root);
    }
    let rectify = |mut y: Vec<f32>| {
        y.iter_mut().for_each(|y| *y = y.max(0.0));
        y
    };
    let x = Quantized::new(&x, WIDTH);
    let y0 = rectify(head.d0.product(&x));
    let mut y1 = head.p1.product(&x);
    head.d1.add_product(&Quantized::new(&y0, head.d0.columns()), &mut y1);
    let y1 = Quantized::new(&rectify(y1), head.d1.columns());
    let y2 = rectify(head.d2.product(&y1));
    let mut v = head.p3.product(&y1);
    head.d3.add_product(&Quantized::new(&y2, head.d2.columns()), &mut v);
    for v in v.chunks_exact_mut(WIDTH) {
        v.iter_mut().for_each(|v| *v = tanh(*v));
        let length = sum(v, |x| x * x).sqrt().max(1e-6);
        v.iter_mut().for_each(|v| *v /= length);
    }
    v
}

/// Brings numbers to mean 0 and variance 1, then to a gain and a bias each.
fn normalize(x: &mut [f32], gains: &[f32], biases: &[f32]) {
    let count = x.len() as f32;
    let mean = sum(x, |x| x) / count;
    let variance = sum(x, |x| (x - mean) * (x - mean)) / count;
    let up = 1.0 / (variance + EPSILON).sqrt();
    for ((x, gain), bias) in x.iter_mut().zip(gains).zip(biases) {
        *x = (*x - mean) * up * gain + bias;
    }
}

/// Hyperbolic tangent, to within 4e-7: 1 − 2/(e²ˣ + 1).
///
/// A call of `libm::tanhf` for each of 512 numbers was a tenth of all time; this is
/// additions and multiplications, which a compiler makes vectors of. e^y is 2ⁿ times
/// Taylor's series on |r| ≤ ln 2 / 2, y = n ln 2 + r.
fn tanh(x: f32) -> f32 {
    const TERMS: [f32; 7] =
        [1.0, 1.0, 1.0 / 2.0, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 720.0];
    // Beyond, the result is 1 to the last bit.
    let y = (2.0 * x).clamp(-20.0, 20.0);
    let n = round(y * std::f32::consts::LOG2_E);
    let r = y - n as f32 * std::f32::consts::LN_2;
    let series = TERMS.iter().rev().fold(0.0, |sum, term| sum * r + term);
    let power = f32::from_bits(((n + 127) << 23) as u32);
    1.0 - 2.0 / (series * power + 1.0)
}

/// Sums in sixteen lanes and these in order: the same on every processor, and fast on
/// those with vectors.
pub(super) fn sum(x: &[f32], term: impl Fn(f32) -> f32) -> f32 {
    let (chunks, rest) = x.as_chunks::<16>();
    let mut lanes = [0.0; 16];
    for chunk in chunks {
        lanes.iter_mut().zip(chunk).for_each(|(lane, &x)| *lane += term(x));
    }
    lanes.iter().sum::<f32>() + rest.iter().map(|&x| term(x)).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tangent_is_that_of_the_library() {
        for k in -40_000..=40_000 {
            let x = k as f32 * 5e-4;
            assert!((tanh(x) - libm::tanhf(x)).abs() < 4e-7, "{x}");
        }
        assert_eq!((tanh(f32::MAX), tanh(f32::MIN)), (1.0, -1.0));
    }
}
