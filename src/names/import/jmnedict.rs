//! JMnedict: `entry` with kanji (`keb`), kana (`reb`), `name_type` and `trans_det`.
//!
//! Under the EDRDG licence (CC BY-SA 4.0): the file is the user's. Format:
//! <https://www.edrdg.org/enamdict/enamdict_doc.html>.

use super::edict::Record;
use super::xml::{Step, walk};
use super::{Gathered, Import};
use crate::error::{Error, ErrorKind, Result};

pub(super) const IMPORT: Import = Import {
    name: "jmnedict",
    about: "JMnedict, Japanese names, XML",
    extensions: &[],
    parse,
};

/// The texts of an entry.
#[derive(Default)]
struct Entry {
    line: usize,
    kanji: Vec<String>,
    kana: Vec<String>,
    codes: Vec<String>,
    glosses: Vec<String>,
}

fn parse(text: &str, gathered: &mut Gathered) -> Result<()> {
    let mut entry = Entry::default();
    let (mut entries, mut root) = (0, None);
    walk(text, |step, line| {
        match step {
            Step::Start(name, _) => {
                root.get_or_insert_with(|| name.to_owned());
                if name == "entry" {
                    entry = Entry { line, ..Entry::default() };
                }
            }
            Step::End("keb", text) => entry.kanji.push(text.to_owned()),
            Step::End("reb", text) => entry.kana.push(text.to_owned()),
            // Some editions spell the entity out.
            Step::End("name_type", text) => entry.codes.push(code(text).to_owned()),
            Step::End("trans_det", text) => entry.glosses.push(text.to_owned()),
            Step::End("entry", _) => {
                entries += 1;
                take(&entry, gathered);
            }
            Step::End(..) => {}
        }
        Ok(())
    })?;
    if entries == 0 {
        let root = root.unwrap_or_default();
        let message = format!("found `{root}` without an entry, wanted JMnedict");
        return Err(Error::new(ErrorKind::Record, message));
    }
    Ok(())
}

fn take(entry: &Entry, gathered: &mut Gathered) {
    fn texts(list: &[String]) -> Vec<&str> {
        list.iter().map(String::as_str).collect()
    }
    let record = Record {
        kanji: texts(&entry.kanji),
        kana: texts(&entry.kana),
        codes: texts(&entry.codes),
        glosses: texts(&entry.glosses),
    };
    record.take(entry.line, gathered);
}

/// The code that a name type is, also where it is a sentence.
fn code(text: &str) -> &str {
    match text {
        "family or surname" => "surname",
        "given name or forename, gender not specified" => "given",
        "female given name or forename" => "fem",
        "male given name or forename" => "masc",
        "full name of a particular person" => "person",
        "place name" => "place",
        "railway station" => "station",
        "company name" => "company",
        "organization name" => "org",
        "work of art, literature, music, etc. name" => "work",
        "product name" => "product",
        "unclassified name" => "unclass",
        other => other,
    }
}
