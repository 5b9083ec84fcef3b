//! Markdown: its text, without its marks.
//!
//! Headings, items and cells are paragraphs, in the order of the file, and so are
//! footnotes, after all else; links give their text, pictures nothing. The number of an
//! item stays (a heading of old scans is often just `1. Title`), its bullet does not. The
//! content of code blocks stays: prose that was indented by a scanner looks like one. A
//! reference to a footnote is left out, and the digits in `<sup>` where they are no power.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::build::{Builder, Kind};
use super::clean::Rule;
use super::html;
use super::marks::is_raised_mark;
use super::markup::near;
use crate::error::Result;

/// Takes the paragraphs out of Markdown.
pub(super) fn parse(text: &str, out: &mut Builder) -> Result<()> {
    let options = Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut skip = 0_usize;
    // A line break is joined when it is known what follows.
    let mut broken = false;
    let mut numbered = Vec::new();
    let mut raised = 0;
    let markers = out.on(Rule::ListMarkers);
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        // What is raised and is the mark of a note was skipped already.
        if range.start < raised {
            continue;
        }
        match event {
            Event::Start(Tag::FootnoteDefinition(_)) => {
                out.end();
                out.begin_note();
            }
            Event::End(TagEnd::FootnoteDefinition) => out.end_note(),
            Event::FootnoteReference(_) if out.on(Rule::FootnoteMarks) => {
                out.count(Rule::FootnoteMarks);
            }
            Event::FootnoteReference(_) => out.push(&text[range.clone()], range.start),
            Event::InlineHtml(tag) if is_sup(&tag) && out.on(Rule::FootnoteMarks) => {
                if let Some(length) = raised_mark(&text[range.end..], out.tail()) {
                    out.count(Rule::FootnoteMarks);
                    raised = range.end + length;
                }
            }
            Event::Start(Tag::MetadataBlock(_) | Tag::Image { .. }) => skip += 1,
            Event::End(TagEnd::MetadataBlock(_) | TagEnd::Image) => skip -= 1,
            _ if skip > 0 => {}
            Event::Start(Tag::List(number)) => {
                out.end();
                numbered.push(number.is_some());
            }
            Event::End(TagEnd::List(_)) => {
                out.end();
                numbered.pop();
            }
            Event::Start(Tag::Item) => {
                out.end();
                out.kind(Kind::Whole);
                match numbered.last() {
                    Some(true) => push_number(text, range.start, out),
                    _ if markers => out.count(Rule::ListMarkers),
                    _ => push_bullet(text, range.start, out),
                }
            }
            // The first paragraph of an item goes on after its number.
            Event::Start(Tag::Paragraph) if out.last_char() == Some(' ') => {}
            Event::Start(Tag::Heading { .. } | Tag::TableCell | Tag::CodeBlock(_)) => {
                out.end();
                out.kind(Kind::Whole);
            }
            Event::Start(tag) if is_block(&tag) => out.end(),
            Event::Start(_) => out.count(Rule::Markup),
            Event::End(tag) if ends_block(tag) => out.end(),
            Event::Text(piece) => push(&piece, text, range, &mut broken, out),
            Event::Code(piece) => {
                out.count(Rule::Markup);
                push(&piece, text, range, &mut broken, out);
            }
            Event::SoftBreak | Event::HardBreak => broken = true,
            Event::InlineHtml(tag) if tag.to_lowercase().starts_with("<br") => {
                broken = true
            }
            Event::Html(block) => push_html(&block, range.start, &mut broken, out),
            Event::Rule => out.end(),
            _ => {}
        }
    }
    out.end();
    Ok(())
}

fn is_sup(tag: &str) -> bool {
    tag.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("<sup"))
}

/// The length of what is raised, with its end tag, if it is the mark of a note.
fn raised_mark(rest: &str, before: &str) -> Option<usize> {
    let rest = near(rest);
    let end = rest.find("</").filter(|&end| end <= 32)?;
    let close = rest[end..].find('>')?;
    is_raised_mark(&html::bare(&rest[..end]), before).then_some(end + close + 1)
}

/// Adds the bullet of an item as it stands in the file: `- `.
fn push_bullet(text: &str, at: usize, out: &mut Builder) {
    let rest = &text[at..];
    let lead = rest.len() - rest.trim_start().len();
    let end = lead + rest[lead..].find(char::is_whitespace).unwrap_or(0);
    out.push(&rest[lead..end], at + lead);
    out.join(" ");
}

fn is_block(tag: &Tag) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::Superscript
            | Tag::Subscript
    )
}

fn ends_block(tag: TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::Superscript
            | TagEnd::Subscript
    )
}

