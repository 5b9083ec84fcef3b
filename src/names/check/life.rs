//! Rules on persons and dates: one surname, an end after the beginning, forms in use while
//! their entity was.

use std::collections::BTreeMap;

use super::File;
use crate::names::edtf;
use crate::names::entity::{FormType, Kind};
use crate::names::fold::folded;

/// A person's names have one surname, writing by writing, and it is in the text.
///
/// Han surnames are compared with old and new characters made one, where they are no
/// transcription, which writers of one script make otherwise than those of another;
/// hangul ones without
/// the sound that North and South write differently at a word's start; Latin ones, of one
/// tag, by their consonants, which Kim and Gim, Rhee and Yi share, Kim and Kang do not.
pub(super) fn surnames_are_one(file: &File<'_>) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for line in &file.lines {
        let entity = &line.entity;
        let mut seen: BTreeMap<(&str, FormType), (String, &str)> = BTreeMap::new();
        for form in &entity.variants {
            let Some(family) = &form.family else { continue };
            if !form.text.contains(family.as_str()) {
                let text = &form.text;
                let message = format!("surname `{family}` is not in `{text}`");
                out.push((line.number, message));
                continue;
            }
            // Another name may have another surname, and an error has what it has.
            let compared = matches!(form.r#type, FormType::Official | FormType::Birth);
            if entity.kind != Some(Kind::Person) || !compared {
                continue;
            }
            let Some((script, key)) = surname_key(family, form.tag.as_str()) else {
                continue;
            };
            let own = entity.origin.as_deref().is_none_or(|o| HAN.contains(&o));
            if script == "Han" && !own {
                continue;
            }
            let (first, text) = seen
                .entry((script, form.r#type))
                .or_insert_with(|| (key.clone(), family));
            if *first != key {
                let message = format!("surnames `{text}` and `{family}`, wanted one");
                out.push((line.number, message));
            }
        }
    }
    out
}

/// The languages whose names are written in Han characters.
const HAN: &[&str] = &["ja", "ko", "vi", "zh"];

/// Returns in what a surname is compared, and what of it.
fn surname_key<'a>(family: &str, tag: &'a str) -> Option<(&'a str, String)> {
    let key = folded(family);
    let first = key.chars().next()?;
    if ('\u{3400}'..='\u{9fff}').contains(&first) {
        return Some(("Han", key));
    }
    // 리 이, 류 유, 로 노: the South leaves the first consonant out, or softens it.
    const HEAD: &[(char, char)] = &[
        ('리', '이'),
        ('류', '유'),
        ('로', '노'),
        ('림', '임'),
        ('량', '양'),
        ('려', '여'),
    ];
    if ('가'..='힣').contains(&first) {
        let plain = |c| HEAD.iter().find(|(north, _)| *north == c).map_or(c, |(_, s)| *s);
        return Some(("Hang", key.chars().map(plain).collect()));
    }
    first.is_ascii_alphabetic().then(|| (tag, consonants(&key)))
}

/// The consonants of a surname in wide classes, without r, l and y, which come and go.
fn consonants(folded: &str) -> String {
    let mut out = String::new();
    // One sound: Ts'ai and Cai, Tsien and Qian, El'cin and Eltsin.
    for c in folded.replace("ts", "c").replace("tz", "c").chars() {
        let class = match c {
            'g' | 'k' | 'c' | 'q' | 'j' | 'z' => 'k',
            'b' | 'p' | 'f' | 'v' | 'w' => 'p',
            'd' | 't' => 't',
            's' | 'x' => 's',
            'm' | 'n' => c,
            _ => continue,
        };
        if !out.ends_with(class) {
            out.push(class);
        }
    }
    out
}

/// An end is not before its beginning.
pub(super) fn dates_are_ordered(file: &File<'_>) -> Vec<(usize, String)> {
    let wrong = file.lines.iter().filter(|line| !line.entity.dates.are_ordered());
    wrong
        .map(|line| (line.number, format!("`{}` ends before it begins", line.entity.id)))
        .collect()
}

/// A form was in use at some time while its entity was.
pub(super) fn periods_meet_the_dates(file: &File<'_>) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for line in &file.lines {
        let dates = &line.entity.dates;
        let born = dates.from.as_deref().map(edtf::earliest);
        let gone = dates.to.as_deref().map(edtf::latest);
        for form in &line.entity.variants {
            for period in &form.period {
                let Some((from, to)) = period.split_once('/') else { continue };
                let known = |date: &str| !matches!(date, "" | "..");
                let late = gone
                    .as_ref()
                    .is_some_and(|gone| known(from) && edtf::earliest(from) > *gone);
                let early = born
                    .as_ref()
                    .is_some_and(|born| known(to) && edtf::latest(to) < *born);
                if late || early {
                    let text = &form.text;
                    let message =
                        format!("`{text}` was used {period}, outside the entity's dates");
                    out.push((line.number, message));
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::names::check::trial::{broken, person};

    #[test]
    fn a_second_surname_is_found() {
        let kim = "en=Kim Ban-seok=,\"family\":\"Kim\"";
        let kang = "en=Kang Ban-seok=,\"family\":\"Kang\"";
        let bad = person("x-1", "", &[kim, kang]);
        let out = person("x-2", "", &["en=Kang=,\"family\":\"Kim\""]);
        let slip = format!("{kim},\"type\":\"misspelling\"");
        let good = person("x-3", "", &[&slip, kang]);
        assert_eq!(broken("surname", &format!("{bad}\n{out}\n{good}")), [1, 2]);
        for (tag, names) in [
            ("en", ["Rhee Syngman", "Yi Sŭng-man"]),
            ("en", ["Chiang Kai-shek", "Jiang Jieshi"]),
            ("en", ["Park Chung-hee", "Pak Chŏnghŭi"]),
            ("ko", ["리 승만", "이 승만"]),
            ("zh-Hant", ["蔣 介石", "蒋 介石"]),
        ] {
            let form = |name: &str| {
                let family = name.split(' ').next().unwrap();
                format!("{tag}={name}=,\"family\":\"{family}\"")
            };
            let good = person("x-1", "", &[&form(names[0]), &form(names[1])]);
            assert_eq!(broken("surname", &good), [0; 0], "{names:?}");
        }
    }

    #[test]
    fn a_life_that_ends_before_it_begins_is_found() {
        let bad = person("x-1", r#","dates":{"from":"1912","to":"1911"}"#, &["en=A"]);
        let good = person("x-2", r#","dates":{"from":"191X","to":"1911"}"#, &["en=A"]);
        assert_eq!(broken("dates", &format!("{bad}\n{good}")), [1]);
    }

    #[test]
    fn a_form_in_use_when_nobody_was_there_is_found() {
        let dates = r#","dates":{"from":"1912","to":"1994"}"#;
        let bad = person("x-1", dates, &["en=A=,\"period\":\"1995/2001\""]);
        let early = person("x-2", dates, &["en=A=,\"period\":\"/1911\""]);
        let good = person("x-3", dates, &["en=A=,\"period\":[\"/1920\",\"1990/..\"]"]);
        assert_eq!(broken("period", &format!("{bad}\n{early}\n{good}")), [1, 2]);
    }
}
