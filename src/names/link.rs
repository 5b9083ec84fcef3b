//! Joins the names of a row across its columns.
//!
//! Invariant: the names of a row depend on the rows and the registry alone, and stand
//! in the order of the text, the first column's first.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::alike::{self, Stranger, groups};
use super::aloud::aloud;
use super::company::Company;
use super::mention::{Finder, Mention, Titles};
use super::registry::Registry;
use super::settle::{Hit, Known, Reader, Role, Settled, known};
use crate::lang::Lang;
use crate::parallel::{Cell, Column, Names, Parallel, Row, Status, Unknown};

/// The hits of a row: by column, by sentence.
type Hits = Vec<Vec<Vec<Hit>>>;

/// Sets the names of every row: an entry for each entity that the row mentions, with
/// its forms as they stand in each column; then those that no registry knows, where
/// forms of two columns read alike.
///
/// The whole work is one document: a name that is whole in one column settles its part
/// in another, the row's own first. An adjective or a title is linked only where the row
/// names its entity too: there it is the other column's answer.
pub fn link(parallel: &mut Parallel, registry: &Registry) {
    let read = Read::new(parallel, registry);
    let companies: Vec<&Company> = read.finders.iter().map(Finder::company).collect();
    let columns = &parallel.columns;
    let rows = parallel.rows.par_iter_mut().zip(&read.hits).zip(&read.settled);
    rows.for_each(|((row, hits), settled)| {
        let before = std::mem::take(&mut row.names);
        let strangers = strangers_of(row, hits, settled, &companies);
        let known = forms(row, hits, settled).into_iter().map(|(number, forms)| Names {
            entity: Some(read.finders[0].id(number).to_owned()),
            status: Status::Attested,
            forms: by_lang(forms, columns),
            unknown: Unknown::new(),
        });
        let unknown = groups(&strangers, &aloud).into_iter().map(|group| Names {
            entity: None,
            status: Status::Generated,
            forms: by_lang(alike::forms(&group), columns),
            unknown: Unknown::new(),
        });
        row.names = known.chain(unknown).collect();
        for names in &mut row.names {
            let same = |old: &&Names| match &names.entity {
                Some(id) => old.entity.as_ref() == Some(id),
                None => old.entity.is_none() && old.forms == names.forms,
            };
            if let Some(old) = before.iter().find(same) {
                names.unknown = old.unknown.clone();
            }
        }
    });
}

/// Returns the entities that a row names, in the order of the text, each with its forms
/// by column.
fn forms(
    row: &Row,
    hits: &Hits,
    settled: &[Vec<Settling>],
) -> Vec<(u32, BTreeMap<usize, Vec<String>>)> {
    let mut order: Vec<(u32, BTreeMap<usize, Vec<String>>)> = Vec::new();
    for (column, (hits, settled)) in hits.iter().zip(settled).enumerate() {
        let cell = row.cells[column].iter().zip(hits).zip(settled);
        for ((text, hits), settled) in cell {
            for (hit, settled) in hits.iter().zip(settled) {
                let entity = settled.as_ref().and_then(|settled| settled.entity);
                let Some(entity) = entity else { continue };
                let at = order.iter().position(|(own, _)| *own == entity);
                let at = at.unwrap_or_else(|| {
                    order.push((entity, BTreeMap::new()));
                    order.len() - 1
                });
                let stand = order[at].1.entry(column).or_default();
                let form = &text[hit.span.range()];
                if !stand.iter().any(|known| known == form) {
                    stand.push(form.to_owned());
                }
            }
        }
    }
    order
}

fn by_lang(
    forms: BTreeMap<usize, Vec<String>>,
    columns: &[Column],
) -> BTreeMap<Lang, Vec<String>> {
    let named = forms.into_iter().map(|(at, forms)| (columns[at].lang.clone(), forms));
    named.collect()
}

/// What a row has that no registry explains.
pub(super) struct Unexplained {
    /// Runs that may be names.
    pub(super) strangers: Vec<Stranger>,
    /// Entities that some column names, with the columns that do not, though they have
    /// text.
    pub(super) unanswered: Vec<(String, Vec<usize>)>,
}

/// Returns what each row of a work has that no registry explains.
pub(super) fn unexplained(parallel: &Parallel, registry: &Registry) -> Vec<Unexplained> {
    let read = Read::new(parallel, registry);
    let companies: Vec<&Company> = read.finders.iter().map(Finder::company).collect();
    let row = |((row, hits), settled): ((&Row, &Hits), &Vec<Vec<Settling>>)| {
        let missing = |(number, forms): (u32, BTreeMap<usize, Vec<String>>)| {
            let open = |column: &usize| {
                let may_be = settled[*column].iter().flatten().flatten();
                let mut may_be = may_be.filter(|settled| settled.entity.is_none());
                !row.cells[*column].is_empty()
                    && !forms.contains_key(column)
                    // A surname that may be the entity's answers it.
                    && !may_be.any(|settled| settled.candidates.contains(&number))
            };
            let columns: Vec<usize> = (0..row.cells.len()).filter(open).collect();
            let id = read.finders[0].id(number).to_owned();
            (!columns.is_empty()).then_some((id, columns))
        };
        Unexplained {
            strangers: strangers_of(row, hits, settled, &companies),
            unanswered: forms(row, hits, settled)
                .into_iter()
                .filter_map(missing)
                .collect(),
        }
    };
    parallel.rows.iter().zip(&read.hits).zip(&read.settled).map(row).collect()
}

