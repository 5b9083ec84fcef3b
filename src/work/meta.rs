//! What a work's `work.toml` says of it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;

/// What is known of a work; all of it optional.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Meta {
    /// The title, one or one for each language.
    pub title: Option<Title>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When, as free text.
    pub date: Option<String>,
    /// Under which licence it stands.
    pub licence: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// The tags of its columns, in their order.
    pub columns: Option<Vec<String>>,
}

/// A title, or one for each language.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Title {
    /// One for all.
    One(String),
    /// By language tag.
    Many(BTreeMap<String, String>),
}

impl Meta {
    /// Parses a `work.toml`; `path` stands in errors.
    ///
    /// # Errors
    /// [`ErrorKind::Record`] with the line where it is no TOML or has an unknown key;
    /// [`ErrorKind::Language`] for a column that is no language tag.
    pub fn parse(text: &str, path: &Path) -> Result<Self> {
        let meta: Self = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = text[..start].matches('\n').count() + 1;
            Error::new(ErrorKind::Record, error.message()).at(path).on_line(line)
        })?;
        meta.columns().map_err(|error| error.at(path))?;
        Ok(meta)
    }

    /// Returns the tags of the columns, where they are given.
    ///
    /// # Errors
    /// [`ErrorKind::Language`] for one that is no language tag.
    pub fn columns(&self) -> Result<Option<Vec<Lang>>> {
        let Some(columns) = &self.columns else { return Ok(None) };
        columns.iter().map(|tag| Lang::parse(tag)).collect::<Result<_>>().map(Some)
    }

    /// Returns the title in a language, else the only one, else the first.
    pub fn title(&self, lang: &Lang) -> Option<&str> {
        match self.title.as_ref()? {
            Title::One(title) => Some(title),
            Title::Many(titles) => {
                titles.get(lang.as_str()).or(titles.values().next()).map(String::as_str)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_one_or_one_for_each_language() {
        let lang = |tag| Lang::parse(tag).unwrap();
        let parse = |text| Meta::parse(text, "work.toml".as_ref());
        let one = parse("title = 'Nos'").unwrap();
        assert_eq!(one.title(&lang("it")), Some("Nos"));
        let many = parse("title = { it = 'Il naso', en = 'The Nose' }").unwrap();
        assert_eq!(many.title(&lang("it")), Some("Il naso"));
        assert_eq!(many.title(&lang("ja")), Some("The Nose"));
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        let parse = |text| Meta::parse(text, "work.toml".as_ref()).unwrap_err();
        assert_eq!(parse("title = 'x'\nauthr = 'y'\n").line(), Some(2));
        assert_eq!(parse("columns = ['it', 'english_uk']").kind(), ErrorKind::Language);
    }
}
