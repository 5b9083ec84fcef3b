//! `tetrapla registry merge`: two entities become one, or accepted proposals come in.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use tetrapla::error::{Error, ErrorKind, Result};
use tetrapla::names::proposal::{self, Ruling};
use tetrapla::names::{self, Form, Join, Registry};
use tetrapla::{store, work};

use super::{read, write};
use crate::cli::Answer;
use crate::cli::talk::Talk;

/// Join two entities that are one, or take accepted proposals in
///
/// Of two entities the lower id stays, with all names of both; the other becomes an
/// alias. Without --yes it is only shown what would join. Of a file of proposals, which
/// `registry harvest` writes, those with the verdict `accept` are taken in, with where
/// they were seen as their source, and those with `reject` are remembered, so that they
/// are not proposed again.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla registry merge sun-yat-sen sun-zhongshan --yes
  tetrapla registry merge proposals.jsonl")]
pub(crate) struct Arguments {
    /// Two ids, or a file of proposals
    #[arg(value_name = "ID|FILE", required = true, num_args = 1..=2)]
    what: Vec<String>,
    /// Join the two
    #[arg(long)]
    yes: bool,
    /// The registry that is written [default: alignments/names.jsonl]
    #[arg(long, value_name = "FILE")]
    registry: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, talk: &Talk) -> Result<Answer> {
    let own = || Path::new(work::ALIGNMENTS).join(work::NAMES);
    let path = arguments.registry.clone().unwrap_or_else(own);
    let user = read(&path)?;
    match &arguments.what[..] {
        [a, b] => join(a, b, &user, &path, arguments.yes, talk),
        [file] => take(Path::new(file), &user, &path, talk),
        _ => unreachable!("one or two"),
    }
}

fn join(
    a: &str,
    b: &str,
    user: &Registry,
    path: &Path,
    yes: bool,
    talk: &Talk,
) -> Result<Answer> {
    let join = Join::new(&names::builtin().overlaid(user), a, b)?;
    let mut out = io::stdout().lock();
    let label = join.entity.label();
    writeln!(out, "{} becomes {}, {label}", join.alias, join.entity.id)?;
    for Form { text, tag, r#type, source, .. } in &join.brings.added {
        writeln!(out, "  {:<24}{text}  {}  ({source})", tag, r#type.name())?;
    }
    for conflict in &join.brings.conflicts {
        writeln!(out, "  not agreed: {conflict}")?;
    }
    if !yes {
        talk.note("nothing is written without --yes");
        return Ok(Answer::Yes);
    }
    write(path, &join.into_registry(user))?;
    Ok(Answer::Yes)
}

fn take(file: &Path, user: &Registry, path: &Path, talk: &Talk) -> Result<Answer> {
    let load = |path: &Path| {
        let text = fs::read_to_string(path).map_err(|error| Error::io(&error, path))?;
        proposal::parse(&text, path)
    };
    if !file.is_file() {
        let message = "no such file, wanted proposals; or two ids of entities";
        return Err(Error::new(ErrorKind::Io, message).at(file));
    }
    let proposals = load(file)?;
    let taken = proposal::accept(&proposals, names::builtin(), user)
        .map_err(|error| error.at(file))?;
    let memory = path.with_file_name(work::REJECTED);
    let mut remembered = if memory.is_file() { load(&memory)? } else { Vec::new() };
    let before = remembered.len();
    remembered.extend(proposals.iter().filter(|p| p.verdict == Ruling::Reject).cloned());
    let remembered = proposal::remembered(remembered);
    if taken != *user {
        write(path, &taken)?;
    }
    if remembered.len() != before {
        let lines = remembered.iter().map(|p| p.to_line() + "\n");
        store::write_atomic(&memory, lines.collect::<String>().as_bytes())?;
    }
    let count = |ruling| proposals.iter().filter(|p| p.verdict == ruling).count();
    let [accepted, rejected, open] =
        [Ruling::Accept, Ruling::Reject, Ruling::Open].map(count);
    talk.note(format!("{accepted} accepted, {rejected} rejected, {open} open"));
    Ok(Answer::Yes)
}
