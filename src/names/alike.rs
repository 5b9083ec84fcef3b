//! Names that no registry knows, joined across the columns of a row where their forms
//! read alike: a katakana run, a Latin run, a Han run with that reading.
//!
//! Invariant: what is joined is a proposal; one form is in one group at most, and a group
//! has forms in two columns at least.

use std::collections::{BTreeMap, BTreeSet};

use super::company::Company;
use super::edges::{Script, script};
use super::fold::folded;
use super::spelling::{is_han, is_latin};
use crate::text::Span;

/// Reads a run of kana or Han aloud: what it is in Latin letters, in each lawful reading.
pub(super) type Aloud<'a> = &'a (dyn Fn(&str) -> Vec<String> + Sync);

/// A run of a text that may be a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stranger {
    /// The column and the sentence it stands in, and where.
    pub(super) column: usize,
    pub(super) sentence: usize,
    pub(super) span: Span,
    pub(super) text: String,
    kind: Run,
}

/// What a run is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    Latin,
    Katakana,
    Han,
}

/// Fewer letters, kana or characters than these are no name by their sound alone.
const LEAST_LATIN: usize = 4;
const LEAST_KANA: usize = 3;
/// The lengths of Han names.
const HAN: std::ops::RangeInclusive<usize> = 2..=4;

/// Finds the runs of a sentence that may be names: words with a capital, katakana, and
/// all Han strings of a name's length; none that touches one of `taken`.
pub(super) fn strangers(
    text: &str,
    place: (usize, usize),
    taken: &[Span],
    company: &Company,
) -> Vec<Stranger> {
    let (column, sentence) = place;
    let mut out = Vec::new();
    let free = |span: Span| {
        taken
            .iter()
            .all(|other| other.end() <= span.start() || span.end() <= other.start())
    };
    let mut add = |start: usize, end: usize, kind: Run| {
        let span = Span::new(start, end);
        if free(span) {
            let text = text[start..end].to_owned();
            out.push(Stranger { column, sentence, span, text, kind });
        }
    };
    for (start, end) in latin_runs(text, company) {
        add(start, end, Run::Latin);
    }
    let same = |a: char, b: char| {
        let joins = |c: char| matches!(c, '・' | '＝' | '゠');
        let kana = |c: char| script(c) == Script::Katakana || joins(c);
        kana(a) && kana(b) || is_han(a) && is_han(b)
    };
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    for run in chars.chunk_by(|a, b| same(a.1, b.1)) {
        let (at, end) =
            (run[0].0, run[run.len() - 1].0 + run[run.len() - 1].1.len_utf8());
        if script(run[0].1) == Script::Katakana && run.len() >= LEAST_KANA {
            add(at, end, Run::Katakana);
        } else if is_han(run[0].1) {
            for length in HAN {
                for part in run.windows(length) {
                    let last = part[length - 1];
                    add(part[0].0, last.0 + last.1.len_utf8(), Run::Han);
                }
            }
        }
    }
    out
}

/// Runs of words with a capital; the first word of a sentence is none by itself.
fn latin_runs(text: &str, company: &Company) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let is_letter = |c: char| c.is_alphabetic() && is_latin(c) || "'’-".contains(c);
    let mut at = 0;
    let mut opens = true;
    while let Some(c) = text[at..].chars().next() {
        if !is_letter(c) || !c.is_alphabetic() {
            if !c.is_whitespace() {
                opens = !",;:-()’'".contains(c);
            }
            at += c.len_utf8();
            continue;
        }
        let word: usize =
            text[at..].chars().take_while(|c| is_letter(*c)).map(char::len_utf8).sum();
        let (mut start, end) = (at, at + word);
        // An elided article, a genitive: l'Atene, Mao's.
        let bare = text[start..end].trim_end_matches(['\'', '’', '-']);
        let bare = bare.strip_suffix("'s").or(bare.strip_suffix("’s")).unwrap_or(bare);
        let stop = start + bare.len();
        if let Some(cut) = bare.rfind(['\'', '’']) {
            let rest = cut + if bare[cut..].starts_with('’') { 3 } else { 1 };
            if bare[..cut].starts_with(char::is_lowercase) && rest < bare.len() {
                start += rest;
            }
        }
        let name = &text[start..stop];
        let capital = name.starts_with(char::is_uppercase);
        let title = company.is_title(name);
        if capital && !company.is_word(name) {
            match runs.last_mut() {
                Some(last) if text[last.1..start] == *" " => last.1 = stop,
                _ if !opens && !title => runs.push((start, stop)),
                _ => {}
            }
        }
        opens = false;
        // The full stop of `Mr.` ends no sentence.
        at = end + usize::from(title && text[end..].starts_with('.'));
    }
    let letters = |run: &(usize, usize)| {
        text[run.0..run.1].chars().filter(|c| c.is_alphabetic()).count()
    };
    runs.retain(|run| letters(run) >= LEAST_LATIN);
    runs
}

