//! XML events one by one, decoded, with the line each is on.
//!
//! Invariants: entities of a DTD are not known and stay as they are written; line ends
//! are LF (XML 1.0 §2.11), but not those that are written as a reference.

use std::io::BufRead;

use encoding_rs::{Encoding, UTF_8};
use quick_xml::Reader;
use quick_xml::encoding::DecodingReader;
use quick_xml::events::{BytesStart, Event};

use super::{Input, Options};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;

/// What is met.
#[derive(Debug)]
pub(super) enum Step {
    /// An element begins.
    Start(Tag),
    /// An element ends: its name.
    End(String),
    /// Text stands here.
    Text(String),
}

/// An element's name, without its prefix, and its attributes, with theirs.
#[derive(Debug)]
pub(super) struct Tag {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// Returns the value of an attribute.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.attributes.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }

    /// Returns the language that an attribute names; other programs write `en_US` too.
    ///
    /// # Errors
    /// If it is no tag.
    pub(super) fn lang(&self, key: &str) -> Result<Option<Lang>> {
        self.get(key).map(|tag| Lang::parse(&tag.trim().replace('_', "-"))).transpose()
    }
}

/// Goes through a file; an error of `step` gets file and line.
///
/// # Errors
/// If the file cannot be read or decoded, or is no XML; those of `step`.
pub(super) fn walk(
    input: &Input<'_>,
    options: &Options<'_>,
    mut step: impl FnMut(Step) -> Result<()>,
) -> Result<()> {
    // What is not there has no line.
    let open = input.open()?;
    let mut line = 1;
    events(open, options, &mut line, &mut step)
        .map_err(|error| error.at(input.path).on_line(line))
}

fn events(
    mut open: Box<dyn BufRead + '_>,
    options: &Options<'_>,
    line: &mut usize,
    step: &mut dyn FnMut(Step) -> Result<()>,
) -> Result<()> {
    let encoding = match options.encoding {
        Some(label) => Some(named(label)?),
        None => declared(open.fill_buf()?),
    };
    let mut decoding = DecodingReader::new(open);
    if let Some(encoding) = encoding {
        decoding.set_encoding(encoding);
    }
    let mut reader = Reader::from_reader(decoding);
    let (mut buffer, mut depth) = (Vec::new(), 0usize);
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(wrong)?;
        match &event {
            Event::Start(tag) => {
                depth += 1;
                step(Step::Start(owned(tag)))?;
            }
            Event::Empty(tag) => {
                let tag = owned(tag);
                let name = tag.name.clone();
                step(Step::Start(tag))?;
                step(Step::End(name))?;
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                step(Step::End(local(tag.name().as_ref()).to_owned()))?;
            }
            Event::Text(text) => step(Step::Text(line_ends(text)))?,
            Event::CData(text) => step(Step::Text(line_ends(text)))?,
            Event::GeneralRef(name) => step(Step::Text(match name.resolve_char_ref() {
                Ok(Some(c)) => c.to_string(),
                _ => resolved(name),
            }))?,
            Event::Eof if depth > 0 => {
                let message = "the file ends inside an element, wanted its end";
                return Err(Error::new(ErrorKind::Record, message));
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
        *line += event.bytes().filter(|byte| *byte == b'\n').count();
    }
}

/// Returns the encoding that a file's declaration names; one of two-byte units can only
/// be read where it is known already.
fn declared(start: &[u8]) -> Option<&'static Encoding> {
    let end = start.windows(2).position(|two| two == b"?>")?;
    let declaration = std::str::from_utf8(&start[..end]).ok()?;
    let (_, rest) = declaration.split_once("encoding")?;
    let label = rest.split(['"', '\'']).nth(1)?;
    Encoding::for_label(label.as_bytes()).filter(|found| found.is_ascii_compatible())
}

fn named(label: &str) -> Result<&'static Encoding> {
    Encoding::for_label(label.as_bytes()).ok_or_else(|| {
        Error::unknown(
            "encoding",
            label,
            [UTF_8.name(), "utf-16le", "gb18030", "shift_jis"],
        )
    })
}

fn wrong(error: quick_xml::Error) -> Error {
    match error {
        quick_xml::Error::Io(error)
            if error.kind() == std::io::ErrorKind::InvalidData =>
        {
            let message = format!("{error}, wanted text in the encoding of the file");
            Error::new(ErrorKind::Encoding, message)
        }
        quick_xml::Error::Io(error) => Error::new(ErrorKind::Io, error.to_string()),
        error => Error::new(ErrorKind::Record, format!("{error}, wanted XML")),
    }
}

fn owned(tag: &BytesStart<'_>) -> Tag {
    let attributes = tag.attributes().flatten().map(|attribute| {
        let value = attribute.value.as_ref();
        let plain = quick_xml::escape::unescape(value).map(|text| text.into_owned());
        (attribute.key.as_ref().to_owned(), plain.unwrap_or_else(|_| value.to_owned()))
    });
    let attributes = attributes.collect();
    Tag { name: local(tag.name().as_ref()).to_owned(), attributes }
}

/// Returns a name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn line_ends(text: &str) -> String {
    match text.contains('\r') {
        true => text.replace("\r\n", "\n").replace('\r', "\n"),
        false => text.to_owned(),
    }
}

/// Returns what an entity stands for: the five of XML (§4.6), else itself.
fn resolved(name: &str) -> String {
    let known = match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        name => return format!("&{name};"),
    };
    known.to_owned()
}
