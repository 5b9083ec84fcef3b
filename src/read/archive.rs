//! Archives of parts: ZIP, with a cap on what they grow to.
//!
//! Invariant: no part and no archive takes more memory than the caps, whatever the file
//! says of its own sizes.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::build::Builder;
use super::{decode, normal};
use crate::error::{Error, ErrorKind, Result};

/// How large a part may grow, in bytes.
const PART: u64 = 128 << 20;
/// How large all parts that are read may grow together.
const ALL: u64 = 256 << 20;

/// An archive whose parts are read one after another.
#[derive(Debug)]
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes inflated so far.
    grown: u64,
    /// Bytes of the parts walked so far, in UTF-8.
    base: usize,
}

impl<'a> Archive<'a> {
    /// Opens an archive.
    ///
    /// # Errors
    /// [`ErrorKind::Record`] if it is none, or cut short.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
        Ok(Self { zip, grown: 0, base: 0 })
    }

    /// Returns whether there is a part of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// Reads a part; nothing if there is none of that name.
    ///
    /// # Errors
    /// [`ErrorKind::Record`] if it is damaged, [`ErrorKind::Limit`] if it grows too large.
    pub(super) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>> {
        let part = match self.zip.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(broken(&error)),
        };
        let cap = PART.min(ALL - self.grown);
        // What the archive says of the size is a hint at best.
        let hint = usize::try_from(part.size().min(cap)).unwrap_or(0);
        let mut bytes = Vec::with_capacity(hint.min(32 << 20));
        let read = part.take(cap + 1).read_to_end(&mut bytes);
        read.map_err(|error| {
            let message = format!("damaged part `{name}` of the archive: {error}");
            Error::new(ErrorKind::Record, message)
        })?;
        if bytes.len() as u64 > cap {
            let (what, most) = match cap {
                PART => (format!("part `{name}` of the archive grows"), PART),
                _ => ("the archive grows".to_owned(), ALL),
            };
            let message = format!("{what} to over {} MB, wanted less", most >> 20);
            return Err(Error::new(ErrorKind::Limit, message));
        }
        self.grown += bytes.len() as u64;
        Ok(Some(bytes))
    }

    /// Reads a part as text.
    ///
    /// # Errors
    /// As [`bytes`](Self::bytes); [`ErrorKind::Encoding`] for what is no text.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>> {
        let Some(bytes) = self.bytes(name)? else { return Ok(None) };
        let text = decode::part(bytes).map_err(|error| {
            let message = format!("part `{name}` of the archive: {}", error.message());
            Error::new(error.kind(), message)
        })?;
        Ok(Some(text))
    }

    /// Takes the paragraphs out of a part, which the text knows as standing after the
    /// parts before it.
    pub(super) fn walk(
        &mut self,
        text: &str,
        parse: impl FnOnce(&str, &mut Builder) -> Result<()>,
        out: &mut Builder,
    ) -> Result<()> {
        let normal = normal::normalize(text, 0, out.rules_off());
        out.part(self.base, normal.offsets);
        out.count_all(&normal.counts);
        self.base += text.len();
        parse(&normal.text, out)
    }
}

fn broken(error: &ZipError) -> Error {
    let message = format!("damaged archive: {error}");
    Error::new(ErrorKind::Record, message.to_lowercase())
}
