//! How good the alignments are: measured on gold, held by floors.
//!
//! `tests/gold` is ours and always there; larger development sets are used where they
//! are. Every set that is measured has a floor in `floor.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tetrapla::align::evaluate::{self, Grain};
use tetrapla::align::gold::{self, Pair};
use tetrapla::align::{JoinedRow, align, rows};
use tetrapla::parallel::Alignment;
use tetrapla::score::{Side, Weights};
use tetrapla::text::Run;

/// Beads of gold, and those that were found.
type Compared = (Vec<Pair>, Vec<Pair>);

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn floors() -> BTreeMap<String, f64> {
    toml::from_str(&fs::read_to_string(root().join("tests/floor.toml")).unwrap()).unwrap()
}

fn sentences(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let text = text.strip_suffix('\n').unwrap_or(&text);
    text.split('\n').map(|line| line.trim().to_owned()).collect()
}

fn side(path: &Path) -> Side {
    Side::new(&sentences(path))
}

fn pairs(alignment: &Alignment) -> Vec<Pair> {
    let list = |run: Run| run.range().map(|n| n as u32).collect();
    alignment.beads.iter().map(|bead| (list(bead.source), list(bead.target))).collect()
}

fn gold(path: &Path) -> Vec<Pair> {
    gold::parse(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The works of `tests/gold`: name, languages, and a side for each.
fn works() -> Vec<(PathBuf, Vec<(String, Side)>)> {
    let mut works = Vec::new();
    for entry in fs::read_dir(root().join("tests/gold")).unwrap() {
        let dir = entry.unwrap().path();
        if dir.join("rows.jsonl").is_file() {
            let mut columns: Vec<String> = fs::read_dir(&dir)
                .unwrap()
                .map(|file| file.unwrap().file_name().into_string().unwrap())
                .filter_map(|name| name.strip_suffix(".txt").map(str::to_owned))
                .collect();
            // The gold files are named in this order.
            let order = ["it", "en", "zh-Hans", "zh-Hant", "ja"];
            columns.sort_by_key(|lang| order.iter().position(|known| known == lang));
            let columns = columns.into_iter().map(|lang| {
                let side = side(&dir.join(format!("{lang}.txt")));
                (lang, side)
            });
            works.push((dir.clone(), columns.collect()));
        }
    }
    works.sort_by(|a, b| a.0.cmp(&b.0));
    works
}

#[test]
fn our_gold_is_met_in_pairs_and_in_rows() {
    let (floors, weights) = (floors(), Weights::embedded());
    let mut by_pair: BTreeMap<String, Vec<Compared>> = BTreeMap::new();
    let (mut hits, mut found, mut wanted) = (0, 0, 0);
    for (dir, columns) in works() {
        for (a, (first, source)) in columns.iter().enumerate() {
            for (second, target) in &columns[a + 1..] {
                let aligned = align(source, target, weights, &[]);
                let gold = gold(&dir.join(format!("{first}-{second}.fine.gold")));
                let lang = |tag: &str| tag.split('-').next().unwrap().to_owned();
                let name = format!("{}-{}", lang(first), lang(second));
                by_pair.entry(name).or_default().push((gold, pairs(&aligned.alignment)));
            }
        }
        let sides: Vec<&Side> = columns.iter().map(|(_, side)| side).collect();
        let several = |rows: Vec<Vec<Run>>| -> Vec<Vec<Run>> {
            let several =
                |row: &Vec<Run>| row.iter().filter(|r| !r.is_empty()).count() > 1;
            rows.into_iter().filter(several).collect()
        };
        let gold = several(gold_rows(&dir, &columns));
        let joined = rows(&sides, weights, &[]);
        let joined = several(joined.into_iter().map(|row: JoinedRow| row.runs).collect());
        hits += joined.iter().filter(|row| gold.contains(row)).count();
        found += joined.len();
        wanted += gold.len();
    }
    let mut mean = 0.0;
    for (name, documents) in &by_pair {
        let documents = documents.iter().map(|(g, p)| (g.as_slice(), p.as_slice()));
        let f1 = evaluate::beads(documents, Grain::Fine).strict.f1;
        println!("{name}: {f1:.4}");
        mean += f1 / by_pair.len() as f64;
    }
    let row_f1 = 2.0 * hits as f64 / (found + wanted) as f64;
    println!("mean of six pairs: {mean:.4}; rows: {row_f1:.4}");
    assert!(mean >= floors["tetra-pairs"], "pairs {mean:.4}");
    assert!(row_f1 >= floors["tetra-rows"], "rows {row_f1:.4}");
}

/// A text that has sixty sentences of another work, in another language, before its first
/// is aligned as well as without.
#[test]
fn a_preface_of_strangers_leaves_the_rest_as_it_is() {
    const STRANGERS: usize = 60;
    let weights = Weights::embedded();
    let dirs: Vec<PathBuf> = works().into_iter().map(|(dir, _)| dir).collect();
    let lines = |path: PathBuf| -> Vec<String> {
        fs::read_to_string(path).unwrap().lines().map(|l| l.trim().to_owned()).collect()
    };
    let (mut plain, mut prefaced) = (Vec::new(), Vec::new());
    for (k, dir) in dirs.iter().enumerate() {
        let (source, target) = (lines(dir.join("it.txt")), lines(dir.join("en.txt")));
        let others =
            (1..3).flat_map(|n| lines(dirs[(k + n) % dirs.len()].join("ja.txt")));
        let strangers: Vec<String> = others.take(STRANGERS).collect();
        assert_eq!(strangers.len(), STRANGERS);
        let target = Side::new(&target);
        let beads = |source: &[String]| {
            pairs(&align(&Side::new(source), &target, weights, &[]).alignment)
        };
        let gold = gold(&dir.join("it-en.fine.gold"));
        let moved = |pair: &Pair| {
            (pair.0.iter().map(|i| i + STRANGERS as u32).collect(), pair.1.clone())
        };
        let nulls = (0..STRANGERS as u32).map(|i| (vec![i], Vec::new()));
        let with = nulls.chain(gold.iter().map(moved)).collect::<Vec<Pair>>();
        plain.push((gold, beads(&source)));
        prefaced.push((with, beads(&[strangers, source].concat())));
    }
    let f1 = |documents: &[Compared]| {
        let documents = documents.iter().map(|(g, p)| (g.as_slice(), p.as_slice()));
        evaluate::beads(documents, Grain::Fine).strict.f1
    };
    let (plain, prefaced) = (f1(&plain), f1(&prefaced));
    println!("a preface: {plain:.4} -> {prefaced:.4}");
    assert!(plain - prefaced <= 0.015, "{plain:.4} {prefaced:.4}");
}

fn gold_rows(dir: &Path, columns: &[(String, Side)]) -> Vec<Vec<Run>> {
    let mut at = vec![0; columns.len()];
    let text = fs::read_to_string(dir.join("rows.jsonl")).unwrap();
    let rows = text.lines().map(|line| {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let cells = columns.iter().zip(&mut at).map(|((lang, _), at)| {
            let start = *at;
            *at += row[lang].as_array().unwrap().len();
            // Where an empty cell stands is no matter.
            Run::new(start, *at)
        });
        cells.collect()
    });
    rows.collect()
}

/// What development sets are pooled under one floor: their names begin with it. The mean
/// of the sets counts, as languages count alike.
const FAMILIES: &[&str] = &[
    "mac_dev",
    "textberg",
    "pol",
    "mag",
    "lit_it_en",
    "lit_en_ja",
    "lit_en_zh",
    "ntrex4_",
    "ntrex4drop",
];

/// Of the pairs of news, those that figures are the mean of, and that weights are trained
/// on; `src/score/weights.sh` has the same.
pub(crate) const NEWS: &[&str] = &[
    "ntrex4_it_en",
    "ntrex4_zh_ja",
    "ntrex4_en_ja",
    "ntrex4drop_it_en",
    "ntrex4drop_zh_ja",
    "ntrex4drop_en_zh",
    "ntrex4drop_it_ja",
];

/// Strict F1 of one set.
fn measured(dir: &Path) -> f64 {
    let set = dir.file_name().unwrap().to_str().unwrap();
    let langs: Vec<&str> = set.rsplit('_').take(2).collect();
    let grain = match dir.join("GROUPS").exists() {
        true => Grain::Coarse,
        false => Grain::Fine,
    };
    let mut documents = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "gold") {
            let side = |lang: &str| side(&path.with_extension(lang));
            let (source, target) = (side(langs[1]), side(langs[0]));
            let aligned = align(&source, &target, Weights::embedded(), &[]);
            documents.push((gold(&path), pairs(&aligned.alignment)));
        }
    }
    let documents = documents.iter().map(|(g, p)| (g.as_slice(), p.as_slice()));
    evaluate::beads(documents, grain).strict.f1
}

#[test]
fn development_sets_are_met() {
    let sets = root().join("../shared/eval/align");
    if !sets.is_dir() {
        println!("skipped: the development sets are not here");
        return;
    }
    let mut names: Vec<String> = fs::read_dir(&sets)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("ntrex") || NEWS.contains(&name.as_str()))
        .collect();
    names.sort();
    let (floors, mut low) = (floors(), Vec::new());
    for family in FAMILIES {
        let members: Vec<&String> =
            names.iter().filter(|name| name.starts_with(family)).collect();
        let sum: f64 = members.iter().map(|name| measured(&sets.join(name))).sum();
        let (f1, floor) = (sum / members.len() as f64, floors[*family]);
        println!("{family}: {f1:.4}");
        if f1 < floor {
            low.push(format!("{family}: {f1:.4} < {floor}"));
        }
    }
    assert!(low.is_empty(), "{}", low.join("\n"));
}
