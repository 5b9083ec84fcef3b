//! A text file as a passage.

use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::read;
use crate::segment;
use crate::text::Passage;

/// What the lines of a text are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lines {
    /// Lines, which sentences run across.
    #[default]
    Text,
    /// A sentence each, an empty one too.
    Sentences,
}

/// Reads and cuts a text; `path` says its format and stands in errors.
///
/// # Errors
/// Those of [`read::read`]; [`ErrorKind::Text`] if there is nothing but white space.
pub fn passage(
    bytes: &[u8],
    path: &Path,
    lang: &Lang,
    lines: Lines,
    options: &read::Options<'_>,
) -> Result<Passage> {
    let passage = match lines {
        Lines::Text => segment::segment(read::read(bytes, path, lang, options)?),
        Lines::Sentences => {
            Passage::from_lines(read::read_lines(bytes, path, lang, options)?)
        }
    };
    if passage.texts().iter().all(|text| text.is_empty()) {
        let found = if bytes.is_empty() { "an empty file" } else { "nothing but space" };
        let message = format!("{found}, wanted a text in `{lang}`");
        return Err(Error::new(ErrorKind::Text, message).at(path));
    }
    Ok(passage)
}
