//! How fast the stages of the pipeline are, on the works of this repository.
//!
//! `cargo bench`: items a second are sentences, runs, beads or rows, by the name of the
//! bench; threads are one, or as many as there are cores. Every bench asserts its answer.
//! `cargo bench -- --stages` prints a table instead: the processor's time that each stage
//! takes for 1,000 sentences, on a busy machine too; `cargo bench -- --long` what a sentence
//! costs in texts of 2,000 and of 32,000.
#![allow(clippy::unwrap_used, reason = "a failed bench may panic")]
#![allow(clippy::print_stdout, reason = "a table is what is asked for")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Instant;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use tetrapla::align::evaluate::{self, Grain};
use tetrapla::align::gold::{self, Pair};
use tetrapla::align::{Candidate, align, candidates, rows};
use tetrapla::encode::{Encoded, Encoder};
use tetrapla::lang::Lang;
use tetrapla::parallel::Bead;
use tetrapla::score::{self, Gaps, LONGEST_RUN, Proportions, Side, Weights};
use tetrapla::text::Run;
use tetrapla::{names, read, segment, work};

/// One thread, and all cores (0).
const THREADS: &[usize] = &[1, 0];

fn main() {
    // Unpacking the encoder is measured by no bench.
    Encoder::get();
    match std::env::args().nth(1).as_deref() {
        Some("--stages") => stages(),
        Some("--long") => long(),
        _ => divan::main(),
    }
}

/// Prints what a sentence of a short text costs and one of a long text, and how many
/// times more; both are of gold beads that follow one another at random.
fn long() {
    let mut beads: Vec<[Vec<String>; 2]> = Vec::new();
    for work in gold_works() {
        let sides = ["it", "en"].map(|lang| sentences(&work, lang));
        let text = fs::read_to_string(work.join("it-en.fine.gold")).unwrap();
        beads.extend(gold::parse(&text).unwrap().iter().map(|(source, target)| {
            let text = |side: &[String], list: &[u32]| {
                list.iter().map(|&k| side[k as usize].clone()).collect()
            };
            [text(&sides[0], source), text(&sides[1], target)]
        }));
    }
    let costs = [2_000, 32_000].map(|count| {
        let (mut texts, mut state) = ([Vec::new(), Vec::new()], 1u32);
        while texts.iter().any(|text| text.len() < count) {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let bead = &beads[(state >> 8) as usize % beads.len()];
            texts
                .iter_mut()
                .zip(bead)
                .for_each(|(text, side)| text.extend_from_slice(side));
        }
        let (seconds, found) = timed(|| {
            let [source, target] = texts.each_ref().map(|text| Side::new(text));
            align(&source, &target, Weights::embedded(), &[]).alignment.beads.len()
        });
        assert!(found > count / 2);
        let each = 1e3 * seconds / texts.iter().map(Vec::len).sum::<usize>() as f64;
        println!("{each:.3} ms a sentence in a text of {count}");
        each
    });
    println!("{:.2} times as much", costs[1] / costs[0]);
}

/// Prints the time that each stage takes for 1,000 sentences of the gold texts, three
/// pairs of languages each, on one thread.
fn stages() {
    let weights = Weights::embedded();
    let mut texts: Vec<[Vec<String>; 2]> = Vec::new();
    for work in gold_works() {
        for (a, b) in [("it", "en"), ("en", "ja"), ("ja", "it")] {
            texts.push([a, b].map(|lang| sentences(&work, lang)));
        }
    }
    let count: usize = texts.iter().flatten().map(Vec::len).sum();
    let (tokens, _) = timed(|| {
        let of = |text: &String| Encoder::get().tokens(text).len();
        texts.iter().flatten().flatten().map(of).sum::<usize>()
    });
    let (encode, encoded) = timed(|| {
        let of = |sentences: &Vec<String>| Encoded::new(Encoder::get(), sentences);
        texts.iter().flatten().map(of).collect::<Vec<Encoded>>()
    });
    let (runs, _) = timed(|| {
        let of = |encoded: &Encoded| {
            let runs = (1..=LONGEST_RUN.min(encoded.len())).flat_map(|length| {
                (0..=encoded.len() - length).map(move |i| Run::new(i, i + length))
            });
            encoded.vectors(&runs.collect::<Vec<Run>>()).len()
        };
        encoded.iter().map(of).sum::<usize>()
    });
    drop(encoded);
    let sides: Vec<[Side; 2]> =
        texts.iter().map(|texts| texts.each_ref().map(|text| Side::new(text))).collect();
    let (all, found) = timed(|| {
        let of = |[a, b]: &[Side; 2]| candidates(a, b, weights);
        sides.iter().map(of).collect::<Vec<Vec<Candidate>>>()
    });
    let (evidence, _) = timed(|| {
        for ([source, target], found) in sides.iter().zip(&found) {
            let beads: Vec<Bead> = found.iter().map(|found| found.bead).collect();
            let proportions =
                Proportions { characters: 1.0, sentences: 0.0, strangers: 0.1 };
            let gaps = Gaps::new(&[], (source.len(), target.len()), 1.0);
            let pair = score::Pair { source, target, proportions, gaps };
            assert_eq!(score::evidence(&pair, &beads).len(), found.len());
        }
    });
    println!("milliseconds of one processor for 1,000 sentences, of {count}");
    for (seconds, stage) in [
        (tokens, "tokens"),
        (encode - tokens, "encode: vectors of sentences, tokens and cuts"),
        (runs, "runs: vectors of one to six sentences"),
        (all - evidence, "search: first pass, lattice, first score, best path"),
        (evidence, "evidence: signals of the beads that are left"),
        (encode + runs + all, "all"),
    ] {
        println!("{:8.1}  {stage}", 1e6 * seconds / count as f64);
    }
}

/// Does something on one thread; returns the processor's seconds that it took, too.
fn timed<T: Send>(work: impl FnOnce() -> T + Send) -> (f64, T) {
    pool(1).install(|| {
        let before = processor_seconds();
        let done = work();
        (processor_seconds() - before, done)
    })
}

/// Seconds that this thread has had a processor, others' work left out; where nothing
/// says so, seconds since the start.
fn processor_seconds() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let nanoseconds = fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64(), |n| n as f64 * 1e-9)
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

    fn pairs(beads: &[Bead]) -> Vec<Pair> {
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
