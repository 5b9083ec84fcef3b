//! Segmenting: the conventions of `tests/gold/README.md`, and how well they are kept.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tetrapla::lang::Lang;
use tetrapla::read::{Options, read};
use tetrapla::segment::segment;
use tetrapla::text::Source;

fn source(text: &str, tag: &str) -> Source {
    let lang = Lang::parse(tag).unwrap();
    read(text.as_bytes(), Path::new("x.txt"), &lang, &Options::default()).unwrap()
}

/// Boundaries as characters before them, white space not counted; the end is none.
fn cuts<'a>(sentences: impl Iterator<Item = &'a str>) -> BTreeSet<usize> {
    let mut at = 0;
    let mut out = BTreeSet::new();
    for sentence in sentences {
        at += sentence.chars().filter(|c| !c.is_whitespace()).count();
        out.insert(at);
    }
    out.remove(&at);
    out
}

/// The floor of each language, F1 of boundaries: moved only by a commit that says why.
const FLOORS: &[(&str, f64)] =
    &[("en", 0.995), ("it", 0.995), ("ja", 0.995), ("zh", 0.995)];

#[test]
fn boundaries_of_the_works_are_those_of_the_gold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut works: Vec<_> =
        fs::read_dir(root.join("texts")).unwrap().map(|e| e.unwrap().path()).collect();
    works.sort();
    assert_eq!(works.len(), 6);
    for (range, floor) in FLOORS {
        let (mut hits, mut golden, mut ours) = (0, 0, 0);
        let mut wrong = String::new();
        for work in &works {
            let gold_dir = root.join("tests/gold").join(work.file_name().unwrap());
            for tag in ["en", "it", "ja", "zh-Hans", "zh-Hant"] {
                let path = work.join(format!("{tag}.txt"));
                if !tag.starts_with(range) || !path.exists() {
                    continue;
                }
                let gold =
                    fs::read_to_string(gold_dir.join(format!("{tag}.txt"))).unwrap();
                let passage = segment(source(&fs::read_to_string(&path).unwrap(), tag));
                let found = cuts(passage.texts().into_iter());
                let wanted = cuts(gold.lines());
                let letters: Vec<char> =
                    gold.chars().filter(|c| !c.is_whitespace()).collect();
                for at in wanted.symmetric_difference(&found) {
                    let word = if wanted.contains(at) { "missed" } else { "wrong" };
                    let around = |from: usize, to: usize| -> String {
                        letters[from..to.min(letters.len())].iter().collect()
                    };
                    let (a, b) =
                        (around(at.saturating_sub(20), *at), around(*at, at + 20));
                    wrong += &format!("{tag}: {word} {a} | {b}\n");
                }
                hits += wanted.intersection(&found).count();
                golden += wanted.len();
                ours += found.len();
            }
        }
        let f1 = 2.0 * hits as f64 / (golden + ours) as f64;
        println!("{range}: {f1:.4}\n{wrong}");
        assert!(f1 >= *floor, "{range}: {f1:.4}, wanted {floor}\n{wrong}");
    }
}
