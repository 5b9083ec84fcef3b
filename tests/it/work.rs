//! The main job on real texts: up to date, confirmed rows, every text given back.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tetrapla::parallel::Verdict;
use tetrapla::score::Weights;
use tetrapla::work::{self, Lines, Outcome, Settings};
use tetrapla::{names, read, store};

fn settings() -> Settings<'static> {
    Settings {
        lines: Lines::Text,
        read: read::Options::default(),
        weights: Weights::embedded(),
        registry: names::builtin(),
    }
}

/// A copy of a sample work's first paragraphs, and where its alignment goes.
fn sample(dir: &TempDir) -> (PathBuf, PathBuf) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("texts/half-an-hour-and-a-map");
    let to = dir.path().join("texts/map");
    fs::create_dir_all(&to).unwrap();
    for lang in ["it", "en", "zh-Hans", "ja"] {
        let text = fs::read_to_string(from.join(format!("{lang}.txt"))).unwrap();
        let few: Vec<&str> = text.split("\n\n").take(4).collect();
        fs::write(to.join(format!("{lang}.txt")), few.join("\n\n") + "\n").unwrap();
    }
    (to, dir.path().join("alignments/map.jsonl"))
}

#[test]
fn a_work_is_aligned_once_and_then_up_to_date() {
    let dir = TempDir::new().unwrap();
    let (texts, path) = sample(&dir);
    let work = &work::works(&texts).unwrap()[0];
    let outcome =
        |force| work::align_to(work, &path, &settings(), force).unwrap().outcome;
    assert_eq!(outcome(false), Outcome::Aligned);
    let first = fs::read(&path).unwrap();
    assert_eq!(outcome(false), Outcome::UpToDate);
    assert_eq!(outcome(true), Outcome::Aligned);
    assert_eq!(fs::read(&path).unwrap(), first, "a second run gives the same bytes");
    assert_eq!(work::check(&path, names::builtin()).unwrap(), []);
    let columns = store::read(&path).unwrap().columns;
    let paths: Vec<&str> = columns.iter().filter_map(|c| c.path.as_deref()).collect();
    assert_eq!(paths[0], "../texts/map/en.txt");
}

#[test]
fn another_registry_renews_only_the_names() {
    let dir = TempDir::new().unwrap();
    let (texts, path) = sample(&dir);
    let work = &work::works(&texts).unwrap()[0];
    work::align_to(work, &path, &settings(), false).unwrap();
    let first = store::read(&path).unwrap();
    let empty = names::Registry::parse("", "empty".as_ref()).unwrap();
    let settings = Settings { registry: &empty, ..settings() };
    let report = work::align_to(work, &path, &settings, false).unwrap();
    assert_eq!(report.outcome, Outcome::Renamed);
    let second = store::read(&path).unwrap();
    let known = |p: &tetrapla::parallel::Parallel| {
        let mut names = p.rows.iter().flat_map(|row| &row.names);
        names.any(|name| name.entity.is_some())
    };
    assert!(known(&first) && !known(&second));
    let cells = |p: &tetrapla::parallel::Parallel| {
        p.rows.iter().map(|row| row.cells.clone()).collect::<Vec<_>>()
    };
    assert_eq!(cells(&first), cells(&second));
}

#[test]
fn a_confirmed_row_outlives_an_edit_elsewhere() {
    let dir = TempDir::new().unwrap();
    let (texts, path) = sample(&dir);
    let work = &work::works(&texts).unwrap()[0];
    work::align_to(work, &path, &settings(), false).unwrap();
    let mut parallel = store::read(&path).unwrap();
    // A person joins two rows, against the aligner, and vouches for it.
    let second = parallel.rows.remove(5);
    let row = &mut parallel.rows[4];
    for (cell, more) in row.cells.iter_mut().zip(second.cells) {
        cell.extend(more);
    }
    (row.verdict, row.by, row.score) = (Verdict::Confirmed, Some("me".to_owned()), None);
    row.unknown.insert("note".to_owned(), "\"kept\"".to_owned());
    let confirmed = row.clone();
    store::write(&path, &parallel).unwrap();

    let it = texts.join("it.txt");
    let text = fs::read_to_string(&it).unwrap();
    fs::write(&it, format!("Una frase nuova sta davanti a tutto.\n\n{text}")).unwrap();
    let report = work::align_to(work, &path, &settings(), false).unwrap();
    assert_eq!((report.outcome, report.lost), (Outcome::Aligned, Vec::new()));
    let again = store::read(&path).unwrap();
    let found = again.rows.iter().find(|row| row.id == confirmed.id).unwrap();
    assert_eq!(found.cells, confirmed.cells);
    assert_eq!((found.verdict, &found.by), (Verdict::Confirmed, &confirmed.by));
    assert_eq!(found.unknown, confirmed.unknown);
    assert_eq!(work::check(&path, names::builtin()).unwrap(), []);

    // An edit inside it is reported by its number.
    let text = fs::read_to_string(&it).unwrap();
    let column = again.column(&tetrapla::lang::Lang::parse("it").unwrap()).unwrap();
    let sentence = &confirmed.cells[column][0];
    fs::write(&it, text.replace(sentence.as_str(), "Cambiata.")).unwrap();
    let report = work::align_to(work, &path, &settings(), false).unwrap();
    assert_eq!(report.lost, [confirmed.id]);
}

