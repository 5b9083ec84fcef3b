//! Registries in other people's formats: one file a format, one table.
//!
//! Invariant: text, tag and type of every form that is written come back by the import of
//! the same format.

mod csv;
mod jsonl;
pub(super) mod tbx;

use std::io::Write;

use super::entity::{Entity, FormStatus};
use super::registry::Registry;
use crate::error::{Error, Result};

/// All formats that are written, sorted by name.
pub const EXPORTS: &[Export] = &[csv::EXPORT, jsonl::EXPORT, tbx::EXPORT];

/// A format that registries are written in.
#[derive(Clone, Copy, Debug)]
pub struct Export {
    /// What `-f` calls it.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// The ending of its files.
    pub extension: &'static str,
    write: fn(&Registry, &mut dyn Write) -> Result<()>,
}

/// Whether forms that a rule made are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generated {
    /// They are left out.
    Without,
    /// They are written.
    With,
}

/// Returns the format of that name.
///
/// # Errors
/// [`ErrorKind::Unknown`](crate::error::ErrorKind::Unknown) if there is none.
pub fn find(name: &str) -> Result<&'static Export> {
    let found = EXPORTS.iter().find(|export| export.name == name);
    let known = EXPORTS.iter().map(|export| export.name);
    found.ok_or_else(|| Error::unknown("format of names", name, known))
}

/// Writes a registry.
///
/// # Errors
/// If `out` cannot be written to.
pub fn export(
    registry: &Registry,
    format: &Export,
    generated: Generated,
    out: &mut dyn Write,
) -> Result<()> {
    let made = |entity: &Entity| {
        entity.variants.iter().any(|form| form.status == FormStatus::Generated)
    };
    if generated == Generated::With || !registry.entities().iter().any(made) {
        return (format.write)(registry, out);
    }
    let attested = registry.entities().iter().cloned().map(|mut entity| {
        entity.variants.retain(|form| form.status != FormStatus::Generated);
        entity
    });
    let attested = Registry::new(registry.sources().clone(), attested.collect());
    (format.write)(&attested, out)
}
