//! Line ends and NFC, with the map back to the file.
//!
//! Invariant: the text is in NFC and its lines end in `\n`; text that is so already
//! comes back byte for byte.

use std::borrow::Cow;

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc, is_nfc_quick};

use crate::text::{Offsets, Span};

/// A normalized text and where its bytes stood.
#[derive(Debug)]
pub(super) struct Normal<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) offsets: Offsets,
}

/// Normalizes decoded text, before which the file had `lead` bytes of byte order mark.
pub(super) fn normalize(text: &str, lead: usize) -> Normal<'_> {
    let mut offsets = Offsets::default();
    offsets.note(0, lead);
    if !text.contains('\r') && is_nfc(text) {
        return Normal { text: Cow::Borrowed(text), offsets };
    }
    let mut out = String::with_capacity(text.len());
    for (at, piece) in pieces(text) {
        offsets.note(out.len(), lead + at);
        match piece {
            "\r\n" | "\r" => out.push('\n'),
            _ if is_nfc(piece) => out.push_str(piece),
            _ => out.extend(piece.nfc()),
        }
    }
    // NFC may be longer than what it was made of: the end says how far the file goes.
    offsets.note(out.len(), lead + text.len());
    Normal { text: Cow::Owned(out), offsets }
}

/// Brings a text that was put together from normalized pieces to NFC: where two pieces
/// meet, their characters may compose.
pub(super) fn recompose(
    text: String,
    paragraphs: Vec<Span>,
    offsets: Offsets,
) -> (String, Vec<Span>, Offsets) {
    if is_nfc(&text) {
        return (text, paragraphs, offsets);
    }
    let (mut out, mut map, mut moves) = (String::new(), Offsets::default(), Vec::new());
    for (at, piece) in pieces(&text) {
        moves.push((at, out.len()));
        for (from, file) in offsets.steps(Span::new(at, at + piece.len())) {
            map.note(out.len() + (from - at).min(piece.len()), file);
            if !is_nfc(piece) {
                break;
            }
        }
        match is_nfc(piece) {
            true => out.push_str(piece),
            false => out.extend(piece.nfc()),
        }
    }
    moves.push((text.len(), out.len()));
    map.note(out.len(), offsets.to_file(text.len()));
    // A paragraph that began with a combining mark begins where its piece does.
    let moved = |at: usize| {
        let (from, to) = moves[moves.partition_point(|&(from, _)| from <= at) - 1];
        (to + (at - from)).min(out.len())
    };
    let floor =
        |at: usize| (0..=at).rev().find(|&i| out.is_char_boundary(i)).unwrap_or(0);
    let spans = paragraphs
        .iter()
        .map(|span| Span::new(floor(moved(span.start())), floor(moved(span.end()))));
    let spans = spans.collect();
    (out, spans, map)
}

/// Cuts a text into pieces that can be normalized one by one: a line end, or characters
/// up to the next one that composes with nothing before it.
fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &text[at..];
        let start = at;
        if rest.is_empty() {
            return None;
        }
        let end = match rest.as_bytes() {
            [b'\r', b'\n', ..] => 2,
            [b'\r', ..] => 1,
            _ => inert(rest),
        };
        at += end;
        Some((start, &rest[..end]))
    })
}

/// The length of a run of characters that are in NFC together, or of the shortest piece
/// that is to be changed.
fn inert(rest: &str) -> usize {
    let mut clean = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\r' {
            return at;
        }
        let next = chars.peek().map_or(rest.len(), |&(next, _)| next);
        // A piece goes on while what follows may compose with it.
        if chars.peek().is_some_and(|&(_, after)| after != '\r' && !is_inert(after)) {
            continue;
        }
        let piece = &rest[clean..next];
        if piece.len() > c.len_utf8() || !is_inert(c) {
            return if clean > 0 { clean } else { next };
        }
        clean = next;
    }
    rest.len()
}

/// Returns whether a character neither changes in NFC nor joins what stands before it.
fn is_inert(c: char) -> bool {
    c.is_ascii()
        || (canonical_combining_class(c) == 0
            && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_composition_keep_their_places() {
        let text = "e\u{301}\r\n\u{f90a}x\ra";
        let normal = normalize(text, 0);
        assert_eq!(normal.text, "é\n金x\na");
        let places: Vec<usize> = normal
            .text
            .char_indices()
            .map(|(at, _)| normal.offsets.to_file(at))
            .collect();
        assert_eq!(places, [0, 3, 5, 8, 9, 10]);
    }

    #[test]
    fn what_is_normal_is_not_copied() {
        let normal = normalize("perché 金日成\n", 3);
        assert!(matches!(normal.text, Cow::Borrowed(_)));
        assert_eq!(normal.offsets.to_file(0), 3);
    }

    #[test]
    fn any_text_becomes_what_the_crate_makes_of_it() {
        for text in
            ["가\u{11a8}", "a\u{328}\u{301}b", "\u{301}x", "\u{1100}\u{1161}\r", "が"]
        {
            let wanted: String = text.replace('\r', "\n").nfc().collect();
            assert_eq!(normalize(text, 0).text, wanted);
        }
    }
}
