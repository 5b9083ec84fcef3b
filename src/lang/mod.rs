//! What we know of each language, as data: one file and one table row a language.
//!
//! Invariant: nothing outside `lang` and `names` names a language; code asks a
//! [`Profile`]. Tags are BCP 47, their case normalized, otherwise as written.

mod profile;
mod tag;

pub use profile::{Direction, Profile};
pub use tag::{Lang, check_distinct};

use std::sync::LazyLock;

/// The languages with a full profile, sorted: a file each.
const PROFILES: &[(&str, &str)] = &[
    ("en", include_str!("data/en.toml")),
    ("it", include_str!("data/it.toml")),
    ("ja", include_str!("data/ja.toml")),
    ("ko", include_str!("data/ko.toml")),
    ("zh-Hans", include_str!("data/zh-Hans.toml")),
    ("zh-Hant", include_str!("data/zh-Hant.toml")),
];

/// What holds for a language that has no profile of its own.
const GENERIC: &str = include_str!("data/generic.toml");

static LOADED: LazyLock<(Vec<Profile>, Profile)> = LazyLock::new(|| {
    let load = |name: &str, data: &str| {
        Profile::parse(data)
            .unwrap_or_else(|error| panic!("embedded profile `{name}`: {error}"))
    };
    let profiles = PROFILES.iter().map(|(tag, data)| load(tag, data)).collect();
    (profiles, load("generic", GENERIC))
});

/// Returns the full profiles, sorted by tag.
pub fn profiles() -> &'static [Profile] {
    &LOADED.0
}

/// Returns the profile of languages that have none of their own.
pub fn generic() -> &'static Profile {
    &LOADED.1
}

/// Returns tag and name of the languages that the encoder knows and that have no full
/// profile: they work with the generic one.
///
/// Source: the model card of Universal Sentence Encoder multilingual, 16 languages.
pub fn generic_languages() -> &'static [(String, String)] {
    &generic().languages
}
