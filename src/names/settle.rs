//! Decides who is meant by a spelling, from what else a row and a document name.
//!
//! Invariant: of two entities that may be meant alike, neither is chosen.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::Span;

/// What a spelling is to an entity, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// Its name.
    Whole,
    /// Part of its name, by which it goes alone: Stalin.
    Part,
    /// A surname that millions share: it needs the whole name in the document.
    Surname,
    /// An adjective, a title, a description, one Han character: it answers a name that
    /// stands in another column, but is no name by itself.
    Answer,
}

/// An entity that a spelling may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Target {
    pub(super) role: Role,
    /// Number of the entity in the registry.
    pub(super) entity: u32,
    /// Whether somebody says that the spelling is wrong.
    pub(super) disputed: bool,
}

/// A spelling where it stands, and who may be meant.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    pub(super) span: Span,
    /// The surest first, each entity once; none of them is left out.
    pub(super) targets: Vec<Target>,
}

/// How often a document names each entity for sure.
pub(super) type Known = BTreeMap<u32, usize>;

impl Hit {
    /// Returns the entity, where a whole name leaves no choice.
    pub(super) fn sure(&self) -> Option<u32> {
        let mut whole = self.targets.iter().filter(|t| t.role == Role::Whole);
        match (whole.next(), whole.next()) {
            (Some(one), None) => Some(one.entity),
            _ => None,
        }
    }

    /// Returns whether the spelling is nobody's name.
    pub(super) fn only_answers(&self) -> bool {
        self.targets.iter().all(|target| target.role == Role::Answer)
    }

    /// Decides who is meant: by what the row names, then by the whole document.
    pub(super) fn settle(&self, near: &BTreeSet<u32>, known: &Known) -> Option<u32> {
        if let Some(one) = self.sure() {
            return Some(one);
        }
        let role = self.targets.first()?.role;
        let mut named = self.targets.iter().filter(|t| near.contains(&t.entity));
        if let (Some(one), None) = (named.next(), named.next()) {
            return Some(one.entity);
        }
        match role {
            // Homonyms: the one that the document names more often.
            Role::Whole => self.most_named(known),
            // A surname is the only one of its bearers whom the document names.
            Role::Part | Role::Surname => {
                let mut named =
                    self.targets.iter().filter(|t| known.contains_key(&t.entity));
                match (named.next(), named.next(), &self.targets[..]) {
                    (Some(one), None, _) => Some(one.entity),
                    (None, _, [one]) if role == Role::Part => Some(one.entity),
                    _ => None,
                }
            }
            Role::Answer => None,
        }
    }

    fn most_named(&self, known: &Known) -> Option<u32> {
        let whole = self.targets.iter().filter(|t| t.role == Role::Whole);
        let mut counts: Vec<(usize, u32)> =
            whole.filter_map(|t| Some((*known.get(&t.entity)?, t.entity))).collect();
        counts.sort_unstable();
        match counts[..] {
            [.., (second, _), (first, _)] if second == first => None,
            [.., (_, entity)] => Some(entity),
            [] => None,
        }
    }
}

/// Counts the entities that hits name for sure.
pub(super) fn known<'a>(hits: impl IntoIterator<Item = &'a Hit>) -> Known {
    let mut known = Known::new();
    for entity in hits.into_iter().filter_map(Hit::sure) {
        *known.entry(entity).or_default() += 1;
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(targets: &[(Role, u32)]) -> Hit {
        let target = |&(role, entity)| Target { role, entity, disputed: false };
        Hit { span: Span::new(0, 1), targets: targets.iter().map(target).collect() }
    }

    #[test]
    fn the_row_decides_before_the_document() {
        let homonym = hit(&[(Role::Whole, 1), (Role::Whole, 2)]);
        let known = Known::from([(1, 5), (2, 3)]);
        assert_eq!(homonym.settle(&BTreeSet::from([2]), &known), Some(2));
        assert_eq!(homonym.settle(&BTreeSet::from([1, 2]), &known), Some(1));
        assert_eq!(
            homonym.settle(&BTreeSet::new(), &Known::from([(1, 3), (2, 3)])),
            None
        );
    }

    #[test]
    fn a_part_alone_is_enough_only_where_nobody_shares_it() {
        let nobody = BTreeSet::new();
        for (role, wanted) in
            [(Role::Part, Some(1)), (Role::Surname, None), (Role::Answer, None)]
        {
            assert_eq!(hit(&[(role, 1)]).settle(&nobody, &Known::new()), wanted);
        }
        let surname = hit(&[(Role::Surname, 1), (Role::Surname, 2)]);
        assert_eq!(surname.settle(&nobody, &Known::from([(2, 1)])), Some(2));
        assert_eq!(surname.settle(&nobody, &Known::from([(1, 9), (2, 1)])), None);
        let answer = hit(&[(Role::Answer, 1)]);
        assert_eq!(answer.settle(&BTreeSet::from([1]), &Known::new()), Some(1));
    }
}
