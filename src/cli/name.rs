//! `tetrapla name`: whose name is this?

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use tetrapla::error::{Error, ErrorKind, Result};
use tetrapla::names::{self, Candidate, Kind, Registry};
use tetrapla::work;

use super::Answer;
use super::registry::{lay, load};
use super::talk::Talk;

/// Look a name up, in any script and spelling
///
/// Every entity that is spelled so is answered, best first, each with the reason and with
/// all its variants: by language, script and system, each with its source.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla name Kin Nissei
  tetrapla name 蔣介石 --json
  tetrapla name --batch names.txt --json > answers.jsonl")]
pub(crate) struct Arguments {
    /// The name; several words are one name
    #[arg(required_unless_present = "batch", value_name = "QUERY")]
    query: Vec<String>,
    /// A file of names, one a line, `-` for stdin; with --json
    #[arg(long, value_name = "FILE", requires = "json", conflicts_with = "query")]
    batch: Option<String>,
    /// How many candidates at most
    #[arg(short = 'n', long = "limit", value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Only this kind: person, place, organisation, event, treaty, work or term
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// A registry to look in, over those before it
    #[arg(long, value_name = "FILE")]
    registry: Vec<PathBuf>,
    /// Not the built-in registry
    #[arg(long)]
    no_builtin: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, talk: &Talk) -> Result<Answer> {
    let kind = Kind::asked(arguments.kind.as_deref())?;
    let options = names::Options { limit: arguments.limit, kind };
    let registry = registry(arguments, talk)?;
    if let Some(batch) = &arguments.batch {
        return answer_all(batch, &registry, options, talk);
    }
    let query = arguments.query.join(" ");
    if query.trim().is_empty() {
        let message = "an empty name, wanted one such as `Kin Nissei`";
        return Err(Error::new(ErrorKind::Argument, message));
    }
    let candidates = registry.look_up(&query, options);
    let mut out = io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", json!({ "query": query, "candidates": candidates }))?;
    } else if candidates.is_empty() {
        let near: Vec<&str> = registry
            .nearest(&query, 4)
            .into_iter()
            .filter(|n| *n != query)
            .take(3)
            .collect();
        let near = match near.is_empty() {
            true => String::new(),
            false => format!(", near it: {}", near.join(", ")),
        };
        let what = kind.map_or("nobody".to_owned(), |kind| format!("no {}", kind.name()));
        talk.note(format!("tetrapla: {what} is called `{query}`{near}"));
    } else {
        write!(out, "{}", shown(&query, &candidates))?;
    }
    Ok(if candidates.is_empty() { Answer::No } else { Answer::Yes })
}

fn registry(
    arguments: &Arguments,
    talk: &Talk,
) -> Result<std::borrow::Cow<'static, Registry>> {
    use std::borrow::Cow;
    let mut registry = match (arguments.no_builtin, arguments.registry.is_empty()) {
        (true, _) => Cow::Owned(Registry::new(names::Sources::default(), Vec::new())),
        // Who names registries means these.
        (false, true) => load(Path::new(work::ALIGNMENTS), talk)?,
        (false, false) => Cow::Borrowed(names::builtin()),
    };
    for path in &arguments.registry {
        registry = lay(registry, path, talk)?;
    }
    Ok(registry)
}

/// Answers every line, an empty one too, so that lines stay in step.
fn answer_all(
    batch: &str,
    registry: &Registry,
    options: names::Options,
    talk: &Talk,
) -> Result<Answer> {
    let path = Path::new(batch);
    let mut input: Box<dyn BufRead> = match batch {
        "-" => Box::new(io::stdin().lock()),
        _ => {
            let file = fs::File::open(path).map_err(|error| Error::io(&error, path))?;
            Box::new(BufReader::new(file))
        }
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let (mut line, mut number) = (Vec::new(), 0);
    loop {
        line.clear();
        let read = input.read_until(b'\n', &mut line);
        if read.map_err(|error| Error::io(&error, path))? == 0 {
            break;
        }
        number += 1;
        let text = String::from_utf8_lossy(&line);
        if matches!(text, std::borrow::Cow::Owned(_)) {
            talk.warning(format!("{batch}:{number}: bytes that are no UTF-8, replaced"));
        }
        let query = text.trim_end_matches(['\n', '\r']);
        let candidates = match query.trim().is_empty() {
            true => Vec::new(),
            false => registry.look_up(query, options),
        };
        writeln!(out, "{}", json!({ "query": query, "candidates": candidates }))?;
    }
    out.flush()?;
    Ok(Answer::Yes)
}

/// The candidates for a reader: who it is, why, and how else it is written.
fn shown(query: &str, candidates: &[Candidate<'_>]) -> String {
    let mut lines = Vec::new();
    let best = candidates.first().map_or(0, |candidate| candidate.score.thousandths());
    // What is much less sure than the best is no answer for a reader.
    let near = |c: &&Candidate<'_>| c.score.thousandths() + 50 >= best;
    let candidates: Vec<&Candidate<'_>> = candidates.iter().filter(near).collect();
    let what = match best {
        900.. => "are written",
        800..900 => "may be read",
        _ => "are perhaps meant by",
    };
    if candidates.len() > 1 {
        lines.push(format!("{} entities {what} {query}", candidates.len()));
        lines.push(String::new());
    } else if best < 800 {
        lines.push(format!("perhaps, for {query}:"));
        lines.push(String::new());
    }
    for (index, candidate) in candidates.iter().enumerate() {
        if index > 0 {
            lines.push(String::new());
        }
        let entity = candidate.entity;
        let dates = match (&entity.dates.from, &entity.dates.to) {
            (None, None) => String::new(),
            (Some(from), None) => format!(", {from}"),
            (None, Some(to)) => format!(", to {to}"),
            (Some(from), Some(to)) => format!(", {from} to {to}"),
        };
        let kind = entity.kind.map_or("entity", Kind::name);
        lines.push(format!("{}  {kind}{dates}  [{}]", entity.label(), entity.id));
        lines.push(format!("  {} {}", candidate.score, candidate.why));
        if !entity.not.is_empty() {
            lines.push(format!("  not to be confused with {}", entity.not.join(", ")));
        }
        if let Some(note) = &entity.note {
            lines.push(format!("  {note}"));
        }
        for form in &entity.variants {
            let mut line =
                format!("  {:<24}{}  {}", form.tag, form.text, form.r#type.name());
            if form.status.name() != "attested" {
                line.push_str(&format!(", {}", form.status.name()));
            }
            if !form.period.is_empty() {
                line.push_str(&format!(", {}", form.period.join(", ")));
            }
            lines.push(format!("{line}  ({})", form.source));
        }
    }
    lines.join("\n") + "\n"
}
