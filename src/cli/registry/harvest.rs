//! `tetrapla registry harvest`: names that texts and alignments propose.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use tetrapla::error::{Error, ErrorKind, Result};
use tetrapla::names::harvest::{self, Page, Sighting};
use tetrapla::names::proposal::{self, Key, Proposal, Ruling, What};
use tetrapla::names::{Registry, harvest::gather};
use tetrapla::{read, store, work};

use crate::cli::Answer;
use crate::cli::reading::Reading;
use crate::cli::registries::Registries;
use crate::cli::talk::Talk;

/// Propose names for a registry, each with its evidence
///
/// Looked for are glosses (`X (Y)`), names that read alike in the columns of a row, ruby,
/// and names that an editor has marked. No registry is touched: say `accept` or `reject`
/// in the file, or go through it with --review; `registry merge` takes what is accepted.
/// What the file has already been told stays.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla registry harvest -o proposals.jsonl
  tetrapla registry harvest texts/the-guerrilla-state/en.txt
  tetrapla registry harvest --review proposals.jsonl
  tetrapla registry merge proposals.jsonl")]
pub(crate) struct Arguments {
    /// Texts, folders of texts, works in alignments/ [default: all of texts/ and
    /// alignments/]
    #[arg(value_name = "TEXTS|WORK")]
    paths: Vec<String>,
    /// The file of proposals, which may be there already [default: stdout]
    #[arg(short, long, value_name = "FILE", conflicts_with = "review")]
    output: Option<PathBuf>,
    /// Go through a file of proposals: answers are read from stdin, a line each
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    review: Option<PathBuf>,
    #[command(flatten)]
    registries: Registries,
    #[command(flatten)]
    reading: Reading,
}

pub(crate) fn run(arguments: &Arguments, talk: &Talk) -> Result<Answer> {
    if let Some(path) = &arguments.review {
        return review(path, talk);
    }
    let registry = arguments.registries.read()?;
    let mut paths: Vec<String> = arguments.paths.clone();
    if paths.is_empty() {
        if Path::new(work::TEXTS).is_dir() {
            paths.push(work::TEXTS.to_owned());
        }
        let works = work::alignments(Path::new(work::ALIGNMENTS))?;
        paths.extend(works.iter().map(|path| path.display().to_string()));
    }
    let mut sightings = Vec::new();
    for path in &paths {
        sightings.extend(look(path, &registry, &arguments.reading, talk)?);
    }
    let output = arguments.output.as_deref().filter(|path| *path != Path::new("-"));
    let before = match output {
        Some(path) if path.exists() => proposals(path)?,
        _ => Vec::new(),
    };
    let mut decided = proposal::rejected(&rejected()?);
    let spoken = before.into_iter().filter(|known| known.verdict != Ruling::Open);
    let spoken: Vec<Proposal> = spoken.collect();
    decided.extend(spoken.iter().map(Proposal::key));
    let found = gather(sightings, &decided);
    let count = found.len();
    let all: BTreeMap<Key, Proposal> =
        spoken.into_iter().chain(found).map(|p| (p.key(), p)).collect();
    let text = lines(all.values());
    match output {
        Some(path) => store::write_atomic(path, text.as_bytes())?,
        None => io::stdout().lock().write_all(text.as_bytes())?,
    }
    talk.note(format!("{count} proposals"));
    Ok(if count == 0 { Answer::No } else { Answer::Yes })
}

