//! The options of all commands that read texts.

use std::path::Path;

use clap::Args;
use tetrapla::error::{Error, ErrorKind, Result};
use tetrapla::lang::Lang;
use tetrapla::read;

/// How texts are read.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct Reading {
    /// Format of the texts [default: by the content, then the name of the file]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) from: Option<String>,
    /// Encoding of the texts [default: found out]
    #[arg(long, value_name = "NAME")]
    pub(crate) encoding: Option<String>,
    /// Read what is no text as U+FFFD
    #[arg(long)]
    pub(crate) lossy: bool,
    /// Clean nothing
    #[arg(long)]
    pub(crate) raw: bool,
    /// Leave out these rules of cleaning; `tetrapla list cleaning` has them
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) no_clean: Vec<String>,
    /// Leave notes out, which else follow all other text
    #[arg(long)]
    pub(crate) no_notes: bool,
    /// Take languages that nothing is known of, too
    #[arg(long)]
    pub(crate) generic: bool,
}

impl Reading {
    /// Returns the options that the library reads with.
    ///
    /// # Errors
    /// If there is no such format or rule.
    pub(crate) fn options(&self) -> Result<read::Options<'_>> {
        if let Some(format) = &self.from {
            read::format(format)?;
        }
        let mut off = self.no_clean.iter();
        let off = off.try_fold(read::Rules::default(), |rules, name| rules.with(name))?;
        let notes = if self.no_notes { read::Notes::Omit } else { read::Notes::End };
        Ok(read::Options {
            format: self.from.as_deref(),
            encoding: self.encoding.as_deref(),
            lossy: self.lossy,
            raw: self.raw,
            off,
            notes,
        })
    }

    /// Parses a language tag.
    ///
    /// # Errors
    /// If it is malformed, or unknown and that is not allowed.
    pub(crate) fn lang(&self, tag: &str) -> Result<Lang> {
        if self.generic { Lang::parse(tag) } else { Lang::known(tag) }
    }

    /// Finds the language of a text out of its bytes.
    ///
    /// # Errors
    /// If they cannot be decoded, or no language can be told.
    pub(crate) fn detect(&self, bytes: &[u8], path: &Path) -> Result<Lang> {
        // The text, not the file: of an archive nothing else says it.
        let source = read::read(bytes, path, &Lang::parse("und")?, &self.options()?)?;
        tetrapla::lang::detect(&source.text).ok_or_else(|| {
            let message = "the language cannot be told from the text, wanted a tag";
            Error::new(ErrorKind::Language, message)
                .at(path)
                .hint(format!("name the file `….en.txt`, or say `en={}`", path.display()))
        })
    }
}
