//! A work as one HTML page: no request of any kind, readable without a script, the same
//! bytes for the same work, rows and registry.
//!
//! Texts enter as text or quoted attribute values that maud escapes, never into the style
//! or the script; ids and classes are numbers and ids of the registry.

mod card;
mod names;

use data_encoding::BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::{Choice, Options, Rendered, choose, find, layout};
use crate::lang::{Lang, OWN};
use crate::names::Registry;
use crate::parallel::{Parallel, Row, Verdict};
use names::{Named, Piece, Place, Places};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Rows of one `tbody`: a browser lays out only those that are near the screen.
const LEAF: usize = 50;
/// More columns than these stand in two bands.
const ABREAST: usize = 4;

/// Writes a work as an HTML page; `registry` tells who the names are.
///
/// Width and style of the options are the terminal's: the page has its own.
///
/// ```
/// # fn main() -> tetrapla::Result<()> {
/// use tetrapla::{names, store, view};
/// let file = r#"{"tetrapla":1,"work":"w","columns":[{"lang":"it","sentences":1},{"lang":"ja","sentences":0}],"made":{"version":"0.1.0"}}
/// {"id":1,"cells":{"it":["Sì & no."],"ja":[]},"score":0.31,"verdict":"doubtful"}"#;
/// let work = store::parse(file, "w.jsonl".as_ref())?;
/// let page = view::page(&work, &view::Options::default(), names::builtin());
/// assert!(page.text.starts_with("<!DOCTYPE html>") && page.text.contains("Sì &amp; no."));
/// # Ok(()) }
/// ```
pub fn page(work: &Parallel, options: &Options<'_>, registry: &Registry) -> Rendered {
    let query = options.find.map(find::Query::new);
    let choice = choose(work, options, query.as_ref());
    let mut places = Places::default();
    let tags = layout::labels(work);
    let mut writer =
        Writer { work, tags: &tags, names: options.names, registry, places: &mut places };
    let rows = writer.rows(&choice);
    let style = format!("{STYLE}{}", column_style(work));
    let page = Page { work, choice: &choice, places: &places.all, registry };
    let text = page.document(&style, &rows).into_string();
    Rendered { text, rows: choice.rows.len() }
}

/// The page, its rows aside.
struct Page<'a> {
    work: &'a Parallel,
    choice: &'a Choice<'a>,
    places: &'a [Place],
    registry: &'a Registry,
}

