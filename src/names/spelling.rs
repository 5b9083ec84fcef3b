//! Which spellings a form gives to texts of a language, and whether what stands in a text
//! is one of them.
//!
//! Invariants: a form gives a text only spellings of the text's own scripts, but for
//! whole names, which stand in other scripts as glosses; what a name is spelled with
//! decides, never who bears it.

use super::edges::{Script, script};
use super::entity::{Entity, Form, FormStatus, FormType, Kind};
use super::settle::Role;
use crate::lang::Lang;

/// Languages whose surnames are few, so that a surname alone says little.
const FEW_SURNAMES: &[&str] = &["ja", "ko", "vi", "zh"];

/// What stands between the parts of a foreign name in kana, besides the dot.
const KANA_JOINS: [&str; 3] = ["", " ", "="];

/// A spelling, what it is to the entity, and whether it is only the surname inside it.
pub(super) type Spelling = (String, Role, bool);

/// Returns the spellings that a form gives a text of `lang`, and what each is to the
/// entity: the form itself and how else it is written, and a person's surname in it.
pub(super) fn spellings(entity: &Entity, form: &Form, lang: &Lang) -> Vec<Spelling> {
    use FormType::{Adjective, Description, Short, Title};
    let person = entity.kind == Some(Kind::Person);
    let few = person && entity.origin.as_deref().is_some_and(is_of_few_surnames);
    let role = match form.r#type {
        Title | Adjective | Description => Role::Answer,
        Short if is_single(&form.text) => Role::Character,
        // Who is known by nothing longer goes by it.
        Short if few && entity.variants.iter().any(is_full) => Role::Surname,
        Short => Role::Part,
        _ => Role::Whole,
    };
    let generated = form.status == FormStatus::Generated;
    // What a rule made is looked for in texts of its own language only, and a short
    // Han form is anything.
    if generated && (primary(&form.tag) != primary(lang) || is_short_han(&form.text)) {
        return Vec::new();
    }
    if !is_at_home(form, lang) {
        let gloss = role == Role::Whole && !generated && is_gloss(form);
        let mut out = vec![(form.text.clone(), role, false)];
        if person && letters(&form.text).all(is_latin) {
            // A bibliography is in the letters of its books.
            out.extend(
                manners(form, few).into_iter().map(|(text, role)| (text, role, false)),
            );
        }
        return if gloss { out } else { Vec::new() };
    }
    let mut out = vec![(form.text.clone(), role, false)];
    if form.text.contains(['・', '=']) {
        let parts: Vec<&str> = form.text.split(['・', '=']).collect();
        out.extend(KANA_JOINS.iter().map(|join| (parts.join(join), role, false)));
    }
    if person && role == Role::Whole && letters(&form.text).all(is_latin) {
        out.extend(
            manners(form, few).into_iter().map(|(text, role)| (text, role, false)),
        );
    }
    if let Some(family) = form.family.as_deref().filter(|_| person && !generated) {
        let role = if is_single(family) { Role::Character } else { Role::Surname };
        out.push((family.to_owned(), role, true));
    }
    out.retain(|(text, role, _)| is_long_enough(text, form.r#type, *role));
    out
}

/// Returns whether a form is more than part of a name.
fn is_full(form: &Form) -> bool {
    use FormType::{Adjective, Description, Short, Title};
    !matches!(form.r#type, Adjective | Description | Short | Title)
}

/// How else a person's name in Latin letters is written: the given name in one
/// (Chiang Kaishek), or by its initials (R. A. Scalapino).
fn manners(form: &Form, few: bool) -> Vec<(String, Role)> {
    let (text, mut out) = (form.text.as_str(), Vec::new());
    if text.contains(". ") {
        // N.S. Khrushchev.
        let (given, family) = text.rsplit_once(' ').unwrap_or_default();
        out.push((format!("{} {family}", given.replace(". ", ".")), Role::Whole));
    }
    if few && text.contains('-') {
        out.push((text.replace('-', "").replace(['\'', '’'], ""), Role::Whole));
        let joined = text.split('-').map(str::to_owned).reduce(|joined, part| {
            let mut chars = part.chars();
            let first = chars.next().map(|c| c.to_lowercase().collect::<String>());
            joined + &first.unwrap_or_default() + chars.as_str()
        });
        out.extend(joined.map(|text| (text, Role::Whole)));
    }
    let family = match (&form.family, few) {
        (Some(family), _) => Some(family.as_str()),
        (None, true) => None,
        (None, false) => text.rsplit(' ').next(),
    };
    let given = family.and_then(|family| text.strip_suffix(family));
    let given = given.and_then(|given| given.strip_suffix(' '));
    if let (Some(family), Some(given)) = (family, given) {
        let initial = |part: &str| part.chars().next().map(|c| format!("{c}."));
        let capital = |part: &str| part.starts_with(char::is_uppercase);
        let words: Vec<Vec<&str>> =
            given.split(' ').map(|word| word.split('-').collect()).collect();
        if words.iter().flatten().all(|part| capital(part)) {
            let word = |parts: &Vec<&str>| -> String {
                let initials: Vec<String> =
                    parts.iter().copied().filter_map(initial).collect();
                initials.join("-")
            };
            let initials: Vec<String> = words.iter().map(word).collect();
            for given in [initials.join(" "), initials.join(""), initials[0].clone()] {
                out.push((format!("{given} {family}"), Role::Part));
            }
        }
    }
    out
}

/// How what stands in a text agrees with a spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agreement {
    /// Letter by letter.
    Exact,
    /// Case, accents, hyphens and Han forms aside.
    Folded,
}

/// Returns how `found` agrees with `spelled`, whose letters it has, case and accents
/// aside; none where the difference makes it another word.
pub(super) fn agreement(
    spelled: &str,
    found: &str,
    role: Role,
    person: bool,
) -> Option<Agreement> {
    if spelled == found {
        return Some(Agreement::Exact);
    }
    let lower =
        |text: &str| -> String { letters(text).flat_map(char::to_lowercase).collect() };
    let (own, other) = (lower(spelled), lower(found));
    let accents = own != other && own.starts_with(is_latin);
    if accents && own.chars().count() < 5 {
        return None;
    }
    if found.is_ascii() && spelled.is_ascii() || own.starts_with(is_latin) {
        let upper = |text: &str| letters(text).any(char::is_uppercase);
        let shouts = upper(found) && !letters(found).any(char::is_lowercase);
        let long = own.chars().count() > 4 && role == Role::Whole;
        let shouted = shouts && long;
        if !shouted && !case_agrees(spelled, found, person) {
            return None;
        }
    }
    Some(Agreement::Folded)
}

/// Returns whether the capitals of a text may stand for those of a spelling.
///
/// A capital may be where the spelling has none: Il Sung for Il-sung, and any word at a
/// sentence's start. After a hyphen, and in all but the names of people, small letters
/// may be where the spelling has capitals, if some capital is left: piano Marshall.
fn case_agrees(spelled: &str, found: &str, person: bool) -> bool {
    let upper = |word: &str| word.starts_with(char::is_uppercase);
    let split = |text: &str| -> Vec<(bool, String)> {
        let mut words: Vec<(bool, String)> = vec![(false, String::new())];
        for c in text.chars() {
            match c {
                '\u{AD}' | '\u{0300}'..='\u{036F}' => {}
                _ if c.is_alphanumeric() || c == '\'' || c == '’' => {
                    words.last_mut().expect("never empty").1.push(c);
                }
                _ => words.push((c == '-', String::new())),
            }
        }
        words.retain(|(_, word)| !word.is_empty());
        words
    };
    let (own, other) = (split(spelled), split(found));
    if own.len() != other.len() {
        // A hyphen at a line's end cut a word.
        return own.len() < other.len()
            && found.contains('\n')
            && other.iter().any(|(_, w)| upper(w));
    }
    let any_capital = other.iter().any(|(_, word)| upper(word));
    let wants_capital = own.iter().any(|(_, word)| upper(word));
    if wants_capital && !any_capital {
        return false;
    }
    own.iter().zip(&other).enumerate().all(|(index, ((_, own), (hyphen, other)))| {
        let tail = |word: &str| -> Vec<bool> {
            word.chars().skip(1).map(char::is_uppercase).collect()
        };
        let first = match (upper(own), upper(other)) {
            (true, false) if person => index > 0 && *hyphen,
            (true, false) => spelled.contains([' ', '-']),
            _ => true,
        };
        first && tail(own) == tail(other)
    })
}

fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| c.is_alphanumeric())
}

