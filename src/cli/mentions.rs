//! `tetrapla mentions`: the names in texts and works.

mod stream;

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use clap::Args;
use serde_json::{Map, Value, json};
use tetrapla::error::{Error, Result};
use tetrapla::lang::Lang;
use tetrapla::names::{self, Finder, Mention, Registry, Titles};
use tetrapla::{read, store, work};

use super::Answer;
use super::reading::Reading;
use super::registries::Registries;
use super::talk::Talk;

/// Find the names in texts, or in the rows of works
///
/// Every name is given with who is meant, where it stands, and how sure that is: a name
/// that several share is settled by the rest of its document, or all who may be meant are
/// listed. Of a work, the other columns of a row help. Texts are named by their language
/// or say --lang.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla mentions texts/the-guerrilla-state/en.txt
  tetrapla mentions the-treaties-of-july-1961 --json
  tetrapla mentions --titles --lang it capitolo.txt
  tetrapla mentions --stdin < records.jsonl > names.jsonl")]
pub(crate) struct Arguments {
    /// Texts, works in alignments/, or parallel segment files
    #[arg(value_name = "FILE|WORK", required_unless_present = "stdin")]
    paths: Vec<String>,
    /// Language of the texts; of works, this column only
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// Give names with the titles beside them: Premier Zhou, 毛主席
    #[arg(long)]
    titles: bool,
    /// Print a line of JSON for each name
    #[arg(long)]
    json: bool,
    /// Read records from stdin, a line of JSON each, and answer each with a line
    #[arg(long, conflicts_with_all = ["paths", "json", "lang"])]
    stdin: bool,
    /// Exit 1 if a record could not be done
    #[arg(long, requires = "stdin")]
    strict: bool,
    #[command(flatten)]
    registries: Registries,
    #[command(flatten)]
    reading: Reading,
}

