//! Joins the names of a row across its columns.
//!
//! Invariant: the names of a row depend on the rows and the registry alone, and stand
//! in the order of the text, the first column's first.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::mention::Finder;
use super::registry::Registry;
use super::settle::{Hit, Known, known};
use crate::parallel::{Names, Parallel, Row, Status};

/// Sets the names of every row: an entry for each entity that the row mentions, with
/// its forms as they stand in each column.
///
/// The whole work is one document: a name that is whole in one column settles its part
/// in another, the row's own first. An adjective or a title is linked only where the row
/// names its entity too: there it is the other column's answer.
pub fn link(parallel: &mut Parallel, registry: &Registry) {
    let finders: Vec<Finder<'_>> =
        parallel.columns.par_iter().map(|c| Finder::new(registry, &c.lang)).collect();
    let scan = |row: &Row| -> Vec<Vec<Vec<Hit>>> {
        let cells = row.cells.iter().zip(&finders);
        cells
            .map(|(cell, finder)| cell.iter().map(|text| finder.scan(text)).collect())
            .collect()
    };
    let hits: Vec<_> = parallel.rows.par_iter().map(scan).collect();
    let known = known(hits.iter().flatten().flatten().flatten());
    let near: Vec<BTreeSet<u32>> = hits.iter().map(|row| named(row, &known)).collect();
    let columns = &parallel.columns;
    let rows = parallel.rows.par_iter_mut().zip(&hits).zip(&near);
    rows.for_each(|((row, hits), near)| {
        let mut order: Vec<u32> = Vec::new();
        let mut forms: BTreeMap<u32, BTreeMap<_, Vec<String>>> = BTreeMap::new();
        for (column, cell) in hits.iter().enumerate() {
            for (text, hits) in row.cells[column].iter().zip(cell) {
                for hit in hits {
                    let Some(entity) = hit.settle(near, &known) else { continue };
                    if !order.contains(&entity) {
                        order.push(entity);
                    }
                    let lang = columns[column].lang.clone();
                    let stand = forms.entry(entity).or_default().entry(lang).or_default();
                    let form = &text[hit.span.range()];
                    if !stand.iter().any(|known| known == form) {
                        stand.push(form.to_owned());
                    }
                }
            }
        }
        let before = std::mem::take(&mut row.names);
        row.names = order
            .into_iter()
            .map(|number| {
                let id = finders[0].id(number);
                let same = before.iter().find(|old| old.entity.as_deref() == Some(id));
                Names {
                    entity: Some(id.to_owned()),
                    status: Status::Attested,
                    forms: forms.remove(&number).unwrap_or_default(),
                    unknown: same.map(|old| old.unknown.clone()).unwrap_or_default(),
                }
            })
            .collect();
    });
}

/// Returns the entities that a row names: those that leave no choice, then those that
/// they and the document decide.
fn named(row: &[Vec<Vec<Hit>>], known: &Known) -> BTreeSet<u32> {
    let hits = || row.iter().flatten().flatten();
    let sure: BTreeSet<u32> = hits().filter_map(Hit::sure).collect();
    let names = hits().filter(|hit| !hit.only_answers());
    let decided: Vec<u32> = names.filter_map(|hit| hit.settle(&sure, known)).collect();
    sure.into_iter().chain(decided).collect()
}
