//! Plain text: paragraphs parted by blank lines, or one a line.
//!
//! Invariant: no word is lost or joined to another; where two lines are joined, a script
//! without spaces gains none.

use super::build::Builder;
use crate::lang::Profile;
use crate::text::Span;

/// How wide the widest line of a text broken by hand is, in columns: verse is narrower,
/// a paragraph a line is wider.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=100;

/// Takes the paragraphs out of plain text.
pub(super) fn parse(text: &str, profile: &Profile, out: &mut Builder) {
    let wrapped = is_wrapped(text, profile);
    for (at, line) in lines(text) {
        let inner = line.trim();
        if inner.is_empty() || !wrapped || is_indented(line) {
            out.end();
        }
        if !inner.is_empty() {
            out.join(joint(out.last_char(), inner.chars().next(), profile));
            out.push(inner, at + (line.len() - line.trim_start().len()));
        }
    }
    out.end();
}

/// Takes the text as it is; blank lines part paragraphs.
pub(super) fn parse_raw(text: &str, _: &Profile, out: &mut Builder) {
    out.push_raw(text, 0);
    let (mut start, mut end) = (None, 0);
    for (at, line) in lines(text).chain([(text.len(), "")]) {
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
}

/// Returns what joins two lines of a paragraph: the language's joiner, but a space
/// between two words of a script with spaces, and none between two of one without.
pub(super) fn joint(
    before: Option<char>,
    after: Option<char>,
    profile: &Profile,
) -> &'static str {
    let spaced = |c: Option<char>| c.is_some_and(|c| (c as u32) < 0x2e80);
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match profile.joiner.is_empty() {
        true if spaced(before) && spaced(after) && (letter(before) || letter(after)) => {
            " "
        }
        true => "",
        false => match (before, after) {
            (Some(b), Some(a)) if is_wide(b) && is_wide(a) => "",
            _ => " ",
        },
    }
}

/// Returns whether a character is Han, kana or their punctuation.
fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x2e80..=0x9fff | 0xf900..=0xfaff | 0xff00..=0xff60)
}

/// The lines of a text, each with its first byte.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split('\n').map(move |line| {
        let start = at;
        at += line.len() + 1;
        (start, line)
    })
}

/// A paragraph of a text broken by hand often begins with an indent.
fn is_indented(line: &str) -> bool {
    line.starts_with(['\u{3000}', '\t']) || line.starts_with("  ")
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

    let inner: Vec<&str> = lines(text).map(|(_, line)| line.trim()).collect();
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
fn width(line: &str) -> usize {
    line.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
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
        let (text, spans, _) = out.finish();
        spans.iter().map(|span| text[span.range()].to_owned()).collect()
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
    fn two_latin_words_keep_their_space_in_a_script_without_spaces() {
        let profile = Lang::parse("ja").unwrap().profile();
        assert_eq!(joint(Some('n'), Some('K'), profile), " ");
        assert_eq!(joint(Some('n'), Some('の'), profile), "");
    }
}
