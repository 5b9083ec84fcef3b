//! TEI P5 as a text for each column and stand-off links between their sentences.
//!
//! `WORK.TAG.xml` holds the sentences of a column, all of them; `WORK.links.xml` a
//! `standOff` with a `linkGrp`, a `link` for each row that was asked for and stands in two
//! columns or more (Guidelines §17.1 and §16.10).

use super::folder::file_name;
use super::tei::head;
use super::xml::Xml;
use super::{Chosen, Columns, Export, Files, Output, Works};
use crate::error::Result;
use crate::store::Draft;

pub(super) const EXPORT: Export = Export {
    name: "tei-links",
    about: "TEI P5, a text for each column and links between them",
    extension: "xml",
    files: Files::Many,
    binary: false,
    columns: Columns::Any,
    works: Works::Any,
    imports: false,
    utf16: false,
    open: |_| Ok(Box::new(work)),
};

fn work(chosen: &Chosen<'_>, output: &mut Output<'_>) -> Result<()> {
    let work = chosen.work;
    for column in 0..work.columns.len() {
        text(chosen, column, output)?;
    }
    let name = file_name(&work.work);
    let mut xml = begin(&format!("{name}.links.xml"), chosen, output)?;
    xml.open("standOff", &[])?;
    xml.open("linkGrp", &[("type", "translation")])?;
    let mut next = vec![1; work.columns.len()];
    for (row, kept) in chosen.all() {
        let mut targets = Vec::new();
        let mut columns = 0;
        for (index, cell) in row.cells.iter().enumerate() {
            let file = file_of(&name, work.columns[index].lang.as_str());
            let start = next[index];
            next[index] += cell.len();
            columns += usize::from(!cell.is_empty());
            // A pointer is a URI: no space stands in one.
            let file = file.replace('%', "%25").replace(char::is_whitespace, "%20");
            targets
                .extend((start..next[index]).map(|number| format!("{file}#s{number}")));
        }
        match kept {
            false => {}
            true if columns < 2 => output.report.left_out += 1,
            true => {
                let number = row.id.to_string();
                let targets = targets.join(" ");
                let with = [("n", number.as_str()), ("target", targets.as_str())];
                xml.empty("link", &[with[0], ("type", row.verdict.name()), with[1]])?;
                xml.line()?;
                output.report.rows += 1;
            }
        }
    }
    ["linkGrp", "standOff"].iter().try_for_each(|name| xml.close(name))?;
    finish(xml, output)
}

fn file_of(work: &str, tag: &str) -> String {
    format!("{work}.{tag}.xml")
}

/// Writes the text of a column.
fn text(chosen: &Chosen<'_>, column: usize, output: &mut Output<'_>) -> Result<()> {
    let lang = chosen.work.columns[column].lang.as_str();
    let name = file_of(&file_name(&chosen.work.work), lang);
    let mut xml = begin(&name, chosen, output)?;
    xml.open("text", &[("xml:lang", lang)])?;
    xml.open("body", &[])?;
    let (mut sentence, mut begun) = (0, false);
    for row in chosen.work.rows.iter().filter(|row| !row.cells[column].is_empty()) {
        if row.paragraph || !begun {
            if begun {
                xml.close("p")?;
            }
            xml.open("p", &[])?;
            begun = true;
        }
        for text in &row.cells[column] {
            sentence += 1;
            xml.leaf("s", &[("xml:id", &format!("s{sentence}"))], text)?;
        }
    }
    match begun {
        true => xml.close("p")?,
        false => xml.empty("p", &[])?,
    }
    ["body", "text"].iter().try_for_each(|name| xml.close(name))?;
    finish(xml, output)
}

fn begin(name: &str, chosen: &Chosen<'_>, output: &Output<'_>) -> Result<Xml<Draft>> {
    let mut xml = Xml::new(output.file(name)?);
    head(&mut xml, &chosen.work.work, output.options.date)?;
    Ok(xml)
}

fn finish(mut xml: Xml<Draft>, output: &mut Output<'_>) -> Result<()> {
    xml.close("TEI")?;
    output.report.replaced += xml.replaced;
    xml.into_inner().finish()
}
