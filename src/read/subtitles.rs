//! Subtitles: SubRip and WebVTT, as running text.
//!
//! A cue that ends amid a sentence is joined to the next; without end marks each cue is a
//! paragraph.
//!
//! Source: WebVTT, W3C candidate recommendation, 4 (syntax); SubRip has none.

use super::build::{Builder, Kind};
use super::clean::Rule;
use super::layout;
use super::markup::{ends, entity, near};
use crate::error::{Error, ErrorKind, Result};

/// The longest pause, in milliseconds, that a sentence goes on after.
const PAUSE: u64 = 3000;

/// A cue: when it is shown, and where its lines stand.
#[derive(Debug)]
struct Cue<'t> {
    start: u64,
    end: u64,
    lines: Vec<(usize, &'t str)>,
}

/// Takes the text out of subtitles of either kind.
pub(super) fn parse(text: &str, out: &mut Builder) -> Result<()> {
    let cues = cues(text);
    if cues.is_empty() && text.lines().any(|line| !line.trim().is_empty()) {
        let message =
            "no cue in the subtitles, wanted lines like `00:00:01,000 --> 00:00:02,000`";
        return Err(Error::new(ErrorKind::Record, message));
    }
    let last = |cue: &Cue| cue.lines.last().map_or(String::new(), |(_, line)| bare(line));
    let marked = cues.iter().filter(|cue| ends(&last(cue), out)).count();
    // Subtitles of Chinese and Japanese films mostly have no end marks.
    let marks = marked * 4 > cues.len();
    let mut before: Option<u64> = None;
    for cue in &cues {
        let goes_on = before.is_some_and(|end| cue.start.saturating_sub(end) <= PAUSE);
        if !(marks && goes_on) {
            out.end();
        }
        for &(at, line) in &cue.lines {
            let inner = line.trim_start();
            let turn = inner.starts_with(['-', '–', '—', '―'])
                && !inner[1..].starts_with(|c: char| c == '-' || c.is_ascii_digit());
            if turn || ends(out.tail(), out) {
                out.end();
            }
            out.kind(Kind::Whole);
            out.line();
            push(line, at, out);
        }
        before = Some(cue.end);
    }
    out.end();
    Ok(())
}

/// The cues of a file. What stands before the first, and notes and styles, is none.
fn cues(text: &str) -> Vec<Cue<'_>> {
    let mut cues: Vec<Cue> = Vec::new();
    let mut inside = false;
    for (at, line) in layout::all_lines(text) {
        if let Some((start, end)) = times(line) {
            cues.push(Cue { start, end, lines: Vec::new() });
            inside = true;
        } else if line.trim().is_empty() {
            inside = false;
        } else if let Some(cue) = cues.last_mut().filter(|_| inside) {
            cue.lines.push((at, line));
        }
    }
    cues
}

/// The two times of a line `00:01:02,003 --> 00:01:04,005`.
pub(super) fn times(line: &str) -> Option<(u64, u64)> {
    let (start, end) = line.split_once("-->")?;
    let time = |text: &str| -> Option<u64> {
        let (clock, thousandths) = text.split_once([',', '.'])?;
        let mut seconds = 0;
        for part in clock.split(':') {
            seconds = seconds * 60 + part.parse::<u64>().ok().filter(|&n| n < 1000)?;
        }
        let thousandths = thousandths.parse::<u64>().ok().filter(|&n| n < 1000)?;
        clock.contains(':').then_some(seconds * 1000 + thousandths)
    };
    Some((time(start.trim())?, time(end.split_whitespace().next()?)?))
}

/// Adds a line without its tags: `<i>`, `{\an8}`, `<00:00:01.000>`.
fn push(line: &str, at: usize, out: &mut Builder) {
    if !out.on(Rule::Markup) {
        return out.push_flow(line, at);
    }
    let mut start = 0;
    let mut place = 0;
    while place < line.len() {
        let rest = &line[place..];
        let skip = match rest.as_bytes()[0] {
            b'<' if rest[1..]
                .starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/') =>
            {
                near(rest).find('>').map(|end| end + 1)
            }
            b'{' if rest[1..].starts_with('\\') => {
                near(rest).find('}').map(|end| end + 1)
            }
            _ => None,
        };
        let made = match rest.starts_with('&') {
            true => near(rest).find(';').filter(|end| *end < 12).map(|end| &rest[..=end]),
            false => None,
        };
        let made = made.and_then(|raw| Some((raw.len(), entity(raw)?)));
        if skip.is_none() && made.is_none() {
            place += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        out.push_flow(&line[start..place], at + start);
        match (skip, made) {
            (Some(length), _) => {
                out.count(Rule::Markup);
                place += length;
            }
            (None, Some((length, text))) => {
                out.flow_made(&text, at + place);
                place += length;
            }
            (None, None) => {}
        }
        start = place;
    }
    out.push_flow(&line[start..], at + start);
}

/// A line without its tags, to look at.
fn bare(line: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in line.trim().chars() {
        match c {
            '<' | '{' => depth += 1,
            '>' | '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
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
        built.paragraphs.iter().map(|span| built.text[span.range()].to_owned()).collect()
    }

    #[test]
    fn sentences_run_across_cues_and_tags_vanish() {
        let text = "1\n00:00:01,000 --> 00:00:02,500\n<i>The bridge was</i>\nstill there,\n\n2\n\
            00:00:02,600 --> 00:00:04,000\nand nobody crossed it.\n\n3\n\
            00:00:05,000 --> 00:00:06,000\n- Who is it?\n- A friend.\n";
        let wanted = [
            "The bridge was still there, and nobody crossed it.",
            "- Who is it?",
            "- A friend.",
        ];
        assert_eq!(paragraphs(text, "en"), wanted);
    }

    #[test]
    fn cues_without_end_marks_are_paragraphs() {
        let text = "WEBVTT\n\nNOTE no\ntext\n\n00:01.000 --> 00:02.000\n<v 老人>橋はもうない\n\n\
            00:02.000 --> 00:03.000\n誰も&amp;渡らない\n";
        assert_eq!(paragraphs(text, "ja"), ["橋はもうない", "誰も&渡らない"]);
    }
}
