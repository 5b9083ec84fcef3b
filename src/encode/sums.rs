//! Sums of token vectors, so that those of a run of sentences cost a few additions.
//!
//! A short list has the sums of all sentences up to each, to the last bit; a long one has
//! every sentence's own, rounded to 16 bits, and the two tokens around it to 8: 2 KB a
//! sentence instead of 8, and wrong by about what is rounded away before the head.

use super::WIDTH;
use super::kernel::{Work, vectorized};
use super::matrix::round;
use crate::text::Run;

/// What is known of the sentences of a list.
#[derive(Debug)]
pub(super) enum Sums {
    /// Of a short list.
    Exact {
        /// Sum of the vectors of the first k sentences' tokens, without `<s>` and `</s>`.
        tokens: Vec<[f64; WIDTH]>,
        /// Vector of `<s>` of each sentence.
        starts: Vec<[f32; WIDTH]>,
        /// Vector of `</s>` of each sentence.
        ends: Vec<[f32; WIDTH]>,
    },
    /// Of a long list.
    Rounded(Vec<Rounded>),
}

/// Numbers, with the scale of them all.
type Row<N> = (f32, [N; WIDTH]);

/// A sentence of a long list.
#[derive(Debug)]
pub(super) struct Rounded {
    /// Sum of the tokens' vectors.
    tokens: Row<i16>,
    /// Vectors of `<s>` and `</s>`.
    start: Row<i8>,
    end: Row<i8>,
}

/// One sentence's share of [`Sums`].
#[derive(Debug)]
pub(super) struct Sentence {
    /// Sum of the tokens' vectors, `<s>` and `</s>` left out.
    pub(super) tokens: [f64; WIDTH],
    /// How many they are.
    pub(super) count: u32,
    /// Vector of `<s>`.
    pub(super) start: [f32; WIDTH],
    /// Vector of `</s>`.
    pub(super) end: [f32; WIDTH],
}

impl Sums {
    /// Begins with no sentence.
    pub(super) fn new(long: bool) -> Self {
        match long {
            true => Self::Rounded(Vec::new()),
            false => Self::Exact {
                tokens: vec![[0.0; WIDTH]],
                starts: Vec::new(),
                ends: Vec::new(),
            },
        }
    }

    /// Takes the next sentence.
    pub(super) fn push(&mut self, sentence: &Sentence) {
        match self {
            Self::Exact { tokens, starts, ends } => {
                let mut total = tokens[tokens.len() - 1];
                total.iter_mut().zip(sentence.tokens).for_each(|(sum, x)| *sum += x);
                tokens.push(total);
                starts.push(sentence.start);
                ends.push(sentence.end);
            }
            Self::Rounded(sentences) => {
                let tokens = sentence.tokens.map(|x| x as f32);
                sentences.push(Rounded {
                    tokens: rounded(&tokens, i16::MAX.into(), |x| x as i16),
                    start: rounded(&sentence.start, i8::MAX.into(), |x| x as i8),
                    end: rounded(&sentence.end, i8::MAX.into(), |x| x as i8),
                });
            }
        }
    }

    /// Adds the sum of a run to `out`: its tokens, `<s>` of the first sentence and `</s>`
    /// of the last.
    pub(super) fn of(&self, run: Run, out: &mut Vec<f32>) {
        match self {
            Self::Exact { tokens, starts, ends } => {
                let (low, high) = (&tokens[run.start()], &tokens[run.end()]);
                let (start, end) = (&starts[run.start()], &ends[run.end() - 1]);
                let frame = start.iter().zip(end).map(|(a, b)| f64::from(a + b));
                let tokens = high.iter().zip(low).map(|(a, b)| a - b);
                out.extend(tokens.zip(frame).map(|(a, b)| (a + b) as f32));
            }
            Self::Rounded(sentences) => {
                let sentences = &sentences[run.range()];
                out.extend(vectorized(OfRounded { sentences }));
            }
        }
    }
}

/// Rounds a row by its largest number, which becomes `most`.
fn rounded<N>(row: &[f32; WIDTH], most: f32, as_number: fn(i32) -> N) -> Row<N> {
    let largest = row.iter().fold(0f32, |most, x| most.max(x.abs()));
    let up = if largest > 0.0 { most / largest } else { 0.0 };
    (largest / most, row.map(|x| as_number(round(x * up))))
}

/// The sum of a run from rounded rows.
struct OfRounded<'a> {
    sentences: &'a [Rounded],
}

impl Work for OfRounded<'_> {
    type Output = [f32; WIDTH];

    #[inline(always)]
    fn run(self) -> [f32; WIDTH] {
        let mut sum = [0.0; WIDTH];
        for Rounded { tokens: (scale, row), .. } in self.sentences {
            sum.iter_mut().zip(row).for_each(|(sum, &x)| *sum += f32::from(x) * scale);
        }
        if let (Some(first), Some(last)) = (self.sentences.first(), self.sentences.last())
        {
            for (scale, row) in [&first.start, &last.end] {
                sum.iter_mut()
                    .zip(row)
                    .for_each(|(sum, &x)| *sum += f32::from(x) * scale);
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_sums_are_nearly_the_exact_ones() {
        let number = |k: usize, i: usize| ((i * 37 + k * 101) % 257) as f32 / 7.0 - 15.0;
        let (mut exact, mut rounded) = (Sums::new(false), Sums::new(true));
        for k in 0..9 {
            let sentence = Sentence {
                tokens: std::array::from_fn(|i| f64::from(number(k, i)) * 20.0),
                count: 20,
                start: std::array::from_fn(|i| number(k + 20, i)),
                end: std::array::from_fn(|i| number(k + 40, i)),
            };
            exact.push(&sentence);
            rounded.push(&sentence);
        }
        let (mut a, mut b) = (Vec::new(), Vec::new());
        exact.of(Run::new(2, 7), &mut a);
        rounded.of(Run::new(2, 7), &mut b);
        assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 0.2), "{a:?} {b:?}");
    }
}
