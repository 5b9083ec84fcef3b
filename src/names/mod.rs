//! Names: one entity, all its spellings.
//!
//! A [`Registry`] holds what is attested; [`Registry::look_up`] leads from a spelling to
//! everyone it may mean, a [`Finder`] finds the names of a text, and [`link`] joins them
//! across the columns of a row; [`systems`] says how a name is written or read elsewhere.
//! Invariant: nothing is merged silently, and nothing is corrected away: two entities of
//! one spelling are two, and an error in a source is a form like others.

mod alike;
mod aloud;
mod answers;
pub mod check;
mod company;
mod edges;
mod edtf;
mod entity;
pub mod export;
mod fold;
pub mod harvest;
mod hash;
pub mod import;
mod index;
mod keys;
mod link;
mod lookup;
mod mention;
mod nearest;
mod overlay;
mod parse;
mod plain;
pub mod proposal;
mod rank;
mod registry;
mod segments;
mod settle;
mod sound;
mod spelling;
mod system;
pub mod systems;
mod titles;
mod tokens;
mod write;

pub use answers::{Answers, Unanswered, answers, unanswered};
pub use entity::{Dates, Dropped, Entity, Form, FormStatus, FormType, Kind};
pub use link::{link, mentions};
pub use lookup::{Candidate, How, Options};
pub use mention::{Finder, Mention, Titles};
pub use overlay::{Join, Overlay};
pub use registry::{Registry, Sources};
pub use system::{SYSTEMS, system_name};

use std::path::Path;
use std::sync::LazyLock;

/// JSON Schema (draft 2020-12) of a line of a registry.
pub const SCHEMA: &str = include_str!("registry.schema.json");

/// The built-in registry's file.
const BUILTIN: &str = include_str!("data/registry.jsonl");

/// Returns the registry that every binary holds.
pub fn builtin() -> &'static Registry {
    static LOADED: LazyLock<Registry> = LazyLock::new(|| {
        Registry::parse(BUILTIN, Path::new("built-in registry"))
            .unwrap_or_else(|error| panic!("embedded data: {error}"))
    });
    &LOADED
}
