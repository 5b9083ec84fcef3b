//! What XML 1.0 wants of every text, whatever the format.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Writes elements, a line end after each tag that does not stand beside text.
///
/// Characters that XML forbids become U+FFFD, and are counted.
pub(super) struct Xml<W: Write> {
    writer: Writer<W>,
    /// How many characters were replaced.
    pub(super) replaced: usize,
}

/// Attributes of an element.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

impl<W: Write> Xml<W> {
    pub(super) fn new(out: W) -> Self {
        Self { writer: Writer::new(out), replaced: 0 }
    }

    /// Writes the declaration of UTF-8.
    pub(super) fn declare(&mut self) -> io::Result<()> {
        let declaration = BytesDecl::new("1.0", Some("UTF-8"), None);
        self.writer.write_event(Event::Decl(declaration))?;
        self.line()
    }

    /// Writes the type of the document.
    pub(super) fn doctype(&mut self, text: &str) -> io::Result<()> {
        self.writer.write_event(Event::DocType(BytesText::from_escaped(text)))?;
        self.line()
    }

    /// Begins an element that holds others.
    pub(super) fn open(&mut self, name: &str, with: Attributes<'_>) -> io::Result<()> {
        self.begin(name, with)?;
        self.line()
    }

    /// Ends an element that holds others.
    pub(super) fn close(&mut self, name: &str) -> io::Result<()> {
        self.end(name)?;
        self.line()
    }

    /// Begins an element that holds text.
    pub(super) fn begin(&mut self, name: &str, with: Attributes<'_>) -> io::Result<()> {
        let start = self.start(name, with);
        self.writer.write_event(Event::Start(start))
    }

    /// Ends an element that holds text.
    pub(super) fn end(&mut self, name: &str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// Writes an element without content.
    pub(super) fn empty(&mut self, name: &str, with: Attributes<'_>) -> io::Result<()> {
        let start = self.start(name, with);
        self.writer.write_event(Event::Empty(start))
    }

    /// Writes an element with a text in it.
    pub(super) fn leaf(
        &mut self,
        name: &str,
        with: Attributes<'_>,
        text: &str,
    ) -> io::Result<()> {
        self.begin(name, with)?;
        self.text(text)?;
        self.close(name)
    }

    /// Writes a text.
    pub(super) fn text(&mut self, text: &str) -> io::Result<()> {
        let text = allowed(text, &mut self.replaced);
        let text = BytesText::from_escaped(partial_escape(&*text));
        self.writer.write_event(Event::Text(text))
    }

    /// Writes a line end.
    pub(super) fn line(&mut self) -> io::Result<()> {
        self.writer.write_event(Event::Text(BytesText::from_escaped("\n")))
    }

    /// Returns what it writes to.
    pub(super) fn into_inner(self) -> W {
        self.writer.into_inner()
    }

    fn start<'a>(&mut self, name: &'a str, with: Attributes<'_>) -> BytesStart<'a> {
        let mut start = BytesStart::new(name);
        for (key, value) in with {
            start.push_attribute((*key, &*allowed(value, &mut self.replaced)));
        }
        start
    }
}

/// Returns the text with the characters that XML forbids as U+FFFD, and counts them.
///
/// Allowed are those of `Char` (XML 1.0 §2.2); an escape such as `&#1;` is forbidden too.
pub(super) fn allowed<'a>(text: &'a str, replaced: &mut usize) -> Cow<'a, str> {
    if !text.contains(is_forbidden) {
        return Cow::Borrowed(text);
    }
    *replaced += text.chars().filter(|c| is_forbidden(*c)).count();
    Cow::Owned(text.replace(is_forbidden, "\u{fffd}"))
}

/// Returns whether no XML file can hold the character.
pub(super) fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}
