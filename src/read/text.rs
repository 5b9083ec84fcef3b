//! Plain text: paragraphs parted by blank lines, or one a line.
//!
//! Invariant: no word is lost or joined to another; where two lines are joined, a script
//! without spaces gains none.

use super::build::{Builder, Kind, columns};
use super::clean::Rule;
use super::layout::{self, Line, Role};
use crate::error::Result;
use crate::lang::Profile;
use crate::text::Span;

/// How wide the widest line of a text broken by hand is, in columns: verse is narrower,
/// a paragraph a line is wider.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=100;

/// What begins an item of a list in plain text. A dash may as well begin a turn of a
/// dialogue, and stays.
const BULLETS: &[char] = &['•', '‣', '⁃', '∙', '▪', '◦', '●', '*'];

/// Takes the paragraphs out of plain text.
pub(super) fn parse(text: &str, out: &mut Builder) -> Result<()> {
    let wrapped = out.on(Rule::HardWraps) && is_wrapped(text, out.profile);
    let mut lines = layout::lines(text);
    layout::judge(text, &mut lines, out);
    out.learn_hyphens(if wrapped { text } else { "" });
    lay(text, &lines, wrapped, out);
    Ok(())
}

/// Puts paragraphs together out of lines that were judged.
pub(super) fn lay(text: &str, lines: &[Line], wrapped: bool, out: &mut Builder) {
    let mut page = 0;
    let paged = lines.iter().any(|line| line.page);
    let mut noted = false;
    for (index, line) in lines.iter().enumerate() {
        if paged && (line.page || index == 0) {
            page += 1;
            if noted {
                out.end_note();
                noted = false;
            }
            out.page(page.to_string());
        }
        let whole = line.of(text);
        let inner = whole.trim();
        match line.role {
            Role::Left(rule) => {
                out.count(rule);
                if matches!(rule, Rule::PageNumbers | Rule::RunningHeads) {
                    out.turn();
                }
                continue;
            }
            Role::Note => {
                if noted {
                    out.end_note();
                }
                // On a page, a paragraph goes on after the notes at its foot.
                if !paged || !out.on(Rule::Footnotes) {
                    out.end();
                }
                out.begin_note();
                noted = true;
            }
            Role::Text | Role::Heading if noted && inner.is_empty() => {
                out.end_note();
                noted = false;
            }
            Role::Text | Role::Heading => {}
        }
        let mut lead = whole.len() - whole.trim_start().len();
        let mut inner = inner;
        let bullet = line.role == Role::Text && is_item(inner);
        let begins =
            inner.is_empty() || !wrapped || is_indented(whole) || line.begins || bullet;
        if begins && line.role != Role::Note {
            out.end();
        }
        if inner.is_empty() {
            continue;
        }
        if bullet && out.on(Rule::ListMarkers) {
            let rest = inner.trim_start_matches(BULLETS).trim_start();
            lead += inner.len() - rest.len();
            inner = rest;
            out.count(Rule::ListMarkers);
        }
        let crowded = |other: Option<&Line>| {
            other.is_some_and(|other| !other.of(text).trim().is_empty())
        };
        let alone = wrapped
            || !crowded(index.checked_sub(1).and_then(|before| lines.get(before)))
                && !crowded(lines.get(index + 1));
        let heading = line.role == Role::Heading;
        if bullet || heading || !alone {
            out.kind(Kind::Whole);
        }
        if !out.tail().is_empty() {
            out.join_line(inner);
            if wrapped && line.role == Role::Text {
                out.count(Rule::HardWraps);
            }
        }
        if out.tail().is_empty() && !bullet {
            // The indent of a paragraph is the builder's business.
            (inner, lead) = (whole.trim_end(), 0);
        }
        out.push(inner, line.at() + lead);
        let goes_on = lines
            .get(index + 1)
            .is_some_and(|next| next.role == Role::Heading && !next.begins);
        if heading && wrapped && !goes_on && out.on(Rule::Headings) {
            out.end();
            out.count(Rule::Headings);
        }
    }
    if noted {
        out.end_note();
    }
    out.end();
}

/// Takes the text as it is; blank lines part paragraphs.
pub(super) fn parse_raw(text: &str, out: &mut Builder) -> Result<()> {
    out.push_raw(text, 0);
    let (mut start, mut end) = (None, 0);
    for (at, line) in layout::all_lines(text).chain([(text.len(), "")]) {
        let inner = line.trim();
        match (inner.is_empty(), start) {
            (true, Some(from)) => {
                out.mark(Span::new(from, end));
                start = None;
            }
            (true, None) => {}
            (false, _) => {
                let lead = at + (line.len() - line.trim_start().len());
                start.get_or_insert(lead);
                end = lead + inner.len();
            }
        }
    }
    Ok(())
}

/// A paragraph of a text broken by hand often begins with an indent.
fn is_indented(line: &str) -> bool {
    line.starts_with(['\u{3000}', '\t']) || line.starts_with("  ")
}

/// Returns whether a line is an item of a list: a bullet, a space, and more.
fn is_item(line: &str) -> bool {
    let rest = line.strip_prefix(BULLETS);
    rest.is_some_and(|rest| rest.starts_with([' ', '\t', '\u{a0}']) && rest.len() > 2)
}