/// Looks through a text, a folder of texts, or a work.
fn look(
    path: &str,
    registry: &Registry,
    reading: &Reading,
    talk: &Talk,
) -> Result<Vec<Sighting>> {
    let file = Path::new(path);
    if file.is_dir() {
        let mut out = Vec::new();
        for work in work::works(file)? {
            for column in &work.columns {
                let text = column.path.display().to_string();
                out.extend(look(&text, registry, reading, talk)?);
            }
        }
        return Ok(out);
    }
    let is_parallel = file.extension().is_some_and(|e| e == "jsonl");
    if !file.is_file() || is_parallel {
        let file = work::locate(Path::new(work::ALIGNMENTS), path)?;
        let parallel = store::read(&file)?;
        return Ok(harvest::rows(&parallel, &file.display().to_string(), registry));
    }
    let bytes = fs::read(file).map_err(|error| Error::io(&error, file))?;
    let lang = match work::lang_of_name(file) {
        Some((_, lang)) => lang,
        None => {
            let lang = reading.detect(&bytes, file)?;
            talk.note(format!("{path}: taken for `{lang}`"));
            lang
        }
    };
    // As it was decoded, so that evidence has the lines of the file, and ruby is there.
    let decoded = read::decode(&bytes, Some(lang.profile()), &reading.options()?);
    let decoded = decoded.map_err(|error| error.at(file))?;
    let page = Page { path, lang: &lang, text: &decoded.text };
    Ok(harvest::page(page, registry))
}

fn proposals(path: &Path) -> Result<Vec<Proposal>> {
    let text = fs::read_to_string(path).map_err(|error| Error::io(&error, path))?;
    proposal::parse(&text, path)
}

/// What was rejected once does not come back.
fn rejected() -> Result<Vec<Proposal>> {
    let path = Path::new(work::ALIGNMENTS).join("names.rejected");
    if path.is_file() { proposals(&path) } else { Ok(Vec::new()) }
}

fn lines<'a>(proposals: impl IntoIterator<Item = &'a Proposal>) -> String {
    proposals.into_iter().map(|proposal| proposal.to_line() + "\n").collect()
}

/// Shows each proposal without a verdict, and writes the answers into the file.
fn review(path: &Path, talk: &Talk) -> Result<Answer> {
    let mut all = proposals(path)?;
    let open = all.iter().filter(|p| p.verdict == Ruling::Open).count();
    let mut answers = io::stdin().lock();
    let mut err = io::stderr().lock();
    let (mut said, mut number) = (0, 0);
    'proposals: for proposal in all.iter_mut().filter(|p| p.verdict == Ruling::Open) {
        number += 1;
        writeln!(err, "{number} of {open}: {}", shown(proposal))?;
        for evidence in &proposal.evidence {
            let proposal::Evidence { path, line, quote } = evidence;
            writeln!(err, "  {path}:{line}: {quote}")?;
        }
        loop {
            write!(err, "accept, reject, misspelling, skip or quit? [a/r/m/s/q] ")?;
            err.flush()?;
            let mut line = String::new();
            if answers.read_line(&mut line)? == 0 {
                writeln!(err)?;
                break 'proposals;
            }
            match line.trim() {
                "a" | "accept" => proposal.verdict = Ruling::Accept,
                "r" | "reject" => proposal.verdict = Ruling::Reject,
                "m" | "misspelling" => {
                    proposal.verdict = Ruling::Accept;
                    proposal.r#type = tetrapla::names::FormType::Misspelling;
                }
                "s" | "skip" | "" => continue 'proposals,
                "q" | "quit" => break 'proposals,
                other => {
                    writeln!(err, "`{other}` is no answer")?;
                    continue;
                }
            }
            said += 1;
            break;
        }
    }
    drop(err);
    if said > 0 {
        store::write_atomic(path, lines(&all).as_bytes())?;
    }
    let left = open - said;
    talk.note(format!("{said} answered, {left} left"));
    if open == 0 {
        let message = "no open proposal, wanted some to go through";
        return Err(Error::new(ErrorKind::Argument, message).at(path));
    }
    Ok(Answer::Yes)
}

fn shown(proposal: &Proposal) -> String {
    let Proposal { entity, text, tag, score, count, .. } = proposal;
    let kind = proposal.kind.map_or(String::new(), |kind| format!(" ({})", kind.name()));
    let what = match proposal.what {
        What::Variant => format!("{text} [{tag}] is a name of {entity}"),
        What::Entity => format!("{text} [{tag}] is a name of the new {entity}{kind}"),
        What::Same => format!("{entity} and {text} are one"),
    };
    format!("{what}; score {score}, seen {count} times")
}
