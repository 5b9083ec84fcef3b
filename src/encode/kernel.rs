//! The one inner loop: products of integer matrices, and dot products.
//!
//! Sums of integers are the same in any order, so every processor gives the same bits,
//! whatever vectors it has. `pulp` chooses at run time what the processor can do.

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{__m256i, __m512i};
use std::sync::LazyLock;

use pulp::Arch;
#[cfg(target_arch = "x86_64")]
use pulp::{NullaryFnOnce, bytemuck::cast, x86};

/// Columns of a panel.
pub(super) const PANEL: usize = 16;

/// Two rows of weights of one panel: for each column the number of the first row, then
/// that of the second.
pub(super) type Pair = [i16; 2 * PANEL];

static ARCH: LazyLock<Arch> = LazyLock::new(Arch::new);

/// Multiplies rows of pairs by one panel.
///
/// `rows` holds `depth` pairs a row; `panel` holds `depth` pairs of weights. Row r of the
/// product goes to `out[r]`.
pub(super) fn product(
    rows: &[[i16; 2]],
    depth: usize,
    panel: &[Pair],
    out: &mut [[i32; PANEL]],
) {
    debug_assert!(panel.len() == depth && rows.len() == out.len() * depth);
    match *ARCH {
        #[cfg(target_arch = "x86_64")]
        Arch::V4(simd) => simd.vectorize(Product { simd, rows, depth, panel, out }),
        #[cfg(target_arch = "x86_64")]
        Arch::V3(simd) => simd.vectorize(Product { simd, rows, depth, panel, out }),
        _ => portable(rows, depth, panel, out),
    }
}

/// Multiplies two vectors of the same even length.
pub(super) fn dot(a: &[i16], b: &[i16]) -> i32 {
    match *ARCH {
        #[cfg(target_arch = "x86_64")]
        Arch::V4(simd) => simd.vectorize(Dot { simd, a, b }),
        #[cfg(target_arch = "x86_64")]
        Arch::V3(simd) => simd.vectorize(Dot { simd, a, b }),
        _ => portable_dot(a, b),
    }
}

fn portable(rows: &[[i16; 2]], depth: usize, panel: &[Pair], out: &mut [[i32; PANEL]]) {
    for (row, out) in rows.chunks_exact(depth).zip(out) {
        *out = [0; PANEL];
        for (&[first, second], weights) in row.iter().zip(panel) {
            for (sum, pair) in out.iter_mut().zip(weights.as_chunks::<2>().0) {
                *sum += i32::from(first) * i32::from(pair[0]);
                *sum += i32::from(second) * i32::from(pair[1]);
            }
        }
    }
}

fn portable_dot(a: &[i16], b: &[i16]) -> i32 {
    a.iter().zip(b).map(|(&x, &y)| i32::from(x) * i32::from(y)).sum()
}

/// Arguments of [`product`] with the proof that the processor has what it takes.
#[cfg(target_arch = "x86_64")]
struct Product<'a, S> {
    simd: S,
    rows: &'a [[i16; 2]],
    depth: usize,
    panel: &'a [Pair],
    out: &'a mut [[i32; PANEL]],
}

/// Arguments of [`dot`] with the same proof.
#[cfg(target_arch = "x86_64")]
struct Dot<'a, S> {
    simd: S,
    a: &'a [i16],
    b: &'a [i16],
}

