//! One language's knowledge, read from its data file.
//!
//! Invariant: every field is data; what is done with it is the business of the room
//! that asks. An unknown key in a data file is an error.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// What we know of a language: its names, marks, habits and looks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
    /// BCP 47 tag of the language; `und` for the generic profile.
    pub tag: String,
    /// Other tags that mean this profile, such as `zh-CN`.
    #[serde(default)]
    pub also: Vec<String>,
    /// The language's name in itself.
    pub name: String,
    /// The language's name in English.
    pub english: String,
    /// ISO 15924 codes of the scripts it is written in.
    pub scripts: Vec<String>,
    /// What stands between two sentences, and between two lines that are joined: a
    /// space, or nothing.
    pub joiner: String,
    /// Direction of the script.
    pub direction: Direction,
    /// Names of the encodings its old files are in, the usual ones first.
    #[serde(default)]
    pub encodings: Vec<String>,
    /// Top-level domain under which its old files were to be found: what an encoding
    /// detector takes for a hint.
    #[serde(default)]
    pub domain: Option<String>,
    /// Tag of the profile whose abbreviations hold too, in its script: that of the
    /// foreign titles in a bibliography.
    #[serde(default)]
    pub borrows: Option<String>,
    /// Tag and name of the languages that this profile stands in for (generic only).
    #[serde(default)]
    pub languages: Vec<(String, String)>,
    /// The marks that end, join and enclose.
    pub marks: Marks,
    /// The words that a full stop, or a quotation, is judged by.
    #[serde(default)]
    pub words: Words,
    /// The months in order, each with all its names, in lower case.
    #[serde(default)]
    pub months: Vec<Vec<String>>,
    /// Words and characters for numbers, in lower case.
    #[serde(default)]
    pub numerals: BTreeMap<String, u64>,
    /// How its column looks.
    pub looks: Looks,
    /// What its files are like.
    #[serde(skip)]
    pub reading: Reading,
}

/// What the files of a language are like: nothing of it decides where sentences end, so
/// it lies in a file of its own, `reading.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Reading {
    /// More encodings its old files are in, after the profile's own.
    pub encodings: Vec<String>,
    /// The letters that its texts are written with, beyond ASCII, by how often they are
    /// met: what tells one encoding of single bytes from another.
    pub letters: String,
    /// First parts of compounds that keep their hyphen at the end of a line.
    pub hyphens: BTreeSet<String>,
}

/// The direction a script runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

/// The marks of a language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Marks {
    /// Marks that end a sentence wherever they stand: `。`.
    pub full: String,
    /// Marks that end one before white space, unless it goes on in lower case: `?`.
    pub ends: String,
    /// Marks that end one unless they belong to a number or an abbreviation: `.`.
    pub stops: String,
    /// What an ellipsis between two pieces of text does.
    pub ellipsis: Ellipsis,
    /// Marks after which a sentence goes on, whatever came before them: `,`.
    pub joins: String,
    /// Marks that open or close a turn in a dialogue.
    pub dashes: String,
    /// Opening and closing quotation marks.
    pub quotes: Vec<(char, char)>,
    /// Opening and closing brackets.
    pub brackets: Vec<(char, char)>,
    /// Opening and closing marks of titles: nothing ends inside them.
    #[serde(default)]
    pub titles: Vec<(char, char)>,
    /// Whether a number with a full stop may be an ordinal, as in `3. Oktober`.
    #[serde(default)]
    pub ordinals: bool,
}

/// What an ellipsis between two pieces of text does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ellipsis {
    /// It ends the sentence, unless it goes on in lower case.
    Ends,
    /// It is a pause; the sentence goes on.
    Pauses,
}

/// The words that a full stop, or a quotation, is judged by; abbreviations without their
/// last full stop, all in lower case.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Words {
    /// Abbreviations that never end a sentence: titles before a name, `cfr.`.
    pub titles: Vec<String>,
    /// Abbreviations that do not end one before a number: `p.`.
    pub numbered: Vec<String>,
    /// Abbreviations that end one before any capital letter: `ecc.`.
    pub open: Vec<String>,
    /// Abbreviations that end one only before one of the `starters`: `U.S.`.
    pub bound: Vec<String>,
    /// Words with which sentences often begin.
    pub starters: Vec<String>,
    /// Words of which one stands in a reporting clause: *asked*, 问.
    pub reporting: Vec<String>,
    /// Words that keep their capital where they begin a reporting clause: *I*.
    pub reporters: Vec<String>,
    /// Longer words that only look like one of `reporting`, or of the two lists below.
    pub not: Vec<String>,
    /// What ties a quotation to the text after it.
    pub continuations: Vec<String>,
    /// Those of `continuations` that tie also what is not in quotation marks.
    pub quotatives: Vec<String>,
}

/// How a column of the language looks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Looks {
    /// Share of the width that a column needs to say the same, Italian being 100.
    pub share: u32,
    /// CSS font families, the preferred ones first.
    pub fonts: Vec<String>,
    /// Where a line may break.
    pub breaks: Breaks,
}

/// Where a line may break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Breaks {
    /// Between words.
    Words,
    /// Between characters, but for those that may not begin or end a line.
    Characters,
}

impl Profile {
    /// Parses a data file.
    pub(crate) fn parse(data: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(data)
    }
}
