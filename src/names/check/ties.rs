//! Rules on what a line leads to: other entities, other forms, sources, homonyms.

use std::collections::{BTreeMap, BTreeSet};

use super::File;
use crate::names::entity::{Entity, FormType};
use crate::names::fold::folded;

/// Ids in `part_of`, `not` and `moved_to` exist, and are another's.
pub(super) fn ids_lead_somewhere(file: &File<'_>) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for line in &file.lines {
        let Entity { id, part_of, not, moved_to, .. } = &line.entity;
        let fields = [("part_of", part_of.as_slice()), ("not", not.as_slice())];
        let moved = moved_to.as_slice();
        for (field, ids) in fields.into_iter().chain([("moved_to", moved)]) {
            for other in ids {
                if other == id {
                    out.push((line.number, format!("`{field}` of `{id}` is itself")));
                } else if !file.has(other) {
                    let message = format!("`{field}` leads to `{other}`, wanted an id");
                    out.push((line.number, message));
                }
            }
        }
    }
    out
}

/// An identifier elsewhere is of one entity.
pub(super) fn identifiers_are_of_one(file: &File<'_>) -> Vec<(usize, String)> {
    let mut owners: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    let mine = file.lines.iter().map(|line| &line.entity);
    let earlier = file.base.into_iter().flat_map(|base| base.entities());
    for entity in earlier.chain(mine.clone()) {
        for (authority, id) in &entity.same_as {
            owners.entry((authority, id)).or_default().insert(&entity.id);
        }
    }
    let mut out = Vec::new();
    for line in &file.lines {
        for (authority, id) in &line.entity.same_as {
            let others = owners.get(&(authority, id)).into_iter().flatten();
            for other in others.filter(|other| **other != line.entity.id) {
                let message = format!("{authority} `{id}` is `{other}` too, wanted one");
                out.push((line.number, message));
            }
        }
    }
    out
}

/// What a form reads is a form of the entity, old and new characters aside.
pub(super) fn readings_have_their_form(file: &File<'_>) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for line in &file.lines {
        let earlier = file.earlier(&line.entity.id).into_iter();
        let forms: BTreeSet<String> = earlier
            .chain([&line.entity])
            .flat_map(|entity| &entity.variants)
            .map(|form| folded(&form.text))
            .collect();
        for form in &line.entity.variants {
            let read = form.reading_of.as_ref();
            if let Some(read) = read.filter(|read| !forms.contains(&folded(read))) {
                let text = &form.text;
                let message = format!("`{text}` reads `{read}`, wanted a variant");
                out.push((line.number, message));
            }
        }
    }
    out
}

/// The header names every source.
pub(super) fn sources_are_named(file: &File<'_>) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for line in &file.lines {
        for form in &line.entity.variants {
            let key = form.source.split(':').next().unwrap_or_default();
            let earlier = file.base.is_some_and(|base| base.sources().contains_key(key));
            if !earlier && !file.sources.contains_key(key) {
                let message = format!("source `{key}` is not in the header, wanted it");
                out.push((line.number, message));
            }
        }
    }
    out
}

/// Returns whether a form of this type is a name that its entity does not lend out: two
/// entities that have it are homonyms.
fn is_sure(form: FormType) -> bool {
    use FormType::{Abbreviation, Adjective, Description, Misspelling, Short, Title};
    !matches!(form, Abbreviation | Adjective | Description | Misspelling | Short | Title)
}

/// Two entities of one name say that neither is the other.
pub(super) fn homonyms_know_each_other(file: &File<'_>) -> Vec<(usize, String)> {
    let mut owners: BTreeMap<&str, BTreeMap<&str, &Entity>> = BTreeMap::new();
    let mine = file.lines.iter().map(|line| &line.entity);
    let earlier = file.base.into_iter().flat_map(|base| base.entities());
    for entity in earlier.chain(mine) {
        for form in entity.variants.iter().filter(|form| is_sure(form.r#type)) {
            owners.entry(&form.text).or_default().insert(&entity.id, entity);
        }
    }
    let mut out = Vec::new();
    for line in &file.lines {
        let id = &line.entity.id;
        let earlier = file.earlier(id).map_or(&[][..], |entity| &entity.not);
        let knows = |other: &str| {
            line.entity.not.iter().chain(earlier).any(|known| known == other)
        };
        for form in line.entity.variants.iter().filter(|form| is_sure(form.r#type)) {
            let others = owners.get(&*form.text).into_iter().flatten();
            for (other, entity) in others.filter(|(other, _)| **other != *id) {
                if !knows(other) && !entity.not.contains(id) {
                    let text = &form.text;
                    let message = format!(
                        "`{text}` is `{other}` too, wanted `not` if they are two"
                    );
                    out.push((line.number, message));
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::names::check::trial::{broken, person};

    #[test]
    fn ids_that_lead_nowhere_are_found() {
        let bad = person("x-1", r#","part_of":["nowhere"]"#, &["en=A"]);
        let own = person("x-2", r#","not":["x-2"]"#, &["en=A"]);
        let good = person("x-3", r#","part_of":["china"],"not":["x-1"]"#, &["en=A"]);
        assert_eq!(broken("known-id", &format!("{bad}\n{own}\n{good}")), [1, 2]);
    }

    #[test]
    fn an_identifier_of_two_is_found() {
        let bad = person("x-1", r#","same_as":{"viaf":"1"}"#, &["en=A"]);
        let too = person("x-2", r#","same_as":{"viaf":"1"}"#, &["en=A"]);
        let good = person("x-3", r#","same_as":{"lcnaf":"1"}"#, &["en=A"]);
        assert_eq!(broken("same-as", &format!("{bad}\n{too}\n{good}")), [1, 2]);
    }

    #[test]
    fn a_reading_without_its_form_is_found() {
        let of = |text: &str| format!("ja-Latn-hepburn=Kin=,\"reading_of\":\"{text}\"");
        let bad = person("x-1", "", &["zh-Hant=錢", &of("金")]);
        let good = person("x-2", "", &["zh-Hans=钱", &of("錢")]);
        let earlier = person("mao-zedong", "", &[&of("毛沢東")]);
        let text = format!("{bad}\n{good}\n{earlier}");
        assert_eq!(broken("reading-of", &text), [1]);
    }

    #[test]
    fn a_source_that_nobody_names_is_found() {
        let bad = person("x-1", "", &["en=A"]);
        let header = r#"{"tetrapla_names":1,"sources":{"me":{"title":"I"}}}"#;
        assert_eq!(broken("source", &bad), [1]);
        assert_eq!(broken("source", &format!("{header}\n{bad}")), [0; 0]);
        assert_eq!(broken("source", &bad.replace("\"me\"", "\"curated\"")), [0; 0]);
    }

    #[test]
    fn homonyms_that_do_not_know_each_other_are_found() {
        let bad = person("x-1", "", &["en=Kim Il Sung"]);
        let short = person("x-2", "", &["en=Kim Il Sung=,\"type\":\"short\""]);
        let good = person("x-3", r#","not":["kim-il-sung","x-1"]"#, &["en=Kim Il Sung"]);
        assert_eq!(broken("homonym", &format!("{bad}\n{short}\n{good}")), [1]);
    }
}
