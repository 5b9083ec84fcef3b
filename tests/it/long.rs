//! Texts that are long, short, or out of order.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;
use tetrapla::align::align;
use tetrapla::align::gold::{self, Pair};
use tetrapla::parallel::Bead;
use tetrapla::score::{Side, Weights};

const WORKS: [&str; 6] = [
    "a-mountain-of-paper",
    "a-new-city-in-a-thousand-days",
    "half-an-hour-and-a-map",
    "the-guerrilla-state",
    "the-keeper-of-the-bridge",
    "the-treaties-of-july-1961",
];

fn gold_file(work: &str, name: &str) -> String {
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold");
    fs::read_to_string(gold.join(work).join(name)).unwrap()
}

fn sentences(work: &str, lang: &str) -> Vec<String> {
    gold_file(work, &format!("{lang}.txt")).lines().map(str::to_owned).collect()
}

fn beads(source: &[String], target: &[String]) -> Vec<Bead> {
    let (source, target) = (Side::new(source), Side::new(target));
    align(&source, &target, Weights::embedded(), &[]).alignment.beads
}

/// Whether beads lead from one end of both passages to the other without a hole.
fn tile(beads: &[Bead], source: usize, target: usize) -> bool {
    let end = beads.iter().try_fold((0, 0), |end, bead| {
        let start = (bead.source.start(), bead.target.start());
        (start == end).then_some((bead.source.end(), bead.target.end()))
    });
    end == Some((source, target))
}

#[test]
fn passages_of_any_length_are_tiled() {
    let [it, en] =
        ["it", "en"].map(|lang| WORKS.map(|work| sentences(work, lang)).concat());
    for n in [0, 1, 5, it.len()] {
        for m in [0, 1, 5, en.len()] {
            assert!(tile(&beads(&it[..n], &en[..m]), n, m), "{n} {m}");
        }
    }
    // The gold of the first five sentences is found in most works with no more than them.
    let (mut kept, mut wanted) = (0, 0);
    for work in WORKS {
        let first = |n: &u32| *n < 5;
        let gold = gold::parse(&gold_file(work, "it-en.fine.gold")).unwrap();
        let gold: Vec<Pair> =
            gold.into_iter().take_while(|pair| pair.0.iter().all(first)).collect();
        let [m, n] = [|pair: &Pair| pair.0.len(), |pair: &Pair| pair.1.len()]
            .map(|side| gold.iter().map(side).sum::<usize>());
        let found = beads(&sentences(work, "it")[..m], &sentences(work, "en")[..n]);
        let found: BTreeSet<Pair> = found.into_iter().map(gold::pair).collect();
        wanted += gold.len();
        kept += gold.iter().filter(|pair| found.contains(*pair)).count();
    }
    println!("five sentences: {kept} of {wanted} beads");
    assert!(4 * kept >= 3 * wanted, "{kept} of {wanted}");
}

/// A chapter that stands twice in one text has one counterpart in the other; what stands
/// before it and behind it does not mind.
#[test]
fn a_chapter_that_stands_twice_leaves_the_rest_as_it_is() {
    const CHAPTER: std::ops::Range<u32> = 20..35;
    let (mut kept, mut wanted) = (0, 0);
    for work in WORKS {
        let (it, en) = (sentences(work, "it"), sentences(work, "en"));
        let gold = gold::parse(&gold_file(work, "it-en.fine.gold")).unwrap();
        let (start, end) = (CHAPTER.start as usize, CHAPTER.end as usize);
        let twice = [&en[..end], &en[start..end], &en[end..]].concat();
        let found: BTreeSet<Pair> =
            beads(&it, &twice).into_iter().map(gold::pair).collect();
        let moved =
            |n: &u32| if *n < CHAPTER.end { *n } else { n + CHAPTER.len() as u32 };
        for (source, target) in gold {
            if source.is_empty()
                || target.is_empty()
                || target.iter().any(|j| CHAPTER.contains(j))
            {
                continue;
            }
            let pair = (source, target.iter().map(moved).collect::<Vec<u32>>());
            wanted += 1;
            kept += usize::from(found.contains(&pair));
        }
    }
    println!("a chapter twice: {kept} of {wanted} beads around it");
    assert!(kept as f64 >= 0.95 * wanted as f64, "{kept} of {wanted}");
}

/// Texts of so many sentences and more, of the gold's beads in an order that looks random.
fn shuffled(count: usize) -> [Vec<String>; 2] {
    let mut beads: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for work in WORKS {
        let (it, en) = (sentences(work, "it"), sentences(work, "en"));
        let text = |side: &[String], list: &[u32]| {
            list.iter().map(|&k| side[k as usize].clone()).collect::<Vec<String>>()
        };
        let gold = gold::parse(&gold_file(work, "it-en.fine.gold")).unwrap();
        beads.extend(gold.iter().map(|(i, j)| (text(&it, i), text(&en, j))));
    }
    let mut state = 1u32;
    let mut texts = [Vec::new(), Vec::new()];
    while texts.iter().any(|text| text.len() < count) {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let (it, en) = &beads[(state >> 8) as usize % beads.len()];
        texts[0].extend_from_slice(it);
        texts[1].extend_from_slice(en);
    }
    texts
}

/// Runs `align` on two texts; returns the beads as it writes them, and the most memory
/// that it took in megabytes, where the system says so.
fn aligned(dir: &TempDir, texts: &[Vec<String>; 2]) -> (String, Option<u64>) {
    let paths: Vec<PathBuf> =
        ["it", "en"].map(|lang| dir.path().join(format!("text.{lang}"))).into();
    for (path, text) in paths.iter().zip(texts) {
        fs::write(path, text.join("\n") + "\n").unwrap();
    }
    let out = dir.path().join("out.beads");
    let mut child = Command::new(env!("CARGO_BIN_EXE_tetrapla"))
        .args(["align", "--segmented", "--quiet", "--format", "beads", "--lang", "it,en"])
        .args(&paths)
        .arg("--output")
        .arg(&out)
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let mut most = None;
    while child.try_wait().unwrap().is_none() {
        most = peak(&child).or(most);
        thread::sleep(Duration::from_millis(50));
    }
    assert!(child.wait().unwrap().success());
    (fs::read_to_string(out).unwrap(), most)
}

fn peak(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024 / 1_000_000)
}

#[test]
#[ignore = "takes minutes: cargo test --release --test it -- --ignored fifty_thousand"]
fn fifty_thousand_sentences_a_side_take_less_than_a_gigabyte() {
    let (dir, texts) = (TempDir::new().unwrap(), shuffled(50_000));
    let (beads, most) = aligned(&dir, &texts);
    assert!(beads.lines().count() > 40_000);
    match most {
        Some(most) => assert!(most < 1000, "{most} MB"),
        None => println!("skipped: the system does not say how much memory was taken"),
    }
}
