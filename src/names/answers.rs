//! Whether the names of one column are answered in the others: for a translator's
//! proof-reading, and as evidence for a bead.
//!
//! Invariant: a name is answered by any variant of its entity, an adjective too, and by a
//! surname that may be it.

use std::collections::{BTreeMap, BTreeSet};

use super::link::{link, unexplained};
use super::mention::Mention;
use super::registry::Registry;
use crate::lang::Lang;
use crate::parallel::{Bead, Parallel};

/// An entity that a row names in some columns and not in others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// The row's number in the list of rows, counted from 0.
    pub row: usize,
    /// Id of the entity.
    pub entity: String,
    /// Its forms where it is named.
    pub forms: BTreeMap<Lang, Vec<String>>,
    /// The columns that have text and no name of it, in their order.
    pub columns: Vec<Lang>,
}

/// Lists, row by row, the names of one column that nothing answers in another.
pub fn unanswered(parallel: &Parallel, registry: &Registry) -> Vec<Unanswered> {
    let mut linked = parallel.clone();
    link(&mut linked, registry);
    let mut out = Vec::new();
    for (row, open) in unexplained(parallel, registry).into_iter().enumerate() {
        for (entity, columns) in open.unanswered {
            let mut names = linked.rows[row].names.iter();
            let own = names.find(|names| names.entity.as_ref() == Some(&entity));
            let forms = own.map(|names| names.forms.clone()).unwrap_or_default();
            let lang = |column: usize| parallel.columns[column].lang.clone();
            let columns = columns.into_iter().map(lang).collect();
            out.push(Unanswered { row, entity, forms, columns });
        }
    }
    out
}

/// What two sides of a bead name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Entities that both sides name.
    pub shared: usize,
    /// Entities that the source names and the target does not.
    pub source_only: usize,
    /// Entities that the target names and the source does not.
    pub target_only: usize,
}

/// Counts, bead by bead, the entities that both sides name and those that only one does;
/// `source` and `target` have the mentions of each sentence.
///
/// # Panics
/// If a bead leads past the sentences: a bug of the caller.
///
/// ```
/// use tetrapla::lang::Lang;
/// use tetrapla::names::{Finder, Titles, answers, builtin};
/// use tetrapla::parallel::Bead;
/// use tetrapla::text::Run;
///
/// let find = |tag: &str, text: &str| -> tetrapla::Result<_> {
///     Ok(Finder::new(builtin(), &Lang::parse(tag)?).mentions(text, Titles::Outside))
/// };
/// let en = [find("en", "Mao Zedong met Stalin.")?];
/// let zh = [find("zh-Hans", "毛泽东来了。")?, find("zh-Hans", "北京很冷。")?];
/// let bead = Bead { source: Run::new(0, 1), target: Run::new(0, 2) };
/// let found = answers(&en, &zh, &[bead])[0];
/// assert_eq!((found.shared, found.source_only, found.target_only), (1, 1, 1));
/// # Ok::<(), tetrapla::Error>(())
/// ```
pub fn answers(
    source: &[Vec<Mention>],
    target: &[Vec<Mention>],
    beads: &[Bead],
) -> Vec<Answers> {
    beads
        .iter()
        .map(|bead| {
            let source = &source[bead.source.range()];
            let target = &target[bead.target.range()];
            count(source, target)
        })
        .collect()
}

fn count(source: &[Vec<Mention>], target: &[Vec<Mention>]) -> Answers {
    let (ours, theirs) = (entities(source), entities(target));
    let only = |own: &BTreeSet<&str>, other: &[Vec<Mention>]| {
        let open = other.iter().flatten().filter(|mention| mention.entity.is_none());
        let open: BTreeSet<&str> =
            open.flat_map(|mention| &mention.candidates).map(String::as_str).collect();
        own.iter().filter(|id| !open.contains(*id)).count()
    };
    let left: BTreeSet<&str> = ours.difference(&theirs).copied().collect();
    let right: BTreeSet<&str> = theirs.difference(&ours).copied().collect();
    Answers {
        shared: ours.intersection(&theirs).count(),
        source_only: only(&left, target),
        target_only: only(&right, source),
    }
}

fn entities(sentences: &[Vec<Mention>]) -> BTreeSet<&str> {
    sentences.iter().flatten().filter_map(|mention| mention.entity.as_deref()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::Score;
    use crate::text::{Run, Span};

    fn mention(entity: Option<&str>, candidates: &[&str]) -> Mention {
        Mention {
            span: Span::new(0, 1),
            entity: entity.map(str::to_owned),
            candidates: candidates.iter().map(|id| (*id).to_owned()).collect(),
            score: Score::new(1.0),
        }
    }

    #[test]
    fn a_surname_that_may_be_it_is_no_gap() {
        let known = |id| mention(Some(id), &[id]);
        let source = [vec![known("a"), known("b"), known("a")], vec![known("c")]];
        let target = [vec![known("a"), mention(None, &["b", "d"])], vec![]];
        let bead = |s: (usize, usize), t: (usize, usize)| Bead {
            source: Run::new(s.0, s.1),
            target: Run::new(t.0, t.1),
        };
        let found =
            answers(&source, &target, &[bead((0, 1), (0, 1)), bead((1, 2), (1, 2))]);
        let wanted = |shared, source_only, target_only| Answers {
            shared,
            source_only,
            target_only,
        };
        assert_eq!(found, [wanted(1, 0, 0), wanted(0, 1, 0)]);
        let back = answers(&target, &source, &[bead((0, 0), (0, 2))]);
        assert_eq!(back, [wanted(0, 0, 3)]);
    }
}
