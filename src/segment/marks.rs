//! The marks of a paragraph, in order, each pair with its other half.
//!
//! Invariant: a matched closer comes after its opener, and matched pairs nest. Letters
//! leave no trace here, so that a long paragraph costs little more than its text.

use unicode_segmentation::UnicodeSegmentation;

use super::rules::{Class, Pair, Rules, is_wide};

/// A mark and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// Its first byte in the paragraph.
    pub(super) at: usize,
    pub(super) ch: char,
    pub(super) class: Class,
    /// The index of its other half.
    pub(super) mate: Option<usize>,
    /// The index of the innermost matched opener around it.
    pub(super) outer: Option<usize>,
}

impl Mark {
    /// Returns the byte after it.
    pub(super) fn end(&self) -> usize {
        self.at + self.ch.len_utf8()
    }

    /// Returns whether a sentence might end with it.
    pub(super) fn is_terminal(&self) -> bool {
        matches!(self.class, Class::Full | Class::End | Class::Stop | Class::Dots)
    }

    /// Returns what it opens, if it opens anything that is closed.
    pub(super) fn opens(&self) -> Option<Pair> {
        match self.class {
            Class::Open(pair) => self.mate.and(Some(pair)),
            _ => None,
        }
    }

    /// Returns what it closes.
    pub(super) fn closes(&self) -> Option<Pair> {
        match self.class {
            Class::Close(pair) => Some(pair),
            _ => None,
        }
    }
}

/// How far down the stack a closer looks for its opener. A bound keeps hostile texts
/// linear; honest ones do not nest so deep.
const DEPTH: usize = 8;

/// Finds the marks of a paragraph and pairs them.
pub(super) fn marks(text: &str, rules: &Rules) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut stack: Vec<usize> = Vec::new();
    let mut before = ' ';
    let mut foreign = false;
    for (at, ch) in text.char_indices() {
        let mut class = rules.class(ch);
        foreign |= matches!(ch as u32, 0x530..=0x1fff);
        if class != Class::Other {
            let after = text[at + ch.len_utf8()..].chars().next().unwrap_or(' ');
            if is_apostrophe(ch) && before.is_alphanumeric() && after.is_alphanumeric() {
                class = Class::Other;
            }
            let opener = match class {
                Class::Close(_) | Class::Either(_) => {
                    let below = stack.len().saturating_sub(DEPTH);
                    let opens = |&i: &usize| {
                        let open: &Mark = &marks[i];
                        // `" "` opens, `"` after a letter closes.
                        rules.closes(open.ch, ch)
                            && (open.ch != ch || !before.is_whitespace())
                    };
                    let found = stack[below..].iter().rposition(opens);
                    found.map(|place| below + place)
                }
                _ => None,
            };
            let index = marks.len();
            let mut mate = None;
            match (class, opener) {
                (Class::Close(pair) | Class::Either(pair), Some(place)) => {
                    let open = stack[place];
                    stack.truncate(place);
                    marks[open].mate = Some(index);
                    (class, mate) = (Class::Close(pair), Some(open));
                }
                (Class::Either(pair), None) => {
                    let opens = !after.is_whitespace()
                        && (!before.is_alphanumeric() || is_wide(before));
                    class = if opens { Class::Open(pair) } else { Class::Close(pair) };
                }
                _ => {}
            }
            if let Class::Open(_) = class {
                stack.push(index);
            }
            if class != Class::Other {
                marks.push(Mark { at, ch, class, mate, outer: None });
            }
        }
        before = ch;
    }
    if foreign {
        add_foreign_ends(text, &mut marks);
    }
    add_outer(&mut marks);
    marks
}

fn is_apostrophe(ch: char) -> bool {
    matches!(ch, '’' | '‘' | '\'')
}

/// Adds the end marks of scripts that the profile knows nothing of, as Unicode has them
/// (UAX #29): `।`, `։`, `។`.
fn add_foreign_ends(text: &str, marks: &mut Vec<Mark>) {
    let mut added = Vec::new();
    for (at, piece) in text.split_sentence_bound_indices() {
        let piece = piece.trim_end();
        if let Some(ch) = piece.chars().next_back() {
            let at = at + piece.len() - ch.len_utf8();
            if matches!(ch as u32, 0x530..=0x1fff)
                && !ch.is_alphanumeric()
                && marks.binary_search_by_key(&at, |mark| mark.at).is_err()
            {
                added.push(Mark { at, ch, class: Class::End, mate: None, outer: None });
            }
        }
    }
    if added.is_empty() {
        return;
    }
    // Indices of mates move with what is put in before them.
    let moved = |index: usize| {
        let at = marks[index].at;
        index + added.partition_point(|mark| mark.at < at)
    };
    let mates: Vec<_> = marks.iter().map(|mark| mark.mate.map(moved)).collect();
    marks.iter_mut().zip(mates).for_each(|(mark, mate)| mark.mate = mate);
    marks.append(&mut added);
    marks.sort_by_key(|mark| mark.at);
}

/// Notes for each mark the innermost matched opener around it.
fn add_outer(marks: &mut [Mark]) {
    let mut stack = Vec::new();
    for (index, mark) in marks.iter_mut().enumerate() {
        match (mark.class, mark.mate) {
            (Class::Close(_), Some(_)) => {
                stack.pop();
                mark.outer = stack.last().copied();
            }
            (Class::Open(_), Some(_)) => {
                mark.outer = stack.last().copied();
                stack.push(index);
            }
            _ => mark.outer = stack.last().copied(),
        }
    }
}