/// Groups strangers of several columns that read alike, in the order of the text.
pub(super) fn groups<'s>(
    strangers: &'s [Stranger],
    aloud: Aloud<'_>,
) -> Vec<Vec<&'s Stranger>> {
    let latin: Vec<&Stranger> =
        strangers.iter().filter(|s| s.kind == Run::Latin).collect();
    if latin.is_empty() {
        return Vec::new();
    }
    // A group grows around Latin runs: what other scripts have is read in Latin letters.
    let mut groups: Vec<Vec<&Stranger>> = Vec::new();
    for stranger in &latin {
        let alike = |group: &&mut Vec<&Stranger>| {
            let mut latin = group.iter().filter(|s| s.kind == Run::Latin);
            latin.any(|other| are_alike(&stranger.text, &other.text, Spelled::Both))
        };
        match groups.iter_mut().find(alike) {
            Some(group) => group.push(stranger),
            None => groups.push(vec![stranger]),
        }
    }
    let ends = ends_of(&latin, strangers, aloud);
    for stranger in strangers.iter().filter(|s| s.kind != Run::Latin) {
        if stranger.kind == Run::Han && !ends.may_be(&stranger.text) {
            continue;
        }
        let readings = aloud(&stranger.text);
        let alike = |latin: &str| match stranger.kind {
            // A Han string is a name by its reading alone if all of it is read so.
            Run::Han => readings.iter().any(|reading| folded(reading) == folded(latin)),
            _ => readings.iter().any(|reading| are_alike(latin, reading, Spelled::Kana)),
        };
        let fits = |group: &&mut Vec<&Stranger>| {
            let mut latin = group.iter().filter(|s| s.kind == Run::Latin);
            latin.any(|other| alike(&other.text))
        };
        let Some(group) = groups.iter_mut().find(fits) else { continue };
        // The longest Han string that reads so; shorter ones are parts of it.
        let clash = group.iter().position(|other| {
            let same =
                (other.column, other.sentence) == (stranger.column, stranger.sentence);
            let apart = other.span.end() <= stranger.span.start()
                || stranger.span.end() <= other.span.start();
            same && !apart
        });
        match clash {
            Some(at) if group[at].span.len() < stranger.span.len() => {
                group[at] = stranger
            }
            Some(_) => {}
            None => group.push(stranger),
        }
    }
    groups
        .retain(|group| group.iter().any(|stranger| stranger.column != group[0].column));
    for group in &mut groups {
        group.sort_by_key(|s| (s.column, s.sentence, s.span.start()));
    }
    groups
}

/// The letters that Latin runs begin and end with, and those that each Han character may
/// begin or end a reading with: most Han strings need not be read at all.
struct Ends {
    latin: BTreeSet<(char, char)>,
    first: BTreeMap<char, BTreeSet<char>>,
    last: BTreeMap<char, BTreeSet<char>>,
}

fn ends_of(latin: &[&Stranger], strangers: &[Stranger], aloud: Aloud<'_>) -> Ends {
    let ends = |text: &str| {
        let text = folded(text);
        Some((text.chars().next()?, text.chars().next_back()?))
    };
    let latin = latin.iter().filter_map(|stranger| ends(&stranger.text)).collect();
    let mut out = Ends { latin, first: BTreeMap::new(), last: BTreeMap::new() };
    for c in strangers.iter().filter(|s| s.kind == Run::Han).flat_map(|s| s.text.chars())
    {
        if out.first.contains_key(&c) {
            continue;
        }
        let read: Vec<(char, char)> =
            aloud(c.encode_utf8(&mut [0; 4])).iter().filter_map(|r| ends(r)).collect();
        out.first.insert(c, read.iter().map(|(first, _)| *first).collect());
        out.last.insert(c, read.iter().map(|(_, last)| *last).collect());
    }
    out
}

