//! Where a name may begin and end in running text, script by script.
//!
//! Invariant: what stands next to a name decides, never what the name is.

/// The scripts whose edges differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Latin, Cyrillic, digits: words with something between them.
    Spaced,
    /// Katakana, which runs on through one word.
    Katakana,
    /// Hangul, where particles follow the word.
    Hangul,
    /// Han and hiragana, written without a break.
    Unspaced,
    /// Anything else: spaces, marks.
    Mark,
}

/// Particles that a Korean name may carry.
const PARTICLES: &[&str] = &[
    "가", "과", "께서", "는", "도", "로", "를", "에", "에게", "에서", "와", "으로", "은",
    "을", "의", "이",
];

pub(super) fn script(c: char) -> Script {
    match c {
        // The middle dot joins what it stands between, it is no letter.
        '・' => Script::Mark,
        // The number of a footnote is not part of the word before it.
        '¹' | '²' | '³' | '\u{2070}'..='\u{2079}' => Script::Mark,
        '\u{30A1}'..='\u{30FF}' => Script::Katakana,
        '\u{AC00}'..='\u{D7A3}' | '\u{1100}'..='\u{11FF}' => Script::Hangul,
        '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{309F}' => Script::Unspaced,
        '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' => Script::Unspaced,
        '\u{20000}'..='\u{3FFFF}' => Script::Unspaced,
        // A combining mark belongs to the letter before it.
        '\u{0300}'..='\u{036F}' => Script::Spaced,
        _ if c.is_alphanumeric() => Script::Spaced,
        _ => Script::Mark,
    }
}

/// Returns whether the bytes `start..end` of `text` may be a name by what is next to
/// them.
pub(super) fn are_free(text: &str, start: usize, end: usize) -> bool {
    let (before, name, after) = (&text[..start], &text[start..end], &text[end..]);
    let (Some(first), Some(last)) = (name.chars().next(), name.chars().next_back())
    else {
        return false;
    };
    let left = before.chars().next_back().map_or(Script::Mark, script);
    let right = after.chars().next().map_or(Script::Mark, script);
    let left_free = match script(first) {
        Script::Spaced => left != Script::Spaced,
        Script::Katakana => left != Script::Katakana,
        Script::Hangul => !matches!(left, Script::Hangul | Script::Spaced),
        Script::Unspaced | Script::Mark => true,
    };
    let right_free = match script(last) {
        Script::Katakana => right != Script::Katakana,
        Script::Hangul => {
            let mut tail = after.split(|c| script(c) != Script::Hangul);
            tail.next().is_none_or(|t| t.is_empty() || PARTICLES.contains(&t))
        }
        Script::Unspaced => true,
        // `U.S.` ends in a mark, and must not stand in `U.S.S.R.`
        Script::Spaced | Script::Mark => right != Script::Spaced,
    };
    left_free && right_free
}

#[cfg(test)]
mod tests {
    use super::*;

    fn free(text: &str, name: &str) -> bool {
        let start = text.find(name).unwrap();
        are_free(text, start, start + name.len())
    }

    #[test]
    fn words_end_at_marks_and_spaces() {
        assert!(free("dell'Unione Sovietica.", "Unione Sovietica"));
        assert!(free("Mao's army", "Mao"));
        assert!(free("Stalin⁴, Stalin", "Stalin"));
        assert!(free("在Mao那里", "Mao"));
        assert!(!free("Maoist", "Mao"));
        assert!(!free("the U.S.S.R.", "U.S."));
        assert!(free("the U.S. and", "U.S."));
    }

    #[test]
    fn katakana_runs_are_not_broken() {
        assert!(free("スターリン通り", "スターリン"));
        assert!(free("N・S・フルシチョフ", "フルシチョフ"));
        assert!(!free("ネオスターリン", "スターリン"));
        assert!(free("東ソ連軍", "ソ連"));
    }

    #[test]
    fn hangul_takes_particles_only() {
        assert!(free("김일성은 말했다", "김일성"));
        assert!(free("「김일성」", "김일성"));
        assert!(!free("김일성주의", "김일성"));
    }
}
