//! Elements of an XML file in their order, with the line each begins on.
//!
//! Invariant: entities that a DTD of the file may define are given by their names, which
//! is what dictionaries use them for.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::{Error, ErrorKind, Result};

/// What is met on the way through a file.
pub(super) enum Step<'a> {
    /// An element begins: its name without a prefix, and its attributes.
    Start(&'a str, &'a [(String, String)]),
    /// An element ends, with the text directly in it.
    End(&'a str, &'a str),
}

/// Goes through a file; each step gets the line it is on.
///
/// # Errors
/// `Record`, with the line, if the file is no XML.
pub(super) fn walk(
    text: &str,
    mut step: impl FnMut(Step<'_>, usize) -> Result<()>,
) -> Result<()> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<(String, String)> = Vec::new();
    let (mut at, mut line) = (0, 1);
    loop {
        let event = reader.read_event();
        let place = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let place = place.min(text.len());
        let before = line;
        line += text.as_bytes()[at..place].iter().filter(|byte| **byte == b'\n').count();
        at = place;
        let event = event.map_err(|error| {
            Error::new(ErrorKind::Record, format!("{error}, wanted XML")).on_line(line)
        })?;
        let mut start =
            |tag: &BytesStart<'_>,
             step: &mut dyn FnMut(Step<'_>, usize) -> Result<()>| {
                let name = local(tag.name().as_ref());
                let attributes = tag.attributes().flatten().map(|attribute| {
                    let key = attribute.key.as_ref().to_owned();
                    let value = attribute.value.clone().into_owned();
                    let value = quick_xml::escape::unescape(&value)
                        .map(|text| text.into_owned())
                        .unwrap_or(value);
                    (key, value)
                });
                let attributes: Vec<(String, String)> = attributes.collect();
                step(Step::Start(&name, &attributes), before)?;
                open.push((name, String::new()));
                Ok::<(), Error>(())
            };
        match event {
            Event::Start(tag) => start(&tag, &mut step)?,
            Event::Empty(tag) => {
                start(&tag, &mut step)?;
                if let Some((name, _)) = open.pop() {
                    step(Step::End(&name, ""), line)?;
                }
            }
            Event::End(_) => {
                if let Some((name, text)) = open.pop() {
                    step(Step::End(&name, text.trim()), line)?;
                    // `<term>Kim <hi>Il</hi> Sung</term>`: the text is the term's too.
                    if name == "hi"
                        && let Some((_, outer)) = open.last_mut()
                    {
                        outer.push_str(&text);
                    }
                }
            }
            Event::Text(text) => {
                if let Some((_, own)) = open.last_mut() {
                    own.push_str(&text);
                }
            }
            Event::CData(text) => {
                if let Some((_, own)) = open.last_mut() {
                    own.push_str(&text);
                }
            }
            Event::GeneralRef(name) => {
                let known = name.resolve_char_ref().ok().flatten().map(String::from);
                let name = name.to_string();
                let text = known.unwrap_or_else(|| match name.as_str() {
                    "amp" => "&".to_owned(),
                    "lt" => "<".to_owned(),
                    "gt" => ">".to_owned(),
                    "quot" => "\"".to_owned(),
                    "apos" => "'".to_owned(),
                    _ => name,
                });
                if let Some((_, own)) = open.last_mut() {
                    own.push_str(&text);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    match open.last() {
        Some((name, _)) => {
            let message = format!("the file ends inside `{name}`, wanted its end");
            Err(Error::new(ErrorKind::Record, message).on_line(line))
        }
        None => Ok(()),
    }
}

/// A name without its prefix.
fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_owned()
}