#[test]
fn damage_is_found_and_named_with_its_line() {
    let dir = TempDir::new().unwrap();
    let (texts, path) = sample(&dir);
    let work = &work::works(&texts).unwrap()[0];
    work::align_to(work, &path, &settings(), false).unwrap();
    let good = fs::read_to_string(&path).unwrap();
    let kinds = |text: &str| {
        fs::write(&path, text).unwrap();
        let findings = work::check(&path, names::builtin()).unwrap();
        findings.iter().map(|f| (f.kind, f.line)).collect::<Vec<_>>()
    };
    let lines: Vec<&str> = good.lines().collect();
    let without = |k: usize| {
        let kept = lines.iter().enumerate().filter(|(line, _)| *line != k);
        kept.map(|(_, line)| format!("{line}\n")).collect::<String>()
    };
    assert_eq!(kinds(&good), []);
    assert!(!kinds(&without(5)).is_empty());
    let half = (0..good.len() / 2).rev().find(|&k| good.is_char_boundary(k)).unwrap();
    assert_eq!(kinds(&good[..half])[0].0, "json");
    let swapped = good.replacen("Washington", "Boston", 1);
    assert!(kinds(&swapped).contains(&("sentences", Some(3))));
    fs::write(&path, &good).unwrap();
    fs::write(texts.join("ja.txt"), "別の文。\n").unwrap();
    assert_eq!(work::check(&path, names::builtin()).unwrap()[0].kind, "hash");
}

#[test]
fn a_damaged_file_is_not_written_over() {
    let dir = TempDir::new().unwrap();
    let (texts, path) = sample(&dir);
    let work = &work::works(&texts).unwrap()[0];
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "{\"tetrapla\":1,\n").unwrap();
    for force in [false, true] {
        let error = work::align_to(work, &path, &settings(), force).unwrap_err();
        assert_eq!(error.line(), Some(1));
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\"tetrapla\":1,\n");
}

#[test]
fn works_are_folders_or_files_that_differ_by_a_tag() {
    let dir = TempDir::new().unwrap();
    for name in ["a/it.txt", "a/en.txt", "b_en.txt", "b_it.md", "c.txt", "d/notes.txt"] {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }
    let works = work::works(dir.path()).unwrap();
    let found: Vec<(&str, usize)> =
        works.iter().map(|w| (w.name.as_str(), w.columns.len())).collect();
    assert_eq!(found, [("a", 2), ("b", 2)]);
}

#[test]
fn a_new_column_joins_a_work_that_people_proofread() {
    let dir = TempDir::new().unwrap();
    let (texts, path) = sample(&dir);
    let mut work = work::works(&texts).unwrap().remove(0);
    let all = work.clone();
    work.columns.remove(1);
    work::align_to(&work, &path, &settings(), false).unwrap();
    let mut parallel = store::read(&path).unwrap();
    // Rows as no aligner would have them.
    let moved = parallel.rows[3].cells[0].pop().unwrap();
    parallel.rows[4].cells[0].insert(0, moved);
    for row in &mut parallel.rows[2..6] {
        (row.verdict, row.by) = (Verdict::Confirmed, Some("me".to_owned()));
    }
    store::write(&path, &parallel).unwrap();
    let report = work::align_to(&all, &path, &settings(), false).unwrap();
    assert_eq!((report.outcome, report.lost), (Outcome::Aligned, Vec::new()));
    let again = store::read(&path).unwrap();
    for old in &parallel.rows[2..6] {
        let new = again.rows.iter().find(|row| row.id == old.id).unwrap();
        let cells: Vec<_> = [0, 2, 3].iter().map(|&c| new.cells[c].clone()).collect();
        assert_eq!(cells, old.cells);
        assert_eq!(new.verdict, Verdict::Confirmed);
    }
    assert_eq!(work::check(&path, names::builtin()).unwrap(), []);
    // Without one of the columns, what people did would be lost.
    let error = work::align_to(&work, &path, &settings(), false).unwrap_err();
    assert!(error.message().contains("confirmed rows have the columns"), "{error}");
}
