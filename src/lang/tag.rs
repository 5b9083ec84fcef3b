//! BCP 47 language tags and the profile a tag leads to.
//!
//! Invariant: a [`Lang`] is well formed (RFC 5646) and its case normalized. Which
//! languages exist is the tables' business, not this file's.

use std::fmt;
use std::str::FromStr;

use super::{Direction, Profile, generic, generic_languages, profiles};
use crate::error::{Error, ErrorKind, Result};

/// A language tag such as `it`, `zh-Hant` or `en-x-legge`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang(String);

impl Lang {
    /// Parses a well-formed tag; case is normalized, nothing else is changed.
    ///
    /// # Errors
    /// [`ErrorKind::Language`] if `tag` is not well formed.
    pub fn parse(tag: &str) -> Result<Self> {
        // `x-foo` and `i-klingon` are well formed but say no language; no column is
        // called so.
        match oxilangtag::LanguageTag::parse_and_normalize(tag) {
            Ok(parsed) if tag.find('-') != Some(1) => Ok(Self(parsed.into_inner())),
            _ => Err(Error::new(
                ErrorKind::Language,
                format!("`{tag}` is no language tag, wanted one like `it`, `zh-Hant`"),
            )),
        }
    }

    /// Parses a tag that leads to a profile, or to a language that the encoder knows.
    ///
    /// # Errors
    /// [`ErrorKind::Language`] if `tag` is malformed or leads nowhere.
    pub fn known(tag: &str) -> Result<Self> {
        let lang = Self::parse(tag)?;
        if lang.is_known() {
            return Ok(lang);
        }
        let known: Vec<&str> = profiles()
            .iter()
            .map(|profile| profile.tag.as_str())
            .chain(generic_languages().iter().map(|(tag, _)| tag.as_str()))
            .collect();
        Err(Error::new(
            ErrorKind::Language,
            format!("unknown language `{tag}`, known: {}", known.join(", ")),
        )
        .hint("`--generic` takes any language, without knowledge of it"))
    }

    /// Returns the tag as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether a profile or the encoder knows the language.
    pub fn is_known(&self) -> bool {
        let primary = self.0.split('-').next().unwrap_or_default();
        self.own_profile().is_some()
            || generic_languages().iter().any(|(tag, _)| tag == primary)
    }

    /// Returns the profile of the nearest shorter tag that has one (RFC 4647 §3.4,
    /// lookup), or the generic one.
    pub fn profile(&self) -> &'static Profile {
        self.own_profile().unwrap_or_else(generic)
    }

    /// Returns the language's name in itself, or the tag where none is known.
    pub fn name(&self) -> &str {
        if let Some(profile) = self.own_profile() {
            return &profile.name;
        }
        let primary = self.0.split('-').next().unwrap_or_default();
        generic_languages()
            .iter()
            .find_map(|(tag, name)| (tag == primary).then_some(name.as_str()))
            .unwrap_or(&self.0)
    }

    /// Returns whether it is written from right to left.
    pub fn is_right_to_left(&self) -> bool {
        let primary = self.as_str().split('-').next().unwrap_or_default();
        // Those without a profile of their own cannot say it.
        self.profile().direction == Direction::Rtl
            || ["ar", "fa", "he", "ps", "sd", "ug", "ur", "yi"].contains(&primary)
    }

    /// Returns whether its books are mostly set in vertical lines.
    pub fn is_vertical(&self) -> bool {
        self.as_str().split('-').next() == Some("ja")
    }

    /// Returns whether this tag lies in `range` by basic filtering (RFC 4647 §3.3.1):
    /// `zh-Hant` lies in `zh`.
    pub fn is_in(&self, range: &Lang) -> bool {
        self.0.strip_prefix(&range.0).is_some_and(|r| r.is_empty() || r.starts_with('-'))
    }

    fn own_profile(&self) -> Option<&'static Profile> {
        let mut tag = self.0.as_str();
        loop {
            let found = profiles().iter().find(|profile| {
                profile.tag == tag || profile.also.iter().any(|t| t == tag)
            });
            if found.is_some() {
                return found;
            }
            tag = &tag[..tag.rfind('-')?];
            // A singleton (`-x`) goes with what it introduced.
            if tag.len() > 2 && tag.as_bytes()[tag.len() - 2] == b'-' {
                tag = &tag[..tag.len() - 2];
            }
        }
    }
}

/// Checks that no tag stands twice.
///
/// # Errors
/// [`ErrorKind::Language`] naming the first tag that does.
pub fn check_distinct(langs: &[Lang]) -> Result<()> {
    for (index, lang) in langs.iter().enumerate() {
        if langs[..index].contains(lang) {
            return Err(Error::new(
                ErrorKind::Language,
                format!("two columns of language `{lang}`, wanted one of each"),
            )
            .hint(format!("two versions of one language: `{lang}-x-first=PATH`")));
        }
    }
    Ok(())
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Lang {
    type Err = Error;

    fn from_str(tag: &str) -> Result<Self> {
        Self::parse(tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(tag: &str) -> &'static str {
        &Lang::parse(tag).unwrap().profile().tag
    }

    #[test]
    fn longer_tags_take_the_nearest_profile() {
        for (tag, wanted) in [
            ("it", "it"),
            ("en-GB", "en"),
            ("en-x-legge", "en"),
            ("ja-Latn-hepburn", "ja"),
            ("zh", "zh-Hans"),
            ("zh-CN", "zh-Hans"),
            ("zh-TW", "zh-Hant"),
            ("zh-HK", "zh-Hant"),
            ("zh-Hant-HK", "zh-Hant"),
            ("fr", "und"),
        ] {
            assert_eq!(profile(tag), wanted, "{tag}");
        }
    }

    #[test]
    fn case_is_normalized_and_nothing_else() {
        assert_eq!(Lang::parse("ZH-hANT-tw").unwrap().as_str(), "zh-Hant-TW");
        assert_eq!(Lang::parse("en-x-legge").unwrap().as_str(), "en-x-legge");
    }

    #[test]
    fn malformed_and_unknown_tags_are_errors() {
        for tag in ["", "e", "english_uk", "x-legge", "zh-", "日本語", "en-GB-GB-GB"] {
            assert!(Lang::parse(tag).is_err(), "{tag}");
        }
        assert!(Lang::known("tlh").is_err());
        assert!(Lang::known("fr-CA").is_ok());
    }

    #[test]
    fn ranges_match_whole_subtags() {
        let lang = |tag| Lang::parse(tag).unwrap();
        assert!(lang("zh-Hant").is_in(&lang("zh")));
        assert!(!lang("zh").is_in(&lang("zh-Hant")));
        assert!(!lang("zha").is_in(&lang("zh")));
    }
}
