//! What speaks for a bead: numbers computed from two encoded passages, and their weights.
//!
//! Invariant: nothing here knows a language; a number depends on the two passages alone.
//! Finding the best beads is left to `align`.

mod cuts;
mod evidence;
mod gaps;
mod length;
mod mass;
mod network;
mod shape;
mod signals;
mod similarity;
mod stage1;
mod vectors;
mod weights;

pub use evidence::{Evidence, evidence};
pub use gaps::Gaps;
pub use network::{Network, Unit};
pub use signals::{SIGNALS, Signal, Stage, TRAINED};
pub use stage1::stage1;
pub use weights::{Stage1, Weights};

use std::fmt;
use std::ops::Range;

use crate::encode::{Encoded, Encoder, Vector};
use crate::text::Run;

/// The longest run that a bead may have on a side, and so that has a vector.
pub const LONGEST_RUN: usize = 6;

/// Sentences on either side of a null that it may belong to instead.
const NEAR: usize = 4;

/// One passage, ready to be compared: its sentences and short runs as vectors.
pub struct Side {
    encoded: Encoded,
    /// `runs[k - 1][i]`: the run of k sentences that begins with sentence i. Of a long
    /// passage, single sentences only.
    runs: Vec<Vec<Vector>>,
    /// Characters of the first k sentences, white space not counted, at least one each.
    chars: Vec<u64>,
}

/// Numbers of a whole pair of passages, learned from the sentences that surely belong
/// together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proportions {
    /// Characters of the target for one of the source.
    pub characters: f64,
    /// Logarithm of the sentences of the target for one of the source.
    pub sentences: f64,
    /// Similarity of sentences that have nothing to do with each other.
    pub strangers: f64,
}

/// Two passages that are being aligned.
#[derive(Clone, Debug)]
pub struct Pair<'a> {
    /// The passage whose sentences come first in a bead.
    pub source: &'a Side,
    /// The other one.
    pub target: &'a Side,
    /// Numbers of the whole pair.
    pub proportions: Proportions,
    /// Where one passage goes on and the other does not.
    pub gaps: Gaps,
}

impl Side {
    /// Encodes the sentences of a passage and their runs.
    pub fn new<T: AsRef<str> + Sync>(sentences: &[T]) -> Self {
        Self::of(Encoded::new(Encoder::get(), sentences), sentences)
    }

    fn of<T: AsRef<str>>(encoded: Encoded, sentences: &[T]) -> Self {
        let count = sentences.len();
        let longest = if encoded.is_long() { 1 } else { LONGEST_RUN };
        let runs = (1..=longest.min(count)).map(|length| {
            let runs: Vec<Run> =
                (0..=count - length).map(|i| Run::new(i, i + length)).collect();
            encoded.vectors(&runs)
        });
        let mut chars = vec![0];
        for text in sentences {
            let count = text.as_ref().chars().filter(|c| !c.is_whitespace()).count();
            chars.push(chars[chars.len() - 1] + count.max(1) as u64);
        }
        Self { runs: runs.collect(), encoded, chars }
    }

    /// Returns how many sentences there are.
    pub fn len(&self) -> usize {
        self.chars.len() - 1
    }

    /// Returns whether there is no sentence.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the encoded sentences.
    pub fn encoded(&self) -> &Encoded {
        &self.encoded
    }

    /// Returns the vector of a run, if it is one that is kept.
    fn vector(&self, run: Run) -> Option<&Vector> {
        self.runs.get(run.len().checked_sub(1)?)?.get(run.start())
    }

    /// Returns the vector of each sentence.
    pub fn sentences(&self) -> &[Vector] {
        self.runs.first().map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns how many characters a run has, white space not counted.
    pub fn chars(&self, run: Run) -> u64 {
        self.chars[run.end()] - self.chars[run.start()]
    }
}

impl fmt::Debug for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Side").field("sentences", &self.len()).finish_non_exhaustive()
    }
}

/// The sentences near a place, of `count`.
fn near(place: usize, count: usize) -> Range<usize> {
    place.saturating_sub(NEAR)..count.min(place + NEAR)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::parallel::Bead;

    /// The sentences of all gold texts in a language: more than one stretch.
    fn sentences(lang: &str) -> Vec<String> {
        let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold");
        let works = [
            "a-mountain-of-paper",
            "a-new-city-in-a-thousand-days",
            "half-an-hour-and-a-map",
            "the-guerrilla-state",
            "the-keeper-of-the-bridge",
            "the-treaties-of-july-1961",
        ];
        let text = |work| fs::read_to_string(gold.join(work).join(format!("{lang}.txt")));
        let texts = works.map(|work| text(work).expect("a gold text"));
        texts.iter().flat_map(|text| text.lines()).map(str::to_owned).collect()
    }

    #[test]
    fn a_long_passage_is_weighed_as_a_short_one() {
        let texts = ["it", "en"].map(sentences);
        let [a, b] = [usize::MAX, 0].map(|most| {
            let side = |text: &Vec<String>| {
                Side::of(Encoded::keeping(Encoder::get(), text, most), text)
            };
            texts.each_ref().map(side)
        });
        assert!(!a[0].encoded().is_long() && b[1].encoded().is_long());
        let token = a[0].encoded().token_count(Run::new(0, 270)) + 3;
        let [near, far] = [&a, &b].map(|sides| sides[0].encoded().token(token));
        assert!(near.similarity(&far) > 0.999, "{}", near.similarity(&far));

        let count = a[0].len().min(a[1].len());
        let near = |i: usize| {
            [(1, 1), (1, 2), (3, 1), (6, 1), (1, 0), (0, 1)].map(|(s, t)| Bead {
                source: Run::new(i, i + s),
                target: Run::new(i, i + t),
            })
        };
        let beads: Vec<Bead> = (0..count - 6).flat_map(near).collect();
        let proportions = Proportions { characters: 1.0, sentences: 0.0, strangers: 0.1 };
        let [a, b] = [a, b].map(|[source, target]| {
            let (source, target) = (&source, &target);
            let gaps = Gaps::new(&[], (source.len(), target.len()), 1.0);
            let pair = Pair { source, target, proportions, gaps };
            let first = stage1(&pair, &beads, Weights::embedded());
            (evidence(&pair, &beads), first)
        });
        let (mut mass, mut far) = (0.0, 0.0_f32);
        for (a, b) in a.0.iter().zip(&b.0) {
            for (k, (x, y)) in a.iter().zip(b).enumerate() {
                // A share of mass is a power of what a thousandth is lost of.
                match (2..6).contains(&k) {
                    true => mass += (x - y).abs() / (4 * beads.len()) as f32,
                    // What frames a sentence is rounded to bytes.
                    false => far = far.max((x - y).abs()),
                }
            }
        }
        assert!(mass < 0.01, "{mass}");
        assert!(far < 3e-3, "{far}");
        assert!(a.1.iter().zip(&b.1).all(|(x, y)| (x - y).abs() < 0.02));
    }
}
