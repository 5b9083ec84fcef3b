//! `tetrapla check`: whether files are whole and say what their texts say.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use tetrapla::error::{Error, ErrorKind, Result};
use tetrapla::work::{self, Finding};

use super::Answer;
use super::registry::load;
use super::talk::Talk;

/// Check that alignments are whole and give their texts back
///
/// Every column must have the sentences of its text, in order and each once; every file
/// must parse and be written as this program writes it; every entity must be known.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla check
  tetrapla check alignments/the-keeper-of-the-bridge.jsonl --json
  tetrapla check --names")]
pub(crate) struct Arguments {
    /// Parallel segment files, registries, or folders of them [default: alignments]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// List, row by row, the names of one column that no variant answers in another
    #[arg(long)]
    names: bool,
    /// Print a line of JSON for each finding
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, talk: &Talk) -> Result<Answer> {
    let all = vec![PathBuf::from(work::ALIGNMENTS)];
    let paths = if arguments.paths.is_empty() { &all } else { &arguments.paths };
    let mut findings: Vec<Finding> = Vec::new();
    for path in paths {
        if !path.exists() {
            let message = "no such file or folder, wanted alignments to check";
            return Err(Error::new(ErrorKind::Io, message).at(path));
        }
        if path.is_dir() && work::alignments(path)?.is_empty() {
            talk.note(format!("tetrapla: {}: no alignment in it", path.display()));
            return Ok(Answer::No);
        }
        let folder = if path.is_dir() { Some(path.as_path()) } else { path.parent() };
        let folder = folder.unwrap_or(Path::new(""));
        // A file elsewhere was made with the registry of the alignments.
        let folder = match folder.join(work::NAMES).is_file() {
            true => folder,
            false => Path::new(work::ALIGNMENTS),
        };
        let registry = load(folder, talk)?;
        findings.extend(work::check(path, &registry)?);
        if arguments.names {
            findings.extend(work::check_names(path, &registry)?);
        }
    }
    let mut out = io::stdout().lock();
    for Finding { path, line, kind, message } in &findings {
        if arguments.json {
            let finding = json!({
                "path": path, "line": line, "kind": kind, "message": message,
            });
            writeln!(out, "{finding}")?;
        } else {
            let line = line.map(|line| format!("{line}:")).unwrap_or_default();
            writeln!(out, "{}:{line} {message}", path.display())?;
        }
    }
    if findings.is_empty() {
        talk.note("all is well");
    }
    Ok(if findings.is_empty() { Answer::Yes } else { Answer::No })
}
