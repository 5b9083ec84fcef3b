//! Names of several words: how much of two names is the same, rare words before common
//! ones; in Han and Hangul, pairs of characters for words.

use super::fold::folded;

/// Words that say nothing.
const EMPTY: &[&str] = &[
    "a", "an", "and", "d", "de", "degli", "dei", "del", "dell", "della", "delle", "di",
    "e", "ed", "for", "i", "il", "in", "l", "la", "le", "lo", "of", "on", "per", "the",
    "to",
];

/// Returns what a name is made of, each once: its folded words, or, where it is written
/// without spaces, its pairs of characters; nothing for a single word.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let unspaced = |c: char| c >= '\u{3400}';
    let mut out: Vec<String> = match text.chars().all(unspaced) {
        true => {
            let letters: Vec<char> = folded(text).chars().collect();
            match letters.len() {
                0..=2 => Vec::new(),
                _ => letters.windows(2).map(|pair| pair.iter().collect()).collect(),
            }
        }
        false => {
            let words = text.split(|c: char| !c.is_alphanumeric() && !is_inner(c));
            words.map(folded).filter(|word| !word.is_empty()).collect()
        }
    };
    out.retain(|word| !EMPTY.contains(&word.as_str()));
    out.sort();
    out.dedup();
    if out.len() < 2 {
        out.clear();
    }
    out
}

fn is_inner(c: char) -> bool {
    matches!(c, '\'' | '’') || ('\u{300}'..'\u{370}').contains(&c)
}

/// Returns how much of two names is the same, 0 to 1, by the weights of their tokens.
pub(super) fn overlap(a: &[String], b: &[String], weight: impl Fn(&str) -> f64) -> f64 {
    let sum = |tokens: &[String]| tokens.iter().map(|token| weight(token)).sum::<f64>();
    let same: f64 =
        a.iter().filter(|t| b.binary_search(t).is_ok()).map(|t| weight(t)).sum();
    let (a, b) = (sum(a), sum(b));
    // What is wholly in the other is nearer than what is shared by halves.
    let (less, more) = (a.min(b), a.max(b));
    if more == 0.0 { 0.0 } else { (same / less + same / more) / 2.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_another_is_near_it() {
        let one = |_: &str| 1.0;
        let of = |a, b| overlap(&tokens(a), &tokens(b), one);
        assert_eq!(of("Treaty of Friendship", "Friendship Treaty"), 1.0);
        assert!(of("國民黨", "中国国民党") > 0.7);
        assert!(of("Red Guards", "White Guards") < 0.6);
        assert!(tokens("Stalin").is_empty());
    }
}
