//! The embedded file, taken apart.
//!
//! `pack.py` writes it and says how it is laid out; `NOTICE` says whose numbers these are.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::darts::Trie;
use super::matrix::Matrix;
use super::rows::Rows;
use super::tokens::Tokenizer;

/// The packed model.
static PACKED: &[u8] = include_bytes!("use-multilingual-v3.bin");

/// Blocks that the table of tokens is interleaved from.
const BLOCKS: usize = 17;

/// Everything the encoder computes with.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) tokenizer: Tokenizer,
    pub(super) rows: Rows,
    /// Scale and offset of the rows of each block.
    pub(super) blocks: [(f32, f32); BLOCKS],
    pub(super) branches: [Branch; 3],
    /// Gain and bias of the last layer norm, over 1280 numbers.
    pub(super) norm: (Vec<f32>, Vec<f32>),
    pub(super) output: Output,
    pub(super) head: Head,
}

/// The product behind the last layer norm.
#[derive(Debug)]
pub(super) struct Output {
    /// Its rows for a token's own numbers.
    pub(super) table: Matrix,
    /// Its rows for those of the branches.
    pub(super) branches: Matrix,
    /// The norm's gains times the matrix.
    pub(super) gains: Vec<f32>,
    /// The norm's biases times the matrix, and the bias behind it.
    pub(super) biases: Vec<f32>,
}

/// One of the three stacks of convolutions.
#[derive(Debug)]
pub(super) struct Branch {
    /// Tokens left of the window's center; the window is twice that and one wide, or two.
    pub(super) left: usize,
    /// Width of the window.
    pub(super) window: usize,
    pub(super) projection: Matrix,
    pub(super) projection_bias: Vec<f32>,
    /// Column sums of the projection, for the offset that all numbers of a row share.
    pub(super) projection_sums: Vec<f32>,
    /// Gain and bias of this branch's part of the first layer norm.
    pub(super) norm: (Vec<f32>, Vec<f32>),
    /// Two convolutions: one product gives, for each place in the window, what a token
    /// adds there.
    pub(super) convolutions: [(Matrix, Vec<f32>); 2],
}

/// From a bag of token vectors to a sentence vector.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) d0: Matrix,
    pub(super) p1: Matrix,
    pub(super) d1: Matrix,
    pub(super) d2: Matrix,
    pub(super) p3: Matrix,
    pub(super) d3: Matrix,
}

/// Width of the window and tokens left of its center, for each branch.
const WINDOWS: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];

impl Model {
    /// Takes the embedded file apart.
    ///
    /// # Panics
    /// If the file is damaged; a test reads all of it.
    pub(super) fn load() -> Self {
        let mut file = Cursor(PACKED);
        assert!(file.bytes(8) == b"TETRENC1", "embedded encoder: unknown layout");
        let length = file.length();
        let mut first = Vec::new();
        ZlibDecoder::new(file.bytes(length))
            .read_to_end(&mut first)
            .expect("embedded encoder: first part inflates");

        let mut part = Cursor(&first);
        let length = part.length();
        let charsmap = Trie::new(part.bytes(length));
        let length = part.length();
        let replacements = part.bytes(length).to_vec();
        let pieces = part.length();
        let scores = part.floats(pieces);
        let length = part.length();
        let trie = Trie::new(part.bytes(length));
        let mut centers = Vec::with_capacity(BLOCKS);
        let blocks = std::array::from_fn(|_| {
            let (scale, lo, center) = (part.float(), part.float(), part.length());
            centers.push(center as u8);
            (scale, lo + center as f32 * scale)
        });
        let branches = WINDOWS.map(|(window, left)| {
            let projection = part.matrix();
            Branch {
                left,
                window,
                projection_sums: projection.column_sums(),
                projection,
                projection_bias: part.vector(),
                norm: (part.vector(), part.vector()),
                convolutions: std::array::from_fn(|_| {
                    (part.convolution(window), part.vector())
                }),
            }
        });
        let norm = (part.vector(), part.vector());
        let output = part.output(&norm);
        let head = Head {
            d0: part.matrix(),
            p1: part.matrix(),
            d1: part.matrix(),
            d2: part.matrix(),
            p3: part.matrix(),
            d3: part.matrix(),
        };

        Self {
            tokenizer: Tokenizer::new(charsmap, replacements, trie, scores),
            rows: Rows::new(file.0, pieces, centers),
            blocks,
            branches,
            norm,
            output,
            head,
        }
    }
}

/// What is left of a part of the file.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn bytes(&mut self, count: usize) -> &'a [u8] {
        let (bytes, rest) = self.0.split_at(count);
        self.0 = rest;
        bytes
    }

    fn word(&mut self) -> [u8; 4] {
        self.bytes(4).try_into().expect("four bytes")
    }

    fn length(&mut self) -> usize {
        u32::from_le_bytes(self.word()) as usize
    }

    fn float(&mut self) -> f32 {
        f32::from_le_bytes(self.word())
    }

    fn floats(&mut self, count: usize) -> Vec<f32> {
        let bytes = self.bytes(4 * count).as_chunks::<4>().0;
        bytes.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
    }

    fn vector(&mut self) -> Vec<f32> {
        let length = self.length();
        self.floats(length)
    }

    fn weights(&mut self) -> (usize, usize, f32, Vec<i8>) {
        let (rows, columns, scale) = (self.length(), self.length(), self.float());
        let weights = self.bytes(rows * columns).iter().map(|&byte| byte as i8);
        (rows, columns, scale, weights.collect())
    }

    fn matrix(&mut self) -> Matrix {
        let (rows, columns, scale, weights) = self.weights();
        Matrix::new(rows, columns, scale, &weights)
    }

    /// Reads the matrix behind a layer norm of that gain and bias, in two parts.
    fn output(&mut self, norm: &(Vec<f32>, Vec<f32>)) -> Output {
        let (rows, columns, scale, weights) = self.weights();
        let times = |numbers: &[f32]| {
            let mut product = vec![0.0f64; columns];
            for (number, weights) in numbers.iter().zip(weights.chunks_exact(columns)) {
                for (sum, &weight) in product.iter_mut().zip(weights) {
                    *sum += f64::from(*number) * f64::from(weight);
                }
            }
            product.into_iter().map(|sum| (sum * f64::from(scale)) as f32)
        };
        let gains = times(&norm.0).collect();
        let biases = times(&norm.1).collect::<Vec<f32>>();
        let biases = biases.into_iter().zip(self.vector()).map(|(a, b)| a + b).collect();
        let (table, branches) = weights.split_at(super::WIDTH * columns);
        Output {
            table: Matrix::new(super::WIDTH, columns, scale, table),
            branches: Matrix::new(rows - super::WIDTH, columns, scale, branches),
            gains,
            biases,
        }
    }

    /// Reads the weights of a window and lays its places side by side, so that one
    /// product of a token gives what it adds at each of them.
    fn convolution(&mut self, window: usize) -> Matrix {
        let (rows, columns, scale, weights) = self.weights();
        let depth = rows / window;
        let mut wide = Vec::with_capacity(weights.len());
        for row in 0..depth {
            for place in 0..window {
                wide.extend(&weights[(place * depth + row) * columns..][..columns]);
            }
        }
        Matrix::new(depth, window * columns, scale, &wide)
    }
}
