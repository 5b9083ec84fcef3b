//! The inner loops: products of integer matrices, and dot products.
//!
//! Sums of integers are the same in any order, so every processor gives the same bits,
//! whatever vectors it has. `pulp` chooses at run time what the processor can do; it does
//! not know the instructions that multiply and add to a sum in one step (VPDPWSSD,
//! VPDPBUSD), which are called here, in the two unsafe lines of this crate.

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64::{
    __m128i, __m256i, __m512i, _mm512_dpbusd_epi32, _mm512_dpwssd_epi32,
    _mm512_set1_epi32, _mm512_setzero_si512,
};
use std::sync::LazyLock;

use pulp::{Arch, Simd, WithSimd};
#[cfg(target_arch = "x86_64")]
use pulp::{
    NullaryFnOnce,
    bytemuck::{Pod, cast},
    x86,
};

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

/// Whether the processor multiplies and adds to a sum in one step.
#[cfg(target_arch = "x86_64")]
static HAS_SUMS: LazyLock<bool> = LazyLock::new(|| {
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

/// Takes the products of rows and panels.
///
/// Not a closure: its body would not be inlined into the function that may use the
/// processor's vectors.
pub(super) trait Put<const COLUMNS: usize> {
    /// Takes the product of a row and a panel, by their numbers. To be inlined.
    fn put(&mut self, row: usize, panel: usize, sums: &[i32; COLUMNS]);
}

/// Multiplies rows of pairs by panels.
///
/// `rows` holds `depth` pairs a row; `panels` hold `depth` pairs of weights each. `put`
/// gets all products, each once.
pub(super) fn product(
    rows: &[[i16; 2]],
    depth: usize,
    panels: &[Pair],
    put: impl Put<PANEL>,
) {
    debug_assert!(panels.len().is_multiple_of(depth) && rows.len().is_multiple_of(depth));
    #[cfg(target_arch = "x86_64")]
    if *HAS_SUMS {
        // SAFETY: the processor was asked for all that the function is compiled for.
        #[expect(
            unsafe_code,
            reason = "pulp has no VPDPWSSD; a fifth faster than two steps"
        )]
        unsafe {
            by_twos(rows, depth, panels, put);
        }
        return;
    }
    match *ARCH {
        #[cfg(target_arch = "x86_64")]
        Arch::V4(simd) => simd.vectorize(Product { simd, rows, depth, panels, put }),
        #[cfg(target_arch = "x86_64")]
        Arch::V3(simd) => simd.vectorize(Product { simd, rows, depth, panels, put }),
        _ => portable(rows, depth, panels, put),
    }
}

