//! What we know of each language, as data: one file and one table row a language.
//!
//! Invariant: nothing outside `lang` and `names` names a language; code asks a
//! [`Profile`]. Tags are BCP 47, their case normalized, otherwise as written.

mod detect;
mod profile;
mod tag;

pub use detect::{detect, profile_of};
pub use profile::{Breaks, Direction, Ellipsis, Looks, Marks, Profile, Reading, Words};
pub use tag::{Lang, check_distinct};

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The language that this program speaks itself.
pub const OWN: &str = "en";

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

/// What the files of each language are like, a table for each profile that has any.
const READING: &str = include_str!("data/reading.toml");

static LOADED: LazyLock<(Vec<Profile>, Profile)> = LazyLock::new(|| {
    let mut reading: BTreeMap<String, Reading> = toml::from_str(READING)
        .unwrap_or_else(|error| panic!("embedded table of files: {error}"));
    let mut load = |name: &str, data: &str| {
        let mut profile = Profile::parse(data)
            .unwrap_or_else(|error| panic!("embedded profile `{name}`: {error}"));
        profile.reading = reading.remove(&profile.tag).unwrap_or_default();
        profile
    };
    let profiles = PROFILES.iter().map(|(tag, data)| load(tag, data)).collect();
    let loaded = (profiles, load("generic", GENERIC));
    assert!(reading.is_empty(), "embedded table of files: {:?}", reading.keys());
    loaded
});

/// Returns the full profiles, sorted by tag.
pub fn profiles() -> &'static [Profile] {
    &LOADED.0
}

/// Returns the profile of languages that have none of their own.
pub fn generic() -> &'static Profile {
    &LOADED.1
}

/// Returns the text of the profiles' data files, in a fixed order: what a hash of all that
/// decides where sentences end is made of.
pub fn data() -> impl Iterator<Item = &'static str> {
    PROFILES.iter().map(|(_, data)| *data).chain([GENERIC])
}

/// Returns tag and name of the languages that the encoder knows and that have no full
/// profile: they work with the generic one.
///
/// Source: the model card of Universal Sentence Encoder multilingual, 16 languages.
pub fn generic_languages() -> &'static [(String, String)] {
    &generic().languages
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::is_nfc;

    #[test]
    fn every_data_file_parses_under_its_own_tag() {
        let tags: Vec<&str> = profiles().iter().map(|p| p.tag.as_str()).collect();
        assert_eq!(tags, PROFILES.iter().map(|(tag, _)| *tag).collect::<Vec<_>>());
        assert!(tags.is_sorted());
        assert_eq!(generic().tag, "und");
    }

    #[test]
    fn data_are_sorted_unique_in_nfc_and_never_empty() {
        for profile in profiles().iter().chain([generic()]) {
            let words = &profile.words;
            for list in [
                &words.titles,
                &words.numbered,
                &words.open,
                &words.bound,
                &words.starters,
                &words.reporting,
                &words.reporters,
                &words.not,
                &words.continuations,
                &words.quotatives,
            ] {
                for pair in list.windows(2) {
                    assert!(pair[0] < pair[1], "{}: {pair:?}", profile.tag);
                }
                assert!(list.iter().all(|word| !word.is_empty() && !word.ends_with('.')));
            }
            for list in [&words.titles, &words.starters, &words.reporting] {
                assert!(list.iter().all(|word| *word == word.to_lowercase()));
            }
            let months: Vec<_> = profile.months.iter().flatten().collect();
            assert!(months.is_empty() || profile.months.len() == 12);
            assert!(months.iter().all(|month| !month.is_empty()));
            assert!(!profile.looks.fonts.is_empty() && profile.looks.share > 0);
            if let Some(lender) = &profile.borrows {
                assert!(PROFILES.iter().any(|(tag, _)| tag == lender));
            }
            for label in &profile.encodings {
                let found = encoding_rs::Encoding::for_label(label.as_bytes());
                assert!(found.is_some(), "{label}");
            }
        }
        assert!(data().all(is_nfc));
    }

    #[test]
    fn a_mark_stands_in_one_list_only() {
        for profile in profiles().iter().chain([generic()]) {
            let marks = &profile.marks;
            let mut all: Vec<char> =
                [&marks.full, &marks.ends, &marks.stops, &marks.joins, &marks.dashes]
                    .into_iter()
                    .flat_map(|list| list.chars())
                    .collect();
            let count = all.len();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), count, "{}", profile.tag);
        }
    }
}
