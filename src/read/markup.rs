//! The elements of XML and HTML, walked once, without a tree: what each is to the text is
//! said by the format.
//!
//! Invariant: linear, and no deeper on the stack of the program however deep elements
//! nest. Entities of a document's own are never expanded.

use std::collections::HashMap;
use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};

use super::build::{Builder, Kind};
use super::clean::Rule;
use crate::error::{Error, ErrorKind, Result};

/// The start tag of an element.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    /// Its name, without a prefix; of HTML in lower case.
    pub(super) name: &'a str,
    /// The name of the element around it.
    pub(super) parent: &'a str,
    /// The markup after it.
    pub(super) rest: &'a str,
    attributes: Vec<(String, String)>,
}

impl Tag<'_> {
    /// Returns the value of an attribute, by its name without a prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Returns whether one of the words of an attribute is one of `words`.
    pub(super) fn has(&self, name: &str, words: &[&str]) -> bool {
        let value = self.attribute(name).unwrap_or_default();
        value.split_ascii_whitespace().any(|word| words.contains(&word))
    }
}

/// What an element is to the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Do {
    /// Part of the text around it.
    Inline,
    /// Text counts in it, and its white space stays.
    Verbatim,
    /// A paragraph, or several.
    Block,
    /// A paragraph, or several, that no page end breaks.
    Whole,
    /// Says of the paragraph that is open that no page end breaks it.
    Mark,
    /// Left out with all in it.
    Skip,
    /// Left out with all in it if the rule is on.
    Left(Rule),
    /// Leaves out what is left of the paragraph around it if the rule is on.
    Leave(Rule),
    /// A note.
    Note,
    /// A line end.
    Break,
    /// Stands for this text.
    Says(&'static str),
    /// A page of this name begins.
    Page(String),
    /// The next page begins.
    Turn,
}

/// What the elements of a format are.
pub(super) type Dialect = fn(&Tag, &Builder) -> Do;

/// Elements of HTML that have no end tag.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
    "source", "track", "wbr",
];
/// Elements that end a paragraph of HTML that is open (HTML standard, 13.2.6.4.7).
const ENDS_PARAGRAPH: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];
/// How long the name of an entity may be.
const ENTITY: usize = 40;
/// How far the end of a mark is looked for, in bytes: where none ends, a search to the end
/// of the text for each would take for ever.
const NEAR: usize = 4096;

/// Walks a document of XML. In a `quiet` one text counts in verbatim elements only.
///
/// # Errors
/// [`ErrorKind::Record`] for what is no XML, and for entities of the document's own.
pub(super) fn xml(
    text: &str,
    dialect: Dialect,
    quiet: bool,
    out: &mut Builder,
) -> Result<()> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut walker = Walker::new(dialect, quiet, false);
    loop {
        let start = place(&reader, text);
        let event = reader.read_event();
        let end = place(&reader, text);
        let event = event.map_err(|error| {
            let message = format!("no XML: {error}");
            Error::new(ErrorKind::Record, message).on_line(line_of(text, end))
        })?;
        match event {
            Event::Start(ref tag) | Event::Empty(ref tag) => {
                let name = local(tag.name().into_inner());
                walker.start(name, attributes(tag), &text[end..], end, out);
                if matches!(event, Event::Empty(_)) {
                    walker.end(name, out);
                }
            }
            Event::End(tag) => walker.end(local(tag.name().into_inner()), out),
            Event::Text(_) => walker.text(&text[start..end], start, out),
            Event::CData(_) => {
                let inner = text[start..end].strip_prefix("<![CDATA[");
                let inner = inner.and_then(|inner| inner.strip_suffix("]]>"));
                walker.text(inner.unwrap_or_default(), start + 9, out);
            }
            Event::GeneralRef(_) => {
                let raw = &text[start..end];
                match entity(raw) {
                    Some(found) => walker.made(&found, start, out),
                    None if walker.is_silent() => {}
                    None => {
                        let message = format!(
                            "found the entity `{raw}`, wanted one of XML or HTML: a \
                             document's own are not expanded"
                        );
                        let error = Error::new(ErrorKind::Record, message);
                        return Err(error.on_line(line_of(text, start)));
                    }
                }
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    walker.finish(out);
    Ok(())
}

fn place(reader: &Reader<&[u8]>, text: &str) -> usize {
    let at =
        usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(text.len());
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// Walks a part of a document of HTML, however broken it is.
pub(super) fn html(
    document: &str,
    part: Range<usize>,
    dialect: Dialect,
    out: &mut Builder,
) {
    let (text, from) = (&document[part.clone()], part.start);
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut walker = Walker::new(dialect, false, true);
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let token = match token {
            Ok(token) => token,
            Err(never) => match never {},
        };
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let attributes = tag.attributes.iter().map(|(key, value)| {
                    let key = String::from_utf8_lossy(key);
                    let value = String::from_utf8_lossy(value).into_owned();
                    (local(&key).to_owned(), value)
                });
                let end = tag.span.end.min(text.len());
                let rest = text.get(end..).unwrap_or_default();
                walker.start(&name, attributes.collect(), rest, from + end, out);
                if VOID.contains(&&*name) {
                    walker.end(&name, out);
                }
            }
            Token::EndTag(tag) => walker.end(&String::from_utf8_lossy(&tag.name), out),
            Token::String(string) => {
                let (start, end) = (string.span.start, string.span.end.min(text.len()));
                let raw = text.get(start..end).unwrap_or_default();
                if raw.as_bytes() == string.value.0.as_slice() {
                    walker.text(raw, from + start, out);
                } else {
                    with_entities(raw, from + start, &mut walker, out);
                }
            }
            _ => {}
        }
    }
    walker.finish(out);
}