pub(super) fn is_single(text: &str) -> bool {
    text.chars().nth(1).is_none()
}

fn is_of_few_surnames(origin: &str) -> bool {
    FEW_SURNAMES.contains(&origin)
}

/// Returns the language of a tag, without script and region.
pub(super) fn primary(tag: &Lang) -> &str {
    tag.as_str().split('-').next().unwrap_or_default()
}

fn is_short_han(text: &str) -> bool {
    text.chars().all(is_han) && text.chars().nth(2).is_none()
}

/// Returns whether a form is long enough to stand in a text of another script, as a
/// gloss: 沈志華 in an English text, Andrei Lankov in a Japanese one.
fn is_gloss(form: &Form) -> bool {
    let historical = form.r#type == FormType::Historical;
    match letters(&form.text).all(is_latin) {
        true => form.text.contains(' '),
        false => {
            let kana = |c: char| ('\u{3041}'..='\u{30FF}').contains(&c);
            let long = letters(&form.text).count() > 2;
            !historical && letters(&form.text).all(|c| is_han(c) || kana(c)) && long
        }
    }
}

/// Returns whether a form belongs in a text of `lang`.
fn is_at_home(form: &Form, lang: &Lang) -> bool {
    if primary(&form.tag) == primary(lang) {
        return true;
    }
    let scripts = &lang.profile().scripts;
    let written_in = |names: &[&str]| scripts.iter().any(|s| names.contains(&s.as_str()));
    if letters(&form.text).all(is_latin) {
        // The generic profile knows no script; Latin forms do no harm elsewhere.
        return written_in(&["Latn", "Zyyy"])
            && (form.tag.as_str().contains("-Latn")
                || matches!(primary(&form.tag), "en" | "it"));
    }
    // What one language called a place once may be a common word of another: 京城 was
    // Seoul in Japanese, and is any capital in Chinese.
    letters(&form.text).all(is_han)
        && form.r#type != FormType::Historical
        && written_in(&["Hans", "Hant", "Jpan"])
}