/// Adds text; lines inside it (of code, of HTML) are joined like broken ones.
fn push(
    piece: &str,
    text: &str,
    range: Range<usize>,
    broken: &mut bool,
    out: &mut Builder,
) {
    // Where an entity or a code span made the text differ from its source, it stands
    // where it begins.
    let source = &text[range.clone()];
    let at = match source.find(piece) {
        Some(inside) => range.start + inside,
        None => range.start,
    };
    let exact = text[at..].starts_with(piece);
    let mut from = 0;
    for line in piece.split_inclusive('\n') {
        let inner = line.trim_end_matches('\n');
        let lead =
            if *broken || from > 0 { inner.len() - inner.trim_start().len() } else { 0 };
        let inner = &inner[lead..];
        if *broken && !inner.is_empty() {
            out.join_line(inner);
            *broken = false;
        }
        match exact {
            true => out.push(inner, at + from + lead),
            false => out.push_made(inner, range.start),
        }
        *broken |= line.ends_with('\n');
        from += line.len();
    }
}

/// Adds the number of an item as it stands in the file: `3. `.
fn push_number(text: &str, at: usize, out: &mut Builder) {
    let rest = &text[at..];
    let lead = rest.len() - rest.trim_start().len();
    let rest = &rest[lead..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && rest[digits..].starts_with(['.', ')']) {
        out.push(&rest[..=digits], at + lead);
        out.join(" ");
    }
}

/// Adds what stands between the tags of a block of HTML.
fn push_html(block: &str, start: usize, broken: &mut bool, out: &mut Builder) {
    let mut at = 0;
    for piece in block.split_inclusive(['<', '>', '\n']) {
        let inner = piece.trim_end_matches(['<', '>', '\n']);
        let is_tag = piece.ends_with('>');
        if !is_tag && !inner.trim().is_empty() {
            if *broken {
                out.join_line(inner);
                *broken = false;
            }
            out.push(inner, start + at);
        }
        *broken |= piece.ends_with('\n');
        at += piece.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::read::Options;
    use crate::read::build::Built;

    fn paragraphs(text: &str, tag: &str) -> Vec<String> {
        let built = built(text, tag);
        let spans = &built.paragraphs;
        assert!(spans.windows(2).all(|pair| pair[0].end() < pair[1].start()));
        spans.iter().map(|span| built.text[span.range()].to_owned()).collect()
    }

    fn built(text: &str, tag: &str) -> Built {
        let profile = Lang::parse(tag).unwrap().profile();
        let mut out = Builder::new(profile, &Options::default());
        parse(text, &mut out).unwrap();
        out.finish()
    }

    #[test]
    fn marks_vanish_and_text_stays() {
        let text = "---\ntitle: x\n---\n# Il *ponte*\n\nLa **guerra** finì nel \
            [1953](http://x.org).[^1]\nPoi &egrave; tornata\nla pace<sup>2</sup> su 3 m<sup>2</sup>.\n\n\
            ![una foto](a.png)\n\n- uno\n- due\n\n1. Titolo\n\n[^1]: Una nota, p. 3.\n";
        let wanted = [
            "Il ponte",
            "La guerra finì nel 1953. Poi è tornata la pace su 3 m2.",
            "uno",
            "due",
            "1. Titolo",
            "Una nota, p. 3.",
        ];
        assert_eq!(paragraphs(text, "it"), wanted);
    }

    #[test]
    fn a_paragraph_that_a_page_end_broke_is_whole_again() {
        let text = "Quando arrivò la notizia della resa, nel villaggio nessuno sapeva\n\n\
            quale paese fosse ormai il suo.\n\n# Titolo\n\nE poi.[^n]\n\n[^n]: Nota.\n\nFine.\n";
        let found = paragraphs(text, "it");
        assert_eq!(found.len(), 5, "{found:#?}");
        assert!(found[0].contains("sapeva quale"));
        assert_eq!(found[4], "Nota.");
    }

    #[test]
    fn a_script_without_spaces_gains_none() {
        let text = "## 断橋\n\n橋は川の真ん中で\n途切れて**いた**。\n\n| 年 | 出来事 |\n|--|--|\n| 1950 | 爆撃 |\n";
        let wanted =
            ["断橋", "橋は川の真ん中で途切れていた。", "年", "出来事", "1950", "爆撃"];
        assert_eq!(paragraphs(text, "ja"), wanted);
    }

    #[test]
    fn every_piece_knows_where_it_stood() {
        let text = "# Ponte\n\nUn &amp; *due*  tre\n\n    quattro\n\n<p>cinque</p>\n";
        let Built { text: found, offsets: map, .. } = built(text, "it");
        for word in ["Ponte", "Un", "due", "tre", "quattro", "cinque"] {
            let at = map.to_file(found.find(word).unwrap());
            assert_eq!(Some(at), text.find(word), "{word} in {found}");
        }
    }
}
