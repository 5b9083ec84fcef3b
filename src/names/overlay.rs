//! Says what one registry does to another that it is laid over, and joins two entities
//! that are one.
//!
//! Invariant: nothing is merged silently. What comes, what goes and what the two do not
//! agree on can be asked before anything is done.

use std::collections::BTreeSet;
use std::fmt;

use super::entity::{Dates, Entity, Form};
use super::registry::{Registry, overlay};
use crate::error::{Error, ErrorKind, Result};

/// What an entity of one registry does to the same entity of an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlay {
    /// The entity.
    pub id: String,
    /// Forms that the earlier registry has not.
    pub added: Vec<Form>,
    /// How many forms of the earlier registry go.
    pub dropped: usize,
    /// What the two say differently; the later wins.
    pub conflicts: Vec<String>,
    /// The entity that the earlier one is joined to.
    pub moved_to: Option<String>,
}

impl Registry {
    /// Returns what laying `user` over this registry does to the entities of it, by id.
    pub fn overlays(&self, user: &Self) -> Vec<Overlay> {
        let mut out = Vec::new();
        for later in user.entities() {
            // The entity itself, not the one it was merged into.
            let all = self.entities();
            if let Ok(at) = all.binary_search_by(|earlier| earlier.id.cmp(&later.id)) {
                out.push(Overlay::new(&all[at], later));
            }
        }
        out
    }
}

impl Overlay {
    fn new(earlier: &Entity, later: &Entity) -> Self {
        let known: BTreeSet<_> = earlier.variants.iter().map(Form::key).collect();
        let added = later.variants.iter().filter(|form| !known.contains(&form.key()));
        let gone = |form: &&Form| {
            later.drop.iter().any(|d| d.text == form.text && d.tag == form.tag)
        };
        Self {
            id: later.id.clone(),
            added: added.cloned().collect(),
            dropped: earlier.variants.iter().filter(gone).count(),
            conflicts: conflicts(earlier, later),
            moved_to: later.moved_to.clone(),
        }
    }
}

impl fmt::Display for Overlay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(to) = &self.moved_to {
            return write!(f, "`{}` is joined to `{to}`", self.id);
        }
        let (added, dropped) = (self.added.len(), self.dropped);
        write!(f, "`{}`: {added} variants added, {dropped} dropped", self.id)?;
        self.conflicts.iter().try_for_each(|conflict| write!(f, "; {conflict}"))
    }
}

/// What two entities say differently of one thing.
fn conflicts(earlier: &Entity, later: &Entity) -> Vec<String> {
    let mut out = Vec::new();
    let mut compare = |what: &str, a: Option<&str>, b: Option<&str>| {
        if let (Some(a), Some(b)) = (a, b)
            && a != b
        {
            out.push(format!("{what} `{b}` over `{a}`"));
        }
    };
    let kind = |entity: &Entity| entity.kind.map(super::Kind::name);
    compare("kind", kind(earlier), kind(later));
    compare("name", earlier.name.as_deref(), later.name.as_deref());
    let dates = |d: &'_ Dates| [("from", d.from.clone()), ("to", d.to.clone())];
    for ((what, a), (_, b)) in dates(&earlier.dates).into_iter().zip(dates(&later.dates))
    {
        compare(what, a.as_deref(), b.as_deref());
    }
    for (authority, a) in &earlier.same_as {
        compare(authority, Some(a), later.same_as.get(authority).map(String::as_str));
    }
    compare("origin", earlier.origin.as_deref(), later.origin.as_deref());
    out
}

/// Two entities that are one: the lower id stays, the other becomes an alias.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// The entity that stays, with all forms of both.
    pub entity: Entity,
    /// The id that becomes an alias.
    pub alias: String,
    /// What comes to the entity that stays, and what the two do not agree on; its own
    /// word wins.
    pub brings: Overlay,
}

impl Join {
    /// Joins two entities of a registry.
    ///
    /// # Errors
    /// If one of them is not there, or both are one already.
    pub fn new(registry: &Registry, a: &str, b: &str) -> Result<Self> {
        let get = |id: &str| {
            registry.get(id).ok_or_else(|| {
                let known = registry.entities().iter().map(|entity| &*entity.id);
                Error::unknown("entity", id, known)
            })
        };
        let (a, b) = (get(a)?, get(b)?);
        if a.id == b.id {
            let message = format!("`{}` is one entity already, wanted two", a.id);
            return Err(Error::new(ErrorKind::Argument, message));
        }
        let (stays, goes) = if a.id < b.id { (a, b) } else { (b, a) };
        let mut came = Entity { id: stays.id.clone(), ..goes.clone() };
        // Each says that it is not the other.
        let others = |ids: &mut Vec<String>| {
            ids.retain(|id| *id != stays.id && *id != goes.id);
        };
        others(&mut came.not);
        let mut kept = stays.clone();
        others(&mut kept.not);
        let brings = Overlay::new(stays, &Entity { drop: Vec::new(), ..came.clone() });
        let conflicts = conflicts(goes, stays);
        Ok(Self {
            entity: overlay(came, &kept),
            alias: goes.id.clone(),
            brings: Overlay { conflicts, ..brings },
        })
    }

