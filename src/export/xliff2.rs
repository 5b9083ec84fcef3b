//! XLIFF 2.1, a file for each pair of columns.
//!
//! Specification: <https://docs.oasis-open.org/xliff/xliff-core/v2.1/xliff-core-v2.1.html>.
//! A row with a source is a `unit` of one `segment`; its verdict is `subState`. A character
//! that XML forbids is a `cp`, so none is lost. A row without a source is left out.

use std::io::{self, Write};

use super::folder::{pair_files, units};
use super::xml::{Xml, is_forbidden};
use super::{Chosen, Columns, Export, Files, Output, Works};
use crate::error::Result;
use crate::parallel::Verdict;

pub(super) const EXPORT: Export = Export {
    name: "xliff2",
    about: "XLIFF 2.1, a file for each pair of columns",
    extension: "xlf",
    files: Files::Many,
    binary: false,
    columns: Columns::Any,
    works: Works::Any,
    imports: true,
    utf16: false,
    open: |_| Ok(Box::new(work)),
};

fn work(chosen: &Chosen<'_>, output: &mut Output<'_>) -> Result<()> {
    pair_files(chosen, output, |pair, file, output| {
        let [source, target] =
            pair.map(|column| chosen.work.columns[column].lang.as_str());
        let mut xml = Xml::new(file);
        xml.declare()?;
        let space = "urn:oasis:names:tc:xliff:document:2.0";
        let with = [
            ("xmlns", space),
            ("version", "2.1"),
            ("srcLang", source),
            ("trgLang", target),
        ];
        xml.open("xliff", &with)?;
        xml.open("file", &[("id", "f1"), ("original", &chosen.work.work)])?;
        let mut count = 0;
        for (row, [source_text, target_text]) in units(chosen, pair) {
            count += 1;
            xml.open("unit", &[("id", &row.id.to_string())])?;
            let verdict = format!("tetrapla:{}", row.verdict.name());
            match target_text.is_empty() {
                true => xml.open("segment", &[])?,
                false => {
                    let with = [("state", state(row.verdict)), ("subState", &verdict)];
                    xml.open("segment", &with)?;
                }
            }
            leaf("source", &source_text, &mut xml)?;
            if !target_text.is_empty() {
                leaf("target", &target_text, &mut xml)?;
            }
            ["segment", "unit"].iter().try_for_each(|name| xml.close(name))?;
        }
        // A `file` holds a unit or more (§4.2.2.2).
        if count == 0 {
            xml.open("unit", &[("id", "none"), ("translate", "no")])?;
            xml.open("segment", &[])?;
            leaf("source", "", &mut xml)?;
            ["segment", "unit"].iter().try_for_each(|name| xml.close(name))?;
        }
        ["file", "xliff"].iter().try_for_each(|name| xml.close(name))?;
        output.report.replaced += xml.replaced;
        xml.into_inner().finish()
    })
}

/// Writes a text, with `cp` for what XML forbids (§4.2.3.1).
fn leaf<W: Write>(name: &str, text: &str, xml: &mut Xml<W>) -> io::Result<()> {
    xml.begin(name, &[("xml:space", "preserve")])?;
    let mut rest = text;
    while let Some(at) = rest.find(is_forbidden) {
        xml.text(&rest[..at])?;
        let Some(c) = rest[at..].chars().next() else { break };
        xml.empty("cp", &[("hex", &format!("{:04X}", u32::from(c)))])?;
        rest = &rest[at + c.len_utf8()..];
    }
    xml.text(rest)?;
    xml.close(name)
}

/// Returns the word of the standard (§4.3.1.31) for a verdict.
fn state(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Doubtful | Verdict::Proposed => "translated",
        Verdict::Confirmed => "final",
    }
}