/// Multiplies rows of quads of bytes by panels.
///
/// `rows` holds `depth` quads a row; `panels` hold `depth` quads of weights each. `put`
/// gets all products, each once.
pub(super) fn byte_product(
    rows: &[[u8; 4]],
    depth: usize,
    panels: &[Quad],
    put: impl Put<BYTE_PANEL>,
) {
    debug_assert!(panels.len().is_multiple_of(depth) && rows.len().is_multiple_of(depth));
    #[cfg(target_arch = "x86_64")]
    if *HAS_SUMS {
        // SAFETY: the processor was asked for all that the function is compiled for.
        #[expect(unsafe_code, reason = "pulp has no VPDPBUSD; twice as fast as pairs")]
        unsafe {
            by_fours(rows, depth, panels, put);
        }
        return;
    }
    match *ARCH {
        #[cfg(target_arch = "x86_64")]
        Arch::V3(simd) => simd.vectorize(ByteProduct { simd, rows, depth, panels, put }),
        #[cfg(target_arch = "x86_64")]
        Arch::V4(simd) => {
            let simd = *simd;
            simd.vectorize(ByteProduct { simd, rows, depth, panels, put });
        }
        _ => portable_bytes(rows, depth, panels, put),
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

fn portable(rows: &[[i16; 2]], depth: usize, panels: &[Pair], mut put: impl Put<PANEL>) {
    for (number, panel) in panels.chunks_exact(depth).enumerate() {
        for (index, row) in rows.chunks_exact(depth).enumerate() {
            let mut sums = [0; PANEL];
            for (&[first, second], weights) in row.iter().zip(panel) {
                for (sum, pair) in sums.iter_mut().zip(weights.as_chunks::<2>().0) {
                    *sum += i32::from(first) * i32::from(pair[0]);
                    *sum += i32::from(second) * i32::from(pair[1]);
                }
            }
            put.put(index, number, &sums);
        }
    }
}

fn portable_bytes(
    rows: &[[u8; 4]],
    depth: usize,
    panels: &[Quad],
    mut put: impl Put<BYTE_PANEL>,
) {
    for (number, panel) in panels.chunks_exact(depth).enumerate() {
        for (index, row) in rows.chunks_exact(depth).enumerate() {
            let mut sums = [0; BYTE_PANEL];
            for (four, weights) in row.iter().zip(panel) {
                for (sum, weights) in sums.iter_mut().zip(weights.as_chunks::<4>().0) {
                    let products = four.iter().zip(weights);
                    *sum +=
                        products.map(|(&x, &w)| i32::from(x) * i32::from(w)).sum::<i32>();
                }
            }
            put.put(index, number, &sums);
        }
    }
}

fn portable_dot(a: &[i16], b: &[i16]) -> i32 {
    a.iter().zip(b).map(|(&x, &y)| i32::from(x) * i32::from(y)).sum()
}

/// Lays rows side by side, R at a time, filled up with zeros: for each place of a row the
/// numbers that all of them have there, so that a loop runs through one list.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn side_by_side<const R: usize, N: Pod>(rows: &[N], depth: usize) -> Vec<[i32; R]> {
    let mut blocks = Vec::with_capacity(rows.len().div_ceil(R * depth) * depth);
    for rows in rows.chunks(R * depth) {
        let first = blocks.len();
        blocks.resize(first + depth, [0; R]);
        for (r, row) in rows.chunks_exact(depth).enumerate() {
            for (block, number) in blocks[first..].iter_mut().zip(row) {
                block[r] = cast(*number);
            }
        }
    }
    blocks
}

/// [`product`] where two products and adding them to a sum are one instruction.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn by_twos(rows: &[[i16; 2]], depth: usize, panels: &[Pair], mut put: impl Put<PANEL>) {
    /// Rows at a time: what is loaded of the panels serves them all.
    const ROWS: usize = 8;
    let blocks = side_by_side::<ROWS, _>(rows, depth);
    for (group, panels) in panels.chunks(2 * depth).enumerate() {
        // A last panel that is alone is multiplied twice, and put once.
        let (first, second) = (&panels[..depth], &panels[panels.len() - depth..]);
        for (block, numbers) in blocks.chunks_exact(depth).enumerate() {
            let mut sums = [[_mm512_setzero_si512(); 2]; ROWS];
            for ((numbers, first), second) in numbers.iter().zip(first).zip(second) {
                let weights: [__m512i; 2] = [cast(*first), cast(*second)];
                for r in 0..ROWS {
                    let two = _mm512_set1_epi32(numbers[r]);
                    for v in 0..2 {
                        sums[r][v] = _mm512_dpwssd_epi32(sums[r][v], two, weights[v]);
                    }
                }
            }
            let rows = block * ROWS..rows.len() / depth;
            for (row, [first, second]) in rows.zip(sums) {
                put.put(row, 2 * group, &cast(first));
                if panels.len() > depth {
                    put.put(row, 2 * group + 1, &cast(second));
                }
            }
        }
    }
}

/// [`byte_product`] where four products and adding them to a sum are one instruction.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn by_fours(
    rows: &[[u8; 4]],
    depth: usize,
    panels: &[Quad],
    mut put: impl Put<BYTE_PANEL>,
) {
    /// Rows at a time: what is loaded of the panel serves them all.
    const ROWS: usize = 4;
    let blocks = side_by_side::<ROWS, _>(rows, depth);
    for (number, panel) in panels.chunks_exact(depth).enumerate() {
        for (block, numbers) in blocks.chunks_exact(depth).enumerate() {
            let mut sums = [[_mm512_setzero_si512(); 4]; ROWS];
            for (numbers, weights) in numbers.iter().zip(panel) {
                let weights: [__m512i; 4] = cast(*weights);
                for r in 0..ROWS {
                    let four = _mm512_set1_epi32(numbers[r]);
                    for v in 0..4 {
                        sums[r][v] = _mm512_dpbusd_epi32(sums[r][v], four, weights[v]);
                    }
                }
            }
            let rows = block * ROWS..rows.len() / depth;
            for (row, sums) in rows.zip(sums) {
                put.put(row, number, &cast(sums));
            }
        }
    }
}

