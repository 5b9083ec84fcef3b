//! All readings of a form at once, for the index; and what a query in one script may be
//! in another.
//!
//! The rows of the table do the same for a reader, one at a time, with capitals, marks
//! and reasons; here only what a key keeps is made.

use super::customary;
use super::jamo::{Jamo, Name};
use super::mandarin::{self, Spoken};
use super::{
    Token, cyrillic, dprk, hangul_zh, italian, jamo, kana, katakana_ko, katakana_zh,
    kontsevich, mccune, onyomi, palladius, pinyin, postal, revised, sinokorean, unihan,
    wadegiles,
};
use crate::names::entity::Kind;
use crate::names::fold::folded;
use crate::names::keys::Rule;

type Emit<'a> = &'a mut dyn FnMut(&str, Rule);

/// Words for what a place is, at the end of its Han name.
const PLACES: &[char] = &[
    '山', '江', '河', '市', '省', '县', '縣', '県', '島', '岛', '湖', '口', '道', '郡',
    '府',
];

/// Longer Han names are read in one way only.
const SHORT: usize = 6;

/// Gives the readings of a form: Han, Hangul, kana, Cyrillic, Italian.
pub(crate) fn forms(text: &str, tag: &str, kind: Option<Kind>, emit: Emit<'_>) {
    let letters = || text.chars().filter(|c| c.is_alphanumeric());
    if letters().all(unihan::is_han) {
        let person = kind.is_none_or(|kind| kind == Kind::Person);
        han(text, person, kind, emit);
        let place = kind == Some(Kind::Place);
        if place && text.chars().count() > 2 && text.ends_with(PLACES) {
            let end = text.char_indices().next_back().map_or(0, |(at, _)| at);
            // Of each system the first reading only.
            let mut seen: Vec<Rule> = Vec::new();
            han(&text[..end], false, kind, &mut |key, rule| {
                if rule.is_latin() && !seen.contains(&rule) {
                    seen.push(rule);
                    emit(key, Rule::Stem);
                }
            });
        }
    } else if letters().all(|c| Jamo::of(c).is_some()) {
        for name in jamo::names(text, kind) {
            korean(&name, emit);
        }
    } else if letters().all(kana::is_kana) {
        let romaji = kana::spell(text, kana::Letters::Hepburn);
        emit(&common(&romaji.text), Rule::Kana);
        // トゥ is tu here, which common romaji takes for ツ.
        emit(&romaji.text, Rule::Foreign);
        emit(&kana::spell(text, kana::Letters::Polivanov).text, Rule::Polivanov);
    } else if text.chars().any(|c| ('\u{400}'..='\u{52F}').contains(&c)) {
        russian(text, emit);
    } else if tag.starts_with("ja") {
        emit(&common(text), Rule::Kana);
        let hiragana = kana::of(text);
        emit(&kana::spell(&hiragana, kana::Letters::Polivanov).text, Rule::Polivanov);
    } else if tag.starts_with("it") {
        italians(text, emit);
    }
}

fn common(text: &str) -> String {
    kana::common_romaji(&folded(text))
}

fn russian(text: &str, emit: Emit<'_>) {
    for write in
        [cyrillic::english, cyrillic::bgn, cyrillic::scientific, cyrillic::italian]
    {
        for reading in write(text, None) {
            emit(&reading.text, Rule::Cyrillic);
        }
    }
}

fn italians(text: &str, emit: Emit<'_>) {
    let lower = text.to_lowercase();
    for kept in [false, true] {
        let english: Vec<String> =
            lower.split(' ').map(|word| italian::english(word, kept)).collect();
        let english = english.join(" ");
        if english != lower {
            emit(&english, Rule::Italian);
        }
    }
}

fn han(text: &str, person: bool, kind: Option<Kind>, emit: Emit<'_>) {
    let name: Vec<char> = text.chars().filter(|c| unihan::is_han(*c)).collect();
    let long = name.len() > SHORT;
    let whole = |spoken: &&Spoken| !spoken.iter().any(|t| matches!(t, Token::Other(_)));
    let spoken = mandarin::han(text, person);
    for spoken in spoken.iter().filter(whole).take(if long { 1 } else { 4 }) {
        mandarin(spoken, kind, emit);
    }
    let family = if person { unihan::surname_length(&name) } else { 0 };
    let most = if long { 1 } else { usize::MAX };
    for romaji in onyomi::romaji(&name, family).iter().take(most) {
        emit(&kana::common_romaji(&onyomi::latin(&romaji.parts)), Rule::Onyomi);
    }
    for read in sinokorean::han(text, kind).iter().take(if long { 2 } else { 6 }) {
        let Some(said) = read.name.iter().map(Token::said).collect::<Option<Vec<Jamo>>>()
        else {
            continue;
        };
        let hangul: String = said.iter().map(|jamo| jamo.char()).collect();
        emit(&hangul, Rule::Hangul);
        let (family, given) = said.split_at(read.family);
        korean(&Name { family: family.to_vec(), words: vec![given.to_vec()] }, emit);
    }
}

