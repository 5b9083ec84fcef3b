//! `tetrapla segment`: a text, one sentence a line.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use tetrapla::error::{Error, Result};
use tetrapla::text::Source;
use tetrapla::{read, segment, work};

use super::Answer;
use super::reading::Reading;
use super::talk::Talk;

/// Cut a text into sentences, one a line
///
/// A blank line stands between paragraphs. The language is what --lang says, else the
/// file's name, else what the text looks like.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla segment texts/the-keeper-of-the-bridge/ja.txt
  tetrapla segment --lang it --json - < capitolo.txt
  tetrapla segment old.txt --lang ja --encoding shift_jis")]
pub(crate) struct Arguments {
    /// The text; `-` for stdin
    #[arg(value_name = "FILE")]
    path: PathBuf,
    /// Language of the text
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// Print a line of JSON for each sentence, with its place in the text
    #[arg(long)]
    json: bool,
    /// Say which rule made each boundary, and which kept one from being made
    #[arg(long, conflicts_with = "json")]
    explain: bool,
    #[command(flatten)]
    reading: Reading,
}

pub(crate) fn run(arguments: &Arguments, talk: &Talk) -> Result<Answer> {
    let (path, reading) = (&arguments.path, &arguments.reading);
    let stdin = path == Path::new("-");
    let mut bytes = Vec::new();
    if stdin {
        io::stdin().lock().read_to_end(&mut bytes)?;
    } else {
        bytes = fs::read(path).map_err(|error| Error::io(&error, path))?;
    }
    let path = if stdin { Path::new("<stdin>") } else { path };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        talk.note(format!("{}: no text, no sentence", path.display()));
        return Ok(Answer::Yes);
    }
    let lang = match (&arguments.lang, work::lang_of_name(path)) {
        (Some(tag), _) => reading.lang(tag)?,
        (None, Some((_, lang))) => lang,
        (None, None) => {
            let lang = reading.detect(&bytes, path)?;
            talk.note(format!("{}: taken for `{lang}`", path.display()));
            lang
        }
    };
    let source = read::read(&bytes, path, &lang, &reading.options()?)?;
    talk.detail(format!("{}: {lang}, {}", path.display(), source.encoding));
    let text = match (arguments.json, arguments.explain) {
        (true, _) => as_json(&source),
        (_, true) => explained(&source),
        _ => as_lines(&source),
    };
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Answer::Yes)
}

/// A sentence may run over several lines of its text; here it gets one.
fn on_one_line(text: &str, joiner: &str) -> String {
    let mut lines = text.lines().map(str::trim);
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |joined, line| joined + joiner + line)
}

fn as_lines(source: &Source) -> String {
    let joiner = &source.lang.profile().joiner;
    let mut text = String::new();
    for boundary in segment::boundaries(source) {
        if boundary.sentence.paragraph && !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&on_one_line(&source.text[boundary.sentence.span.range()], joiner));
        text.push('\n');
    }
    text
}

fn as_json(source: &Source) -> String {
    let lines = segment::boundaries(source).into_iter().map(|boundary| {
        let span = boundary.sentence.span;
        let place = source.offsets.span_to_file(span);
        let line = json!({
            "text": &source.text[span.range()],
            "start": place.start(),
            "end": place.end(),
            "paragraph": boundary.sentence.paragraph,
            "rule": boundary.rule,
        });
        format!("{line}\n")
    });
    lines.collect()
}

fn explained(source: &Source) -> String {
    let lines = segment::places(source).into_iter().map(|place| {
        let joiner = &source.lang.profile().joiner;
        let around = |text: &str| on_one_line(text, joiner);
        let before = &source.text[..place.end];
        let start = before.char_indices().rev().nth(19).map_or(0, |(at, _)| at);
        let after: String = source.text[place.next..].chars().take(20).collect();
        let mark = if place.cut { "|" } else { "·" };
        let (before, after) = (around(&before[start..]), around(&after));
        format!("{mark} {:<20} {before} {mark} {after}\n", place.rule)
    });
    lines.collect()
}
