//! Names read aloud: what a run of kana, Han or Hangul is in Latin letters.
//!
//! Invariant: every lawful reading is given, none is preferred; what cannot be read whole
//! has none.

use super::edges::{Script, script};
use super::spelling::is_han;
use super::systems::romanize;

/// The systems in which texts of the four languages write names of each script.
const HAN: &[&str] = &["pinyin", "wadegile", "hepburn", "revised", "mccune-reischauer"];
const KANA: &[&str] = &["hepburn"];
const HANGUL: &[&str] = &["revised", "mccune-reischauer", "customary"];

/// Returns the Latin spellings of a run of kana, Han or Hangul, each once.
pub(super) fn aloud(text: &str) -> Vec<String> {
    let systems = match text.chars().next() {
        Some(c) if is_han(c) => HAN,
        Some(c) if script(c) == Script::Hangul => HANGUL,
        Some(c) if ('\u{3041}'..='\u{30FF}').contains(&c) => KANA,
        _ => return Vec::new(),
    };
    let mut out: Vec<String> = Vec::new();
    for system in systems {
        for reading in romanize(text, system, None, None).unwrap_or_default() {
            if reading.left.is_empty() && !out.contains(&reading.text) {
                out.push(reading.text);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_in_every_language_it_may_be_of() {
        let read = aloud("金日成");
        for wanted in ["Jin Richeng", "Kin Nissei", "Gim Il-seong"] {
            assert!(read.iter().any(|text| text == wanted), "{wanted}: {read:?}");
        }
        assert!(
            aloud("ランコフ").iter().any(|text| text.eq_ignore_ascii_case("rankofu"))
        );
        assert!(aloud("Lankov").is_empty());
    }
}
