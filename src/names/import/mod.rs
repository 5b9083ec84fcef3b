//! Other people's name data as registries: one file a format, one table.
//!
//! The files stay the user's: share-alike dictionaries are read where they lie, and never
//! are part of the program. Invariants: what a format's file does not understand is told
//! with its line, and never guessed; ids are made of names alone, so that a file imported
//! again gives the same.

mod cedict;
mod csv;
mod edict;
mod jmnedict;
mod tbx;
mod wikidata;
mod xml;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::entity::{Entity, Form, FormStatus, FormType, Kind};
use super::fold::folded;
use super::registry::{Registry, Sources};
use crate::error::{Error, Result};
use crate::lang::Lang;

/// All formats that are read, sorted by name.
pub const IMPORTS: &[Import] = &[
    cedict::IMPORT,
    csv::CSV,
    edict::IMPORT,
    jmnedict::IMPORT,
    tbx::IMPORT,
    csv::TSV,
    wikidata::IMPORT,
];

/// A format that names are read from.
#[derive(Clone, Copy, Debug)]
pub struct Import {
    /// What `--from` calls it.
    pub name: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Endings of its files, where they tell it.
    pub extensions: &'static [&'static str],
    parse: fn(&str, &mut Gathered) -> Result<()>,
}

/// What an import is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// What kind entities are of whom the file does not say it; else it is guessed.
    pub kind: Option<Kind>,
    /// What ids begin with; the format's name where none is given. Ids that the file has
    /// itself stay.
    pub prefix: Option<&'a str>,
    /// Take only entities that have one of these names; empty for all.
    pub only: &'a [String],
}

/// A place of a file that was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Puzzle {
    /// The line, counted from 1.
    pub line: usize,
    /// What was found and what was wanted.
    pub message: String,
}

/// What an import gives.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The entities.
    pub registry: Registry,
    /// What was not understood, by line.
    pub puzzles: Vec<Puzzle>,
}

/// Returns the format of that name.
///
/// # Errors
/// [`ErrorKind::Unknown`](crate::error::ErrorKind::Unknown) if there is none.
pub fn find(name: &str) -> Result<&'static Import> {
    let found = IMPORTS.iter().find(|import| import.name == name);
    let known = IMPORTS.iter().map(|import| import.name);
    found.ok_or_else(|| Error::unknown("format of names", name, known))
}

/// Returns the format that a file's ending names, if any does.
pub fn by_extension(path: &Path) -> Option<&'static Import> {
    let extension = path.extension()?.to_str()?.to_lowercase();
    IMPORTS.iter().find(|import| import.extensions.contains(&&*extension))
}

/// Reads a file of names; `path` is what errors call it, and its name the source.
///
/// # Errors
/// If the file as a whole is not of the format; single lines that are not understood are
/// passed by and reported in [`Imported::puzzles`].
pub fn import(
    text: &str,
    path: &Path,
    import: &Import,
    options: Options<'_>,
) -> Result<Imported> {
    let mut gathered = Gathered::new(import.name, options);
    let text = text.trim_start_matches('\u{feff}');
    (import.parse)(text, &mut gathered).map_err(|error| error.at(path))?;
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(gathered.done(import, &file))
}

/// An entity as it is being read.
#[derive(Debug, Default)]
struct Draft {
    entity: Entity,
    /// The line it begins on.
    line: usize,
}

/// What has been read so far.
struct Gathered {
    source: &'static str,
    prefix: String,
    kind: Option<Kind>,
    only: BTreeSet<String>,
    sources: Sources,
    ids: BTreeMap<String, usize>,
    entities: Vec<Entity>,
    puzzles: Vec<Puzzle>,
}

impl Gathered {
    fn new(source: &'static str, options: Options<'_>) -> Self {
        Self {
            source,
            prefix: options.prefix.unwrap_or(source).to_owned(),
            kind: options.kind,
            only: options.only.iter().map(|name| folded(name)).collect(),
            sources: Sources::new(),
            ids: BTreeMap::new(),
            entities: Vec::new(),
            puzzles: Vec::new(),
        }
    }

    fn puzzle(&mut self, line: usize, message: impl Into<String>) {
        self.puzzles.push(Puzzle { line, message: message.into() });
    }

    /// Returns a form as read from `line`.
    fn form(&self, text: &str, tag: Lang, r#type: FormType, line: usize) -> Form {
        Form {
            text: text.trim().to_owned(),
            tag,
            r#type,
            status: FormStatus::Attested,
            source: format!("{}:{line}", self.source),
            period: Vec::new(),
            reading_of: None,
            family: None,
            unknown: BTreeMap::new(),
        }
    }

    /// Takes an entity: gives it a name, a kind and an id where it has none.
    fn take(&mut self, draft: Draft) {
        let Draft { mut entity, line } = draft;
        entity.variants.retain(|form| !form.text.is_empty());
        if entity.variants.is_empty() {
            self.puzzle(line, "an entity without a name, wanted one");
            return;
        }
        let wanted = |form: &Form| self.only.contains(&folded(&form.text));
        if !self.only.is_empty() && !entity.variants.iter().any(wanted) {
            return;
        }
        if entity.name.is_none() {
            entity.name = Some(shown(&entity.variants).to_owned());
        }
        entity.kind = entity.kind.or(self.kind).or(Some(Kind::Term));
        if entity.id.is_empty() {
            entity.id = self.id(&entity);
        }
        self.entities.push(entity);
    }

