//! Looking for a text where case, width and diacritics make no difference.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

/// What is looked for, folded.
pub(super) struct Query(Vec<char>);

/// A folded text: each character with the piece of the text that it comes from.
struct Folded {
    chars: Vec<char>,
    from: Vec<Range<usize>>,
}

impl Query {
    /// Folds what is looked for.
    pub(super) fn new(text: &str) -> Self {
        Self(fold(text).chars)
    }

    /// Returns whether it is in a text.
    pub(super) fn is_in(&self, text: &str) -> bool {
        !self.find(text).is_empty()
    }

    /// Returns where it is in a text; places do not overlap.
    pub(super) fn find(&self, text: &str) -> Vec<Range<usize>> {
        let wanted = &self.0;
        let mut found = Vec::new();
        if wanted.is_empty() {
            return found;
        }
        let Folded { chars, from } = fold(text);
        let mut at = 0;
        while at + wanted.len() <= chars.len() {
            let end = at + wanted.len();
            // Not half of a character: ハ is not in バ, nor 하 in 한.
            let whole = (at == 0 || from[at - 1] != from[at])
                && from.get(end).is_none_or(|next| *next != from[end - 1]);
            if whole && chars[at..end] == wanted[..] {
                found.push(from[at].start..from[end - 1].end);
                at = end;
            } else {
                at += 1;
            }
        }
        found
    }
}

fn fold(text: &str) -> Folded {
    let mut folded = Folded { chars: Vec::new(), from: Vec::new() };
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        // Marks go with the character before them: those that are dropped, so that a find
        // ends behind them, and the voicing of kana, which is part of the sound.
        while let Some((at, mark)) =
            chars.next_if(|(_, c)| is_diacritic(*c) || is_voicing(*c))
        {
            end = at + mark.len_utf8();
        }
        for c in text[start..end].nfkd().flat_map(char::to_lowercase) {
            if !is_diacritic(c) {
                folded.chars.push(if c == 'ς' { 'σ' } else { c });
                folded.from.push(start..end);
            }
        }
    }
    folded
}

/// Returns whether it is a mark on Latin, Greek or Cyrillic letters; marks of other
/// scripts, such as vowel signs, are not to be dropped.
fn is_diacritic(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

/// Returns whether it is a voicing mark of kana, combining or half width.
fn is_voicing(c: char) -> bool {
    matches!(c, '\u{3099}' | '\u{309a}' | '\u{ff9e}' | '\u{ff9f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find<'a>(query: &str, text: &'a str) -> Vec<&'a str> {
        Query::new(query).find(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn case_width_and_diacritics_make_no_difference() {
        for (query, text, wanted) in [
            (
                "perche",
                "Perché PERCHE\u{301}, perche",
                &["Perché", "PERCHE\u{301}", "perche"][..],
            ),
            ("ＲＵＳＫ", "Rusk", &["Rusk"]),
            ("バス", "ﾊﾞｽとバスとハ\u{3099}ス", &["ﾊﾞｽ", "バス", "ハ\u{3099}ス"]),
            ("ハス", "バス ﾊﾞｽ", &[]),
            ("하", "한하", &["하"]),
            ("fi", "ﬁne", &["ﬁ"]),
            ("aa", "aaaa", &["aa", "aa"]),
            ("ΟΔΟΣ", "οδός", &["οδός"]),
            ("", "a", &[]),
        ] {
            assert_eq!(find(query, text), wanted, "{query} in {text}");
        }
    }
}