    /// Puts the join into a user's own registry.
    #[must_use]
    pub fn into_registry(self, user: &Registry) -> Registry {
        let mut entities = user.entities().to_vec();
        let own = |id: &str| user.entities().iter().find(|entity| entity.id == id);
        let mut joined = Entity { id: self.entity.id.clone(), ..Entity::default() };
        if let Some(moved) = own(&self.alias) {
            joined = overlay(Entity { id: joined.id.clone(), ..moved.clone() }, &joined);
        }
        if let Some(kept) = own(&self.entity.id) {
            joined = overlay(joined, kept);
        }
        // What was its own of either stays with the one that stays.
        joined.not.retain(|id| *id != self.alias && *id != self.entity.id);
        entities.retain(|entity| entity.id != self.alias && entity.id != joined.id);
        if joined != (Entity { id: joined.id.clone(), ..Entity::default() }) {
            entities.push(joined);
        }
        entities.push(Entity {
            id: self.alias,
            moved_to: Some(self.entity.id),
            ..Entity::default()
        });
        Registry::new(user.sources().clone(), entities)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn registry(text: &str) -> Registry {
        Registry::parse(text, Path::new("x")).unwrap()
    }

    fn texts(entity: &Entity) -> Vec<&str> {
        entity.variants.iter().map(|form| &*form.text).collect()
    }

    const BASE: &str = r#"{"id":"a","kind":"person","name":"A","dates":{"from":"1900"},"variants":[{"text":"A","tag":"en","source":"s"}]}
{"id":"b","kind":"person","name":"B","dates":{"from":"1901"},"not":["a"],"variants":[{"text":"B","tag":"en","source":"s"}]}"#;

    #[test]
    fn an_overlay_says_what_it_does() {
        let user = registry(
            r#"{"id":"a","kind":"place","dates":{"to":"1950"},"drop":[{"text":"A","tag":"en"}],"variants":[{"text":"C","tag":"en","source":"s"}]}
{"id":"b","moved_to":"a"}
{"id":"c","kind":"term","name":"C"}"#,
        );
        let said: Vec<String> =
            registry(BASE).overlays(&user).iter().map(Overlay::to_string).collect();
        assert_eq!(
            said,
            [
                "`a`: 1 variants added, 1 dropped; kind `place` over `person`",
                "`b` is joined to `a`",
            ]
        );
    }

    #[test]
    fn a_join_keeps_the_lower_id_and_all_forms() {
        let base = registry(BASE);
        let join = Join::new(&base, "b", "a").unwrap();
        assert_eq!((&*join.entity.id, &*join.alias), ("a", "b"));
        assert_eq!(texts(&join.entity), ["A", "B"]);
        assert!(join.entity.not.is_empty());
        assert_eq!(
            join.brings.conflicts,
            ["name `A` over `B`", "from `1900` over `1901`"]
        );
        assert_eq!(join.brings.added.len(), 1);
        let user = join.clone().into_registry(&registry(""));
        let all = base.overlaid(&user);
        assert_eq!(all.get("b").map(texts), Some(vec!["A", "B"]));
        assert!(Join::new(&all, "a", "b").is_err());
        assert!(Join::new(&base, "a", "c").is_err());
    }

    #[test]
    fn what_a_user_has_of_both_stays_with_one() {
        let user = registry(
            r#"{"id":"a","variants":[{"text":"A2","tag":"en","source":"s"}]}
{"id":"b","not":["a"],"variants":[{"text":"B2","tag":"en","source":"s"}]}"#,
        );
        let base = registry(BASE);
        let all = base.overlaid(&user);
        let joined = Join::new(&all, "a", "b").unwrap().into_registry(&user);
        assert_eq!(joined.entities().len(), 2);
        assert_eq!(texts(&joined.entities()[0]), ["A2", "B2"]);
        let all = base.overlaid(&joined);
        assert_eq!(all.get("b").map(texts), Some(vec!["A", "A2", "B", "B2"]));
        assert!(all.get("a").unwrap().not.is_empty());
    }
}
