//! TMX 1.4b, the exchange format of translation memories, with all columns.
//!
//! Specification: <https://www.gala-global.org/tmx-14b> (OSCAR, 26 April 2005). A row is a
//! `tu`, a cell that is not empty a `tuv`; a row with fewer than two of them says nothing
//! about a translation and is left out.

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::{Chosen, Columns, Export, Files, Output, Pen, Works, join, joiners, xml};
use crate::error::{Error, ErrorKind, Result};
use crate::parallel::{Row, Score};

pub(super) const EXPORT: Export = Export {
    name: "tmx",
    about: "TMX 1.4b translation memory, all columns",
    extension: "tmx",
    files: Files::One,
    binary: false,
    columns: Columns::Any,
    works: Works::Any,
    imports: true,
    utf16: true,
    open: |output| {
        start(output)?;
        Ok(Box::new(Tmx))
    },
};

struct Tmx;

impl Pen for Tmx {
    fn work(&mut self, chosen: &Chosen<'_>, output: &mut Output<'_>) -> Result<()> {
        work(chosen, output)
    }

    fn end(&mut self, output: &mut Output<'_>) -> Result<()> {
        end(output)
    }
}

/// Any language may be the source: no column is the first among equals. Also, the `tuv`
/// of a named source must be in every `tu` (§ srclang), and a cell may be empty.
const ALL: &str = "*all*";

fn start(output: &mut Output<'_>) -> Result<()> {
    let date = output.options.date.map(date).transpose()?;
    let mut header = BytesStart::new("header").with_attributes([
        ("creationtool", "Tetrapla"),
        ("creationtoolversion", env!("CARGO_PKG_VERSION")),
        // What most rows are; a row with a cell of several sentences says `block`.
        ("segtype", "sentence"),
        ("o-tmf", "tetrapla"),
        ("adminlang", "en-US"),
        ("srclang", output.options.source.map_or(ALL, |lang| lang.as_str())),
        ("datatype", "plaintext"),
    ]);
    if let Some(date) = &date {
        header.push_attribute(("creationdate", date.as_str()));
    }
    let encoding = if output.options.utf16 { "UTF-16" } else { "UTF-8" };
    let mut writer = Writer::new(&mut *output.out);
    let root = BytesStart::new("tmx").with_attributes([("version", "1.4")]);
    for event in [
        Event::Decl(BytesDecl::new("1.0", Some(encoding), None)),
        Event::DocType(BytesText::from_escaped("tmx SYSTEM \"tmx14.dtd\"")),
        Event::Start(root),
        Event::Empty(header),
        Event::Start(BytesStart::new("body")),
    ] {
        writer.write_event(event)?;
        writer.write_event(line_end())?;
    }
    Ok(())
}

fn end(output: &mut Output<'_>) -> Result<()> {
    let mut writer = Writer::new(&mut *output.out);
    for name in ["body", "tmx"] {
        writer.write_event(Event::End(BytesEnd::new(name)))?;
        writer.write_event(line_end())?;
    }
    Ok(())
}

