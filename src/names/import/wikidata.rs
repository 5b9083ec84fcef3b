//! Wikidata's JSON: lines of a dump, or the answer of `wbgetentities`.
//!
//! Format: <https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html>. The
//! properties that are read stand in one table. The data are CC0.

use serde_json::{Map, Value};

use super::{Draft, Gathered, Import, lang};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::{Lang, generic_languages, profiles};
use crate::names::entity::{FormType, Kind};

pub(super) const IMPORT: Import = Import {
    name: "wikidata",
    about: "Wikidata JSON, dump lines or wbgetentities",
    extensions: &["json"],
    parse,
};

/// Properties that are names: what they are, and their tag where the value has none.
const NAMES: &[(&str, FormType, &str)] = &[
    ("P1448", FormType::Official, ""),
    ("P1477", FormType::Birth, ""),
    ("P1559", FormType::Official, ""),
    ("P1721", FormType::Official, "zh-Latn-pinyin"),
    ("P1782", FormType::Courtesy, "zh-Hani"),
    ("P1787", FormType::Pseudonym, "zh-Hani"),
    ("P1813", FormType::Short, ""),
    ("P1814", FormType::Official, "ja-Hira"),
    ("P1942", FormType::Official, "ko-Latn-t-ko-m0-bgn"),
    ("P2001", FormType::Official, "ko-Latn-t-ko-m0-mcst"),
    ("P2125", FormType::Official, "ja-Latn-hepburn"),
    ("P742", FormType::Pseudonym, "zh-Hani"),
];

/// Properties that are identifiers elsewhere.
const IDS: &[(&str, &str)] = &[
    ("P1566", "geonames"),
    ("P214", "viaf"),
    ("P244", "lcnaf"),
    ("P349", "ndl"),
    ("P497", "cbdb"),
];

fn parse(text: &str, gathered: &mut Gathered) -> Result<()> {
    // An answer of the interface is one value, maybe over many lines.
    if let Ok(Value::Object(whole)) = serde_json::from_str::<Value>(text) {
        if let Some(Value::Object(entities)) = whole.get("entities") {
            // Where an entity begins is where its key stands.
            for (id, value) in entities {
                let at = text.find(&format!("\"{id}\"")).unwrap_or_default();
                entity(value, text[..at].matches('\n').count() + 1, gathered);
            }
            return Ok(());
        }
        entity(&Value::Object(whole), 1, gathered);
        return Ok(());
    }
    let mut read = 0;
    for (index, line) in text.lines().enumerate() {
        let bare = line.trim().trim_end_matches(',');
        if matches!(bare, "" | "[" | "]") {
            continue;
        }
        match serde_json::from_str::<Value>(bare) {
            Ok(value) => {
                read += 1;
                entity(&value, index + 1, gathered);
            }
            Err(error) => {
                gathered.puzzle(index + 1, format!("{error}, wanted an entity"))
            }
        }
    }
    if read == 0 {
        let message = "no entity, wanted lines of a dump or an answer of wbgetentities";
        return Err(Error::new(ErrorKind::Json, message));
    }
    Ok(())
}

