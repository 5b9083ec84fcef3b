//! The inner loops: products of integer matrices, and dot products.
//!
//! Sums of integers are the same in any order, so every processor gives the same bits,
//! whatever vectors it has. `pulp` chooses at run time what the processor can do; it does
//! not know the instruction that multiplies bytes by fours (VPDPBUSD), which is called
//! here, in the one unsafe line of this crate.

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{
    __m128i, __m256i, __m512i, _mm512_dpbusd_epi32, _mm512_set1_epi32,
    _mm512_setzero_si512,
};
use std::sync::LazyLock;

use pulp::{Arch, Simd, WithSimd};
#[cfg(target_arch = "x86_64")]
use pulp::{NullaryFnOnce, bytemuck::cast, x86};

/// Columns of a panel of pairs.
pub(super) const PANEL: usize = 16;
/// Columns of a panel of quads.
pub(super) const BYTE_PANEL: usize = 64;

/// Two rows of weights of one panel: for each column the number of the first row, then
/// that of the second.
pub(super) type Pair = [i16; 2 * PANEL];

/// Four rows of weights of one panel of bytes: for each column the numbers of the four.
pub(super) type Quad = [i8; 4 * BYTE_PANEL];

static ARCH: LazyLock<Arch> = LazyLock::new(Arch::new);

/// Whether the processor multiplies bytes by fours.
#[cfg(target_arch = "x86_64")]
static HAS_BYTES: LazyLock<bool> = LazyLock::new(|| {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512vnni")
});

/// Loops that are compiled once for each family of processors.
///
/// For sums of `f32` in a fixed order, which come out the same on all of them.
pub(super) trait Work {
    /// What comes of it.
    type Output;
    /// Does the work. To be inlined, with all that it calls and that is to gain by it: a
    /// closure would not be, and keep the vectors of the oldest processor.
    fn run(self) -> Self::Output;
}

/// Does work with the widest vectors that the processor has.
pub(super) fn vectorized<W: Work>(work: W) -> W::Output {
    struct Wide<W>(W);
    impl<W: Work> WithSimd for Wide<W> {
        type Output = W::Output;

        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) -> Self::Output {
            self.0.run()
        }
    }
    ARCH.dispatch(Wide(work))
}

/// Multiplies rows of pairs by one panel.
///
/// `rows` holds `depth` pairs a row; `panel` holds `depth` pairs of weights. `put` gets
/// the number of every row and its product.
pub(super) fn product(
    rows: &[[i16; 2]],
    depth: usize,
    panel: &[Pair],
    put: impl FnMut(usize, &[i32; PANEL]),
) {
    debug_assert!(panel.len() == depth && rows.len().is_multiple_of(depth));
    match *ARCH {
        #[cfg(target_arch = "x86_64")]
        Arch::V4(simd) => simd.vectorize(Product { simd, rows, depth, panel, put }),
        #[cfg(target_arch = "x86_64")]
        Arch::V3(simd) => simd.vectorize(Product { simd, rows, depth, panel, put }),
        _ => portable(rows, depth, panel, put),
    }
}