/// Says a number of columns in a word.
fn number(n: usize) -> String {
    const WORDS: [&str; 9] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// Returns the classes that hold, if any does.
fn classes(all: &[(bool, &str)]) -> Option<String> {
    let held: Vec<&str> = all.iter().filter(|(held, _)| *held).map(|(_, c)| *c).collect();
    (!held.is_empty()).then(|| held.join(" "))
}

impl Page<'_> {
    fn document(&self, style: &str, rows: &Markup) -> Markup {
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
            digest(style),
            digest(SCRIPT)
        );
        let (title, lang) = self.title();
        let columns = format!("in {} columns", number(self.work.columns.len()));
        html! {
            (DOCTYPE)
            html lang=(OWN) {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(policy);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="referrer" content="no-referrer";
                    meta name="color-scheme" content="light dark";
                    title { (title) ", " (columns) }
                    style { (PreEscaped(style)) }
                }
                body {
                    a.jump href="#text" { "Skip to the text" }
                    header.run {
                        h1 { span lang=[lang] { (title) } " " small { (columns) } }
                        (self.tools())
                    }
                    main id="text" tabindex="-1" { (self.table(rows)) }
                    (card::index(self.places, self.work, self.registry))
                    (self.colophon())
                    aside.pop id="pop" hidden aria-live="polite" {}
                    (keys())
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        }
    }

    /// The heading of the first column, or the work's name.
    fn title(&self) -> (String, Option<&str>) {
        let first = self.work.rows.first().and_then(|row| row.cells.first());
        match first.filter(|cell| !cell.is_empty()) {
            Some(cell) => {
                let lang = &self.work.columns[0].lang;
                (names::clean(&cell.join(&lang.profile().joiner)), Some(lang.as_str()))
            }
            None => (names::clean(&self.work.work), None),
        }
    }

    fn tools(&self) -> Markup {
        let labels = layout::names(self.work);
        let doubtful = self.choice.rows.iter().filter(|r| r.verdict == Verdict::Doubtful);
        let columns = &self.work.columns;
        let vertical = columns.iter().any(|column| column.lang.is_vertical());
        html! {
            div.tools {
                search.find {
                    form {
                        label.sr for="q" { "Find in all columns" }
                        input id="q" type="search" placeholder="Find in all columns" autocomplete="off" spellcheck="false";
                        output id="hits" for="q" {}
                    }
                }
                details.view {
                    summary { "View" }
                    div.panel {
                        fieldset {
                            legend { "Columns" }
                            @for (index, (column, label)) in columns.iter().zip(&labels).enumerate() {
                                label {
                                    input type="checkbox" id={ "c" (index + 1) } checked;
                                    " " span lang=(column.lang.as_str()) { (label) }
                                }
                            }
                        }
                        fieldset {
                            legend { "Rows" }
                            label {
                                input type="checkbox" id="only";
                                " doubtful only (" (doubtful.count()) ")"
                            }
                        }
                        fieldset {
                            legend { "Names" }
                            label { input type="checkbox" id="names" checked; " underlined" }
                            label { input type="checkbox" id="ruby"; " with readings" }
                        }
                        @if vertical {
                            fieldset {
                                legend { "Japanese" }
                                label { input type="checkbox" id="tate"; " vertical" }
                            }
                        }
                        fieldset {
                            legend { "Light" }
                            label { input type="radio" name="t" id="t-auto" checked; " as the system" }
                            label { input type="radio" name="t" id="t-light"; " light" }
                            label { input type="radio" name="t" id="t-dark"; " dark" }
                        }
                    }
                }
                button.keys type="button" id="help" aria-haspopup="dialog" { "Keys" }
            }
        }
    }

    fn table(&self, rows: &Markup) -> Markup {
        let labels = layout::names(self.work);
        let long = |tag: &String| tag.len() > 3;
        let class = classes(&[
            (labels.len() > ABREAST, "bands"),
            (layout::labels(self.work).iter().any(long), "tagged"),
        ]);
        html! {
            table aria-label="Parallel text" class=[class] {
                colgroup {
                    col.no;
                    @for index in 1..=labels.len() { col class={ "c" (index) }; }
                }
                thead {
                    tr {
                        th.no scope="col" { span.sr { "Row" } }
                        @for (index, (column, label)) in self.work.columns.iter().zip(&labels).enumerate() {
                            th scope="col" class={ "c" (index + 1) } lang=(column.lang.as_str()) { (label) }
                        }
                    }
                }
                (rows)
            }
        }
    }

    fn colophon(&self) -> Markup {
        let rows = &self.choice.rows;
        let count = |verdict| rows.iter().filter(|row| row.verdict == verdict).count();
        let all = self.work.rows.len();
        html! {
            footer.colophon {
                p {
                    (all) " rows" @if rows.len() < all { ", " (rows.len()) " shown" } "; "
                    (count(Verdict::Confirmed)) " confirmed " b { "✓" } ", "
                    (count(Verdict::Doubtful)) " doubtful " b { "?" } " with the score. "
                    "Small raised figures count the sentences of a cell; a dash stands where a language has none. "
                    "An underlined name leads to its forms. " i { "Generated" }
                    " forms are made by rule and not attested."
                }
                p { "Made by " span.mono { "tetrapla view " (names::clean(&self.work.work)) " --page" } "." }
            }
        }
    }
}

fn keys() -> Markup {
    const KEYS: [(&[&str], &str); 6] = [
        (&["j", "k"], "next, previous row"),
        (&["d", "D"], "next, previous doubtful row"),
        (&["/", "n", "N"], "find; next, previous hit"),
        (&["1", "9"], "show or hide a column, from the first to the ninth"),
        (&["r", "v"], "readings, vertical Japanese"),
        (&["Esc"], "close the card"),
    ];
    html! {
        dialog id="keys" aria-labelledby="kh" {
            h2 id="kh" { "Keys" }
            dl {
                @for (keys, about) in KEYS {
                    div {
                        dt { @for key in keys { kbd { (key) } " " } }
                        dd { (about) }
                    }
                }
            }
            form method="dialog" {
                label { input type="checkbox" id="k-on" checked; " single-letter keys on" }
                button { "Close" }
            }
        }
    }
}

/// Writes rows, and gathers where names stand.
struct Writer<'a> {
    work: &'a Parallel,
    /// What each column is called where it has no head.
    tags: &'a [String],
    /// Whether names are links.
    names: bool,
    registry: &'a Registry,
    places: &'a mut Places,
}

