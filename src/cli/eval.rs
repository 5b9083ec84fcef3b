//! `tetrapla eval`: alignments against gold.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Map, Value, json};
use tetrapla::align::evaluate::{self, Evaluation, Figures, Grain, RowEvaluation};
use tetrapla::align::gold::{self, Pair};
use tetrapla::error::{Error, ErrorKind, Result};
use tetrapla::parallel::Parallel;
use tetrapla::store;

use super::{Answer, diff};

/// Compare alignments with gold
///
/// Files of beads, one a line as `[0,1]:[2]`, or parallel segment files, which are
/// compared row by row. Precision is over all that was predicted, recall over gold that
/// has both sides; all files are pooled.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla eval 001.gold 001.beads
  tetrapla eval --coarse a.gold a.beads b.gold b.beads --json
  tetrapla eval --diff 001.gold 001.beads
  tetrapla eval proofread.jsonl alignments/x.jsonl")]
pub(crate) struct Arguments {
    /// Gold and prediction, in turn
    #[arg(required = true, num_args = 2.., value_name = "GOLD PRED")]
    paths: Vec<PathBuf>,
    /// Gold has verses or paragraphs: predicted neighbors inside one are merged
    #[arg(long)]
    coarse: bool,
    /// List the disagreements, with their sentences where the texts lie beside GOLD
    #[arg(long)]
    diff: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

enum File {
    Beads(Vec<Pair>),
    Rows(Box<Parallel>),
}

pub(crate) fn run(arguments: &Arguments) -> Result<Answer> {
    let paths = &arguments.paths;
    if !paths.len().is_multiple_of(2) {
        let message =
            format!("{} files, wanted gold and prediction in turn", paths.len());
        return Err(Error::new(ErrorKind::Argument, message));
    }
    let (mut beads, mut rows) = (Vec::new(), Vec::new());
    for pair in paths.as_chunks::<2>().0 {
        match (read(&pair[0])?, read(&pair[1])?) {
            (File::Beads(gold), File::Beads(found)) => beads.push((gold, found)),
            (File::Rows(gold), File::Rows(found)) => {
                rows.push((gold, same_columns(&pair[0], &pair[1], *found)?));
            }
            _ => return Err(mixed(&pair[1])),
        }
    }
    let mut out = io::stdout().lock();
    if !rows.is_empty() {
        if !beads.is_empty() {
            return Err(mixed(&paths[0]));
        }
        if arguments.coarse {
            let message = "--coarse is for beads, found parallel segment files";
            return Err(Error::new(ErrorKind::Argument, message));
        }
        let (first, _) = &rows[0];
        let langs =
            |p: &Parallel| p.columns.iter().map(|c| c.lang.clone()).collect::<Vec<_>>();
        if rows.iter().any(|(gold, _)| langs(gold) != langs(first)) {
            let message = "works of other columns, wanted the same in all";
            return Err(Error::new(ErrorKind::Argument, message));
        }
        let rows: Vec<(&Parallel, &Parallel)> =
            rows.iter().map(|(g, p)| (&**g, p)).collect();
        if arguments.diff && !arguments.json {
            rows.iter().try_for_each(|(g, p)| write!(out, "{}", diff::of_rows(g, p)))?;
        }
        write!(out, "{}", shown_rows(&evaluate::rows(&rows), arguments.json))?;
        return Ok(Answer::Yes);
    }
    if arguments.diff && !arguments.json {
        for ((gold, found), paths) in beads.iter().zip(paths.as_chunks::<2>().0) {
            write!(out, "{}", diff::of_beads(gold, found, &paths[0])?)?;
        }
    }
    let grain = if arguments.coarse { Grain::Coarse } else { Grain::Fine };
    let documents = beads.iter().map(|(gold, found)| (gold.as_slice(), found.as_slice()));
    write!(out, "{}", shown_beads(&evaluate::beads(documents, grain), arguments.json))?;
    Ok(Answer::Yes)
}

fn mixed(path: &Path) -> Error {
    let message = "beads and rows cannot be compared, wanted two files of one sort";
    Error::new(ErrorKind::Argument, message).at(path)
}

fn read(path: &Path) -> Result<File> {
    let bytes = fs::read(path).map_err(|error| Error::io(&error, path))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Error::new(ErrorKind::Encoding, format!("no UTF-8 at byte {at}, wanted beads"))
            .at(path)
    })?;
    if text.trim_start_matches('\u{FEFF}').trim_start().starts_with('{') {
        return Ok(File::Rows(Box::new(store::parse(&text, path)?)));
    }
    let beads = gold::parse(&text).map_err(|(line, found)| {
        let found: String = found.chars().take(60).collect();
        let message = format!("found `{found}`, wanted a bead such as `[0,1]:[2]`");
        Error::new(ErrorKind::Record, message).at(path).on_line(line)
    })?;
    Ok(File::Beads(beads))
}

