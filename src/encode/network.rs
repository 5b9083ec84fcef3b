//! The network: token vectors from convolutions, sentence vectors from a small head.
//!
//! Source: Yang et al., Multilingual Universal Sentence Encoder for Semantic Retrieval
//! (arXiv:1907.04307), in the shape that the embedded numbers have. Matrix products are
//! exact sums of integers; all else is `f32` in a fixed order, so the same text gives the
//! same bits everywhere.

use super::WIDTH;
use super::kernel::{Work, vectorized};
use super::matrix::{Bits, Quantized, round};
use super::model::{Branch, Model};

/// Width of a branch.
const BRANCH: usize = 256;
/// Width of all branches.
const BRANCHES: usize = 3 * BRANCH;
/// The widest window of a convolution.
const MOST_PLACES: usize = 5;
/// Numbers that are summed side by side.
pub(super) const LANES: usize = 16;
/// Keeps a layer norm from dividing by nothing.
const EPSILON: f32 = 1e-12;

/// How finely the rows are rounded that depend on where a token stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rounding {
    /// Before the last convolutions.
    convolutions: Bits,
    /// Behind the last layer norm, where a few numbers are far from all others.
    output: Bits,
}

impl Rounding {
    /// For vectors of sentences.
    pub(super) const FINE: Self =
        Self { convolutions: Bits::Fourteen, output: Bits::Fourteen };
    /// For what is compared by thousands: a sentence would come out at a cosine of .9998.
    pub(super) const COARSE: Self =
        Self { convolutions: Bits::Eight, output: Bits::Eight };
}

/// Tokens, and what depends on a token alone, not on where it stands.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The tokens, sorted, each once.
    tokens: Vec<u32>,
    /// Where the branches start from, 768 numbers a token.
    starts: Vec<f32>,
    /// What a token adds at each place of a window in the first convolution of each branch.
    adds: [Vec<f32>; 3],
    /// What a token's own numbers bring to the last layer norm: their sum, and that of
    /// their squares.
    sums: Vec<(f32, f32)>,
    /// The numbers times the norm's gains, times their part of the last matrix.
    products: Vec<f32>,
}

/// Token vectors that are to be computed.
struct TokenVectors<'a> {
    model: &'a Model,
    known: &'a Known,
    sentences: &'a [&'a [u32]],
    rounding: Rounding,
}

/// What depends on tokens alone that is to be computed.
struct OfTokens<'a> {
    model: &'a Model,
    tokens: Vec<u32>,
}

/// Vectors of bags of tokens that are to be computed.
struct Heads<'a> {
    model: &'a Model,
    sums: &'a mut [f32],
    counts: &'a [u32],
    bits: Bits,
}

impl Known {
    /// Computes what is to be known of tokens, which are sorted and each there once.
    pub(super) fn new(model: &Model, tokens: Vec<u32>) -> Self {
        vectorized(OfTokens { model, tokens })
    }
}

/// Computes the vector of every token of some sentences, 512 numbers each.
///
/// `sentences` have their tokens with `<s>` and `</s>` around them; the vectors stand
/// one behind the other. A vector depends on its own sentence alone; what is known saves
/// work, and changes nothing.
pub(super) fn token_vectors(
    model: &Model,
    known: &Known,
    sentences: &[&[u32]],
    rounding: Rounding,
) -> Vec<f32> {
    vectorized(TokenVectors { model, known, sentences, rounding })
}

/// Computes the unit vectors of bags of tokens from their sums (512 numbers each), which
/// it spoils, and counts.
pub(super) fn head(
    model: &Model,
    sums: &mut [f32],
    counts: &[u32],
    bits: Bits,
) -> Vec<f32> {
    vectorized(Heads { model, sums, counts, bits })
}

