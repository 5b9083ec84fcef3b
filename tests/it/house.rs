//! The rules of the house that a machine can check.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Files that may be longer than the limit, because they are one table.
const LONG_TABLES: &[&str] = &[];
const LIMIT: usize = 600;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files under `dir`, with their paths from the root of the project.
fn sources(dir: &str) -> BTreeMap<String, String> {
    fn walk(path: &Path, out: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(root()).unwrap();
                let name = name.to_string_lossy().replace('\\', "/");
                out.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut out = BTreeMap::new();
    walk(&root().join(dir), &mut out);
    out
}

/// The table of rooms in the documentation of the crate: room, rooms it may use.
fn rooms() -> Vec<(String, Vec<String>)> {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let room = cells[0].trim_matches('`').to_owned();
        (room, cells[2].split_whitespace().map(str::to_owned).collect())
    })
    .collect()
}

fn room_of(path: &str) -> &str {
    let inner = path.strip_prefix("src/").unwrap();
    inner.split('/').next().unwrap().trim_end_matches(".rs")
}

#[test]
fn rooms_stand_in_order() {
    let rooms = rooms();
    assert!(rooms.len() > 15, "the table in lib.rs was not found");
    for (index, (room, uses)) in rooms.iter().enumerate() {
        for other in uses {
            let above = rooms[..index].iter().any(|(name, _)| name == other);
            assert!(above, "`{room}` may use `{other}`, which does not stand above it");
        }
    }
}

#[test]
fn a_room_uses_only_the_rooms_it_may() {
    let rooms = rooms();
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let room = room_of(&path);
        if ["lib", "main", "cli"].contains(&room) {
            continue;
        }
        let Some((_, uses)) = rooms.iter().find(|(name, _)| name == room) else {
            panic!("{path}: `{room}` is no room of the table in lib.rs");
        };
        for (number, line) in text.lines().enumerate() {
            let at = format!("{path}:{}", number + 1);
            if line.contains("super::super::") {
                wrong.push(format!("{at}: `super::super` hides which room is used"));
            }
            for rest in line.split("crate::").skip(1) {
                let name: String = rest
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                if name != room && !uses.contains(&name) {
                    wrong.push(format!("{at}: `{room}` uses `{name}`"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_command_line_sees_only_the_public_api() {
    for (path, text) in sources("src").iter().filter(|(p, _)| room_of(p) == "cli") {
        for (number, line) in text.lines().enumerate() {
            for rest in line.split("crate::").skip(1) {
                assert!(rest.starts_with("cli"), "{path}:{}: {line}", number + 1);
            }
        }
    }
}

#[test]
fn files_say_what_they_are_for_and_stay_short() {
    let mut wrong = Vec::new();
    let all =
        sources("src").into_iter().chain(sources("tests")).chain(sources("benches"));
    for (path, text) in all {
        if !text.starts_with("//! ") {
            wrong.push(format!("{path}: begins without a `//!` line"));
        }
        let lines = text.lines().count();
        if lines > LIMIT && !LONG_TABLES.contains(&path.as_str()) {
            wrong.push(format!("{path}: {lines} lines, at most {LIMIT}"));
        }
        let stem = Path::new(&path).file_stem().unwrap().to_string_lossy().into_owned();
        if ["utils", "util", "helpers", "types", "common", "misc"].contains(&&*stem) {
            wrong.push(format!("{path}: a drawer, not a name"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_lang_and_names_name_a_language() {
    let profiles = tetrapla::lang::profiles();
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        if ["lang", "names", "lib", "cli"].contains(&room_of(&path)) {
            continue;
        }
        // Unit tests at the end of a file may.
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (number, line) in code.lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for tag in profiles.iter().flat_map(|p| p.also.iter().chain([&p.tag])) {
                if line.contains(&format!("\"{tag}\"")) {
                    wrong.push(format!("{path}:{}: names `{tag}`", number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_left_for_later_in_a_comment() {
    let marks = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];
    for (path, text) in sources("src").into_iter().chain(sources("tests")) {
        for mark in marks {
            assert!(!text.contains(mark), "{path}: holds `{mark}`");
        }
    }
}