/// Multiplies rows of quads of bytes by one panel.
///
/// `rows` holds `depth` quads a row; `panel` holds `depth` quads of weights. `put` gets
/// the number of every row and its product.
pub(super) fn byte_product(
    rows: &[[u8; 4]],
    depth: usize,
    panel: &[Quad],
    put: impl FnMut(usize, &[i32; BYTE_PANEL]),
) {
    debug_assert!(panel.len() == depth && rows.len().is_multiple_of(depth));
    #[cfg(target_arch = "x86_64")]
    if *HAS_BYTES {
        // SAFETY: the processor was asked for all that the function is compiled for.
        #[expect(unsafe_code, reason = "pulp has no VPDPBUSD; twice as fast as pairs")]
        unsafe {
            by_fours(rows, depth, panel, put);
        }
        return;
    }
    match *ARCH {
        #[cfg(target_arch = "x86_64")]
        Arch::V3(simd) => simd.vectorize(ByteProduct { simd, rows, depth, panel, put }),
        #[cfg(target_arch = "x86_64")]
        Arch::V4(simd) => {
            let simd = *simd;
            simd.vectorize(ByteProduct { simd, rows, depth, panel, put });
        }
        _ => portable_bytes(rows, depth, panel, put),
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

fn portable(
    rows: &[[i16; 2]],
    depth: usize,
    panel: &[Pair],
    mut put: impl FnMut(usize, &[i32; PANEL]),
) {
    for (index, row) in rows.chunks_exact(depth).enumerate() {
        let mut sums = [0; PANEL];
        for (&[first, second], weights) in row.iter().zip(panel) {
            for (sum, pair) in sums.iter_mut().zip(weights.as_chunks::<2>().0) {
                *sum += i32::from(first) * i32::from(pair[0]);
                *sum += i32::from(second) * i32::from(pair[1]);
            }
        }
        put(index, &sums);
    }
}

fn portable_bytes(
    rows: &[[u8; 4]],
    depth: usize,
    panel: &[Quad],
    mut put: impl FnMut(usize, &[i32; BYTE_PANEL]),
) {
    for (index, row) in rows.chunks_exact(depth).enumerate() {
        let mut sums = [0; BYTE_PANEL];
        for (four, weights) in row.iter().zip(panel) {
            for (sum, weights) in sums.iter_mut().zip(weights.as_chunks::<4>().0) {
                let products = four.iter().zip(weights);
                *sum += products.map(|(&x, &w)| i32::from(x) * i32::from(w)).sum::<i32>();
            }
        }
        put(index, &sums);
    }
}

fn portable_dot(a: &[i16], b: &[i16]) -> i32 {
    a.iter().zip(b).map(|(&x, &y)| i32::from(x) * i32::from(y)).sum()
}

/// [`byte_product`] where four products of bytes and their sum are one instruction.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn by_fours(
    rows: &[[u8; 4]],
    depth: usize,
    panel: &[Quad],
    mut put: impl FnMut(usize, &[i32; BYTE_PANEL]),
) {
    /// Rows at a time: what is loaded of the panel serves them all.
    const ROWS: usize = 4;
    let mut blocks = rows.chunks_exact(ROWS * depth);
    let mut index = 0;
    for rows in &mut blocks {
        let row: [&[[u8; 4]]; ROWS] =
            std::array::from_fn(|r| &rows[r * depth..][..depth]);
        let mut sums = [[_mm512_setzero_si512(); 4]; ROWS];
        for (k, weights) in panel.iter().enumerate().take(depth) {
            let weights: [__m512i; 4] = cast(*weights);
            for r in 0..ROWS {
                let four = _mm512_set1_epi32(i32::from_le_bytes(row[r][k]));
                for v in 0..4 {
                    sums[r][v] = _mm512_dpbusd_epi32(sums[r][v], four, weights[v]);
                }
            }
        }
        for sums in sums {
            put(index, &cast(sums));
            index += 1;
        }
    }
    for row in blocks.remainder().chunks_exact(depth) {
        let mut sums = [_mm512_setzero_si512(); 4];
        for (four, weights) in row.iter().zip(panel) {
            let four = _mm512_set1_epi32(i32::from_le_bytes(*four));
            let weights: [__m512i; 4] = cast(*weights);
            for v in 0..4 {
                sums[v] = _mm512_dpbusd_epi32(sums[v], four, weights[v]);
            }
        }
        put(index, &cast(sums));
        index += 1;
    }
}

/// Arguments of [`product`] with the proof that the processor has what it takes.
#[cfg(target_arch = "x86_64")]
struct Product<'a, S, P> {
    simd: S,
    rows: &'a [[i16; 2]],
    depth: usize,
    panel: &'a [Pair],
    put: P,
}

/// Arguments of [`byte_product`] with the same proof.
#[cfg(target_arch = "x86_64")]
struct ByteProduct<'a, P> {
    simd: x86::V3,
    rows: &'a [[u8; 4]],
    depth: usize,
    panel: &'a [Quad],
    put: P,
}

/// Arguments of [`dot`] with the same proof.
#[cfg(target_arch = "x86_64")]
struct Dot<'a, S> {
    simd: S,
    a: &'a [i16],
    b: &'a [i16],
}

