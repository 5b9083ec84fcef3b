//! XCES as OPUS has it: a text of each column, and for each pair the links of sentences.
//!
//! `a/WORK.xml.gz` holds the sentences of a column, all of them; `a-b.xml.gz` a `linkGrp`
//! for each work, with `xtargets` of sentence numbers (<https://opus.nlpl.eu>, and Vassar's
//! cesAlign DTD). Rows that were not asked for are not linked. Null beads are links too.

use std::collections::BTreeMap;
use std::ops::Range;

use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};

use super::folder::file_name;
use super::xml::Xml;
use super::{Chosen, Columns, Export, Files, Output, Pen, Works};
use crate::error::Result;
use crate::parallel::Score;
use crate::store::Draft;

pub(super) const EXPORT: Export = Export {
    name: "xces",
    about: "XCES alignments and texts as OPUS has them, compressed",
    extension: "xml.gz",
    files: Files::Many,
    binary: true,
    columns: Columns::Any,
    works: Works::Any,
    imports: false,
    utf16: false,
    open: |_| Ok(Box::new(Xces::default())),
};

type File = Xml<GzEncoder<Draft>>;

/// The files of links, by their names: open until the last work.
#[derive(Default)]
struct Xces(BTreeMap<String, File>);

impl Pen for Xces {
    fn work(&mut self, chosen: &Chosen<'_>, output: &mut Output<'_>) -> Result<()> {
        let work = chosen.work;
        for column in 0..work.columns.len() {
            text(chosen, column, output)?;
        }
        for [a, b] in output.pairs(work) {
            let tags = [a, b].map(|column| work.columns[column].lang.as_str());
            let name = format!("{}-{}.xml.gz", tags[0], tags[1]);
            let file = match self.0.entry(name) {
                std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::btree_map::Entry::Vacant(entry) => {
                    let file = begin(entry.key(), output)?;
                    entry.insert(file)
                }
            };
            links(chosen, [a, b], file)?;
        }
        output.report.rows += chosen.rows().count();
        Ok(())
    }

    fn end(&mut self, output: &mut Output<'_>) -> Result<()> {
        for (_, mut file) in std::mem::take(&mut self.0) {
            file.close("cesAlign")?;
            finish(file, output)?;
        }
        Ok(())
    }
}

/// Begins a file of links.
fn begin(name: &str, output: &Output<'_>) -> Result<File> {
    let mut file = create(name, output)?;
    file.declare()?;
    file.doctype("cesAlign PUBLIC \"-//CES//DTD XML cesAlign//EN\" \"\"")?;
    file.open("cesAlign", &[("version", "1.0")])?;
    Ok(file)
}

/// Writes the text of a column.
fn text(chosen: &Chosen<'_>, column: usize, output: &mut Output<'_>) -> Result<()> {
    let lang = chosen.work.columns[column].lang.as_str();
    let name = format!("{lang}/{}.xml.gz", file_name(&chosen.work.work));
    let mut file = create(&name, output)?;
    file.declare()?;
    file.open("text", &[])?;
    let (mut paragraph, mut sentence) = (0, 0);
    for row in chosen.work.rows.iter().filter(|row| !row.cells[column].is_empty()) {
        if row.paragraph || paragraph == 0 {
            if paragraph > 0 {
                file.close("p")?;
            }
            paragraph += 1;
            file.open("p", &[("id", &paragraph.to_string())])?;
        }
        for text in &row.cells[column] {
            sentence += 1;
            file.leaf("s", &[("id", &sentence.to_string())], text)?;
        }
    }
    if paragraph > 0 {
        file.close("p")?;
    }
    file.close("text")?;
    finish(file, output)
}

/// Writes the links of two columns of a work.
fn links(chosen: &Chosen<'_>, pair: [usize; 2], file: &mut File) -> Result<()> {
    let work = chosen.work;
    let documents = pair.map(|column| {
        format!("{}/{}.xml.gz", work.columns[column].lang, file_name(&work.work))
    });
    let [from, to] = &documents;
    file.open("linkGrp", &[("targType", "s"), ("fromDoc", from), ("toDoc", to)])?;
    let (mut next, mut number) = ([1, 1], 0);
    for (row, kept) in chosen.all() {
        let mut runs = [1..1, 1..1];
        for side in 0..2 {
            let start = next[side];
            next[side] += row.cells[pair[side]].len();
            runs[side] = start..next[side];
        }
        // A row that only other columns fill is no link of these two.
        if !kept || runs.iter().all(Range::is_empty) {
            continue;
        }
        number += 1;
        let (id, [from, to]) = (format!("SL{number}"), runs.map(list));
        let score = row.score.as_ref().map(Score::to_string);
        let targets = format!("{from};{to}");
        let mut with = vec![("xtargets", targets.as_str()), ("id", id.as_str())];
        if let Some(score) = &score {
            with.push(("certainty", score));
        }
        file.empty("link", &with)?;
        file.line()?;
    }
    Ok(file.close("linkGrp")?)
}

fn list(run: Range<usize>) -> String {
    run.map(|number| number.to_string()).collect::<Vec<_>>().join(" ")
}

/// Creates a compressed file; its header says no time and no name.
fn create(name: &str, output: &Output<'_>) -> Result<File> {
    let draft = output.file(name)?;
    Ok(Xml::new(GzBuilder::new().write(draft, Compression::default())))
}

fn finish(file: File, output: &mut Output<'_>) -> Result<()> {
    output.report.replaced += file.replaced;
    file.into_inner().finish()?.finish()
}
