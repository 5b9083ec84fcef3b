//! `tetrapla align`: the main job.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use clap::Args;
use rayon::prelude::*;
use serde_json::json;
use tetrapla::error::{Error, ErrorKind, Result};
use tetrapla::export::{self, Columns, Files};
use tetrapla::lang::{Lang, check_distinct};
use tetrapla::score::Weights;
use tetrapla::store;
use tetrapla::work::{self, Lines, Meta, Outcome, Report, Settings, TextFile, Work};

use super::Answer;
use super::reading::Reading;
use super::registry::load;
use super::talk::{self, Talk};

/// Align texts into parallel segment files: the main job
///
/// Without a PATH, every work of `texts/` is aligned into `alignments/`. A PATH may be a
/// folder of works, a work's folder, or two and more files, which are the columns of one
/// work; their language is what `zh=path` says, then --lang, then the file's name, then
/// what the text looks like. Works that are up to date are left alone; rows that a person
/// confirmed stay as they are.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla align                                  all of texts/ into alignments/
  tetrapla align texts/the-keeper-of-the-bridge   one work
  tetrapla align en.txt it=trad.txt -o x.jsonl    two files
  tetrapla align --segmented 001.zh 001.en -f beads")]
pub(crate) struct Arguments {
    /// Folders of works, or the files of one work, each as PATH or TAG=PATH
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// Where to: a folder for works, a file for files [default: alignments, or stdout]
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Format of the output for files: jsonl, beads or another that `list exports` has
    #[arg(short, long, value_name = "FORMAT", default_value = "jsonl")]
    format: String,
    /// Languages of the files, in their order
    #[arg(long, value_name = "TAG,…", value_delimiter = ',')]
    lang: Vec<String>,
    /// Columns to align, in this order
    #[arg(long, value_name = "TAG,…", value_delimiter = ',')]
    columns: Vec<String>,
    /// Take every line as a sentence, an empty one too
    #[arg(long)]
    segmented: bool,
    /// Weights to align with [default: those inside]
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// A list of works: one a line, TAG=PATH columns separated by tabs
    #[arg(long, value_name = "FILE.tsv", conflicts_with = "paths")]
    list: Option<PathBuf>,
    /// Align again what is up to date
    #[arg(long)]
    force: bool,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Print a line of JSON for each work
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reading: Reading,
}

pub(crate) fn run(arguments: &Arguments, talk: &Talk) -> Result<Answer> {
    let weights = match &arguments.weights {
        Some(path) => &read_weights(path)?,
        None => Weights::embedded(),
    };
    let read = arguments.reading.options()?;
    let lines = match arguments.segmented {
        true => Lines::Sentences,
        false => Lines::Text,
    };
    let format = export::find(&arguments.format)?;
    let columns: Vec<Lang> = langs(&arguments.columns, &arguments.reading)?;
    let folder = match &arguments.output {
        Some(folder) if !is_of_files(arguments) => {
            if folder.extension().is_some_and(|ending| ending == "jsonl") {
                let message = "looks like a file, wanted a folder for the works";
                return Err(Error::new(ErrorKind::Argument, message).at(folder));
            }
            folder.as_path()
        }
        _ => Path::new(work::ALIGNMENTS),
    };
    let registry = load(folder, talk)?;
    let settings = Settings { lines, read, weights, registry: &registry };

    if is_of_files(arguments) {
        let mut work = work_of_files(arguments, talk)?;
        if !columns.is_empty() {
            work.choose(&columns)?;
        }
        return align_files(&work, arguments, format, &settings, talk);
    }
    if format.name != "jsonl" {
        let message = format!("works are kept as jsonl, found format `{}`", format.name);
        return Err(Error::new(ErrorKind::Argument, message)
            .hint(format!("align, then `tetrapla export WORK -f {}`", format.name)));
    }
    if !arguments.lang.is_empty() {
        let message = "--lang is for files, and a work's files say it in their names";
        return Err(Error::new(ErrorKind::Argument, message));
    }
    let mut works = works(arguments)?;
    if !columns.is_empty() {
        for work in &mut works {
            let folder = work.columns.first().and_then(|column| column.path.parent());
            let folder = folder.map(Path::to_owned).unwrap_or_default();
            work.choose(&columns).map_err(|error| error.at(folder))?;
        }
    }
    if works.is_empty() {
        talk.note("tetrapla: no work found, wanted texts as `texts/WORK/en.txt`");
        return Ok(Answer::No);
    }
    align_works(&works, folder, arguments, &settings, talk)
}