/// Finds the runs of a row that may be names and are none that the registry knows.
fn strangers_of(
    row: &Row,
    hits: &Hits,
    settled: &[Vec<Settling>],
    companies: &[&Company],
) -> Vec<Stranger> {
    let mut out = Vec::new();
    for (column, cell) in row.cells.iter().enumerate() {
        let sentences = cell.iter().zip(&hits[column]).zip(&settled[column]);
        for (sentence, ((text, hits), settled)) in sentences.enumerate() {
            // An adjective that answers nothing is known all the same.
            let known = hits.iter().zip(settled).filter(|(hit, settled)| {
                settled.is_some() || hit.targets.iter().any(|t| t.role != Role::Surname)
            });
            let taken: Vec<_> = known.map(|(hit, _)| hit.span).collect();
            let place = (column, sentence);
            out.extend(alike::strangers(text, place, &taken, companies[column]));
        }
    }
    out
}

/// Finds the names of every sentence of a work, by row, column and sentence.
///
/// As in [`link`] the whole work is one document, and a name in one column helps to know
/// who is meant in another. What is no name but for another column is left out.
pub fn mentions(
    parallel: &Parallel,
    registry: &Registry,
    titles: Titles,
) -> Vec<Vec<Vec<Vec<Mention>>>> {
    let Read { finders, hits, settled } = Read::new(parallel, registry);
    let sentence = |finder: &Finder<'_>, (hits, settled): (&Vec<Hit>, Settling)| {
        let pairs = hits.iter().zip(settled).filter(|(hit, _)| !hit.only_answers());
        let known = pairs.filter_map(|(hit, settled)| Some((hit, settled?)));
        known.map(|(hit, settled)| finder.mention(hit, settled, titles)).collect()
    };
    let row = |(hits, settled): (&Hits, Vec<Vec<Settling>>)| {
        let columns = hits.iter().zip(settled).zip(&finders);
        let column = |((hits, settled), finder): ((&Vec<Vec<Hit>>, Vec<Settling>), _)| {
            hits.iter().zip(settled).map(|pair| sentence(finder, pair)).collect()
        };
        columns.map(column).collect()
    };
    hits.iter().zip(settled).map(row).collect()
}

/// A work's names, found and settled.
struct Read<'r> {
    finders: Vec<Finder<'r>>,
    hits: Vec<Hits>,
    settled: Vec<Vec<Vec<Settling>>>,
}

impl<'r> Read<'r> {
    fn new(parallel: &Parallel, registry: &'r Registry) -> Self {
        let columns = parallel.columns.par_iter();
        let finders: Vec<Finder<'r>> =
            columns.map(|column| Finder::new(registry, &column.lang)).collect();
        let scan = |row: &Row| -> Hits {
            let cells = row.cells.iter().zip(&finders);
            let cell = |(cell, finder): (&Cell, &Finder<'_>)| {
                cell.iter().map(|text| finder.scan(text)).collect()
            };
            cells.map(cell).collect()
        };
        let hits: Vec<Hits> = parallel.rows.par_iter().map(scan).collect();
        let settled = settle(&hits, &finders);
        Self { finders, hits, settled }
    }
}

/// Who is meant by each hit of a sentence.
type Settling = Vec<Option<Settled>>;

/// Decides who is meant by each hit, row by row: each column is read in its order, and
/// all of them know what the whole work names.
fn settle(hits: &[Hits], finders: &[Finder<'_>]) -> Vec<Vec<Vec<Settling>>> {
    let known: Known = known(hits.iter().flatten().flatten().flatten());
    let within = finders.first().map(Finder::within).unwrap_or_default();
    let mut readers: Vec<Reader<'_>> =
        finders.iter().map(|_| Reader::new(&known, within)).collect();
    let row = |row: &Hits| -> Vec<Vec<Settling>> {
        let near = named(row, &readers);
        let columns = row.iter().zip(&mut readers);
        let column = |(column, reader): (&Vec<Vec<Hit>>, &mut Reader<'_>)| {
            let mut sentence = |hits: &Vec<Hit>| -> Settling {
                hits.iter().map(|hit| reader.read(hit, &near)).collect()
            };
            column.iter().map(&mut sentence).collect()
        };
        columns.map(column).collect()
    };
    hits.iter().map(row).collect()
}

/// Returns the entities that a row names: those that leave no choice, then those that
/// they and the document decide.
fn named(row: &Hits, readers: &[Reader<'_>]) -> BTreeSet<u32> {
    let sure: BTreeSet<u32> =
        row.iter().flatten().flatten().filter_map(Hit::sure).collect();
    let mut named = sure.clone();
    for (column, reader) in row.iter().zip(readers) {
        let names = column.iter().flatten().filter(|hit| !hit.only_answers());
        named.extend(names.filter_map(|hit| reader.settle(hit, &sure)?.entity));
    }
    named
}
