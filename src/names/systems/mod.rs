//! Romanizations and readings: how a name is written in another system, or read in
//! another language.
//!
//! [`SYSTEMS`] has a row for each; [`romanize`] goes from a text to a system, over one
//! other where no row leads there at once (Han characters by way of pinyin to Palladius).
//! Invariant: every row is total. What it cannot read it leaves as it stands, and
//! [`Reading::left`] says so.

mod customary;
mod cyrillic;
mod dprk;
mod han_forms;
mod hangul_zh;
mod italian;
mod jamo;
mod kana;
mod katakana_ko;
mod katakana_zh;
mod keys;
mod kontsevich;
mod letters;
mod mandarin;
mod mccune;
mod onyomi;
mod palladius;
mod pinyin;
mod postal;
mod revised;
mod sinokorean;
mod unihan;
mod wadegiles;

pub(super) use keys::{by_ear, forms, romaji};

use serde::Serialize;

use super::entity::Kind;
use crate::error::{Error, ErrorKind, Result};

/// What a row begins or ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// Han characters.
    Han,
    /// Mandarin in pinyin.
    Pinyin,
    /// Mandarin in Wade-Giles.
    WadeGiles,
    /// Kana.
    Kana,
    /// Japanese in Latin letters.
    Romaji,
    /// Korean in Hangul.
    Hangul,
    /// Russian in Cyrillic.
    Cyrillic,
    /// Anything in Latin letters.
    Latin,
}

/// A romanization or reading.
#[derive(Clone, Copy, Debug)]
pub struct System {
    /// What `romanize --to` calls it.
    pub name: &'static str,
    /// What it reads.
    pub from: Writing,
    /// What comes out.
    pub to: Writing,
    /// The language tag of what comes out.
    pub tag: &'static str,
    /// One line for a reader.
    pub about: &'static str,
    /// Whose rules they are.
    pub source: &'static str,
    /// What our rules were compared with, and how many agreed; empty if with nothing.
    pub checked: &'static str,
    run: fn(&str, Option<Kind>) -> Vec<Reading>,
}

/// A text in another system.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// What it is there.
    pub text: String,
    /// What was done.
    pub rule: String,
    /// The characters that could not be read, and stand in `text` as they were.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub left: String,
}

impl Reading {
    fn because(mut self, rule: &str) -> Self {
        rule.clone_into(&mut self.rule);
        self
    }
}

/// A piece of a name that is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<T> {
    /// A syllable.
    Said(T),
    /// The end of a word.
    Word,
    /// A character that is no syllable.
    Other(char),
}

impl<T: Copy> Token<T> {
    fn said(&self) -> Option<T> {
        match self {
            Self::Said(said) => Some(*said),
            _ => None,
        }
    }
}

/// Writes Mandarin syllables with `joiner` between those of a word.
fn written(
    spoken: &mandarin::Spoken,
    joiner: &str,
    of: impl Fn(&mandarin::Syllable) -> &'static str,
) -> Reading {
    let mut out = Reading::default();
    let mut first = true;
    for token in spoken {
        match token {
            Token::Said(s) if first => {
                out.text.push_str(&letters::capital(of(s)));
                first = false;
            }
            Token::Said(s) => {
                out.text.push_str(joiner);
                out.text.push_str(of(s));
            }
            Token::Word => {
                out.text.push(' ');
                first = true;
            }
            Token::Other(c) => {
                out.text.push(*c);
                out.left.push(*c);
                first = true;
            }
        }
    }
    out
}