pub(super) fn read_weights(path: &Path) -> Result<Weights> {
    let text = fs::read_to_string(path).map_err(|error| Error::io(&error, path))?;
    Weights::parse(&text).map_err(|(line, message)| {
        Error::new(ErrorKind::Record, message).at(path).on_line(line)
    })
}

fn langs(tags: &[String], reading: &Reading) -> Result<Vec<Lang>> {
    let langs: Vec<Lang> =
        tags.iter().map(|tag| reading.lang(tag)).collect::<Result<_>>()?;
    check_distinct(&langs)?;
    Ok(langs)
}

/// Splits `zh=path`; a file may have `=` in its name, so the tag must be one.
fn tag_of(argument: &str) -> (Option<&str>, &Path) {
    match argument.split_once('=') {
        Some((tag, path)) if !Path::new(argument).exists() => {
            (Some(tag), Path::new(path))
        }
        _ => (None, Path::new(argument)),
    }
}

/// Whether the arguments name files, not folders of works.
fn is_of_files(arguments: &Arguments) -> bool {
    let is_folder = |path: &String| Path::new(path).is_dir();
    arguments.list.is_none()
        && !arguments.paths.is_empty()
        && !arguments.paths.iter().all(is_folder)
}

fn works(arguments: &Arguments) -> Result<Vec<Work>> {
    if let Some(list) = &arguments.list {
        let text = fs::read_to_string(list).map_err(|error| Error::io(&error, list))?;
        return work::works_of_list(&text, list);
    }
    let texts = vec![work::TEXTS.to_owned()];
    let paths = if arguments.paths.is_empty() { &texts } else { &arguments.paths };
    let mut works = Vec::new();
    for path in paths {
        works.extend(work::works(Path::new(path))?);
    }
    let mut names: Vec<&str> = works.iter().map(|work| work.name.as_str()).collect();
    names.sort_unstable();
    if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        let message = format!("two works are called `{}`, wanted one", twice[0]);
        return Err(Error::new(ErrorKind::Argument, message));
    }
    Ok(works)
}

fn work_of_files(arguments: &Arguments, talk: &Talk) -> Result<Work> {
    let Arguments { paths, lang, reading, .. } = arguments;
    if !lang.is_empty() && lang.len() != paths.len() {
        let message = format!("--lang has {} tags for {} files", lang.len(), paths.len());
        return Err(Error::new(ErrorKind::Argument, message));
    }
    let mut columns = Vec::new();
    for (index, argument) in paths.iter().enumerate() {
        let (tag, path) = tag_of(argument);
        if path.as_os_str().is_empty() {
            let message = format!("`{argument}` names no file, wanted TAG=PATH");
            return Err(Error::new(ErrorKind::Argument, message));
        }
        if path.is_dir() {
            let message = "is a directory, wanted files only, or folders only";
            return Err(Error::new(ErrorKind::Argument, message).at(path));
        }
        // What is wrong with the file comes before what is wrong with its language.
        let bytes = fs::read(path).map_err(|error| Error::io(&error, path))?;
        let lang = match tag.or(lang.get(index).map(String::as_str)) {
            Some(tag) => reading.lang(tag)?,
            None => match work::lang_of_name(path) {
                Some((_, lang)) => lang,
                None => {
                    let lang = reading.detect(&bytes, path)?;
                    talk.note(format!("{}: taken for `{lang}`", path.display()));
                    lang
                }
            },
        };
        columns.push(TextFile { lang, path: path.to_owned() });
    }
    let name = match &arguments.output {
        Some(output) => {
            output.file_stem().map(|stem| stem.to_string_lossy().into_owned())
        }
        None => None,
    };
    let name = name.unwrap_or_else(|| work::common_name(&columns));
    let work = Work { name, columns, meta: Meta::default() };
    work.check()?;
    Ok(work)
}

fn align_files(
    work: &Work,
    arguments: &Arguments,
    format: &export::Export,
    settings: &Settings<'_>,
    talk: &Talk,
) -> Result<Answer> {
    let output = arguments.output.as_deref().filter(|path| *path != Path::new("-"));
    if format.files == Files::One && output.is_some_and(Path::is_dir) {
        let path = output.unwrap_or(Path::new(""));
        let message = "is a folder, wanted a file for the one work of these files";
        return Err(Error::new(ErrorKind::Argument, message).at(path));
    }
    if arguments.dry_run {
        talk.note(format!("{}: would be aligned", work.name));
        return Ok(Answer::Yes);
    }
    // The file of a work is kept up to date as those in a folder are.
    if let (Some(path), "jsonl") = (output, format.name) {
        let report = work::align_to(work, path, settings, arguments.force)?;
        say(&work.name, &report, talk);
        if arguments.json {
            print_json(&work.name, path, &report)?;
        }
        return Ok(Answer::Yes);
    }
    if format.columns == Columns::Two && work.columns.len() != 2 {
        let (found, name) = (work.columns.len(), format.name);
        let message = format!("{found} columns for format `{name}`, wanted two");
        return Err(Error::new(ErrorKind::Argument, message));
    }
    let folder = output.and_then(Path::parent).unwrap_or(Path::new(""));
    let parallel = work::align(work, folder, settings)?;
    super::export::write([Ok(parallel)], format, &export::Options::default(), output)?;
    Ok(Answer::Yes)
}

