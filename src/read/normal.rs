//! Line ends and NFC, with the map back to the file.
//!
//! Invariant: the text is in NFC and its lines end in `\n`; text that is so already
//! comes back byte for byte.

use std::borrow::Cow;

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc, is_nfc_quick};

use super::build::Built;
use super::clean::{Rule, Rules, may_be_unwanted, unwanted};
use crate::text::{Offsets, Span};

/// A normalized text and where its bytes stood.
#[derive(Debug)]
pub(super) struct Normal<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) offsets: Offsets,
    /// How often each rule acted, in no order.
    pub(super) counts: Vec<(Rule, usize)>,
}

/// Normalizes decoded text, before which the file had `lead` bytes of byte order mark:
/// line ends, composed characters, characters that are no text. Rules in `off` do nothing.
pub(super) fn normalize(text: &str, lead: usize, off: Rules) -> Normal<'_> {
    let mut offsets = Offsets::default();
    offsets.note(0, lead);
    let nfc = !off.has(Rule::Nfc);
    let composed = !nfc || is_nfc(text);
    let dirty = may_be_unwanted(text);
    let mut counts = Vec::new();
    if !text.contains('\r') && composed && !dirty {
        return Normal { text: Cow::Borrowed(text), offsets, counts };
    }
    let mut out = String::with_capacity(text.len());
    let mut counted = [(Rule::Control, 0), (Rule::SoftHyphens, 0), (Rule::ZeroWidth, 0)];
    let mut changed = 0;
    for (at, piece) in pieces(text) {
        let rest = &text[at + piece.len()..];
        for (inside, piece) in wanted(piece, rest, dirty, off, &mut counted) {
            offsets.note(out.len(), lead + at + inside);
            match piece {
                "\r\n" | "\r" => out.push('\n'),
                _ if !nfc || composed || is_nfc(piece) => out.push_str(piece),
                _ => {
                    out.extend(piece.nfc());
                    changed += 1;
                }
            }
        }
    }
    // NFC may be longer than what it was made of: the end says how far the file goes.
    offsets.note(out.len(), lead + text.len());
    counts.extend(counted.into_iter().chain([(Rule::Nfc, changed)]));
    // Where a character was left out, those around it may compose.
    if dirty && nfc && !is_nfc(&out) {
        let (again, map) = composed_again(&out, &offsets);
        return Normal { text: Cow::Owned(again), offsets: map, counts };
    }
    Normal { text: Cow::Owned(out), offsets, counts }
}

/// The parts of a piece that stay, each with its first byte in the piece. A soft hyphen
/// at the end of a line stays for who joins the lines.
fn wanted<'a>(
    piece: &'a str,
    rest: &str,
    dirty: bool,
    off: Rules,
    counts: &mut [(Rule, usize)],
) -> Vec<(usize, &'a str)> {
    if !dirty {
        return vec![(0, piece)];
    }
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in piece.char_indices() {
        let Some(rule) = unwanted(c).filter(|rule| !off.has(*rule)) else { continue };
        let next = at + c.len_utf8();
        if rule == Rule::SoftHyphens {
            let after = piece[next..].chars().chain(rest.chars());
            let after = after.take(64).find(|c| !matches!(c, ' ' | '\t'));
            if matches!(after, Some('\n' | '\r')) {
                continue;
            }
        }
        if let Some((_, count)) = counts.iter_mut().find(|(counted, _)| *counted == rule)
        {
            *count += 1;
        }
        if start < at {
            parts.push((start, &piece[start..at]));
        }
        start = next;
    }
    if start < piece.len() {
        parts.push((start, &piece[start..]));
    }
    parts
}

fn composed_again(text: &str, offsets: &Offsets) -> (String, Offsets) {
    let (out, map, _) = compose(text, offsets);
    (out, map)
}

/// Brings a text that was put together from normalized pieces to NFC: where two pieces
/// meet, their characters may compose.
pub(super) fn recompose(built: &mut Built) {
    if is_nfc(&built.text) {
        return;
    }
    let (out, map, moves) = compose(&built.text, &built.offsets);
    // A paragraph that began with a combining mark begins where its piece does.
    let moved = |at: usize| {
        let (from, to) = moves[moves.partition_point(|&(from, _)| from <= at) - 1];
        let at = (to + (at - from)).min(out.len());
        (0..=at).rev().find(|&i| out.is_char_boundary(i)).unwrap_or(0)
    };
    for span in &mut built.paragraphs {
        *span = Span::new(moved(span.start()), moved(span.end()));
    }
    built.pages.iter_mut().for_each(|page| page.start = moved(page.start));
    built.notes = moved(built.notes);
    (built.text, built.offsets) = (out, map);
}

/// Composes a text piece by piece; returns it, its map to the file and where each piece
/// went.
fn compose(text: &str, offsets: &Offsets) -> (String, Offsets, Vec<(usize, usize)>) {
    let (mut out, mut map, mut moves) = (String::new(), Offsets::default(), Vec::new());
    for (at, piece) in pieces(text) {
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
    (out, map, moves)
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
        let normal = normalize(text, 0, Rules::default());
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
        let normal = normalize("perché 金日成\n", 3, Rules::default());
        assert!(matches!(normal.text, Cow::Borrowed(_)));
        assert_eq!(normal.offsets.to_file(0), 3);
    }

    #[test]
    fn what_is_no_text_goes_and_the_rest_knows_its_place() {
        let text = "a\u{200b}b\u{ad}c\u{ad}\nd\u{7}e\u{200b}\u{301}";
        let normal = normalize(text, 0, Rules::default());
        assert_eq!(normal.text, "abc\u{ad}\ndé");
        for c in ['a', 'b', 'c', 'd'] {
            let at = normal.offsets.to_file(normal.text.find(c).unwrap());
            assert_eq!(Some(at), text.find(c));
        }
        let normal = normalize(text, 0, Rules::ALL);
        assert_eq!(normal.text, text);
    }

    #[test]
    fn any_text_becomes_what_the_crate_makes_of_it() {
        for text in
            ["가\u{11a8}", "a\u{328}\u{301}b", "\u{301}x", "\u{1100}\u{1161}\r", "が"]
        {
            let wanted: String = text.replace('\r', "\n").nfc().collect();
            assert_eq!(normalize(text, 0, Rules::default()).text, wanted);
        }
    }
}