fn entity(value: &Value, line: usize, gathered: &mut Gathered) {
    let Some(id) = value.get("id").and_then(Value::as_str) else {
        return gathered
            .puzzle(line, "an entity without `id`, wanted one such as Q41117");
    };
    let mut draft = Draft { line, ..Draft::default() };
    draft.entity.same_as.insert("wikidata".to_owned(), id.to_owned());
    draft.entity.id = format!("{}-{}", gathered.prefix, id.to_lowercase());
    let mut add = |text: &str, tag: Lang, r#type: FormType, gathered: &Gathered| {
        draft.entity.variants.push(gathered.form(text, tag, r#type, line));
    };
    let map = |key: &str| value.get(key).and_then(Value::as_object);
    for label in map("labels").into_iter().flat_map(Map::values) {
        if let Some((text, tag)) = monolingual(label, "value") {
            add(text, tag, FormType::Official, gathered);
        }
    }
    let aliases = map("aliases").into_iter().flat_map(Map::values);
    for alias in aliases.filter_map(Value::as_array).flatten() {
        if let Some((text, tag)) = monolingual(alias, "value") {
            // Wikidata does not say what an alias is: initials, a slip, an exonym.
            let capitals = text.len() < 8 && text.chars().all(|c| c.is_ascii_uppercase());
            let r#type =
                if capitals { FormType::Abbreviation } else { FormType::Official };
            add(text, tag, r#type, gathered);
        }
    }
    let claims = map("claims");
    let values = |property: &str| -> Vec<&Value> {
        let claims = claims.and_then(|claims| claims.get(property));
        let claims = claims.and_then(Value::as_array).into_iter().flatten();
        let kept = claims.filter(|claim| claim["rank"].as_str() != Some("deprecated"));
        kept.filter_map(|claim| claim.pointer("/mainsnak/datavalue/value")).collect()
    };
    for (property, r#type, tag) in NAMES {
        for value in values(property) {
            match value.as_str() {
                Some(text) if !tag.is_empty() => {
                    add(text, tag_of(text, tag), *r#type, gathered);
                }
                _ => {
                    if let Some((text, tag)) = monolingual(value, "text") {
                        add(text, tag, *r#type, gathered);
                    }
                }
            }
        }
    }
    for (property, authority) in IDS {
        if let Some(id) = values(property).first().and_then(|value| value.as_str()) {
            draft.entity.same_as.insert((*authority).to_owned(), id.to_owned());
        }
    }
    for (properties, from) in [(["P569", "P571"], true), (["P570", "P576"], false)] {
        let found = properties.iter().flat_map(|property| values(property)).next();
        let Some(found) = found else { continue };
        let date = date(found);
        if date.is_none() {
            gathered.puzzle(line, format!("{id}: a date that is not understood"));
        }
        let dates = &mut draft.entity.dates;
        let place = if from { &mut dates.from } else { &mut dates.to };
        *place = date;
    }
    let is = |property: &str, item: &str| {
        values(property).iter().any(|value| value["id"].as_str() == Some(item))
    };
    draft.entity.kind = match () {
        () if is("P31", "Q5") => Some(Kind::Person),
        () if !values("P625").is_empty() => Some(Kind::Place),
        () => None,
    };
    gathered.take(draft);
}

/// A text with its language, if it is one of ours.
fn monolingual<'a>(value: &'a Value, key: &str) -> Option<(&'a str, Lang)> {
    let text = value.get(key)?.as_str()?;
    let code = value.get("language")?.as_str()?;
    let tag = match code {
        "zh" | "zh-hani" => "zh-Hani",
        "zh-hans" | "zh-cn" | "zh-sg" | "zh-my" => "zh-Hans",
        "zh-hant" | "zh-tw" | "zh-hk" | "zh-mo" => "zh-Hant",
        "ko-kp" => "ko-KP",
        other => other,
    };
    let primary = tag.split('-').next()?;
    let own = profiles().iter().any(|p| p.tag.split('-').next() == Some(primary));
    let generic = generic_languages().iter().any(|(known, _)| known == primary);
    let tag = Lang::parse(tag).ok()?;
    (own || generic).then_some((text, tag))
}

/// The tag of a name in a property without a language: another script than the one that
/// the property is for is told by its letters.
fn tag_of(text: &str, tag: &str) -> Lang {
    let latin = text.chars().all(|c| c < '\u{250}');
    let katakana = text.chars().any(|c| ('\u{30A1}'..='\u{30FA}').contains(&c));
    match tag {
        "zh-Hani" if latin => lang("en"),
        "zh-Hani" if text.chars().any(|c| ('가'..='힣').contains(&c)) => lang("ko"),
        "zh-Hani" if text.chars().any(|c| ('а'..='я').contains(&c)) => lang("ru"),
        "ja-Hira" if katakana => lang("ja-Kana"),
        _ => lang(tag),
    }
}

/// A time value as EDTF, by its precision: 11 a day, 10 a month, 9 a year, 8 a decade,
/// 7 a century.
fn date(value: &Value) -> Option<String> {
    let time = value.get("time")?.as_str()?;
    let precision = value.get("precision")?.as_u64()?;
    let (sign, rest) = match time.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", time.trim_start_matches('+')),
    };
    let day = rest.split('T').next()?;
    let year = day.split('-').next()?;
    if year.len() != 4 {
        return None;
    }
    let date = match precision {
        11 => day.to_owned(),
        10 => day.get(..7)?.to_owned(),
        9 => year.to_owned(),
        8 => format!("{}X", year.get(..3)?),
        // The 19th century is given as 1801 or 1900.
        7 => format!("{}XX", (year.parse::<u32>().ok()?.max(1) - 1) / 100),
        _ => return None,
    };
    let date = format!("{sign}{date}");
    crate::names::edtf::is_date(&date).then_some(date)
}
