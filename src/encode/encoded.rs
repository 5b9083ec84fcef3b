//! Sentences as sums of token vectors, so that a run of them costs a sum and a head; and
//! what a finer look needs: vectors of single tokens and of the cuts between sentences.
//!
//! Invariant: the sums of a sentence depend on that sentence alone. Token and cut vectors
//! are less the mean of the whole list. Of a long list the vectors of single tokens, a
//! kilobyte each, are not kept: they come back as they were when they are asked for.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use rayon::prelude::*;

use super::cuts::{self, Cuts};
use super::kernel::{Work, vectorized};
use super::matrix::Bits;
use super::network::{Known, Rounding};
use super::sums::{Sentence, Sums};
use super::windows::{self, Mean, Windows};
use super::{Encoder, Vector, WIDTH, network};
use crate::text::Run;

/// About how many tokens are computed together: enough to keep a processor's vectors
/// busy, few enough for its caches, and for all threads to have work.
const BATCH: usize = 384;
/// Tokens at most that are known before all batches, of a short list and of a long one.
const KNOWN: (usize, usize) = (1024, 2048);
/// Batches whose token vectors are held at the same time, at least.
const HELD: usize = 8;

/// Tokens of a list, beyond which it is long: their vectors are not kept, but computed
/// anew for a stretch of the list at a time.
const LONG: usize = 1 << 17;
/// Batches of a long list whose token vectors say what all of them share.
const SAMPLE: usize = 64;

/// A list of sentences, encoded.
pub struct Encoded {
    encoder: &'static Encoder,
    sums: Sums,
    /// Tokens of the first k sentences, `<s>` and `</s>` left out.
    counts: Vec<u32>,
    tokens: Tokens,
    cuts: Cuts,
    /// How much each token says, by how rare it is.
    weights: Vec<f32>,
}

/// Where the vectors of tokens come from.
enum Tokens {
    /// They are all there.
    Kept(Windows),
    /// They are computed from the ids of each sentence's tokens.
    Anew {
        ids: Vec<Vec<u32>>,
        known: Known,
        /// What all vectors share, by a sample of them.
        mean: Box<[f32; WIDTH]>,
    },
}

/// The token vectors of a stretch of an encoded list.
#[derive(Debug)]
pub struct Stretch<'a> {
    encoded: &'a Encoded,
    windows: Cow<'a, Windows>,
    /// The first token that has a vector here.
    first: usize,
}

/// What is computed of some sentences together.
struct Batch {
    sentences: Vec<Sentence>,
    /// Vectors of all tokens, those of `<s>` and `</s>` with them.
    tokens: Vec<f32>,
    /// Vectors of the windows around tokens, if they were asked for.
    windows: Vec<i16>,
}

/// What has been gathered of a list so far.
struct Gathered {
    sums: Sums,
    counts: Vec<u32>,
    /// Of a short list.
    windows: Option<windows::Builder>,
    mean: Mean,
    cuts: cuts::Builder,
}

impl Gathered {
    fn new(is_long: bool, tokens: usize) -> Self {
        Self {
            sums: Sums::new(is_long),
            counts: vec![0],
            windows: (!is_long).then(|| windows::Builder::new(tokens)),
            mean: Mean::new(),
            cuts: cuts::Builder::new(),
        }
    }

    fn push(&mut self, batch: Batch) {
        let mut vectors = batch.tokens.as_chunks().0;
        for sentence in batch.sentences {
            self.sums.push(&sentence);
            let (these, rest) = vectors.split_at(sentence.count as usize + 2);
            vectors = rest;
            self.cuts.push(these);
            self.counts.push(self.counts[self.counts.len() - 1] + sentence.count);
        }
        batch.windows.as_chunks().0.iter().for_each(|vector| self.mean.add(vector));
        if let Some(windows) = &mut self.windows {
            windows.push(&batch.windows);
        }
    }
}

impl Encoded {
    /// Encodes sentences, in parallel; the result does not depend on how.
    pub fn new<T: AsRef<str> + Sync>(encoder: &'static Encoder, sentences: &[T]) -> Self {
        Self::keeping(encoder, sentences, LONG)
    }

