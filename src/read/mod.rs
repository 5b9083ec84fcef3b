//! Bytes to sources: encodings, formats, cleaning.
//!
//! Invariant: pure. Bytes come in, a value goes out; the caller opens files. No byte is
//! ever replaced in silence, and every byte of the text knows where it stood.
//!
//! Opening the text of a format is one file and one row of [`INPUTS`].

mod build;
mod codec;
mod decode;
mod guess;
mod markdown;
mod normal;
mod text;

use std::path::Path;

use crate::error::{Error, Result};
use crate::lang::{Lang, Profile};
use crate::text::Source;

use build::Builder;
pub use decode::{Decoded, decode};

/// How to read: what the caller knows better than we.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Name of the format, one of [`INPUTS`]; else the file's name says it.
    pub format: Option<&'a str>,
    /// Label of the encoding, as the WHATWG standard has it; else it is found out.
    pub encoding: Option<&'a str>,
    /// Whether bytes that are no text become U+FFFD; else they are an error.
    pub lossy: bool,
    /// Whether the text is only decoded and brought to NFC, and nothing cleaned.
    pub raw: bool,
}

/// A format that can be read.
#[derive(Clone, Copy, Debug)]
pub struct Input {
    /// Its name, for `--from` and `list`.
    pub name: &'static str,
    /// Endings of file names, in lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// Takes the paragraphs out of decoded text.
    parse: fn(&str, &Profile, &mut Builder),
}

/// The formats that can be read, sorted by name.
pub const INPUTS: &[Input] = &[
    Input {
        name: "markdown",
        extensions: &["markdown", "md", "mdown", "mkd"],
        parse: markdown::parse,
    },
    Input { name: "text", extensions: &["text", "txt"], parse: text::parse },
];

/// Reads a text: decodes, normalizes, takes out what its format adds, finds paragraphs.
///
/// `path` says the format where the options do not, and stands in errors. A text without
/// a word is a source without paragraphs: whether that is wrong is the caller's business.
///
/// # Errors
/// [`ErrorKind::Encoding`](crate::error::ErrorKind::Encoding) for bytes that are no text,
/// [`ErrorKind::Unknown`](crate::error::ErrorKind::Unknown) for a format or an encoding that
/// does not exist, [`ErrorKind::Limit`](crate::error::ErrorKind::Limit) for over 4 GB.
pub fn read(bytes: &[u8], path: &Path, lang: &Lang, options: &Options) -> Result<Source> {
    let parse = match options.format {
        _ if options.raw => text::parse_raw,
        Some(name) => format(name).map_err(|error| error.at(path))?.parse,
        None => by_extension(path).map_or(text::parse as _, |input| input.parse),
    };
    source(bytes, path, lang, options, parse)
}

/// Reads a text of one sentence a line: decodes and brings to NFC, no more, so that
/// lines stay what and where they were.
///
/// # Errors
/// As [`read`].
pub fn read_lines(
    bytes: &[u8],
    path: &Path,
    lang: &Lang,
    options: &Options,
) -> Result<Source> {
    source(bytes, path, lang, options, text::parse_raw)
}

fn source(
    bytes: &[u8],
    path: &Path,
    lang: &Lang,
    options: &Options,
    parse: fn(&str, &Profile, &mut Builder),
) -> Result<Source> {
    let profile = lang.profile();
    let decoded =
        decode(bytes, Some(profile), options).map_err(|error| error.at(path))?;
    let normal = normal::normalize(&decoded.text, decoded.lead);
    let mut builder = Builder::new(&normal.offsets);
    parse(&normal.text, profile, &mut builder);
    let (text, paragraphs, offsets) = builder.finish();
    let encoding = decoded.encoding;
    Ok(Source { lang: lang.clone(), text, paragraphs, offsets, encoding })
}

/// Returns the format of that name.
///
/// # Errors
/// [`ErrorKind::Unknown`](crate::error::ErrorKind::Unknown) if there is none.
pub fn format(name: &str) -> Result<&'static Input> {
    let found = INPUTS.iter().find(|input| input.name == name);
    let known = INPUTS.iter().map(|input| input.name);
    found.ok_or_else(|| Error::unknown("input format", name, known))
}

/// Returns the format that a file's ending names, if any does.
pub fn by_extension(path: &Path) -> Option<&'static Input> {
    let extension = path.extension()?.to_str()?.to_lowercase();
    INPUTS.iter().find(|input| input.extensions.contains(&&*extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_sorted_and_no_ending_means_two() {
        assert!(INPUTS.windows(2).all(|pair| pair[0].name < pair[1].name));
        let mut all: Vec<_> = INPUTS.iter().flat_map(|input| input.extensions).collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