/// All systems. Of rows with one name the first that reads the text at hand is taken.
#[rustfmt::skip]
pub const SYSTEMS: &[System] = &[
    System { name: "pinyin", from: Writing::Han, to: Writing::Pinyin, tag: "zh-Latn-pinyin", about: "Mandarin in pinyin, without tones", source: "Unihan 15 (kMandarin, kTGHZ2013, kXHC1983); GB/T 28039-2011; own table of surnames", checked: "", run: pinyin::from_han },
    System { name: "pinyin", from: Writing::WadeGiles, to: Writing::Pinyin, tag: "zh-Latn-pinyin", about: "Wade-Giles in pinyin, all that it may stand for", source: "inverse of wadegile", checked: "", run: wadegiles::to_pinyin },
    System { name: "wadegile", from: Writing::Pinyin, to: Writing::WadeGiles, tag: "zh-Latn-wadegile", about: "Mandarin in Wade-Giles, without circumflex", source: "Library of Congress table of 1957", checked: "pypinyin's table, but for its slips", run: wadegiles::from_pinyin },
    System { name: "postal", from: Writing::Pinyin, to: Writing::Latin, tag: "zh-Latn-x-postal", about: "places as the Chinese post wrote them", source: "rules of the conference of 1906", checked: "", run: postal::from_pinyin },
    System { name: "palladius", from: Writing::Pinyin, to: Writing::Cyrillic, tag: "ru-t-zh-x0-pallad", about: "Mandarin in Cyrillic", source: "Palladius 1888, in today's practice", checked: "", run: palladius::from_pinyin },
    System { name: "hangul-zh", from: Writing::Pinyin, to: Writing::Hangul, tag: "ko-t-zh", about: "Mandarin in Hangul", source: "ministry notice 85-11, as of 2017-14", checked: "", run: hangul_zh::from_pinyin },
    System { name: "katakana-zh", from: Writing::Pinyin, to: Writing::Kana, tag: "ja-Kana-t-zh", about: "Mandarin in katakana", source: "Heibonsha's guideline for the media, 2011; own table of the voiced habit", checked: "", run: katakana_zh::from_pinyin },
    System { name: "onyomi", from: Writing::Han, to: Writing::Kana, tag: "ja-Hira", about: "Han characters read in Sino-Japanese", source: "Unihan 15 (kJapaneseOn); sound changes of standard grammars", checked: "places of ENAMDICT", run: onyomi::from_han },
    System { name: "hepburn", from: Writing::Kana, to: Writing::Romaji, tag: "ja-Latn-hepburn", about: "Japanese in Hepburn", source: "Hepburn 1908", checked: "", run: kana::hepburn },
    System { name: "kunrei", from: Writing::Kana, to: Writing::Romaji, tag: "ja-Latn-x-kunrei", about: "Japanese in Kunrei", source: "cabinet notice 1 of 1954", checked: "", run: kana::kunrei },
    System { name: "kana", from: Writing::Romaji, to: Writing::Kana, tag: "ja-Hira", about: "romaji of any system in hiragana", source: "inverse of hepburn and kunrei", checked: "", run: kana::from_romaji },
    System { name: "polivanov", from: Writing::Kana, to: Writing::Cyrillic, tag: "ru-t-ja-x0-polivan", about: "Japanese in Cyrillic", source: "Polivanov 1917", checked: "", run: kana::polivanov },
    System { name: "polivanov", from: Writing::Romaji, to: Writing::Cyrillic, tag: "ru-t-ja-x0-polivan", about: "romaji in Cyrillic", source: "Polivanov 1917", checked: "", run: kana::polivanov },
    System { name: "hangul", from: Writing::Han, to: Writing::Hangul, tag: "ko", about: "Han characters read in Sino-Korean, as in the South", source: "Unihan 15 (kHangul); law of initials of the ministry's orthography (88-1)", checked: "names of the Library of Congress", run: sinokorean::from_han },
    System { name: "hangul-kp", from: Writing::Han, to: Writing::Hangul, tag: "ko-KP", about: "Han characters read in Sino-Korean, as in the North", source: "Unihan 15 (kHangul)", checked: "", run: sinokorean::north },
    System { name: "revised", from: Writing::Hangul, to: Writing::Latin, tag: "ko-Latn-t-ko-m0-mcst", about: "Korean in the Revised Romanization", source: "ministry notice 2000-8", checked: "", run: revised::from_hangul },
    System { name: "mccune-reischauer", from: Writing::Hangul, to: Writing::Latin, tag: "ko-Latn-t-ko-m0-bgn", about: "Korean in McCune-Reischauer", source: "McCune and Reischauer 1939", checked: "", run: mccune::from_hangul },
    System { name: "alalc-ko", from: Writing::Hangul, to: Writing::Latin, tag: "ko-Latn-alalc97", about: "Korean as the Library of Congress writes it", source: "ALA-LC Korean, 2009", checked: "names of the Library of Congress", run: mccune::alalc },
    System { name: "dprk", from: Writing::Hangul, to: Writing::Latin, tag: "ko-Latn-KP", about: "Korean as North Korea writes it", source: "rules of 1992, as reported to UNGEGN in 2012", checked: "", run: dprk::from_hangul },
    System { name: "customary", from: Writing::Hangul, to: Writing::Latin, tag: "en", about: "Korean persons with the surname they write", source: "own table", checked: "", run: customary::from_hangul },
    System { name: "kontsevich", from: Writing::Hangul, to: Writing::Cyrillic, tag: "ru-t-ko-x0-kontsev", about: "Korean in Cyrillic", source: "Kontsevich 1961 and 1979", checked: "", run: kontsevich::from_hangul },
    System { name: "katakana-ko", from: Writing::Hangul, to: Writing::Kana, tag: "ja-Kana-t-ko", about: "Korean in katakana", source: "practice of the Japanese press", checked: "", run: katakana_ko::from_hangul },
    System { name: "bgn", from: Writing::Cyrillic, to: Writing::Latin, tag: "ru-Latn-t-ru-m0-bgn", about: "Russian by BGN/PCGN", source: "BGN/PCGN 1947", checked: "", run: cyrillic::bgn },
    System { name: "scientific", from: Writing::Cyrillic, to: Writing::Latin, tag: "ru-Latn-t-ru-m0-iso", about: "Russian as scholars write it", source: "ISO/R 9:1968", checked: "", run: cyrillic::scientific },
    System { name: "italian", from: Writing::Cyrillic, to: Writing::Latin, tag: "it", about: "Russian as the Italian press wrote it", source: "own table", checked: "", run: cyrillic::italian },
    System { name: "english", from: Writing::Cyrillic, to: Writing::Latin, tag: "en", about: "Russian as English newspapers write it", source: "BGN/PCGN without signs", checked: "", run: cyrillic::english },
    System { name: "english", from: Writing::Latin, to: Writing::Latin, tag: "en", about: "a spelling by Italian ears in English letters", source: "own table", checked: "", run: italian::to_english },
    System { name: "hant", from: Writing::Han, to: Writing::Han, tag: "zh-Hant", about: "traditional characters", source: "OpenCC", checked: "", run: han_forms::traditional },
    System { name: "hans", from: Writing::Han, to: Writing::Han, tag: "zh-Hans", about: "simplified characters", source: "OpenCC", checked: "", run: han_forms::simplified },
    System { name: "shinjitai", from: Writing::Han, to: Writing::Han, tag: "ja", about: "Japanese characters", source: "OpenCC", checked: "", run: han_forms::japanese },
];

