//! A work from files to file: what there is, what is up to date, what people confirmed.
//!
//! Invariants: an alignment is written whole or not at all; a row that a person confirmed
//! is never lost in silence; finished works are kept as a run goes on. Arguments and
//! terminals are the command line's business.

mod align;
mod check;
mod find;
mod fixed;
mod gold;
mod hash;
mod meta;
mod passage;

pub use align::{Outcome, Report, Settings, align, align_to, is_up_to_date, rebase};
pub use check::{Finding, check, check_names};
pub use find::{TextFile, Work, common_name, lang_of_name, works, works_of_list};
pub use gold::gold_documents;
pub use hash::sha256;
pub use meta::{Meta, Title};
pub use passage::{Lines, passage};

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::names::{self, Registry};

/// The folder of the texts, a folder a work.
pub const TEXTS: &str = "texts";
/// The folder of the parallel segment files, a file a work.
pub const ALIGNMENTS: &str = "alignments";
/// The user's registry, among the parallel segment files.
pub const NAMES: &str = "names.jsonl";
/// The file beside it that remembers which proposals were rejected.
pub const REJECTED: &str = "names.rejected";
/// The ending of parallel segment files.
const EXTENSION: &str = "jsonl";

/// Returns the path of the parallel segment file of a work.
pub fn alignment_path(folder: &Path, work: &str) -> PathBuf {
    folder.join(format!("{work}.{EXTENSION}"))
}

/// Returns the parallel segment files of a folder, sorted; no folder, no files.
///
/// # Errors
/// If the folder cannot be read.
pub fn alignments(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for path in find::entries(folder)? {
        let is_alignment = path.extension().is_some_and(|e| e == EXTENSION)
            && path.file_name().is_some_and(|name| name != NAMES);
        if is_alignment && path.is_file() {
            paths.push(path);
        }
    }
    Ok(paths)
}

/// Returns the parallel segment file that a user means by `name`: a file, or the name of
/// a work in `folder`.
///
/// # Errors
/// If there is neither; the nearest works are named.
pub fn locate(folder: &Path, name: &str) -> Result<PathBuf> {
    let path = PathBuf::from(name);
    if path.is_file() {
        return Ok(path);
    }
    let inside = alignment_path(folder, name);
    // A name that leads out of the folder is none.
    if inside.parent() == Some(folder) && inside.is_file() {
        return Ok(inside);
    }
    let known: Vec<String> = alignments(folder)?
        .iter()
        .filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    Err(Error::unknown("work", name, known.iter().map(String::as_str)))
}

/// Returns the built-in registry with the user's over it, where `folder` has one.
///
/// # Errors
/// If the user's cannot be read or parsed.
pub fn registry(folder: &Path) -> Result<std::borrow::Cow<'static, Registry>> {
    let path = folder.join(NAMES);
    if !path.is_file() {
        return Ok(std::borrow::Cow::Borrowed(names::builtin()));
    }
    let text = fs::read_to_string(&path).map_err(|error| Error::io(&error, &path))?;
    let user = Registry::parse(&text, &path)?;
    Ok(std::borrow::Cow::Owned(names::builtin().overlaid(&user)))
}
