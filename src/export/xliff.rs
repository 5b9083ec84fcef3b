//! XLIFF 1.2, a file for each pair of columns.
//!
//! Specification: <https://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html>. A row with a
//! source is a `trans-unit`; `state` of its target is its verdict, `approved` says that a
//! person confirmed it. A row without a source cannot be one and is left out.

use super::folder::{pair_files, units};
use super::xml::Xml;
use super::{Chosen, Columns, Export, Files, Output, Works};
use crate::error::Result;
use crate::parallel::Verdict;

pub(super) const EXPORT: Export = Export {
    name: "xliff",
    about: "XLIFF 1.2, a file for each pair of columns",
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
        let space = "urn:oasis:names:tc:xliff:document:1.2";
        xml.open("xliff", &[("xmlns", space), ("version", "1.2")])?;
        let mut with = vec![
            ("original", chosen.work.work.as_str()),
            ("source-language", source),
            ("target-language", target),
            ("datatype", "plaintext"),
            ("tool-id", "tetrapla"),
        ];
        if let Some(date) = output.options.date {
            with.push(("date", date));
        }
        xml.open("file", &with)?;
        xml.open("header", &[])?;
        let version = env!("CARGO_PKG_VERSION");
        let tool = [
            ("tool-id", "tetrapla"),
            ("tool-name", "Tetrapla"),
            ("tool-version", version),
        ];
        xml.empty("tool", &tool)?;
        xml.line()?;
        xml.close("header")?;
        xml.open("body", &[])?;
        for (row, [source_text, target_text]) in units(chosen, pair) {
            let id = row.id.to_string();
            let approved = if row.verdict == Verdict::Confirmed { "yes" } else { "no" };
            let mut with = vec![("id", id.as_str()), ("xml:space", "preserve")];
            if !target_text.is_empty() {
                with.push(("approved", approved));
            }
            xml.open("trans-unit", &with)?;
            xml.leaf("source", &[("xml:lang", source)], &source_text)?;
            if !target_text.is_empty() {
                let with = [("xml:lang", target), ("state", state(row.verdict))];
                xml.leaf("target", &with, &target_text)?;
            }
            xml.close("trans-unit")?;
        }
        ["body", "file", "xliff"].iter().try_for_each(|name| xml.close(name))?;
        output.report.replaced += xml.replaced;
        xml.into_inner().finish()
    })
}

/// Returns the word of the standard (§3.1, `state`) for a verdict.
fn state(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Doubtful => "needs-review-translation",
        Verdict::Proposed => "translated",
        Verdict::Confirmed => "final",
    }
}
