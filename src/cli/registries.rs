//! The options of all commands that look names up.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use tetrapla::error::{Error, Result};
use tetrapla::names::{self, Registry, Sources};
use tetrapla::work;

/// Which registries are looked in.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Registries")]
pub(crate) struct Registries {
    /// A registry to look in, over those before it [default: alignments/names.jsonl]
    #[arg(long, value_name = "FILE")]
    pub(crate) registry: Vec<PathBuf>,
    /// Not the built-in registry
    #[arg(long)]
    pub(crate) no_builtin: bool,
}

impl Registries {
    /// Reads the registries, one over the other.
    ///
    /// # Errors
    /// If one cannot be read or parsed.
    pub(crate) fn read(&self) -> Result<Cow<'static, Registry>> {
        let mut registry = match (self.no_builtin, self.registry.is_empty()) {
            (true, _) => Cow::Owned(Registry::new(Sources::default(), Vec::new())),
            // Who names registries means these.
            (false, true) => work::registry(Path::new(work::ALIGNMENTS))?,
            (false, false) => Cow::Borrowed(names::builtin()),
        };
        for path in &self.registry {
            let text =
                fs::read_to_string(path).map_err(|error| Error::io(&error, path))?;
            registry = Cow::Owned(registry.overlaid(&Registry::parse(&text, path)?));
        }
        Ok(registry)
    }
}