fn work(chosen: &Chosen<'_>, output: &mut Output<'_>) -> Result<()> {
    let work = chosen.work;
    let joiners = joiners(work);
    let starts: Vec<BytesStart<'_>> = work
        .columns
        .iter()
        .map(|c| BytesStart::new("tuv").with_attributes([("xml:lang", c.lang.as_str())]))
        .collect();
    let source = output.options.source.and_then(|lang| work.column(lang));
    let sourced = output.options.source.is_some();
    // `tuid` is text without white space (§ tuid).
    let name = xml::allowed(&work.work, &mut output.report.replaced);
    let name = name.split_whitespace().collect::<Vec<_>>().join("-");
    let mut writer = Writer::new(&mut *output.out);
    for row in chosen.rows() {
        let texts: Vec<Cow<'_, str>> = row
            .cells
            .iter()
            .zip(&joiners)
            .map(|(cell, joiner)| join(cell, joiner))
            .collect();
        if texts.iter().filter(|text| !text.is_empty()).count() < 2 {
            output.report.left_out += 1;
            continue;
        }
        output.report.rows += 1;
        let mut tu = BytesStart::new("tu");
        tu.push_attribute(("tuid", format!("{name}.{}", row.id).as_str()));
        if sourced && source.is_none_or(|column| texts[column].is_empty()) {
            tu.push_attribute(("srclang", ALL));
        }
        if row.cells.iter().any(|cell| cell.len() > 1) {
            tu.push_attribute(("segtype", "block"));
        }
        let by =
            row.by.as_deref().map(|by| xml::allowed(by, &mut output.report.replaced));
        if let Some(by) = &by {
            tu.push_attribute(("changeid", by.as_ref()));
        }
        writer.write_event(Event::Start(tu))?;
        properties(row, &mut writer)?;
        for (start, text) in
            starts.iter().zip(&texts).filter(|(_, text)| !text.is_empty())
        {
            let text = xml::allowed(text, &mut output.report.replaced);
            writer.write_event(line_end())?;
            writer.write_event(Event::Start(start.borrow()))?;
            element(BytesStart::new("seg"), &text, &mut writer)?;
            writer.write_event(Event::End(BytesEnd::new("tuv")))?;
        }
        writer.write_event(line_end())?;
        writer.write_event(Event::End(BytesEnd::new("tu")))?;
        writer.write_event(line_end())?;
    }
    Ok(())
}

/// Writes what the row has and TMX has no word for: its own types begin with `x-`.
fn properties<W: io::Write>(row: &Row, writer: &mut Writer<W>) -> io::Result<()> {
    let score = row.score.as_ref().map(Score::to_string);
    let verdict = Some(row.verdict.name());
    for (kind, text) in [("x-score", score.as_deref()), ("x-verdict", verdict)] {
        if let Some(text) = text {
            let start = BytesStart::new("prop").with_attributes([("type", kind)]);
            writer.write_event(line_end())?;
            element(start, text, writer)?;
        }
    }
    Ok(())
}

fn element<W: io::Write>(
    start: BytesStart<'_>,
    text: &str,
    writer: &mut Writer<W>,
) -> io::Result<()> {
    let end = start.to_end().into_owned();
    writer.write_event(Event::Start(start))?;
    writer.write_event(Event::Text(BytesText::from_escaped(partial_escape(text))))?;
    writer.write_event(Event::End(end))
}

fn line_end() -> Event<'static> {
    Event::Text(BytesText::from_escaped("\n"))
}

/// Returns a date as TMX has it, `YYYYMMDDThhmmssZ` (ISO 8601, basic form).
fn date(date: &str) -> Result<String> {
    let shape: String =
        date.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let digits = date.replace(['-', ':'], "");
    let basic = match shape.as_str() {
        "0000-00-00" => Some(format!("{digits}T000000Z")),
        "0000-00-00T00:00:00Z" => Some(digits),
        _ => None,
    };
    // Month, day, hour, minute, second, each two digits.
    let ranges = [(4, 1..=12), (6, 1..=31), (9, 0..=23), (11, 0..=59), (13, 0..=59)];
    let exists = |basic: &String| {
        ranges.iter().all(|(at, range)| {
            basic[*at..at + 2].parse().is_ok_and(|n: u32| range.contains(&n))
        })
    };
    basic.filter(exists).ok_or_else(|| {
        let message = format!("date `{date}`, wanted YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ");
        Error::new(ErrorKind::Argument, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_take_the_basic_form() {
        assert_eq!(date("2026-11-24").unwrap(), "20261124T000000Z");
        assert_eq!(date("2026-11-24T12:34:56Z").unwrap(), "20261124T123456Z");
        for bad in [
            "",
            "2026",
            "24.11.2026",
            "2026-13-01",
            "2026-00-01",
            "2026-11-24T24:00:00Z",
            "2026-11-24T12:34:56+01:00",
        ] {
            assert!(date(bad).is_err(), "{bad}");
        }
    }
}
