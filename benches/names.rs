//! How fast a name is looked up among a million, and what that takes.
//!
//! The registry is made deterministically: 200,000 entities of five forms, two Latin, one
//! Cyrillic, one kana and one Han, of random syllables. Every bench asserts its answer;
//! figures are printed, and asserted loosely, for a busy machine is slow.

#![allow(clippy::unwrap_used, reason = "a bench may panic")]
#![allow(clippy::print_stdout, reason = "figures are printed")]
#![allow(clippy::disallowed_methods, reason = "a bench needs a clock")]

use std::time::{Duration, Instant};

use tetrapla::lang::Lang;
use tetrapla::names::{Entity, Form, FormStatus, FormType, Kind, Options, Registry};

const ENTITIES: usize = 200_000;

/// A generator of numbers that is the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn word(&mut self, pieces: &[&str], least: usize, more: usize) -> String {
        let count = least + self.roll(more);
        (0..count).map(|_| pieces[self.roll(pieces.len())]).collect()
    }
}

const LATIN: &[&str] = &[
    "ka", "ri", "mo", "shi", "ta", "ne", "lu", "vo", "ran", "kim", "sung", "chen", "dor",
    "bel", "ist", "gra", "pol", "mar", "tin", "wei", "zhao", "qu", "fe", "os", "an",
    "ul", "ber", "to",
];
const CYRILLIC: &[&str] = &[
    "ка", "ри", "мо", "ши", "та", "не", "лу", "во", "ран", "ков", "ин", "ский", "гра",
    "пол",
];
const KANA: &[&str] = &[
    "カ", "リ", "モ", "シ", "タ", "ネ", "ル", "ボ", "ラン", "キム", "ソン", "チェ", "マ",
    "ト",
];

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn registry() -> Registry {
    let mut dice = Dice(0x5EED_CAFE);
    let tags =
        ["en", "it", "ru", "ja-Kana", "zh-Hant"].map(|tag| Lang::parse(tag).unwrap());
    let mut entities = Vec::with_capacity(ENTITIES);
    for number in 0..ENTITIES {
        let mut latin = || {
            let (first, last) = (dice.word(LATIN, 2, 3), dice.word(LATIN, 2, 3));
            format!("{} {}", capital(&first), capital(&last))
        };
        let (one, two) = (latin(), latin());
        let cyrillic = dice.word(CYRILLIC, 3, 4);
        let kana = dice.word(KANA, 4, 4);
        let han: String = (0..2 + dice.roll(2))
            .filter_map(|_| char::from_u32(0x4E00 + dice.roll(6000) as u32))
            .collect();
        let texts = [one, two, capital(&cyrillic), kana, han];
        let form = |(text, tag): (String, &Lang)| Form {
            text,
            tag: tag.clone(),
            r#type: FormType::Official,
            status: FormStatus::Attested,
            source: "made".to_owned(),
            period: Vec::new(),
            reading_of: None,
            family: None,
            unknown: Default::default(),
        };
        entities.push(Entity {
            id: format!("e{number}"),
            kind: Some(if number % 2 == 0 { Kind::Person } else { Kind::Place }),
            name: Some(texts[0].clone()),
            variants: texts.into_iter().zip(&tags).map(form).collect(),
            ..Entity::default()
        });
    }
    Registry::new(Default::default(), entities)
}

/// Returns the processor time of all threads so far, where the system tells it: on a busy
/// machine the clock says little.
fn cpu() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    // utime is the 14th field, the 12th after the name; in hundredths of a second.
    fields.get(11)?.parse::<f64>().ok().map(|ticks| ticks / 100.0)
}

/// Returns the median and the time that one in a hundred is over.
fn percentiles(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort();
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

fn main() {
    let registry = registry();
    let forms: usize = registry.entities().iter().map(|e| e.variants.len()).sum();
    let (start, before) = (Instant::now(), cpu());
    registry.prepare();
    let built = start.elapsed();
    if let (Some(before), Some(after)) = (before, cpu()) {
        println!("names: index in {:.1} s of processor time", after - before);
    }
    let megabytes = registry.index_size() as f64 / 1e6;
    println!("names: {forms} variants, index in {built:.2?}, {megabytes:.0} MB");

    let options = Options { limit: 10, kind: None };
    let mut dice = Dice(77);
    let mut exact = Vec::new();
    let mut near = Vec::new();
    let before = cpu();
    for _ in 0..2000 {
        let entity = &registry.entities()[dice.roll(ENTITIES)];
        let text = &entity.variants[0].text;
        let start = Instant::now();
        let found = registry.look_up(text, options);
        exact.push(start.elapsed());
        assert!(found.iter().any(|c| c.entity.id == entity.id), "{text}");

        let mut letters: Vec<char> = text.chars().collect();
        let at = 1 + dice.roll(letters.len() - 2);
        match dice.roll(3) {
            0 => letters.swap(at, at - 1),
            1 => letters[at] = 'x',
            _ => {
                letters.remove(at);
            }
        }
        let damaged: String = letters.into_iter().collect();
        let start = Instant::now();
        let found = registry.look_up(&damaged, options);
        near.push(start.elapsed());
        assert!(!found.is_empty(), "{damaged}");
    }
    if let (Some(before), Some(after)) = (before, cpu()) {
        let each = (after - before) * 1e3 / near.len() as f64;
        println!("names: an exact and a fuzzy look-up in {each:.2} ms of processor time");
    }
    let (exact, exact99) = percentiles(exact);
    let (fuzzy, fuzzy99) = percentiles(near);
    println!("names: exact p50 {exact:.2?}, p99 {exact99:.2?}");
    println!("names: fuzzy p50 {fuzzy:.2?}, p99 {fuzzy99:.2?}");
    assert!(exact < Duration::from_micros(100), "exact {exact:.2?}");
    assert!(fuzzy99 < Duration::from_millis(200), "fuzzy {fuzzy99:.2?}");
    assert!(megabytes < 200.0, "{megabytes:.0} MB");
}
