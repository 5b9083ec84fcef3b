//! Hangul syllables taken apart, and how they sound beside each other.
//!
//! The sound changes are those of the Standard Pronunciation (표준 발음법) that
//! romanizations write: liaison, neutral finals, nasals, ㄹ. Tense consonants that only
//! the ear knows are left out, as all romanizations of names do.

use crate::names::entity::Kind;

/// A syllable by the numbers that Unicode gives lead, vowel and tail; no tail is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Jamo {
    pub(crate) lead: usize,
    pub(crate) vowel: usize,
    pub(crate) tail: usize,
}

// Leads, in Unicode's order: ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ.
pub(crate) const G: usize = 0;
pub(crate) const N: usize = 2;
pub(crate) const D: usize = 3;
pub(crate) const R: usize = 5;
pub(crate) const M: usize = 6;
pub(crate) const B: usize = 7;
pub(crate) const S: usize = 9;
pub(crate) const NONE: usize = 11;
pub(crate) const J: usize = 12;
pub(crate) const CH: usize = 14;
pub(crate) const H: usize = 18;
/// The vowel ㅣ, and those with a y before them.
pub(crate) const I: usize = 20;
pub(crate) const Y: [usize; 6] = [2, 3, 6, 7, 12, 17];
// Tails: none ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ.
pub(crate) const TAIL_G: usize = 1;
pub(crate) const TAIL_N: usize = 4;
pub(crate) const TAIL_D: usize = 7;
pub(crate) const TAIL_L: usize = 8;
pub(crate) const TAIL_M: usize = 16;
pub(crate) const TAIL_B: usize = 17;
pub(crate) const TAIL_NG: usize = 21;
const TAIL_H: usize = 27;

/// For each tail: how it sounds alone, what stays and what moves before a vowel.
const TAILS: [(usize, usize, usize); 28] = [
    (0, 0, NONE),
    (1, 0, 0),
    (1, 0, 1),
    (1, 1, 9),
    (4, 0, 2),
    (4, 4, 12),
    (4, 0, 2),
    (7, 0, 3),
    (8, 0, 5),
    (1, 8, 0),
    (16, 8, 6),
    (8, 8, 7),
    (8, 8, 9),
    (8, 8, 16),
    (17, 8, 17),
    (8, 0, 5),
    (16, 0, 6),
    (17, 0, 7),
    (17, 17, 9),
    (7, 0, 9),
    (7, 0, 10),
    (21, 21, NONE),
    (7, 0, 12),
    (7, 0, 14),
    (1, 0, 15),
    (7, 0, 16),
    (17, 0, 17),
    (0, 0, NONE),
];

impl Jamo {
    pub(crate) fn of(c: char) -> Option<Self> {
        let index = (u32::from(c)).checked_sub(0xAC00).filter(|i| *i < 11_172)? as usize;
        Some(Self { lead: index / 588, vowel: index % 588 / 28, tail: index % 28 })
    }

    pub(crate) fn char(self) -> char {
        let index = self.lead * 588 + self.vowel * 28 + self.tail;
        u32::try_from(index).ok().and_then(|i| char::from_u32(0xAC00 + i)).unwrap_or('?')
    }

    /// The vowel is ㅣ or begins with y.
    pub(crate) fn is_soft(self) -> bool {
        self.vowel == I || Y.contains(&self.vowel)
    }
}

/// A syllable as it sounds in its word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sound {
    pub(crate) lead: usize,
    pub(crate) vowel: usize,
    pub(crate) tail: usize,
    /// The tail that the syllable before it has, as it sounds; none at the beginning.
    pub(crate) before: Option<usize>,
    /// Whether the lead came over from the tail before it.
    pub(crate) moved: bool,
}

impl Sound {
    /// Whether a voiceless lead is voiced here: between vowels, after ㄴ ㄹ ㅁ ㅇ.
    pub(crate) fn is_voiced(&self) -> bool {
        matches!(self.before, Some(0 | TAIL_N | TAIL_L | TAIL_M | TAIL_NG))
    }
}

