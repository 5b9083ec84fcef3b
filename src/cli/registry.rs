//! `tetrapla registry`: what is done to registries of names; one file a subcommand.

mod add;
mod check;
mod export;
mod harvest;
mod import;
mod merge;

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use clap::{Args, Subcommand};
use tetrapla::error::{Error, Result};
use tetrapla::names::{self, Registry, Sources};
use tetrapla::{store, work};

use super::Answer;
use super::talk::Talk;

/// Add to, join and check registries of names
///
/// A registry is a file of JSON Lines, one entity a line. Your own is
/// `alignments/names.jsonl`, and lies over the one that is built in: what it says of an
/// entity wins, and the names it has are added.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla registry add pak-of-the-bridge --kind person --name Pak --form ja=朴
  tetrapla registry harvest -o proposals.jsonl
  tetrapla registry merge proposals.jsonl
  tetrapla registry check")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Add(Box<add::Arguments>),
    Merge(merge::Arguments),
    Check(check::Arguments),
    Harvest(harvest::Arguments),
    Import(import::Arguments),
    Export(export::Arguments),
}

pub(crate) fn run(arguments: &Arguments, talk: &Talk) -> Result<Answer> {
    match &arguments.command {
        Command::Add(arguments) => add::run(arguments, talk),
        Command::Merge(arguments) => merge::run(arguments, talk),
        Command::Check(arguments) => check::run(arguments, talk),
        Command::Harvest(arguments) => harvest::run(arguments, talk),
        Command::Import(arguments) => import::run(arguments, talk),
        Command::Export(arguments) => export::run(arguments, talk),
    }
}

/// Returns the built-in registry with the one of a folder of alignments over it, and says
/// what that one does to it.
pub(super) fn load(folder: &Path, talk: &Talk) -> Result<Cow<'static, Registry>> {
    let path = folder.join(work::NAMES);
    if !path.is_file() {
        return Ok(Cow::Borrowed(names::builtin()));
    }
    lay(Cow::Borrowed(names::builtin()), &path, talk)
}

/// Lays a registry file over a registry, never silently: conflicts are warned of, and
/// with -v it is said what was added and dropped.
pub(super) fn lay(
    base: Cow<'static, Registry>,
    path: &Path,
    talk: &Talk,
) -> Result<Cow<'static, Registry>> {
    let text = fs::read_to_string(path).map_err(|error| Error::io(&error, path))?;
    let user = Registry::parse(&text, path)?;
    for overlay in base.overlays(&user) {
        talk.detail(format!("{}: {overlay}", path.display()));
        if !overlay.conflicts.is_empty() {
            let conflicts = overlay.conflicts.join(", ");
            talk.warning(format!("{}: `{}`: {conflicts}", path.display(), overlay.id));
        }
    }
    Ok(Cow::Owned(base.overlaid(&user)))
}

/// Reads a registry that may not be there yet.
fn read(path: &Path) -> Result<Registry> {
    if !path.exists() {
        return Ok(Registry::new(Sources::default(), Vec::new()));
    }
    let text = fs::read_to_string(path).map_err(|error| Error::io(&error, path))?;
    Registry::parse(&text, path)
}

/// Writes a registry in its canonical form.
fn write(path: &Path, registry: &Registry) -> Result<()> {
    store::write_atomic(path, registry.to_string().as_bytes())
}
