//! The weights of the score, read from a data file and written to one.
//!
//! Invariant: what is printed parses to the same weights, and the fingerprint is that of
//! the text.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use toml::Spanned;

use super::Evidence;
use super::network::{Network, Unit};
use super::signals::{TRAINED, of_trained};
use crate::parallel::Bead;

/// The embedded weights.
const DATA: &str = include_str!("weights.toml");

/// The version of the layout that we read.
const VERSION: u32 = 1;

/// What the aligner weighs its evidence with.
#[derive(Clone, Debug)]
pub struct Weights {
    /// Weights of the first score.
    pub stage1: Stage1,
    /// Rows whose confidence is less are doubtful, 0 to 1.
    pub doubtful: f64,
    /// What a boundary between rows of many columns must be better than, 0 to 1.
    pub boundary: f64,
    /// The trained score of beads with two sides.
    pub bead: Network,
    /// The trained score of nulls.
    pub null: Network,
    fingerprint: String,
}

/// Weights of the signals of the first score; see [`stage1`](super::stage1).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage1 {
    /// Of the similarity of the two sides.
    pub similarity: f64,
    /// Of the similarity to the neighbors of the other side.
    pub rivals: f64,
    /// Of the difference in length.
    pub length: f64,
    /// Of every sentence beyond one a side.
    pub size: f64,
    /// Of every sentence beyond one on the shorter side.
    pub both: f64,
    /// Of a sentence without a counterpart.
    pub null: f64,
    /// Of such a sentence in a gap.
    pub gap: f64,
}

/// The file as it stands.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    version: u32,
    doubtful: f64,
    boundary: f64,
    stage1: Stage1,
    bead: Spanned<NetworkText>,
    null: Spanned<NetworkText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NetworkText {
    bias: f64,
    unit_biases: Vec<f64>,
    unit_weights: Vec<f64>,
    signals: BTreeMap<String, Spanned<SignalText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignalText {
    mean: f64,
    deviation: f64,
    weight: f64,
    units: Vec<f64>,
}

/// Where in the text something is wrong, and what.
type Wrong = (usize, String);

static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| Weights::parse(DATA).expect("embedded weights parse"));

impl Weights {
    /// Returns the embedded weights.
    pub fn embedded() -> &'static Self {
        &WEIGHTS
    }

    /// Parses a file of weights.
    ///
    /// # Errors
    /// What is wrong and on which line, counted from 1.
    pub fn parse(text: &str) -> Result<Self, (usize, String)> {
        let line = |at: usize| text[..at].matches('\n').count() + 1;
        let parsed: Text = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            (line(start), error.message().to_owned())
        })?;
        if parsed.version != VERSION {
            let message =
                format!("version {} of weights, wanted {VERSION}", parsed.version);
            return Err((1, message));
        }
        let place = |(at, message): Wrong| (line(at), message);
        Ok(Self {
            stage1: parsed.stage1,
            doubtful: parsed.doubtful,
            boundary: parsed.boundary,
            bead: network(parsed.bead).map_err(place)?,
            null: network(parsed.null).map_err(place)?,
            fingerprint: fingerprint(text),
        })
    }

    /// Scores a bead by the evidence for it; a higher score is a likelier bead.
    pub fn score(&self, bead: Bead, evidence: &Evidence) -> f64 {
        match bead.is_null() {
            true => self.null.score(evidence),
            false => self.bead.score(evidence),
        }
    }

    /// Returns these weights with other networks, their numbers rounded to the six digits
    /// that the file has.
    pub fn with_networks(&self, bead: Network, null: Network) -> Self {
        let weights = Self { bead, null, ..self.clone() };
        Self::parse(&weights.to_text()).expect("what is printed parses")
    }

    /// Prints the file that these weights are parsed from.
    pub fn to_text(&self) -> String {
        let Stage1 { similarity, rivals, length, size, both, null, gap } = self.stage1;
        let mut out = format!(
            "# Weights of the aligner. What each is multiplied with is listed in the \
             signals of `score`.\n\
             version = {VERSION}\n\
             # Rows whose confidence is less are doubtful.\n\
             doubtful = {:?}\n\
             # A row boundary of three and more columns must be likelier than this. From \
             .50 to .60 the\n\
             # rows of the sample works hardly change.\n\
             boundary = {:?}\n\n\
             # The first score: set by hand on the development sets.\n\
             [stage1]\n\
             similarity = {similarity:?}\nrivals = {rivals:?}\nlength = {length:?}\n\
             size = {size:?}\nboth = {both:?}\nnull = {null:?}\n\
             gap = {gap:?}\n",
            self.doubtful, self.boundary
        );
        let parts =
            [("bead", "beads with two sides", &self.bead), ("null", "nulls", &self.null)];
        for (name, what, network) in parts {
            let units = &network.units;
            let biases: Vec<f64> = units.iter().map(|unit| unit.bias).collect();
            let weights: Vec<f64> = units.iter().map(|unit| unit.weight).collect();
            let _ = write!(
                out,
                "\n# The trained score of {what}: w·z + bias + Σ unit_weight · tanh(unit · \
                 z + unit_bias),\n# z = (signal - mean) / deviation.\n[{name}]\n\
                 bias = {}\nunit_biases = {}\nunit_weights = {}\n\n[{name}.signals]\n",
                number(network.bias),
                list(&biases),
                list(&weights)
            );
            for (k, signal) in of_trained().enumerate() {
                let (mean, deviation) = network.scales[k];
                let inputs: Vec<f64> = units.iter().map(|unit| unit.inputs[k]).collect();
                let _ = writeln!(
                    out,
                    "{} = {{ mean = {}, deviation = {}, weight = {}, units = {} }}",
                    signal.name,
                    number(mean),
                    number(deviation),
                    number(network.weights[k]),
                    list(&inputs)
                );
            }
        }
        out
    }

    /// Returns the SHA-256 of the text they were parsed from, in hexadecimal.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