fn align_works(
    works: &[Work],
    folder: &Path,
    arguments: &Arguments,
    settings: &Settings<'_>,
    talk: &Talk,
) -> Result<Answer> {
    if folder.is_file() {
        let message = "is a file, wanted a folder for the alignments of works";
        return Err(Error::new(ErrorKind::Argument, message).at(folder));
    }
    if !arguments.dry_run {
        store::remove_leftovers(folder)?;
    }
    let progress = Mutex::new(Progress::new(talk.progress(works.len()), works.len()));
    let done: Vec<Result<Report>> = works
        .par_iter()
        .enumerate()
        .map(|(index, work)| {
            let path = work::alignment_path(folder, &work.name);
            let done = match arguments.dry_run {
                true => would_do(work, &path, arguments.force, settings, talk),
                false => work::align_to(work, &path, settings, arguments.force),
            };
            if let Ok(mut progress) = progress.lock() {
                let report = done.as_ref().ok().filter(|_| !arguments.dry_run);
                progress.done(
                    index,
                    report.map(|report| (work.name.clone(), report.clone())),
                );
                progress.say(talk);
            }
            done
        })
        .collect();
    drop(progress);
    let mut answer = Answer::Yes;
    for (work, done) in works.iter().zip(done) {
        match done {
            Ok(report) if arguments.json => {
                let path = work::alignment_path(folder, &work.name);
                print_json(&work.name, &path, &report)?;
            }
            Ok(_) => {}
            Err(error) => {
                talk.error(&error);
                answer = Answer::Failed;
            }
        }
    }
    Ok(answer)
}

/// Says how works went in their order, whatever order they are done in.
struct Progress {
    bar: talk::Progress,
    /// Of each work: nothing yet, or what there is to say, if anything.
    done: Vec<Option<Option<(String, Report)>>>,
    said: usize,
}

impl Progress {
    fn new(bar: talk::Progress, works: usize) -> Self {
        Self { bar, done: vec![None; works], said: 0 }
    }

    fn done(&mut self, index: usize, report: Option<(String, Report)>) {
        self.done[index] = Some(report);
        self.bar.step();
    }

    fn say(&mut self, talk: &Talk) {
        while let Some(Some(done)) = self.done.get_mut(self.said).map(Option::take) {
            self.said += 1;
            if let Some((name, report)) = done {
                self.bar.suspend(|| say(&name, &report, talk));
            }
        }
    }
}

fn would_do(
    work: &Work,
    path: &Path,
    force: bool,
    settings: &Settings<'_>,
    talk: &Talk,
) -> Result<Report> {
    let up_to_date = !force && work::is_up_to_date(work, path, settings)?;
    let (outcome, text) = match up_to_date {
        true => (Outcome::UpToDate, "up to date"),
        false => (Outcome::Aligned, "would be aligned"),
    };
    talk.note(format!("{}: {text}", work.name));
    Ok(Report { outcome, rows: 0, doubtful: 0, lost: Vec::new() })
}

fn say(name: &str, report: &Report, talk: &Talk) {
    let Report { rows, doubtful, lost, .. } = report;
    match report.outcome {
        Outcome::UpToDate => talk.note(format!("{name}: up to date")),
        Outcome::Renamed => talk.note(format!("{name}: names renewed, {rows} rows")),
        Outcome::Aligned => {
            talk.note(format!("{name}: {rows} rows, {doubtful} doubtful"))
        }
    }
    if !lost.is_empty() {
        let ids: Vec<String> = lost.iter().map(u32::to_string).collect();
        let ids = ids.join(", ");
        talk.warning(format!("{name}: confirmed rows whose text has changed: {ids}"));
    }
}

fn print_json(name: &str, path: &Path, report: &Report) -> Result<()> {
    let outcome = match report.outcome {
        Outcome::UpToDate => "up-to-date",
        Outcome::Renamed => "renamed",
        Outcome::Aligned => "aligned",
    };
    let line = json!({
        "work": name, "path": path, "outcome": outcome, "rows": report.rows,
        "doubtful": report.doubtful, "lost": report.lost,
    });
    Ok(writeln!(io::stdout().lock(), "{line}")?)
}
