//! Gold to learn from: folders of sets, and parallel segment files that people confirmed.
//!
//! A folder holds `DOC.gold` with `DOC.<tag>` twice, or `DOC.<a>-<b>.fine.gold` with
//! `DOC.<a>` and `DOC.<b>` (also `<a>-<b>.fine.gold` with `<a>.txt` and `<b>.txt`), a
//! sentence a line; `GROUPS` beside them says that gold is coarse. Folders in it are
//! looked into.

use std::fs;
use std::path::{Path, PathBuf};

use super::find::entries;
use crate::align::evaluate::Grain;
use crate::align::gold::{self, Pair};
use crate::align::train::Document;
use crate::error::{Error, ErrorKind, Result};
use crate::parallel::{Parallel, Verdict};
use crate::store;

/// Marks a folder whose gold is coarse.
const COARSE: &str = "GROUPS";

/// Reads the documents of folders of gold and of parallel segment files.
///
/// Documents of one family are those whose file or set has the same name up to the first
/// character that is no letter; a work in a folder of works is of that folder's.
///
/// # Errors
/// If something cannot be read or parsed, or a path has no gold in it.
pub fn gold_documents(paths: &[PathBuf]) -> Result<Vec<Document>> {
    let mut documents = Vec::new();
    for path in paths {
        let before = documents.len();
        if path.is_dir() {
            folder(path, &family(path), &mut documents)?;
        } else {
            let parallel = store::read(path)?;
            documents.extend(confirmed(&parallel, &family(path)));
        }
        if documents.len() == before {
            let message = match path.is_dir() {
                true => "no gold in this folder, wanted files ending in `.gold`",
                false => "no confirmed row, wanted some to learn from",
            };
            return Err(Error::new(ErrorKind::Argument, message).at(path));
        }
    }
    Ok(documents)
}

/// What a path is called, up to the first character that is no letter.
fn family(path: &Path) -> String {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let letters: String = stem.chars().take_while(|c| c.is_alphabetic()).collect();
    if letters.is_empty() { stem } else { letters }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn folder(dir: &Path, family: &str, out: &mut Vec<Document>) -> Result<()> {
    let grain = match dir.join(COARSE).exists() {
        true => Grain::Coarse,
        false => Grain::Fine,
    };
    let entries = entries(dir)?;
    for path in &entries {
        let name = name_of(path);
        if path.is_dir() {
            let family = if is_work(path)? { family } else { &self::family(path) };
            folder(path, family, out)?;
        } else if let Some(stem) = name.strip_suffix(".fine.gold") {
            // `DOC.it-en`, or `it-en` where the folder is the document.
            let (document, langs) = stem.rsplit_once('.').unwrap_or(("", stem));
            let files = pairs_of(langs).find_map(|(a, b)| {
                let file = |lang: &str| text_file(dir, document, lang);
                Some((a.to_owned(), b.to_owned(), file(a)?, file(b)?))
            });
            let Some((a, b, source, target)) = files else {
                let message = "no texts beside this gold, wanted one for each language";
                return Err(Error::new(ErrorKind::Argument, message).at(path));
            };
            let folder = name_of(dir);
            let (name, set) = match document.is_empty() {
                true => (folder, format!("{family}_{a}_{b}")),
                false => (document.to_owned(), format!("{folder}_{a}_{b}")),
            };
            let (source, target) = (sentences(&source)?, sentences(&target)?);
            let gold = read_gold(path)?;
            let (family, grain) = (family.to_owned(), Grain::Fine);
            let langs = (a, b);
            out.push(Document { name, set, family, langs, source, target, gold, grain });
        } else if let Some(document) = name.strip_suffix(".gold") {
            // A work's rows as beads, where there are finer ones beside them.
            if dir.join(format!("{document}.fine.gold")).exists() {
                continue;
            }
            let (a, b) = langs_of(dir, document, &entries, path)?;
            let text = |lang: &str| sentences(&dir.join(format!("{document}.{lang}")));
            out.push(Document {
                name: document.to_owned(),
                set: name_of(dir),
                family: family.to_owned(),
                source: text(&a)?,
                target: text(&b)?,
                langs: (a, b),
                gold: read_gold(path)?,
                grain,
            });
        }
    }
    Ok(())
}

/// Whether a folder is one work, `<tag>.txt` its columns; if not, it is a set or holds some.
fn is_work(dir: &Path) -> Result<bool> {
    Ok(entries(dir)?.iter().any(|path| name_of(path).ends_with(".txt")))
}

/// All ways to cut `zh-Hant-ja` into two tags.
fn pairs_of(langs: &str) -> impl Iterator<Item = (&str, &str)> {
    langs.match_indices('-').map(|(at, _)| (&langs[..at], &langs[at + 1..]))
}

fn text_file(dir: &Path, document: &str, lang: &str) -> Option<PathBuf> {
    let name = match document.is_empty() {
        true => format!("{lang}.txt"),
        false => format!("{document}.{lang}"),
    };
    Some(dir.join(name)).filter(|path| path.is_file())
}

/// The two tags of `DOC.<tag>`: in the order of the folder's name (`…_zh_en`), else in
/// that of the alphabet.
fn langs_of(
    dir: &Path,
    document: &str,
    entries: &[PathBuf],
    gold: &Path,
) -> Result<(String, String)> {
    let names = entries.iter().map(|path| name_of(path));
    let tags = names.filter_map(|name| {
        let tag = name.strip_prefix(document)?.strip_prefix('.')?.to_owned();
        (tag != "gold" && !tag.contains('.')).then_some(tag)
    });
    let mut tags: Vec<String> = tags.collect();
    let folder = name_of(dir);
    let place = |tag: &String| folder.rfind(&format!("_{tag}"));
    tags.sort_by_key(|tag| (place(tag).unwrap_or(usize::MAX), tag.clone()));
    match <[String; 2]>::try_from(tags) {
        Ok([a, b]) => Ok((a, b)),
        Err(tags) => {
            let message = format!("{} texts beside this gold, wanted two", tags.len());
            Err(Error::new(ErrorKind::Argument, message).at(gold))
        }
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| Error::io(&error, path))
}

fn sentences(path: &Path) -> Result<Vec<String>> {
    let text = read(path)?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.split('\n').map(|line| line.trim().to_owned()).collect())
}

