//! The trained score: a small network, one for beads with two sides and one for nulls.

use super::Evidence;
use super::signals::TRAINED;

/// Weights of a score: linear, and so much of a hidden unit as the evidence wakes it.
///
/// score(x) = w·z + c + v·tanh(Wz + b), z = (x − mean) / deviation.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// What is taken from every signal, and what the rest is divided by.
    pub scales: [(f64, f64); TRAINED],
    /// Weight of every signal.
    pub weights: [f64; TRAINED],
    /// Score of evidence that is nothing but the mean.
    pub bias: f64,
    /// The hidden units.
    pub units: Vec<Unit>,
}

/// A hidden unit of a [`Network`].
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// What it makes of every signal.
    pub inputs: [f64; TRAINED],
    /// What it is without any.
    pub bias: f64,
    /// How it counts.
    pub weight: f64,
}

impl Network {
    /// Scores the evidence for a bead; a higher score is a likelier bead.
    pub fn score(&self, evidence: &Evidence) -> f64 {
        let mut z = [0.0; TRAINED];
        for ((z, &x), (mean, deviation)) in z.iter_mut().zip(evidence).zip(&self.scales) {
            *z = (f64::from(x) - mean) / deviation;
        }
        let mut score = dot(&self.weights, &z) + self.bias;
        for unit in &self.units {
            score += unit.weight * libm::tanh(dot(&unit.inputs, &z) + unit.bias);
        }
        score
    }
}

fn dot(a: &[f64; TRAINED], b: &[f64; TRAINED]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
