//! Cyrillic to Latin: BGN/PCGN 1947, scientific transliteration (ISO/R 9:1968), the
//! habits of the Italian press, and English without signs.

use super::{Reading, letters};
use crate::names::entity::Kind;

/// Letter, BGN, scientific, Italian press, English.
const TABLE: &[(char, &str, &str, &str, &str)] = &[
    ('а', "a", "a", "a", "a"),
    ('б', "b", "b", "b", "b"),
    ('в', "v", "v", "v", "v"),
    ('г', "g", "g", "g", "g"),
    ('д', "d", "d", "d", "d"),
    ('е', "e", "e", "e", "e"),
    ('ё', "yë", "ë", "io", "yo"),
    ('ж', "zh", "ž", "g", "zh"),
    ('з', "z", "z", "z", "z"),
    ('и', "i", "i", "i", "i"),
    ('й', "y", "j", "i", "y"),
    ('к', "k", "k", "k", "k"),
    ('л', "l", "l", "l", "l"),
    ('м', "m", "m", "m", "m"),
    ('н', "n", "n", "n", "n"),
    ('о', "o", "o", "o", "o"),
    ('п', "p", "p", "p", "p"),
    ('р', "r", "r", "r", "r"),
    ('с', "s", "s", "s", "s"),
    ('т', "t", "t", "t", "t"),
    ('у', "u", "u", "u", "u"),
    ('ф', "f", "f", "f", "f"),
    ('х', "kh", "ch", "k", "kh"),
    ('ц', "ts", "c", "z", "ts"),
    ('ч', "ch", "č", "ci", "ch"),
    ('ш', "sh", "š", "sc", "sh"),
    ('щ', "shch", "šč", "sci", "shch"),
    ('ъ', "”", "”", "", ""),
    ('ы', "y", "y", "i", "y"),
    ('ь', "’", "’", "", ""),
    ('э', "e", "è", "e", "e"),
    ('ю', "yu", "ju", "iu", "yu"),
    ('я', "ya", "ja", "ia", "ya"),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum System {
    Bgn,
    Scientific,
    Italian,
    English,
}

fn write(text: &str, system: System) -> Reading {
    let mut out = Reading::default();
    let mut before: Option<char> = None;
    for c in text.chars() {
        let lower = c.to_lowercase().next().unwrap_or(c);
        let Ok(at) = TABLE.binary_search_by_key(&order(lower), |row| order(row.0)) else {
            out.text.push(c);
            if ('\u{400}'..='\u{52F}').contains(&c) {
                out.left.push(c);
            }
            before = None;
            continue;
        };
        let (letter, bgn, scientific, italian, english) = TABLE[at];
        let starts = before.is_none_or(|b| "аеёиоуыэюяйъь".contains(b));
        let hushing = before.is_some_and(|b| "жшчщ".contains(b));
        let mut latin = match system {
            System::Bgn => bgn,
            System::Scientific => scientific,
            System::Italian => italian,
            System::English => english,
        };
        latin = match (system, letter) {
            // At a word's start, after a vowel, й and the signs, е is ye.
            (System::Bgn | System::English, 'е') if starts => "ye",
            (System::Bgn, 'ё') if !starts => "ë",
            // Khrushchev, Gorbachev.
            (System::English, 'ё') if hushing => "e",
            // Krusciov: the i is in sci already.
            (System::Italian, 'ё') if hushing => "o",
            (System::Italian, 'е' | 'и') if hushing && out.text.ends_with('i') => {
                out.text.pop();
                if letter == 'е' { "e" } else { "i" }
            }
            (System::English, 'й') if before.is_some_and(|b| "иы".contains(b)) => "",
            _ => latin,
        };
        match c != lower {
            true => out.text.push_str(&letters::capital(latin)),
            false => out.text.push_str(latin),
        }
        before = Some(lower);
    }
    // A word in capitals stays so.
    if text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
        && text.chars().count() > 2
    {
        out.text = out.text.to_uppercase();
    }
    out
}

/// ё stands after я in Unicode, after е in the alphabet and in the table.
fn order(c: char) -> u32 {
    match c {
        'ё' => u32::from('е') * 2 + 1,
        c => u32::from(c) * 2,
    }
}

pub(super) fn bgn(text: &str, _: Option<Kind>) -> Vec<Reading> {
    vec![write(text, System::Bgn).because("BGN/PCGN")]
}

pub(super) fn scientific(text: &str, _: Option<Kind>) -> Vec<Reading> {
    vec![write(text, System::Scientific).because("scientific")]
}

pub(super) fn italian(text: &str, _: Option<Kind>) -> Vec<Reading> {
    let mut out = vec![write(text, System::Italian).because("Italian press")];
    // Kruscev: without the trema that nobody prints.
    let bare = text.replace('ё', "е").replace('Ё', "Е");
    if bare != text {
        out.push(write(&bare, System::Italian).because("Italian press, ё as е"));
    }
    out
}

pub(super) fn english(text: &str, _: Option<Kind>) -> Vec<Reading> {
    vec![write(text, System::English).because("English")]
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_alphabet_is_in_order() {
        assert!(super::TABLE.is_sorted_by(|a, b| super::order(a.0) < super::order(b.0)));
    }
}
