//! `tetrapla view`: a work side by side.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;
use tetrapla::error::{Error, ErrorKind, Result};
use tetrapla::lang::Lang;
use tetrapla::parallel::Parallel;
use tetrapla::view::{self, Style};
use tetrapla::{store, work};

use super::Answer;
use super::talk::{Talk, no_color};

/// Show a work side by side
///
/// Columns stand abreast where there is room, else in bands, else one under the other.
/// `?` marks a doubtful row, with its score under it, `✓` a confirmed one, `--` a cell
/// without a sentence. On a terminal, long works go through $PAGER, or less. `--page`
/// makes a web page of it that needs no network, with the names and all their forms.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla view the-keeper-of-the-bridge
  tetrapla view the-keeper-of-the-bridge --columns it,ja --rows 7-17
  tetrapla view alignments/x.jsonl --doubtful --width 80
  tetrapla view the-keeper-of-the-bridge --page bridge.html")]
pub(crate) struct Arguments {
    /// A work in alignments/, or a parallel segment file
    work: String,
    /// Columns to show, in this order
    #[arg(long, value_name = "TAG,…", value_delimiter = ',')]
    columns: Vec<String>,
    /// Rows to show, from number A to number B; the heading stays
    #[arg(long, value_name = "A-B", value_parser = parse_rows)]
    rows: Option<(u32, u32)>,
    /// Only rows with this text, case, width and accents aside
    #[arg(long, value_name = "TEXT")]
    find: Option<String>,
    /// Only doubtful rows
    #[arg(long)]
    doubtful: bool,
    /// Do not mark names
    #[arg(long)]
    no_names: bool,
    /// Write one self-contained HTML page; `-` for stdout
    #[arg(long, value_name = "FILE", conflicts_with = "width")]
    page: Option<PathBuf>,
    /// Width in cells [default: the terminal's, else 100]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(10..))]
    width: Option<u16>,
}

pub(crate) fn run(arguments: &Arguments, talk: &Talk) -> Result<Answer> {
    let path = work::locate(Path::new(work::ALIGNMENTS), &arguments.work)?;
    let parallel = choose(store::read(&path)?, &arguments.columns)?;
    let stdout = io::stdout();
    let (terminal, colors) = (stdout.is_terminal(), talk.colors(&stdout));
    let style = match (colors, terminal) {
        (true, true) if no_color() => Style::Marks,
        (true, _) => Style::Color,
        (false, true) => Style::Marks,
        (false, false) => Style::Plain,
    };
    let size = if terminal { terminal_size() } else { None };
    let width = arguments.width.map(usize::from).or(size.map(|(width, _)| width));
    let options = view::Options {
        width: width.unwrap_or(100),
        style,
        rows: arguments.rows,
        find: arguments.find.as_deref(),
        doubtful: arguments.doubtful,
        names: !arguments.no_names,
    };
    if let Some(file) = &arguments.page {
        return write_page(&parallel, &options, file, &path, talk);
    }
    let rendered = view::render(&parallel, &options);
    if rendered.rows == 0 {
        talk.note(format!("tetrapla: {}: no such row", path.display()));
        return Ok(Answer::No);
    }
    let long = size.is_some_and(|(_, height)| rendered.text.lines().count() >= height);
    if !(long && page(&rendered.text)) {
        stdout.lock().write_all(rendered.text.as_bytes())?;
    }
    Ok(Answer::Yes)
}

/// A page of more rows takes a browser some seconds.
const MANY: usize = 20_000;

fn write_page(
    parallel: &Parallel,
    options: &view::Options<'_>,
    file: &Path,
    path: &Path,
    talk: &Talk,
) -> Result<Answer> {
    let registry = work::registry(Path::new(work::ALIGNMENTS))?;
    let page = view::page(parallel, options, &registry);
    if page.rows == 0 {
        talk.note(format!("tetrapla: {}: no such row", path.display()));
        return Ok(Answer::No);
    }
    if page.rows > MANY {
        let megabytes = page.text.len() as f64 / 1e6;
        talk.note(format!(
            "tetrapla: {} rows are a page of {megabytes:.0} MB, `--rows` takes some of them",
            page.rows
        ));
    }
    match file.as_os_str() == "-" {
        true => io::stdout().lock().write_all(page.text.as_bytes())?,
        false => store::write_atomic(file, page.text.as_bytes())?,
    }
    Ok(Answer::Yes)
}

/// Leaves only the named columns.
pub(crate) fn choose(parallel: Parallel, tags: &[String]) -> Result<Parallel> {
    if tags.is_empty() {
        return Ok(parallel);
    }
    let known: Vec<&str> = parallel.columns.iter().map(|c| c.lang.as_str()).collect();
    let mut columns = Vec::new();
    for tag in tags {
        let lang = Lang::parse(tag)?;
        let column = parallel.column(&lang).or_else(|| {
            parallel.columns.iter().position(|column| column.lang.is_in(&lang))
        });
        let column =
            column.ok_or_else(|| Error::unknown("column", tag, known.iter().copied()))?;
        if columns.contains(&column) {
            let message = format!("column `{tag}` twice, wanted it once");
            return Err(Error::new(ErrorKind::Argument, message));
        }
        columns.push(column);
    }
    Ok(parallel.with_columns(&columns))
}

fn parse_rows(text: &str) -> Result<(u32, u32), String> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let number = |text: &str, open: u32| match text.trim() {
        "" => Ok(open),
        text => text.parse::<u32>().map_err(|_| "wanted two numbers, A-B".to_owned()),
    };
    let (from, to) = (number(from, 1)?, number(to, u32::MAX)?);
    if from > to { Err(format!("{from} comes after {to}")) } else { Ok((from, to)) }
}

fn terminal_size() -> Option<(usize, usize)> {
    let (width, height) = terminal_size::terminal_size()?;
    Some((usize::from(width.0), usize::from(height.0)))
}

/// Shows a text in the user's pager; returns whether it did.
fn page(text: &str) -> bool {
    let pager = std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty());
    let pager = pager.unwrap_or_else(|| "less".to_owned());
    let mut words = pager.split_whitespace();
    let Some(program) = words.next() else { return false };
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    // Double-width letters are letters.
    command.env("LESSCHARSET", "utf-8");
    let Ok(mut child) = command.spawn() else { return false };
    if let Some(mut stdin) = child.stdin.take() {
        // Who quits the pager early has seen enough.
        let _ = stdin.write_all(text.as_bytes());
    }
    let _ = child.wait();
    true
}
