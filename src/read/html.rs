//! HTML: the text of the article, not what leads around the site.
//!
//! Source: the HTML standard of the WHATWG for the elements; the vocabularies of EPUB
//! (`epub:type`) and DPUB-ARIA (`role`) for notes; the class names that pandoc,
//! LibreOffice, Word, MediaWiki and Wikisource write.

use super::build::Builder;
use super::clean::Rule;
use super::marks::is_raised_mark;
use super::markup::{self, Do, Tag};
use crate::error::Result;

const NOTES: &[&str] =
    &["footnote", "endnote", "rearnote", "doc-footnote", "doc-endnote", "note"];
const REFERENCES: &[&str] = &["noteref", "doc-noteref", "footnote-ref", "footnoteRef"];
const BACKLINKS: &[&str] = &[
    "backlink",
    "doc-backlink",
    "footnote-back",
    "footnote-backref",
    "footnoteBack",
    "mw-cite-backlink",
    "reversefootnote",
];
/// Classes and names of what is around the text.
const AROUND: &[&str] = &[
    "breadcrumb",
    "breadcrumbs",
    "catlinks",
    "comments",
    "cookie-banner",
    "mw-editsection",
    "mw-indicators",
    "mw-jump-link",
    "nav",
    "navbar",
    "navbox",
    "navigation",
    "navigation-not-searchable",
    "noprint",
    "pagenum",
    "pageno",
    "pagination",
    "printfooter",
    "related-posts",
    "share",
    "sidebar",
    "site-footer",
    "site-header",
    "siteSub",
    "skip-link",
    "social",
];
/// The same of Project Gutenberg and Wikisource.
const FRAMES: &[&str] = &[
    "header-notice",
    "headerContainer",
    "headertemplate",
    "licenseContainer",
    "pg-boilerplate",
    "pg-footer",
    "pg-header",
    "pgheader",
    "pgfooter",
    "ws-noexport",
    "wst-header",
    "wst-license",
];
const ROLES: &[&str] = &[
    "banner",
    "complementary",
    "contentinfo",
    "navigation",
    "search",
    "doc-toc",
    "doc-pagelist",
];

/// Takes the paragraphs out of HTML.
pub(super) fn parse(text: &str, out: &mut Builder) -> Result<()> {
    // XHTML has empty elements that in HTML would swallow all that comes after them.
    let head = text.get(..text.len().min(1024)).unwrap_or(text).trim_start();
    if head.starts_with("<?xml") {
        return chapter(text, out);
    }
    markup::count_tags(text, out);
    markup::html(text, main(text).unwrap_or(0..text.len()), element, out);
    Ok(())
}

/// Takes the paragraphs out of a chapter of XHTML.
pub(super) fn chapter(text: &str, out: &mut Builder) -> Result<()> {
    markup::count_tags(text, out);
    markup::xml(text, element, false, out)
}

/// Where the one main part of a page stands, if it says that it has one.
fn main(text: &str) -> Option<std::ops::Range<usize>> {
    for name in ["main", "article"] {
        let (open, close) = (format!("<{name}"), format!("</{name}"));
        let start = find(text, &open, |next| matches!(next, b'>' | b' ' | b'\n' | b'\t'));
        if let Some(start) = start {
            let end = text[start..].rmatch_indices(&close).next();
            let end = end.map_or(text.len(), |(at, _)| start + at);
            if end - start > 200 {
                return Some(start..end);
            }
        }
    }
    None
}

fn find(text: &str, what: &str, next: fn(u8) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut places = text.match_indices(what).map(|(at, _)| at);
    places.find(|at| bytes.get(at + what.len()).is_some_and(|&byte| next(byte)))
}

/// What an element of HTML is to the text.
pub(super) fn element(tag: &Tag, out: &Builder) -> Do {
    if tag.attribute("hidden").is_some() || tag.attribute("aria-hidden") == Some("true") {
        return Do::Skip;
    }
    match tag.name {
        "head" | "script" | "style" | "template" | "svg" | "iframe" | "object"
        | "audio" | "video" | "canvas" | "select" | "button" | "textarea" | "nav"
        | "map" | "title" | "datalist" | "noframes" => Do::Skip,
        "rt" | "rp" | "rtc" => Do::Left(Rule::Ruby),
        "br" => Do::Break,
        "wbr" | "img" | "input" => Do::Inline,
        _ => noted(tag, out).unwrap_or_else(|| plain(tag)),
    }
}