#[cfg(target_arch = "x86_64")]
impl<P: FnMut(usize, &[i32; BYTE_PANEL])> NullaryFnOnce for ByteProduct<'_, P> {
    type Output = ();

    /// A quad is made of 16-bit numbers first: the instruction for bytes caps its sums
    /// of two.
    #[inline(always)]
    fn call(self) {
        let Self { simd, rows, depth, panel, mut put } = self;
        for (index, row) in rows.chunks_exact(depth).enumerate() {
            let mut out = [[0; BYTE_PANEL / 4]; 4];
            for (part, out) in out.iter_mut().enumerate() {
                // Each of four vectors has two sums for each of four columns.
                let mut sums = [simd.avx._mm256_setzero_si256(); 4];
                for (four, weights) in row.iter().zip(panel) {
                    let weights: [[__m128i; 4]; 4] = cast(*weights);
                    let numbers = four.map(i16::from);
                    let numbers = simd.avx._mm256_set1_epi64x(cast(numbers));
                    for v in 0..4 {
                        let weights = simd.avx2._mm256_cvtepi8_epi16(weights[part][v]);
                        let two = simd.avx2._mm256_madd_epi16(numbers, weights);
                        sums[v] = simd.avx2._mm256_add_epi32(sums[v], two);
                    }
                }
                let twos: [[i32; 2]; BYTE_PANEL / 4] = cast(sums);
                *out = twos.map(|[a, b]| a + b);
            }
            put(index, &cast(out));
        }
    }
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
        impl<P: FnMut(usize, &[i32; PANEL])> Product<'_, $simd, P> {
            /// Multiplies R rows at a time: what is loaded of the panel serves them all.
            #[inline(always)]
            fn block<const R: usize>(
                simd: $simd,
                rows: &[[i16; 2]],
                depth: usize,
                panel: &[Pair],
            ) -> [[i32; PANEL]; R] {
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
                sums.map(|sums| cast(sums))
            }
        }

        impl<P: FnMut(usize, &[i32; PANEL])> NullaryFnOnce for Product<'_, $simd, P> {
            type Output = ();

            #[inline(always)]
            fn call(self) {
                let Self { simd, rows, depth, panel, mut put } = self;
                let mut blocks = rows.chunks_exact($rows * depth);
                let mut index = 0;
                for rows in &mut blocks {
                    for sums in Self::block::<$rows>(simd, rows, depth, panel) {
                        put(index, &sums);
                        index += 1;
                    }
                }
                for row in blocks.remainder().chunks_exact(depth) {
                    let [sums] = Self::block::<1>(simd, row, depth, panel);
                    put(index, &sums);
                    index += 1;
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
            portable(a, depth, w, |row, sums| slow[row] = *sums);
            product(a, depth, w, |row, sums| fast[row] = *sums);
            assert_eq!(fast, slow);
            #[cfg(target_arch = "x86_64")]
            if let Some(simd) = x86::V3::try_new() {
                fast.fill([7; PANEL]);
                let put = |row: usize, sums: &[i32; PANEL]| fast[row] = *sums;
                let (rows, panel) = (a, w);
                simd.vectorize(Product { simd, rows, depth, panel, put });
                assert_eq!(fast, slow);
            }
        }
    }

    #[test]
    fn every_processor_gives_the_same_products_of_bytes() {
        for (rows, depth) in [(1, 1), (3, 7), (8, 16), (21, 320)] {
            let bytes = numbers(5, rows * depth * 4, 127);
            let a: Vec<u8> = bytes.iter().map(|&x| (x + 128) as u8).collect();
            let weights = numbers(6, depth * 4 * BYTE_PANEL, 127);
            let w: Vec<i8> = weights.iter().map(|&x| x as i8).collect();
            let (a, w) = (a.as_chunks::<4>().0, w.as_chunks::<{ 4 * BYTE_PANEL }>().0);
            let mut fast = vec![[7; BYTE_PANEL]; rows];
            let mut slow = vec![[9; BYTE_PANEL]; rows];
            portable_bytes(a, depth, w, |row, sums| slow[row] = *sums);
            byte_product(a, depth, w, |row, sums| fast[row] = *sums);
            assert_eq!(fast, slow);
            #[cfg(target_arch = "x86_64")]
            if let Some(simd) = x86::V3::try_new() {
                fast.fill([7; BYTE_PANEL]);
                let put = |row: usize, sums: &[i32; BYTE_PANEL]| fast[row] = *sums;
                let (rows, panel) = (a, w);
                simd.vectorize(ByteProduct { simd, rows, depth, panel, put });
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
