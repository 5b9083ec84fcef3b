//! Fits the two networks: a semi-Markov conditional random field over the beads that the
//! first score leaves.
//!
//! The loss of a document is the logarithm of the weight of all its paths over that of
//! those that gold allows; its gradient for a bead is the bead's likelihood among all
//! less that among the allowed. One document a step, Adam. Source: Sarawagi and Cohen
//! 2004; Kingma and Ba 2015.

use rayon::prelude::*;

use super::random::Random;
use super::{Options, Prepared};
use crate::align::lattice::Lattice;
use crate::score::{Evidence, Network, TRAINED, Unit, Weights};

/// Of a signal that never changes, the deviation: it counts for nothing.
const NEVER: f64 = 1e9;
/// A deviation that is smaller is none.
const LEAST_DEVIATION: f64 = 1e-5;
/// A family with more beads than this weighs no more for them.
const FAMILY: f64 = 1500.0;
/// What Adam remembers of the gradient and of its square, and what keeps it from dividing
/// by nothing.
const MEMORY: (f64, f64) = (0.9, 0.99);
const LEAST: f64 = 1e-6;
/// Numbers of a unit: its inputs, its bias, its weight.
const UNIT: usize = TRAINED + 2;

type Scales = [(f64, f64); TRAINED];

/// Evidence of one sort of beads of one document, scaled; each with its bead's number.
type Inputs = Vec<(usize, [f64; TRAINED])>;

/// A document as training sees it.
struct Lesson<'a> {
    lattice: &'a Lattice,
    allowed: &'a [bool],
    /// Beads with two sides, then nulls.
    inputs: [Inputs; 2],
    weight: f64,
}

/// A network whose numbers stand in one row, with what Adam remembers of each.
///
/// First the weights and the bias, then each unit.
struct Pupil {
    numbers: Vec<f64>,
    /// What the numbers are pulled towards.
    rest: Vec<f64>,
    gradient: Vec<f64>,
    memory: Vec<(f64, f64)>,
}

/// Fits the networks for beads with two sides and for nulls.
pub(super) fn fit(
    documents: &[&Prepared],
    base: &Weights,
    options: Options,
) -> (Network, Network) {
    let base = options.adapt.then_some([&base.bead, &base.null]);
    let scales = match base {
        Some(base) => base.map(|network| network.scales),
        None => [false, true].map(|null| scales(documents, null)),
    };
    let lessons: Vec<Lesson<'_>> =
        documents.iter().map(|d| Lesson::new(d, documents, &scales)).collect();
    let seeds: Vec<u64> = (0..options.runs).collect();
    let runs = seeds.into_par_iter().map(|seed| run(&lessons, base, seed, options));
    let runs: Vec<[Pupil; 2]> = runs.collect();
    let [beads, nulls] = [0, 1].map(|sort| mean(&runs, sort, scales[sort]));
    (beads, nulls)
}

/// Mean and deviation of each signal.
fn scales(documents: &[&Prepared], null: bool) -> Scales {
    let all = || {
        let evidence =
            documents.iter().flat_map(|d| d.lattice.beads.iter().zip(&d.evidence));
        evidence.filter(move |(bead, _)| bead.is_null() == null).map(|(_, e)| e)
    };
    let count = all().count().max(1) as f64;
    std::array::from_fn(|k| {
        let sum = |term: &dyn Fn(f64) -> f64| -> f64 {
            all().map(|evidence: &Evidence| term(f64::from(evidence[k]))).sum()
        };
        let mean = sum(&|x| x) / count;
        let deviation = (sum(&|x| (x - mean) * (x - mean)) / count).sqrt();
        (mean, if deviation < LEAST_DEVIATION { NEVER } else { deviation })
    })
}

