//! The registry file itself, in its canonical form.

use std::io::Write;

use super::Export;
use crate::error::Result;
use crate::names::registry::Registry;

pub(super) const EXPORT: Export = Export {
    name: "jsonl",
    about: "the registry file: JSON Lines",
    extension: "jsonl",
    write,
};

fn write(registry: &Registry, out: &mut dyn Write) -> Result<()> {
    Ok(out.write_all(registry.to_string().as_bytes())?)
}
