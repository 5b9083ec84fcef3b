//! Reads a registry file: JSON Lines, one entity a line.
//!
//! Invariant: what is read is in NFC and has no white space around it; a field that we
//! do not know is kept as it was.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::sync::LazyLock;

use rayon::prelude::*;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::edtf;
use super::entity::{Dates, Dropped, Entity, Form, FormStatus, FormType, Kind};
use super::registry::{Registry, Sources};
use super::system::SYSTEMS;
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::parallel::Unknown;

/// The field that makes a line a header; its value is the version of the format.
pub(super) const HEADER: &str = "tetrapla_names";

/// What a line of a registry is.
pub(super) enum Line {
    /// Nothing.
    Empty,
    /// The sources.
    Header(Sources),
    /// An entity.
    Entity(Box<Entity>),
}

pub(super) fn registry(text: &str, path: &Path) -> Result<Registry> {
    let mut sources = Sources::new();
    let mut entities = Vec::new();
    let mut ids = BTreeSet::new();
    // All lines side by side; what is wrong is said of the first.
    let lines: Vec<&str> = text.lines().collect();
    let read: Vec<Result<Line>> = lines.par_iter().map(|text| line(text, true)).collect();
    for (index, (read, text)) in read.into_iter().zip(lines).enumerate() {
        let place = |error: Error| error.at(path).on_line(index + 1);
        match read.map_err(place)? {
            Line::Empty => {}
            // What comes after entities is no header, and no entity either.
            Line::Header(_) if !entities.is_empty() => {
                line(text, false).map_err(place)?;
            }
            Line::Header(listed) => sources = listed,
            Line::Entity(entity) => {
                if !ids.insert(entity.id.clone()) {
                    let id = &entity.id;
                    let message = format!("found `{id}` twice, wanted each id once");
                    return Err(place(Error::new(ErrorKind::Record, message)));
                }
                entities.push(*entity);
            }
        }
    }
    Ok(Registry::new(sources, entities))
}

/// Reads one line; a header may stand before the first entity.
pub(super) fn line(text: &str, first: bool) -> Result<Line> {
    let line = text.trim_start_matches('\u{feff}').trim();
    if line.is_empty() {
        return Ok(Line::Empty);
    }
    if first
        && line.contains(HEADER)
        && let Ok(Value::Object(fields)) = serde_json::from_str(line)
        && let Some(version) = fields.get(HEADER)
    {
        return Ok(Line::Header(header(version, &fields)?));
    }
    Ok(Line::Entity(Box::new(serde_json::from_str(line).map_err(|e| json(&e))?)))
}

fn header(version: &Value, fields: &serde_json::Map<String, Value>) -> Result<Sources> {
    if version.as_u64() != Some(1) {
        let message = format!("found `{HEADER}` {version}, wanted 1");
        return Err(Error::new(ErrorKind::Record, message));
    }
    let mut sources = Sources::new();
    let Some(listed) = fields.get("sources") else { return Ok(sources) };
    let wrong = || {
        let message = format!("found `sources` {listed}, wanted texts by key and field");
        Error::new(ErrorKind::Record, message)
    };
    for (key, fields) in listed.as_object().ok_or_else(wrong)? {
        let mut source = BTreeMap::new();
        for (field, value) in fields.as_object().ok_or_else(wrong)? {
            let value = value.as_str().ok_or_else(wrong)?;
            source.insert(field.clone(), value.to_owned());
        }
        sources.insert(key.clone(), source);
    }
    Ok(sources)
}

/// Turns the parser's error into ours: what was wrong in the line, without its own
/// count of lines, which is always 1.
fn json(error: &serde_json::Error) -> Error {
    let text = error.to_string();
    let place = format!(" at line 1 column {}", error.column());
    let what = text.strip_suffix(&place).unwrap_or(&text);
    if error.is_data() {
        return Error::new(ErrorKind::Record, what);
    }
    let message = format!("{what} in column {}, wanted a JSON object", error.column());
    Error::new(ErrorKind::Json, message)
}

/// Brings a text into the form that registries keep.
fn tidy(text: String) -> String {
    let text = if is_nfc(&text) { text } else { text.nfc().collect() };
    match text.trim().len() == text.len() {
        true => text,
        false => text.trim().to_owned(),
    }
}

fn word<T: Copy, E: serde::de::Error>(
    what: &str,
    found: &str,
    known: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T, E> {
    known.iter().copied().find(|k| name(*k) == found).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|k| name(*k)).collect();
        E::custom(format!("found {what} `{found}`, wanted one of {}", names.join(", ")))
    })
}

fn tag<E: serde::de::Error>(text: &str) -> Result<Lang, E> {
    // Nearly all tags are the few that have a name: these are parsed once.
    static KNOWN: LazyLock<Vec<(&str, Lang)>> = LazyLock::new(|| {
        let tags = SYSTEMS.iter().map(|row| row.0);
        tags.filter_map(|tag| Some((tag, Lang::parse(tag).ok()?))).collect()
    });
    if let Ok(at) = KNOWN.binary_search_by_key(&text, |(tag, _)| tag) {
        return Ok(KNOWN[at].1.clone());
    }
    Lang::parse(text).map_err(|error| E::custom(error.message()))
}

