//! Bytes to sources: encodings, formats, cleaning.
//!
//! Invariant: pure. Bytes come in, a value goes out; the caller opens files. No byte is
//! ever replaced in silence, and every byte of the text knows where it stood.
//!
//! Opening the text of a format is one file and one row of [`INPUTS`]; what is cleaned out
//! of it is a row of [`CLEANINGS`]. The bytes that a text knows of are those of its file as
//! decoded to UTF-8; of an archive those of its parts, one after another in the order they
//! are read; of a PDF those of the lines found on its pages.

mod aozora;
mod archive;
mod build;
mod clean;
mod codec;
mod decode;
mod epub;
mod frame;
mod guess;
mod html;
mod hyphen;
mod layout;
mod markdown;
mod marks;
mod markup;
mod normal;
mod office;
mod page;
mod pdf;
mod sniff;
mod subtitles;
mod tei;
mod text;

use std::path::Path;

use encoding_rs::UTF_8;

use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::text::Source;

use build::Builder;
pub use clean::{CLEANINGS, Cleaning, Rule, Rules};
pub use decode::{Decoded, decode};

/// The longest paragraph, line or piece between two tags, in bytes: all its marks are held
/// at once when it is cut.
const PARAGRAPH: usize = 16 << 20;

/// How to read: what the caller knows better than we.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Name of the format, one of [`INPUTS`]; else the file's content says it, and its
    /// name.
    pub format: Option<&'a str>,
    /// Label of the encoding, as the WHATWG standard has it; else it is found out.
    pub encoding: Option<&'a str>,
    /// Whether bytes that are no text become U+FFFD; else they are an error.
    pub lossy: bool,
    /// Whether the text is only opened and decoded, and nothing cleaned.
    pub raw: bool,
    /// Rules of cleaning that are off.
    pub off: Rules,
    /// What becomes of notes.
    pub notes: Notes,
}

/// What becomes of notes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notes {
    /// They go to the end of the text, a paragraph each.
    #[default]
    End,
    /// They are left out.
    Omit,
}

/// A format that can be read.
#[derive(Clone, Copy, Debug)]
pub struct Input {
    /// Its name, for `--from` and `list`.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Endings of file names, in lower case, without the dot.
    pub extensions: &'static [&'static str],
    parse: Parse,
}

/// How the paragraphs are taken out of a format.
#[derive(Clone, Copy, Debug)]
enum Parse {
    /// Out of decoded text of lines.
    Text(fn(&str, &mut Builder) -> Result<()>),
    /// Out of decoded text of tags.
    Markup(fn(&str, &mut Builder) -> Result<()>),
    /// Out of bytes that are no text.
    Bytes(fn(&[u8], &mut Builder) -> Result<()>),
}

impl Parse {
    /// The bytes that part the pieces that a format is read by, and what these are called.
    fn pieces(self) -> (&'static [u8], &'static str) {
        match self {
            Self::Markup(_) => (b"<", "piece without a tag"),
            Self::Text(_) | Self::Bytes(_) => (b"\n\r", "line"),
        }
    }
}

/// The formats that can be read, sorted by name.
pub const INPUTS: &[Input] = &[
    Input {
        name: "aozora",
        about: "Aozora Bunko",
        extensions: &[],
        parse: Parse::Text(aozora::parse),
    },
    Input {
        name: "docx",
        about: "Word",
        extensions: &["docm", "docx", "dotx"],
        parse: Parse::Bytes(office::docx),
    },
    Input {
        name: "epub",
        about: "EPUB books",
        extensions: &["epub"],
        parse: Parse::Bytes(epub::parse),
    },
    Input {
        name: "html",
        about: "HTML: the article, without what leads around the site",
        extensions: &["htm", "html", "xhtml"],
        parse: Parse::Markup(html::parse),
    },
    Input {
        name: "markdown",
        about: "Markdown",
        extensions: &["markdown", "md", "mdown", "mkd"],
        parse: Parse::Text(markdown::parse),
    },
    Input {
        name: "odt",
        about: "OpenDocument text",
        extensions: &["odt", "ott"],
        parse: Parse::Bytes(office::odt),
    },
    Input {
        name: "pdf",
        about: "PDF with a text layer",
        extensions: &["pdf"],
        parse: Parse::Bytes(pdf::parse),
    },
    Input {
        name: "srt",
        about: "SubRip subtitles",
        extensions: &["srt"],
        parse: Parse::Text(subtitles::parse),
    },
    Input {
        name: "tei",
        about: "TEI and other XML",
        extensions: &["tei", "xml"],
        parse: Parse::Markup(tei::parse),
    },
    Input {
        name: "text",
        about: "plain text, of Project Gutenberg and Wikisource too",
        extensions: &["text", "txt"],
        parse: Parse::Text(text::parse),
    },
    Input {
        name: "webvtt",
        about: "WebVTT subtitles",
        extensions: &["vtt"],
        parse: Parse::Text(subtitles::parse),
    },
];