fn read_gold(path: &Path) -> Result<Vec<Pair>> {
    gold::parse(&read(path)?).map_err(|(line, text)| {
        let message = format!("`{text}` is no bead, wanted `[0,1]:[2]`");
        Error::new(ErrorKind::Record, message).at(path).on_line(line)
    })
}

/// The confirmed rows of a work, for each pair of its columns.
fn confirmed(parallel: &Parallel, family: &str) -> Vec<Document> {
    let mut documents = Vec::new();
    if !parallel.rows.iter().any(|row| row.verdict == Verdict::Confirmed) {
        return documents;
    }
    let count = parallel.columns.len();
    for (a, b) in (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b))) {
        let (mut gold, mut i, mut j) = (Vec::new(), 0, 0);
        for row in &parallel.rows {
            let (s, t) = (row.cells[a].len() as u32, row.cells[b].len() as u32);
            if row.verdict == Verdict::Confirmed {
                let (source, target): (Vec<u32>, Vec<u32>) =
                    ((i..i + s).collect(), (j..j + t).collect());
                if s > 0 && t > 0 {
                    gold.push((source, target));
                } else {
                    gold.extend(source.into_iter().map(|x| (vec![x], Vec::new())));
                    gold.extend(target.into_iter().map(|x| (Vec::new(), vec![x])));
                }
            }
            i += s;
            j += t;
        }
        let text = |column| parallel.sentences(column).map(str::to_owned).collect();
        let lang = |column: usize| parallel.columns[column].lang.to_string();
        documents.push(Document {
            name: parallel.work.clone(),
            set: format!("{family}_{}_{}", lang(a), lang(b)),
            family: family.to_owned(),
            langs: (lang(a), lang(b)),
            source: text(a),
            target: text(b),
            gold,
            grain: Grain::Fine,
        });
    }
    documents
}