impl Work for OfTokens<'_> {
    type Output = Known;

    #[inline(always)]
    fn run(self) -> Known {
        let Self { model, tokens } = self;
        let rows: Vec<[i8; WIDTH]> =
            tokens.iter().map(|&token| model.rows.decode(token)).collect();
        let starts = starts(model, &tokens, &rows);
        let adds = std::array::from_fn(|k| {
            let start = &starts[(k * BRANCH).min(starts.len())..];
            let start = Quantized::strided(start, BRANCH, BRANCHES, Bits::Fourteen);
            model.branches[k].convolutions[0].0.product(&start)
        });
        let mut gained = Vec::with_capacity(rows.len() * WIDTH);
        let mut sums = Vec::with_capacity(rows.len());
        for (&token, row) in tokens.iter().zip(&rows) {
            let (scale, offset) = model.blocks[token as usize % model.blocks.len()];
            let numbers = row.map(|number| f32::from(number) * scale + offset);
            sums.push((sum(&numbers, |x| x), sum(&numbers, |x| x * x)));
            gained.extend(numbers.iter().zip(&model.norm.0).map(|(x, gain)| x * gain));
        }
        let gained = Quantized::new(&gained, WIDTH, Bits::Fourteen);
        let products = model.output.table.product(&gained);
        Known { tokens, starts, adds, sums, products }
    }
}

impl Work for TokenVectors<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn run(self) -> Vec<f32> {
        let Self { model, known, sentences, rounding } = self;
        // What depends on the token alone is computed once for each that is not known.
        let tokens = || sentences.iter().copied().flatten();
        let found = |token: &u32| known.tokens.binary_search(token);
        let mut others: Vec<u32> =
            tokens().copied().filter(|token| found(token).is_err()).collect();
        others.sort_unstable();
        others.dedup();
        let others = Known::new(model, others);
        let place = |token: &u32| match found(token) {
            Ok(place) => (known, place),
            Err(_) => {
                let place = others.tokens.binary_search(token).expect("listed above");
                (&others, place)
            }
        };
        let places: Vec<(&Known, usize)> = tokens().map(place).collect();

        let mut x = Vec::with_capacity(places.len() * BRANCHES);
        for &(known, place) in &places {
            x.extend_from_slice(&known.starts[place * BRANCHES..][..BRANCHES]);
        }
        for (k, branch) in model.branches.iter().enumerate() {
            let [(first, first_bias), (second, second_bias)] = &branch.convolutions;
            let first_row = |token: usize| {
                let (known, place) = places[token];
                &known.adds[k][place * first.columns()..][..first.columns()]
            };
            convolve(branch, sentences, first_row, first_bias, &mut x, k);
            // By now every token of every sentence is one of its own.
            let branch_x = &x[(k * BRANCH).min(x.len())..];
            let rounded =
                Quantized::strided(branch_x, BRANCH, BRANCHES, rounding.convolutions);
            let adds = second.product(&rounded);
            let second_row =
                |token: usize| &adds[token * second.columns()..][..second.columns()];
            convolve(branch, sentences, second_row, second_bias, &mut x, k);
        }
        outputs(model, &places, x, rounding.output)
    }
}

/// The last layer norm and the product behind it, of the tokens' own numbers and those
/// of the branches together.
///
/// A norm divides all numbers by one, so the product of the tokens' own part, the same
/// wherever a token stands, is computed before: ((x − m) u g + b) W = u (x g) W − u m (g W)
/// + b W.
#[inline(always)]
fn outputs(
    model: &Model,
    places: &[(&Known, usize)],
    mut x: Vec<f32>,
    bits: Bits,
) -> Vec<f32> {
    let output = &model.output;
    let count = (WIDTH + BRANCHES) as f32;
    let mut norms = Vec::with_capacity(places.len());
    for (x, &(known, place)) in x.chunks_exact_mut(BRANCHES).zip(places) {
        let (own, own_squares) = known.sums[place];
        let mean = (own + sum(x, |x| x)) / count;
        let squares = own_squares + sum(x, |x| x * x);
        let variance = (squares / count - mean * mean).max(0.0);
        norms.push((mean, 1.0 / (variance + EPSILON).sqrt()));
        x.iter_mut().zip(&model.norm.0[WIDTH..]).for_each(|(x, gain)| *x *= gain);
    }
    let rounded = Quantized::new(&x, BRANCHES, bits);
    let mut vectors = output.branches.product(&rounded);
    for ((vector, &(known, place)), (mean, up)) in
        vectors.chunks_exact_mut(WIDTH).zip(places).zip(norms)
    {
        let own = &known.products[place * WIDTH..][..WIDTH];
        let parts = own.iter().zip(&output.gains).zip(&output.biases);
        for (x, ((own, gains), bias)) in vector.iter_mut().zip(parts) {
            *x = (*x + own - mean * gains) * up + bias;
        }
    }
    vectors
}