    /// `prefix-slug`, with a number where there is one of that name already.
    fn id(&mut self, entity: &Entity) -> String {
        let slugs = entity.variants.iter().map(|form| slug(&form.text));
        let named = slug(entity.name.as_deref().unwrap_or_default());
        let found = [named].into_iter().chain(slugs).find(|slug| !slug.is_empty());
        // A name in no Latin spelling is known by its code points.
        let slug = found.unwrap_or_else(|| {
            let text = &entity.variants[0].text;
            text.chars()
                .map(|c| format!("{:x}", u32::from(c)))
                .collect::<Vec<_>>()
                .join("-")
        });
        let id = format!("{}-{slug}", self.prefix);
        let seen = self.ids.entry(id.clone()).or_default();
        *seen += 1;
        if *seen == 1 { id } else { format!("{id}-{seen}") }
    }

    fn done(mut self, import: &Import, file: &str) -> Imported {
        if !self.entities.is_empty() {
            let title = format!("{file} ({})", import.about);
            let fields = BTreeMap::from([("title".to_owned(), title)]);
            self.sources.entry(import.name.to_owned()).or_insert(fields);
        }
        self.puzzles.sort_by_key(|puzzle| puzzle.line);
        let registry = Registry::new(self.sources, self.entities);
        Imported { registry, puzzles: self.puzzles }
    }
}

/// What a reader is shown of forms: an English one, else a Latin one, else the first.
fn shown(forms: &[Form]) -> &str {
    let latin = |form: &&Form| form.text.chars().all(|c| c < '\u{250}');
    let right = |form: &&Form| form.r#type != FormType::Misspelling;
    let english = forms.iter().filter(right).find(|form| form.tag.as_str() == "en");
    english.or_else(|| forms.iter().find(latin)).map_or(&forms[0].text, |form| &form.text)
}

/// The letters and digits of a Latin spelling, hyphens between; nothing for others.
fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    let words = words.map(folded).filter(|word| !word.is_empty());
    let words: Vec<String> = words.collect();
    let latin = |word: &String| word.bytes().all(|b| b.is_ascii_alphanumeric());
    if words.iter().all(latin) { words.join("-") } else { String::new() }
}

/// Parses a tag that is well-formed as it stands in our own code.
fn lang(tag: &str) -> Lang {
    Lang::parse(tag).expect("a tag of ours is well-formed")
}

/// The two ends of a life or existence, as far as they are known.
type Years = (Option<String>, Option<String>);

/// Takes years in brackets from the end of a gloss: `Mao Zedong (1893-1976)`,
/// `… (1912.4.15-1994.7.8)`; gives the rest and the dates as EDTF.
fn years(gloss: &str) -> (&str, Option<Years>) {
    let Some((name, rest)) = gloss.split_once('(') else { return (gloss.trim(), None) };
    let Some((inside, _)) = rest.split_once(')') else { return (gloss.trim(), None) };
    let sides = inside.split_once(['-', '–']).unwrap_or((inside, ""));
    let (from, to) = (date(sides.0), date(sides.1));
    match from.is_some() || to.is_some() {
        true => (name.trim(), Some((from, to))),
        false => (gloss.trim(), None),
    }
}

/// `1893`, `1912.4.15`, `1912.04` as EDTF.
fn date(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.trim().split('.').collect();
    let number =
        |part: &&str| part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty();
    if parts.len() > 3 || parts[0].len() != 4 || !parts.iter().all(number) {
        return None;
    }
    let mut out = parts[0].to_owned();
    for part in &parts[1..] {
        out.push_str(&format!("-{part:0>2}"));
    }
    super::edtf::is_date(&out).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_endings_mean_one_format() {
        assert!(IMPORTS.is_sorted_by(|a, b| a.name < b.name));
        let mut endings: Vec<_> = IMPORTS.iter().flat_map(|i| i.extensions).collect();
        let count = endings.len();
        endings.sort();
        endings.dedup();
        assert_eq!(endings.len(), count);
    }

    #[test]
    fn years_and_slugs_are_told_from_names() {
        let both = |a: &str, b: &str| Some((Some(a.to_owned()), Some(b.to_owned())));
        assert_eq!(
            years("A B (1912.4.15-1994.7.8)"),
            ("A B", both("1912-04-15", "1994-07-08"))
        );
        assert_eq!(years("A B (1893-1976), poet"), ("A B", both("1893", "1976")));
        assert_eq!(years("A (town)"), ("A (town)", None));
        assert_eq!(slug("Ch'oe Ch'ang-ik, Sŏul"), "choe-chang-ik-soul");
        assert_eq!(slug("金"), "");
    }
}
