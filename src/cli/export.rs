//! `tetrapla export`: works in the formats of the trade.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::Args;
use tetrapla::error::{Error, ErrorKind, Result};
use tetrapla::export::{self, Files, Report};
use tetrapla::lang::Lang;
use tetrapla::parallel::{Parallel, Score};
use tetrapla::{store, work};

use super::Answer;
use super::talk::Talk;
use super::view::choose;

/// Write works in another format
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla export the-keeper-of-the-bridge -f tmx -o bridge.tmx
  tetrapla export '*' -f tsv --columns it,ja --min-score 0.8
  tetrapla export the-guerrilla-state -f tmx --source en --confirmed
  tetrapla export '*' -f moses -o corpus --complete --unique")]
pub(crate) struct Arguments {
    /// Works in alignments/, or parallel segment files; `*` for all of alignments/
    #[arg(required = true, value_name = "WORK")]
    works: Vec<String>,
    /// The format; `tetrapla list exports` has them
    #[arg(short, long, value_name = "FORMAT")]
    format: String,
    /// The file, or the folder of a format of several files [default: stdout]
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Columns to write, in this order
    #[arg(long, value_name = "TAG,…", value_delimiter = ',')]
    columns: Vec<String>,
    /// Only rows that a person confirmed
    #[arg(long)]
    confirmed: bool,
    /// Only rows with this score, 0 to 1, or a higher one
    #[arg(long, value_name = "S", value_parser = parse_score)]
    min_score: Option<Score>,
    /// Only rows whose shortest cell is at least so long beside the longest, 0 to 1, in
    /// bytes of UTF-8
    #[arg(long, value_name = "R", value_parser = parse_score)]
    min_ratio: Option<Score>,
    /// Only rows with text in every column
    #[arg(long)]
    complete: bool,
    /// Only rows in which no two columns say the same
    #[arg(long)]
    different: bool,
    /// Only rows whose cells all have letters
    #[arg(long)]
    letters: bool,
    /// Of rows that say the same in every column only the first
    #[arg(long)]
    unique: bool,
    /// The source language, where the format has one [default: none is]
    #[arg(long, value_name = "TAG")]
    source: Option<String>,
    /// Put ' before cells that a spreadsheet would take for a formula
    #[arg(long)]
    spreadsheet_safe: bool,
    /// The date to write, YYYY-MM-DD, where the format has one [default: none]
    #[arg(long, value_name = "D")]
    date: Option<String>,
    /// Write UTF-16, where the format has it
    #[arg(long)]
    utf16: bool,
}

pub(crate) fn run(arguments: &Arguments, talk: &Talk) -> Result<Answer> {
    let format = export::find(&arguments.format)?;
    let source = arguments.source.as_deref().map(Lang::parse).transpose()?;
    let options = export::Options {
        confirmed: arguments.confirmed,
        min_score: arguments.min_score,
        min_ratio: arguments.min_ratio.map(Score::thousandths),
        complete: arguments.complete,
        different: arguments.different,
        letters: arguments.letters,
        unique: arguments.unique,
        source: source.as_ref(),
        date: arguments.date.as_deref(),
        spreadsheet_safe: arguments.spreadsheet_safe,
        utf16: arguments.utf16,
    };
    let folder = Path::new(work::ALIGNMENTS);
    let mut paths = Vec::new();
    for name in &arguments.works {
        match name.as_str() {
            "*" => paths.extend(work::alignments(folder)?),
            name => paths.push(work::locate(folder, name)?),
        }
    }
    if paths.is_empty() {
        talk.note("tetrapla: no work found, wanted alignments/WORK.jsonl");
        return Ok(Answer::No);
    }
    let output = arguments.output.as_deref().filter(|path| *path != Path::new("-"));
    let works = paths.iter().map(|path| -> Result<Parallel> {
        let parallel = choose(store::read(path)?, &arguments.columns);
        let mut parallel = parallel.map_err(|error| error.at(path))?;
        if let Some(source) =
            source.as_ref().filter(|lang| parallel.column(lang).is_none())
        {
            let known = parallel.columns.iter().map(|column| column.lang.as_str());
            return Err(Error::unknown("column", source.as_str(), known).at(path));
        }
        // Paths count from the folder of the file they stand in.
        let to = output.and_then(Path::parent).unwrap_or(Path::new(""));
        work::rebase(&mut parallel, path.parent().unwrap_or(Path::new("")), to);
        Ok(parallel)
    });
    let report = write(works, format, &options, output)?;
    say(&report, format.name, talk);
    Ok(Answer::Yes)
}

/// Writes works to a file, a folder or stdout.
///
/// # Errors
/// Those of the export, and if a format is not such as stdout can take.
pub(crate) fn write(
    works: impl IntoIterator<Item = Result<Parallel>>,
    format: &export::Export,
    options: &export::Options<'_>,
    output: Option<&Path>,
) -> Result<Report> {
    let files = format.files == Files::Many;
    if output.is_none() && (files || format.binary && io::stdout().is_terminal()) {
        let wanted = if files { "-o FOLDER" } else { "-o FILE" };
        let message = format!("`{}` on stdout, wanted {wanted}", format.name);
        return Err(Error::new(ErrorKind::Argument, message));
    }
    match output {
        Some(folder) if files => export::export_to(works, format, options, folder),
        Some(path) => store::write_atomic_with(path, |out| {
            export::export(works, format, options, out)
        }),
        None => export::export(works, format, options, &mut io::stdout().lock()),
    }
}

fn say(report: &Report, format: &str, talk: &Talk) {
    talk.detail(format!("{} rows written", report.rows));
    if report.rows == 0 {
        talk.note("tetrapla: no row is left to write");
    }
    if report.left_out > 0 {
        let count = report.left_out;
        talk.note(format!("rows left out, which `{format}` cannot hold: {count}"));
    }
    if report.replaced > 0 {
        let count = report.replaced;
        talk.warning(format!(
            "{count} characters that `{format}` forbids, written U+FFFD"
        ));
    }
}

fn parse_score(text: &str) -> Result<Score, String> {
    match text.parse::<f64>() {
        Ok(score) if (0.0..=1.0).contains(&score) => Ok(Score::new(score)),
        _ => Err("wanted a number from 0 to 1".to_owned()),
    }
}