impl Writing {
    /// Returns what files and the command line call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Han => "han",
            Self::Pinyin => "pinyin",
            Self::WadeGiles => "wadegile",
            Self::Kana => "kana",
            Self::Romaji => "romaji",
            Self::Hangul => "hangul",
            Self::Cyrillic => "cyrillic",
            Self::Latin => "latin",
        }
    }

    /// Returns what a text may be written in, by its first letter of a known script; the
    /// likelier first.
    fn of(text: &str) -> &'static [Self] {
        for c in text.chars() {
            if unihan::is_han(c) {
                return &[Self::Han];
            }
            if kana::is_kana(c) {
                return &[Self::Kana];
            }
            if jamo::Jamo::of(c).is_some() {
                return &[Self::Hangul];
            }
            if ('\u{400}'..='\u{52F}').contains(&c) {
                return &[Self::Cyrillic];
            }
        }
        &[Self::Pinyin, Self::WadeGiles, Self::Romaji, Self::Latin]
    }
}

impl System {
    /// Writes a text in this system, all that it may be there, the likeliest first; never
    /// none. A person's name has a surname, any other kind of name none; without a kind
    /// the text itself says which is likelier.
    pub fn readings(&self, text: &str, kind: Option<Kind>) -> Vec<Reading> {
        let foreign =
            |c: char| jamo::Jamo::of(c).is_none() && !" ·・-\u{3000}".contains(c);
        if self.from != Writing::Hangul || !text.contains(foreign) {
            return (self.run)(text, kind);
        }
        // Run by run, and what is no Hangul between them.
        let mut out = Reading::default();
        for run in text.split_inclusive(foreign) {
            let hangul = run.trim_end_matches(foreign);
            if hangul.contains(|c| jamo::Jamo::of(c).is_some()) {
                let reading = (self.run)(hangul, kind).swap_remove(0);
                out.text.push_str(&reading.text);
                out.rule = reading.rule;
            } else {
                out.text.push_str(hangul);
            }
            out.text.push_str(&run[hangul.len()..]);
            out.left.push_str(&run[hangul.len()..]);
        }
        vec![out]
    }
}