impl<'a> Lesson<'a> {
    fn new(document: &'a Prepared, all: &[&Prepared], scales: &[Scales; 2]) -> Self {
        let mut inputs = [Inputs::new(), Inputs::new()];
        let evidence = document.lattice.beads.iter().zip(&document.evidence);
        for (number, (bead, evidence)) in evidence.enumerate() {
            let sort = usize::from(bead.is_null());
            let scaled = std::array::from_fn(|k| {
                let (mean, deviation) = scales[sort][k];
                (f64::from(evidence[k]) - mean) / deviation
            });
            inputs[sort].push((number, scaled));
        }
        let family = all.iter().filter(|d| d.family == document.family);
        let beads = family.map(|d| d.beads).sum::<usize>().max(1) as f64;
        let weight =
            (FAMILY / beads).min(1.0) / (4.0 * (document.beads.max(1) as f64).sqrt());
        Self { lattice: &document.lattice, allowed: &document.allowed, inputs, weight }
    }
}

/// One training run.
fn run(
    lessons: &[Lesson<'_>],
    base: Option<[&Network; 2]>,
    seed: u64,
    options: Options,
) -> [Pupil; 2] {
    let mut random = Random::new(seed);
    let mut pupils = match base {
        Some(base) => base.map(Pupil::taught),
        None => {
            [options.units.0, options.units.1].map(|units| Pupil::new(units, &mut random))
        }
    };
    let mut decayed = (1.0, 1.0);
    for epoch in 0..options.epochs {
        let turn = std::f64::consts::PI * f64::from(epoch) / f64::from(options.epochs);
        let rate = options.rate * 0.5 * (1.0 + libm::cos(turn)) + 1e-5;
        for index in random.order(lessons.len()) {
            decayed = (decayed.0 * MEMORY.0, decayed.1 * MEMORY.1);
            let lesson = &lessons[index];
            let inputs = lesson
                .inputs
                .each_ref()
                .map(|inputs| dropped(inputs, options.dropout, &mut random));
            let errors = errors(lesson, &inputs, &pupils);
            for (pupil, inputs) in pupils.iter_mut().zip(&inputs) {
                pupil.learn(inputs, &errors);
                pupil.step(rate, options.decay, decayed);
            }
        }
    }
    pupils
}

/// Leaves out some signals of all beads; the others make up for them.
///
/// Source: Srivastava and others 2014, §4, with whole signals of a document for units.
fn dropped(inputs: &Inputs, share: f64, random: &mut Random) -> Inputs {
    let kept = 1.0 / (1.0 - share);
    let mask: [f64; TRAINED] =
        std::array::from_fn(|_| if random.unit() < share { 0.0 } else { kept });
    let masked = |x: &[f64; TRAINED]| std::array::from_fn(|k| x[k] * mask[k]);
    inputs.iter().map(|(number, x)| (*number, masked(x))).collect()
}

/// How much too likely each bead of a document is, as far as the document counts.
fn errors(lesson: &Lesson<'_>, inputs: &[Inputs; 2], pupils: &[Pupil; 2]) -> Vec<f64> {
    let mut scores = vec![0.0; lesson.lattice.beads.len()];
    for (pupil, inputs) in pupils.iter().zip(inputs) {
        inputs.iter().for_each(|(number, x)| scores[*number] = pupil.score(x));
    }
    let found = lesson.lattice.posteriors(&scores);
    for (score, allowed) in scores.iter_mut().zip(lesson.allowed) {
        if !allowed {
            *score = f64::NEG_INFINITY;
        }
    }
    let wanted = lesson.lattice.posteriors(&scores);
    let error = |(found, wanted): (f64, f64)| (found - wanted) * lesson.weight;
    found.into_iter().zip(wanted).map(error).collect()
}

impl Pupil {
    fn new(units: usize, random: &mut Random) -> Self {
        let mut numbers = vec![0.0; TRAINED + 1];
        for _ in 0..units {
            let root = (TRAINED as f64).sqrt();
            numbers.extend((0..TRAINED).map(|_| random.normal() / root));
            numbers.extend([0.0, 0.1 * random.normal()]);
        }
        let rest = vec![0.0; numbers.len()];
        Self::resting(numbers, rest)
    }

    /// One that knows what a network does, and is loath to forget it.
    fn taught(network: &Network) -> Self {
        let mut numbers = network.weights.to_vec();
        numbers.push(network.bias);
        for unit in &network.units {
            numbers.extend(unit.inputs);
            numbers.extend([unit.bias, unit.weight]);
        }
        Self::resting(numbers.clone(), numbers)
    }

    fn resting(numbers: Vec<f64>, rest: Vec<f64>) -> Self {
        let count = numbers.len();
        let (gradient, memory) = (vec![0.0; count], vec![(0.0, 0.0); count]);
        Self { numbers, rest, gradient, memory }
    }

    fn score(&self, x: &[f64; TRAINED]) -> f64 {
        let (linear, units) = self.numbers.split_at(TRAINED + 1);
        let units = units.as_chunks::<UNIT>().0.iter();
        let hidden: f64 = units.map(|unit| unit[UNIT - 1] * activity(unit, x)).sum();
        dot(linear, x) + linear[TRAINED] + hidden
    }

    fn learn(&mut self, inputs: &Inputs, errors: &[f64]) {
        self.gradient.fill(0.0);
        let units = self.numbers[TRAINED + 1..].as_chunks::<UNIT>().0;
        let (linear, gradients) = self.gradient.split_at_mut(TRAINED + 1);
        let gradients = gradients.as_chunks_mut::<UNIT>().0;
        for (number, x) in inputs {
            let error = errors[*number];
            if error == 0.0 {
                continue;
            }
            linear.iter_mut().zip(x).for_each(|(sum, x)| *sum += error * x);
            linear[TRAINED] += error;
            for (unit, gradient) in units.iter().zip(gradients.iter_mut()) {
                let activity = activity(unit, x);
                let part = error * unit[UNIT - 1] * (1.0 - activity * activity);
                gradient.iter_mut().zip(x).for_each(|(sum, x)| *sum += part * x);
                gradient[TRAINED] += part;
                gradient[UNIT - 1] += error * activity;
            }
        }
    }

    /// Moves all numbers a step down; all but biases are pulled towards where they rest.
    fn step(&mut self, rate: f64, decay: f64, decayed: (f64, f64)) {
        let is_bias =
            |k: usize| k == TRAINED || k > TRAINED && (k - TRAINED - 1) % UNIT == TRAINED;
        for (k, number) in self.numbers.iter_mut().enumerate() {
            let pull = if is_bias(k) { 0.0 } else { decay * (*number - self.rest[k]) };
            let gradient = self.gradient[k] + pull;
            let (mean, square) = &mut self.memory[k];
            *mean = MEMORY.0 * *mean + (1.0 - MEMORY.0) * gradient;
            *square = MEMORY.1 * *square + (1.0 - MEMORY.1) * gradient * gradient;
            let (mean, square) = (*mean / (1.0 - decayed.0), *square / (1.0 - decayed.1));
            *number -= rate * mean / (square.sqrt() + LEAST);
        }
    }
}

/// The mean of some runs: one network with the units of them all.
fn mean(runs: &[[Pupil; 2]], sort: usize, scales: Scales) -> Network {
    let count = runs.len() as f64;
    let mut network =
        Network { scales, weights: [0.0; TRAINED], bias: 0.0, units: Vec::new() };
    for numbers in runs.iter().map(|run| &run[sort].numbers) {
        let (linear, units) = numbers.split_at(TRAINED + 1);
        for (weight, number) in network.weights.iter_mut().zip(linear) {
            *weight += number / count;
        }
        network.bias += linear[TRAINED] / count;
        network.units.extend(units.as_chunks::<UNIT>().0.iter().map(|unit| Unit {
            inputs: std::array::from_fn(|k| unit[k]),
            bias: unit[TRAINED],
            weight: unit[UNIT - 1] / count,
        }));
    }
    network
}

fn activity(unit: &[f64; UNIT], x: &[f64; TRAINED]) -> f64 {
    libm::tanh(dot(unit, x) + unit[TRAINED])
}

/// The product of as many numbers as there are signals; `weights` may have more.
fn dot(weights: &[f64], x: &[f64; TRAINED]) -> f64 {
    weights.iter().zip(x).map(|(weight, x)| weight * x).sum()
}
