//! TEI P5 in one file: a `div` for each work, an `ab` for each row, a `seg` for each cell.
//!
//! Guidelines: <https://tei-c.org/release/doc/tei-p5-doc/en/html/SA.html>. A sentence is an
//! `s`, so that a cell keeps its sentences; `type` of a row is its verdict, `subtype` says
//! `paragraph` where one begins, `resp` who confirmed it, `certainty` its score.

use std::io::Write;

use super::xml::Xml;
use super::{Chosen, Columns, Export, Files, Output, Pen, Works};
use crate::error::Result;
use crate::parallel::{Column, Row, Score};

pub(super) const EXPORT: Export = Export {
    name: "tei",
    about: "TEI P5 in one file, rows of segments",
    extension: "xml",
    files: Files::One,
    binary: false,
    columns: Columns::Any,
    works: Works::Any,
    imports: true,
    utf16: false,
    open: |output| {
        let mut xml = Xml::new(&mut *output.out);
        head(&mut xml, "Parallel texts", output.options.date)?;
        xml.open("text", &[])?;
        xml.open("body", &[])?;
        Ok(Box::new(Tei { works: 0 }))
    },
};

struct Tei {
    works: usize,
}

impl Pen for Tei {
    fn work(&mut self, chosen: &Chosen<'_>, output: &mut Output<'_>) -> Result<()> {
        self.works += 1;
        let work = chosen.work;
        let mut xml = Xml::new(&mut *output.out);
        xml.open("div", &[("type", "work")])?;
        xml.leaf("head", &[], &work.work)?;
        for row in chosen.rows() {
            self.row(row, &work.columns, &mut xml)?;
            output.report.rows += 1;
        }
        // A `div` holds something under its head.
        if chosen.rows().next().is_none() {
            xml.empty("p", &[])?;
        }
        xml.close("div")?;
        output.report.replaced += xml.replaced;
        Ok(())
    }

    fn end(&mut self, output: &mut Output<'_>) -> Result<()> {
        let mut xml = Xml::new(&mut *output.out);
        if self.works == 0 {
            xml.empty("p", &[])?;
        }
        ["body", "text", "TEI"].iter().try_for_each(|name| xml.close(name))?;
        Ok(())
    }
}

impl Tei {
    fn row<W: Write>(
        &self,
        row: &Row,
        columns: &[Column],
        xml: &mut Xml<W>,
    ) -> Result<()> {
        let (number, id) = (row.id.to_string(), format!("w{}.r{}", self.works, row.id));
        let mut with = vec![("xml:id", id.as_str()), ("n", &number)];
        with.push(("type", row.verdict.name()));
        if row.paragraph {
            with.push(("subtype", "paragraph"));
        }
        let by = row.by.as_deref().map(pointer);
        if let Some(by) = &by {
            with.push(("resp", by));
        }
        xml.open("ab", &with)?;
        if let Some(score) = row.score.as_ref().map(Score::to_string) {
            let target = format!("#{id}");
            let with =
                [("target", target.as_str()), ("locus", "value"), ("degree", &score)];
            xml.empty("certainty", &with)?;
            xml.line()?;
        }
        for (column, cell) in columns.iter().zip(&row.cells) {
            if cell.is_empty() {
                continue;
            }
            xml.begin("seg", &[("xml:lang", column.lang.as_str())])?;
            for sentence in cell {
                xml.begin("s", &[])?;
                xml.text(sentence)?;
                xml.end("s")?;
            }
            xml.close("seg")?;
        }
        Ok(xml.close("ab")?)
    }
}

/// Writes the declaration, the root and its header, which must say a title, who publishes
/// and what the source is (§2.2).
pub(super) fn head<W: Write>(
    xml: &mut Xml<W>,
    title: &str,
    date: Option<&str>,
) -> Result<()> {
    xml.declare()?;
    xml.open("TEI", &[("xmlns", "http://www.tei-c.org/ns/1.0")])?;
    for name in ["teiHeader", "fileDesc", "titleStmt"] {
        xml.open(name, &[])?;
    }
    xml.leaf("title", &[], title)?;
    xml.close("titleStmt")?;
    xml.open("publicationStmt", &[])?;
    match date {
        Some(date) => {
            let text = date.to_owned();
            xml.begin("p", &[])?;
            xml.begin("date", &[("when", date)])?;
            xml.text(&text)?;
            xml.end("date")?;
            xml.close("p")?;
        }
        None => xml.leaf("p", &[], "Unpublished")?,
    }
    xml.close("publicationStmt")?;
    xml.open("sourceDesc", &[])?;
    xml.leaf("p", &[], concat!("Aligned by Tetrapla ", env!("CARGO_PKG_VERSION")))?;
    for name in ["sourceDesc", "fileDesc", "teiHeader"] {
        xml.close(name)?;
    }
    Ok(())
}

/// Returns a person's name as a pointer (`teidata.pointer`, a URI): what may not stand in
/// one is escaped (RFC 3986 §2.1).
fn pointer(name: &str) -> String {
    let mut out = String::from("#");
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
