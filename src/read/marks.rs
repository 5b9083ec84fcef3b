//! Marks of notes: raised digits, where a format says that they are raised.
//!
//! Invariant: a power stays. In plain text nothing says what is a mark, and all stays.

use super::build::is_wide;

/// Returns whether what is raised is the mark of a note: a few digits or a sign, and not
/// the power of a unit or a number, nor the end of an ordinal.
pub(super) fn is_raised_mark(raised: &str, before: &str) -> bool {
    let raised = raised.trim().trim_matches(['[', ']', '(', ')']);
    let signs = raised.chars().all(|c| matches!(c, '*' | '†' | '‡' | '§'));
    let digits =
        raised.chars().count() <= 3 && raised.chars().all(|c| c.is_ascii_digit());
    if raised.is_empty() || !(signs || digits) {
        return false;
    }
    let word = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    let ended = word.len() < before.len();
    let letters = word.chars().rev().take_while(|c| c.is_alphabetic()).count();
    let wide = word.chars().next_back().is_some_and(is_wide);
    // m², 10³ and x² are no notes; `Lee⁵`, `Yu⁵⁵` and `1953.⁵` are.
    let power = matches!(raised, "2" | "3") && !ends_in_name(word);
    let named = letters == 2 && !power;
    signs || wide || ended && !before.is_empty() || letters > 2 || named
}

/// Returns whether the last two letters are a name of two: `Wu`, not `km`.
fn ends_in_name(word: &str) -> bool {
    let mut back = word.chars().rev();
    let (second, first) = (back.next(), back.next());
    first.is_some_and(char::is_uppercase) && second.is_some_and(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_no_marks() {
        for (raised, before, wanted) in [
            ("55", "Wu Lijin", true),
            ("2", "12 km", false),
            ("55", "Mr. Wu", true),
            ("2", "Mr. Wu", true),
            ("14", "di", true),
            ("5", "x", false),
            ("3", "10", false),
            ("1", "nel 1953.", true),
            ("12", "毛岸英", true),
            ("*", "a", true),
            ("th", "20", false),
            ("o", "n", false),
        ] {
            assert_eq!(is_raised_mark(raised, before), wanted, "{before}^{raised}");
        }
    }
}
