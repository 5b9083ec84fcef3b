//! Mandarin, syllable by syllable: what a Han name or a pinyin name says, and how the
//! five systems that start from it write a syllable.
//!
//! Invariant: what is no syllable stays as it stands, as a token of its own.

use std::sync::LazyLock;

use super::Token;
use super::unihan::{is_han, readings, surname, surname_length};
use crate::names::entity::Kind;

/// One syllable in every system.
#[derive(Debug)]
pub(crate) struct Syllable {
    pub(crate) pinyin: &'static str,
    pub(crate) wadegile: &'static str,
    pub(crate) palladius: &'static str,
    pub(crate) hangul: &'static str,
    pub(crate) katakana: &'static str,
    pub(crate) voiced: &'static str,
}

/// A name in syllables.
pub(crate) type Spoken = Vec<Token<&'static Syllable>>;

/// All syllables, by pinyin.
pub(crate) static SYLLABLES: LazyLock<Vec<Syllable>> = LazyLock::new(|| {
    let rows = include_str!("data/mandarin.tsv").lines();
    let row = |row: &'static str| {
        let mut fields = row.split('\t');
        let mut field = || fields.next().expect("six columns in the embedded table");
        Syllable {
            pinyin: field(),
            wadegile: field(),
            palladius: field(),
            hangul: field(),
            katakana: field(),
            voiced: field(),
        }
    };
    rows.filter(|row| !row.starts_with('#')).map(row).collect()
});

/// Returns the syllable that pinyin writes so, in lower case and without tone.
pub(crate) fn syllable(pinyin: &str) -> Option<&'static Syllable> {
    let at = SYLLABLES.binary_search_by_key(&pinyin, |s| s.pinyin).ok()?;
    Some(&SYLLABLES[at])
}

/// At most so many readings of one name.
const MOST: usize = 8;

/// Returns what a Han name may say in Mandarin, the likeliest first. The surname, if
/// `person`, stands apart and takes its reading from the table of surnames.
pub(crate) fn han(text: &str, person: bool) -> Vec<Spoken> {
    let name: Vec<char> = text.chars().collect();
    let family = if person { surname_length(&name) } else { 0 };
    let mut out: Vec<Spoken> = vec![Vec::new()];
    let mut rest = &name[..];
    if family > 0 {
        let own = surname(&name[..family].iter().collect::<String>()).unwrap_or_default();
        let own: Vec<Spoken> = own
            .split(' ')
            .map(|pinyin| {
                cut(&pinyin.to_lowercase()).into_iter().map(Token::Said).collect()
            })
            .filter(|spoken: &Spoken| !spoken.is_empty())
            .collect();
        if !own.is_empty() {
            out = own;
            rest = &name[family..];
        }
    }
    let skipped = name.len() - rest.len();
    for (index, c) in rest.iter().enumerate() {
        if index + skipped == family && family > 0 {
            out.iter_mut().for_each(|spoken| spoken.push(Token::Word));
        }
        // 々 repeats the character before it.
        let c = match c {
            '々' if index > 0 => rest[index - 1],
            _ => *c,
        };
        let mandarin = readings(c).map_or("", |r| r.mandarin);
        let said: Vec<_> = mandarin.split(' ').filter_map(syllable).collect();
        // What two polyphones multiply is cut off, the second readings first.
        let room = (MOST / out.len()).max(1);
        match said.is_empty() {
            true => out.iter_mut().for_each(|spoken| spoken.push(other(c))),
            false => {
                let longer = |said: &&'static Syllable| {
                    let longer = |spoken: &Spoken| {
                        spoken.iter().copied().chain([Token::Said(*said)]).collect()
                    };
                    out.iter().map(longer).collect::<Vec<Spoken>>()
                };
                out = said.iter().take(room).flat_map(longer).collect();
            }
        }
    }
    out
}

fn other(c: char) -> Token<&'static Syllable> {
    match c {
        ' ' | '·' | '・' | '\u{3000}' => Token::Word,
        _ => Token::Other(c),
    }
}

/// Cuts a word of pinyin, in lower case and without tones, into syllables; none where
/// some letter is left over.
///
/// A syllable that begins with a vowel needs an apostrophe before it (Xi'an, Xian), so
/// the longest syllable that leaves a consonant is right.
pub(crate) fn cut(word: &str) -> Vec<&'static Syllable> {
    fn go(word: &str, out: &mut Vec<&'static Syllable>) -> bool {
        if word.is_empty() {
            return true;
        }
        let ends = word.char_indices().map(|(at, c)| at + c.len_utf8()).take(6);
        for end in ends.collect::<Vec<_>>().into_iter().rev() {
            let rest = &word[end..];
            if rest.starts_with(['a', 'e', 'o']) {
                continue;
            }
            let Some(found) = syllable(&word[..end]) else { continue };
            out.push(found);
            if go(rest, out) {
                return true;
            }
            out.pop();
        }
        false
    }
    let mut out = Vec::new();
    go(word, &mut out);
    out
}

/// Reads a name in pinyin, with tones or without; what is no pinyin stays.
pub(crate) fn pinyin(text: &str) -> Spoken {
    let plain = super::letters::without_tones(text).to_lowercase();
    let mut out = Spoken::new();
    let is_inner = |c: char| c.is_alphabetic();
    let mut rest = plain.as_str();
    while let Some(c) = rest.chars().next() {
        let end = rest.find(|c: char| !is_inner(c)).unwrap_or(rest.len());
        if end > 0 {
            let (word, after) = rest.split_at(end);
            let said = cut(word);
            match said.is_empty() {
                true => out.extend(word.chars().map(Token::Other)),
                false => out.extend(said.into_iter().map(Token::Said)),
            }
            rest = after;
        } else {
            match c {
                '\'' | '’' | '-' => {}
                ' ' => out.push(Token::Word),
                _ => out.push(Token::Other(c)),
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Returns what a name in Han characters or in pinyin says.
pub(crate) fn spoken(text: &str, kind: Option<Kind>) -> Vec<Spoken> {
    match text.chars().any(is_han) {
        true => han(text, kind.is_none_or(|kind| kind == Kind::Person)),
        false => vec![pinyin(text)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_sorted() {
        assert!(SYLLABLES.len() > 400);
        assert!(SYLLABLES.is_sorted_by(|a, b| a.pinyin < b.pinyin));
    }

    #[test]
    fn a_word_is_cut_before_its_consonants() {
        let said =
            |word| cut(word).iter().map(|s| s.pinyin).collect::<Vec<_>>().join(" ");
        assert_eq!(said("xueliang"), "xue liang");
        assert_eq!(said("xian"), "xian");
        assert_eq!(said("guomindang"), "guo min dang");
        assert_eq!(said("hongweibing"), "hong wei bing");
        assert_eq!(said("tse"), "");
        let said =
            |text| pinyin(text).iter().filter(|t| matches!(t, Token::Said(_))).count();
        assert_eq!(said("Xī'ān"), 2);
        assert_eq!(said("Chang'an Lüshun"), 4);
    }
}