/// Returns whether lines are pieces of paragraphs: most that another line follows are of
/// nearly full width and end amid a sentence, and the next goes on in lower case, where
/// there is case. In other texts, verse among them, each line is a paragraph.
fn is_wrapped(text: &str, profile: &Profile) -> bool {
    let marks = &profile.marks;
    let closers: Vec<char> =
        marks.quotes.iter().chain(&marks.brackets).map(|&(_, close)| close).collect();
    let is_end =
        |c| [&marks.full, &marks.ends, &marks.stops].iter().any(|m| m.contains(c));
    let amid = |line: &str| !line.trim_end_matches(closers.as_slice()).ends_with(is_end);

    let inner: Vec<&str> = layout::all_lines(text).map(|(_, line)| line.trim()).collect();
    let widest = inner.iter().map(|line| width(line)).max().unwrap_or(0);
    if !WIDTHS.contains(&widest) {
        return false;
    }
    let (mut followed, mut broken, mut capital) = (0, 0, 0);
    for pair in inner.windows(2).filter(|pair| !pair[0].is_empty() && !pair[1].is_empty())
    {
        followed += 1;
        if amid(pair[0]) {
            broken += usize::from(width(pair[0]) * 10 >= widest * 6);
            capital += usize::from(pair[1].starts_with(char::is_uppercase));
        }
    }
    broken * 2 > followed && capital * 3 < broken * 2
}

/// The columns a line takes on a screen.
pub(super) fn width(line: &str) -> usize {
    line.chars().map(columns).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::read::Options;
    use crate::read::build::joint;

    fn paragraphs(text: &str, tag: &str) -> Vec<String> {
        let profile = Lang::parse(tag).unwrap().profile();
        let mut out = Builder::new(profile, &Options::default());
        parse(text, &mut out).unwrap();
        let built = out.finish();
        built.paragraphs.iter().map(|span| built.text[span.range()].to_owned()).collect()
    }

    #[test]
    fn blank_lines_part_paragraphs() {
        let text = "Titolo\n\nUna riga.\n \n\u{3000}\nUn'altra.\n\n\n";
        assert_eq!(paragraphs(text, "it"), ["Titolo", "Una riga.", "Un'altra."]);
    }

    #[test]
    fn a_text_without_wrapped_lines_has_a_paragraph_a_line() {
        let text = "第一章\n他走进屋子，点上灯。\n屋里没有人。\n“有人吗？”他问。\n";
        assert_eq!(paragraphs(text, "zh").len(), 4);
    }

    #[test]
    fn wrapped_lines_are_joined_as_the_language_joins_them() {
        let text = "The harbor was empty when we came down to it in the\n\
            morning, and the boats of the day before had all gone out\n\
            to sea.\n\nWe waited.";
        let found = paragraphs(text, "en");
        assert_eq!(found.len(), 2);
        assert!(
            found[0].contains("in the morning, and") && found[0].ends_with("out to sea.")
        );
        let text = "港に着いたときにはもう船は一艘も残っておらず、昨日まで並\n\
            んでいた漁船はみな沖へ出てしまっていて、浜には網だけが残\nっていた。";
        assert_eq!(paragraphs(text, "ja"), [text.replace('\n', "")]);
    }

    #[test]
    fn verses_are_not_joined() {
        let text = "Torna la notte sulla riva del fiume lontano\n\
            E nessuna barca attraversa la corrente nera\n\
            Soltanto il vento conta le foglie cadute\n\
            Come un vecchio conta i giorni di guerra";
        assert_eq!(paragraphs(text, "it").len(), 4);
        let text = "江上無人渡\n寒風數落花\n老翁燈下坐\n數盡舊年華";
        assert_eq!(paragraphs(text, "zh-Hant").len(), 4);
    }

    #[test]
    fn pages_lose_their_heads_and_numbers_and_keep_their_text() {
        let page =
            |number: usize, text: &str| format!("THE BRIDGE\n\n{text}\n\n{number}\n");
        let text = [
            page(11, "The harbor was empty when we came down to it in the\nmorning, and the boats of the day before had all gone out and the move-"),
            page(12, "ment of the sea was slow and there was nobody about us\nto be asked the way to the house of the old man."),
            page(13, "We waited there for an hour and then went up the hill"),
        ]
        .join("\u{c}");
        let found = paragraphs(&text, "en");
        assert_eq!(found.len(), 2, "{found:#?}");
        assert!(found[0].contains("and the movement of the sea"), "{found:#?}");
    }

    #[test]
    fn what_may_be_a_mark_or_a_note_is_text() {
        let text = "He came.[1] It is 3 m² long.\n\n[1] So he says.";
        assert_eq!(
            paragraphs(text, "en"),
            ["He came.[1] It is 3 m² long.", "[1] So he says."]
        );
    }

    #[test]
    fn contents_with_leaders_go() {
        let text = "Contents\n\nOne, the bridge ....... 5\nTwo . . . . . . 12\nThree…………20\n\nText here.";
        assert_eq!(paragraphs(text, "en"), ["Contents", "Text here."]);
    }

    #[test]
    fn two_latin_words_keep_their_space_in_a_script_without_spaces() {
        let profile = Lang::parse("ja").unwrap().profile();
        assert_eq!(joint(Some('n'), Some('K'), profile), " ");
        assert_eq!(joint(Some('n'), Some('の'), profile), "");
    }
}