/// Puts the columns of a prediction into the order of its gold, and checks that both
/// hold the same sentences.
fn same_columns(gold_path: &Path, path: &Path, found: Parallel) -> Result<Parallel> {
    let gold = store::read(gold_path)?;
    let order = gold.columns.iter().map(|column| {
        let lang = &column.lang;
        let near = || {
            found.columns.iter().position(|c| c.lang.is_in(lang) || lang.is_in(&c.lang))
        };
        found.column(lang).or_else(near).ok_or_else(|| {
            let message = format!("no column `{lang}`, wanted those of gold");
            Error::new(ErrorKind::Argument, message).at(path)
        })
    });
    let found = found.with_columns(&order.collect::<Result<Vec<usize>>>()?);
    for (number, column) in gold.columns.iter().enumerate() {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (gold, found): (Vec<&str>, Vec<&str>) =
            (gold.sentences(number).collect(), found.sentences(number).collect());
        let same =
            gold.iter().zip(&found).take_while(|(a, b)| words(a) == words(b)).count();
        if same < gold.len().max(found.len()) {
            let message = format!(
                "column `{}` differs from gold at sentence {same} ({} sentences, gold {})",
                column.lang,
                found.len(),
                gold.len()
            );
            return Err(Error::new(ErrorKind::Text, message).at(path));
        }
    }
    Ok(found)
}

fn shown_beads(evaluation: &Evaluation, as_json: bool) -> String {
    if as_json {
        return format!("{}\n", json_of(evaluation));
    }
    let shapes: Vec<String> = evaluation
        .shapes
        .iter()
        .map(|(shape, (found, all))| format!("{shape} {found}/{all}"))
        .collect();
    format!(
        "strict {}\nlax    {}\nrecall by gold shape: {}\n",
        line_of(&evaluation.strict),
        line_of(&evaluation.lax),
        shapes.join("  ")
    )
}

fn shown_rows(evaluation: &RowEvaluation, as_json: bool) -> String {
    if as_json {
        let pairs: Map<String, Value> = evaluation
            .pairs
            .iter()
            .map(|(name, evaluation)| (name.clone(), json_of(evaluation)))
            .collect();
        return format!(
            "{}\n",
            json!({ "rows": figures(&evaluation.rows), "pairs": pairs })
        );
    }
    let mut text = format!("rows   {}\n", line_of(&evaluation.rows));
    for (name, evaluation) in &evaluation.pairs {
        text.push_str(&format!("{name} strict {}\n", line_of(&evaluation.strict)));
        text.push_str(&format!("{name} lax    {}\n", line_of(&evaluation.lax)));
    }
    text
}

fn line_of(figures: &Figures) -> String {
    let Figures { precision, recall, f1 } = figures;
    format!("P {precision:.4}  R {recall:.4}  F1 {f1:.4}")
}

fn json_of(evaluation: &Evaluation) -> Value {
    let shapes: Map<String, Value> = evaluation
        .shapes
        .iter()
        .map(|(shape, (found, all))| ((*shape).to_owned(), json!([found, all])))
        .collect();
    json!({
        "strict": figures(&evaluation.strict),
        "lax": figures(&evaluation.lax),
        "shapes": shapes,
    })
}

fn figures(figures: &Figures) -> Value {
    let round = |x: f64| (x * 1e4).round() / 1e4;
    json!({
        "precision": round(figures.precision),
        "recall": round(figures.recall),
        "f1": round(figures.f1),
    })
}