/// Computes where the branches start from, for distinct tokens: their projections, normed
/// over all three branches together.
#[inline(always)]
fn starts(model: &Model, tokens: &[u32], rows: &[[i8; WIDTH]]) -> Vec<f32> {
    let rows = Quantized::exact(rows);
    let products = [0, 1, 2].map(|k| model.branches[k].projection.product(&rows));
    let gains: Vec<f32> =
        model.branches.iter().flat_map(|b| b.norm.0.iter().copied()).collect();
    let biases: Vec<f32> =
        model.branches.iter().flat_map(|b| b.norm.1.iter().copied()).collect();
    let mut starts = vec![0.0; tokens.len() * BRANCHES];
    for (index, (start, &token)) in
        starts.chunks_exact_mut(BRANCHES).zip(tokens).enumerate()
    {
        let (scale, offset) = model.blocks[token as usize % model.blocks.len()];
        for (k, branch) in model.branches.iter().enumerate() {
            let products = &products[k][index * BRANCH..][..BRANCH];
            for (((out, product), sum), bias) in start[k * BRANCH..][..BRANCH]
                .iter_mut()
                .zip(products)
                .zip(&branch.projection_sums)
                .zip(&branch.projection_bias)
            {
                *out = product * scale + sum * offset + bias;
            }
        }
        normalize(start, &gains, &biases);
    }
    starts
}

/// Adds one convolution with its rectifier to part `k` of `x`, tokens of all sentences.
///
/// `adds` says of a token what it adds at each place of a window. Outside a sentence
/// there is nothing.
#[inline(always)]
fn convolve<'a>(
    branch: &Branch,
    sentences: &[&[u32]],
    adds: impl Fn(usize) -> &'a [f32],
    bias: &[f32],
    x: &mut [f32],
    k: usize,
) {
    let mut first = 0;
    for sentence in sentences {
        let end = first + sentence.len();
        for token in first..end {
            let mut window: [&[[f32; LANES]]; MOST_PLACES] = [&[]; MOST_PLACES];
            let mut count = 0;
            for place in 0..branch.window {
                let other = (token + place).checked_sub(branch.left);
                if let Some(other) = other.filter(|other| (first..end).contains(other)) {
                    let adds = &adds(other)[place * BRANCH..][..BRANCH];
                    window[count] = adds.as_chunks().0;
                    count += 1;
                }
            }
            let x = &mut x[token * BRANCHES + k * BRANCH..][..BRANCH];
            let x = x.as_chunks_mut::<LANES>().0.iter_mut();
            for (number, (x, bias)) in x.zip(bias.as_chunks::<LANES>().0).enumerate() {
                let mut sum = *bias;
                for adds in &window[..count] {
                    sum.iter_mut().zip(&adds[number]).for_each(|(sum, add)| *sum += add);
                }
                x.iter_mut().zip(&sum).for_each(|(x, sum)| *x += sum.max(0.0));
            }
        }
        first = end;
    }
}

impl Work for Heads<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn run(self) -> Vec<f32> {
        let Self { model, sums, counts, bits } = self;
        let head = &model.head;
        for (x, &count) in sums.chunks_exact_mut(WIDTH).zip(counts) {
            let root = (count as f32).sqrt();
            x.iter_mut().for_each(|x| *x /= root);
        }
        let x = Quantized::new(sums, WIDTH, bits);
        let y0 = rectified(head.d0.product(&x));
        let mut y1 = head.p1.product(&x);
        head.d1.add_product(&Quantized::new(&y0, head.d0.columns(), bits), &mut y1);
        let y1 = Quantized::new(&rectified(y1), head.d1.columns(), bits);
        let y2 = rectified(head.d2.product(&y1));
        let mut v = head.p3.product(&y1);
        head.d3.add_product(&Quantized::new(&y2, head.d2.columns(), bits), &mut v);
        for v in v.chunks_exact_mut(WIDTH) {
            v.iter_mut().for_each(|v| *v = tanh(*v));
            let length = sum(v, |x| x * x).sqrt().max(1e-6);
            v.iter_mut().for_each(|v| *v /= length);
        }
        v
    }
}

#[inline(always)]
fn rectified(mut y: Vec<f32>) -> Vec<f32> {
    y.iter_mut().for_each(|y| *y = y.max(0.0));
    y
}

/// Brings numbers to mean 0 and variance 1, then to a gain and a bias each.
#[inline(always)]
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
#[inline(always)]
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
#[inline(always)]
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