/// Returns the name of the system that is called `name`, or that writes what the language
/// tag `name` says.
fn resolve(name: &str) -> Result<&'static str> {
    let lower = name.to_ascii_lowercase();
    let by_name = SYSTEMS.iter().find(|system| system.name == lower);
    let by_tag = || SYSTEMS.iter().find(|system| system.tag.eq_ignore_ascii_case(name));
    match by_name.or_else(by_tag) {
        Some(system) => Ok(system.name),
        None => {
            let names = SYSTEMS.iter().map(|system| system.name);
            Err(Error::unknown("system", name, names))
        }
    }
}

/// Writes `text` in the system called `to`: all readings, the likeliest first. `from`
/// tells what a text in Latin letters is: the name of a system, or a language tag; `kind`
/// what has the name.
///
/// ```
/// use tetrapla::names::systems::romanize;
///
/// let readings = romanize("金日成", "hepburn", None, None)?;
/// assert_eq!(readings[0].text, "Kin Nissei");
/// assert_eq!(romanize("毛泽东", "palladius", None, None)?[0].text, "Мао Цзэдун");
/// # Ok::<(), tetrapla::Error>(())
/// ```
///
/// # Errors
/// An [`ErrorKind`] of `Unknown` for a system that is not in the table, of `Argument` for
/// one that reads no such text.
pub fn romanize(
    text: &str,
    to: &str,
    from: Option<&str>,
    kind: Option<Kind>,
) -> Result<Vec<Reading>> {
    let to = resolve(to)?;
    let given;
    let writings = match from {
        None => Writing::of(text),
        Some(from) => {
            let name = resolve(from)?;
            given = [SYSTEMS
                .iter()
                .find(|s| s.name == name)
                .map_or(Writing::Latin, |s| s.to)];
            &given
        }
    };
    let rows = || SYSTEMS.iter().filter(|system| system.name == to);
    for writing in writings {
        if let Some(row) = rows().find(|row| row.from == *writing) {
            return Ok(distinct(row.readings(text, kind)));
        }
    }
    for writing in writings {
        for last in rows() {
            let first =
                SYSTEMS.iter().find(|row| row.from == *writing && row.to == last.from);
            let Some(first) = first else { continue };
            let mut out = Vec::new();
            for middle in first.readings(text, kind) {
                for mut reading in last.readings(&middle.text, kind) {
                    reading.rule =
                        format!("{} of {}: {}", reading.rule, middle.text, middle.rule);
                    reading.left = middle.left.clone() + &reading.left;
                    out.push(reading);
                }
            }
            return Ok(distinct(out));
        }
    }
    let mut reads: Vec<&str> = rows().map(|row| row.from.name()).collect();
    reads.dedup();
    let message = format!(
        "found {} in `{text}`, wanted {}, which `{to}` is made from",
        writings[0].name(),
        reads.join(" or "),
    );
    Err(Error::new(ErrorKind::Argument, message))
}

/// Leaves out what comes a second time.
fn distinct(readings: Vec<Reading>) -> Vec<Reading> {
    let mut out: Vec<Reading> = Vec::new();
    for reading in readings {
        if !out.iter().any(|known| known.text == reading.text) {
            out.push(reading);
        }
    }
    out
}
