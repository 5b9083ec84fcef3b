//! Han to Hangul: Unihan's readings, and the law of initials (頭音法則).
//!
//! At a word's start ㄹ is ㄴ, and neither stands before ㅣ or a y; in the North both
//! stay. 렬 and 률 are 열 and 율 after a vowel or ㄴ. A given name of one character may
//! keep its ㄹ. 金 and 車 are 김 and 차 as surnames.

use super::jamo::{Jamo, N, NONE, R, TAIL_N};
use super::unihan::{readings, surname_length};
use super::{Reading, Token};
use crate::names::entity::Kind;

/// A name as it is read, and by which law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Read {
    /// Syllables of the surname, none where there is no surname.
    pub(crate) family: usize,
    pub(crate) name: Vec<Token<Jamo>>,
    pub(crate) law: Law,
    /// Whether the North reads it so.
    pub(crate) north: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Law {
    /// As the South reads.
    South,
    /// As the South reads, with the ㄹ of the surname kept, as some families do.
    Family,
    /// As the North reads.
    North,
}

/// Characters that are read otherwise as a surname.
const SURNAMES: &[(char, char)] = &[
    ('金', '김'),
    ('車', '차'),
    ('车', '차'),
    ('沈', '심'),
    ('宣', '선'),
    ('葉', '엽'),
    ('叶', '엽'),
    ('單', '선'),
    ('单', '선'),
];

/// Characters whose reading softens after a vowel: 遼寧 is 요령 too.
const SOFT: &[(char, char)] = &[
    ('寧', '령'),
    ('宁', '령'),
    ('寗', '령'),
    ('諾', '락'),
    ('诺', '락'),
    ('難', '란'),
    ('难', '란'),
];

/// At most so many readings of one name.
const MOST: usize = 4;

/// Applies the law of initials to a syllable.
pub(crate) fn initial(jamo: Jamo) -> Jamo {
    let lead = match (jamo.lead, jamo.is_soft()) {
        (R | N, true) => NONE,
        (R, false) => N,
        (lead, _) => lead,
    };
    Jamo { lead, ..jamo }
}

/// The readings of a character that no law makes of another.
fn base(c: char) -> Vec<Jamo> {
    let all: Vec<Jamo> =
        readings(c).map_or("", |r| r.korean).chars().filter_map(Jamo::of).collect();
    let made =
        |jamo: &Jamo| all.iter().any(|other| other != jamo && initial(*other) == *jamo);
    all.iter().copied().filter(|jamo| !made(jamo)).collect()
}

/// Returns how a Han name may be read in Korean: the South's readings, then those of
/// families that keep ㄹ, then the North's.
pub(crate) fn han(text: &str, kind: Option<Kind>) -> Vec<Read> {
    let name: Vec<char> =
        text.chars().filter(|c| !matches!(c, ' ' | '·' | '・')).collect();
    let family = match kind.is_none_or(|kind| kind == Kind::Person) {
        true => surname_length(&name),
        false => 0,
    };
    let mut all: Vec<Vec<Token<Jamo>>> = vec![Vec::new()];
    for (index, c) in name.iter().enumerate() {
        let c = if *c == '々' && index > 0 { name[index - 1] } else { *c };
        let own = SURNAMES.iter().find(|(s, _)| family == 1 && index == 0 && *s == c);
        let mut said = match own.and_then(|(_, hangul)| Jamo::of(*hangul)) {
            Some(jamo) => vec![jamo],
            None => base(c),
        };
        // 金 is 금 in what is no surname.
        if family == 0 {
            let gold = |j: &Jamo| c == '金' && j.char() == '김';
            said.retain(|j| !gold(j));
        }
        if index > 0
            && let Some((_, soft)) = SOFT.iter().find(|(s, _)| *s == c)
            && let Some(soft) = Jamo::of(*soft)
            && !said.contains(&soft)
        {
            said.push(soft);
        }
        let room = (MOST / all.len()).max(1);
        all = match said.is_empty() {
            true => all
                .into_iter()
                .map(|mut a| {
                    a.push(Token::Other(c));
                    a
                })
                .collect(),
            false => said
                .iter()
                .take(room)
                .flat_map(|s| {
                    let longer = |a: &Vec<Token<Jamo>>| {
                        a.iter().copied().chain([Token::Said(*s)]).collect::<Vec<_>>()
                    };
                    all.iter().map(longer).collect::<Vec<_>>()
                })
                .collect(),
        };
    }
    let mut out: Vec<Read> = Vec::new();
    for law in [Law::South, Law::Family, Law::North] {
        for name in &all {
            if law == Law::Family && family == 0 {
                continue;
            }
            let north = law == Law::North;
            let read = Read { family, name: apply(name, family, law), law, north };
            match out.iter_mut().find(|known| known.name == read.name) {
                Some(known) => known.north |= north,
                None => out.push(read),
            }
        }
    }
    out
}

fn apply(name: &[Token<Jamo>], family: usize, law: Law) -> Vec<Token<Jamo>> {
    let mut out = name.to_vec();
    if law == Law::North {
        return out;
    }
    let given = name.len() - family;
    for index in 0..out.len() {
        let before = index.checked_sub(1).and_then(|i| out[i].said());
        let Some(jamo) = out[index].said() else { continue };
        // The surname, and a given name of two characters, begin words; one character
        // alone may keep its ㄹ.
        let begins = index == 0 && (family == 0 || law == Law::South)
            || family > 0 && index == family && given > 1;
        let open = before.is_some_and(|b| b.tail == 0 || b.tail == TAIL_N);
        // 렬 and 률, ㅕ or ㅠ with ㄹ.
        let rate = jamo.lead == R && matches!((jamo.vowel, jamo.tail), (6 | 17, 8));
        if begins {
            out[index] = Token::Said(initial(jamo));
        } else if rate && open && index != family {
            out[index] = Token::Said(Jamo { lead: NONE, ..jamo });
        }
    }
    out
}

fn write(read: &Read, rule: &str) -> Reading {
    let mut out = Reading { rule: rule.to_owned(), ..Reading::default() };
    for token in &read.name {
        match token {
            Token::Said(jamo) => out.text.push(jamo.char()),
            Token::Word => {}
            Token::Other(c) => {
                out.text.push(*c);
                out.left.push(*c);
            }
        }
    }
    out
}

/// Reads a Han name in Hangul as the South does, other readings after it.
pub(super) fn from_han(text: &str, kind: Option<Kind>) -> Vec<Reading> {
    let rule = |law| match law {
        Law::South => "Sino-Korean (Unihan), law of initials",
        Law::Family => "Sino-Korean (Unihan), the family keeps its ㄹ",
        Law::North => "Sino-Korean (Unihan), as in the North",
    };
    han(text, kind).iter().map(|read| write(read, rule(read.law))).collect()
}

/// Reads a Han name in Hangul as the North does.
pub(super) fn north(text: &str, kind: Option<Kind>) -> Vec<Reading> {
    let all = han(text, kind);
    all.iter()
        .filter(|read| read.north)
        .map(|read| write(read, "Sino-Korean (Unihan), as in the North"))
        .collect()
}