/// Reads a text: decodes, normalizes, takes out what its format adds, finds paragraphs.
///
/// The content says which format it is, where it can, and the name of `path` where it
/// cannot; `path` stands in errors. A text without a word is a source without paragraphs:
/// whether that is wrong is the caller's business.
///
/// # Errors
/// [`ErrorKind::Encoding`] for bytes that are no text, [`ErrorKind::Record`] for a file that
/// is damaged, [`ErrorKind::Unknown`] for a format or an encoding that does not exist,
/// [`ErrorKind::Limit`] for what is, or grows, too large.
pub fn read(bytes: &[u8], path: &Path, lang: &Lang, options: &Options) -> Result<Source> {
    open(bytes, path, lang, options, false).map_err(|error| error.at(path))
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
    open(bytes, path, lang, options, true).map_err(|error| error.at(path))
}

fn open(
    bytes: &[u8],
    path: &Path,
    lang: &Lang,
    options: &Options,
    lines: bool,
) -> Result<Source> {
    let named = options.format.map(format).transpose()?;
    let found = match named {
        Some(_) => named,
        None if lines => None,
        None => sniff::bytes(bytes)?,
    };
    let mut out = Builder::new(lang.profile(), options);
    if let Some(Input { name, parse: Parse::Bytes(parse), .. }) = found {
        if u32::try_from(bytes.len()).is_err() {
            let message = format!("{} bytes, wanted less than 4 GB", bytes.len());
            return Err(Error::new(ErrorKind::Limit, message));
        }
        parse(bytes, &mut out)?;
        return source(lang, out, name);
    }
    let decoded = decode(bytes, Some(lang.profile()), options)?;
    let input = match found {
        Some(input) => input,
        None => sniff::text(&decoded.text, path)?,
    };
    has_short_pieces(input.parse, &decoded.text)?;
    // NFC moves no line, so it holds for raw texts and for lines, too.
    let off = match options.raw || lines {
        true => Rules::ALL.without(Rule::Nfc),
        false => options.off,
    };
    let normal = normal::normalize(&decoded.text, decoded.lead, off);
    out.part(0, normal.offsets);
    out.count_all(&normal.counts);
    match input.parse {
        _ if lines || options.raw => text::parse_raw(&normal.text, &mut out)?,
        _ if options.off.has(Rule::Markup) => text::parse(&normal.text, &mut out)?,
        Parse::Text(parse) | Parse::Markup(parse) => parse(&normal.text, &mut out)?,
        Parse::Bytes(_) => {
            let message = format!("a text, wanted a file of {}", input.about);
            return Err(Error::new(ErrorKind::Record, message));
        }
    }
    let (encoding, replaced) = (decoded.encoding, decoded.replaced);
    let lines = starts_of_lines(&decoded);
    Ok(Source { encoding, replaced, lines, ..source(lang, out, input.name)? })
}

/// The source that was put together, of a file that has no encoding and no lines.
fn source(lang: &Lang, out: Builder, format: &'static str) -> Result<Source> {
    let built = out.finish();
    let long = built.paragraphs.iter().map(|span| span.len()).max();
    within_limit("paragraph", long.unwrap_or_default())?;
    Ok(Source {
        lang: lang.clone(),
        text: built.text,
        paragraphs: built.paragraphs,
        offsets: built.offsets,
        lines: Vec::new(),
        encoding: UTF_8.name(),
        format,
        notes: built.notes,
        pages: built.pages,
        cleaned: built.cleaned,
        replaced: 0,
    })
}

/// Checks that no piece that a format is read by is of unbounded length, before anything
/// is made of it.
fn has_short_pieces(parse: Parse, text: &str) -> Result<()> {
    if text.len() <= PARAGRAPH {
        return Ok(());
    }
    let (ends, what) = parse.pieces();
    let pieces = text.as_bytes().split(|byte| ends.contains(byte));
    within_limit(what, pieces.map(<[u8]>::len).max().unwrap_or_default())
}

fn within_limit(what: &str, length: usize) -> Result<()> {
    if length <= PARAGRAPH {
        return Ok(());
    }
    let (found, most) = (length >> 20, PARAGRAPH >> 20);
    let message = format!("a {what} of {found} MB, wanted less than {most} MB");
    Err(Error::new(ErrorKind::Limit, message))
}

/// Where the lines of a file begin, in the file as decoded to UTF-8.
fn starts_of_lines(decoded: &Decoded) -> Vec<u32> {
    let bytes = decoded.text.as_bytes();
    let ends = |&at: &usize| match bytes[at] {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    // A text has less than 4 GB: `decode` sees to it.
    let start = |at: usize| u32::try_from(decoded.lead + at + 1).unwrap_or(u32::MAX);
    std::iter::once(0).chain((0..bytes.len()).filter(ends).map(start)).collect()
}

/// Returns the format of that name.
///
/// # Errors
/// [`ErrorKind::Unknown`] if there is none.
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