/// What an element is by its roles and classes, if they say it.
fn noted(tag: &Tag, out: &Builder) -> Option<Do> {
    let says = |words: &[&str]| {
        ["type", "role", "class"].iter().any(|name| tag.has(name, words))
    };
    if says(BACKLINKS) {
        return Some(Do::Left(Rule::FootnoteMarks));
    }
    if says(REFERENCES) {
        return Some(Do::Left(Rule::FootnoteMarks));
    }
    let id = tag.attribute("id").unwrap_or_default();
    let href = tag.attribute("href").unwrap_or_default();
    if tag.name == "a"
        && (leads_to_note(href) || tag.has("class", &["sdfootnotesym", "sdendnotesym"]))
    {
        return Some(Do::Left(Rule::FootnoteMarks));
    }
    if tag.name == "sup" {
        let inside = markup::near(tag.rest).split("</sup").next();
        let bare = bare(inside.unwrap_or_default());
        let reference = tag.has("class", &["reference"]);
        if reference || is_raised_mark(&bare, out.tail()) {
            return Some(Do::Left(Rule::FootnoteMarks));
        }
    }
    if says(&["pagebreak", "doc-pagebreak"]) {
        let label = ["title", "aria-label"].iter().find_map(|name| tag.attribute(name));
        let label =
            label.unwrap_or_else(|| id.trim_start_matches(|c: char| !c.is_ascii_digit()));
        return Some(Do::Page(label.to_owned()));
    }
    let block = matches!(tag.name, "aside" | "div" | "li" | "section" | "p" | "dd");
    let note = says(&NOTES[..5]) || (tag.name == "aside" && says(NOTES));
    if block
        && (note || is_note_id(id) || tag.name == "li" && id.starts_with("cite_note"))
    {
        // Where notes stay in place, each is a paragraph there.
        return Some(if out.on(Rule::Footnotes) { Do::Note } else { Do::Whole });
    }
    if tag.has("role", ROLES) || tag.has("class", AROUND) || AROUND.contains(&id) {
        return Some(Do::Skip);
    }
    if tag.has("class", FRAMES) || FRAMES.contains(&id) {
        return Some(Do::Left(Rule::Frames));
    }
    let contents = tag.has("class", &["toc", "TOC"]) || matches!(id, "toc" | "TOC");
    contents.then_some(Do::Left(Rule::Contents))
}

fn plain(tag: &Tag) -> Do {
    match tag.name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li" | "td" | "th" | "caption"
        | "dt" | "dd" | "figcaption" | "legend" | "summary" | "option" => Do::Whole,
        "aside" => Do::Skip,
        // The header and the footer of a page, not of an article.
        "header" | "footer" if matches!(tag.parent, "body" | "html" | "") => Do::Skip,
        "address" | "article" | "blockquote" | "body" | "center" | "details" | "div"
        | "dl" | "fieldset" | "figure" | "footer" | "form" | "header" | "hgroup"
        | "hr" | "html" | "main" | "menu" | "noscript" | "ol" | "p" | "pre"
        | "search" | "section" | "table" | "tbody" | "tfoot" | "thead" | "tr" | "ul" => {
            Do::Block
        }
        _ => Do::Inline,
    }
}

/// Returns whether a link leads to a note or back from one: `#fn1`, `#_ftnref3`.
fn leads_to_note(href: &str) -> bool {
    href.rsplit_once('#').is_some_and(|(_, id)| {
        is_note_id(id.trim_start_matches('_'))
            || is_reference_id(id.trim_start_matches('_'))
    })
}

/// The names that pandoc, Word, LibreOffice and others give to notes.
fn is_note_id(id: &str) -> bool {
    let stem = id.trim_end_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | ':')
    });
    let known = [
        "fn",
        "ftn",
        "edn",
        "footnote",
        "endnote",
        "note",
        "sdfootnote",
        "sdendnote",
        "Footnote",
        "Footnotes",
    ];
    stem.len() < id.len() && known.contains(&stem)
}

fn is_reference_id(id: &str) -> bool {
    let stem = id.trim_end_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | ':')
    });
    let known = [
        "fnref",
        "ftnref",
        "ednref",
        "footnote-ref",
        "noteref",
        "FNanchor",
        "fnref:",
        "cite_note",
        "cite_ref",
        "ref",
    ];
    stem.len() < id.len() && known.contains(&stem)
}

/// Markup without its tags.
pub(super) fn bare(markup: &str) -> String {
    let mut out = String::new();
    let mut tag = false;
    for c in markup.chars() {
        match c {
            '<' => tag = true,
            '>' => tag = false,
            _ if !tag => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::read::Options;

    fn paragraphs(text: &str, tag: &str) -> Vec<String> {
        let mut out =
            Builder::new(Lang::parse(tag).unwrap().profile(), &Options::default());
        parse(text, &mut out).unwrap();
        let built = out.finish();
        for (at, c) in built.text.char_indices().filter(|(_, c)| c.is_alphabetic()) {
            let file = built.offsets.to_file(at);
            assert!(
                text[file..].starts_with(c) || text[file..].starts_with('&'),
                "{c} {file}"
            );
        }
        built.paragraphs.iter().map(|span| built.text[span.range()].to_owned()).collect()
    }

    #[test]
    fn the_article_stays_and_the_site_goes() {
        let text = "<!doctype html><title>x</title><body><header>Sito</header><nav>Menu</nav>\
            <h1>Il ponte</h1><p>La guerra &egrave; <b>finita</b>\n  nel 1953.<p>Poi a &lt; b.\
            <script>if (a<b) x = '<p>no';</script><ul><li>uno<li>due</ul>\
            <footer>Diritti</footer></body>";
        let wanted =
            ["Il ponte", "La guerra è finita nel 1953.", "Poi a < b.", "uno", "due"];
        assert_eq!(paragraphs(text, "it"), wanted);
    }

    #[test]
    fn notes_ruby_and_powers() {
        let text = "<p><ruby>橋<rp>(</rp><rt>はし</rt><rp>)</rp></ruby>は\n川の真ん中で\
            途切れていた。<sup>12</sup>長さは12 km<sup>2</sup>。</p>\
            <p>次。<a href=\"#fn1\" class=\"footnote-ref\"><sup>1</sup></a></p>\
            <section class=\"footnotes\"><ol><li id=\"fn1\"><p>注である。\
            <a href=\"#fnref1\" class=\"footnote-back\">↩︎</a></p></li></ol></section>";
        let wanted =
            ["橋は川の真ん中で途切れていた。長さは12 km2。", "次。", "注である。"];
        assert_eq!(paragraphs(text, "ja"), wanted);
    }
}
