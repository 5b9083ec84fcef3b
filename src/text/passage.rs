//! A text as a list of sentences.

use super::{Source, Span};
use crate::lang::Lang;

/// One sentence of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands in the passage's text.
    pub span: Span,
    /// Whether a paragraph begins with it.
    pub paragraph: bool,
}

/// A source cut into sentences that tile it: in order, with nothing but white space
/// before, between and after them.
#[derive(Clone, Debug)]
pub struct Passage {
    source: Source,
    sentences: Vec<Sentence>,
}

impl Passage {
    /// Joins a source with its sentences.
    ///
    /// # Panics
    /// If the sentences do not tile the text: a bug of the segmenter.
    pub fn new(source: Source, sentences: Vec<Sentence>) -> Self {
        let mut end = 0;
        for gap in sentences.iter().map(|s| s.span) {
            let between = source.text.get(end..gap.start());
            assert!(
                between.is_some_and(|text| text.chars().all(char::is_whitespace)),
                "sentences must tile the text, at byte {end}"
            );
            end = gap.end();
        }
        let rest = source.text.get(end..).unwrap_or("past the end");
        assert!(rest.chars().all(char::is_whitespace), "text after the last sentence");
        Self { source, sentences }
    }

    /// Takes every line as one sentence, an empty one too; the white space around a line
    /// is not part of it.
    pub fn from_lines(mut source: Source) -> Self {
        let mut sentences = Vec::new();
        let mut start = 0;
        for line in source.text.split_inclusive('\n') {
            let lead = line.len() - line.trim_start().len();
            let text = line.trim();
            // Of a blank line the trimmed text is empty: let it stand at the line's start.
            let at = if text.is_empty() { start } else { start + lead };
            let span = Span::new(at, at + text.len());
            sentences.push(Sentence { span, paragraph: false });
            start += line.len();
        }
        source.paragraphs =
            sentences.iter().map(|s| s.span).filter(|span| !span.is_empty()).collect();
        Self::new(source, sentences)
    }

    /// Makes a passage of sentences that are known already, one paragraph, a line each.
    ///
    /// Line ends inside a sentence become spaces.
    pub fn from_sentences<T: AsRef<str>>(lang: Lang, sentences: &[T]) -> Self {
        let lines: Vec<String> =
            sentences.iter().map(|s| s.as_ref().replace(['\n', '\r'], " ")).collect();
        let mut text = lines.join("\n");
        if !lines.is_empty() {
            text.push('\n');
        }
        Self::from_lines(Source::of_text(lang, text))
    }

    /// Returns the language.
    pub fn lang(&self) -> &Lang {
        &self.source.lang
    }

    /// Returns the text that the sentences tile.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Returns the sentences, in order.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// Returns how many sentences there are.
    pub fn len(&self) -> usize {
        self.sentences.len()
    }

    /// Returns whether there is no sentence.
    pub fn is_empty(&self) -> bool {
        self.sentences.is_empty()
    }

    /// Returns the text of sentence `index`.
    ///
    /// # Panics
    /// If there is no such sentence.
    pub fn text(&self, index: usize) -> &str {
        &self.source.text[self.sentences[index].span.range()]
    }

    /// Returns the texts of all sentences, in order.
    pub fn texts(&self) -> Vec<&str> {
        (0..self.len()).map(|index| self.text(index)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang() -> Lang {
        Lang::parse("it").unwrap()
    }

    #[test]
    fn every_line_is_a_sentence_an_empty_one_too() {
        let passage =
            Passage::from_sentences(lang(), &["uno", "", " tre ", "quattro\ne"]);
        assert_eq!(passage.texts(), ["uno", "", "tre", "quattro e"]);
        assert!(Passage::from_sentences(lang(), &[""; 0]).is_empty());
    }

    #[test]
    #[should_panic(expected = "must tile")]
    fn a_gap_with_letters_is_refused() {
        let source = Passage::from_sentences(lang(), &["uno due"]).source;
        let span = Span::new(4, 7);
        Passage::new(source, vec![Sentence { span, paragraph: true }]);
    }
}
