//! `tetrapla registry check`: what is wrong with a registry.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use tetrapla::error::{Error, Result};
use tetrapla::names::check::{Grade, check};
use tetrapla::{names, work};

use crate::cli::Answer;
use crate::cli::talk::Talk;

/// Check a registry: form, ids, scripts, pinyin, surnames, dates, homonyms
///
/// Errors end with exit code 1; warnings and notes are for you to judge.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla registry check
  tetrapla registry check mine.jsonl --json")]
pub(crate) struct Arguments {
    /// Registries [default: alignments/names.jsonl]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// They do not lie over the built-in registry
    #[arg(long)]
    no_builtin: bool,
    /// Print a line of JSON for each finding
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, talk: &Talk) -> Result<Answer> {
    let own = vec![Path::new(work::ALIGNMENTS).join(work::NAMES)];
    let files = if arguments.files.is_empty() { &own } else { &arguments.files };
    let base = (!arguments.no_builtin).then(names::builtin);
    let mut out = io::stdout().lock();
    let (mut errors, mut others) = (0, 0);
    for path in files {
        let text = fs::read_to_string(path).map_err(|error| Error::io(&error, path))?;
        for finding in check(&text, base) {
            let names::check::Finding { line, rule, grade, message } = finding;
            match grade {
                Grade::Error => errors += 1,
                Grade::Warning | Grade::Note => others += 1,
            }
            if arguments.json {
                let finding = json!({
                    "path": path, "line": line, "rule": rule, "grade": grade.name(),
                    "message": message,
                });
                writeln!(out, "{finding}")?;
                continue;
            }
            let grade = match grade {
                Grade::Error => String::new(),
                _ => format!("{}: ", grade.name()),
            };
            writeln!(out, "{}:{line}: {grade}{message}", path.display())?;
        }
    }
    if errors + others == 0 {
        talk.note("all is well");
    }
    Ok(if errors == 0 { Answer::Yes } else { Answer::No })
}