fn date<E: serde::de::Error>(text: String) -> Result<String, E> {
    match edtf::is_date(&text) {
        true => Ok(text),
        false => {
            Err(E::custom(format!("found date `{text}`, wanted one like 1912-04-15")))
        }
    }
}

fn required<T, E: serde::de::Error>(what: &str, found: Option<T>) -> Result<T, E> {
    found.ok_or_else(|| E::custom(format!("found no `{what}`, wanted one")))
}

/// Reads a map, field by field, into a value that begins empty.
trait Record: Sized {
    const WANTED: &'static str;
    type Parts: Default;
    fn field<'de, A: MapAccess<'de>>(
        parts: &mut Self::Parts,
        key: &str,
        map: &mut A,
    ) -> Result<(), A::Error>;
    fn done<E: serde::de::Error>(parts: Self::Parts) -> Result<Self, E>;
}

/// A key or a word of the format: borrowed from the line where it has no escapes.
struct Word<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Word<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Word<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Word<'de>, E> {
                Ok(Word(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Word<'de>, E> {
                Ok(Word(Cow::Owned(text.to_owned())))
            }
        }
        from.deserialize_str(Text)
    }
}

struct Fields<T>(std::marker::PhantomData<T>);

impl<'de, T: Record> Visitor<'de> for Fields<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::WANTED)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut parts = T::Parts::default();
        while let Some(Word(key)) = map.next_key()? {
            T::field(&mut parts, &key, &mut map)?;
        }
        T::done(parts)
    }
}

macro_rules! record {
    ($($name:ident)*) => {$(
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                from.deserialize_map(Fields(std::marker::PhantomData))
            }
        }
    )*};
}

record!(Entity Form Dates Dropped);

fn unknown<'de, A: MapAccess<'de>>(
    into: &mut Unknown,
    key: &str,
    map: &mut A,
) -> Result<(), A::Error> {
    into.insert(key.to_owned(), map.next_value::<Value>()?.to_string());
    Ok(())
}

impl Record for Entity {
    const WANTED: &'static str = "an entity";
    type Parts = Entity;

    fn field<'de, A: MapAccess<'de>>(
        entity: &mut Entity,
        key: &str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match key {
            "id" => entity.id = map.next_value()?,
            "kind" => {
                let Word(found) = map.next_value()?;
                entity.kind = Some(word("kind", &found, Kind::ALL, Kind::name)?);
            }
            "name" => entity.name = Some(tidy(map.next_value()?)),
            "dates" => entity.dates = map.next_value()?,
            "same_as" => entity.same_as = map.next_value()?,
            "part_of" => entity.part_of = map.next_value()?,
            "not" => entity.not = map.next_value()?,
            "origin" => entity.origin = Some(map.next_value()?),
            "note" => entity.note = Some(map.next_value()?),
            "drop" => entity.drop = map.next_value()?,
            "moved_to" => entity.moved_to = Some(map.next_value()?),
            "variants" => entity.variants = map.next_value()?,
            _ => unknown(&mut entity.unknown, key, map)?,
        }
        Ok(())
    }

    fn done<E: serde::de::Error>(entity: Entity) -> Result<Entity, E> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if entity.id.is_empty() || !entity.id.chars().all(fits) {
            let id = &entity.id;
            return Err(E::custom(format!(
                "found id `{id}`, wanted letters a–z, 0–9, -"
            )));
        }
        Ok(entity)
    }
}

#[derive(Default)]
struct FormParts {
    text: Option<String>,
    tag: Option<Lang>,
    r#type: Option<FormType>,
    status: Option<FormStatus>,
    source: Option<String>,
    period: Vec<String>,
    reading_of: Option<String>,
    family: Option<String>,
    unknown: Unknown,
}

impl Record for Form {
    const WANTED: &'static str = "a variant";
    type Parts = FormParts;