impl Ends {
    /// Returns whether a Han string may read as one of the Latin runs.
    fn may_be(&self, han: &str) -> bool {
        let (Some(first), Some(last)) = (han.chars().next(), han.chars().next_back())
        else {
            return false;
        };
        let has = |ends: &BTreeMap<char, BTreeSet<char>>, c: char, letter: char| {
            // What cannot be read alone may be read in a name.
            ends.get(&c).is_none_or(|known| known.is_empty() || known.contains(&letter))
        };
        // Of a word's inside more may change than its first letter, by sandhi.
        self.latin
            .iter()
            .any(|(a, b)| has(&self.first, first, *a) && has(&self.last, last, *b))
    }
}

/// Returns whether a form of an entity sounds like a stranger of another script.
pub(super) fn are_kin(form: &str, stranger: &Stranger, aloud: Aloud<'_>) -> bool {
    let latin = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).all(is_latin);
    match stranger.kind {
        Run::Latin if latin(form) => are_alike(form, &stranger.text, Spelled::Both),
        Run::Katakana if latin(form) => {
            aloud(&stranger.text).iter().any(|read| are_alike(form, read, Spelled::Kana))
        }
        _ => false,
    }
}

/// How the second of two spellings came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spelled {
    /// Both are Latin as they stand.
    Both,
    /// The second is a reading of kana.
    Kana,
}

/// Returns whether two Latin spellings sound alike.
fn are_alike(a: &str, b: &str, how: Spelled) -> bool {
    let (fa, fb) = (folded(a), folded(b));
    if fa == fb {
        return true;
    }
    // The vowels must be there in about their number, so that Milan is not Malaya Nu.
    let vowels = |text: &str| text.chars().filter(|c| "aeiouy".contains(*c)).count();
    let (va, vb) = (vowels(&fa), vowels(&fb));
    if va > vb * 2 + 1 || how == Spelled::Both && vb > va * 2 + 1 {
        return false;
    }
    let kana = how == Spelled::Kana;
    let right = skeleton(&fb, kana, true);
    [true, false].iter().any(|rhotic| {
        let left = skeleton(&fa, kana, *rhotic);
        if left.chars().next() != right.chars().next() {
            return false;
        }
        let (shorter, longer) =
            (left.len().min(right.len()), left.len().max(right.len()));
        // One slip in five consonants is a habit of the script, in three another name.
        shorter >= 3 && left == right
            || shorter >= 5
                && longer - shorter < 2
                && strsim::levenshtein(&left, &right) < 2
    })
}

/// The consonants of a spelling in wide classes, one letter each: k = g, kh, q; t = d;
/// p = b, f, v; r = l; c = ch, j, z in Latin; s = sh, z, th.
fn skeleton(text: &str, kana: bool, rhotic: bool) -> String {
    let mut out = String::new();
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let rest: String = chars[at..].iter().take(4).collect();
        let (class, taken) = match () {
            () if rest.starts_with("dge") => ('c', 3),
            () if rest.starts_with("shch") => ('s', 4),
            () if rest.starts_with("sch") => ('s', 3),
            () if rest.starts_with("tch") => ('c', 3),
            () if rest.starts_with("ch") => ('c', 2),
            () if rest.starts_with("sh") => ('s', 2),
            () if rest.starts_with("ph") => ('p', 2),
            () if rest.starts_with("th") => ('s', 2),
            () if rest.starts_with("kh") || rest.starts_with("gh") => ('k', 2),
            () if rest.starts_with("ts") || rest.starts_with("tz") => ('c', 2),
            () if rest.starts_with("ce") || rest.starts_with("ci") => ('s', 1),
            () => (
                match c {
                    'k' | 'g' | 'q' | 'c' | 'x' => 'k',
                    't' | 'd' => 't',
                    'p' | 'b' | 'f' | 'v' => 'p',
                    'r' | 'l' => 'r',
                    'm' => 'm',
                    'n' => 'n',
                    's' | 'z' => 's',
                    'j' => 'c',
                    'h' => 'h',
                    _ => '-',
                },
                1,
            ),
        };
        let next = chars.get(at + taken);
        let vowel = |c: Option<&char>| c.is_some_and(|c| "aeiouy".contains(*c));
        // Non-rhotic English: Armstrong is Āmusutorongu.
        let silent = !rhotic && c == 'r' && !vowel(next) && at > 0;
        if class != '-' && !silent && !out.ends_with(class) {
            out.push(class);
        }
        at += taken;
    }
    // Japanese has no final consonant but n, and no h before a consonant.
    if kana { out.replace('h', "") } else { out }
}