/// Returns how the syllables of one word sound.
pub(crate) fn pronounced(word: &[Jamo]) -> Vec<Sound> {
    let mut out: Vec<Sound> = word
        .iter()
        .map(|j| Sound {
            lead: j.lead,
            vowel: j.vowel,
            tail: j.tail,
            before: None,
            moved: false,
        })
        .collect();
    for index in 0..out.len() {
        let tail = out[index].tail;
        let (alone, stays, moves) = TAILS[tail];
        let Some(next) = out.get(index + 1).copied() else {
            out[index].tail = alone;
            continue;
        };
        let (mut tail_now, mut lead) = (alone, next.lead);
        let mut moved = false;
        if lead == NONE {
            if tail != 0 && tail != TAIL_NG && tail != TAIL_H {
                (tail_now, lead, moved) = (stays, moves, true);
                // 구개음화: 굳이 is 구지, 같이 is 가치.
                if next.vowel == I && (lead == D || lead == 16) {
                    lead = if lead == D { J } else { CH };
                }
            }
        } else {
            let nasal = |tail| match tail {
                TAIL_G => TAIL_NG,
                TAIL_D => TAIL_N,
                TAIL_B => TAIL_M,
                other => other,
            };
            match lead {
                N if alone == TAIL_L => lead = R,
                N | M => tail_now = nasal(alone),
                R => match alone {
                    TAIL_N | TAIL_L => tail_now = TAIL_L,
                    0 => {}
                    _ => {
                        tail_now = nasal(alone);
                        lead = N;
                    }
                },
                _ => {}
            }
        }
        out[index].tail = tail_now;
        let next = &mut out[index + 1];
        (next.lead, next.moved, next.before) = (lead, moved, Some(tail_now));
    }
    out
}

/// A Korean name: its surname, if it has one, and the rest word by word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    /// Empty for what is no person's name.
    pub(crate) family: Vec<Jamo>,
    pub(crate) words: Vec<Vec<Jamo>>,
}

fn cut(text: &str) -> Vec<Jamo> {
    text.chars().filter_map(Jamo::of).collect()
}

/// The last syllables of places and bodies, which are no given names.
const COMMON_ENDS: &[char] = &['산', '시', '군', '읍', '섬', '당', '역'];

/// Returns what a text in Hangul may be, the likelier first: a person, whose surname
/// stands apart or is known, or words.
pub(crate) fn names(text: &str, kind: Option<Kind>) -> Vec<Name> {
    let words: Vec<&str> =
        text.split([' ', '·', '・', '\u{3000}']).filter(|w| !w.is_empty()).collect();
    let whole =
        Name { family: Vec::new(), words: words.iter().map(|w| cut(w)).collect() };
    if kind.is_some_and(|kind| kind != Kind::Person) {
        return vec![whole];
    }
    match words[..] {
        [family, ref given @ ..]
            if !given.is_empty() && super::customary::is_surname(family) =>
        {
            let given = given.iter().flat_map(|w| cut(w)).collect();
            vec![Name { family: cut(family), words: vec![given] }]
        }
        [word] => {
            // A person without a known surname has one of one syllable.
            let short = (2..=3).contains(&word.chars().count());
            let unknown = kind.filter(|_| short).map(|_| 1);
            let Some(length) = surname_length(word).or(unknown) else {
                return vec![whole];
            };
            let at = word.char_indices().nth(length).map_or(word.len(), |(at, _)| at);
            let (family, given) = word.split_at(at);
            let person = Name { family: cut(family), words: vec![cut(given)] };
            match kind.is_none() && word.ends_with(COMMON_ENDS) {
                true => vec![whole, person],
                false => vec![person, whole],
            }
        }
        _ => vec![whole],
    }
}

/// Returns how many syllables of a name in Hangul are its surname.
pub(crate) fn surname_length(name: &str) -> Option<usize> {
    let count = name.chars().count();
    let is_surname = |n: usize| {
        let head: String = name.chars().take(n).collect();
        super::customary::is_surname(&head)
    };
    match count {
        3 | 4 if is_surname(2) => Some(2),
        2..=4 if is_surname(1) => Some(1),
        _ => None,
    }
}
