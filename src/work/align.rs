//! The main job: the texts of a work become its parallel segment file.

use std::fs;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use super::find::{TextFile, Work};
use super::fixed::{self, Fixed};
use super::hash::sha256;
use super::passage::{Lines, passage};
use crate::align::{self as aligner, JoinedRow};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::names::{self, Registry};
use crate::parallel::{Column, Made, Parallel, Row, Score, Verdict};
use crate::read;
use crate::score::{Side, Weights};
use crate::segment;
use crate::store;
use crate::text::{Passage, Run};

/// Stands for the segmenter where every line is a sentence.
const BY_LINES: &str = "lines";

/// How works are aligned.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// What the lines of the texts are.
    pub lines: Lines,
    /// How the texts are read.
    pub read: read::Options<'a>,
    /// The weights of the aligner.
    pub weights: &'a Weights,
    /// The registry that names are looked up in.
    pub registry: &'a Registry,
}

/// What was done with a work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing had changed, and nothing was done.
    UpToDate,
    /// Only the registry had changed, and the names were found anew.
    Renamed,
    /// The work was aligned.
    Aligned,
}

/// What came of a work.
#[derive(Clone, Debug)]
pub struct Report {
    /// What was done.
    pub outcome: Outcome,
    /// How many rows there are.
    pub rows: usize,
    /// How many of them are doubtful.
    pub doubtful: usize,
    /// Numbers of the confirmed rows whose texts have changed: they were aligned anew.
    pub lost: Vec<u32>,
}

impl Report {
    fn new(outcome: Outcome, parallel: &Parallel, lost: Vec<u32>) -> Self {
        let doubtful = parallel.rows.iter().filter(|r| r.verdict == Verdict::Doubtful);
        Self { outcome, rows: parallel.rows.len(), doubtful: doubtful.count(), lost }
    }
}

/// A text of a work, read.
struct Text<'a> {
    file: &'a TextFile,
    bytes: Vec<u8>,
    sha256: String,
}

/// Aligns the texts of a work.
///
/// `folder` is where the paths of the columns count from: that of the file it will be
/// written to.
///
/// # Errors
/// If the work has fewer than two columns, or a text cannot be read, or is empty.
pub fn align(work: &Work, folder: &Path, settings: &Settings<'_>) -> Result<Parallel> {
    work.check()?;
    let texts = read_texts(work)?;
    let passages = passages(&texts, settings)?;
    Ok(make(work, &texts, &passages, folder, settings, &Fixed::default()))
}

/// Aligns the texts of a work into the parallel segment file `path`, if they, or what
/// they are aligned with, have changed since; with `force`, in any case.
///
/// Rows that a person confirmed stay as they are; where the work has a new column, they
/// get a cell of it.
///
/// # Errors
/// Those of [`align`]; if the file is there and is damaged, or has a column that the work
/// has no more: it is then left as it is. With `force`, only confirmed rows keep a column.
pub fn align_to(
    work: &Work,
    path: &Path,
    settings: &Settings<'_>,
    force: bool,
) -> Result<Report> {
    work.check()?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let texts = read_texts(work)?;
    let old = if path.exists() { Some(store::read(path)?) } else { None };
    if let Some(mut old) = old.clone().filter(|_| !force) {
        let registry = settings.registry.fingerprint();
        match same_texts(&old, &texts, folder, settings) {
            true if old.made.registry.as_ref() == Some(&registry) => {
                return Ok(Report::new(Outcome::UpToDate, &old, Vec::new()));
            }
            true => {
                names::link(&mut old, settings.registry);
                old.made.registry = Some(registry);
                store::write(path, &old)?;
                return Ok(Report::new(Outcome::Renamed, &old, Vec::new()));
            }
            false => {}
        }
    }
    let passages = passages(&texts, settings)?;
    let fixed = match &old {
        Some(old) => {
            let fixed = confirmed(old, &passages).map_err(|error| error.at(path))?;
            if !force {
                keeps_columns(old, work).map_err(|error| error.at(path))?;
            }
            fixed
        }
        None => Fixed::default(),
    };
    let mut parallel = make(work, &texts, &passages, folder, settings, &fixed);
    if let Some(old) = old {
        parallel.unknown = old.unknown;
    }
    if !folder.as_os_str().is_empty() {
        fs::create_dir_all(folder).map_err(|error| Error::io(&error, folder))?;
    }
    store::write(path, &parallel)?;
    Ok(Report::new(Outcome::Aligned, &parallel, fixed.lost))
}

