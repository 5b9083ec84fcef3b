//! `tetrapla train`: learn the aligner's weights from gold.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;
use tetrapla::align::calibration::Calibration;
use tetrapla::align::evaluate::{self, Grain};
use tetrapla::align::gold::{self, Pair};
use tetrapla::align::train::{By, Document, Options, cross_validate, train};
use tetrapla::error::Result;
use tetrapla::score::Weights;
use tetrapla::{store, work};

use super::Answer;
use super::align::read_weights;
use super::talk::Talk;

/// Learn the aligner's weights from gold
///
/// GOLD is a parallel segment file, whose confirmed rows count, or a folder with
/// `DOC.gold` and `DOC.<tag>` twice, a sentence a line; a file GROUPS beside them says
/// that its beads are coarse. With little gold, some hundreds of beads, --adapt the
/// built-in weights rather than learn anew. With --cross nothing is written: each
/// document, or family of documents, is aligned by weights that were trained on the
/// others, and the figures are printed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla train --adapt alignments/a.jsonl alignments/b.jsonl -o mine.toml
  tetrapla train tests/gold --cross document
  tetrapla align --weights mine.toml")]
pub(crate) struct Arguments {
    /// Parallel segment files, or folders of gold
    #[arg(required = true, value_name = "GOLD")]
    gold: Vec<PathBuf>,
    /// Where to write the weights
    #[arg(short, long, value_name = "WEIGHTS", required_unless_present = "cross")]
    output: Option<PathBuf>,
    /// Begin with the weights there are, and stay near them
    #[arg(long)]
    adapt: bool,
    /// Begin with these weights, not with the built-in ones
    #[arg(long, value_name = "WEIGHTS", requires = "adapt")]
    weights: Option<PathBuf>,
    /// Leave out and measure, one by one
    #[arg(long, value_name = "WHAT", conflicts_with = "output")]
    cross: Option<Cross>,
    /// Print JSON
    #[arg(long, requires = "cross")]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Cross {
    /// One document, in all its languages
    Document,
    /// One family of documents
    Family,
}

pub(crate) fn run(arguments: &Arguments, talk: &Talk) -> Result<Answer> {
    let documents = work::gold_documents(&arguments.gold)?;
    let beads: usize = documents.iter().map(|document| document.gold.len()).sum();
    talk.note(format!("{} documents, {beads} beads of gold", documents.len()));
    let base = match &arguments.weights {
        Some(path) => &read_weights(path)?,
        None => Weights::embedded(),
    };
    let options = if arguments.adapt { Options::ADAPT } else { Options::RECIPE };
    if let Some(output) = &arguments.output {
        let weights = train(&documents, base, options);
        store::write_atomic(output, weights.to_text().as_bytes())?;
        return Ok(Answer::Yes);
    }
    let by = match arguments.cross {
        Some(Cross::Family) => By::Family,
        _ => By::Document,
    };
    let aligned = cross_validate(&documents, base, by, options);
    let found: Vec<Vec<Pair>> = aligned
        .iter()
        .map(|aligned| aligned.alignment.beads.iter().map(|&b| gold::pair(b)).collect())
        .collect();
    let mut sets: BTreeMap<&str, Vec<(&Document, &[Pair])>> = BTreeMap::new();
    let mut calibration = Calibration::default();
    for ((document, found), aligned) in documents.iter().zip(&found).zip(&aligned) {
        sets.entry(&document.set).or_default().push((document, found));
        if document.grain == Grain::Fine {
            calibration.add(&document.gold, &aligned.alignment);
        }
    }
    let mut out = io::stdout().lock();
    for (set, documents) in sets {
        let grain = documents.first().map_or(Grain::Fine, |(document, _)| document.grain);
        let pairs = documents.iter().map(|(document, found)| (&*document.gold, *found));
        let evaluation = evaluate::beads(pairs, grain);
        let (f1, lax) = (evaluation.strict.f1, evaluation.lax.f1);
        match arguments.json {
            true => writeln!(out, "{}", json!({ "set": set, "strict": f1, "lax": lax }))?,
            false => writeln!(out, "{set:<24} strict F1 {f1:.4}  lax F1 {lax:.4}")?,
        }
    }
    let flagged = calibration.flagged(base.doubtful);
    let error = calibration.error();
    let (share, caught) = (flagged.share, flagged.caught);
    if arguments.json {
        let line = json!({ "calibration": error, "flagged": share, "caught": caught });
        writeln!(out, "{line}")?;
    } else {
        writeln!(
            out,
            "calibration error {error:.4}; doubtful: {:.1} % of beads, {:.0} % of errors",
            100.0 * share,
            100.0 * caught
        )?;
    }
    Ok(Answer::Yes)
}
