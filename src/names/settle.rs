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
    /// A surname of one Han character: only a title tells it from a word.
    Character,
    /// An adjective, a title, a description: it answers a name that stands in another
    /// column, but is no name by itself.
    Answer,
}

/// An entity that a spelling may mean; those that sort first are the likelier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Target {
    pub(super) role: Role,
    /// Whether it is only the surname inside a longer form, not attested by itself.
    pub(super) inside: bool,
    /// Whether a rule made the spelling.
    pub(super) generated: bool,
    /// Whether case, accents or Han forms differ.
    pub(super) folded: bool,
    /// Whether somebody says that the spelling is wrong.
    pub(super) disputed: bool,
    /// Number of the entity in the registry.
    pub(super) entity: u32,
    /// Number of the spelling.
    pub(super) spelling: u32,
}

/// A spelling where it stands, and who may be meant.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    pub(super) span: Span,
    /// The span with the titles beside it.
    pub(super) wide: Span,
    /// The surest first, each entity once; none of them is left out.
    pub(super) targets: Vec<Target>,
    /// Whether it is too short, or stands where any word has a capital: then nobody is
    /// meant unless the document names a bearer.
    pub(super) weak: bool,
    /// Whether a title stands beside it.
    pub(super) titled: bool,
}

/// How often a document names each entity for sure.
pub(super) type Known = BTreeMap<u32, usize>;

/// Who is meant by a hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settled {
    /// None where it cannot be told, or nobody is known of that name.
    pub(super) entity: Option<u32>,
    /// All who may be meant, the likeliest first.
    pub(super) candidates: Vec<u32>,
    /// In thousandths.
    pub(super) score: u16,
}

/// How far back a full name is remembered before its surname is anybody's.
const RECENT: usize = 20;

/// Scores as a look-up gives them (NAMES.md, section 5).
const EXACT: u16 = 1000;
const FOLDED: u16 = 970;
const SHORT: u16 = 640;
const GENERATED: u16 = 70;
const DISPUTED: u16 = 20;

impl Target {
    fn score(&self) -> u16 {
        let key = match self.role {
            Role::Whole if self.folded => FOLDED,
            Role::Whole => EXACT,
            _ => SHORT,
        };
        let made = if self.generated { GENERATED } else { 0 };
        key - made - if self.disputed { DISPUTED } else { 0 }
    }
}

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
        self.targets.iter().all(|target| target.role >= Role::Character)
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

