//! What XML 1.0 wants of every text, whatever the format.

use std::borrow::Cow;

/// Returns the text with the characters that XML forbids as U+FFFD, and counts them.
///
/// Allowed are those of `Char` (XML 1.0 §2.2); an escape such as `&#1;` is forbidden too.
pub(super) fn allowed<'a>(text: &'a str, replaced: &mut usize) -> Cow<'a, str> {
    if !text.contains(is_forbidden) {
        return Cow::Borrowed(text);
    }
    *replaced += text.chars().filter(|c| is_forbidden(*c)).count();
    Cow::Owned(text.replace(is_forbidden, "\u{fffd}"))
}

fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}