    /// [`new`](Self::new), but a list is long that has more than `most` tokens.
    pub(crate) fn keeping<T: AsRef<str> + Sync>(
        encoder: &'static Encoder,
        sentences: &[T],
        most: usize,
    ) -> Self {
        let ids: Vec<Vec<u32>> = sentences
            .par_iter()
            .map(|text| encoder.framed_tokens(text.as_ref()))
            .collect();
        let batches: Vec<Range<usize>> = batches(&ids, 0..ids.len());
        let all: usize = ids.iter().map(Vec::len).sum();
        let is_long = all > most;
        let known = if is_long { KNOWN.1 } else { KNOWN.0 };
        let known = Known::new(&encoder.model, frequent(&ids, known));
        let every = if is_long { batches.len().div_ceil(SAMPLE) } else { 1 };

        let mut gathered = Gathered::new(is_long, all - 2 * ids.len());
        let numbered: Vec<(usize, Range<usize>)> =
            batches.into_iter().enumerate().collect();
        for batches in numbered.chunks(HELD.max(2 * rayon::current_num_threads())) {
            let batches: Vec<Batch> = batches
                .par_iter()
                .map(|(number, batch)| {
                    let windows = number.is_multiple_of(every);
                    encoder.batch(&known, &ids[batch.clone()], windows, Rounding::FINE)
                })
                .collect();
            batches.into_iter().for_each(|batch| gathered.push(batch));
            gathered.cuts.flush(&encoder.model);
        }
        let inner = ids.iter().flat_map(|tokens| &tokens[1..tokens.len() - 1]);
        let weights = inner.map(|&token| encoder.token_weight(token)).collect();
        let Gathered { sums, counts, windows, mean, cuts } = gathered;
        let mean = mean.get();
        let tokens = match windows {
            Some(windows) => Tokens::Kept(windows.finish(&mean)),
            None => Tokens::Anew { ids, known, mean: Box::new(mean) },
        };
        let cuts = cuts.finish(&encoder.model);
        Self { encoder, sums, counts, tokens, cuts, weights }
    }

    /// Returns whether the list is so long that not all of it is kept.
    pub fn is_long(&self) -> bool {
        matches!(self.tokens, Tokens::Anew { .. })
    }

    /// Returns how many sentences there are.
    pub fn len(&self) -> usize {
        self.counts.len() - 1
    }

    /// Returns whether there is no sentence.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Computes the unit vectors of runs, 512 numbers each: of a single sentence the
    /// encoder's own but for the last bits, of a longer run nearly that of the joined text.
    ///
    /// # Panics
    /// If a run is empty or leaves the list: a bug of the caller.
    pub fn runs(&self, runs: &[Run]) -> Vec<Vec<f32>> {
        self.heads(runs, <[f32]>::to_vec)
    }

    /// Computes the vectors of runs, rounded for comparing.
    ///
    /// # Panics
    /// If a run is empty or leaves the list: a bug of the caller.
    pub fn vectors(&self, runs: &[Run]) -> Vec<Vector> {
        self.heads(runs, Vector::new)
    }

    fn heads<T: Send>(&self, runs: &[Run], of: fn(&[f32]) -> T) -> Vec<T> {
        let vectors = runs.par_chunks(64).flat_map_iter(|runs| {
            let mut sums = Vec::with_capacity(runs.len() * WIDTH);
            let mut counts = Vec::with_capacity(runs.len());
            for run in runs {
                assert!(!run.is_empty(), "an empty run has no vector");
                self.sums.of(*run, &mut sums);
                counts.push(self.counts[run.end()] - self.counts[run.start()] + 2);
            }
            let all =
                network::head(&self.encoder.model, &mut sums, &counts, Bits::Fourteen);
            all.chunks_exact(WIDTH).map(of).collect::<Vec<T>>()
        });
        vectors.collect()
    }

    /// Returns how much each token of a run says: a rare one more than a common one.
    pub fn token_weights(&self, run: Run) -> &[f32] {
        &self.weights[self.tokens(run)]
    }

    /// Returns how many tokens a run has.
    pub fn token_count(&self, run: Run) -> usize {
        self.tokens(run).len()
    }

    /// Returns the token vectors of a run of sentences; of a long list, they are computed.
    pub fn stretch(&self, run: Run) -> Stretch<'_> {
        let (windows, first) = match &self.tokens {
            Tokens::Kept(windows) => (Cow::Borrowed(windows), 0),
            Tokens::Anew { ids, known, mean } => {
                let batches = batches(ids, run.range());
                let vectors: Vec<Vec<i16>> = batches
                    .par_iter()
                    .map(|batch| {
                        let ids = &ids[batch.clone()];
                        self.encoder.batch(known, ids, true, Rounding::COARSE).windows
                    })
                    .collect();
                let mut windows = windows::Builder::new(self.token_count(run));
                vectors.iter().for_each(|vectors| windows.push(vectors));
                (Cow::Owned(windows.finish(mean)), self.tokens(run).start)
            }
        };
        Stretch { encoded: self, windows, first }
    }

    /// Returns the vector of a token, counted from the first of the list: its own in its
    /// surroundings, less what all tokens of the list share.
    ///
    /// # Panics
    /// If there is no such token.
    pub fn token(&self, token: usize) -> Vector {
        let sentence = self.counts.partition_point(|&count| count as usize <= token) - 1;
        let stretch = self.stretch(Run::new(sentence, sentence + 1));
        stretch.windows.vector(token - stretch.first)
    }

    /// Returns the vectors of what stands right before sentence `cut` and of what stands
    /// behind that place, less what all cuts of the list share.
    ///
    /// # Panics
    /// If `cut` is more than the number of sentences.
    pub fn cut(&self, cut: usize) -> (&Vector, &Vector) {
        (&self.cuts.before[cut], &self.cuts.behind[cut])
    }

    fn tokens(&self, run: Run) -> Range<usize> {
        self.counts[run.start()] as usize..self.counts[run.end()] as usize
    }
}

