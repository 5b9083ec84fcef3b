//! What `tetrapla eval --diff` shows: where prediction and gold part, with the sentences.

use std::fs;
use std::path::Path;

use tetrapla::align::evaluate;
use tetrapla::align::gold::Pair;
use tetrapla::error::{Error, Result};
use tetrapla::parallel::{Parallel, Row};
use tetrapla::work;

/// The disagreements of two files of beads; the sentences are those of the files beside
/// `path` that differ from it by a language's tag, if there are two.
pub(crate) fn of_beads(gold: &[Pair], found: &[Pair], path: &Path) -> Result<String> {
    let texts = texts_beside(path)?;
    let mut shown = String::new();
    let mut list = |name: &str, beads: &[Pair]| {
        for (source, target) in beads {
            shown.push_str(&format!("{name} {source:?}:{target:?}\n"));
            if let Some((first, second)) = &texts {
                shown.push_str(&sentences(source, first));
                shown.push_str(&sentences(target, second));
            }
        }
    };
    for (of_gold, of_found) in evaluate::differences(gold, found) {
        list("gold ", &gold[of_gold]);
        list("found", &found[of_found]);
        list("", &[]);
    }
    Ok(shown)
}

fn sentences(numbers: &[u32], text: &[String]) -> String {
    let line = |&number: &u32| {
        let text = text.get(number as usize).map_or("(no such sentence)", String::as_str);
        format!("  {number:>4} {text}\n")
    };
    numbers.iter().map(line).collect()
}

/// The sentences of two languages, a line each, that a file of gold is about: those of
/// `DOC.zh` and `DOC.en` beside `DOC.gold`.
fn texts_beside(path: &Path) -> Result<Option<(Vec<String>, Vec<String>)>> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let entries = fs::read_dir(folder).map_err(|error| Error::io(&error, folder))?;
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    files.retain(|file| work::lang_of_name(file).is_some_and(|(name, _)| name == stem));
    // Which of the two is the source stands in the name of the folder, as in `mac_zh_en`.
    let order = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    files.sort_by_key(|file| {
        let tag = work::lang_of_name(file).map(|(_, lang)| lang.to_string());
        order.split('_').position(|part| Some(part) == tag.as_deref())
    });
    let [first, second] = files.as_slice() else { return Ok(None) };
    let read = |file: &Path| -> Result<Vec<String>> {
        let text = fs::read_to_string(file).map_err(|error| Error::io(&error, file))?;
        Ok(text.lines().map(|line| line.trim().to_owned()).collect())
    };
    Ok(Some((read(first)?, read(second)?)))
}

/// The disagreements of two works of the same columns.
pub(crate) fn of_rows(gold: &Parallel, found: &Parallel) -> String {
    let cells =
        |rows: &[Row]| rows.iter().map(|row| row.cells.clone()).collect::<Vec<_>>();
    let mut shown = String::new();
    for (of_gold, of_found) in
        evaluate::differences(&cells(&gold.rows), &cells(&found.rows))
    {
        for (name, rows) in
            [("gold ", &gold.rows[of_gold]), ("found", &found.rows[of_found])]
        {
            for row in rows {
                shown.push_str(&format!("{name} row {}\n", row.id));
                for (column, cell) in gold.columns.iter().zip(&row.cells) {
                    let joiner = &column.lang.profile().joiner;
                    shown.push_str(&format!("  {} {}\n", column.lang, cell.join(joiner)));
                }
            }
        }
        shown.push('\n');
    }
    shown
}
