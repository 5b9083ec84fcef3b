//! Which format a file is in: by its content, then by its name.
//!
//! Invariant: looks at the beginning of a file only, and at the names in an archive.

use std::path::Path;

use super::archive::Archive;
use super::{Input, aozora, by_extension, format, subtitles};
use crate::error::{Error, ErrorKind, Result};

/// How many characters are looked at.
const HEAD: usize = 4096;

/// Returns the format of a file that is no text, nothing of one that may be.
///
/// # Errors
/// [`ErrorKind::Record`] for archives and documents that are none of ours.
pub(super) fn bytes(bytes: &[u8]) -> Result<Option<&'static Input>> {
    let refused = |what: &str, hint: &str| {
        Err(Error::new(ErrorKind::Record, format!("{what}, wanted a text")).hint(hint))
    };
    let head = &bytes[..bytes.len().min(1024)];
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        let archive = Archive::open(bytes)?;
        let name = if archive.has("META-INF/container.xml") {
            "epub"
        } else if archive.has("content.xml") {
            "odt"
        } else if archive.has("word/document.xml") || archive.has("_rels/.rels") {
            "docx"
        } else {
            return refused(
                "a ZIP archive",
                "DOCX, ODT and EPUB are read; unpack others first",
            );
        };
        return format(name).map(Some);
    }
    if head.windows(5).any(|window| window == b"%PDF-") {
        return format("pdf").map(Some);
    }
    if head.starts_with(b"{\\rtf") {
        return refused("an RTF document", "save it as DOCX or ODT");
    }
    if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return refused("an old Office document", "save it as DOCX or ODT");
    }
    Ok(None)
}

/// Returns the format of a text.
///
/// # Errors
/// [`ErrorKind::Unknown`] never: all formats that are named here exist.
pub(super) fn text(text: &str, path: &Path) -> Result<&'static Input> {
    let end = text.char_indices().nth(HEAD).map_or(text.len(), |(at, _)| at);
    let head = text[..end].trim_start_matches('\u{feff}').trim_start();
    let named = by_extension(path).map(|input| input.name);
    let name = match markup(head) {
        Some(found) => found,
        None if head.starts_with("WEBVTT") => "webvtt",
        None if is_srt(head) => "srt",
        // What is said to be Markdown may show a page of Aozora Bunko.
        None if aozora::is(text) && matches!(named, None | Some("text")) => "aozora",
        None => named.unwrap_or("text"),
    };
    format(name)
}

/// The format of a text that begins with a tag.
fn markup(head: &str) -> Option<&'static str> {
    if !head.starts_with('<') {
        return None;
    }
    let mut rest = head;
    loop {
        rest = rest.trim_start();
        let skip = if rest.starts_with("<!--") {
            rest.find("-->").map(|at| at + 3)
        } else if rest.starts_with("<?") {
            rest.find("?>").map(|at| at + 2)
        } else if rest.get(..9).is_some_and(|tag| tag.eq_ignore_ascii_case("<!doctype")) {
            let html = rest[9..].trim_start().get(..4);
            if html.is_some_and(|name| name.eq_ignore_ascii_case("html")) {
                return Some("html");
            }
            // The subset of a document has tags of its own.
            match (rest.find('['), rest.find('>')) {
                (Some(open), Some(close)) if open < close => {
                    rest.find("]>").map(|at| at + 2)
                }
                (_, close) => close.map(|at| at + 1),
            }
        } else {
            None
        };
        match skip {
            Some(skip) => rest = &rest[skip..],
            None => break,
        }
    }
    let name = rest.strip_prefix('<')?;
    let end =
        name.find(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '.' | '_' | '-')));
    let name = &name[..end.unwrap_or(name.len())];
    let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
    match local.to_ascii_lowercase().as_str() {
        "html" => Some("html"),
        "tei" | "tei.2" | "teicorpus" => Some("tei"),
        // Other XML says what it is; a stray tag in a text says nothing.
        _ if head.starts_with("<?xml") && !name.is_empty() => Some("tei"),
        _ => None,
    }
}

/// Returns whether a text begins with a number, times and a line.
fn is_srt(head: &str) -> bool {
    let mut lines = head.lines().map(str::trim).filter(|line| !line.is_empty());
    let number =
        lines.next().is_some_and(|line| line.bytes().all(|byte| byte.is_ascii_digit()));
    number && lines.next().is_some_and(|line| subtitles::times(line).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_speaks_before_the_name() {
        for (head, path, wanted) in [
            ("<!DOCTYPE html><p>x", "a.txt", "html"),
            ("<?xml version='1.0'?><html xmlns='x'>", "a", "html"),
            ("<?xml version='1.0'?>\n<!-- x --><TEI xmlns='x'>", "a.txt", "tei"),
            ("<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>", "a", "tei"),
            ("WEBVTT\n\n00:01.000 --> 00:02.000\nx", "a.txt", "webvtt"),
            ("1\n00:00:01,000 --> 00:00:02,000\nx", "a", "srt"),
            ("橋\n［＃５字下げ］一［＃「一」は大見出し］", "a.txt", "aozora"),
            ("# x", "a.md", "markdown"),
            ("<p>x", "a.html", "html"),
            ("<b>x</b> y", "a.txt", "text"),
            ("x", "de.xyz", "text"),
        ] {
            assert_eq!(text(head, Path::new(path)).unwrap().name, wanted, "{head}");
        }
    }
}
