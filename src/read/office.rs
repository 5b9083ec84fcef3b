//! Word processors: DOCX and ODT.
//!
//! The bytes of the file that the text knows are those of its parts in UTF-8, one after
//! another: of DOCX the document, the footnotes, the endnotes; of ODT the content.
//!
//! Source: ECMA-376 part 1, 17 (WordprocessingML); OpenDocument 1.3 part 3.

use super::archive::Archive;
use super::build::Builder;
use super::clean::Rule;
use super::markup::{self, Do, Tag};
use crate::error::{Error, ErrorKind, Result};

/// Takes the paragraphs out of a document of Word.
pub(super) fn docx(bytes: &[u8], out: &mut Builder) -> Result<()> {
    let mut archive = Archive::open(bytes)?;
    let main = match archive.text("_rels/.rels")? {
        Some(relations) => main_part(&relations),
        None => None,
    };
    let main = main.unwrap_or_else(|| "word/document.xml".to_owned());
    let Some(document) = archive.text(&main)? else {
        return Err(Error::new(
            ErrorKind::Record,
            format!("no part `{main}` in the DOCX"),
        ));
    };
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    archive.walk(&document, |text, out| markup::xml(text, word, true, out), out)?;
    drop(document);
    for part in ["footnotes.xml", "endnotes.xml"] {
        let name =
            if folder.is_empty() { part.to_owned() } else { format!("{folder}/{part}") };
        if let Some(notes) = archive.text(&name)? {
            archive.walk(&notes, |text, out| markup::xml(text, word, true, out), out)?;
        }
    }
    Ok(())
}

/// The name of the part that the relations of the package call its document.
fn main_part(relations: &str) -> Option<String> {
    let tag = relations
        .split('<')
        .find(|tag| tag.contains("relationships/officeDocument\""))?;
    let target = tag.split("Target=\"").nth(1)?.split('"').next()?;
    Some(target.trim_start_matches('/').to_owned())
}

fn word(tag: &Tag, _: &Builder) -> Do {
    match tag.name {
        "t" => Do::Verbatim,
        "p" => Do::Block,
        "tc" => Do::Whole,
        "del" | "moveFrom" | "delText" | "instrText" | "Fallback" | "rubyPr" => Do::Skip,
        "rt" => Do::Left(Rule::Ruby),
        "tab" | "ptab" if tag.parent == "r" => Do::Says(" "),
        "noBreakHyphen" => Do::Says("\u{2011}"),
        "br" | "cr" if tag.parent == "r" && tag.attribute("type").is_none() => Do::Break,
        "lastRenderedPageBreak" => Do::Turn,
        "pStyle" => match tag.attribute("val").unwrap_or_default() {
            style if style.starts_with("TOC") => Do::Leave(Rule::Contents),
            style if style.starts_with("Heading") || style.starts_with("Title") => {
                Do::Mark
            }
            _ => Do::Inline,
        },
        "numPr" | "outlineLvl" => Do::Mark,
        "footnote" | "endnote" => match tag.attribute("type") {
            None | Some("normal") => Do::Note,
            Some(_) => Do::Skip,
        },
        _ => Do::Inline,
    }
}

/// Takes the paragraphs out of a text of OpenDocument.
pub(super) fn odt(bytes: &[u8], out: &mut Builder) -> Result<()> {
    let mut archive = Archive::open(bytes)?;
    let Some(content) = archive.text("content.xml")? else {
        return Err(Error::new(ErrorKind::Record, "no part `content.xml` in the ODT"));
    };
    archive.walk(&content, |text, out| markup::xml(text, open_text, false, out), out)
}

fn open_text(tag: &Tag, _: &Builder) -> Do {
    match tag.name {
        "p" => Do::Block,
        "h" | "list-item" | "table-cell" => Do::Whole,
        "note-body" => Do::Note,
        "note-citation" => Do::Left(Rule::FootnoteMarks),
        "ruby-text" => Do::Left(Rule::Ruby),
        "table-of-content" => Do::Left(Rule::Contents),
        "line-break" => Do::Break,
        "s" | "tab" => Do::Says(" "),
        "soft-page-break" => Do::Turn,
        "annotation" | "annotation-end" | "automatic-styles" | "desc"
        | "font-face-decls" | "forms" | "scripts" | "sequence-decls" | "title"
        | "tracked-changes" => Do::Skip,
        _ => Do::Inline,
    }
}
