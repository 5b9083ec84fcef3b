//! The first pass: which sentences surely belong together, in time near linear.
//!
//! Blocks of sentences are compared whole, then within a band around what was found in
//! blocks of a quarter of the size, down to sentences. Invariant: a chain is strictly
//! monotone in both passages.

use super::band::Band;
use crate::encode::Vector;
use crate::score::Side;
use crate::text::Run;

/// Blocks at the top level at most: all pairs of them are compared.
const TOP: usize = 500;
/// How many blocks of one level make one of the next.
const STEP: usize = 4;
/// Blocks that a band is wider than its chain.
const WIDE: usize = 2;
/// The best similarities of a row or column that are kept: itself and four rivals.
const KEPT: usize = 5;
/// How much worse than the best an unknown rival is.
const NO_RIVAL: f32 = 0.2;
/// Stands for no similarity at all.
const NONE: f32 = -2.0;

/// Pairs of sentences, strictly monotone in both passages.
pub(super) type Chain = Vec<(usize, usize)>;

/// What the first pass found.
#[derive(Clone, Debug)]
pub(super) struct FirstPass {
    /// The heaviest chain of pairs that are more alike than their rivals.
    pub(super) chain: Chain,
    /// Those of them that are the best of both their sentences.
    pub(super) anchors: Chain,
}

/// Finds a chain of sentence pairs through two passages.
pub(super) fn first_pass(source: &Side, target: &Side) -> FirstPass {
    let (n, m) = (source.len(), target.len());
    let mut size = 1;
    while n.max(m) > TOP * size {
        size *= STEP;
    }
    let mut band = Band::full(n.div_ceil(size), m.div_ceil(size));
    while size > 1 {
        let (a, b) = (blocks(source, size), blocks(target, size));
        let found = level(&a, &b, &band).chain;
        let around = Band::around(&supported(&found), a.len(), b.len(), WIDE);
        size /= STEP;
        let (rows, columns) = (n.div_ceil(size), m.div_ceil(size));
        let finer = |ends: &[usize]| -> Vec<usize> {
            (0..rows).map(|k| (ends[k / STEP] * STEP).min(columns)).collect()
        };
        band = Band::new(finer(&around.low), finer(&around.high));
    }
    let FirstPass { chain, anchors } =
        level(source.sentences(), target.sentences(), &band);
    // In a gap the chain has room to wander: the odd sentence is a little like another.
    FirstPass { chain: supported(&chain), anchors }
}

/// Vectors of blocks of `size` sentences, less the mean of them all.
fn blocks(side: &Side, size: usize) -> Vec<Vector> {
    let count = side.len();
    let starts = (0..count).step_by(size);
    let runs: Vec<Run> = starts.map(|i| Run::new(i, count.min(i + size))).collect();
    let mut vectors = side.encoded().runs(&runs);
    let Some(width) = vectors.first().map(Vec::len) else { return Vec::new() };
    let mut mean = vec![0.0f64; width];
    for vector in &vectors {
        mean.iter_mut().zip(vector).for_each(|(mean, &x)| *mean += f64::from(x));
    }
    mean.iter_mut().for_each(|mean| *mean /= runs.len() as f64);
    for vector in &mut vectors {
        vector.iter_mut().zip(&mean).for_each(|(x, &mean)| *x -= mean as f32);
    }
    vectors.iter().map(|vector| Vector::unit(vector)).collect()
}

fn level(a: &[Vector], b: &[Vector], band: &Band) -> FirstPass {
    let mut similarities = Vec::with_capacity(band.cells());
    for (i, a) in a.iter().enumerate() {
        let b = &b[band.low[i]..band.high[i]];
        similarities.extend(b.iter().map(|b| a.similarity(b)));
    }
    let (rows, columns) = best(&similarities, band, b.len());
    let chain = heaviest_chain(&similarities, band, &rivals(&rows), &rivals(&columns));
    let is_best = |&&(i, j): &&(usize, usize)| {
        similarities[band.cell(i, j)] >= rows[i][0].max(columns[j][0])
    };
    let anchors = chain.iter().filter(is_best).copied().collect();
    FirstPass { chain, anchors }
}

type Best = [f32; KEPT];