/// Arguments of [`product`] with the proof that the processor has what it takes.
#[cfg(target_arch = "x86_64")]
struct Product<'a, S, P> {
    simd: S,
    rows: &'a [[i16; 2]],
    depth: usize,
    panels: &'a [Pair],
    put: P,
}

/// Arguments of [`byte_product`] with the same proof.
#[cfg(target_arch = "x86_64")]
struct ByteProduct<'a, P> {
    simd: x86::V3,
    rows: &'a [[u8; 4]],
    depth: usize,
    panels: &'a [Quad],
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
impl<P: Put<BYTE_PANEL>> NullaryFnOnce for ByteProduct<'_, P> {
    type Output = ();

    /// A quad is made of 16-bit numbers first: the instruction for bytes caps its sums
    /// of two.
    #[inline(always)]
    fn call(self) {
        let Self { simd, rows, depth, panels, mut put } = self;
        for (number, panel) in panels.chunks_exact(depth).enumerate() {
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
                            let weights =
                                simd.avx2._mm256_cvtepi8_epi16(weights[part][v]);
                            let two = simd.avx2._mm256_madd_epi16(numbers, weights);
                            sums[v] = simd.avx2._mm256_add_epi32(sums[v], two);
                        }
                    }
                    let twos: [[i32; 2]; BYTE_PANEL / 4] = cast(sums);
                    *out = twos.map(|[a, b]| a + b);
                }
                put.put(index, number, &cast(out));
            }
        }
    }
}