/// The two loops for one family of processors: `$rows` rows at a time, a panel in
/// `$vectors` vectors.
///
/// Not closures: a closure's body is not inlined into the function that may use the
/// processor's vectors, and every instruction becomes a call.
#[cfg(target_arch = "x86_64")]
macro_rules! processor {
    ($simd:ty, $vector:ty, $rows:literal, $vectors:literal, $lanes:literal,
     $splat:ident.$splat_fn:ident, $multiply:ident.$multiply_fn:ident,
     $add:ident.$add_fn:ident) => {
        impl Product<'_, $simd> {
            /// Multiplies R rows at a time: what is loaded of the panel serves them all.
            #[inline(always)]
            fn block<const R: usize>(
                simd: $simd,
                rows: &[[i16; 2]],
                depth: usize,
                panel: &[Pair],
                out: &mut [[i32; PANEL]; R],
            ) {
                let row: [&[[i16; 2]]; R] =
                    std::array::from_fn(|r| &rows[r * depth..][..depth]);
                let mut sums = [[simd.$splat.$splat_fn(0); $vectors]; R];
                for (k, weights) in panel.iter().enumerate().take(depth) {
                    let weights: [$vector; $vectors] = cast(*weights);
                    for r in 0..R {
                        let pair = simd.$splat.$splat_fn(cast(row[r][k]));
                        for v in 0..$vectors {
                            let two = simd.$multiply.$multiply_fn(pair, weights[v]);
                            sums[r][v] = simd.$add.$add_fn(sums[r][v], two);
                        }
                    }
                }
                for r in 0..R {
                    out[r] = cast(sums[r]);
                }
            }
        }

        impl NullaryFnOnce for Product<'_, $simd> {
            type Output = ();

            #[inline(always)]
            fn call(self) {
                let Self { simd, rows, depth, panel, out } = self;
                let (blocks, rest) = out.as_chunks_mut::<$rows>();
                let (many, few) = rows.split_at(blocks.len() * $rows * depth);
                for (block, rows) in
                    blocks.iter_mut().zip(many.chunks_exact($rows * depth))
                {
                    Self::block::<$rows>(simd, rows, depth, panel, block);
                }
                for (out, row) in rest.iter_mut().zip(few.chunks_exact(depth)) {
                    Self::block::<1>(simd, row, depth, panel, std::array::from_mut(out));
                }
            }
        }

        impl NullaryFnOnce for Dot<'_, $simd> {
            type Output = i32;

            #[inline(always)]
            fn call(self) -> i32 {
                let Self { simd, a, b } = self;
                let (a, rest_a) = a.as_chunks::<{ 2 * $lanes }>();
                let (b, rest_b) = b.as_chunks::<{ 2 * $lanes }>();
                let mut sum = simd.$splat.$splat_fn(0);
                for (a, b) in a.iter().zip(b) {
                    let two = simd.$multiply.$multiply_fn(cast(*a), cast(*b));
                    sum = simd.$add.$add_fn(sum, two);
                }
                let lanes: [i32; $lanes] = cast(sum);
                lanes.iter().sum::<i32>() + portable_dot(rest_a, rest_b)
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
processor!(
    x86::V3,
    __m256i,
    4,
    2,
    8,
    avx._mm256_set1_epi32,
    avx2._mm256_madd_epi16,
    avx2._mm256_add_epi32
);
#[cfg(target_arch = "x86_64")]
processor!(
    x86::V4,
    __m512i,
    8,
    1,
    16,
    avx512f._mm512_set1_epi32,
    avx512bw._mm512_madd_epi16,
    avx512f._mm512_add_epi32
);

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random and reach both ends of their range.
    fn numbers(seed: u32, count: usize, limit: i32) -> Vec<i16> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((state >> 8) as i32 % (2 * limit + 1) - limit) as i16
        };
        (0..count).map(|_| next()).collect()
    }

    #[test]
    fn every_processor_gives_the_same_products() {
        for (rows, depth) in [(1, 1), (3, 7), (8, 16), (21, 640)] {
            let a = numbers(1, rows * depth * 2, 8191);
            let w = numbers(2, depth * 2 * PANEL, 127);
            let (a, w) = (a.as_chunks::<2>().0, w.as_chunks::<{ 2 * PANEL }>().0);
            let (mut fast, mut slow) = (vec![[7; PANEL]; rows], vec![[9; PANEL]; rows]);
            portable(a, depth, w, &mut slow);
            product(a, depth, w, &mut fast);
            assert_eq!(fast, slow);
            #[cfg(target_arch = "x86_64")]
            if let Some(simd) = x86::V3::try_new() {
                fast.fill([7; PANEL]);
                let (rows, panel, out) = (a, w, &mut fast);
                simd.vectorize(Product { simd, rows, depth, panel, out });
                assert_eq!(fast, slow);
            }
        }
    }

    #[test]
    fn every_processor_gives_the_same_dot_products() {
        for length in [0, 2, 30, 512] {
            let (a, b) = (numbers(3, length, 16384), numbers(4, length, 2000));
            assert_eq!(dot(&a, &b), portable_dot(&a, &b));
            #[cfg(target_arch = "x86_64")]
            if let Some(simd) = x86::V3::try_new() {
                let fast = simd.vectorize(Dot { simd, a: &a, b: &b });
                assert_eq!(fast, portable_dot(&a, &b));
            }
        }
    }
}
