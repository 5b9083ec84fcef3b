//! ENAMDICT, in the EDICT format: `漢字 [かな] /(h) Gloss (1912-1994)/`, one entry a line.
//!
//! Under the EDRDG licence (CC BY-SA 4.0): the file is the user's. Codes and format:
//! <https://www.edrdg.org/enamdict/enamdict_doc.html>.

use super::{Draft, Gathered, Import, lang, years};
use crate::error::Result;
use crate::names::entity::{Dates, FormType, Kind};

pub(super) const IMPORT: Import = Import {
    name: "enamdict",
    about: "ENAMDICT, Japanese names, EDICT lines",
    extensions: &[],
    parse,
};

fn parse(text: &str, gathered: &mut Gathered) -> Result<()> {
    for (index, line) in text.lines().enumerate() {
        let (number, line) = (index + 1, line.trim());
        // The first line is a head: `　？？？ /ENAMDICT …/`.
        if line.is_empty() || line.starts_with('#') || line.contains("？？？") {
            continue;
        }
        if entry(line, number, gathered).is_none() {
            gathered.puzzle(number, "wanted `漢字 [かな] /(p) Gloss/`");
        }
    }
    Ok(())
}

fn entry(line: &str, number: usize, gathered: &mut Gathered) -> Option<()> {
    let (head, glosses) = line.split_once('/')?;
    let glosses = glosses.trim().strip_suffix('/')?;
    let (kanji, kana) = match head.trim().split_once('[') {
        Some((kanji, kana)) => (kanji.trim(), Some(kana.trim().strip_suffix(']')?)),
        None => (head.trim(), None),
    };
    let mut record = Record::default();
    record.kanji.push(kanji);
    record.kana.extend(kana);
    for gloss in glosses.split('/').filter(|gloss| !gloss.starts_with("EntL")) {
        let gloss = gloss.trim();
        let Some(rest) = gloss.strip_prefix('(') else {
            record.glosses.push(gloss);
            continue;
        };
        let (codes, rest) = rest.split_once(')')?;
        record.codes.extend(codes.split(',').map(str::trim));
        record.glosses.push(rest.trim());
    }
    if let Some(code) = record.codes.iter().find(|code| meaning(code).is_none()) {
        gathered.puzzle(number, format!("code `{code}`, wanted one of ENAMDICT's"));
    }
    record.take(number, gathered);
    Some(())
}

/// An entry of ENAMDICT or of JMnedict, its successor.
#[derive(Debug, Default)]
pub(super) struct Record<'a> {
    pub(super) kanji: Vec<&'a str>,
    pub(super) kana: Vec<&'a str>,
    /// What sort of name it is, by the code or word of the dictionary.
    pub(super) codes: Vec<&'a str>,
    pub(super) glosses: Vec<&'a str>,
}

impl Record<'_> {
    pub(super) fn take(&self, line: usize, gathered: &mut Gathered) {
        let mut draft = Draft { line, ..Draft::default() };
        let meanings: Vec<_> =
            self.codes.iter().filter_map(|code| meaning(code)).collect();
        let part = !meanings.is_empty() && meanings.iter().all(|(_, part)| *part);
        let r#type = if part { FormType::Short } else { FormType::Official };
        let forms = &mut draft.entity.variants;
        for text in &self.kanji {
            let tag = if is_kana(text) { kana_tag(text) } else { "ja" };
            forms.push(gathered.form(text, lang(tag), r#type, line));
        }
        for text in &self.kana {
            let mut form = gathered.form(text, lang(kana_tag(text)), r#type, line);
            if let [kanji] = self.kanji[..] {
                form.reading_of = Some(kanji.to_owned());
            }
            forms.push(form);
        }
        for gloss in self.glosses.iter().flat_map(|gloss| gloss.split('/')) {
            let (name, dates) = years(gloss);
            if let Some((from, to)) = dates {
                draft.entity.dates = Dates { from, to };
            }
            forms.push(gathered.form(name, lang("en"), r#type, line));
        }
        draft.entity.kind = meanings.first().map(|(kind, _)| *kind);
        let words: Vec<&str> = match part {
            true => self.codes.iter().map(|code| word(code)).collect(),
            false => Vec::new(),
        };
        draft.entity.note = (!words.is_empty()).then(|| words.join(", "));
        gathered.take(draft);
    }
}

/// What a code means: the kind, and whether it is only part of a person's name.
fn meaning(code: &str) -> Option<(Kind, bool)> {
    Some(match code {
        "h" | "person" | "char" | "fict" => (Kind::Person, false),
        "s" | "surname" | "g" | "given" | "f" | "fem" | "m" | "masc" => {
            (Kind::Person, true)
        }
        "dei" | "creat" | "leg" | "myth" | "relig" => (Kind::Person, false),
        "p" | "place" | "st" | "station" => (Kind::Place, false),
        "c" | "company" | "o" | "org" | "organization" | "group" | "pr_org" => {
            (Kind::Organisation, false)
        }
        "wk" | "work" | "doc" => (Kind::Work, false),
        "ev" | "event" => (Kind::Event, false),
        "pr" | "product" | "serv" | "ship" | "obj" | "oth" | "u" | "unclass" => {
            (Kind::Term, false)
        }
        _ => return None,
    })
}

/// The word for a code that is part of a name.
fn word(code: &str) -> &str {
    match code {
        "s" => "surname",
        "g" => "given name",
        "f" | "fem" => "female given name",
        "m" | "masc" => "male given name",
        other => other,
    }
}

pub(super) fn is_kana(text: &str) -> bool {
    text.chars().all(|c| ('\u{3041}'..='\u{30FF}').contains(&c) || c == '・')
}

fn kana_tag(text: &str) -> &'static str {
    match text.chars().any(|c| ('\u{3041}'..='\u{309F}').contains(&c)) {
        true => "ja-Hira",
        false => "ja-Kana",
    }
}