    fn field<'de, A: MapAccess<'de>>(
        form: &mut FormParts,
        key: &str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match key {
            "text" => form.text = Some(tidy(map.next_value()?)),
            "tag" => form.tag = Some(tag(&map.next_value::<Word<'de>>()?.0)?),
            "type" => {
                let Word(found) = map.next_value()?;
                form.r#type = Some(word("type", &found, FormType::ALL, FormType::name)?);
            }
            "status" => {
                let Word(found) = map.next_value()?;
                let known = FormStatus::ALL;
                form.status = Some(word("status", &found, known, FormStatus::name)?);
            }
            "source" => form.source = Some(map.next_value()?),
            "period" => form.period = map.next_value::<Period>()?.0,
            "reading_of" => form.reading_of = Some(tidy(map.next_value()?)),
            "family" => form.family = Some(tidy(map.next_value()?)),
            _ => unknown(&mut form.unknown, key, map)?,
        }
        Ok(())
    }

    fn done<E: serde::de::Error>(form: FormParts) -> Result<Form, E> {
        let text = required("text", form.text)?;
        if text.is_empty() {
            return Err(E::custom("found an empty `text`, wanted a name"));
        }
        Ok(Form {
            text,
            tag: required("tag", form.tag)?,
            r#type: form.r#type.unwrap_or(FormType::Official),
            status: form.status.unwrap_or(FormStatus::Attested),
            source: required("source", form.source)?,
            period: form.period,
            reading_of: form.reading_of,
            family: form.family,
            unknown: form.unknown,
        })
    }
}

impl Record for Dates {
    const WANTED: &'static str = "dates by `from` and `to`";
    type Parts = Dates;

    fn field<'de, A: MapAccess<'de>>(
        dates: &mut Dates,
        key: &str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match key {
            "from" => dates.from = Some(date(map.next_value()?)?),
            "to" => dates.to = Some(date(map.next_value()?)?),
            _ => return Err(A::Error::custom(format!("found `{key}`, wanted from, to"))),
        }
        Ok(())
    }

    fn done<E: serde::de::Error>(dates: Dates) -> Result<Dates, E> {
        Ok(dates)
    }
}

impl Record for Dropped {
    const WANTED: &'static str = "a variant to drop, by `text` and `tag`";
    type Parts = (Option<String>, Option<Lang>);

    fn field<'de, A: MapAccess<'de>>(
        parts: &mut Self::Parts,
        key: &str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match key {
            "text" => parts.0 = Some(tidy(map.next_value()?)),
            "tag" => parts.1 = Some(tag(&map.next_value::<Word<'de>>()?.0)?),
            _ => {
                return Err(A::Error::custom(format!("found `{key}`, wanted text, tag")));
            }
        }
        Ok(())
    }

    fn done<E: serde::de::Error>((text, tag): Self::Parts) -> Result<Dropped, E> {
        Ok(Dropped { text: required("text", text)?, tag: required("tag", tag)? })
    }
}

/// One interval, or a list of them.
struct Period(Vec<String>);

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(from)?;
        let list = match &value {
            Value::Array(list) => list.as_slice(),
            one => std::slice::from_ref(one),
        };
        let interval = |value: &Value| {
            let text = value.as_str().filter(|text| edtf::is_interval(text));
            text.map(str::to_owned).ok_or_else(|| {
                D::Error::custom(format!(
                    "found period {value}, wanted one like 1932/1945"
                ))
            })
        };
        Ok(Self(list.iter().map(interval).collect::<Result<_, _>>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        registry(text, Path::new("names.jsonl")).unwrap_err().to_string()
    }

    #[test]
    fn an_error_names_file_and_line_and_what_was_wanted() {
        let form = r#"{"text":"A","tag":"en","source":"s"}"#;
        for (line, wanted) in [
            (r#"{"id":"A b"}"#, "found id `A b`, wanted letters a–z, 0–9, -"),
            (r#"{"kind":"term"}"#, "found id ``, wanted letters a–z, 0–9, -"),
            (
                r#"{"id":"a","kind":"persn"}"#,
                "found kind `persn`, wanted one of person, place, organisation, event, \
                 treaty, work, term",
            ),
            (
                r#"{"id":"a","dates":{"from":"15.4.1912"}}"#,
                "found date `15.4.1912`, wanted one like 1912-04-15",
            ),
            (
                r#"{"id":"a","variants":[{"text":"A","tag":"english_uk","source":"s"}]}"#,
                "`english_uk` is no language tag, wanted one like `it`, `zh-Hant`",
            ),
            (
                r#"{"id":"a","variants":[{"text":" ","tag":"en","source":"s"}]}"#,
                "found an empty `text`, wanted a name",
            ),
            (
                r#"{"id":"a","variants":[{"text":"A","tag":"en"}]}"#,
                "found no `source`, wanted one",
            ),
        ] {
            let text = format!("{{\"id\":\"x\",\"variants\":[{form}]}}\n\n{line}\n");
            assert_eq!(error(&text), format!("names.jsonl:3: {wanted}"));
        }
        assert!(error("{\"id\":\"a\"").contains("names.jsonl:1: "));
        assert!(error("{\"id\":\"a\"").contains("wanted a JSON object"));
        assert_eq!(
            error("{\"id\":\"a\"}\n{\"id\":\"a\"}"),
            "names.jsonl:2: found `a` twice, wanted each id once"
        );
        assert_eq!(
            error("{\"tetrapla_names\":2}"),
            "names.jsonl:1: found `tetrapla_names` 2, wanted 1"
        );
    }

    #[test]
    fn forms_are_tidied_as_they_are_read() {
        let line = "{\"id\":\"a\",\"variants\":[{\"text\":\" Kim Il-so\u{306}ng \",\
                    \"tag\":\"KO-latn-alalc97\",\"source\":\"s\",\"period\":\"1932/\"}]}";
        let registry = registry(line, Path::new("x")).unwrap();
        let form = &registry.entities()[0].variants[0];
        assert_eq!((&*form.text, form.tag.as_str()), ("Kim Il-sŏng", "ko-Latn-alalc97"));
        assert_eq!(form.period, ["1932/"]);
    }
}