/// Adds text of HTML in which there may be entities.
fn with_entities(raw: &str, at: usize, walker: &mut Walker, out: &mut Builder) {
    let mut start = 0;
    for (amp, _) in raw.match_indices('&') {
        if amp < start {
            continue;
        }
        let rest = &raw[amp..];
        let name = rest[1..]
            .bytes()
            .take(ENTITY)
            .take_while(|b| b.is_ascii_alphanumeric() || *b == b'#');
        let mut end = 1 + name.count();
        end += usize::from(rest[end..].starts_with(';'));
        if let Some(found) = entity(&rest[..end]) {
            walker.text(&raw[start..amp], at + start, out);
            walker.made(&found, at + amp, out);
            start = amp + end;
        }
    }
    walker.text(&raw[start..], at + start, out);
}

/// What an entity stands for: `&amp;`, `&egrave;`, `&#x51;`.
pub(super) fn entity(raw: &str) -> Option<String> {
    let name = raw.strip_prefix('&')?.trim_end_matches(';');
    let Some(number) = name.strip_prefix('#') else {
        return resolve_html5_entity(name).map(str::to_owned);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    let code = code.ok()?;
    // Numbers of windows-1252, which browsers read as what was meant.
    let c = match code {
        0x80..=0x9f => {
            let byte = [u8::try_from(code).ok()?];
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(&byte)
                .0
                .chars()
                .next()?
        }
        _ => char::from_u32(code)?,
    };
    (c != '\0').then(|| c.to_string())
}

/// Counts the tags of a text: of a format that people write, they are what is cleaned out.
pub(super) fn count_tags(text: &str, out: &mut Builder) {
    let bytes = text.as_bytes();
    let tags = bytes.windows(2).filter(|w| w[0] == b'<' && w[1].is_ascii_alphabetic());
    out.count_all(&[(Rule::Markup, tags.count())]);
}

/// As much of a text as the end of a mark may be in.
pub(super) fn near(text: &str) -> &str {
    let end = (0..=text.len().min(NEAR)).rev().find(|&at| text.is_char_boundary(at));
    &text[..end.unwrap_or(0)]
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn attributes(tag: &BytesStart) -> Vec<(String, String)> {
    let mut attributes = tag.attributes();
    let pairs = attributes.with_checks(false).flatten().map(|attribute| {
        (local(attribute.key.into_inner()).to_owned(), attribute.value.into_owned())
    });
    pairs.collect()
}

/// The line on which a byte stands, counted from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    let before = &text.as_bytes()[..at.min(text.len())];
    before.iter().filter(|&&byte| byte == b'\n').count() + 1
}

/// An element that is open.
#[derive(Debug)]
struct Open {
    name: String,
    action: Do,
}

/// Where a walk stands.
#[derive(Debug)]
struct Walker {
    dialect: Dialect,
    html: bool,
    stack: Vec<Open>,
    /// How many elements of each name are open: what spares a search for an end tag that
    /// ends nothing.
    open: HashMap<String, usize>,
    /// How many of the open elements are left out, verbatim, and whole.
    skips: usize,
    verbatim: usize,
    whole: usize,
    quiet: bool,
    page: usize,
}

impl Walker {
    fn new(dialect: Dialect, quiet: bool, html: bool) -> Self {
        Self {
            dialect,
            html,
            stack: Vec::new(),
            open: HashMap::new(),
            skips: 0,
            verbatim: 0,
            whole: 0,
            quiet,
            page: 1,
        }
    }

    fn is_silent(&self) -> bool {
        self.skips > 0 || self.quiet && self.verbatim == 0
    }

    fn text(&self, text: &str, at: usize, out: &mut Builder) {
        match self.verbatim > 0 {
            _ if self.is_silent() => {}
            true => out.push(text, at),
            false => out.push_flow(text, at),
        }
    }

    fn made(&self, text: &str, at: usize, out: &mut Builder) {
        match self.verbatim > 0 {
            _ if self.is_silent() => {}
            true => out.push_made(text, at),
            false => out.flow_made(text, at),
        }
    }

    fn start(
        &mut self,
        name: &str,
        attributes: Vec<(String, String)>,
        rest: &str,
        at: usize,
        out: &mut Builder,
    ) {
        // Where no end tag did, `<li>` ends the one before it, and a block a paragraph.
        let last = self.stack.last().map_or("", |open| open.name.as_str());
        let ended = match name {
            "li" | "dd" | "dt" | "td" | "th" | "tr" => last == name,
            _ => last == "p" && ENDS_PARAGRAPH.contains(&name),
        };
        if self.html && ended {
            let last = last.to_owned();
            self.end(&last, out);
        }
        let parent = self.stack.last().map_or("", |open| open.name.as_str());
        let action = match self.skips > 0 {
            true => Do::Inline,
            false => (self.dialect)(&Tag { name, parent, rest, attributes }, out),
        };
        let action = self.begin(action, at, out);
        *self.open.entry(name.to_owned()).or_default() += 1;
        self.stack.push(Open { name: name.to_owned(), action });
    }

    /// Does what an element's start asks for; returns what its end has to undo.
    fn begin(&mut self, action: Do, at: usize, out: &mut Builder) -> Do {
        match action {
            Do::Skip => self.skips += 1,
            Do::Left(rule) => {
                if !out.on(rule) {
                    return Do::Inline;
                }
                out.count(rule);
                self.skips += 1;
                return Do::Skip;
            }
            Do::Leave(rule) => {
                // The style of a paragraph stands in the properties at its beginning.
                let around = self.stack.iter_mut().rev().take(3);
                let block =
                    around.filter(|_| out.on(rule)).find(|o| o.action == Do::Block);
                if let Some(block) = block {
                    // Nothing was in it yet that its end would have to end.
                    block.action = Do::Skip;
                    self.skips += 1;
                    out.count(rule);
                }
            }
            Do::Verbatim => self.verbatim += 1,
            Do::Block => {
                out.end();
                self.shape(out);
            }
            Do::Whole => {
                out.end();
                self.whole += 1;
                self.shape(out);
            }
            Do::Mark => out.kind(Kind::Whole),
            Do::Note => {
                out.begin_note();
            }
            Do::Break => match out.tail() {
                "" => {}
                tail if ends(tail, out) => {
                    out.end();
                    self.shape(out);
                }
                _ => out.line(),
            },
            Do::Says(text) => self.made(text, at, out),
            Do::Page(ref label) => out.page(label.as_str()),
            Do::Turn => {
                if self.page == 1 {
                    out.first_page("1");
                }
                self.page += 1;
                out.page(self.page.to_string());
            }
            Do::Inline => {}
        }
        action
    }

    fn shape(&self, out: &mut Builder) {
        out.kind(if self.whole > 0 { Kind::Whole } else { Kind::Body });
    }

    fn end(&mut self, name: &str, out: &mut Builder) {
        // The end tag of what is not open ends nothing.
        if self.open.get(name).is_none_or(|count| *count == 0) {
            return;
        }
        while let Some(open) = self.stack.pop() {
            if let Some(count) = self.open.get_mut(&open.name) {
                *count -= 1;
            }
            self.undo(&open.action, out);
            if open.name == name {
                break;
            }
        }
    }

    fn undo(&mut self, action: &Do, out: &mut Builder) {
        match action {
            Do::Skip => self.skips -= 1,
            Do::Verbatim => self.verbatim -= 1,
            Do::Block => {
                out.end();
                self.shape(out);
            }
            Do::Whole => {
                out.end();
                self.whole -= 1;
                self.shape(out);
            }
            Do::Note => out.end_note(),
            _ => {}
        }
    }

    fn finish(mut self, out: &mut Builder) {
        while let Some(open) = self.stack.pop() {
            self.undo(&open.action, out);
        }
        out.end();
    }
}

/// Returns whether a line ends a sentence, so that a line end after it ends a paragraph.
pub(super) fn ends(line: &str, out: &Builder) -> bool {
    let marks = &out.profile.marks;
    let closers = marks.quotes.iter().chain(&marks.brackets).map(|&(_, close)| close);
    let closers: Vec<char> = closers.collect();
    let line = line.trim_end().trim_end_matches(closers.as_slice());
    let end = |c| [&marks.full, &marks.ends, &marks.stops].iter().any(|m| m.contains(c));
    line.ends_with(|c| end(c) || c == '…')
}
