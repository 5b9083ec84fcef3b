//! `tetrapla list`: the rows of our tables.

use std::io::{self, Write};
use std::path::Path;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use tetrapla::error::Result;
use tetrapla::export::EXPORTS;
use tetrapla::names::systems::SYSTEMS;
use tetrapla::read::{CLEANINGS, INPUTS};
use tetrapla::score::SIGNALS;
use tetrapla::{lang, store, work};

use super::Answer;

/// List languages, formats, rules, romanizations, signals or works
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla list languages
  tetrapla list exports --json")]
pub(crate) struct Arguments {
    /// What to list
    what: What,
    /// Print JSON, one array
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum What {
    /// Languages with a profile, and those that the encoder knows
    Languages,
    /// Formats that are read
    Inputs,
    /// Rules by which texts are cleaned
    Cleaning,
    /// Formats that are written
    Exports,
    /// Formats that `import` reads
    Imports,
    /// Romanizations and readings of names
    Romanizations,
    /// What the aligner weighs
    Signals,
    /// Formats that `registry import` reads
    NameImports,
    /// Formats that `registry export` writes
    NameExports,
    /// Works in texts/ and alignments/
    Works,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Answer> {
    let rows = match arguments.what {
        What::Languages => languages(),
        What::Inputs => inputs(),
        What::Cleaning => cleaning(),
        What::Exports => exports(),
        What::Imports => imports(),
        What::Romanizations => romanizations(),
        What::Signals => signals(),
        What::NameImports => name_imports(),
        What::NameExports => name_exports(),
        What::Works => works()?,
    };
    let mut out = io::stdout().lock();
    if arguments.json {
        let objects: Vec<Value> = rows.into_iter().map(|(_, object)| object).collect();
        writeln!(out, "{}", Value::Array(objects))?;
    } else {
        rows.iter().try_for_each(|(line, _)| writeln!(out, "{line}"))?;
    }
    Ok(Answer::Yes)
}

/// A row as a line for a reader, and as an object for a program.
type Line = (String, Value);

fn languages() -> Vec<Line> {
    let full = lang::profiles().iter().map(|profile| {
        let (name, text, english) = (&profile.tag, &profile.name, &profile.english);
        let object =
            json!({ "name": name, "text": text, "english": english, "profile": true });
        (format!("{name:<10}{text} ({english})"), object)
    });
    let generic = lang::generic_languages().iter().map(|(name, text)| {
        let object = json!({ "name": name, "text": text, "profile": false });
        (format!("{name:<10}{text}, generic profile"), object)
    });
    full.chain(generic).collect()
}

fn inputs() -> Vec<Line> {
    let row = |input: &tetrapla::read::Input| {
        let (name, about, endings) = (input.name, input.about, input.extensions);
        let dotted: Vec<String> = endings.iter().map(|e| format!(".{e}")).collect();
        let line = match dotted.is_empty() {
            true => format!("{name:<10}{about}"),
            false => format!("{name:<10}{about} ({})", dotted.join(" ")),
        };
        (line, json!({ "name": name, "about": about, "extensions": endings }))
    };
    INPUTS.iter().map(row).collect()
}

fn cleaning() -> Vec<Line> {
    let row = |row: &tetrapla::read::Cleaning| {
        let (name, about) = (row.name, row.about);
        (format!("{name:<16}{about}"), json!({ "name": name, "about": about }))
    };
    CLEANINGS.iter().map(row).collect()
}

fn exports() -> Vec<Line> {
    let row = |export: &tetrapla::export::Export| {
        let (files, columns) = (export.files.name(), export.columns.name());
        let object = json!({
            "name": export.name,
            "about": export.about,
            "extension": export.extension,
            "files": files,
            "binary": export.binary,
            "columns": columns,
            "imports": export.imports,
        });
        (format!("{:<10}{}", export.name, export.about), object)
    };
    EXPORTS.iter().map(row).collect()
}

fn imports() -> Vec<Line> {
    let row = |import: &tetrapla::import::Import| {
        let (name, about, extensions) = (import.name, import.about, import.extensions);
        let files = import.files;
        let object = json!({
            "name": name, "about": about, "extensions": extensions, "files": files,
        });
        (format!("{name:<10}{about}"), object)
    };
    tetrapla::import::IMPORTS.iter().map(row).collect()
}

fn romanizations() -> Vec<Line> {
    let row = |system: &tetrapla::names::systems::System| {
        let (name, from, about) = (system.name, system.from.name(), system.about);
        let object = json!({
            "name": name,
            "from": from,
            "to": system.to.name(),
            "tag": system.tag,
            "about": about,
            "source": system.source,
            "checked": system.checked,
        });
        (format!("{name:<20}from {from:<10}{about}"), object)
    };
    SYSTEMS.iter().map(row).collect()
}

fn signals() -> Vec<Line> {
    let row = |signal: &tetrapla::score::Signal| {
        let (name, meaning) = (signal.name, signal.meaning);
        (format!("{name:<12}{meaning}"), json!({ "name": name, "meaning": meaning }))
    };
    SIGNALS.iter().map(row).collect()
}

fn name_imports() -> Vec<Line> {
    let row = |import: &tetrapla::names::import::Import| {
        let (name, about, extensions) = (import.name, import.about, import.extensions);
        let object = json!({ "name": name, "about": about, "extensions": extensions });
        (format!("{name:<10}{about}"), object)
    };
    tetrapla::names::import::IMPORTS.iter().map(row).collect()
}

fn name_exports() -> Vec<Line> {
    let row = |export: &tetrapla::names::export::Export| {
        let (name, about, extension) = (export.name, export.about, export.extension);
        let object = json!({ "name": name, "about": about, "extension": extension });
        (format!("{name:<10}{about}"), object)
    };
    tetrapla::names::export::EXPORTS.iter().map(row).collect()
}

fn works() -> Result<Vec<Line>> {
    let folder = Path::new(work::ALIGNMENTS);
    let texts = Path::new(work::TEXTS);
    let sources = if texts.is_dir() { work::works(texts)? } else { Vec::new() };
    let mut names: Vec<String> = sources.iter().map(|work| work.name.clone()).collect();
    for path in work::alignments(folder)? {
        names.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
    }
    names.sort();
    names.dedup();
    let row = |name: String| -> Result<Line> {
        let path = work::alignment_path(folder, &name);
        let source = sources.iter().find(|work| work.name == name);
        let (langs, rows): (Vec<String>, _) = match path.is_file() {
            true => {
                let parallel = store::read(&path)?;
                let langs = parallel.columns.iter().map(|c| c.lang.to_string());
                (langs.collect(), Some(parallel.rows.len()))
            }
            false => {
                let columns = source.map(|work| work.columns.as_slice());
                let langs =
                    columns.unwrap_or_default().iter().map(|c| c.lang.to_string());
                (langs.collect(), None)
            }
        };
        let title = source
            .and_then(|work| work.columns.first().and_then(|c| work.meta.title(&c.lang)));
        let state = match rows {
            Some(rows) => format!("{rows} rows"),
            None => "not aligned".to_owned(),
        };
        let line = format!("{name:<32}{:<24}{state}", langs.join(" "));
        let object =
            json!({ "name": name, "columns": langs, "rows": rows, "title": title });
        Ok((line, object))
    };
    names.into_iter().map(row).collect()
}