/// The best similarities of every row and of every column, best first.
fn best(similarities: &[f32], band: &Band, columns: usize) -> (Vec<Best>, Vec<Best>) {
    let mut rows = vec![[NONE; KEPT]; band.rows()];
    let mut cols = vec![[NONE; KEPT]; columns];
    let insert = |best: &mut Best, x: f32| {
        if x > best[KEPT - 1] {
            let place = best.partition_point(|&kept| kept >= x);
            best[place..].rotate_right(1);
            best[place] = x;
        }
    };
    for (i, row) in rows.iter_mut().enumerate() {
        for (j, column) in
            cols.iter_mut().enumerate().take(band.high[i]).skip(band.low[i])
        {
            let x = similarities[band.cell(i, j)];
            insert(row, x);
            insert(column, x);
        }
    }
    (rows, cols)
}

/// Mean of the second to the fifth best.
fn rivals(best: &[Best]) -> Vec<f32> {
    let mean = |best: &Best| {
        let known = best[1..].iter().take_while(|&&x| x > NONE);
        let count = known.clone().count();
        if count == 0 { best[0] - NO_RIVAL } else { known.sum::<f32>() / count as f32 }
    };
    best.iter().map(mean).collect()
}

/// The heaviest strictly monotone chain of cells; a cell weighs its similarity less the
/// mean of its row's and its column's rivals, and only cells that weigh something count.
fn heaviest_chain(
    similarities: &[f32],
    band: &Band,
    row_rivals: &[f32],
    column_rivals: &[f32],
) -> Chain {
    #[derive(Clone, Copy)]
    enum From {
        Above,
        Left,
        Diagonal,
    }
    let Some(&width) = band.high.last() else { return Chain::new() };
    // From where the best chain comes to each corner: one more corner than cells a row.
    let mut from = vec![From::Above; band.cells() + band.rows()];
    let corner = |i: usize, j: usize| band.cell(i, band.low[i]) + i + (j - band.low[i]);
    let mut before = vec![0f32; width + 1];
    let mut now = vec![0f32; width + 1];
    let mut end = width;
    for i in 0..band.rows() {
        let (low, high) = (band.low[i], band.high[i]);
        if low >= high {
            continue;
        }
        for j in end + 1..=high {
            before[j] = before[end];
        }
        now[low] = before[low];
        for j in low + 1..=high {
            let (mut best, mut way) = (before[j], From::Above);
            if now[j - 1] > best {
                (best, way) = (now[j - 1], From::Left);
            }
            let weight = similarities[band.cell(i, j - 1)]
                - 0.5 * (row_rivals[i] + column_rivals[j - 1]);
            if weight > 0.0 && before[j - 1] + weight > best {
                (best, way) = (before[j - 1] + weight, From::Diagonal);
            }
            now[j] = best;
            from[corner(i, j)] = way;
        }
        before[low..=high].copy_from_slice(&now[low..=high]);
        end = high;
    }
    let mut chain = Chain::new();
    let (mut i, mut j) = (band.rows(), width);
    while i > 0 {
        let row = i - 1;
        j = j.min(band.high[row]);
        if j <= band.low[row] {
            i = row;
            continue;
        }
        match from[corner(row, j)] {
            From::Above => i = row,
            From::Left => j -= 1,
            From::Diagonal => {
                (i, j) = (row, j - 1);
                chain.push((i, j));
            }
        }
    }
    chain.reverse();
    chain
}

/// Drops cells that fewer than half of the four cells before and the four after agree
/// with.
fn supported(chain: &[(usize, usize)]) -> Chain {
    const AROUND: usize = 4;
    const TOLERANCE: f64 = 3.0;
    if chain.len() < 2 * AROUND {
        return chain.to_vec();
    }
    let agrees = |a: (usize, usize), b: (usize, usize)| {
        let (di, dj) = (a.0 as f64 - b.0 as f64, a.1 as f64 - b.1 as f64);
        (di - dj).abs() <= TOLERANCE + 0.5 * di.abs()
    };
    let keep = |&k: &usize| {
        let near = k.saturating_sub(AROUND)..chain.len().min(k + AROUND + 1);
        let others = near.len() - 1;
        let agreeing = near.filter(|&q| q != k && agrees(chain[q], chain[k])).count();
        agreeing * 2 >= others
    };
    (0..chain.len()).filter(keep).map(|k| chain[k]).collect()
}
