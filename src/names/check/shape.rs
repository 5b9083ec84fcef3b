//! Rules on the shape of a line: Unicode, single names, whole entities, nothing twice.

use std::collections::BTreeSet;

use serde_json::Value;
use unicode_normalization::is_nfc;

use super::File;

/// Texts are in NFC and have no white space around them.
pub(super) fn texts_are_nfc(file: &File<'_>) -> Vec<(usize, String)> {
    fn walk(value: &Value, wrong: &mut Vec<String>) {
        match value {
            Value::String(text) if !is_nfc(text) => {
                wrong.push(format!("found `{text}`, wanted it in NFC"));
            }
            Value::String(text) if text.trim() != text => {
                wrong.push(format!("found `{text}`, wanted no white space around it"));
            }
            Value::Array(list) => list.iter().for_each(|value| walk(value, wrong)),
            Value::Object(map) => map.values().for_each(|value| walk(value, wrong)),
            _ => {}
        }
    }
    let mut out = Vec::new();
    for line in &file.lines {
        let mut wrong = Vec::new();
        walk(&line.raw, &mut wrong);
        out.extend(wrong.into_iter().map(|message| (line.number, message)));
    }
    out
}

/// A variant is one name, not `A / B`.
pub(super) fn a_text_is_one_name(file: &File<'_>) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for line in &file.lines {
        for form in line.entity.variants.iter().filter(|f| f.text.contains(" / ")) {
            let message = format!("found `{}`, wanted one name a variant", form.text);
            out.push((line.number, message));
        }
    }
    out
}

/// An entity has a kind, a name and variants, unless it only adds to an earlier one; one
/// that was moved has nothing else.
pub(super) fn an_entity_is_whole(file: &File<'_>) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for line in &file.lines {
        let entity = &line.entity;
        let id = &entity.id;
        if entity.moved_to.is_some() {
            if entity.kind.is_some() || !entity.variants.is_empty() {
                let message = format!("`{id}` was moved, wanted nothing else of it");
                out.push((line.number, message));
            }
            continue;
        }
        if file.earlier(id).is_some() {
            continue;
        }
        let missing: Vec<&str> = [
            ("kind", entity.kind.is_none()),
            ("name", entity.name.is_none()),
            ("variants", entity.variants.is_empty()),
        ]
        .into_iter()
        .filter_map(|(field, missing)| missing.then_some(field))
        .collect();
        if !missing.is_empty() {
            let missing = missing.join(", ");
            out.push((line.number, format!("`{id}` has no {missing}, wanted them")));
        }
    }
    out
}

/// An id stands once in a file, a variant (text, tag, type) once in an entity.
pub(super) fn all_stand_once(file: &File<'_>) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let mut ids = BTreeSet::new();
    for line in &file.lines {
        let id = &line.entity.id;
        if !ids.insert(id) {
            out.push((line.number, format!("found `{id}` twice, wanted each id once")));
        }
        let mut forms = BTreeSet::new();
        for form in &line.entity.variants {
            let key = (form.tag.as_str(), form.text.as_str(), form.r#type);
            if !forms.insert(key) {
                let (tag, text, kind) = (key.0, key.1, key.2.name());
                let message =
                    format!("found {kind} `{text}` of {tag} twice, wanted once");
                out.push((line.number, message));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::names::check::trial::{broken, person};

    #[test]
    fn texts_that_are_not_nfc_are_found() {
        let bad = person("x-1", "", &["en=Kim Il-so\u{306}ng"]);
        let space = person("x-2", "", &["en=Kim "]);
        let good = person("x-3", "", &["en=Kim Il-sŏng"]);
        assert_eq!(broken("nfc", &format!("{bad}\n{space}\n{good}")), [1, 2]);
    }

    #[test]
    fn two_names_in_one_are_found() {
        let bad = person("x-1", "", &["en=Busan / Pusan"]);
        let good = person("x-2", "", &["en=Busan", "en=Pusan"]);
        assert_eq!(broken("one-name", &format!("{bad}\n{good}")), [1]);
    }

    #[test]
    fn half_an_entity_is_found() {
        let bad = r#"{"id":"x-1","kind":"term"}"#;
        let moved = r#"{"id":"x-2","kind":"term","moved_to":"juche"}"#;
        let good = r#"{"id":"juche","note":"adds to one that is there"}"#;
        let gone = r#"{"id":"x-3","moved_to":"juche"}"#;
        let text = format!("{bad}\n{moved}\n{good}\n{gone}");
        assert_eq!(broken("whole", &text), [1, 2]);
    }

    #[test]
    fn what_stands_twice_is_found() {
        let bad = person("x-1", "", &["en=A", "en=A"]);
        let good = person("x-2", "", &["en=A", "it=A", "en=A=,\"type\":\"short\""]);
        assert_eq!(broken("once", &format!("{bad}\n{good}\n{good}")), [1, 3]);
    }
}