/// Reads the hits of one document in their order, and remembers who was named.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    /// What the whole document names, what is still to come too.
    known: &'a Known,
    /// For each entity, those it lies in.
    within: &'a [Vec<u32>],
    /// How many mentions there were.
    count: usize,
    /// When each entity was named in full last.
    last: BTreeMap<u32, usize>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(known: &'a Known, within: &'a [Vec<u32>]) -> Self {
        Self { known, within, count: 0, last: BTreeMap::new() }
    }

    /// Decides who is meant, and remembers it; none where it is no mention.
    pub(super) fn read(&mut self, hit: &Hit, near: &BTreeSet<u32>) -> Option<Settled> {
        let settled = self.settle(hit, near)?;
        self.count += 1;
        let full = |e: &u32| {
            let mut targets = hit.targets.iter();
            targets.any(|t| t.entity == *e && t.role == Role::Whole)
        };
        if let Some(entity) = settled.entity.filter(full) {
            self.last.insert(entity, self.count);
        }
        Some(settled)
    }

    /// Decides who is meant: by what the row names, then by what was read and by the
    /// whole document.
    pub(super) fn settle(&self, hit: &Hit, near: &BTreeSet<u32>) -> Option<Settled> {
        let target = |entity: u32| hit.targets.iter().find(|t| t.entity == entity);
        let one = |entity: u32| {
            let score = target(entity).map_or(SHORT, Target::score);
            Some(Settled { entity: Some(entity), candidates: vec![entity], score })
        };
        if let Some(entity) = hit.sure() {
            return one(entity);
        }
        let role = hit.targets.first()?.role;
        let mut named = hit.targets.iter().filter(|t| near.contains(&t.entity));
        if let (Some(target), None) = (named.next(), named.next()) {
            return one(target.entity);
        }
        let all = || -> Vec<u32> {
            let likeliest = hit.targets.iter().filter(|t| t.role == role);
            likeliest.map(|t| t.entity).collect()
        };
        match role {
            Role::Whole => self.choose(all(), hit.targets[0].score()),
            Role::Part | Role::Surname => {
                // Who goes by it, and who has it for a surname.
                let bearers = hit.targets.iter().filter(|t| t.role <= Role::Surname);
                let bearers: Vec<u32> = bearers.map(|t| t.entity).collect();
                let recent: Vec<u32> = self.recent(&bearers);
                if !recent.is_empty() {
                    return self.choose(recent, SHORT);
                }
                // Named only later, as after a heading.
                let later =
                    bearers.iter().copied().filter(|e| self.known.contains_key(e));
                let later: Vec<u32> = later.collect();
                // Il compagno Mao: beside a title, he who goes by the name alone.
                let mut alone = hit.targets.iter().filter(|t| hit.titled && !t.inside);
                let alone = match (alone.next(), alone.next()) {
                    (Some(target), None) => Some(target.entity),
                    _ => None,
                };
                match (&later[..], &all()[..]) {
                    ([entity], _) => one(*entity),
                    ([], _) if alone.is_some() => Some(Settled {
                        entity: alone,
                        score: if bearers.len() > 1 { SHORT / 2 } else { SHORT },
                        candidates: bearers,
                    }),
                    ([], [entity]) if role == Role::Part => one(*entity),
                    _ if hit.weak => None,
                    _ => Some(Settled {
                        entity: None,
                        candidates: bearers,
                        score: SHORT / 2,
                    }),
                }
            }
            Role::Character | Role::Answer => None,
        }
    }

    /// Returns those whose full name was read, the last first: the one nearest before,
    /// and others that are not far from it.
    fn recent(&self, entities: &[u32]) -> Vec<u32> {
        let read = entities.iter().filter_map(|e| Some((*self.last.get(e)?, *e)));
        let mut read: Vec<(usize, u32)> = read.collect();
        read.sort_by(|a, b| b.cmp(a));
        let oldest = (self.count + 1).saturating_sub(RECENT);
        let near = read.iter().take_while(|(at, _)| *at >= oldest).count();
        read.truncate(near.max(1));
        read.into_iter().map(|(_, entity)| entity).collect()
    }

    /// Chooses the one that the document names more often, or more of whose
    /// surroundings; leaves it open where two are alike. One that is not alone has half
    /// the score.
    fn choose(&self, entities: Vec<u32>, score: u16) -> Option<Settled> {
        if let [entity] = entities[..] {
            return Some(Settled { entity: Some(entity), candidates: entities, score });
        }
        let named = |e: u32| self.known.get(&e).copied().unwrap_or_default();
        let around = |e: u32| -> usize {
            let within = self.within.get(e as usize).map(Vec::as_slice);
            within.unwrap_or_default().iter().map(|w| named(*w)).sum()
        };
        let mut ranked: Vec<((usize, usize), u32)> =
            entities.iter().map(|&e| ((named(e), around(e)), e)).collect();
        // Stable: those that are alike stay in their order.
        ranked.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
        let clear = ranked[0].0 > ranked[1].0;
        let entity = clear.then(|| ranked[0].1);
        let candidates = ranked.into_iter().map(|(_, entity)| entity).collect();
        Some(Settled { entity, candidates, score: score / 2 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(targets: &[(Role, u32)]) -> Hit {
        let target = |&(role, entity)| Target {
            role,
            inside: false,
            generated: false,
            folded: false,
            disputed: false,
            entity,
            spelling: 0,
        };
        Hit {
            span: Span::new(0, 1),
            wide: Span::new(0, 1),
            targets: targets.iter().map(target).collect(),
            weak: false,
            titled: false,
        }
    }

    fn settle(hit: &Hit, near: &[u32], known: &Known) -> Option<Option<u32>> {
        let near = near.iter().copied().collect();
        Reader::new(known, &[]).settle(hit, &near).map(|settled| settled.entity)
    }

    #[test]
    fn the_row_decides_before_the_document() {
        let homonym = hit(&[(Role::Whole, 1), (Role::Whole, 2)]);
        let known = Known::from([(1, 5), (2, 3)]);
        assert_eq!(settle(&homonym, &[2], &known), Some(Some(2)));
        assert_eq!(settle(&homonym, &[1, 2], &known), Some(Some(1)));
        assert_eq!(settle(&homonym, &[], &Known::from([(1, 3), (2, 3)])), Some(None));
    }

    #[test]
    fn a_part_alone_is_enough_only_where_nobody_shares_it() {
        for (role, wanted) in [
            (Role::Part, Some(Some(1))),
            (Role::Surname, Some(None)),
            (Role::Answer, None),
        ] {
            assert_eq!(settle(&hit(&[(role, 1)]), &[], &Known::new()), wanted);
        }
        let surname = hit(&[(Role::Surname, 1), (Role::Surname, 2)]);
        assert_eq!(settle(&surname, &[], &Known::from([(2, 1)])), Some(Some(2)));
        assert_eq!(settle(&surname, &[], &Known::from([(1, 9), (2, 1)])), Some(None));
        let answer = hit(&[(Role::Answer, 1)]);
        assert_eq!(settle(&answer, &[1], &Known::new()), Some(Some(1)));
        let weak = Hit { weak: true, ..surname };
        assert_eq!(settle(&weak, &[], &Known::new()), None);
    }

    #[test]
    fn a_surname_is_the_nearest_bearer_before_it() {
        let known = Known::from([(1, 1), (2, 1)]);
        let surname = hit(&[(Role::Surname, 1), (Role::Surname, 2)]);
        let nobody = BTreeSet::new();
        let mut reader = Reader::new(&known, &[]);
        let mut read = |hit: &Hit| reader.read(hit, &nobody).unwrap();
        read(&hit(&[(Role::Whole, 1)]));
        assert_eq!(read(&surname).entity, Some(1));
        assert_eq!(read(&surname).score, SHORT);
        read(&hit(&[(Role::Whole, 2)]));
        // Two within the last mentions: both, at half the score.
        let both = read(&surname);
        assert_eq!((both.entity, both.candidates, both.score), (None, vec![2, 1], 320));
        (0..18).for_each(|_| {
            read(&hit(&[(Role::Whole, 7)]));
        });
        assert_eq!(read(&surname).entity, Some(2));
        (0..30).for_each(|_| {
            read(&hit(&[(Role::Whole, 7)]));
        });
        assert_eq!(read(&surname).entity, Some(2));
    }

    #[test]
    fn homonyms_are_told_apart_by_what_they_lie_in() {
        // Haeju lies in 3, which the document names.
        let within = [vec![], vec![3], vec![4]];
        let known = Known::from([(3, 2)]);
        let homonym = hit(&[(Role::Whole, 1), (Role::Whole, 2)]);
        let settled = Reader::new(&known, &within).settle(&homonym, &BTreeSet::new());
        assert_eq!(settled.unwrap().entity, Some(1));
    }
}
