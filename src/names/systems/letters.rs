//! Letters: capitals, tone marks, accents.

use unicode_normalization::UnicodeNormalization;

/// Returns a pinyin text without its tone marks; ü stays.
pub(crate) fn without_tones(text: &str) -> String {
    if text.is_ascii() {
        return text.replace('v', "ü");
    }
    let tone =
        |c: &char| matches!(c, '\u{300}' | '\u{301}' | '\u{304}' | '\u{30C}' | '\u{306}');
    text.nfd().filter(|c| !tone(c)).nfc().collect()
}

/// Returns a text without any accents.
pub(crate) fn without_accents(text: &str) -> String {
    text.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36F}')).nfc().collect()
}

/// Makes the first letter of a word a capital.
pub(crate) fn capital(word: &str) -> String {
    let mut chars = word.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
