//! The sentence encoder: a text becomes a vector that lies near those of its translations.
//!
//! Google's Universal Sentence Encoder multilingual v3, its numbers embedded and unpacked
//! when first asked for. Nothing here knows a language. Invariants: the same text gives the
//! same bits on every processor and with any number of threads; what is computed for a
//! sentence depends on that sentence alone.
//!
//! ```
//! use tetrapla::encode::{Encoder, Vector};
//!
//! let encoder = Encoder::get();
//! let vector = |text| Vector::new(&encoder.encode(text));
//! let bridge = vector("The bridge over the river was closed.");
//! let ponte = vector("Il ponte sul fiume era chiuso.");
//! let rice = vector("La raccolta del riso comincia in autunno.");
//! assert!(bridge.similarity(&ponte) > bridge.similarity(&rice) + 0.3);
//! ```

mod cuts;
mod darts;
mod encoded;
mod kernel;
mod matrix;
mod model;
mod network;
mod rows;
mod sums;
mod tokens;
mod windows;

pub use encoded::{Encoded, Stretch};

use std::fmt;
use std::sync::LazyLock;

use matrix::Bits;
use model::Model;
use network::{Known, Rounding};

/// How many numbers a vector has.
pub const WIDTH: usize = 512;

/// The ids of `<s>` and `</s>`, which frame a sentence.
const FRAME: (u32, u32) = (1, 2);

/// The encoder, unpacked.
pub struct Encoder {
    model: Model,
}

/// A unit vector in 15-bit numbers, for comparing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vector(Box<[i16; WIDTH]>);

static ENCODER: LazyLock<Encoder> = LazyLock::new(|| Encoder { model: Model::load() });

impl Encoder {
    /// Returns the embedded encoder; the first call unpacks it.
    pub fn get() -> &'static Self {
        &ENCODER
    }

    /// Cuts a text into the ids of its subwords; of an empty text one unknown is left.
    pub fn tokens(&self, text: &str) -> Vec<u32> {
        self.model.tokenizer.tokens(text)
    }

    /// Returns the logarithm of the probability of a subword.
    ///
    /// # Panics
    /// If there is no such subword.
    pub fn log_probability(&self, token: u32) -> f32 {
        self.model.tokenizer.score(token)
    }

    /// Computes the unit vector of one text, 512 numbers.
    pub fn encode(&self, text: &str) -> Vec<f32> {
        let tokens = self.framed_tokens(text);
        let vectors = network::token_vectors(
            &self.model,
            &Known::default(),
            &[&tokens],
            Rounding::FINE,
        );
        let mut sum = vec![0.0; WIDTH];
        for vector in vectors.chunks_exact(WIDTH) {
            sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
        }
        network::head(&self.model, &mut sum, &[tokens.len() as u32], Bits::Fourteen)
    }

    fn framed_tokens(&self, text: &str) -> Vec<u32> {
        let mut tokens = vec![FRAME.0];
        tokens.extend(self.tokens(text));
        tokens.push(FRAME.1);
        tokens
    }
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder").finish_non_exhaustive()
    }
}

impl Vector {
    /// 1 in a vector's numbers; two of them and 512 sums stay under 2³¹.
    const ONE: f32 = 16384.0;

    /// Rounds a unit vector.
    ///
    /// # Panics
    /// If it has not 512 numbers.
    pub fn new(numbers: &[f32]) -> Self {
        let numbers: &[f32; WIDTH] = numbers.try_into().expect("a vector of 512 numbers");
        Self(Box::new(numbers.map(Self::rounded)))
    }

    /// Rounds one number of a unit vector.
    fn rounded(x: f32) -> i16 {
        matrix::round(x * Self::ONE) as i16
    }

    /// Brings numbers to length 1 and rounds them; of nothing but zeros, nothing is left.
    ///
    /// # Panics
    /// If there are not 512.
    pub fn unit(numbers: &[f32]) -> Self {
        let length = network::sum(numbers, |x| x * x).sqrt().max(1e-6);
        Self::new(&numbers.iter().map(|x| x / length).collect::<Vec<f32>>())
    }

    /// Returns the 512 numbers.
    pub fn numbers(&self) -> Vec<f32> {
        self.0.iter().map(|&x| f32::from(x) / Self::ONE).collect()
    }

    /// Returns the cosine between two vectors, exact for the rounded numbers.
    pub fn similarity(&self, other: &Self) -> f32 {
        kernel::dot(&*self.0, &*other.0) as f32 * (1.0 / (Self::ONE * Self::ONE))
    }
}