fn mandarin(spoken: &Spoken, kind: Option<Kind>, emit: Emit<'_>) {
    emit(&pinyin::write(spoken).text, Rule::Pinyin);
    emit(&wadegiles::write(spoken).text, Rule::WadeGiles);
    emit(&palladius::write(spoken).text, Rule::Palladius);
    let said: Vec<_> = spoken.iter().filter_map(Token::said).collect();
    if kind != Some(Kind::Person) && said.len() > 2 {
        for of in [|s: &mandarin::Syllable| s.pinyin, |s: &mandarin::Syllable| s.wadegile]
        {
            let initials: String =
                said.iter().filter_map(|s| of(s).chars().next()).collect();
            emit(&initials, Rule::Initials);
        }
    }
    if kind != Some(Kind::Person) {
        emit(&postal::write(spoken, false).text, Rule::Postal);
        emit(&postal::write(spoken, true).text, Rule::Postal);
    }
    let hangul = hangul_zh::write(spoken).text;
    emit(&hangul, Rule::HangulZh);
    let said: Vec<Jamo> = hangul.chars().filter_map(Jamo::of).collect();
    emit(&revised::apart(&said, ""), Rule::HangulZhLatin);
    for (_, write) in katakana_zh::MANNERS {
        let kana = write(spoken).text;
        emit(&common(&kana::spell(&kana, kana::Letters::Hepburn).text), Rule::KatakanaZh);
    }
}

fn korean(name: &Name, emit: Emit<'_>) {
    let given: Vec<Jamo> = name.words.concat();
    let all: Vec<Jamo> = name.family.iter().chain(&given).copied().collect();
    if all.is_empty() {
        return;
    }
    if name.family.is_empty() {
        emit(&revised::word(&all), Rule::Revised);
        emit(&mccune::word(&all, ""), Rule::McCune);
        emit(&dprk::word(&all), Rule::Dprk);
        emit(&kontsevich::word(&all), Rule::Kontsevich);
    } else {
        let family: String = name.family.iter().map(|jamo| jamo.char()).collect();
        let sounds = revised::word(&given);
        let apart = revised::apart(&given, "");
        let older = mccune::word(&given, "");
        emit(&format!("{}{apart}", revised::word(&name.family)), Rule::Revised);
        emit(&format!("{}{older}", mccune::family(&name.family)), Rule::McCune);
        let north = format!("{}{}", dprk::word(&name.family), dprk::given(&given));
        emit(&north, Rule::Dprk);
        let apart_north: String = given.iter().map(|j| mccune::word(&[*j], "")).collect();
        for spelling in customary::spellings(&family) {
            for given in [&apart, &sounds, &older, &apart_north] {
                emit(&format!("{spelling}{given}"), Rule::Customary);
            }
        }
        let family = kontsevich::word(&name.family);
        let given_apart: String = given.iter().map(|j| kontsevich::word(&[*j])).collect();
        emit(&format!("{family}{given_apart}"), Rule::Kontsevich);
        emit(&format!("{family}{}", kontsevich::word(&given)), Rule::Kontsevich);
    }
    let mut kana = String::new();
    katakana_ko::write(&all, name.family.len(), &mut kana);
    emit(&common(&kana::spell(&kana, kana::Letters::Hepburn).text), Rule::KatakanaKo);
}

/// Gives what a query may be in other scripts: Han read in three languages, Hangul and
/// kana in Latin letters, Cyrillic in Latin, Italian in English.
pub(crate) fn by_ear(query: &str, emit: Emit<'_>) {
    let letters = || query.chars().filter(|c| c.is_alphanumeric());
    if letters().any(unihan::is_han) && !letters().all(unihan::is_han) {
        return;
    }
    if letters().all(|c| c.is_ascii() || ('\u{C0}'..'\u{250}').contains(&c)) {
        italians(query, emit);
    } else {
        forms(query, "", None, emit);
    }
}

/// Returns the romaji that all systems agree on: of a folded Latin spelling, or of kana.
pub(crate) fn romaji(query: &str) -> Option<String> {
    let letters = || query.chars().filter(|c| c.is_alphanumeric() || *c == 'ー');
    if letters().all(kana::is_kana) {
        return Some(common(&kana::spell(query, kana::Letters::Hepburn).text));
    }
    let folded = folded(query);
    folded.is_ascii().then(|| kana::common_romaji(&folded))
}
