//! Golden files: what an output looked like when somebody last looked at it.
//!
//! `BLESS=1 cargo test` writes them; then read the diff. They have the endings of what
//! they hold, so that other programs can open them.

use std::fs;
use std::path::{Path, PathBuf};

/// Returns the path of the golden file `name`, such as `export/hostile.tmx`.
pub(crate) fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// Compares `found` with the golden file `name`; under `BLESS=1`, writes it.
pub(crate) fn check(name: &str, found: impl AsRef<[u8]>) {
    let (path, found) = (path(name), found.as_ref());
    if std::env::var_os("BLESS").is_some_and(|v| !v.is_empty() && v != "0") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, found).unwrap();
        return;
    }
    let wanted = fs::read(&path)
        .unwrap_or_else(|error| panic!("{name}: {error}; `BLESS=1 cargo test` makes it"));
    if wanted == found {
        return;
    }
    let (wanted, found) =
        (String::from_utf8_lossy(&wanted), String::from_utf8_lossy(found));
    let same = |(a, b): &(&str, &str)| a == b;
    let line = wanted.lines().zip(found.lines()).take_while(same).count();
    panic!(
        "{name}:{}: golden and found differ\n  golden: {:?}\n  found:  {:?}\n\
         if the new output is right: BLESS=1 cargo test, and read the diff",
        line + 1,
        wanted.lines().nth(line),
        found.lines().nth(line),
    );
}
