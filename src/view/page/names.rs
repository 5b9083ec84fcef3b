//! Names in the cells of a page: links to their cards, with readings over them.
//!
//! Invariant: the pieces of a text, put together, are the text, controls aside.

use std::collections::BTreeMap;

use crate::lang::Lang;
use crate::names::Registry;
use crate::parallel::{Names, Row};

/// One who is named on the page, and where.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The id of the card: `n-` and the entity's id, or `x-` and a number.
    pub(super) id: String,
    /// The name as the first of its rows has it.
    pub(super) names: Names,
    /// Numbers of the rows.
    pub(super) rows: Vec<u32>,
}

/// A name of a row, ready to be found in its cells.
#[derive(Clone, Debug)]
pub(super) struct Named {
    lang: Lang,
    form: String,
    href: String,
    reading: Option<String>,
}

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Plain text.
    Text(String),
    /// A name: a link, and its reading where one is attested.
    Name { text: String, href: String, reading: Option<String> },
}

/// Who is named on the page, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// One for each who is named.
    pub(super) all: Vec<Place>,
    numbers: BTreeMap<String, usize>,
}

impl Places {
    /// Returns the number of a name's place; it gets one if it has none.
    fn number(&mut self, names: &Names) -> usize {
        let next = self.all.len();
        // Who is in no registry is known by the forms.
        let key = match &names.entity {
            Some(id) => format!("n-{id}"),
            None => {
                names.forms.values().flatten().map(|form| format!("\n{form}")).collect()
            }
        };
        if let Some(at) = self.numbers.get(&key) {
            return *at;
        }
        let id = match &names.entity {
            Some(_) => key.clone(),
            None => format!("x-{}", next + 1),
        };
        self.all.push(Place { id, names: names.clone(), rows: Vec::new() });
        self.numbers.insert(key, next);
        next
    }
}

/// Returns the names of a row, and notes that they stand in it.
pub(super) fn of_row(row: &Row, registry: &Registry, places: &mut Places) -> Vec<Named> {
    let mut out = Vec::new();
    for names in &row.names {
        let at = places.number(names);
        let place = &mut places.all[at];
        if place.rows.last() != Some(&row.id) {
            place.rows.push(row.id);
        }
        let entity = names.entity.as_deref().and_then(|id| registry.get(id));
        for (lang, forms) in &names.forms {
            for form in forms.iter().filter(|form| !form.is_empty()) {
                let reading =
                    entity.and_then(|e| e.reading(lang, form)).map(str::to_owned);
                let (lang, form) = (lang.clone(), form.clone());
                out.push(Named { lang, form, href: place.id.clone(), reading });
            }
        }
    }
    // The longest first: none is found inside another.
    out.sort_by_key(|named| std::cmp::Reverse(named.form.len()));
    out
}

/// Cuts a sentence into text and names.
pub(super) fn pieces(text: &str, lang: &Lang, names: &[Named]) -> Vec<Piece> {
    let mut found: Vec<(usize, usize, &Named)> = Vec::new();
    for named in names.iter().filter(|named| named.lang == *lang) {
        for (at, _) in text.match_indices(&*named.form) {
            let end = at + named.form.len();
            let free =
                |(start, stop, _): &(usize, usize, &Named)| end <= *start || *stop <= at;
            if is_word(text, at, end) && found.iter().all(free) {
                found.push((at, end, named));
            }
        }
    }
    found.sort_by_key(|(at, ..)| *at);
    let mut out = Vec::new();
    let mut before = 0;
    for (at, end, named) in found {
        if before < at {
            out.push(Piece::Text(clean(&text[before..at])));
        }
        let (href, reading) = (named.href.clone(), named.reading.clone());
        out.push(Piece::Name { text: clean(&text[at..end]), href, reading });
        before = end;
    }
    if before < text.len() {
        out.push(Piece::Text(clean(&text[before..])));
    }
    out
}

/// Returns whether a place is no part of a longer word: Mao, but not in Maoist.
fn is_word(text: &str, at: usize, end: usize) -> bool {
    let letter = |c: char| c.is_alphabetic() && c < '\u{2E80}';
    let joins =
        |a: Option<char>, b: Option<char>| a.is_some_and(letter) && b.is_some_and(letter);
    let inside = &text[at..end];
    !joins(text[..at].chars().next_back(), inside.chars().next())
        && !joins(inside.chars().next_back(), text[end..].chars().next())
}

/// Returns whether a character turns the direction of what follows (Unicode, UAX #9).
pub(super) fn is_turn(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A text without what HTML forbids: controls become U+FFFD.
pub(super) fn clean(text: &str) -> String {
    let forbidden = |c: char| {
        c.is_control() && !matches!(c, '\t' | '\n')
            || matches!(c, '\u{FDD0}'..='\u{FDEF}')
            || u32::from(c) & 0xFFFE == 0xFFFE
    };
    text.replace(forbidden, "\u{FFFD}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(lang: &str, form: &str) -> Named {
        let (lang, href) = (Lang::parse(lang).unwrap(), "n-x".to_owned());
        Named { lang, form: form.to_owned(), href, reading: None }
    }

    #[test]
    fn names_are_whole_words_and_the_longest_first() {
        let en = Lang::parse("en").unwrap();
        let names =
            [named("en", "Mao Zedong"), named("en", "Mao"), named("it", "Maoist")];
        let found = pieces("Maoist Mao\u{1} and Mao Zedong", &en, &names);
        let texts: Vec<(bool, &str)> = found
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => (false, text.as_str()),
                Piece::Name { text, .. } => (true, text.as_str()),
            })
            .collect();
        assert_eq!(
            texts,
            [
                (false, "Maoist "),
                (true, "Mao"),
                (false, "\u{FFFD} and "),
                (true, "Mao Zedong")
            ]
        );
    }
}
