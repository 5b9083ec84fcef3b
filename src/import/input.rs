//! Where the bytes come from: a file, as often as it is wanted, or memory.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

use crate::error::{Error, Result};
use crate::read;

use super::Options;

/// A file to import.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// Its path, which stands in errors.
    pub path: &'a Path,
    /// Its bytes, where they are there already, as those of a pipe.
    pub bytes: Option<&'a [u8]>,
}

impl Input<'_> {
    /// Opens the file from its beginning.
    pub(super) fn open(&self) -> Result<Box<dyn BufRead + '_>> {
        match self.bytes {
            Some(bytes) => Ok(Box::new(bytes)),
            None => {
                let file = File::open(self.path).map_err(|e| Error::io(&e, self.path))?;
                Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
            }
        }
    }

    /// Returns all bytes of the file.
    pub(super) fn read(&self) -> Result<Cow<'_, [u8]>> {
        match self.bytes {
            Some(bytes) => Ok(Cow::Borrowed(bytes)),
            None => {
                let bytes = fs::read(self.path).map_err(|e| Error::io(&e, self.path))?;
                Ok(Cow::Owned(bytes))
            }
        }
    }

    /// Returns the whole text of the file, decoded.
    pub(super) fn text(&self, options: &Options<'_>) -> Result<String> {
        let bytes = self.read()?;
        // What is said to be UTF-8, and is, is taken as it is: a table may hold what no
        // text does, a NUL.
        let is_said = options.encoding.is_some_and(|label| {
            ["utf-8", "utf8"].iter().any(|own| own.eq_ignore_ascii_case(label))
        });
        if is_said && let Ok(text) = str::from_utf8(&bytes) {
            return Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned());
        }
        let options =
            read::Options { encoding: options.encoding, ..read::Options::default() };
        let decoded = read::decode(&bytes, None, &options);
        Ok(decoded.map_err(|error| error.at(self.path))?.text.into_owned())
    }
}