impl Writer<'_> {
    /// Writes all rows, `LEAF` of them a `tbody`.
    fn rows(&mut self, choice: &Choice<'_>) -> Markup {
        let mut leaves: Vec<Markup> = Vec::new();
        if let Some((heading, left_out)) = choice.opening {
            let row = self.row(heading);
            let wide = (self.work.columns.len() + 1).to_string();
            leaves.push(html! {
                tbody {
                    (row)
                    @if let Some(line) = left_out_line(left_out) {
                        tr.skip { td colspan=(wide) { span { (line) } } }
                    }
                }
            });
        }
        for leaf in choice.rows.chunks(LEAF) {
            let rows: Vec<Markup> = leaf.iter().map(|row| self.row(row)).collect();
            leaves.push(html! { tbody { @for row in &rows { (row) } } });
        }
        html! { @for leaf in &leaves { (leaf) } }
    }

    fn row(&mut self, row: &Row) -> Markup {
        let heading = self.work.rows.first().is_some_and(|first| first.id == row.id);
        let class = classes(&[
            (heading, "head"),
            (row.paragraph && !heading, "p"),
            (row.verdict == Verdict::Doubtful, "doubtful"),
            (row.verdict == Verdict::Confirmed, "confirmed"),
        ]);
        let names = match self.names {
            true => names::of_row(row, self.registry, self.places),
            false => Vec::new(),
        };
        html! {
            tr id={ "r" (row.id) } class=[class] {
                th scope="row" { a href={ "#r" (row.id) } { (row.id) } (sign(row)) }
                @for (index, cell) in row.cells.iter().enumerate() {
                    (self.cell(index, cell, &names))
                }
            }
        }
    }

    fn cell(&self, index: usize, cell: &[String], names: &[Named]) -> Markup {
        let lang = &self.work.columns[index].lang;
        let class = format!("c{}", index + 1);
        let (tag, dir, label) =
            (lang.as_str(), lang.is_right_to_left().then_some("rtl"), &self.tags[index]);
        if cell.is_empty() {
            return html! {
                td class={ (class) " nil" } lang=(tag) data-tag=(label) {
                    span.gap lang=(OWN) { span aria-hidden="true" { "—" } span.sr { "no sentence here" } }
                }
            };
        }
        let one = cell.len() == 1;
        html! {
            td class=(class) lang=(tag) data-tag=(label) dir=[dir] {
                @for (at, text) in cell.iter().enumerate() {
                    @if at > 0 { (lang.profile().joiner) }
                    @if one { (sentence(text, lang, names)) }
                    @else { span.s { (sentence(text, lang, names)) } }
                }
            }
        }
    }
}

fn left_out_line(rows: &[Row]) -> Option<String> {
    match rows {
        [] => None,
        [row] => Some(format!("row {} left out", row.id)),
        [first, .., last] => Some(format!("rows {}–{} left out", first.id, last.id)),
    }
}

/// The verdict as a sign, and in words for who does not see it.
fn sign(row: &Row) -> Markup {
    let score = row.score.map(|score| match (score.thousandths() + 5) / 10 {
        100 => "1.00".to_owned(),
        hundredths => format!(".{hundredths:02}"),
    });
    let said = score.as_ref().map(|score| format!(", score {score}")).unwrap_or_default();
    match row.verdict {
        Verdict::Proposed => html! {},
        Verdict::Confirmed => {
            let by = row.by.as_ref().map(|by| format!(" by {}", names::clean(by)));
            html! {
                b.v title={ "confirmed" (by.unwrap_or_default()) (said) } {
                    span aria-hidden="true" { "✓" } span.sr { "confirmed" }
                }
            }
        }
        Verdict::Doubtful => html! {
            b.v title={ "doubtful" (said) } {
                span aria-hidden="true" { "?" } span.sr { "doubtful," }
                @if let Some(score) = score { " " small { (score) } }
            }
        },
    }
}

fn sentence(text: &str, lang: &Lang, names: &[Named]) -> Markup {
    let pieces = names::pieces(text, lang, names);
    let inside = html! {
        @for piece in &pieces {
            @match piece {
                Piece::Text(text) => (text),
                Piece::Name { text, href, reading } => a.n href={ "#" (href) } {
                    @match reading {
                        Some(reading) => ruby {
                            (text) rp { "（" } rt { (reading) } rp { "）" }
                        },
                        None => (text),
                    }
                },
            }
        }
    };
    // What turns the direction of a text turns no other text.
    match text.contains(names::is_turn) {
        true => html! { bdi { (inside) } },
        false => inside,
    }
}

/// The rules of the columns: how much room each has, and how it is hidden.
fn column_style(work: &Parallel) -> String {
    let shares = layout::shares(work);
    let total: usize = shares.iter().sum();
    let mut style = String::new();
    for (index, share) in shares.iter().enumerate() {
        let n = index + 1;
        // Hundredths of the room of an even share; percent of a printed page.
        let (flex, print) = (share * shares.len() * 100 / total, share * 94 / total);
        style += &format!(
            ".c{n}{{flex-grow:{flex}}}:root:has(#c{n}:not(:checked)) .c{n}{{display:none}}@media print{{col.c{n}{{width:{print}%}}}}"
        );
    }
    if work.columns.len() > 2 {
        style += "@media print{@page{size:A4 landscape}}";
    }
    style
}

fn digest(text: &str) -> String {
    BASE64.encode(&Sha256::digest(text.as_bytes()))
}
