//! Training: what gold is read, and what is learned from it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;
use tetrapla::align::align;
use tetrapla::align::calibration::Calibration;
use tetrapla::align::evaluate::{self, Grain};
use tetrapla::align::gold::{self, Pair};
use tetrapla::align::train::{By, Document, Options, cross_validate, train};
use tetrapla::parallel::Alignment;
use tetrapla::score::{Side, Weights};
use tetrapla::work::gold_documents;

use crate::quality::NEWS;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn ours() -> Vec<Document> {
    gold_documents(&[root().join("tests/gold")]).unwrap()
}

#[test]
fn folders_of_works_are_read_pair_by_pair() {
    let documents = ours();
    assert_eq!(documents.len(), 36);
    assert!(documents.iter().all(|d| d.family == "gold" && d.grain == Grain::Fine));
    let sets: BTreeMap<&str, usize> =
        documents.iter().fold(BTreeMap::new(), |mut sets, document| {
            *sets.entry(document.set.as_str()).or_default() += 1;
            sets
        });
    assert_eq!(sets["gold_it_ja"], 6);
    assert_eq!((sets["gold_zh-Hant_ja"], sets["gold_zh-Hans_ja"]), (3, 3));
    for document in &documents {
        let sides = |f: fn(&Pair) -> usize| document.gold.iter().map(f).sum::<usize>();
        assert_eq!(
            sides(|pair| pair.0.len()),
            document.source.len(),
            "{}",
            document.name
        );
        assert_eq!(
            sides(|pair| pair.1.len()),
            document.target.len(),
            "{}",
            document.name
        );
    }
}

#[test]
fn sets_are_read_in_the_order_of_their_name_and_confirmed_rows_count() {
    let dir = tempfile::tempdir().unwrap();
    let set = dir.path().join("tiny2_ja_en");
    fs::create_dir(&set).unwrap();
    for (name, text) in [
        ("a.ja", "一\n二\n"),
        ("a.en", "one\n"),
        ("a.gold", "[0,1]:[0]\n"),
        ("GROUPS", ""),
    ] {
        fs::write(set.join(name), text).unwrap();
    }
    let document = gold_documents(std::slice::from_ref(&set)).unwrap().remove(0);
    assert_eq!(document.langs, ("ja".to_owned(), "en".to_owned()));
    assert_eq!(
        (document.family.as_str(), document.set.as_str()),
        ("tiny", "tiny2_ja_en")
    );
    assert_eq!((document.source.len(), document.grain), (2, Grain::Coarse));
    // A folder of sets is not one family.
    let all = gold_documents(&[dir.path().to_owned()]).unwrap();
    assert_eq!(all[0].family, "tiny");

    fs::write(set.join("a.gold"), "[0]:[0]\n[1:[]\n").unwrap();
    let error = gold_documents(std::slice::from_ref(&set)).unwrap_err();
    assert!(error.to_string().ends_with("`[1:[]` is no bead, wanted `[0,1]:[2]`"));
    assert_eq!(error.line(), Some(2));
    fs::remove_file(set.join("a.gold")).unwrap();
    assert!(gold_documents(&[set]).unwrap_err().to_string().contains("no gold"));

    let columns =
        r#""columns":[{"lang":"ja","sentences":2},{"lang":"en","sentences":3}]"#;
    let work = dir.path().join("work.jsonl");
    let row = |id: u32, ja: &str, en: &str, verdict: &str| {
        format!(
            r#"{{"id":{id},"cells":{{"ja":[{ja}],"en":[{en}]}},"verdict":"{verdict}"}}"#
        )
    };
    let rows = [
        format!(r#"{{"tetrapla":1,"work":"work",{columns},"made":{{"version":"0"}}}}"#),
        row(1, r#""一""#, r#""one""#, "proposed"),
        row(2, r#""二""#, r#""two","more""#, "confirmed"),
    ];
    fs::write(&work, rows.join("\n") + "\n").unwrap();
    let document = gold_documents(std::slice::from_ref(&work)).unwrap().remove(0);
    assert_eq!(document.gold, [(vec![1], vec![1, 2])]);
    assert_eq!(document.target, ["one", "two", "more"]);
    let proposed = rows.join("\n").replace("confirmed", "proposed");
    fs::write(&work, proposed + "\n").unwrap();
    assert!(
        gold_documents(&[work]).unwrap_err().to_string().contains("no confirmed row")
    );
}

#[test]
fn the_same_gold_gives_the_same_weights_with_any_number_of_threads() {
    let documents: Vec<Document> =
        ours().into_iter().filter(|d| d.set == "gold_it_en").take(3).collect();
    let options = Options { epochs: 3, runs: 2, ..Options::RECIPE };
    let text = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| train(&documents, Weights::embedded(), options).to_text())
    };
    let (one, three) = (text(1), text(3));
    assert_eq!(one, three);
    let weights = Weights::parse(&one).unwrap();
    assert_eq!((weights.bead.units.len(), weights.null.units.len()), (8, 4));
    assert_eq!(weights.doubtful, Weights::embedded().doubtful);
    assert!(weights.bead.weights[0] > 0.0, "more alike is better");
}

#[test]
fn a_few_documents_teach_enough_to_align_another() {
    let documents: Vec<Document> =
        ours().into_iter().filter(|d| d.set == "gold_it_en").collect();
    let options = Options { epochs: 8, runs: 1, gaps: false, ..Options::RECIPE };
    let found = cross_validate(&documents, Weights::embedded(), By::Document, options);
    let alignments = found.iter().map(|aligned| &aligned.alignment);
    let figures = f1(documents.iter().zip(alignments))["gold_it_en"];
    assert!(figures > 0.9, "{figures}");
}

/// Somebody has gold of two works; the weights know neither them nor the four others. They
/// are learned from the smaller sets, which takes less long.
#[test]
fn a_little_gold_adapts_weights_to_its_genre() {
    let Some(documents) = development() else { return };
    let (ours, others): (Vec<Document>, Vec<Document>) =
        documents.into_iter().partition(|d| d.family == "tetragold");
    let small = |d: &Document| d.grain == Grain::Fine || d.gold.len() < 100;
    let others: Vec<Document> = others.into_iter().filter(small).collect();
    let base = train(&others, Weights::embedded(), Options::RECIPE);
    let (gold, held_out): (Vec<Document>, Vec<Document>) =
        ours.into_iter().partition(|d| ["01", "02"].contains(&d.name.as_str()));
    let gold: Vec<Document> = gold
        .into_iter()
        .filter(|d| d.set.ends_with("it_en") || d.set.ends_with("zh_ja"))
        .collect();
    let beads: usize = gold.iter().map(|document| document.gold.len()).sum();
    let measure = |weights: &Weights| -> f64 {
        let found: Vec<Alignment> = held_out
            .iter()
            .map(|d| {
                let (source, target) = (Side::new(&d.source), Side::new(&d.target));
                align(&source, &target, weights, &[]).alignment
            })
            .collect();
        let figures = f1(held_out.iter().zip(&found));
        figures.values().sum::<f64>() / figures.len() as f64
    };
    let before = measure(&base);
    let after = measure(&train(&gold, &base, Options::ADAPT));
    println!("{beads} beads: {before:.4} -> {after:.4}");
    assert!(after > before, "{before} {after}");
}

/// Strict F1 of each set.
fn f1<'a>(
    documents: impl Iterator<Item = (&'a Document, &'a Alignment)>,
) -> BTreeMap<String, f64> {
    let mut sets: BTreeMap<String, Vec<(&Document, Vec<Pair>)>> = BTreeMap::new();
    for (document, alignment) in documents {
        let pairs = alignment.beads.iter().map(|&bead| gold::pair(bead)).collect();
        sets.entry(document.set.clone()).or_default().push((document, pairs));
    }
    let measured = |set: Vec<(&Document, Vec<Pair>)>| {
        let pairs = set.iter().map(|(d, found)| (d.gold.as_slice(), found.as_slice()));
        evaluate::beads(pairs, set[0].0.grain).strict.f1
    };
    sets.into_iter().map(|(name, set)| (name, measured(set))).collect()
}