pub(crate) fn run(arguments: &Arguments, talk: &Talk) -> Result<Answer> {
    let registry = arguments.registries.read()?;
    let titles = if arguments.titles { Titles::Inside } else { Titles::Outside };
    if arguments.stdin {
        let bad = stream::run(&registry, titles, &arguments.reading)?;
        return Ok(if bad && arguments.strict { Answer::No } else { Answer::Yes });
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let mut found = false;
    for path in &arguments.paths {
        let lines = match work_of(path)? {
            Some(file) => of_work(&file, arguments, &registry, titles)?,
            None => of_text(Path::new(path), arguments, &registry, titles, talk)?,
        };
        found |= !lines.is_empty();
        for line in lines {
            writeln!(out, "{line}")?;
        }
    }
    out.flush()?;
    if !found {
        talk.note("tetrapla: no name found");
    }
    Ok(if found { Answer::Yes } else { Answer::No })
}

/// Returns the parallel segment file that is meant, unless a text is.
fn work_of(path: &str) -> Result<Option<std::path::PathBuf>> {
    let file = Path::new(path);
    let is_parallel = file.extension().is_some_and(|e| e == "jsonl");
    if file.is_file() && !is_parallel {
        return Ok(None);
    }
    work::locate(Path::new(work::ALIGNMENTS), path).map(Some)
}

fn of_text(
    path: &Path,
    arguments: &Arguments,
    registry: &Registry,
    titles: Titles,
    talk: &Talk,
) -> Result<Vec<String>> {
    let bytes = fs::read(path).map_err(|error| Error::io(&error, path))?;
    let reading = &arguments.reading;
    let lang = match (&arguments.lang, work::lang_of_name(path)) {
        (Some(tag), _) => reading.lang(tag)?,
        (None, Some((_, lang))) => lang,
        (None, None) => {
            let lang = reading.detect(&bytes, path)?;
            talk.note(format!("{}: taken for `{lang}`", path.display()));
            lang
        }
    };
    let options = reading.options()?;
    let source = read::read(&bytes, path, &lang, &options)?;
    let finder = Finder::new(registry, &lang);
    let mentions = finder.mentions(&source.text, titles);
    let line = |mention: &Mention| {
        let place = source.offsets.span_to_file(mention.span);
        let (line, page) =
            (source.line(mention.span.start()), source.page(mention.span.start()));
        let text = &source.text[mention.span.range()];
        if !arguments.json {
            let at = match (line, page) {
                (Some(line), _) => format!(":{line}"),
                (None, Some(page)) => format!(": p. {page}"),
                (None, None) => String::new(),
            };
            let shown = shown(text, mention, registry);
            return format!("{}{at}: {shown}", path.display());
        }
        let mut object = Map::new();
        object.insert("path".to_owned(), json!(path));
        if let Some(line) = line {
            object.insert("line".to_owned(), json!(line));
        }
        if let Some(page) = page {
            object.insert("page".to_owned(), json!(page));
        }
        object.insert("lang".to_owned(), json!(lang.as_str()));
        object.insert("start".to_owned(), json!(place.start()));
        object.insert("end".to_owned(), json!(place.end()));
        object.extend(said(text, mention, registry));
        Value::Object(object).to_string()
    };
    Ok(mentions.iter().map(line).collect())
}

fn of_work(
    path: &Path,
    arguments: &Arguments,
    registry: &Registry,
    titles: Titles,
) -> Result<Vec<String>> {
    let parallel = store::read(path)?;
    let only = arguments.lang.as_deref().map(Lang::parse).transpose()?;
    if let Some(lang) = only.as_ref().filter(|lang| parallel.column(lang).is_none()) {
        let known = parallel.columns.iter().map(|column| column.lang.as_str());
        return Err(Error::unknown("column", lang.as_str(), known).at(path));
    }
    let mut lines = Vec::new();
    let mentions = names::mentions(&parallel, registry, titles);
    for (row, cells) in parallel.rows.iter().zip(&mentions) {
        for (number, column) in parallel.columns.iter().enumerate() {
            if only.as_ref().is_some_and(|lang| *lang != column.lang) {
                continue;
            }
            let sentences = row.cells[number].iter().zip(&cells[number]);
            for (index, (text, mentions)) in sentences.enumerate() {
                for mention in mentions {
                    let name = &text[mention.span.range()];
                    let (lang, id) = (column.lang.as_str(), row.id);
                    if !arguments.json {
                        let shown = shown(name, mention, registry);
                        lines.push(format!("{}:{id}:{lang}: {shown}", parallel.work));
                        continue;
                    }
                    let mut object = Map::new();
                    object.insert("work".to_owned(), json!(parallel.work));
                    object.insert("row".to_owned(), json!(id));
                    object.insert("lang".to_owned(), json!(lang));
                    object.insert("sentence".to_owned(), json!(index));
                    object.insert("start".to_owned(), json!(mention.span.start()));
                    object.insert("end".to_owned(), json!(mention.span.end()));
                    object.extend(said(name, mention, registry));
                    lines.push(Value::Object(object).to_string());
                }
            }
        }
    }
    Ok(lines)
}

/// What is said of a name, for a program.
fn said(text: &str, mention: &Mention, registry: &Registry) -> Map<String, Value> {
    let entity = mention.entity.as_deref();
    let name = entity.and_then(|id| registry.get(id)).map(|entity| entity.label());
    let mut object = Map::new();
    object.insert("text".to_owned(), json!(text));
    object.insert("entity".to_owned(), json!(entity));
    object.insert("name".to_owned(), json!(name));
    object.insert("score".to_owned(), json!(mention.score.value()));
    if mention.candidates.len() > 1 || entity.is_none() {
        object.insert("candidates".to_owned(), json!(mention.candidates));
    }
    object
}

/// What is said of a name, for a reader.
fn shown(text: &str, mention: &Mention, registry: &Registry) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match mention.entity.as_deref() {
        Some(id) => {
            let name = registry.get(id).map_or(id, |entity| entity.label());
            format!("{text}  {name} [{id}] {}", mention.score)
        }
        None => {
            let few: Vec<&str> =
                mention.candidates.iter().take(4).map(String::as_str).collect();
            let more = mention.candidates.len() - few.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("{text}  ? {}{more}", few.join(", "))
        }
    }
}
