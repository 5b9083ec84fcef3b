//! Titles and honorifics, which may stand at either end of a name without being part of
//! it; and words for what a place is, which a query may have and a form may not.

use std::sync::LazyLock;

use super::fold::folded;

/// Language, where it stands (`before` or `after` the name, or `place`), title.
static TITLES: LazyLock<Vec<[&str; 3]>> =
    LazyLock::new(|| rows(include_str!("data/titles.tsv")));

/// Folded titles of all languages, sorted.
static FOLDED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut titles: Vec<String> = TITLES.iter().map(|row| folded(row[2])).collect();
    titles.sort();
    titles.dedup();
    titles
});

/// Reads an embedded table of `N` columns.
pub(super) fn rows<const N: usize>(table: &'static str) -> Vec<[&'static str; N]> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let row = |line: &'static str| {
        let fields: Vec<&str> = line.split('\t').collect();
        fields.try_into().unwrap_or_else(|_| panic!("embedded table: found `{line}`"))
    };
    lines.map(row).collect()
}

/// Returns the titles of a language that stand on one side of a name, the longest first,
/// so that it is not cut: Vice Premier.
pub(super) fn titles(primary: &str, side: &str) -> Vec<&'static str> {
    let own = TITLES.iter().filter(|row| row[0] == primary && row[1] == side);
    let mut titles: Vec<&'static str> = own.map(|row| row[2]).collect();
    titles.sort_by_key(|title| std::cmp::Reverse(title.len()));
    titles
}

fn is_title(text: &str) -> bool {
    FOLDED.binary_search(&folded(text)).is_ok()
}

/// Returns a name without the title at one of its ends, and the title; what stands alone
/// is no title.
pub(super) fn without_title(name: &str) -> Option<(String, String)> {
    let words: Vec<&str> = name.split_whitespace().collect();
    // The longest title first: Vice Premier.
    for length in (1..words.len()).rev() {
        let (first, rest) = words.split_at(length);
        if is_title(&first.join(" ")) {
            return Some((rest.join(" "), first.join(" ")));
        }
        let (rest, last) = words.split_at(words.len() - length);
        if is_title(&last.join(" ")) {
            return Some((rest.join(" "), last.join(" ")));
        }
    }
    // Without spaces, in Han, kana and Hangul: the longest title, at the end.
    let cuts = name.char_indices().skip(1).map(|(at, _)| at);
    cuts.filter(|at| !name[..*at].ends_with(char::is_whitespace))
        .find(|at| {
            !name[*at..].is_ascii() && is_unspaced(&name[*at..]) && is_title(&name[*at..])
        })
        .map(|at| (name[..at].to_owned(), name[at..].to_owned()))
}

fn is_unspaced(text: &str) -> bool {
    text.chars().all(|c| c >= '\u{3000}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_taken_off_either_end() {
        for (name, rest) in [
            ("Generalissimo Chiang", "Chiang"),
            ("Vice Premier Zhou", "Zhou"),
            ("il Generale", "il"),
            ("毛主席", "毛"),
            ("金日成同志", "金日成"),
            ("김일성 동지", "김일성"),
            ("Changbai Mountain", "Changbai"),
        ] {
            assert_eq!(without_title(name).unwrap().0, rest, "{name}");
        }
        assert!(without_title("Marshal").is_none() && without_title("主席").is_none());
    }

    #[test]
    fn the_table_is_sorted_and_says_each_thing_once() {
        assert!(TITLES.is_sorted_by(|a, b| a < b));
        assert!(TITLES.iter().all(|row| ["before", "after", "place"].contains(&row[1])));
    }
}
