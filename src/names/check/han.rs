//! The rule on Han characters: simplified, traditional and Japanese ones stand where the
//! tag says.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::File;

/// Which ways of writing have a character that not all have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writing {
    Japanese,
    /// Simplified and Japanese: 国.
    New,
    Simplified,
    Traditional,
}

/// Made by `data/scripts.py`.
static WRITINGS: LazyLock<BTreeMap<char, Writing>> = LazyLock::new(|| {
    let rows = include_str!("../data/scripts.tsv").lines();
    let mut out = BTreeMap::new();
    for (row, writing) in rows.filter(|row| !row.starts_with('#')).zip([
        Writing::Japanese,
        Writing::New,
        Writing::Simplified,
        Writing::Traditional,
    ]) {
        let chars = row.split_once('\t').map_or("", |(_, chars)| chars);
        out.extend(chars.chars().map(|c| (c, writing)));
    }
    out
});

/// A form has no Han character that the writing of its tag has not.
pub(super) fn characters_fit_the_tag(file: &File<'_>) -> Vec<(usize, String)> {
    use Writing::{Japanese, New, Simplified, Traditional};
    let mut out = Vec::new();
    for line in &file.lines {
        for form in &line.entity.variants {
            let foreign: &[Writing] = match form.tag.as_str() {
                "zh-Hans" => &[Japanese, Traditional],
                "zh-Hant" => &[Japanese, New, Simplified],
                "zh-Hani" => &[Japanese, New, Simplified, Traditional],
                // Korean prints have some forms that are Japanese too, such as 晩.
                "ko-Hani" => &[New, Simplified],
                "ja" => &[Simplified],
                _ => continue,
            };
            let is_foreign =
                |c: &char| WRITINGS.get(c).is_some_and(|w| foreign.contains(w));
            let wrong: String = form.text.chars().filter(is_foreign).collect();
            if !wrong.is_empty() {
                let (text, tag) = (&form.text, &form.tag);
                let message = format!("`{text}` has {wrong}, wanted characters of {tag}");
                out.push((line.number, message));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::check::trial::{broken, person};

    #[test]
    fn the_table_has_all_four_writings() {
        for (c, writing) in [
            ('沢', Writing::Japanese),
            ('国', Writing::New),
            ('泽', Writing::Simplified),
            ('澤', Writing::Traditional),
        ] {
            assert_eq!(WRITINGS.get(&c), Some(&writing), "{c}");
        }
        assert!("后乾峰台毛".chars().all(|c| !WRITINGS.contains_key(&c)));
    }

    #[test]
    fn characters_of_another_writing_are_found() {
        let bad = ["zh-Hans=毛澤東", "zh-Hant=毛泽东", "zh-Hant=毛沢東", "ja=毛泽東"];
        let all = ["zh-Hani=毛澤東", "ko-Hani=大韓民国"];
        let good = [
            "zh-Hans=毛泽东",
            "zh-Hant=毛澤東",
            "ja=毛沢東",
            "ja=毛澤東",
            "ko-Hani=李承晩",
        ];
        let lines = |forms: &[&str]| {
            let lines: Vec<String> =
                forms.iter().map(|form| person("x-1", "", &[form])).collect();
            lines.join("\n")
        };
        assert_eq!(broken("script", &lines(&bad)), [1, 2, 3, 4]);
        assert_eq!(broken("script", &lines(&all)), [1, 2]);
        assert_eq!(broken("script", &lines(&good)), [0; 0]);
    }
}
