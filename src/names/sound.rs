//! Wide classes: what a Latin spelling sounds like to somebody who wrote it by ear, and
//! the skeleton of its consonants.
//!
//! Invariant: both are made of lower-case ASCII; equal spellings have equal classes.

use std::sync::LazyLock;

/// Letters that are one in the wide class, the longest first.
const CLASSES: &[(&str, &str)] = &[
    ("shch", "sc"),
    ("tsch", "c"),
    ("sch", "s"),
    ("tch", "c"),
    ("chh", "c"),
    ("kh", "k"),
    ("ch", "c"),
    ("sh", "s"),
    ("zh", "c"),
    ("hs", "s"),
    ("ph", "p"),
    ("th", "t"),
    ("ts", "c"),
    ("tz", "c"),
    ("ck", "k"),
    ("eo", "o"),
    ("eu", "u"),
    ("ae", "e"),
    ("oo", "u"),
    ("ou", "o"),
    ("ow", "o"),
    ("g", "k"),
    ("d", "t"),
    ("b", "p"),
    ("v", "p"),
    ("j", "c"),
    ("z", "c"),
    ("q", "c"),
    ("x", "s"),
    ("l", "r"),
    ("y", "i"),
    ("w", "u"),
];

/// Returns the classes that begin with a letter, in the order of the table.
fn classes(first: char) -> &'static [(&'static str, &'static str)] {
    static BY_LETTER: LazyLock<Vec<Vec<(&str, &str)>>> = LazyLock::new(|| {
        let of = |letter: u8| {
            let own = CLASSES.iter().filter(|(from, _)| from.as_bytes()[0] == letter);
            own.copied().collect()
        };
        (b'a'..=b'z').map(of).collect()
    });
    let letter = u32::from(first).wrapping_sub(u32::from('a')) as usize;
    BY_LETTER.get(letter).map_or(&[], Vec::as_slice)
}

/// Returns the wide class of a folded Latin spelling; none for another script.
pub(super) fn sound(folded: &str) -> Option<String> {
    let plain: String = match folded.is_ascii() {
        true => folded.to_owned(),
        false => {
            let ascii = |c: char| match c {
                'ü' => Some('u'),
                _ => c.is_ascii_alphanumeric().then_some(c),
            };
            let kept: Option<String> = folded.chars().map(ascii).collect();
            kept?
        }
    };
    let mut out = String::with_capacity(plain.len());
    let mut rest = plain.as_str();
    while let Some(c) = rest.chars().next() {
        let class = classes(c).iter().find(|(from, _)| rest.starts_with(from));
        let (eaten, mut letters) = match class {
            Some((from, to)) => (from.len(), *to),
            None => (1, &rest[..1]),
        };
        let after = &rest[eaten..];
        let vowel = |c: char| "aeiouyw".contains(c);
        let consonant_before = out.ends_with(|c: char| !vowel(c));
        // A glide after a consonant: liang is lang, kuo is ko.
        if matches!(c, 'i' | 'y' | 'w' | 'u')
            && eaten == 1
            && consonant_before
            && after.starts_with(['a', 'e', 'o'])
        {
            letters = "";
        }
        // h between a vowel and a consonant, or at the end, is breath.
        if c == 'h' && eaten == 1 && !out.is_empty() && !after.starts_with(vowel) {
            letters = "";
        }
        if !letters.is_empty() && !out.ends_with(letters) {
            out.push_str(letters);
        }
        rest = after;
    }
    (!out.is_empty()).then_some(out)
}

/// Returns the consonants of a wide class.
pub(super) fn skeleton(sound: &str) -> String {
    let mut out = String::with_capacity(sound.len());
    let mut chars = sound.chars().peekable();
    while let Some(c) = chars.next() {
        let c = match c {
            'a' | 'e' | 'i' | 'o' | 'u' | 'h' => continue,
            'f' => 'p',
            // ng is one sound.
            'k' if out.ends_with('n')
                && chars.peek().is_none_or(|n| !"aeiou".contains(*n)) =>
            {
                continue;
            }
            c => c,
        };
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_by_ear_are_one() {
        for (a, b) in [
            ("pakhonyong", "bakheonyeong"),
            ("kimchongil", "gimjeongil"),
            ("peking", "beking"),
            ("kuomintang", "guomindang"),
            ("liushaochi", "liushaoqi"),
        ] {
            assert_eq!(sound(a), sound(b), "{a} {b}");
        }
        assert!(sound("сталин").is_none());
    }

    #[test]
    fn skeletons_are_consonants() {
        let of = |text| skeleton(&sound(text).unwrap());
        assert_eq!(of("stalin"), of("sutarin"));
        assert_eq!(of("stalin"), of("seutallin"));
    }
}
