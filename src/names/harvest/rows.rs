//! Aligned rows: a name of one column that reads as one of another, and an entity that one
//! column names and another spells in a way that the registry does not know.

use super::{Evidence, Sighting, Written, entity, reads, variant};
use crate::names::alike::{Stranger, are_kin, groups};
use crate::names::aloud::aloud;
use crate::names::link;
use crate::names::registry::Registry;
use crate::parallel::Parallel;

/// Finds the names of a work's rows that no registry knows; `path` is what evidence calls
/// the parallel segment file.
pub fn rows(parallel: &Parallel, path: &str, registry: &Registry) -> Vec<Sighting> {
    let mut out = Vec::new();
    for (index, row) in link::unexplained(parallel, registry).into_iter().enumerate() {
        let seen = |stranger: &Stranger| Evidence {
            path: path.to_owned(),
            line: index + 2,
            quote: parallel.rows[index].cells[stranger.column][stranger.sentence].clone(),
        };
        let lang = |stranger: &Stranger| &parallel.columns[stranger.column].lang;
        let tag = |stranger: &Stranger, origin: Option<&str>| {
            Written::of(&stranger.text)
                .map(|w| w.tag(&stranger.text, lang(stranger), origin))
        };
        // A column that does not name an entity of the row may spell it unknown to us.
        let mut taken: Vec<&Stranger> = Vec::new();
        for (id, columns) in &row.unanswered {
            let Some(subject) = registry.get(id) else { continue };
            let origin = subject.origin.as_deref();
            for stranger in row.strangers.iter().filter(|s| columns.contains(&s.column)) {
                let mut forms = subject.variants.iter();
                let proven = forms.any(|form| reads(&form.text, &stranger.text));
                let mut forms = subject.variants.iter();
                let kin =
                    proven || forms.any(|form| are_kin(&form.text, stranger, &aloud));
                if let (true, Some(tag)) = (kin, tag(stranger, origin)) {
                    let score = if proven { 0.9 } else { 0.6 };
                    let proposal =
                        variant(subject, &stranger.text, tag, score, seen(stranger));
                    out.push(Sighting { proposal, exact: proven });
                    taken.push(stranger);
                }
            }
        }
        let free: Vec<Stranger> =
            row.strangers.iter().filter(|s| !taken.contains(s)).cloned().collect();
        for group in groups(&free, &aloud) {
            let mut forms: Vec<(String, String)> = Vec::new();
            for stranger in &group {
                if let Some(tag) = tag(stranger, None)
                    && !forms
                        .iter()
                        .any(|(text, own)| *text == stranger.text && *own == tag)
                {
                    forms.push((stranger.text.clone(), tag));
                }
            }
            let proven =
                group.iter().any(|a| group.iter().any(|b| reads(&a.text, &b.text)));
            let score = if proven { 0.9 } else { 0.6 };
            let made = entity(&forms, None, score, &seen(group[0]));
            let seen = |proposal| Sighting { proposal, exact: proven };
            out.extend(made.into_iter().map(seen));
        }
    }
    out
}
