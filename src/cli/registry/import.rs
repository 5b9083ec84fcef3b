//! `tetrapla registry import`: other people's names.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use tetrapla::error::{Error, ErrorKind, Result};
use tetrapla::names::{Kind, import};
use tetrapla::read as reading;

use crate::cli::Answer;
use crate::cli::talk::Talk;

/// Read names of other formats into a registry
///
/// `list name-imports` has the formats. An entity a record, under an id made of the
/// prefix and its name. With -o the entities go into that registry, where what it says
/// already wins; else they are printed. Lines that are not understood are reported by
/// number and passed by. Dictionaries that are share-alike stay yours to keep.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla registry import names.csv -o alignments/names.jsonl
  tetrapla registry import cedict_ts.u8 --only my-names.txt
  tetrapla registry import enamdict --from enamdict --encoding euc-jp --kind place")]
pub(crate) struct Arguments {
    /// The file; `-` for stdin
    #[arg(value_name = "FILE")]
    path: PathBuf,
    /// Its format [default: by the name of the file]
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// Its encoding [default: found out]
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Kind of the entities of whom the file does not say it
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// What ids begin with [default: the format]
    #[arg(long, value_name = "PREFIX")]
    prefix: Option<String>,
    /// Only entities that have a name of this file, one a line
    #[arg(long, value_name = "NAMES")]
    only: Option<PathBuf>,
    /// The registry to write, which may be there already [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How many lines that were not understood are told in full.
const TOLD: usize = 20;

pub(crate) fn run(arguments: &Arguments, talk: &Talk) -> Result<Answer> {
    let path = &arguments.path;
    let format = match (&arguments.from, import::by_extension(path)) {
        (Some(name), _) => import::find(name)?,
        (None, Some(format)) => format,
        (None, None) => {
            let names: Vec<&str> =
                import::IMPORTS.iter().map(|format| format.name).collect();
            let message = format!(
                "the name does not tell its format, wanted --from {}",
                names.join(", ")
            );
            return Err(Error::new(ErrorKind::Argument, message).at(path));
        }
    };
    let kind = match &arguments.kind {
        None => None,
        Some(word) => Some(Kind::parse(word).ok_or_else(|| {
            Error::unknown("kind", word, Kind::ALL.iter().map(|kind| kind.name()))
        })?),
    };
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let prefix = arguments.prefix.as_deref();
    if let Some(prefix) = prefix.filter(|p| p.is_empty() || !p.chars().all(fits)) {
        let message = format!("found prefix `{prefix}`, wanted letters a–z, 0–9, -");
        return Err(Error::new(ErrorKind::Argument, message));
    }
    let only: Vec<String> = match &arguments.only {
        None => Vec::new(),
        Some(names) => {
            let text = fs::read_to_string(names).map_err(|e| Error::io(&e, names))?;
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            lines.map(str::to_owned).collect()
        }
    };
    let bytes = match path == Path::new("-") {
        true => {
            let mut bytes = Vec::new();
            io::Read::read_to_end(&mut io::stdin().lock(), &mut bytes)?;
            bytes
        }
        false => fs::read(path).map_err(|error| Error::io(&error, path))?,
    };
    let encoding = arguments.encoding.as_deref();
    let decoding = reading::Options { encoding, ..reading::Options::default() };
    let decoded = reading::decode(&bytes, None, &decoding);
    let text = decoded.map_err(|error| error.at(path))?.text;
    let options = import::Options { kind, prefix, only: &only };
    let imported = import::import(&text, path, format, options)?;
    for puzzle in imported.puzzles.iter().take(TOLD) {
        talk.warning(format!("{}:{}: {}", path.display(), puzzle.line, puzzle.message));
    }
    if let Some(more) = imported.puzzles.len().checked_sub(TOLD).filter(|n| *n > 0) {
        talk.warning(format!("and {more} lines more that were not understood"));
    }
    let count = imported.registry.entities().len();
    talk.note(format!("{count} entities read"));
    match &arguments.output {
        Some(output) => {
            // What the registry says already lies over what comes in.
            let joined = imported.registry.overlaid(&super::read(output)?);
            super::write(output, &joined)?;
        }
        None => {
            io::stdout().lock().write_all(imported.registry.to_string().as_bytes())?;
        }
    }
    Ok(if count == 0 { Answer::No } else { Answer::Yes })
}
