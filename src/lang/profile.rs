//! One language's knowledge, read from its data file.
//!
//! Invariant: every field is data; what is done with it is the business of the room
//! that asks. An unknown key in a data file is an error.

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
    /// Tag and name of the languages that this profile stands in for (generic only).
    #[serde(default)]
    pub languages: Vec<(String, String)>,
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

impl Profile {
    /// Parses a data file.
    pub(super) fn parse(data: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(data)
    }
}
