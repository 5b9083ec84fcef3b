//! Which language a text is in: its script first, then its letters.
//!
//! Invariant: deterministic, and never a language that no profile and no encoder knows.
//! Detection of a few words is a guess; callers say that it was one.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{Lang, Profile};

/// ISO 639-3 code and tag of the languages that are told apart.
const ISO639: &str = include_str!("data/iso639.tsv");
/// Characters of one script of Chinese only, each with its tag.
const SCRIPTS: &str = include_str!("data/scripts.tsv");
/// How many characters are looked at: more say nothing new.
const ENOUGH: usize = 20_000;

static CODES: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| rows(ISO639).collect());
static HAN: LazyLock<BTreeMap<char, &str>> = LazyLock::new(|| {
    rows(SCRIPTS).filter_map(|(key, tag)| Some((key.chars().next()?, tag))).collect()
});

/// The letters of a text, by script.
#[derive(Default)]
struct Counts {
    han: usize,
    kana: usize,
    hangul: usize,
    other: usize,
}

/// Returns the language of a text, or nothing where no letter says it.
///
/// ```
/// use tetrapla::lang;
///
/// let found = lang::detect("彼は時計を父の手に握らせた。");
/// assert_eq!(found.map(|lang| lang.to_string()).as_deref(), Some("ja"));
/// ```
pub fn detect(text: &str) -> Option<Lang> {
    let text = beginning(text);
    let counts = Counts::of(text);
    let wide = counts.han + counts.kana;
    if wide + counts.hangul + counts.other == 0 {
        return None;
    }
    if counts.hangul > counts.other.max(wide) {
        return tag("kor");
    }
    // A Han character says about as much as three letters.
    if wide * 3 > counts.other.max(counts.hangul) {
        // A Chinese text may quote a Japanese title; a Japanese one is never so short
        // of kana.
        return match counts.kana * 10 > wide {
            true => tag("jpn"),
            false => Lang::parse(han_script(text)?).ok(),
        };
    }
    let allowed = CODES.keys().filter_map(|code| whatlang::Lang::from_code(*code));
    let detector = whatlang::Detector::with_allowlist(allowed.collect());
    tag(detector.detect_lang(text)?.code())
}

impl Counts {
    fn of(text: &str) -> Self {
        let mut counts = Self::default();
        for c in text.chars().filter(|c| c.is_alphabetic()) {
            match c as u32 {
                0x3040..=0x30ff | 0x31f0..=0x31ff | 0xff66..=0xff9d => counts.kana += 1,
                0x3400..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff => counts.han += 1,
                0x1100..=0x11ff | 0x3130..=0x318f | 0xac00..=0xd7af => counts.hangul += 1,
                _ => counts.other += 1,
            }
        }
        counts
    }
}

fn tag(code: &str) -> Option<Lang> {
    Lang::parse(CODES.get(code)?).ok()
}

/// Returns the profile for a text: where its tag leaves open in which script it is
/// written, its characters say it.
///
/// ```
/// use tetrapla::lang::{self, Lang};
///
/// let lang = Lang::parse("zh")?;
/// assert_eq!(lang::profile_of(&lang, "橋斷了。").tag, "zh-Hant");
/// assert_eq!(lang::profile_of(&lang, "桥断了。").tag, "zh-Hans");
/// # Ok::<(), tetrapla::Error>(())
/// ```
pub fn profile_of(lang: &Lang, text: &str) -> &'static Profile {
    let script = match CODES.get("cmn") {
        Some(either) if lang.as_str() == *either => han_script(beginning(text)),
        _ => None,
    };
    let found = script.and_then(|tag| Lang::parse(tag).ok());
    found.as_ref().unwrap_or(lang).profile()
}

/// As much of a text as is looked at.
fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(ENOUGH).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// Which of the two scripts has more characters that are its own; without any, the tag
/// that means either.
fn han_script(text: &str) -> Option<&'static str> {
    let mut counts = BTreeMap::<&str, usize>::new();
    for c in text.chars() {
        if let Some(tag) = HAN.get(&c) {
            *counts.entry(tag).or_default() += 1;
        }
    }
    let best = counts.iter().max_by_key(|(_, count)| **count).map(|(tag, _)| *tag);
    best.or(CODES.get("cmn").copied())
}

/// The rows of a table of two columns, without its comments.
fn rows(table: &str) -> impl Iterator<Item = (&str, &str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|l| l.split_once('\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_enough_to_tell_the_languages_apart() {
        for (text, wanted) in [
            (
                "La fabbrica chiuse prima che arrivasse l'inverno e nessuno protestò.",
                "it",
            ),
            ("The factory closed before the winter came, and nobody complained.", "en"),
            ("工厂在冬天到来之前就关了门，没有人抗议。", "zh-Hans"),
            ("工廠在冬天到來之前就關了門，沒有人抗議。", "zh-Hant"),
            ("工場は冬が来る前に閉鎖されたが、誰も抗議しなかった。", "ja"),
            ("공장은 겨울이 오기 전에 문을 닫았고 아무도 항의하지 않았다.", "ko"),
            ("Die Fabrik schloss, bevor der Winter kam, und niemand klagte.", "de"),
        ] {
            let found = detect(text).map(|lang| lang.to_string());
            assert_eq!(found.as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn a_title_in_another_script_changes_nothing() {
        let text = "他在『朝鮮の歴史』一书里提出了这个看法，后来的学者大多同意他的意见。";
        assert_eq!(detect(text).unwrap().as_str(), "zh-Hans");
        let text =
            "Wada Haruki (和田春樹) wrote 北朝鮮現代史, a small book on the subject.";
        assert_eq!(detect(text).unwrap().as_str(), "en");
    }

    #[test]
    fn no_letter_no_language() {
        assert_eq!(detect("1945 — 1950, 38°"), None);
        assert_eq!(detect(""), None);
    }

    #[test]
    fn both_tables_are_sorted_unique_and_lead_to_known_languages() {
        for table in [ISO639, SCRIPTS] {
            let keys: Vec<&str> = rows(table).map(|(key, _)| key).collect();
            assert!(keys.windows(2).all(|pair| pair[0] < pair[1]));
            assert!(rows(table).all(|(_, tag)| Lang::known(tag).is_ok()));
        }
        assert_eq!(rows(ISO639).count(), CODES.len());
        assert!(CODES.keys().all(|code| whatlang::Lang::from_code(*code).is_some()));
    }
}