/// The development sets that the shipped weights are trained on; of the news, which are
/// one text in many pairs, enough.
fn development() -> Option<Vec<Document>> {
    let shared = root().join("../shared/eval");
    let Ok(folders) = fs::read_dir(shared.join("align")) else {
        println!("skipped: the development sets are not here");
        return None;
    };
    let is_used = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        !name.starts_with("ntrex") || NEWS.contains(&name.as_str())
    };
    let mut paths: Vec<PathBuf> =
        folders.map(|entry| entry.unwrap().path()).filter(is_used).collect();
    paths.sort();
    paths.push(shared.join("tetragold_dev"));
    Some(gold_documents(&paths).unwrap())
}

/// Prints what weights reach on families that they were not trained on; takes minutes.
#[test]
#[ignore = "takes minutes; run it to report figures"]
fn figures_of_families_left_out() {
    let Some(documents) = development() else { return };
    let weights = Weights::embedded();
    let found = cross_validate(&documents, weights, By::Family, Options::RECIPE);
    let alignments = || found.iter().map(|aligned| &aligned.alignment);
    for (set, figure) in f1(documents.iter().zip(alignments())) {
        println!("{set}: {figure:.4}");
    }
    let mut calibration = Calibration::default();
    for (document, alignment) in documents.iter().zip(alignments()) {
        if document.grain == Grain::Fine {
            calibration.add(&document.gold, alignment);
        }
    }
    for bin in calibration.bins() {
        println!("{} beads: mean {:.3}, right {:.3}", bin.count, bin.mean, bin.right);
    }
    for under in [0.5, 0.6, 0.7, 0.8, 0.9, 0.95] {
        println!("under {under}: {:.3?}", calibration.flagged(under));
    }
    println!("expected calibration error: {:.4}", calibration.error());
    assert!(calibration.error() < 0.015);
}

#[test]
#[ignore = "takes minutes: cargo test --release --test it -- --ignored shipped_weights"]
fn the_shipped_weights_are_what_their_script_makes() {
    let eval = root().join("../shared/eval");
    if !eval.is_dir() {
        println!("skipped: the development sets are not here");
        return;
    }
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("weights.toml");
    let made = Command::new("sh")
        .arg(root().join("src/score/weights.sh"))
        .args([&eval.canonicalize().unwrap(), &out])
        .env("TETRAPLA", env!("CARGO_BIN_EXE_tetrapla"))
        .stdin(Stdio::null())
        .status();
    assert!(made.unwrap().success());
    let shipped = root().join("src/score/weights.toml");
    assert!(fs::read(out).unwrap() == fs::read(shipped).unwrap(), "other weights");
}
