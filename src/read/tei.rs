//! TEI: the text of an edition, its notes apart; other XML by the same elements.
//!
//! Source: TEI P5 guidelines, chapters 3 (elements of all documents), 4 (structure), 11.3
//! (alternatives of a reading).

use super::build::Builder;
use super::clean::Rule;
use super::markup::{self, Do, Tag};
use crate::error::Result;

/// Takes the paragraphs out of a document of TEI.
pub(super) fn parse(text: &str, out: &mut Builder) -> Result<()> {
    markup::count_tags(text, out);
    markup::xml(text, element, false, out)
}

fn element(tag: &Tag, _: &Builder) -> Do {
    match tag.name {
        "teiHeader" | "facsimile" | "standOff" | "figDesc" | "gap" | "del" | "rdg" => {
            Do::Skip
        }
        // Of two readings, the one a reader would read.
        "orig" | "sic" | "abbr" | "am" if tag.parent == "choice" => Do::Skip,
        "fw" => Do::Left(Rule::RunningHeads),
        "note" => Do::Note,
        "rt" => Do::Left(Rule::Ruby),
        "ref" | "ptr" if tag.has("type", &["note", "noteAnchor", "footnote"]) => {
            Do::Left(Rule::FootnoteMarks)
        }
        "pb" => match tag.attribute("n") {
            Some(label) => Do::Page(label.to_owned()),
            None => Do::Turn,
        },
        "lb" => match tag.attribute("break") {
            Some("no") => Do::Inline,
            _ => Do::Break,
        },
        "argument" | "byline" | "castItem" | "cell" | "closer" | "dateline"
        | "docAuthor" | "docDate" | "docTitle" | "head" | "imprimatur" | "item" | "l"
        | "label" | "opener" | "role" | "salute" | "signed" | "speaker" | "stage"
        | "titlePart" | "trailer" => Do::Whole,
        "ab" | "back" | "body" | "castList" | "cit" | "div" | "div1" | "div2"
        | "div3" | "div4" | "epigraph" | "figure" | "floatingText" | "front"
        | "group" | "lg" | "list" | "p" | "postscript" | "row" | "sp" | "table"
        | "text" | "titlePage" => Do::Block,
        _ => Do::Inline,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::read::Options;

    #[test]
    fn pages_notes_and_readings() {
        let text = "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><title>X</title>\
            </teiHeader><text><body><head>Il ponte</head><p>Il ponte<note n=\"1\">Di legno.\
            </note> non c&#232; pi&#249; e la <pb n=\"12\"/>barca è <choice><sic>partitta</sic>\
            <corr>partita</corr></choice>.</p><lg><l>Torna la notte</l><l>sulla riva</l></lg>\
            </body></text></TEI>";
        let mut out =
            Builder::new(Lang::parse("it").unwrap().profile(), &Options::default());
        parse(text, &mut out).unwrap();
        let built = out.finish();
        let found: Vec<&str> =
            built.paragraphs.iter().map(|s| &built.text[s.range()]).collect();
        let wanted = [
            "Il ponte",
            "Il ponte non cè più e la barca è partita.",
            "Torna la notte",
            "sulla riva",
            "Di legno.",
        ];
        assert_eq!(found, wanted);
        assert_eq!(built.pages[0].label, "12");
        assert!(built.text[built.pages[0].start..].starts_with("barca"));
        assert!(built.text[built.notes..].starts_with("Di legno."));
    }
}
