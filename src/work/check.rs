//! Whether parallel segment files are whole and still say what their texts say.

use std::fs;
use std::path::{Path, PathBuf};

use super::align::lines_of;
use super::{NAMES, alignments, sha256};
use crate::error::{Error, Result};
use crate::names::check::Grade;
use crate::names::{self, Registry, Unanswered, unanswered};
use crate::parallel::{Column, Parallel};
use crate::read;
use crate::store;

/// Something that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub path: PathBuf,
    /// The line, counted from 1.
    pub line: Option<usize>,
    /// What sort of thing: `io json record language canonical text hash sentences entity
    /// names`, or a rule of registries ([`names::check::RULES`]).
    pub kind: &'static str,
    /// What was found and what was wanted.
    pub message: String,
}

/// Checks a parallel segment file, or a registry, or all files of a folder.
///
/// A file passes if it parses, is written as we write it, its columns have the
/// sentences of their texts, in order and each once, and its entities are known.
///
/// # Errors
/// If `path` is not there or cannot be read.
pub fn check(path: &Path, registry: &Registry) -> Result<Vec<Finding>> {
    if path.is_dir() {
        let mut findings = Vec::new();
        let names = path.join(NAMES);
        if names.is_file() {
            findings.extend(check_registry(&names)?);
        }
        for path in alignments(path)? {
            findings.extend(check_file(&path, registry)?);
        }
        return Ok(findings);
    }
    match path.file_name().is_some_and(|name| name == NAMES) {
        true => check_registry(path),
        false => check_file(path, registry),
    }
}

/// Checks the names of a parallel segment file, or of all of a folder: each that a column
/// has and no variant answers in another one is a finding of the kind `names`.
///
/// A file that does not parse has none; [`check`] says so.
///
/// # Errors
/// If the folder cannot be read.
pub fn check_names(path: &Path, registry: &Registry) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let paths = match (path.is_dir(), path.file_name()) {
        (true, _) => alignments(path)?,
        (false, Some(name)) if name == NAMES => Vec::new(),
        (false, _) => vec![path.to_owned()],
    };
    for path in paths {
        let Ok(parallel) = store::read(&path) else { continue };
        for Unanswered { row, entity, forms, columns } in unanswered(&parallel, registry)
        {
            let stand: Vec<String> = forms
                .iter()
                .map(|(lang, forms)| format!("`{}` in {lang}", forms.join("`, `")))
                .collect();
            let missing: Vec<&str> = columns.iter().map(|lang| lang.as_str()).collect();
            let number = parallel.rows[row].id;
            let message = format!(
                "row {number}: {entity}, {}, has no answer in {}",
                stand.join(", "),
                missing.join(", ")
            );
            findings.push(Finding::new(&path, row + 2, "names", message));
        }
    }
    Ok(findings)
}

impl Finding {
    fn new(path: &Path, line: usize, kind: &'static str, message: String) -> Self {
        Self { path: path.to_owned(), line: Some(line), kind, message }
    }

    fn of(error: &Error, path: &Path) -> Self {
        Self {
            path: error.path().unwrap_or(path).to_owned(),
            line: error.line(),
            kind: error.kind().name(),
            message: error.message().to_owned(),
        }
    }
}

fn check_registry(path: &Path) -> Result<Vec<Finding>> {
    let text = fs::read_to_string(path).map_err(|error| Error::io(&error, path))?;
    let errors = names::check::check(&text, Some(names::builtin()));
    let errors = errors.into_iter().filter(|found| found.grade == Grade::Error);
    let mut findings: Vec<Finding> = errors
        .map(|found| Finding::new(path, found.line, found.rule, found.message))
        .collect();
    if let Ok(registry) = Registry::parse(&text, path) {
        findings.extend(canonical(path, &text, &registry.to_string()));
    }
    Ok(findings)
}

fn check_file(path: &Path, registry: &Registry) -> Result<Vec<Finding>> {
    let bytes = fs::read(path).map_err(|error| Error::io(&error, path))?;
    let parallel = match store::read(path) {
        Ok(parallel) => parallel,
        Err(error) => return Ok(vec![Finding::of(&error, path)]),
    };
    let text = String::from_utf8_lossy(&bytes);
    let mut findings = canonical(path, &text, &store::to_string(&parallel));
    for (number, column) in parallel.columns.iter().enumerate() {
        findings.extend(check_column(path, &parallel, number, column));
    }
    for (number, row) in parallel.rows.iter().enumerate() {
        for entity in row.names.iter().filter_map(|names| names.entity.as_deref()) {
            if registry.get(entity).is_none() {
                let message = format!("entity `{entity}` is in no registry");
                findings.push(Finding::new(path, number + 2, "entity", message));
            }
        }
    }
    Ok(findings)
}

/// The first line that is not written as we write it.
fn canonical(path: &Path, found: &str, wanted: &str) -> Vec<Finding> {
    if found == wanted {
        return Vec::new();
    }
    let same = found.lines().zip(wanted.lines()).take_while(|(a, b)| a == b).count();
    let message = "not written as this program writes it".to_owned();
    vec![Finding::new(path, same + 1, "canonical", message)]
}

/// Whether a column gives its text back.
fn check_column(
    path: &Path,
    parallel: &Parallel,
    number: usize,
    column: &Column,
) -> Option<Finding> {
    let text = path.parent()?.join(column.path.as_ref()?);
    let lang = &column.lang;
    let header = |kind, message| Some(Finding::new(path, 1, kind, message));
    let bytes = match fs::read(&text) {
        Ok(bytes) => bytes,
        Err(error) => {
            let error = Error::io(&error, &text);
            return header("text", format!("the text of column `{lang}`: {error}"));
        }
    };
    if column.sha256.as_ref().is_some_and(|hash| *hash != sha256(&bytes)) {
        let file = text.display();
        return header("hash", format!("{file} has changed since it was aligned"));
    }
    let options = read::Options::default();
    let read = super::passage(&bytes, &text, lang, lines_of(parallel), &options);
    let passage = match read {
        Ok(passage) => passage,
        Err(error) => {
            return header("text", format!("the text of column `{lang}`: {error}"));
        }
    };
    let mut wanted = passage.texts().into_iter();
    for (index, row) in parallel.rows.iter().enumerate() {
        for found in &row.cells[number] {
            let wanted = wanted.next().unwrap_or("the end of the text");
            if found != wanted {
                let message =
                    format!("column `{lang}` has `{found}`, the text `{wanted}`");
                return Some(Finding::new(path, index + 2, "sentences", message));
            }
        }
    }
    let missing = wanted.next()?;
    let message = format!("column `{lang}` ends before `{missing}`");
    Some(Finding::new(path, parallel.rows.len() + 1, "sentences", message))
}
