//! The parallel segment file, and the one atomic writer for every file we write.
//!
//! The file is JSON Lines: a header, then a row a line. Invariants:
//! `parse(to_string(x)) == x`; a field that we do not know is kept, at every level; what
//! is written is there whole or not at all.

mod atomic;
mod fields;
mod parse;
mod print;

pub use atomic::{Draft, remove_leftovers, write_atomic, write_atomic_with};
pub use parse::parse;
pub use print::{print, row_to_string, to_string};

use std::fs;
use std::path::Path;

use crate::error::{Error, ErrorKind, Result};
use crate::parallel::Parallel;

/// The version of the format that is read and written.
pub const VERSION: u32 = 1;

/// The JSON Schema (draft 2020-12) of a line of the file: the header, or a row.
///
/// What one line cannot show stands outside it: that ids are unique, that cells and
/// forms are those of the header's columns, and that the sentences are as many as it says.
pub const SCHEMA: &str = include_str!("parallel.schema.json");

/// Reads a parallel segment file.
///
/// # Errors
/// If it cannot be read, is not UTF-8, or is not what [`parse`] wants.
pub fn read(path: &Path) -> Result<Parallel> {
    let bytes = fs::read(path).map_err(|error| Error::io(&error, path))?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let line =
            1 + bytes[..error.valid_up_to()].iter().filter(|b| **b == b'\n').count();
        let byte = bytes[error.valid_up_to()];
        let message = format!("byte 0x{byte:02x} is no UTF-8, wanted UTF-8 throughout");
        Error::new(ErrorKind::Encoding, message).at(path).on_line(line)
    })?;
    parse(text, path)
}

/// Writes a parallel segment file, whole or not at all.
///
/// # Errors
/// If it cannot be written; the file is then as it was.
pub fn write(path: &Path, parallel: &Parallel) -> Result<()> {
    write_atomic_with(path, |out| Ok(print(parallel, out)?))
}
