//! What is cleaned out of a text, as a table of named rules.
//!
//! Invariant: a rule that is switched off does nothing, and one that acts is counted. No
//! rule loses a word of running text; `contents`, `frames`, `page-numbers` and
//! `running-heads` leave out what is about the text and not of it.

use crate::error::{Error, Result};

/// A rule of cleaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Lines of a table of contents.
    Contents,
    /// Control characters.
    Control,
    /// The mark in a sentence that leads to a note.
    FootnoteMarks,
    /// Notes, kept apart from the text.
    Footnotes,
    /// What an archive of texts puts around each.
    Frames,
    /// Lines of a paragraph.
    HardWraps,
    /// Headings.
    Headings,
    /// Words parted at the end of a line.
    Hyphenation,
    /// White space before a paragraph.
    Indents,
    /// Bullets.
    ListMarkers,
    /// Markup of a text format.
    Markup,
    /// Composed characters.
    Nfc,
    /// Paragraphs that a page end breaks.
    PageBreaks,
    /// Numbers of pages.
    PageNumbers,
    /// Readings beside characters.
    Ruby,
    /// Lines that stand on every page.
    RunningHeads,
    /// Places where a word may be parted.
    SoftHyphens,
    /// Characters without a width.
    ZeroWidth,
}

/// A row of the table of cleaning.
#[derive(Clone, Copy, Debug)]
pub struct Cleaning {
    /// The rule.
    pub rule: Rule,
    /// Its name, for `--no-clean` and `list`.
    pub name: &'static str,
    /// What it does, in a few words.
    pub about: &'static str,
}

/// The rules of cleaning, sorted by name.
pub const CLEANINGS: &[Cleaning] = &[
    row(
        Rule::Contents,
        "contents",
        "lines of a table of contents, with leaders, are left out",
    ),
    row(Rule::Control, "control", "control characters are left out"),
    row(Rule::FootnoteMarks, "footnote-marks", "marks that lead to a note are left out"),
    row(Rule::Footnotes, "footnotes", "notes go to the end, a paragraph each"),
    row(
        Rule::Frames,
        "frames",
        "what Gutenberg, Wikisource and Aozora Bunko put around a text is left out",
    ),
    row(Rule::HardWraps, "hard-wraps", "lines of one paragraph are joined"),
    row(Rule::Headings, "headings", "a heading is a paragraph of its own"),
    row(Rule::Hyphenation, "hyphenation", "a word parted at the end of a line is joined"),
    row(Rule::Indents, "indents", "white space before a paragraph is left out"),
    row(Rule::ListMarkers, "list-markers", "bullets are left out"),
    row(
        Rule::Markup,
        "markup",
        "marks of Markdown, HTML, TEI, subtitles and Aozora Bunko are left out",
    ),
    row(Rule::Nfc, "nfc", "characters are composed (NFC)"),
    row(Rule::PageBreaks, "page-breaks", "a paragraph that a page end breaks is joined"),
    row(Rule::PageNumbers, "page-numbers", "numbers of pages are left out"),
    row(Rule::Ruby, "ruby", "readings beside characters are left out"),
    row(
        Rule::RunningHeads,
        "running-heads",
        "lines that stand on every page are left out",
    ),
    row(Rule::SoftHyphens, "soft-hyphens", "soft hyphens are left out"),
    row(Rule::ZeroWidth, "zero-width", "characters without a width are left out"),
];

const fn row(rule: Rule, name: &'static str, about: &'static str) -> Cleaning {
    Cleaning { rule, name, about }
}

/// A set of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules(u32);

impl Rules {
    /// All rules.
    pub const ALL: Self = Self((1 << CLEANINGS.len()) - 1);

    /// Returns the set with the rule of that name, too.
    ///
    /// # Errors
    /// [`ErrorKind::Unknown`](crate::error::ErrorKind::Unknown) if there is none.
    pub fn with(self, name: &str) -> Result<Self> {
        match CLEANINGS.iter().find(|row| row.name == name) {
            Some(row) => Ok(Self(self.0 | 1 << row.rule as u32)),
            None => {
                let known = CLEANINGS.iter().map(|row| row.name);
                Err(Error::unknown("rule of cleaning", name, known))
            }
        }
    }

    /// Returns the set without a rule.
    pub fn without(self, rule: Rule) -> Self {
        Self(self.0 & !(1 << rule as u32))
    }

    /// Returns whether the rule is in the set.
    pub fn has(self, rule: Rule) -> bool {
        self.0 & 1 << rule as u32 != 0
    }
}

/// How often each rule acted.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts([usize; CLEANINGS.len()]);

impl Counts {
    pub(super) fn add(&mut self, rule: Rule, times: usize) {
        self.0[rule as usize] += times;
    }

    /// Returns name and count of the rules that acted.
    pub(super) fn rows(&self) -> Vec<(&'static str, usize)> {
        let rows = CLEANINGS.iter().zip(self.0);
        rows.filter(|(_, count)| *count > 0)
            .map(|(row, count)| (row.name, count))
            .collect()
    }
}

/// Returns the rule that leaves a character out, if one does. A soft hyphen is left to
/// who knows whether a line ends after it.
pub(super) fn unwanted(c: char) -> Option<Rule> {
    match c {
        '\t' | '\n' | '\r' | '\u{c}' | '\u{85}' => None,
        '\u{ad}' => Some(Rule::SoftHyphens),
        // Joiners of Indic and Arabic scripts and of emoji have a meaning and stay.
        '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' => {
            Some(Rule::ZeroWidth)
        }
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(Rule::ZeroWidth),
        '\u{fff9}'..='\u{fffb}' => Some(Rule::Control),
        _ if c.is_control() => Some(Rule::Control),
        _ => None,
    }
}

/// Returns whether a text may hold a character that [`unwanted`] names: a look at bytes,
/// for most texts hold none.
pub(super) fn may_be_unwanted(text: &str) -> bool {
    let bytes = text.as_bytes();
    let ascii = |&byte: &u8| matches!(byte, 0..=8 | 0xb | 0xe..=0x1f | 0x7f);
    bytes.iter().any(ascii)
        || bytes.windows(2).any(|pair| {
            matches!(
                pair,
                [0xc2, 0x80..=0x9f | 0xad] | [0xe2, 0x80 | 0x81] | [0xef, 0xbb | 0xbf]
            )
        }) && text.chars().any(|c| unwanted(c).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_sorted_and_each_stands_in_its_row() {
        assert!(CLEANINGS.windows(2).all(|pair| pair[0].name < pair[1].name));
        for (index, row) in CLEANINGS.iter().enumerate() {
            assert_eq!(row.rule as usize, index, "{}", row.name);
            let set = Rules::default().with(row.name).unwrap();
            assert!(set.has(row.rule) && Rules::ALL.has(row.rule));
        }
    }

    #[test]
    fn what_is_unwanted_is_found() {
        for c in (0..0x11_0000).filter_map(char::from_u32) {
            if unwanted(c).is_some() {
                assert!(may_be_unwanted(&format!("a{c}b")), "{c:?}");
            }
        }
        assert!(!may_be_unwanted("a\tb\r\nc “d” ♥️ ｅ"));
    }
}