pub(super) fn is_latin(c: char) -> bool {
    // Latin letters end where IPA begins; Vietnamese has a block of its own.
    c < '\u{0250}' || ('\u{1E00}'..'\u{1F00}').contains(&c)
}

pub(super) fn is_han(c: char) -> bool {
    script(c) == Script::Unspaced && !('\u{3041}'..='\u{309F}').contains(&c)
}

/// Returns whether a spelling is long enough not to be found in every second sentence.
fn is_long_enough(text: &str, form: FormType, role: Role) -> bool {
    let letters: Vec<char> = letters(text).collect();
    let hiragana = |c: &char| ('\u{3041}'..='\u{309F}').contains(c);
    let least = match letters.first().map(|c| script(*c)) {
        Some(Script::Spaced) if form == FormType::Abbreviation => 2,
        Some(Script::Spaced) if matches!(role, Role::Surname | Role::Part) => 2,
        Some(Script::Spaced) => 3,
        _ if letters.iter().all(hiragana) => 4,
        Some(Script::Unspaced) if matches!(role, Role::Answer | Role::Character) => 1,
        _ => 2,
    };
    letters.len() >= least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_may_differ_where_writers_differ() {
        use Role::{Surname, Whole};
        for (spelled, found, role, person, wanted) in [
            ("Mao Zedong", "Mao Zedong", Whole, true, Some(Agreement::Exact)),
            ("Mao Zedong", "MAO ZEDONG", Whole, true, Some(Agreement::Folded)),
            ("Mao Zedong", "mao zedong", Whole, true, None),
            ("Mao", "MAO", Surname, true, None),
            ("Kim Il-sung", "Kim Il Sung", Whole, true, Some(Agreement::Folded)),
            ("Kim Il Sung", "Kim Il-sung", Whole, true, Some(Agreement::Folded)),
            ("Kim Il Sung", "Kim il Sung", Whole, true, None),
            ("Piano Marshall", "piano Marshall", Whole, false, Some(Agreement::Folded)),
            ("Cold War", "cold war", Whole, false, None),
            ("White House", "white House", Whole, false, Some(Agreement::Folded)),
            ("Pentagon", "pentagon", Whole, false, None),
            ("juche", "Juche", Whole, false, Some(Agreement::Folded)),
            ("Sariwŏn", "Sariwon", Whole, false, Some(Agreement::Folded)),
            ("Yŏ", "Yo", Surname, true, None),
            ("毛沢東", "毛澤東", Whole, true, Some(Agreement::Folded)),
            ("NATO", "Nato", Whole, false, None),
        ] {
            let found_so = agreement(spelled, found, role, person);
            assert_eq!(found_so, wanted, "{spelled} {found}");
        }
    }

    #[test]
    fn initials_and_joined_given_names_are_the_same_name() {
        let form = |text: &str, family: Option<&str>| Form {
            text: text.to_owned(),
            tag: Lang::parse("en").unwrap(),
            r#type: FormType::Official,
            status: FormStatus::Attested,
            source: "s".to_owned(),
            period: Vec::new(),
            reading_of: None,
            family: family.map(str::to_owned),
            unknown: Default::default(),
        };
        let manners = |text, family, few| -> Vec<String> {
            manners(&form(text, family), few).into_iter().map(|(text, _)| text).collect()
        };
        let found = manners("Robert A. Scalapino", Some("Scalapino"), false);
        assert!(found.contains(&"R. A. Scalapino".to_owned()), "{found:?}");
        assert!(found.contains(&"R.A. Scalapino".to_owned()));
        let found = manners("Chong-Sik Lee", Some("Lee"), true);
        assert!(found.contains(&"C.-S. Lee".to_owned()), "{found:?}");
        assert!(found.contains(&"Chongsik Lee".to_owned()), "{found:?}");
        assert!(
            manners("Chiang Kai-shek", Some("Chiang"), true)
                .contains(&"Chiang Kaishek".to_owned())
        );
        let found = manners("N. S. Khrushchev", None, false);
        assert!(found.contains(&"N.S. Khrushchev".to_owned()), "{found:?}");
    }
}