/// Returns a group's forms by column, each once, in order.
pub(super) fn forms(group: &[&Stranger]) -> BTreeMap<usize, Vec<String>> {
    let mut forms: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for stranger in group {
        let own = forms.entry(stranger.column).or_default();
        if !own.contains(&stranger.text) {
            own.push(stranger.text.clone());
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn row(cells: &[(&str, &str)]) -> Vec<Stranger> {
        let find = |(column, (tag, text)): (usize, &(&str, &str))| {
            let company = Company::of(&Lang::parse(tag).unwrap());
            strangers(text, (column, 0), &[], &company)
        };
        cells.iter().enumerate().flat_map(find).collect()
    }

    fn texts(cells: &[(&str, &str)], aloud: Aloud<'_>) -> Vec<Vec<String>> {
        let strangers = row(cells);
        let groups = groups(&strangers, aloud);
        groups.iter().map(|g| g.iter().map(|s| s.text.clone()).collect()).collect()
    }

    #[test]
    fn runs_are_words_with_capitals_katakana_and_han() {
        let runs = |tag, text| -> Vec<String> {
            row(&[(tag, text)]).into_iter().map(|s| s.text).collect()
        };
        assert_eq!(
            runs(
                "en",
                "Yesterday the Reverend Paul Fenwick’s boat left, and Ito saw it."
            ),
            ["Reverend Paul Fenwick"]
        );
        assert_eq!(runs("it", "Poi l'Altamura di Bari partì."), ["Altamura", "Bari"]);
        assert_eq!(
            runs("ja", "アラン・フェンウィックがバスで"),
            ["アラン・フェンウィック"]
        );
        assert_eq!(runs("zh-Hans", "他姓王，名小"), ["他姓", "姓王", "他姓王", "名小"]);
    }

    #[test]
    fn names_that_read_alike_are_one_group() {
        let aloud = |text: &str| -> Vec<String> {
            let known = [
                ("フェンウィック", "fenwikku"),
                ("アームストロング", "aamusutorongu"),
                ("林文秀", "Lin Wenxiu"),
                ("林文", "Lin Wen"),
            ];
            let found = known.iter().filter(|(own, _)| *own == text);
            found.map(|(_, reading)| (*reading).to_owned()).collect()
        };
        let cells = [
            ("it", "Venne il signor Fenwick con Lin Wenxiu."),
            ("en", "There came Mr. Fenwick, and also Lin Wenxiu and Armstrong."),
            ("zh-Hans", "芬威克和林文秀来了"),
            ("ja", "フェンウィックと林文秀とアームストロングが来た"),
        ];
        let found = texts(&cells, &aloud);
        assert_eq!(
            found,
            [
                vec!["Fenwick", "Fenwick", "フェンウィック"],
                vec!["Lin Wenxiu", "Lin Wenxiu", "林文秀", "林文秀"],
                vec!["Armstrong", "アームストロング"],
            ]
        );
        // Nothing is joined inside one column, nor what only begins alike.
        assert!(texts(&[("en", "with Fenwick and Fenwick")], &aloud).is_empty());
        let apart = [("en", "in the Fen, and Fenway"), ("it", "a Fenwick")];
        assert!(texts(&apart, &aloud).is_empty());
    }
}
