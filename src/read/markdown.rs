//! Markdown: its text, without its marks.
//!
//! Headings, items, cells and footnotes are paragraphs, in the order of the file; links
//! give their text, pictures nothing. The number of an item stays (a heading of old
//! scans is often just `1. Title`), its bullet does not. The content of code blocks
//! stays: prose that was indented by a scanner looks like one. A reference to a footnote
//! is left out, but the digits in `<sup>` stay: they may be a power as well.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::build::Builder;
use super::text::joint;
use crate::lang::Profile;

/// Takes the paragraphs out of Markdown.
pub(super) fn parse(text: &str, profile: &Profile, out: &mut Builder) {
    let options = Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut skip = 0_usize;
    // A line break is joined when it is known what follows.
    let mut broken = false;
    let mut numbered = Vec::new();
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
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
                if numbered.last() == Some(&true) {
                    push_number(text, range.start, out);
                }
            }
            // The first paragraph of an item goes on after its number.
            Event::Start(Tag::Paragraph) if out.last_char() == Some(' ') => {}
            Event::Start(tag) if is_block(&tag) => out.end(),
            Event::End(tag) if ends_block(tag) => out.end(),
            Event::Text(piece) | Event::Code(piece) => {
                push(&piece, text, range, &mut broken, profile, out);
            }
            Event::SoftBreak | Event::HardBreak => broken = true,
            Event::InlineHtml(tag) if tag.to_lowercase().starts_with("<br") => {
                broken = true
            }
            Event::Html(block) => {
                push_html(&block, range.start, &mut broken, profile, out)
            }
            Event::Rule => out.end(),
            _ => {}
        }
    }
    out.end();
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
    profile: &Profile,
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
            out.join(joint(out.last_char(), inner.chars().next(), profile));
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
fn push_html(
    block: &str,
    start: usize,
    broken: &mut bool,
    profile: &Profile,
    out: &mut Builder,
) {
    let mut at = 0;
    for piece in block.split_inclusive(['<', '>', '\n']) {
        let inner = piece.trim_end_matches(['<', '>', '\n']);
        let is_tag = piece.ends_with('>');
        if !is_tag && !inner.trim().is_empty() {
            if *broken {
                out.join(joint(out.last_char(), inner.chars().next(), profile));
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
    use crate::text::Offsets;

    fn paragraphs(text: &str, tag: &str) -> Vec<String> {
        let offsets = Offsets::default();
        let mut out = Builder::new(&offsets);
        parse(text, Lang::parse(tag).unwrap().profile(), &mut out);
        let (text, spans, map) = out.finish();
        assert!(spans.windows(2).all(|pair| pair[0].end() < pair[1].start()));
        assert!(map.to_file(text.len()) < usize::MAX);
        spans.iter().map(|span| text[span.range()].to_owned()).collect()
    }

    #[test]
    fn marks_vanish_and_text_stays() {
        let text = "---\ntitle: x\n---\n# Il *ponte*\n\nLa **guerra** finì nel \
            [1953](http://x.org).[^1]\nPoi &egrave; tornata\nla pace<sup>2</sup>.\n\n\
            ![una foto](a.png)\n\n- uno\n- due\n\n1. Titolo\n\n[^1]: Una nota, p. 3.\n";
        let wanted = [
            "Il ponte",
            "La guerra finì nel 1953. Poi è tornata la pace2.",
            "uno",
            "due",
            "1. Titolo",
            "Una nota, p. 3.",
        ];
        assert_eq!(paragraphs(text, "it"), wanted);
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
        let offsets = Offsets::default();
        let mut out = Builder::new(&offsets);
        parse(text, Lang::parse("it").unwrap().profile(), &mut out);
        let (found, _, map) = out.finish();
        for word in ["Ponte", "Un", "due", "tre", "quattro", "cinque"] {
            let at = map.to_file(found.find(word).unwrap());
            assert_eq!(Some(at), text.find(word), "{word} in {found}");
        }
    }
}
