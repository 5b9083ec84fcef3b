//! Keys: what stays of a spelling when all that writers differ in is taken away.
//!
//! Invariant: folding is idempotent, and never joins two scripts.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// Han characters and what they fold to, by character; made by `data/make.py`.
static HAN: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let rows = include_str!("data/han.tsv").lines().filter(|l| !l.starts_with('#'));
    rows.map(|row| {
        let mut chars = row.chars();
        let pair = (chars.next(), chars.next(), chars.next());
        let (Some(from), Some('\t'), Some(to)) = pair else {
            panic!("embedded table of Han characters: found `{row}`");
        };
        (from, to)
    })
    .collect()
});

/// Folds 沢, 澤 and 泽 into one character; any other stays.
pub(super) fn han(c: char) -> char {
    // The first Han character: all letters of other scripts are spared the search.
    if c < '\u{3400}' {
        return c;
    }
    match HAN.binary_search_by_key(&c, |(from, _)| *from) {
        Ok(at) => HAN[at].1,
        Err(_) => c,
    }
}

/// Folds case, accents, spaces, hyphens, apostrophes and dots away, width and Han forms
/// into one, Cyrillic ё into е; ъ and ь go.
pub(super) fn folded(text: &str) -> String {
    plainly(text).unwrap_or_else(|| at_length(text))
}

/// Folds what needs no decomposition: most names in ASCII, Han, kana, Hangul and Russian.
fn plainly(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            'a'..='z' | '0'..='9' => out.push(c),
            '\0'..='\u{7F}' | '・' | '·' | '‘'..='”' | '–' | '—' | '\u{3000}' =>
                {}
            '\u{4E00}'..='\u{9FA5}' => out.push(han(c)),
            'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '가'..='힣' => out.push(c),
            'й' | 'Й' => out.push('и'),
            'ё' | 'Ё' => out.push('е'),
            'ъ' | 'ь' | 'Ъ' | 'Ь' => {}
            'А'..='я' => out.extend(c.to_lowercase()),
            _ => return None,
        }
    }
    Some(out)
}

fn at_length(text: &str) -> String {
    let lower = text.nfkd().flat_map(char::to_lowercase).nfkd();
    lower.filter(|c| stays(*c)).flat_map(plain).map(han).nfc().collect()
}

/// Returns whether a character of a decomposed text is more than a manner of writing.
fn stays(c: char) -> bool {
    match c {
        // Voiced and half-voiced sound marks: が is not か.
        '\u{3099}' | '\u{309A}' => true,
        // Letters that stand for an apostrophe or a breathing, as in Wade-Giles.
        '\u{02B9}'..='\u{02C1}' | '\u{02EE}' => false,
        'ъ' | 'ь' => false,
        _ => c.is_alphanumeric(),
    }
}

/// Spells the letters that have no decomposition with those that writers put for them.
fn plain(c: char) -> impl Iterator<Item = char> {
    let spelled: &'static str = match c {
        'ø' => "o",
        'ł' => "l",
        'đ' => "d",
        'ı' => "i",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ς' => "σ",
        _ => "",
    };
    let itself = spelled.is_empty().then_some(c);
    itself.into_iter().chain(spelled.chars())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writers_manners_fold_away() {
        for (a, b) in [
            ("KIM IL SUNG", "Kim Il-sung"),
            ("Kim Il-sŏng", "kim ilsong"),
            ("P'eng Te-huai", "P’êng Tehuai"),
            ("毛沢東", "毛泽东"),
            ("毛澤東", "毛泽东"),
            ("満洲", "滿州"),
            ("蔣介石", "蒋介石"),
            ("平壌", "平壤"),
            ("彭徳懐", "彭德怀"),
            ("キム・イルソン", "キムイルソン"),
            ("ﾓｽｸﾜ", "モスクワ"),
            ("Хрущёв", "хрущев"),
            ("Игнатьев", "Игнатев"),
            ("김 일성", "김일성"),
            ("N.S. Khrushchev", "N. S. Khrushchev"),
            ("Korea Workers’ Party", "Korea Workers' Party"),
        ] {
            assert_eq!(folded(a), folded(b), "{a} {b}");
        }
    }

    #[test]
    fn what_is_another_letter_stays_apart() {
        for (a, b) in
            [("ガ", "カ"), ("ぱ", "は"), ("김", "금"), ("金", "全"), ("ー", "一")]
        {
            assert_ne!(folded(a), folded(b), "{a} {b}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["Ústí nad Łabą ß", "ｶﾞ", "Straße", "İstanbul", "ﷺ", "각", "後藤 濶"]
        {
            assert_eq!(folded(&folded(text)), folded(text), "{text}");
        }
        assert!(HAN.iter().all(|(_, to)| han(*to) == *to));
    }

    #[test]
    fn the_short_way_leads_where_the_long_one_does() {
        let short = |c: char| plainly(c.encode_utf8(&mut [0; 4])).is_some();
        let one_by_one = ('\0'..='\u{FFFF}').filter(|c| short(*c));
        assert!(one_by_one.clone().count() > 30_000);
        for c in one_by_one {
            let text = format!("{c}a{c}나{c}");
            assert_eq!(plainly(&text).unwrap(), at_length(&text), "{text}");
        }
        for text in ["Йошкар-Ола 各", "カ゛"] {
            assert_eq!(folded(text), at_length(text), "{text}");
        }
    }

    #[test]
    fn table_of_han_characters_is_sorted() {
        assert!(HAN.len() > 3000);
        assert!(HAN.is_sorted_by(|a, b| a.0 < b.0));
    }
}
