//! Sources to passages: paragraphs into sentences, by rules that are data.
//!
//! Invariant: total, linear in the length of the text, and its sentences tile the text.
//! The engine names no language: which marks end a sentence, what is an abbreviation and
//! how a quotation is reported come from the [`Profile`](crate::lang::Profile).
//!
//! What a sentence is: a heading or a note is one; a quotation and its reporting clause
//! are one, a second quotation after the clause is another; `;` and `:` end none; the
//! mark of a footnote belongs to the sentence before it.

mod marks;
mod place;
mod quotation;
mod rules;
mod stop;

use std::fmt::Write as _;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

use crate::lang;
use crate::text::{Passage, Sentence, Source, Span};

pub use place::Place;

/// Raised whenever the engine cuts otherwise with the same data.
const VERSION: &str = "2";

/// A sentence and why it ends where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boundary {
    /// The sentence before the boundary.
    pub sentence: Sentence,
    /// Name of the rule that made the boundary.
    pub rule: &'static str,
}

/// Cuts a source into the passage of its sentences.
///
/// ```
/// use tetrapla::{lang::Lang, read, segment};
///
/// let (lang, options) = (Lang::parse("it")?, read::Options::default());
/// let text = "«Chi è?» chiese il sig. Neri. Nessuno rispose.".as_bytes();
/// let source = read::read(text, "x.txt".as_ref(), &lang, &options)?;
/// let passage = segment::segment(source);
/// assert_eq!(passage.texts(), ["«Chi è?» chiese il sig. Neri.", "Nessuno rispose."]);
/// # Ok::<(), tetrapla::Error>(())
/// ```
pub fn segment(source: Source) -> Passage {
    let sentences = boundaries(&source).into_iter().map(|b| b.sentence).collect();
    Passage::new(source, sentences)
}

/// Returns the sentences of a source, each with the rule that ends it.
pub fn boundaries(source: &Source) -> Vec<Boundary> {
    let rules = rules::of(lang::profile_of(&source.lang, &source.text));
    let mut out = Vec::new();
    for paragraph in paragraphs(source) {
        let text = &source.text[paragraph.range()];
        let mut start = 0;
        let mut push = |start: usize, end: usize, next: usize, rule| {
            let at = paragraph.start();
            let span = Span::new(at + start, at + end);
            out.push(Boundary {
                sentence: Sentence { span, paragraph: start == 0 },
                rule,
            });
            next
        };
        for place in place::places(text, rules).into_iter().filter(|place| place.cut) {
            start = push(start, place.end, place.next, place.rule);
        }
        push(start, text.len(), text.len(), "paragraph");
    }
    out
}

/// Returns every place where a sentence might have ended inside a paragraph, with what
/// was decided there and by which rule; offsets count from the start of the text.
pub fn places(source: &Source) -> Vec<Place> {
    let rules = rules::of(lang::profile_of(&source.lang, &source.text));
    let mut out = Vec::new();
    for paragraph in paragraphs(source) {
        let at = paragraph.start();
        let found = place::places(&source.text[paragraph.range()], rules).into_iter();
        out.extend(found.map(|p| Place { end: at + p.end, next: at + p.next, ..p }));
    }
    out
}

/// Returns a hash of all that decides where sentences end: the languages' data and the
/// version of the rules. Where it differs, texts are to be cut again.
pub fn fingerprint() -> &'static str {
    static HEX: LazyLock<String> = LazyLock::new(|| {
        let mut hash = Sha256::new();
        hash.update(VERSION);
        lang::data().for_each(|data| hash.update(data));
        hash.finalize().iter().fold(String::new(), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    });
    &HEX
}

/// The paragraphs of a source without the white space around them; text that none of
/// them covers counts as one, so that no text is ever lost.
fn paragraphs(source: &Source) -> Vec<Span> {
    let mut out = Vec::new();
    let mut end = 0;
    let mut push = |start: usize, end: usize| {
        if let Some(text) = source.text.get(start..end.max(start)) {
            let lead = start + text.len() - text.trim_start().len();
            let text = text.trim();
            if !text.is_empty() {
                out.push(Span::new(lead, lead + text.len()));
            }
        }
    };
    for paragraph in &source.paragraphs {
        push(end, paragraph.start());
        push(paragraph.start(), paragraph.end());
        end = paragraph.end();
    }
    push(end, source.text.len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Profile;

    #[test]
    fn a_language_is_a_data_file() {
        let profile = Profile::parse(include_str!("../../tests/fr.toml")).unwrap();
        let rules = rules::Rules::new(Box::leak(Box::new(profile)));
        for (text, wanted) in [
            (
                "« Qui est là ? » demanda M. Lefèvre. Personne ne répondit.",
                &["« Qui est là ? » demanda M. Lefèvre.", "Personne ne répondit."][..],
            ),
            (
                "Cf. p. 12, éd. de 1953. Mme. Roy, av. J.-C., etc. Elle partit !",
                &[
                    "Cf. p. 12, éd. de 1953.",
                    "Mme. Roy, av. J.-C., etc.",
                    "Elle partit !",
                ],
            ),
            (
                "— Où vas-tu ? répondit-il. Il est 8.30 du soir ; la nuit tombe.",
                &["— Où vas-tu ? répondit-il.", "Il est 8.30 du soir ; la nuit tombe."],
            ),
        ] {
            let mut found = Vec::new();
            let mut start = 0;
            for place in place::places(text, &rules).iter().filter(|place| place.cut) {
                found.push(&text[start..place.end]);
                start = place.next;
            }
            found.push(&text[start..]);
            assert_eq!(found, wanted);
        }
    }
}
