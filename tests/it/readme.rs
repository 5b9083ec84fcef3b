//! The README tells the truth: its commands run, and print what it shows.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The commands of the `console` blocks, each with the lines shown under it.
fn shown(readme: &str) -> Vec<(&str, Vec<&str>)> {
    let mut commands: Vec<(&str, Vec<&str>)> = Vec::new();
    for block in readme.split("```console\n").skip(1) {
        for line in block.split("```").next().unwrap().lines() {
            match line.strip_prefix("$ ") {
                Some(command) => commands.push((command, Vec::new())),
                None => commands.last_mut().expect("a command first").1.push(line),
            }
        }
    }
    commands
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &to),
            false => {
                fs::copy(&path, &to).unwrap();
            }
        }
    }
}

/// A line with its numbers made alike: figures move with every better score.
fn numbers_aside(line: &str) -> String {
    let mut out = String::new();
    for c in line.trim_end().chars() {
        let c = if c.is_ascii_digit() { '0' } else { c };
        if c != '0' || !out.ends_with('0') {
            out.push(c);
        }
    }
    out
}

#[test]
fn every_command_runs_and_prints_what_is_shown() {
    let dir = TempDir::new().unwrap();
    for folder in ["texts", "alignments", "tests/gold"] {
        copy(&root().join(folder), &dir.path().join(folder));
    }
    let program = Path::new(env!("CARGO_BIN_EXE_tetrapla"));
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    let readme = readme();
    let commands = shown(&readme);
    assert!(commands.len() > 12, "{} commands were found", commands.len());
    for (command, lines) in commands {
        assert!(command.starts_with("tetrapla "), "`{command}`");
        let output = Command::new("sh")
            .args(["-c", command])
            .env("PATH", &path)
            .current_dir(dir.path())
            .output()
            .unwrap();
        let printed = [output.stdout, output.stderr].concat();
        let printed = String::from_utf8(printed).unwrap();
        assert!(output.status.success(), "$ {command}\n{printed}");
        let printed: Vec<String> = printed.lines().map(numbers_aside).collect();
        for line in lines.into_iter().filter(|line| *line != "…") {
            let found = printed.contains(&numbers_aside(line));
            assert!(found, "$ {command}\ndoes not print\n{line}\nbut\n{printed:#?}");
        }
    }
}

#[test]
fn every_command_and_format_is_shown() {
    let readme = readme();
    let commands: Vec<&str> = shown(&readme).into_iter().map(|(line, _)| line).collect();
    let help =
        Command::new(env!("CARGO_BIN_EXE_tetrapla")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    for line in listed.lines().filter(|line| line.starts_with("  ")) {
        let name = line.split_whitespace().next().unwrap_or_default();
        let used = commands.iter().any(|c| c.starts_with(&format!("tetrapla {name}")));
        assert!(
            used || name == "help" || line.starts_with("   "),
            "`{name}` is not shown"
        );
    }
    for export in tetrapla::export::EXPORTS {
        let row = format!("| `{}` | {} |", export.name, export.about);
        assert!(readme.contains(&row), "the README lacks the row {row}");
    }
}

#[test]
fn every_link_leads_to_a_file() {
    let readme = readme();
    for link in readme.split("](").skip(1) {
        let target = link.split(')').next().unwrap();
        if !target.starts_with("http") {
            assert!(root().join(target).is_file(), "`{target}` is not there");
        }
    }
}
