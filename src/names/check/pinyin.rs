//! The rule on pinyin: it is made of the syllables of Mandarin.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::File;
use crate::names::fold::folded;

/// The syllables by their finals, each with the initials that stand before it; `-` is
/// none. Source: the Scheme for the Chinese Phonetic Alphabet (1958), ISO 7098:2015,
/// without tones; ü is written u by those who leave marks out, v where keyboards do.
const SYLLABLES: &[(&str, &str)] = &[
    ("a", "- b p m f d t n l g k h zh ch sh z c s"),
    ("ai", "- b p m d t n l g k h zh ch sh z c s"),
    ("an", "- b p m f d t n l g k h zh ch sh r z c s"),
    ("ang", "- b p m f d t n l g k h zh ch sh r z c s"),
    ("ao", "- b p m d t n l g k h zh ch sh r z c s"),
    ("e", "- m d t n l g k h zh ch sh r z c s"),
    ("ei", "- b p m f d t n l g k h zh sh z c"),
    ("en", "- b p m f d n g k h zh ch sh r z c s"),
    ("eng", "- b p m f d t n l g k h zh ch sh r z c s"),
    ("er", "-"),
    ("o", "- b p m f l"),
    ("ong", "d t n l g k h zh ch r z c s"),
    ("ou", "- p m f d t n l g k h zh ch sh r z c s"),
    ("i", "b p m d t n l j q x zh ch sh r z c s"),
    ("ia", "d l j q x"),
    ("ian", "b p m d t n l j q x"),
    ("iang", "n l j q x"),
    ("iao", "b p m d t n l j q x"),
    ("ie", "b p m d t n l j q x"),
    ("in", "b p m n l j q x"),
    ("ing", "b p m d t n l j q x"),
    ("iong", "j q x"),
    ("iu", "m d n l j q x"),
    ("u", "b p m f d t n l g k h j q x zh ch sh r z c s"),
    ("ua", "g k h zh ch sh r"),
    ("uai", "g k h zh ch sh"),
    ("uan", "d t n l g k h j q x zh ch sh r z c s"),
    ("uang", "g k h zh ch sh"),
    ("ue", "n l j q x"),
    ("ui", "d t g k h zh ch sh r z c s"),
    ("un", "d t n l g k h j q x zh ch sh r z c s"),
    ("uo", "d t n l g k h zh ch sh r z c s"),
    ("v", "n l"),
    ("ve", "n l"),
    ("", "ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun"),
    ("", "wa wai wan wang wei wen weng wo wu"),
];

static KNOWN: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let all = SYLLABLES.iter().flat_map(|(last, firsts)| {
        firsts.split(' ').map(move |first| format!("{}{last}", first.trim_matches('-')))
    });
    all.collect()
});

/// Returns whether a text is pinyin: every word of it, marks and case aside, can be cut
/// into syllables.
fn is_pinyin(text: &str) -> bool {
    let words = text.split(|c: char| c.is_whitespace() || c == '-');
    words.filter(|word| word.chars().any(char::is_alphabetic)).all(|word| {
        // An apostrophe is a cut that the writer made.
        word.split(['\'', '’', 'ʼ']).all(|part| can_be_cut(&folded(part)))
    })
}

fn can_be_cut(word: &str) -> bool {
    // Whether the first n bytes can be cut; what is no ASCII letter cannot.
    let mut reached = vec![true];
    for end in 1..=word.len() {
        let cut = (end.saturating_sub(6)..end).any(|start| {
            reached[start] && word.get(start..end).is_some_and(|s| KNOWN.contains(s))
        });
        reached.push(cut);
    }
    reached[word.len()] || word.chars().all(|c| c.is_ascii_digit())
}

/// A form that is tagged pinyin is pinyin.
pub(super) fn pinyin_is_pinyin(file: &File<'_>) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for line in &file.lines {
        for form in &line.entity.variants {
            if form.tag.as_str() == "zh-Latn-pinyin" && !is_pinyin(&form.text) {
                let message = format!("`{}` is no pinyin", form.text);
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
    fn there_are_as_many_syllables_as_the_scheme_has() {
        // Dictionaries count 400 to 420, by how many rare ones they have.
        assert!((395..=425).contains(&KNOWN.len()), "{}", KNOWN.len());
    }

    #[test]
    fn what_is_no_pinyin_is_found() {
        for good in ["Máo Zédōng", "Xi'an", "Lüshun", "Zhongguo Renmin", "hongweibing"]
        {
            let line = person("x-1", "", &[&format!("zh-Latn-pinyin={good}")]);
            assert_eq!(broken("pinyin", &line), [0; 0], "{good}");
        }
        for bad in ["Mao Tse-tung", "Peking", "Chiang Kai-shek", "Hailar", "Nei Mongol"] {
            let line = person("x-1", "", &[&format!("zh-Latn-pinyin={bad}")]);
            assert_eq!(broken("pinyin", &line), [1], "{bad}");
        }
    }
}
