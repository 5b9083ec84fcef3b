//! The one error type: what kind, which file and line, what was found, what was wanted.
//!
//! Invariant: a message is one line in lowercase without a full stop; at most one hint.
//! Printing, colour and exit codes are left to the command line.

use std::fmt;
use std::path::{Path, PathBuf};

/// The result of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failure at an edge: reading, writing, or an argument that makes no sense.
///
/// Displayed as `path:line: what was found, what was wanted`. One word wide.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    path: Option<PathBuf>,
    line: Option<usize>,
    message: String,
    hint: Option<String>,
    closed_pipe: bool,
}

/// What sort of failure an [`Error`] is; its [`name`](ErrorKind::name) is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operating system said no: a missing file, a full disk, a folder for a file.
    Io,
    /// Bytes that are no text in the encoding they are said, or found, to be in.
    Encoding,
    /// A line that is no JSON.
    Json,
    /// A record, row or entity whose shape or values are not those of its format.
    Record,
    /// A language tag that is malformed, unknown, or there twice.
    Language,
    /// A text that cannot be worked on, such as an empty one.
    Text,
    /// A name of ours (a format, a work, a column) that does not exist.
    Unknown,
    /// Arguments that do not go together.
    Argument,
    /// A file or record larger than it may be.
    Limit,
}

impl ErrorKind {
    /// Returns the kind's name as JSON output has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Io => "io",
            Self::Encoding => "encoding",
            Self::Json => "json",
            Self::Record => "record",
            Self::Language => "language",
            Self::Text => "text",
            Self::Unknown => "unknown",
            Self::Argument => "argument",
            Self::Limit => "limit",
        }
    }
}

impl Error {
    /// Creates an error; `message` says what was found and what was wanted.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        let (path, line, hint, closed_pipe) = (None, None, None, false);
        Self(Box::new(Inner { kind, path, line, message, hint, closed_pipe }))
    }

    /// Creates the error of an operation of the system on `path`.
    pub fn io(error: &std::io::Error, path: &Path) -> Self {
        Self::system(error).at(path)
    }

    fn system(error: &std::io::Error) -> Self {
        // The system's own text ends in `(os error 2)`, which tells a reader nothing.
        let text = error.to_string();
        let text = text.split(" (os error").next().unwrap_or(&text);
        let mut chars = text.chars();
        let lower = chars.next().map(|c| c.to_lowercase().chain(chars).collect());
        let mut made = Self::new(ErrorKind::Io, lower.unwrap_or_else(|| text.to_owned()));
        made.0.closed_pipe = error.kind() == std::io::ErrorKind::BrokenPipe;
        made
    }

    /// Creates the error of a name that is none of ours; says the nearest known ones,
    /// or all of them where there are few.
    pub fn unknown<'a>(
        what: &str,
        found: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let mut near: Vec<(f64, &str)> = known
            .iter()
            .map(|name| (strsim::jaro_winkler(&found.to_lowercase(), name), *name))
            .filter(|(likeness, _)| *likeness > 0.7)
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        near.truncate(3);
        let message = format!("unknown {what} `{found}`");
        let list = |names: &[&str]| names.join(", ");
        if !near.is_empty() {
            let names: Vec<&str> = near.iter().map(|(_, name)| *name).collect();
            Self::new(ErrorKind::Unknown, format!("{message}, near it: {}", list(&names)))
        } else if known.is_empty() {
            Self::new(ErrorKind::Unknown, format!("{message}, and none is known"))
        } else if known.len() <= 24 {
            Self::new(ErrorKind::Unknown, format!("{message}, known: {}", list(&known)))
        } else {
            Self::new(ErrorKind::Unknown, message)
        }
    }

    /// Adds the file it happened in; the first file named stays.
    #[must_use]
    pub fn at(mut self, path: impl AsRef<Path>) -> Self {
        self.0.path.get_or_insert_with(|| path.as_ref().to_owned());
        self
    }

    /// Adds the line it happened on, counted from 1; the first line named stays.
    #[must_use]
    pub fn on_line(mut self, line: usize) -> Self {
        self.0.line.get_or_insert(line);
        self
    }

    /// Adds the one thing to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Returns what sort of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns whether it is that nobody reads our output any more, which is no failure
    /// of ours.
    pub fn is_closed_pipe(&self) -> bool {
        self.0.closed_pipe
    }

    /// Returns the file it happened in, if it happened in one.
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// Returns the line it happened on, counted from 1.
    pub fn line(&self) -> Option<usize> {
        self.0.line
    }

    /// Returns what was found and what was wanted, without the place.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the one thing to try, if there is one.
    pub fn help(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.0.path {
            write!(f, "{}:", path.display())?;
            if let Some(line) = self.0.line {
                write!(f, "{line}:")?;
            }
            write!(f, " ")?;
        } else if let Some(line) = self.0.line {
            write!(f, "line {line}: ")?;
        }
        // A message quotes what was found, and what was found may hold a line end.
        let mut lines = self.0.message.split(['\n', '\r']);
        f.write_str(lines.next().unwrap_or_default())?;
        lines.try_for_each(|rest| write!(f, " {rest}"))
    }
}

impl std::error::Error for Error {}

/// For output that goes we do not know where; who knows adds the path by [`Error::at`].
impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::system(&error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_is_one_word_wide_and_one_line_long() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        let error = Error::new(ErrorKind::Record, "found `a\nb`, wanted a number");
        let error = error.at("x.jsonl").on_line(3).at("y").on_line(4);
        assert_eq!(error.to_string(), "x.jsonl:3: found `a b`, wanted a number");
    }

    #[test]
    fn unknown_names_list_the_nearest() {
        let error = Error::unknown("format", "tmxx", ["tsv", "tmx", "jsonl"]);
        assert_eq!(error.to_string(), "unknown format `tmxx`, near it: tmx");
        let error = Error::unknown("format", "qqq", ["tsv", "tmx"]);
        assert_eq!(error.to_string(), "unknown format `qqq`, known: tsv, tmx");
    }
}
