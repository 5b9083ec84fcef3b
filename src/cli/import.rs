//! `tetrapla import`: files of the trade as parallel segment files.

use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use tetrapla::error::{Error, ErrorKind, Result};
use tetrapla::import::{self, IMPORTS, Import, Input, Report};
use tetrapla::lang::Lang;
use tetrapla::store;

use super::Answer;
use super::talk::Talk;

/// Read a file of another format as a work
///
/// `list imports` has the formats. What a format does not say is filled in honestly:
/// rows are doubtful and have no score. A pair of texts are two files, a ladder comes
/// with its texts.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla import memory.tmx -o alignments/memory.jsonl
  tetrapla import sheet.csv --lang it,ja
  tetrapla import book.it-en.it book.it-en.en --from moses -o alignments/book.jsonl
  tetrapla import book.ladder it.txt en.txt --from hunalign --lang it,en")]
pub(crate) struct Arguments {
    /// The file, or the files of one work; `-` for stdin
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// The parallel segment file to write [default: stdout]
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// The format [default: by the name of the file]
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// The columns to read, in this order; in a format that names no languages, theirs
    #[arg(long, value_name = "TAG,…", value_delimiter = ',')]
    lang: Vec<String>,
    /// Encoding of the files [default: found out]
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// The name of the work [default: that of the file written, or else read]
    #[arg(long, value_name = "NAME")]
    work: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, talk: &Talk) -> Result<Answer> {
    let format = format(arguments)?;
    let langs =
        arguments.lang.iter().map(|tag| Lang::parse(tag)).collect::<Result<Vec<_>>>()?;
    let output = arguments.output.as_deref().filter(|path| *path != Path::new("-"));
    let stem = output.unwrap_or(&arguments.paths[0]).file_stem();
    let stem = stem.map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let options = import::Options {
        work: arguments.work.as_deref().unwrap_or(&stem),
        langs: &langs,
        encoding: arguments.encoding.as_deref(),
    };
    let mut piped = Vec::new();
    if arguments.paths.iter().any(|path| path == Path::new("-")) {
        io::stdin().lock().read_to_end(&mut piped)?;
    }
    let input = |path: &'_ PathBuf| path == Path::new("-");
    let inputs: Vec<Input<'_>> = arguments
        .paths
        .iter()
        .map(|path| Input { path, bytes: input(path).then_some(piped.as_slice()) })
        .collect();
    let report = match output {
        Some(path) => store::write_atomic_with(path, |out| {
            import::import_to(&inputs, format, &options, out)
        })?,
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            let report = import::import_to(&inputs, format, &options, &mut out)?;
            out.flush()?;
            report
        }
    };
    say(&report, talk);
    Ok(if report.rows == 0 { Answer::No } else { Answer::Yes })
}

fn format(arguments: &Arguments) -> Result<&'static Import> {
    if let Some(name) = &arguments.from {
        return import::find(name);
    }
    let path = &arguments.paths[0];
    import::by_extension(path).ok_or_else(|| {
        let names: Vec<&str> = IMPORTS.iter().map(|format| format.name).collect();
        let names = names.join(", ");
        let message = format!("the name does not tell its format, wanted --from {names}");
        Error::new(ErrorKind::Argument, message).at(path)
    })
}

fn say(report: &Report, talk: &Talk) {
    talk.note(format!("{} rows read", report.rows));
    if report.left_out > 0 {
        talk.note(format!("units left out, which have no text: {}", report.left_out));
    }
    if report.alternatives > 0 {
        let count = report.alternatives;
        talk.warning(format!(
            "{count} second texts of a language in a unit, first taken"
        ));
    }
}