/// The tokens that are met again, at most so many and the most frequent: what depends on
/// them alone is computed once for the whole list.
fn frequent(tokens: &[Vec<u32>], most: usize) -> Vec<u32> {
    let mut all = tokens.concat();
    all.sort_unstable();
    let mut counts: Vec<(usize, u32)> = all
        .chunk_by(|a, b| a == b)
        .filter(|same| same.len() > 1)
        .map(|same| (same.len(), same[0]))
        .collect();
    // Of equally frequent ones the first: any order would do.
    counts.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    counts.truncate(most);
    let mut tokens: Vec<u32> = counts.into_iter().map(|(_, token)| token).collect();
    tokens.sort_unstable();
    tokens
}

/// Cuts some sentences of a list into batches of about as many tokens.
fn batches(ids: &[Vec<u32>], sentences: Range<usize>) -> Vec<Range<usize>> {
    let mut batches: Vec<Range<usize>> = Vec::new();
    let mut size = BATCH;
    for index in sentences {
        if size >= BATCH {
            batches.push(index..index);
            size = 0;
        }
        size += ids[index].len();
        if let Some(batch) = batches.last_mut() {
            batch.end = index + 1;
        }
    }
    batches
}

impl Stretch<'_> {
    /// Computes the cosine of every token of a run with every token of a run of another
    /// list, row by row: each token in its surroundings, less what all of its list share.
    ///
    /// # Panics
    /// If a run leaves its stretch.
    pub fn similarities(&self, run: Run, other: &Stretch<'_>, with: Run) -> Vec<f32> {
        self.windows.similarities(self.tokens(run), &other.windows, other.tokens(with))
    }

    fn tokens(&self, run: Run) -> Range<usize> {
        let tokens = self.encoded.tokens(run);
        tokens.start - self.first..tokens.end - self.first
    }
}

impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoded").field("sentences", &self.len()).finish_non_exhaustive()
    }
}

impl Encoder {
    fn batch(
        &self,
        known: &Known,
        sentences: &[Vec<u32>],
        windows: bool,
        rounding: Rounding,
    ) -> Batch {
        let slices: Vec<&[u32]> = sentences.iter().map(Vec::as_slice).collect();
        let tokens = network::token_vectors(&self.model, known, &slices, rounding);
        let vectors = tokens.as_chunks().0;
        let (sentences, mut sums, counts) =
            vectorized(Pooling { vectors, sentences, windows });
        let windows = windows::heads(&self.model, &mut sums, &counts);
        Batch { sentences, tokens, windows }
    }

    /// How much a token says: 8 at most, a frequent one hardly anything.
    fn token_weight(&self, token: u32) -> f32 {
        (-self.log_probability(token) - 6.0).clamp(0.2, 8.0)
    }
}

/// Token vectors that are to be summed, by sentences and by windows.
struct Pooling<'a> {
    vectors: &'a [[f32; WIDTH]],
    sentences: &'a [Vec<u32>],
    windows: bool,
}

impl Work for Pooling<'_> {
    /// Sentences, and the sums and counts of windows.
    type Output = (Vec<Sentence>, Vec<f32>, Vec<u32>);

    #[inline(always)]
    fn run(self) -> Self::Output {
        let Self { mut vectors, sentences, windows } = self;
        let count = if windows { vectors.len() - 2 * sentences.len() } else { 0 };
        let mut sums = Vec::with_capacity(count * WIDTH);
        let mut counts = Vec::with_capacity(count);
        let mut pooled = Vec::with_capacity(sentences.len());
        for tokens in sentences {
            let (these, rest) = vectors.split_at(tokens.len());
            vectors = rest;
            if windows {
                windows::sums(these, &mut sums, &mut counts);
            }
            let mut sum = [0.0; WIDTH];
            for vector in &these[1..these.len() - 1] {
                sum.iter_mut().zip(vector).for_each(|(sum, &x)| *sum += f64::from(x));
            }
            let count = tokens.len() as u32 - 2;
            let (start, end) = (these[0], these[these.len() - 1]);
            pooled.push(Sentence { tokens: sum, count, start, end });
        }
        (pooled, sums, counts)
    }
}