/// The two loops for one family of processors: four rows at a time, `$panels` panels, each
/// in `$vectors` vectors.
///
/// Not closures: a closure's body is not inlined into the function that may use the
/// processor's vectors, and every instruction becomes a call.
#[cfg(target_arch = "x86_64")]
macro_rules! processor {
    ($simd:ty, $vector:ty, $panels:literal, $vectors:literal, $lanes:literal,
     $splat:ident.$splat_fn:ident, $multiply:ident.$multiply_fn:ident,
     $add:ident.$add_fn:ident) => {
        impl<P: Put<PANEL>> Product<'_, $simd, P> {
            /// Multiplies R rows by V panels: what is loaded of one serves all of the
            /// other.
            #[inline(always)]
            fn block<const R: usize, const V: usize>(
                simd: $simd,
                rows: &[[i16; 2]],
                depth: usize,
                panels: &[Pair],
            ) -> [[[i32; PANEL]; V]; R] {
                let row: [&[[i16; 2]]; R] =
                    std::array::from_fn(|r| &rows[r * depth..][..depth]);
                let panel: [&[Pair]; V] =
                    std::array::from_fn(|v| &panels[v * depth..][..depth]);
                let mut sums = [[[simd.$splat.$splat_fn(0); $vectors]; V]; R];
                for k in 0..depth {
                    let weights: [[$vector; $vectors]; V] = panel.map(|p| cast(p[k]));
                    for r in 0..R {
                        let pair = simd.$splat.$splat_fn(cast(row[r][k]));
                        for v in 0..V {
                            for w in 0..$vectors {
                                let two =
                                    simd.$multiply.$multiply_fn(pair, weights[v][w]);
                                sums[r][v][w] = simd.$add.$add_fn(sums[r][v][w], two);
                            }
                        }
                    }
                }
                sums.map(|sums| sums.map(|sums| cast(sums)))
            }

            /// Multiplies all rows by V panels, R rows at a time.
            #[inline(always)]
            fn all<const R: usize, const V: usize>(
                &mut self,
                panels: &[Pair],
                first: usize,
            ) {
                let Self { simd, rows, depth, ref mut put, .. } = *self;
                let mut blocks = rows.chunks_exact(R * depth);
                let mut index = 0;
                for rows in &mut blocks {
                    for sums in Self::block::<R, V>(simd, rows, depth, panels) {
                        for v in 0..V {
                            put.put(index, first + v, &sums[v]);
                        }
                        index += 1;
                    }
                }
                for row in blocks.remainder().chunks_exact(depth) {
                    let [sums] = Self::block::<1, V>(simd, row, depth, panels);
                    for v in 0..V {
                        put.put(index, first + v, &sums[v]);
                    }
                    index += 1;
                }
            }
        }

        impl<P: Put<PANEL>> NullaryFnOnce for Product<'_, $simd, P> {
            type Output = ();

            #[inline(always)]
            fn call(mut self) {
                let (depth, panels) = (self.depth, self.panels);
                let mut groups = panels.chunks_exact($panels * depth);
                let mut first = 0;
                for group in &mut groups {
                    self.all::<4, $panels>(group, first);
                    first += $panels;
                }
                for panel in groups.remainder().chunks_exact(depth) {
                    self.all::<8, 1>(panel, first);
                    first += 1;
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
    1,
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
    4,
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

    /// Rows of products, put one behind the other.
    struct Rows<'a, const COLUMNS: usize>(&'a mut [[i32; COLUMNS]], usize);

    impl<const COLUMNS: usize> Put<COLUMNS> for Rows<'_, COLUMNS> {
        fn put(&mut self, row: usize, panel: usize, sums: &[i32; COLUMNS]) {
            self.0[row * self.1 + panel] = *sums;
        }
    }

    const SHAPES: [(usize, usize, usize); 4] =
        [(1, 1, 1), (3, 7, 4), (8, 16, 3), (21, 320, 6)];

    #[test]
    fn every_processor_gives_the_same_products() {
        for (rows, depth, panels) in SHAPES {
            let a = numbers(1, rows * depth * 2, 8191);
            let w = numbers(2, depth * panels * 2 * PANEL, 127);
            let (a, w) = (a.as_chunks::<2>().0, w.as_chunks::<{ 2 * PANEL }>().0);
            let mut fast = vec![[7; PANEL]; rows * panels];
            let mut slow = vec![[9; PANEL]; rows * panels];
            portable(a, depth, w, Rows(&mut slow, panels));
            product(a, depth, w, Rows(&mut fast, panels));
            assert_eq!(fast, slow);
            #[cfg(target_arch = "x86_64")]
            if let Some(simd) = x86::V3::try_new() {
                fast.fill([7; PANEL]);
                let put = Rows(&mut fast, panels);
                let (rows, panels) = (a, w);
                simd.vectorize(Product { simd, rows, depth, panels, put });
                assert_eq!(fast, slow);
            }
            #[cfg(target_arch = "x86_64")]
            if let Some(simd) = x86::V4::try_new() {
                fast.fill([7; PANEL]);
                let put = Rows(&mut fast, panels);
                let (rows, panels) = (a, w);
                simd.vectorize(Product { simd, rows, depth, panels, put });
                assert_eq!(fast, slow);
            }
        }
    }

    #[test]
    fn every_processor_gives_the_same_products_of_bytes() {
        for (rows, depth, panels) in SHAPES {
            let bytes = numbers(5, rows * depth * 4, 127);
            let a: Vec<u8> = bytes.iter().map(|&x| (x + 128) as u8).collect();
            let weights = numbers(6, depth * panels * 4 * BYTE_PANEL, 127);
            let w: Vec<i8> = weights.iter().map(|&x| x as i8).collect();
            let (a, w) = (a.as_chunks::<4>().0, w.as_chunks::<{ 4 * BYTE_PANEL }>().0);
            let mut fast = vec![[7; BYTE_PANEL]; rows * panels];
            let mut slow = vec![[9; BYTE_PANEL]; rows * panels];
            portable_bytes(a, depth, w, Rows(&mut slow, panels));
            byte_product(a, depth, w, Rows(&mut fast, panels));
            assert_eq!(fast, slow);
            #[cfg(target_arch = "x86_64")]
            if let Some(simd) = x86::V3::try_new() {
                fast.fill([7; BYTE_PANEL]);
                let put = Rows(&mut fast, panels);
                let (rows, panels) = (a, w);
                simd.vectorize(ByteProduct { simd, rows, depth, panels, put });
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
