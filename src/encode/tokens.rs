//! The subword tokenizer: SentencePiece's normalizer and unigram model.
//!
//! Source: `sentencepiece` 0.2 (`normalizer.cc`, `unigram_model.cc`), whose output it
//! equals on the model that we embed. `spm_precompiled` is no help: it takes the shortest
//! match of the charsmap and works on grapheme clusters, the original on the longest and
//! on bytes.

use super::darts::Trie;

/// Stands for a space, and in front of every text.
const SPACE: char = '\u{2581}';
/// The id of what no piece covers.
pub(super) const UNKNOWN: u32 = 0;
/// How much worse than the worst piece an unknown character is.
const PENALTY: f32 = 10.0;

/// Pieces and what becomes of a text before it is cut into them.
#[derive(Debug)]
pub(super) struct Tokenizer {
    charsmap: Trie,
    /// What the charsmap's keys become, each ended by a NUL.
    replacements: Vec<u8>,
    pieces: Trie,
    /// Logarithm of the probability of each piece.
    scores: Vec<f32>,
    worst: f32,
}

impl Tokenizer {
    /// Takes the parts of a SentencePiece model.
    pub(super) fn new(
        charsmap: Trie,
        replacements: Vec<u8>,
        pieces: Trie,
        scores: Vec<f32>,
    ) -> Self {
        let worst = scores.iter().copied().fold(f32::INFINITY, f32::min);
        Self { charsmap, replacements, pieces, scores, worst }
    }

    /// Returns the logarithm of the probability of a piece.
    pub(super) fn score(&self, piece: u32) -> f32 {
        self.scores[piece as usize]
    }

    /// Cuts a text into pieces; of one without letters, one unknown piece is left.
    pub(super) fn tokens(&self, text: &str) -> Vec<u32> {
        let text = self.normalize(text);
        // The best way to each byte: its score, the piece that ends there, its length.
        let mut best = vec![(f32::NEG_INFINITY, UNKNOWN, 0); text.len() + 1];
        best[0].0 = 0.0;
        for (start, character) in text.char_indices() {
            let score = best[start].0;
            let mut covered = false;
            let mut reach = |length: usize, piece: u32, score: f32| {
                let end = &mut best[start + length];
                if score > end.0 {
                    *end = (score, piece, length);
                }
            };
            self.pieces.prefixes(&text.as_bytes()[start..], |length, piece| {
                covered |= length == character.len_utf8();
                reach(length, piece, score + self.scores[piece as usize]);
            });
            if !covered {
                reach(character.len_utf8(), UNKNOWN, score + (self.worst - PENALTY));
            }
        }
        let mut tokens = Vec::with_capacity(text.len() / 3 + 1);
        let mut end = text.len();
        while end > 0 {
            let (_, piece, length) = best[end];
            // Unknown characters that follow each other are one unknown piece.
            if piece != UNKNOWN || tokens.last() != Some(&UNKNOWN) {
                tokens.push(piece);
            }
            end -= length;
        }
        if tokens.is_empty() {
            tokens.push(UNKNOWN);
        }
        tokens.reverse();
        tokens
    }

    /// Applies the charsmap and puts a mark for every run of spaces and in front.
    fn normalize(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 8);
        let mut space = true;
        let mut put = |piece: &str| {
            for character in piece.chars() {
                if character == ' ' {
                    space = true;
                    continue;
                }
                if space {
                    out.push(SPACE);
                    space = false;
                }
                out.push(character);
            }
        };
        let mut at = 0;
        while let Some(character) = text[at..].chars().next() {
            let mut longest = None;
            self.charsmap.prefixes(&text.as_bytes()[at..], |length, start| {
                longest = Some((length, start));
            });
            match longest {
                Some((length, start)) => {
                    let bytes = self.replacements[start as usize..].split(|&b| b == 0);
                    let bytes = bytes.into_iter().next().unwrap_or_default();
                    put(std::str::from_utf8(bytes).unwrap_or_default());
                    at += length;
                }
                None => {
                    put(&text[at..][..character.len_utf8()]);
                    at += character.len_utf8();
                }
            }
        }
        out
    }
}
