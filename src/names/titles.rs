//! Titles and honorifics, which may stand at either end of a name without being part of
//! it.

use std::sync::LazyLock;

use super::fold::folded;

/// Folded titles, sorted.
static TITLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let rows =
        include_str!("data/titles.tsv").lines().filter(|row| !row.starts_with('#'));
    let mut titles: Vec<String> = rows
        .filter_map(|row| row.split_once('\t'))
        .map(|(_, title)| folded(title))
        .collect();
    titles.sort();
    titles.dedup();
    titles
});

fn is_title(word: &str) -> bool {
    let folded = folded(word);
    TITLES.binary_search(&folded).is_ok()
}

/// Returns a name without the title at one of its ends, and the title; what stands alone
/// is no title.
pub(super) fn without_title(name: &str) -> Option<(String, String)> {
    let words: Vec<&str> = name.split_whitespace().collect();
    if let [first, rest @ ..] = &words[..]
        && !rest.is_empty()
        && is_title(first)
    {
        return Some((rest.join(" "), (*first).to_owned()));
    }
    if let [rest @ .., last] = &words[..]
        && !rest.is_empty()
        && is_title(last)
    {
        return Some((rest.join(" "), (*last).to_owned()));
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
}
