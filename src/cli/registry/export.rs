//! `tetrapla registry export`: a registry in other formats.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use tetrapla::error::Result;
use tetrapla::names::export::{self, Generated};
use tetrapla::store;

use crate::cli::Answer;
use crate::cli::registries::Registries;
use crate::cli::talk::Talk;

/// Write a registry as JSON Lines, CSV or TBX
///
/// Yours over the built-in one, unless --registry or --no-builtin say otherwise. `list
/// name-exports` has the formats.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla registry export -f csv -o names.csv
  tetrapla registry export -f tbx --no-builtin --registry alignments/names.jsonl")]
pub(crate) struct Arguments {
    /// The format
    #[arg(short, long, value_name = "FORMAT", default_value = "jsonl")]
    format: String,
    /// The file to write [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// With the forms that a rule made
    #[arg(long)]
    generated: bool,
    #[command(flatten)]
    registries: Registries,
}

pub(crate) fn run(arguments: &Arguments, talk: &Talk) -> Result<Answer> {
    let format = export::find(&arguments.format)?;
    let registry = arguments.registries.read()?;
    let generated =
        if arguments.generated { Generated::With } else { Generated::Without };
    let write = |out: &mut dyn Write| export::export(&registry, format, generated, out);
    match arguments.output.as_deref().filter(|path| path.as_os_str() != "-") {
        Some(path) => store::write_atomic_with(path, write)?,
        None => write(&mut io::BufWriter::new(io::stdout().lock()))?,
    }
    talk.detail(format!("{} entities written", registry.entities().len()));
    Ok(Answer::Yes)
}
