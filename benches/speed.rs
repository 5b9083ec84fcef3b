//! How fast the stages of the pipeline are, on the works of this repository.
//!
//! `cargo bench`: items a second are sentences, runs, beads or rows, by the name of the
//! bench; threads are one, or as many as there are cores. Every bench asserts its answer.
#![allow(clippy::unwrap_used, reason = "a failed bench may panic")]

use std::fs;
use std::path::{Path, PathBuf};

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use tetrapla::align::evaluate::{self, Grain};
use tetrapla::align::gold::{self, Pair};
use tetrapla::align::{align, rows};
use tetrapla::encode::{Encoded, Encoder};
use tetrapla::lang::Lang;
use tetrapla::score::{Side, Weights};
use tetrapla::text::Run;
use tetrapla::{names, read, segment, work};

/// One thread, and all cores (0).
const THREADS: &[usize] = &[1, 0];

fn main() {
    // Unpacking the encoder is measured by no bench.
    Encoder::get();
    divan::main();
}

fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folders of `tests/gold`, sorted.
fn gold_works() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/gold")).unwrap();
    let paths = entries.map(|e| e.unwrap().path());
    let mut dirs: Vec<PathBuf> =
        paths.filter(|path| path.join("rows.jsonl").is_file()).collect();
    dirs.sort();
    dirs
}

