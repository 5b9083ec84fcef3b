//! A JSON object taken apart: known fields by name, the rest kept as it stands.
//!
//! The values stay JSON texts until somebody asks for one: so an error can quote what was
//! found, and a field that we do not know is given back digit by digit.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::{Error, ErrorKind, Result};
use crate::parallel::Unknown;

/// The fields of one object that nobody has taken yet.
pub(super) struct Fields<'a> {
    what: &'static str,
    fields: Vec<(Cow<'a, str>, &'a str)>,
}

impl<'a> Fields<'a> {
    /// Takes `json` apart; `what` is what it should be, for the error.
    pub(super) fn parse(json: &'a str, what: &'static str) -> Result<Self> {
        let Object(fields) = serde_json::from_str(json).map_err(|error| {
            if error.is_data() {
                let found = excerpt(json);
                return Error::new(
                    ErrorKind::Record,
                    format!("found `{found}`, wanted {what}"),
                );
            }
            let text = error.to_string();
            let text = text.split(" at line ").next().unwrap_or(&text);
            let column = error.column();
            let message = format!("no JSON: {text} at column {column}, wanted {what}");
            Error::new(ErrorKind::Json, message)
        })?;
        if let Some(name) = twice(&fields) {
            let message = format!("`{name}` stands twice, wanted it once in {what}");
            return Err(Error::new(ErrorKind::Record, message));
        }
        Ok(Self { what, fields })
    }

    /// Takes the field `name`, if it is there.
    pub(super) fn take(&mut self, name: &str) -> Option<&'a str> {
        let index = self.fields.iter().position(|(key, _)| key == name)?;
        // The order of what remains matters to nobody: it is sorted in the end.
        Some(self.fields.swap_remove(index).1)
    }

    /// Takes the field `name`, which must be there.
    pub(super) fn need(&mut self, name: &str) -> Result<&'a str> {
        self.take(name).ok_or_else(|| {
            let message = format!("no `{name}` found, wanted one in {}", self.what);
            Error::new(ErrorKind::Record, message)
        })
    }

    /// Takes the field `name` as a `T`, if it is there.
    pub(super) fn get<T: Deserialize<'a>>(
        &mut self,
        name: &str,
        wanted: &str,
    ) -> Result<Option<T>> {
        self.take(name).map(|json| value(json, name, wanted)).transpose()
    }

    /// Returns whether the field `name` is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(key, _)| key == name)
    }

    /// Returns all fields that are left, with their names.
    pub(super) fn into_rest(self) -> impl Iterator<Item = (Cow<'a, str>, &'a str)> {
        self.fields.into_iter()
    }

    /// Returns all fields that are left, to be kept.
    pub(super) fn unknown(self) -> Unknown {
        self.fields.into_iter().map(|(k, v)| (k.into_owned(), compact(v))).collect()
    }
}

/// Reads the value of the field `name`.
pub(super) fn value<'a, T: Deserialize<'a>>(
    json: &'a str,
    name: &str,
    wanted: &str,
) -> Result<T> {
    serde_json::from_str(json).map_err(|_| wrong(json, name, wanted))
}

/// Returns the elements of the list in the field `name`, as JSON texts.
pub(super) fn list<'a>(json: &'a str, name: &str, wanted: &str) -> Result<Vec<&'a str>> {
    let list: Vec<&RawValue> = value(json, name, wanted)?;
    Ok(list.into_iter().map(RawValue::get).collect())
}

/// Returns the error of a field that holds something else than it should.
pub(super) fn wrong(json: &str, name: &str, wanted: &str) -> Error {
    let message = format!("`{name}` is `{}`, wanted {wanted}", excerpt(json));
    Error::new(ErrorKind::Record, message)
}

/// Returns the first characters of a JSON text, for an error.
fn excerpt(json: &str) -> Cow<'_, str> {
    match json.char_indices().nth(40) {
        Some((end, _)) => Cow::Owned(format!("{}…", &json[..end])),
        None => Cow::Borrowed(json),
    }
}

/// Returns a name that two fields have.
fn twice<'a>(fields: &'a [(Cow<'_, str>, &str)]) -> Option<&'a str> {
    // Most objects are small, and comparing all with all needs no memory; one with a
    // hundred thousand fields must not cost their square.
    if fields.len() <= 16 {
        let again = |(index, (name, _)): &(usize, &(Cow<'_, str>, &str))| {
            fields[..*index].iter().any(|(other, _)| other == name)
        };
        return fields.iter().enumerate().find(again).map(|(_, (name, _))| name.as_ref());
    }
    let mut names: Vec<&str> = fields.iter().map(|(name, _)| name.as_ref()).collect();
    names.sort_unstable();
    names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

/// Takes the white space between the tokens of a JSON text away.
fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut quoted, mut escaped) = (false, false);
    for c in json.chars() {
        if quoted || !matches!(c, ' ' | '\t' | '\n' | '\r') {
            out.push(c);
        }
        match c {
            '"' if !escaped => quoted = !quoted,
            '\\' if quoted && !escaped => escaped = true,
            _ => escaped = false,
        }
    }
    out
}

/// An object's fields in their order, values unread.
struct Object<'a>(Vec<(Cow<'a, str>, &'a str)>);

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Object<'de>, A::Error> {
                let mut fields = Vec::with_capacity(8);
                while let Some(Key(key)) = map.next_key()? {
                    fields.push((key, map.next_value::<&'de RawValue>()?.get()));
                }
                Ok(Object(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// A key, borrowed where no escape stands in it: serde's own `Cow` always copies.
struct Key<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_values_keep_everything_but_white_space_between_tokens() {
        let json = r#"{ "a b" : [ 1.50e400 , "x \" y\\" , { "k" : null } ] , "t":1 }"#;
        let mut fields = Fields::parse(json, "a thing").unwrap();
        assert_eq!(fields.take("t"), Some("1"));
        let unknown = fields.unknown();
        assert_eq!(unknown["a b"], r#"[1.50e400,"x \" y\\",{"k":null}]"#);
    }

    #[test]
    fn what_is_no_object_is_quoted_or_placed() {
        let keys: String = (0..40).map(|i| format!("\"k{i}\":0,")).collect();
        let many = format!("{{{keys}\"k7\":1}}");
        for (json, wanted) in [
            ("[1]", "found `[1]`, wanted a row"),
            (
                "{\"a\":1",
                "no JSON: EOF while parsing an object at column 6, wanted a row",
            ),
            ("{\"a\":1,\"a\":2}", "`a` stands twice, wanted it once in a row"),
            (&many, "`k7` stands twice, wanted it once in a row"),
        ] {
            let error = Fields::parse(json, "a row").map(|_| ()).unwrap_err();
            assert_eq!(error.to_string(), wanted);
        }
    }
}
