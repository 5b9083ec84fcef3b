//! What language tags of names are called: languages, scripts and romanizations.
//!
//! Invariant: the table is sorted by tag. Tags that no row knows are shown as they are.

use crate::lang::Lang;

/// Tag and English name, sorted by tag (case aside nothing is folded).
pub const SYSTEMS: &[(&str, &str)] = &[
    ("en", "English"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ja-Hira", "hiragana"),
    ("ja-Kana", "katakana"),
    ("ja-Kana-t-ko", "Korean in katakana"),
    ("ja-Kana-t-zh", "Chinese in katakana"),
    ("ja-Latn-alalc97", "Japanese romanized (ALA-LC)"),
    ("ja-Latn-hepburn", "Hepburn"),
    ("ja-Latn-x-kunrei", "Kunrei"),
    ("ko", "Korean"),
    ("ko-Hani", "Han characters of a Korean name"),
    ("ko-KP", "Korean (North)"),
    ("ko-Latn-KP", "North Korean romanization"),
    ("ko-Latn-alalc97", "Korean romanized (ALA-LC)"),
    ("ko-Latn-t-ko-m0-bgn", "McCune-Reischauer"),
    ("ko-Latn-t-ko-m0-mcst", "Revised Romanization"),
    ("ko-t-zh", "Chinese in Hangul"),
    ("ru", "Russian"),
    ("ru-Latn-t-ru-m0-bgn", "Russian romanized (BGN)"),
    ("ru-Latn-t-ru-m0-iso", "Russian romanized (scientific)"),
    ("ru-t-ja-x0-polivan", "Polivanov"),
    ("ru-t-ko-x0-kontsev", "Kontsevich"),
    ("ru-t-zh-x0-pallad", "Palladius"),
    ("zh", "Chinese"),
    ("zh-Hani", "Chinese"),
    ("zh-Hans", "simplified Chinese"),
    ("zh-Hant", "traditional Chinese"),
    ("zh-Latn-pinyin", "pinyin"),
    ("zh-Latn-wadegile", "Wade-Giles"),
    ("zh-Latn-x-postal", "postal romanization"),
];

/// Returns what `tag` is called in English; the nearest shorter tag where it has no name
/// of its own, the tag itself where nothing is known.
pub fn system_name(tag: &Lang) -> &str {
    let mut shorter = tag.as_str();
    loop {
        if let Ok(at) = SYSTEMS.binary_search_by_key(&shorter, |(tag, _)| tag) {
            return SYSTEMS[at].1;
        }
        match shorter.rfind('-') {
            Some(end) => shorter = &shorter[..end],
            None => break tag.as_str(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_sorted_and_its_tags_are_well_formed() {
        assert!(SYSTEMS.is_sorted_by(|a, b| a.0 < b.0));
        for (tag, _) in SYSTEMS {
            assert_eq!(Lang::parse(tag).unwrap().as_str(), *tag);
        }
    }

    #[test]
    fn a_tag_without_a_name_takes_the_nearest() {
        let name = |tag| system_name(&Lang::parse(tag).unwrap()).to_owned();
        assert_eq!(name("zh-Hant-TW"), "traditional Chinese");
        assert_eq!(name("en-GB"), "English");
        assert_eq!(name("de"), "de");
    }
}