/// Returns whether [`align_to`] would leave the file as it is.
///
/// # Errors
/// If a text, or the file, cannot be read.
pub fn is_up_to_date(work: &Work, path: &Path, settings: &Settings<'_>) -> Result<bool> {
    work.check()?;
    let texts = read_texts(work)?;
    if !path.exists() {
        return Ok(false);
    }
    let old = store::read(path)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    Ok(same_texts(&old, &texts, folder, settings)
        && old.made.registry == Some(settings.registry.fingerprint()))
}

fn read_texts(work: &Work) -> Result<Vec<Text<'_>>> {
    let columns = work.columns.iter().map(|file| {
        let path = &file.path;
        let bytes = fs::read(path).map_err(|error| Error::io(&error, path))?;
        Ok(Text { file, sha256: sha256(&bytes), bytes })
    });
    columns.collect()
}

fn passages(texts: &[Text<'_>], settings: &Settings<'_>) -> Result<Vec<Passage>> {
    let passages: Vec<Result<Passage>> = texts
        .par_iter()
        .map(|text| {
            let TextFile { lang, path } = text.file;
            passage(&text.bytes, path, lang, settings.lines, &settings.read)
        })
        .collect();
    // In order, so that of two errors the same one is named each time.
    passages.into_iter().collect()
}

/// Whether an alignment was made of these very texts, by these very means.
fn same_texts(
    old: &Parallel,
    texts: &[Text<'_>],
    folder: &Path,
    settings: &Settings<'_>,
) -> bool {
    let made = made(settings);
    let same = |(column, text): (&Column, &Text<'_>)| {
        column.lang == text.file.lang
            && column.sha256.as_ref() == Some(&text.sha256)
            && column.path == Some(relative(folder, &text.file.path))
    };
    old.columns.len() == texts.len()
        && old.columns.iter().zip(texts).all(same)
        && old.made.segmenter == made.segmenter
        && old.made.weights == made.weights
}

fn made(settings: &Settings<'_>) -> Made {
    let segmenter = match settings.lines {
        Lines::Text => segment::fingerprint(),
        Lines::Sentences => BY_LINES,
    };
    Made {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        segmenter: Some(segmenter.to_owned()),
        weights: Some(settings.weights.fingerprint().to_owned()),
        registry: Some(settings.registry.fingerprint()),
        unknown: Default::default(),
    }
}

/// Returns what the lines of the texts were when an alignment was made.
pub(super) fn lines_of(parallel: &Parallel) -> Lines {
    match parallel.made.segmenter.as_deref() {
        Some(BY_LINES) => Lines::Sentences,
        _ => Lines::Text,
    }
}

/// Whether a work still has all columns of its earlier alignment, which would be lost.
fn keeps_columns(old: &Parallel, work: &Work) -> Result<()> {
    let has = |lang: &Lang| work.columns.iter().any(|column| column.lang == *lang);
    let gone = old.columns.iter().find(|column| !has(&column.lang));
    gone.map_or(Ok(()), |column| {
        let message =
            format!("column `{}` would be lost, wanted all there are", column.lang);
        Err(Error::new(ErrorKind::Argument, message)
            .hint("`-o FOLDER` puts it elsewhere, `--force` does it all the same"))
    })
}

/// The confirmed rows of an earlier alignment, whose columns must all still be there.
fn confirmed(old: &Parallel, passages: &[Passage]) -> Result<Fixed> {
    let column = |old: &Column| passages.iter().position(|p| *p.lang() == old.lang);
    let columns: Option<Vec<usize>> = old.columns.iter().map(column).collect();
    if let Some(columns) = columns {
        return Ok(fixed::find(old, passages, &columns));
    }
    let count = old.rows.iter().filter(|r| r.verdict == Verdict::Confirmed).count();
    if count == 0 {
        return Ok(Fixed::default());
    }
    let tags = |langs: Vec<&Lang>| {
        langs.iter().map(|l| l.as_str()).collect::<Vec<_>>().join(" ")
    };
    let before = tags(old.columns.iter().map(|c| &c.lang).collect());
    let now = tags(passages.iter().map(Passage::lang).collect());
    let message =
        format!("{count} confirmed rows have the columns {before}, found {now}");
    Err(Error::new(ErrorKind::Argument, message)
        .hint("move the file away to align anew, or give all its columns"))
}

fn make(
    work: &Work,
    texts: &[Text<'_>],
    passages: &[Passage],
    folder: &Path,
    settings: &Settings<'_>,
    fixed: &Fixed,
) -> Parallel {
    let joined = {
        // Not held beyond: they are most of the memory that a long text takes.
        let sides: Vec<Side> = passages.iter().map(|p| Side::new(&p.texts())).collect();
        let sides: Vec<&Side> = sides.iter().collect();
        aligner::rows(&sides, settings.weights, &fixed.runs)
    };
    let columns = texts.iter().zip(passages).map(|(text, passage)| Column {
        lang: text.file.lang.clone(),
        path: Some(relative(folder, &text.file.path)),
        sha256: Some(text.sha256.clone()),
        sentences: passage.len(),
        unknown: Default::default(),
    });
    let mut parallel = Parallel {
        work: work.name.clone(),
        columns: columns.collect(),
        made: made(settings),
        rows: rows(passages, &joined, settings.weights, fixed),
        unknown: Default::default(),
    };
    names::link(&mut parallel, settings.registry);
    parallel
}

/// Puts the sentences into rows; those that were confirmed come back with all they had.
fn rows(
    passages: &[Passage],
    joined: &[JoinedRow],
    weights: &Weights,
    fixed: &Fixed,
) -> Vec<Row> {
    let mut kept = fixed.rows.iter().zip(&fixed.runs).peekable();
    let mut ids = (1..).filter(|id| fixed.rows.iter().all(|row| row.id != *id));
    let row = |joined: &JoinedRow| {
        let paragraph = begins_paragraph(passages, &joined.runs);
        let cell = |(passage, run): (&Passage, &Run)| {
            run.range().map(|sentence| passage.text(sentence).to_owned()).collect()
        };
        let cells = passages.iter().zip(&joined.runs).map(cell).collect();
        let is_kept = |(_, runs): &(&Row, &Vec<Option<Run>>)| {
            runs.iter()
                .zip(&joined.runs)
                .all(|(kept, run)| kept.is_none_or(|k| k == *run))
        };
        if let Some((row, _)) = kept.next_if(is_kept) {
            return Row { cells, paragraph, ..row.clone() };
        }
        let score = Score::new(joined.confidence);
        let doubtful = score < Score::new(weights.doubtful);
        Row {
            id: ids.next().unwrap_or_default(),
            cells,
            score: Some(score),
            verdict: if doubtful { Verdict::Doubtful } else { Verdict::Proposed },
            by: None,
            paragraph,
            names: Vec::new(),
            unknown: Default::default(),
        }
    };
    joined.iter().map(row).collect()
}

/// Whether most cells that are not empty begin a paragraph; the first decides a tie.
fn begins_paragraph(passages: &[Passage], runs: &[Run]) -> bool {
    let begins: Vec<bool> = passages
        .iter()
        .zip(runs)
        .filter(|(_, run)| !run.is_empty())
        .map(|(passage, run)| passage.sentences()[run.start()].paragraph)
        .collect();
    let yes = begins.iter().filter(|begins| **begins).count();
    match (2 * yes).cmp(&begins.len()) {
        std::cmp::Ordering::Equal => begins.first().copied().unwrap_or_default(),
        order => order.is_gt(),
    }
}

/// Makes the paths of a work's columns, which count from the folder `from`, count from
/// the folder `to`.
pub fn rebase(parallel: &mut Parallel, from: &Path, to: &Path) {
    for path in parallel.columns.iter_mut().filter_map(|column| column.path.as_mut()) {
        *path = relative(to, &from.join(&*path));
    }
}

/// Returns the way from a folder to a file, with `/` between folders.
fn relative(folder: &Path, file: &Path) -> String {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let absolute = |path: &Path| -> PathBuf {
        // A folder that will be made is not there yet: its parents may still be links.
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let there = whole.ancestors().find_map(|a| Some((a, fs::canonicalize(a).ok()?)));
        match there {
            Some((there, real)) => match whole.strip_prefix(there) {
                Ok(rest) if rest.as_os_str().is_empty() => real,
                Ok(rest) => real.join(rest),
                Err(_) => whole,
            },
            None => whole,
        }
    };
    let (from, to) = (absolute(folder), absolute(file));
    let shared =
        from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| "..".to_owned());
    let down = to.components().skip(shared).map(|part| match part {
        // On another drive there is no way but the whole.
        Component::Prefix(prefix) => prefix.as_os_str().to_string_lossy().into_owned(),
        part => part.as_os_str().to_string_lossy().into_owned(),
    });
    up.chain(down).collect::<Vec<_>>().join("/")
}
