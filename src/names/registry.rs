//! A registry: entities by id, and one registry laid over another.
//!
//! Invariants: entities stand by id, each once; forms stand by tag, then text, each
//! (tag, text, type) once. What is written is canonical: reading it gives the same.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use super::entity::{Entity, FormType};
use super::index::Index;
use super::lookup::{Candidate, Options};
use super::{parse, write};
use crate::error::Result;

/// What a registry says of its sources: title, licence and the like, by key.
pub type Sources = BTreeMap<String, BTreeMap<String, String>>;

/// Entities and the forms of their names.
pub struct Registry {
    sources: Sources,
    entities: Vec<Entity>,
    index: OnceLock<Index>,
}

impl Registry {
    /// Creates a registry; of two entities with one id, the later lies over the earlier.
    pub fn new(sources: Sources, entities: Vec<Entity>) -> Self {
        let mut by_id: BTreeMap<String, Entity> = BTreeMap::new();
        for mut entity in entities {
            arrange(&mut entity);
            let id = entity.id.clone();
            let joined = match by_id.remove(&id) {
                Some(earlier) => overlay(earlier, &entity),
                None => entity,
            };
            by_id.insert(id, joined);
        }
        let entities = by_id.into_values().collect();
        Self { sources, entities, index: OnceLock::new() }
    }

    /// Reads a registry file; `path` is what errors call it.
    ///
    /// # Errors
    /// An [`ErrorKind`](crate::error::ErrorKind) of `Json` or `Record`, with the line, for
    /// a line that is no entity.
    pub fn parse(text: &str, path: &Path) -> Result<Self> {
        parse::registry(text, path)
    }

    /// Lays another registry over this one: its scalars win, its forms are added, the
    /// forms it drops go, and an entity it moves gives its forms to the other.
    #[must_use]
    pub fn overlaid(&self, user: &Self) -> Self {
        let mut sources = self.sources.clone();
        sources.extend(user.sources.clone());
        let mut by_id: BTreeMap<&str, Entity> =
            self.entities.iter().map(|e| (e.id.as_str(), e.clone())).collect();
        for entity in &user.entities {
            let earlier = by_id.remove(entity.id.as_str());
            let joined = match (&entity.moved_to, earlier) {
                (Some(to), Some(earlier)) => {
                    let target = by_id.entry(to).or_insert_with(|| Entity {
                        id: to.clone(),
                        ..Entity::default()
                    });
                    // What was known of the target wins over what comes to it.
                    let mut moved = Entity { id: to.clone(), ..earlier };
                    moved.not.retain(|other| other != to);
                    *target = overlay(moved, target);
                    entity.clone()
                }
                (None, Some(earlier)) => overlay(earlier, entity),
                (_, None) => entity.clone(),
            };
            by_id.insert(&entity.id, joined);
        }
        let entities = by_id.into_values().collect();
        Self { sources, entities, index: OnceLock::new() }
    }

    /// Returns the entities, by id.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// Returns what is said of the sources, by key.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Returns the entity called `id`, or the one it was merged into.
    pub fn get(&self, id: &str) -> Option<&Entity> {
        let mut id = id;
        // A chain of merges is short, and may be a circle in a file written by hand.
        for _ in 0..8 {
            let at = self.entities.binary_search_by(|e| e.id.as_str().cmp(id)).ok()?;
            match &self.entities[at].moved_to {
                Some(next) => id = next,
                None => return Some(&self.entities[at]),
            }
        }
        None
    }

    /// Returns the SHA-256 of the canonical form, in hexadecimal.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::digest(self.to_string().as_bytes());
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Looks a spelling up, in any script: the candidates, best first.
    ///
    /// ```
    /// use tetrapla::names::{Options, builtin};
    ///
    /// let found = builtin().look_up("Kin Nissei", Options::default());
    /// assert_eq!(found[0].entity.id, "kim-il-sung");
    /// ```
    pub fn look_up(&self, query: &str, options: Options) -> Vec<Candidate<'_>> {
        self.index().look_up(&self.entities, query, options)
    }

    /// Returns the spellings most like `query`, at most `count` of them.
    pub fn nearest(&self, query: &str, count: usize) -> Vec<&str> {
        self.index().nearest(&self.entities, query, count)
    }

    /// Makes the whole index now, which is otherwise made when first it is needed.
    pub fn prepare(&self) {
        self.index().prepare(&self.entities);
    }

    /// Returns how many bytes the index takes, as far as it is made.
    pub fn index_size(&self) -> usize {
        self.index().size()
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(&self.entities))
    }
}

/// Lays one entity over another of the same id.
pub(super) fn overlay(earlier: Entity, later: &Entity) -> Entity {
    let mut out = later.clone();
    let Entity { kind, name, dates, same_as, part_of, not, origin, .. } = earlier;
    out.kind = out.kind.or(kind);
    out.name = out.name.or(name);
    out.dates.from = out.dates.from.or(dates.from);
    out.dates.to = out.dates.to.or(dates.to);
    for (authority, id) in same_as {
        out.same_as.entry(authority).or_insert(id);
    }
    for (ids, earlier) in [(&mut out.part_of, part_of), (&mut out.not, not)] {
        if ids.is_empty() {
            *ids = earlier;
        }
    }
    out.origin = out.origin.or(origin);
    out.note = out.note.or(earlier.note);
    for (key, value) in earlier.unknown {
        out.unknown.entry(key).or_insert(value);
    }
    let dropped = std::mem::take(&mut out.drop);
    let stays = |form: &super::Form| {
        !dropped.iter().any(|d| d.text == form.text && d.tag == form.tag)
    };
    // The stable sort in `arrange` lets the first of two equal forms stay: the later's.
    out.variants.extend(earlier.variants.into_iter().filter(stays));
    arrange(&mut out);
    out
}

/// Puts an entity's forms in order, each once.
fn arrange(entity: &mut Entity) {
    fn key(form: &super::Form) -> (&str, &str, FormType) {
        (form.tag.as_str(), &form.text, form.r#type)
    }
    entity.variants.sort_by(|a, b| key(a).cmp(&key(b)));
    entity.variants.dedup_by(|later, first| later.key() == first.key());
}

impl Clone for Registry {
    fn clone(&self) -> Self {
        Self {
            sources: self.sources.clone(),
            entities: self.entities.clone(),
            index: OnceLock::new(),
        }
    }
}

impl PartialEq for Registry {
    fn eq(&self, other: &Self) -> bool {
        self.sources == other.sources && self.entities == other.entities
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry")
            .field("sources", &self.sources)
            .field("entities", &self.entities.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write::registry(self))
    }
}
