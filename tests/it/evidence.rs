//! Evidence, scores and posteriors against the numbers of the prototype.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tetrapla::align::{align, candidates};
use tetrapla::encode::{Encoded, Encoder};
use tetrapla::parallel::Bead;
use tetrapla::score::{Network, Side, TRAINED, Unit, Weights};
use tetrapla::text::Run;

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared")
}

fn reference() -> Option<Value> {
    match fs::read_to_string(shared().join("prototype/testvectors.json")) {
        Ok(text) => Some(serde_json::from_str(&text).unwrap()),
        Err(_) => {
            println!("skipped: the reference vectors are not here");
            None
        }
    }
}

fn sentences(name: &str) -> Vec<String> {
    let text =
        fs::read_to_string(shared().join("eval/tetragold_dev").join(name)).unwrap();
    text.lines().map(|line| line.trim().to_owned()).collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

/// The weights that the prototype was trained to; it does not know of gaps.
fn prototype() -> Weights {
    let text = fs::read_to_string(shared().join("prototype/model.json")).unwrap();
    let model: Value = serde_json::from_str(&text).unwrap();
    let network = |name: &str| {
        let model = &model[name];
        let row = |key: &str| numbers(&model[key]);
        let wide = |row: Vec<f64>, beyond: f64| -> [f64; TRAINED] {
            std::array::from_fn(|k| row.get(k).copied().unwrap_or(beyond))
        };
        let (mean, deviation) = (wide(row("mu"), 0.0), wide(row("sd"), 1.0));
        let inputs = model["W"].as_array().unwrap().iter().map(numbers);
        let inputs: Vec<Vec<f64>> = inputs.collect();
        let units = row("b").into_iter().zip(row("v")).enumerate();
        let unit = |(unit, (bias, weight)): (usize, (f64, f64))| Unit {
            inputs: wide(inputs.iter().map(|row| row[unit]).collect(), 0.0),
            bias,
            weight,
        };
        Network {
            scales: std::array::from_fn(|k| (mean[k], deviation[k])),
            weights: wide(row("w"), 0.0),
            bias: row("c")[0],
            units: units.map(unit).collect(),
        }
    };
    Weights::embedded().with_networks(network("bead"), network("null"))
}

#[test]
fn runs_tokens_and_cuts_are_those_of_the_prototype() {
    let Some(reference) = reference() else { return };
    let encoded = Encoded::new(Encoder::get(), &sentences("04.it"));
    let run = encoded.runs(&[Run::new(0, 3)]).remove(0);
    let cut = encoded.cut(5).0.numbers();
    let token = encoded.token(0).numbers();
    for (found, name) in [
        (run, "run_0_3_of_04_it"),
        (cut, "cut_5_of_04_it_left"),
        (token, "token_0_of_04_it"),
    ] {
        for (found, wanted) in found.iter().zip(numbers(&reference[name])) {
            assert!(
                (f64::from(*found) - wanted).abs() < 2e-3,
                "{name}: {found} {wanted}"
            );
        }
    }
}

#[test]
fn beads_and_their_evidence_are_those_of_the_prototype() {
    let Some(reference) = reference() else { return };
    let reference = &reference["pair"];
    let (source, target) =
        (Side::new(&sentences("04.it")), Side::new(&sentences("04.ja")));
    let weights = &prototype();
    let candidates = candidates(&source, &target, weights);
    let wanted = reference["edges"].as_u64().unwrap() as usize;
    assert!(candidates.len().abs_diff(wanted) <= 2, "{} {wanted}", candidates.len());
    for edge in reference["some_edges"].as_array().unwrap() {
        let ends: Vec<usize> = serde_json::from_value(edge["bead"].clone()).unwrap();
        let bead = Bead {
            source: Run::new(ends[0], ends[1]),
            target: Run::new(ends[2], ends[3]),
        };
        let found = candidates.iter().find(|c| c.bead == bead).unwrap();
        for (k, wanted) in numbers(&edge["x"]).into_iter().enumerate() {
            let found = f64::from(found.evidence[k]);
            println!("{bead:?} {k}: {found} {wanted}");
            assert!((found - wanted).abs() < 0.01, "{bead:?} {k}: {found} {wanted}");
        }
        let wanted = edge["score"].as_f64().unwrap();
        assert!((found.score - wanted).abs() < 0.1, "{bead:?} {} {wanted}", found.score);
    }

    let alignment = align(&source, &target, weights, &[]).alignment;
    let beads = reference["beads"].as_array().unwrap();
    let list = |run: Run| format!("{:?}", run.range().collect::<Vec<_>>());
    let found = alignment.beads.iter();
    let found: Vec<String> =
        found.map(|b| format!("{}:{}", list(b.source), list(b.target))).collect();
    assert_eq!(found, beads.iter().map(|b| b.as_str().unwrap()).collect::<Vec<_>>());
    for (found, wanted) in
        alignment.posteriors.iter().zip(numbers(&reference["posteriors"]))
    {
        assert!((found - wanted).abs() < 0.02, "{found} {wanted}");
    }
}

#[test]
fn passages_of_any_size_are_tiled_and_fixed_beads_stay() {
    let texts: Vec<String> = (0..12).map(|k| format!("It was the year {k}.")).collect();
    let weights = Weights::embedded();
    let bead =
        |i0, i1, j0, j1| Bead { source: Run::new(i0, i1), target: Run::new(j0, j1) };
    let none: &[Bead] = &[];
    let long = [bead(1, 9, 1, 8), bead(9, 9, 8, 8), bead(9, 12, 8, 8)];
    let nothing = [bead(0, 0, 0, 0), bead(0, 0, 0, 5)];
    for (n, m, fixed) in [
        (0, 0, none),
        (0, 3, none),
        (1, 0, none),
        (1, 1, none),
        (1, 3, none),
        (5, 5, none),
        (12, 12, &long),
        (12, 8, &long),
        (3, 7, &nothing),
    ] {
        let (source, target) = (Side::new(&texts[..n]), Side::new(&texts[..m]));
        let found = align(&source, &target, weights, fixed).alignment;
        let (mut i, mut j) = (0, 0);
        for bead in &found.beads {
            assert_eq!((bead.source.start(), bead.target.start()), (i, j), "{n} {m}");
            (i, j) = (bead.source.end(), bead.target.end());
        }
        assert_eq!((i, j), (n, m));
        assert!(found.posteriors.iter().all(|p| (0.0..=1.0).contains(p)), "{n} {m}");
        let some = |bead: &&Bead| bead.source.len() + bead.target.len() > 0;
        assert!(fixed.iter().filter(some).all(|bead| found.beads.contains(bead)));
    }
}