fn fingerprint(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A number with six digits.
fn number(x: f64) -> String {
    let rounded: f64 = format!("{x:.5e}").parse().expect("a number was printed");
    format!("{rounded:?}")
}

fn list(numbers: &[f64]) -> String {
    let numbers: Vec<String> = numbers.iter().map(|&x| number(x)).collect();
    format!("[{}]", numbers.join(", "))
}

/// Puts the signals in the order of the table.
fn network(text: Spanned<NetworkText>) -> Result<Network, Wrong> {
    let start = text.span().start;
    let NetworkText { bias, unit_biases, unit_weights, mut signals } = text.into_inner();
    let count = unit_biases.len();
    if unit_weights.len() != count {
        return Err((
            start,
            format!("{} unit weights, wanted {count}", unit_weights.len()),
        ));
    }
    let units = unit_biases.into_iter().zip(unit_weights);
    let units = units.map(|(bias, weight)| Unit { inputs: [0.0; TRAINED], bias, weight });
    let mut network = Network {
        scales: [(0.0, 1.0); TRAINED],
        weights: [0.0; TRAINED],
        bias,
        units: units.collect(),
    };
    for (k, signal) in of_trained().enumerate() {
        let Some(text) = signals.remove(signal.name) else {
            return Err((start, format!("signal `{}` is missing", signal.name)));
        };
        let at = text.span().start;
        let SignalText { mean, deviation, weight, units } = text.into_inner();
        if units.len() != count {
            return Err((at, format!("{} units, wanted {count}", units.len())));
        }
        if deviation.is_nan() || deviation <= 0.0 {
            return Err((at, format!("deviation {deviation}, wanted more than 0")));
        }
        network.scales[k] = (mean, deviation);
        network.weights[k] = weight;
        for (unit, input) in network.units.iter_mut().zip(units) {
            unit.inputs[k] = input;
        }
    }
    match signals.first_key_value() {
        Some((name, text)) => {
            Err((text.span().start, format!("unknown signal `{name}`")))
        }
        None => Ok(network),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_file_is_what_is_printed() {
        let weights = Weights::embedded();
        assert_eq!(weights.to_text(), DATA);
        let same = weights.with_networks(weights.bead.clone(), weights.null.clone());
        assert_eq!(same.fingerprint(), weights.fingerprint());
    }

    #[test]
    fn an_error_names_its_line() {
        let line = |from: &str, to: &str| {
            Weights::parse(&DATA.replacen(from, to, 1)).unwrap_err()
        };
        let signals = DATA.lines().position(|l| l.starts_with("rivals = {")).unwrap() + 1;
        let (at, message) = line("\nrivals = {", "\nrival = {");
        assert!(
            at < signals && message.contains("`rivals` is missing"),
            "{at} {message}"
        );
        let (at, _) = line("\nrivals = { mean", "\nrivals = { men");
        assert_eq!(at, signals);
        let (at, message) = line(
            "\nrivals = {",
            "\nfoo = { mean = 0, deviation = 1, weight = 0, units = [] }\nrivals = {",
        );
        assert!(at == signals && message.contains("`foo`"), "{at} {message}");
        assert_eq!(line("version = 1", "version = 7").0, 1);
    }
}
