//! `tetrapla segment`: a text, one sentence a line.

use std::borrow::Cow;
use std::fs;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use tetrapla::error::{Error, Result};
use tetrapla::segment::Place;
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
  tetrapla segment old.txt --lang ja --encoding shift_jis
  tetrapla segment thesis.md --lang it --no-clean ruby,footnotes -v")]
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
    drop(bytes);
    say(&source, path, talk);
    let out = &mut BufWriter::new(io::stdout().lock());
    match (arguments.json, arguments.explain) {
        (true, _) => as_json(&source, out)?,
        (_, true) => explained(&source, out)?,
        _ => as_lines(&source, out)?,
    }
    out.flush()?;
    Ok(Answer::Yes)
}

/// Says how a text was read.
fn say(source: &Source, path: &Path, talk: &Talk) {
    let (lang, format, encoding) = (&source.lang, source.format, source.encoding);
    talk.detail(format!("{}: {lang}, {format}, {encoding}", path.display()));
    for (rule, count) in &source.cleaned {
        talk.detail(format!("{}: cleaned {count} × {rule}", path.display()));
    }
    if source.replaced > 0 {
        let count = source.replaced;
        talk.warning(format!("{}: {count} × U+FFFD for what is no text", path.display()));
    }
    if source.paragraphs.is_empty() {
        talk.note(format!("{}: no text, no sentence", path.display()));
    }
}

/// A sentence may run over several lines of its text; here it gets one.
fn on_one_line<'a>(text: &'a str, joiner: &str) -> Cow<'a, str> {
    if !text.contains(['\n', '\r']) {
        return Cow::Borrowed(text);
    }
    let mut lines = text.lines().map(str::trim);
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |joined, line| joined + joiner + line).into()
}

fn as_lines(source: &Source, out: &mut impl Write) -> Result<()> {
    let joiner = &source.lang.profile().joiner;
    let mut first = true;
    for boundary in segment::boundaries(source) {
        if boundary.sentence.paragraph && !std::mem::take(&mut first) {
            writeln!(out)?;
        }
        let text = &source.text[boundary.sentence.span.range()];
        writeln!(out, "{}", on_one_line(text, joiner))?;
    }
    Ok(())
}

fn as_json(source: &Source, out: &mut impl Write) -> Result<()> {
    for boundary in segment::boundaries(source) {
        let span = boundary.sentence.span;
        let place = source.offsets.span_to_file(span);
        let mut line = json!({
            "text": &source.text[span.range()],
            "start": place.start(),
            "end": place.end(),
            "paragraph": boundary.sentence.paragraph,
            "rule": boundary.rule,
            "encoding": source.encoding,
            "format": source.format,
        });
        if let Some(number) = source.line(span.start()) {
            line["line"] = number.into();
        }
        if let Some(page) = source.page(span.start()) {
            line["page"] = page.into();
        }
        if span.start() >= source.notes {
            line["note"] = true.into();
        }
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn explained(source: &Source, out: &mut impl Write) -> Result<()> {
    let joiner = &source.lang.profile().joiner;
    let mut places = segment::places(source);
    // A paragraph ends a sentence whatever stands there.
    let boundaries = segment::boundaries(source);
    for pair in boundaries.windows(2).filter(|pair| pair[1].sentence.paragraph) {
        let (end, next) = (pair[0].sentence.span.end(), pair[1].sentence.span.start());
        places.push(Place { end, next, cut: true, rule: pair[0].rule });
    }
    places.sort_by_key(|place| (place.end, place.next));
    for place in places {
        let around = |text: &str| on_one_line(text.trim(), joiner).into_owned();
        let before = &source.text[..place.end];
        let start = before.char_indices().rev().nth(19).map_or(0, |(at, _)| at);
        let after: String = source.text[place.next..].chars().take(20).collect();
        let mark = if place.cut { "|" } else { "·" };
        let (before, after) = (around(&before[start..]), around(&after));
        writeln!(out, "{mark} {:<20} {before} {mark} {after}", place.rule)?;
    }
    Ok(())
}