/// The sentences of a gold text, one a line.
fn sentences(work: &Path, lang: &str) -> Vec<String> {
    let text = fs::read_to_string(work.join(format!("{lang}.txt"))).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// The sentences of all gold texts in a language.
fn all_sentences(lang: &str) -> Vec<String> {
    gold_works().iter().flat_map(|work| sentences(work, lang)).collect()
}

/// The similarity of two unit vectors.
fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Sentences to vectors of single sentences.
#[divan::bench_group(sample_count = 10, sample_size = 1)]
mod encode {
    use super::*;

    #[divan::bench(args = THREADS)]
    fn sentences_it(bencher: Bencher, threads: usize) {
        encode(bencher, "it", threads);
    }

    #[divan::bench(args = THREADS)]
    fn sentences_ja(bencher: Bencher, threads: usize) {
        encode(bencher, "ja", threads);
    }

    fn encode(bencher: Bencher, lang: &str, threads: usize) {
        let (pool, sentences) = (pool(threads), all_sentences(lang));
        let singles: Vec<Run> =
            (0..sentences.len()).map(|i| Run::new(i, i + 1)).collect();
        let wanted = Encoder::get().encode(&sentences[7]);
        bencher.counter(ItemsCount::new(sentences.len())).bench_local(|| {
            let vectors =
                pool.install(|| Encoded::new(Encoder::get(), &sentences).runs(&singles));
            assert!(cosine(&vectors[7], &wanted) > 0.9999);
            vectors
        });
    }

    /// The head alone: runs of two sentences from sums that are there.
    #[divan::bench(args = THREADS)]
    fn runs(bencher: Bencher, threads: usize) {
        let (pool, sentences) = (pool(threads), all_sentences("en"));
        let encoded = Encoded::new(Encoder::get(), &sentences);
        let pairs: Vec<Run> =
            (0..sentences.len() - 1).map(|i| Run::new(i, i + 2)).collect();
        let joined = Encoder::get().encode(&format!("{} {}", sentences[3], sentences[4]));
        bencher.counter(ItemsCount::new(pairs.len())).bench_local(|| {
            let vectors = pool.install(|| encoded.runs(&pairs));
            assert!(
                cosine(&vectors[3], &joined) > 0.95,
                "a run is nearly its joined text"
            );
            vectors
        });
    }
}

/// Beads of two columns, and rows of four.
#[divan::bench_group(sample_count = 10, sample_size = 1)]
mod alignment {
    use super::*;

    /// Search alone: both sides are encoded.
    #[divan::bench(args = THREADS)]
    fn beads_it_en(bencher: Bencher, threads: usize) {
        let pool = pool(threads);
        let weights = Weights::embedded();
        let works: Vec<(Side, Side, Vec<Pair>)> = gold_works()
            .iter()
            .map(|work| {
                let side = |lang| Side::new(&sentences(work, lang));
                let gold = fs::read_to_string(work.join("it-en.fine.gold")).unwrap();
                (side("it"), side("en"), gold::parse(&gold).unwrap())
            })
            .collect();
        let beads: usize = works.iter().map(|(_, _, gold)| gold.len()).sum();
        bencher.counter(ItemsCount::new(beads)).bench_local(|| {
            let beads = |(it, en, _): &(Side, Side, _)| {
                pairs(&align(it, en, weights, &[]).alignment.beads)
            };
            let predicted: Vec<Vec<Pair>> =
                pool.install(|| works.par_iter().map(beads).collect());
            let documents = works.iter().zip(&predicted);
            let documents = documents.map(|((_, _, g), p)| (g.as_slice(), p.as_slice()));
            let f1 = evaluate::beads(documents, Grain::Fine).strict.f1;
            assert!(f1 > 0.9, "strict F1 {f1}");
            predicted
        });
    }

    fn pairs(beads: &[tetrapla::parallel::Bead]) -> Vec<Pair> {
        let list = |run: Run| run.range().map(|n| n as u32).collect();
        beads.iter().map(|bead| (list(bead.source), list(bead.target))).collect()
    }

    /// Six pairs of columns and their join: both are search alone.
    #[divan::bench(args = THREADS)]
    fn rows_of_four(bencher: Bencher, threads: usize) {
        let pool = pool(threads);
        let work = root().join("tests/gold/the-keeper-of-the-bridge");
        let sides =
            ["it", "en", "zh-Hant", "ja"].map(|lang| Side::new(&sentences(&work, lang)));
        let sides: Vec<&Side> = sides.iter().collect();
        let gold = fs::read_to_string(work.join("rows.jsonl")).unwrap().lines().count();
        bencher.counter(ItemsCount::new(gold)).bench_local(|| {
            let rows = pool.install(|| rows(&sides, Weights::embedded(), &[]));
            assert!(rows.len().abs_diff(gold) <= gold / 8, "{} of {gold}", rows.len());
            rows
        });
    }

    /// The main job without its files' writing: texts to rows with their names.
    #[divan::bench(args = THREADS)]
    fn works_whole(bencher: Bencher, threads: usize) {
        let pool = pool(threads);
        let works = work::works(&root().join("texts")).unwrap();
        let settings = work::Settings {
            lines: work::Lines::Text,
            read: read::Options::default(),
            weights: Weights::embedded(),
            registry: names::builtin(),
        };
        let folder = root().join("alignments");
        bencher.counter(ItemsCount::new(works.len())).bench_local(|| {
            let one = |work: &work::Work| {
                let made = work::align(work, &folder, &settings).unwrap();
                assert!(made.rows.len() > 30, "{}: {} rows", made.work, made.rows.len());
                made
            };
            pool.install(|| works.par_iter().map(one).collect::<Vec<_>>())
        });
    }
}

/// Bytes of text searched for the names of the built-in registry.
#[divan::bench_group(sample_count = 10, sample_size = 1)]
mod mentions {
    use tetrapla::names::{Finder, Titles};

    use super::*;

    #[divan::bench(args = ["it", "en", "ja"])]
    fn one_core(bencher: Bencher, lang: &str) {
        let text = all_sentences(lang).join("\n").repeat(40);
        let finder = Finder::new(names::builtin(), &Lang::parse(lang).unwrap());
        bencher.counter(BytesCount::new(text.len())).bench_local(|| {
            let found = finder.mentions(&text, Titles::Outside);
            assert!(found.len() > 40 * 200, "{} names", found.len());
            found
        });
    }

    /// What is done once for a language.
    #[divan::bench(args = ["it", "ja"])]
    fn prepare(bencher: Bencher, lang: &str) {
        let (lang, names) = (Lang::parse(lang).unwrap(), names::builtin());
        let count = names.entities().len();
        bencher.counter(ItemsCount::new(count)).bench_local(|| Finder::new(names, &lang));
    }
}

/// Bytes of text read and cut into sentences.
#[divan::bench(args = ["it", "en", "ja"])]
fn segment_text(bencher: Bencher, tag: &str) {
    let lang = Lang::parse(tag).unwrap();
    let works = work::works(&root().join("texts")).unwrap();
    let files = works.iter().flat_map(|work| &work.columns).filter(|c| c.lang == lang);
    let texts: Vec<Vec<u8>> = files.map(|file| fs::read(&file.path).unwrap()).collect();
    let wanted = all_sentences(tag).len();
    let bytes: usize = texts.iter().map(Vec::len).sum();
    let options = read::Options::default();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let cut = |text: &Vec<u8>| {
            let source = read::read(text, "x.txt".as_ref(), &lang, &options).unwrap();
            segment::segment(source).len()
        };
        let found: usize = texts.iter().map(cut).sum();
        assert!(found.abs_diff(wanted) <= wanted / 50, "{found} of {wanted}");
        found
    });
}
