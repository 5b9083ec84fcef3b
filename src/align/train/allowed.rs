//! Gold as the beads of a lattice that it allows.
//!
//! Gold cuts both passages into regions. In the region of a bead only that bead is
//! allowed, between beads only nulls, and where gold says nothing exact (a bead with
//! holes, a crossing, a verse of several sentences) anything. Invariant: at least one path
//! is allowed; where pruning lost what gold wants, its region becomes free.

use std::collections::BTreeSet;

use crate::align::evaluate::Grain;
use crate::align::gold::Pair;
use crate::align::lattice::Lattice;
use crate::parallel::Bead;
use crate::text::Run;

/// A place in both passages.
type Cut = (usize, usize);

/// What is allowed in a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// One bead, the region itself.
    Exact,
    /// Nulls, in any order.
    Nulls,
    /// Any beads.
    Free,
}

/// How many regions from the first possible one are looked at for a bead: as many as a
/// bead may have sentences on a side.
const LOOK: usize = 6;

/// Returns for each bead of the lattice whether gold allows it.
pub(super) fn allowed(
    lattice: &Lattice,
    sentences: (usize, usize),
    gold: &[Pair],
    grain: Grain,
) -> Vec<bool> {
    let mut regions = regions(gold, sentences, grain);
    loop {
        let allowed: Vec<bool> =
            lattice.beads.iter().map(|&bead| allows(&regions, bead)).collect();
        let reached = lattice.reached(&allowed);
        let end = |region: &Bead| (region.source.end(), region.target.end());
        if reached.contains(&sentences) {
            return allowed;
        }
        let lost = regions.iter().position(|(region, _)| !reached.contains(&end(region)));
        let Some(lost) = lost else { return allowed };
        // What is free already and still has no path is joined to its neighbors.
        let (first, last) = match regions[lost].1 {
            Kind::Free => (lost.saturating_sub(1), regions.len().min(lost + 2) - 1),
            _ => (lost, lost),
        };
        if (first, last) == (lost, lost) && regions[lost].1 == Kind::Free {
            return vec![true; lattice.beads.len()];
        }
        let (from, to) = (regions[first].0, regions[last].0);
        let source = Run::new(from.source.start(), to.source.end());
        let target = Run::new(from.target.start(), to.target.end());
        regions.splice(first..=last, [(Bead { source, target }, Kind::Free)]);
    }
}

/// Cuts both passages into regions.
fn regions(gold: &[Pair], (n, m): (usize, usize), grain: Grain) -> Vec<(Bead, Kind)> {
    let mut regions = Vec::new();
    let (mut i, mut j) = (0, 0);
    let mut nulls = (BTreeSet::new(), BTreeSet::new());
    let gap = |nulls: &(BTreeSet<usize>, BTreeSet<usize>), from: Cut, to: Cut| {
        let known = (from.0..to.0).all(|i| nulls.0.contains(&i))
            && (from.1..to.1).all(|j| nulls.1.contains(&j));
        let kind = if known { Kind::Nulls } else { Kind::Free };
        (from != to).then(|| (between(from, to), kind))
    };
    for (source, target) in gold {
        let numbers = |side: &[u32]| side.iter().map(|&x| x as usize).collect::<Vec<_>>();
        let (source, target) = (numbers(source), numbers(target));
        if source.is_empty() || target.is_empty() {
            nulls.0.extend(source);
            nulls.1.extend(target);
            continue;
        }
        let (Some(s), Some(t)) = (run(&source), run(&target)) else { continue };
        if s.start() < i || t.start() < j || s.end() > n || t.end() > m {
            continue;
        }
        regions.extend(gap(&nulls, (i, j), (s.start(), t.start())));
        nulls = (BTreeSet::new(), BTreeSet::new());
        (i, j) = (s.end(), t.end());
        let kind = match grain {
            Grain::Coarse if s.len().max(t.len()) > 1 => Kind::Free,
            _ => Kind::Exact,
        };
        regions.push((Bead { source: s, target: t }, kind));
    }
    regions.extend(gap(&nulls, (i, j), (n, m)));
    regions
}

/// The run of numbers that follow each other without a hole.
fn run(numbers: &[usize]) -> Option<Run> {
    let (first, last) = (*numbers.first()?, *numbers.last()?);
    let whole = numbers.iter().copied().eq(first..=last);
    whole.then(|| Run::new(first, last + 1))
}

fn between(from: Cut, to: Cut) -> Bead {
    Bead { source: Run::new(from.0, to.0), target: Run::new(from.1, to.1) }
}

fn allows(regions: &[(Bead, Kind)], bead: Bead) -> bool {
    let inside = |outer: Run, inner: Run| {
        outer.start() <= inner.start() && inner.end() <= outer.end()
    };
    let first = regions.partition_point(|(r, _)| r.source.end() < bead.source.start());
    let mut near = regions[first..].iter().take(LOOK);
    let region = near
        .find(|(r, _)| inside(r.source, bead.source) && inside(r.target, bead.target));
    match region {
        Some((region, Kind::Exact)) => *region == bead,
        Some((_, Kind::Nulls)) => bead.is_null(),
        Some((_, Kind::Free)) => true,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::gold::parse;

    fn paths(gold: &str, (n, m): (usize, usize), grain: Grain) -> Vec<Bead> {
        let lattice = Lattice::new(n, m, &[], &[]);
        let allowed = allowed(&lattice, (n, m), &parse(gold).unwrap(), grain);
        let beads = lattice.beads.iter().zip(allowed);
        beads.filter(|(_, allowed)| *allowed).map(|(bead, _)| *bead).collect()
    }

    #[test]
    fn beads_are_exact_gaps_are_nulls_and_the_unknown_is_free() {
        let bead = |s: std::ops::Range<usize>, t: std::ops::Range<usize>| Bead {
            source: Run::new(s.start, s.end),
            target: Run::new(t.start, t.end),
        };
        let gold = "[0]:[0]\n[1]:[]\n[2,3]:[1]";
        let wanted = [bead(0..1, 0..1), bead(1..2, 1..1), bead(2..4, 1..2)];
        assert_eq!(paths(gold, (4, 2), Grain::Fine), wanted);
        assert!(paths(gold, (4, 2), Grain::Coarse).contains(&bead(2..3, 1..2)));
        // Of a bead with a hole nothing is known, of what lies around it something is.
        let holed = paths("[0]:[0]\n[1,3]:[1]\n[4]:[2]", (5, 3), Grain::Fine);
        assert!(holed.contains(&bead(1..4, 1..2)) && holed.contains(&bead(4..5, 2..3)));
        assert!(!holed.contains(&bead(0..2, 0..1)));
        // A bead that no lattice has frees its region.
        let long = paths("[0]:[0]\n[1,2,3,4,5,6,7,8]:[1]", (9, 2), Grain::Fine);
        assert!(long.contains(&bead(1..2, 1..2)) && long.contains(&bead(0..1, 0..1)));
    }
}
