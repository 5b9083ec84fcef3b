//! CC-CEDICT: `Traditional Simplified [pin1 yin1] /gloss/gloss/`, one entry a line.
//!
//! Names are the entries with a capital in their pinyin. The dictionary is under
//! CC BY-SA 4.0: the file is the user's, and what is made of it too. Format:
//! <https://cc-cedict.org/wiki/format:syntax>.

use super::{Draft, Gathered, Import, lang, years};
use crate::error::Result;
use crate::names::entity::{Dates, FormType, Kind};

pub(super) const IMPORT: Import = Import {
    name: "cedict",
    about: "CC-CEDICT, Chinese-English",
    extensions: &["u8"],
    parse,
};

/// Words of a gloss that say what sort of thing it is.
const PLACES: &[&str] = &[
    "city",
    "county",
    "province",
    "prefecture",
    "district",
    "river",
    "mountain",
    "lake",
    "island",
    "town",
    "capital",
    "region",
    "state in",
    "country in",
    "peninsula",
    "village",
];
const ORGANISATIONS: &[&str] = &[
    "party",
    "university",
    "company",
    "ministry",
    "organization",
    "organisation",
    "army",
    "agency",
    "association",
    "newspaper",
    "institute",
    "committee",
    "bank",
];
const PERSONS: &[&str] = &[
    "politician",
    "poet",
    "writer",
    "emperor",
    "general",
    "president",
    "leader",
    "philosopher",
    "novelist",
    "actor",
    "actress",
    "singer",
    "scientist",
    "premier",
    "statesman",
    "minister of",
    "king of",
    "painter",
    "historian",
    "revolutionary",
];

fn parse(text: &str, gathered: &mut Gathered) -> Result<()> {
    for (index, line) in text.lines().enumerate() {
        let (number, line) = (index + 1, line.trim());
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match entry(line) {
            Some(entry) if entry.pinyin.chars().any(char::is_uppercase) => {
                name(&entry, number, gathered);
            }
            Some(_) => {}
            None => gathered.puzzle(number, "wanted `Trad Simp [pin1 yin1] /gloss/`"),
        }
    }
    Ok(())
}

struct Entry<'a> {
    traditional: &'a str,
    simplified: &'a str,
    pinyin: &'a str,
    glosses: Vec<&'a str>,
}

fn entry(line: &str) -> Option<Entry<'_>> {
    let (head, rest) = line.split_once('[')?;
    let (pinyin, rest) = rest.split_once(']')?;
    let (traditional, simplified) = head.trim().split_once(' ')?;
    let glosses = rest.trim().strip_prefix('/')?.strip_suffix('/')?;
    let glosses = glosses.split('/').map(str::trim).filter(|gloss| !gloss.is_empty());
    let simplified = simplified.trim();
    let bare = |text: &str| !text.is_empty() && !text.contains(' ');
    (bare(traditional) && bare(simplified)).then(|| Entry {
        traditional,
        simplified,
        pinyin,
        glosses: glosses.collect(),
    })
}

fn name(entry: &Entry<'_>, line: usize, gathered: &mut Gathered) {
    let mut draft = Draft { line, ..Draft::default() };
    let surname = entry.glosses.iter().any(|gloss| gloss.starts_with("surname "));
    let r#type = if surname { FormType::Short } else { FormType::Official };
    let han = match entry.traditional == entry.simplified {
        true => vec![("zh-Hani", entry.simplified)],
        false => vec![("zh-Hans", entry.simplified), ("zh-Hant", entry.traditional)],
    };
    let forms = &mut draft.entity.variants;
    for (tag, text) in han {
        forms.push(gathered.form(text, lang(tag), r#type, line));
    }
    match toned(entry.pinyin) {
        Some(pinyin) => {
            let mut form = gathered.form(&pinyin, lang("zh-Latn-pinyin"), r#type, line);
            form.reading_of = Some(entry.simplified.to_owned());
            forms.push(form);
        }
        None => {
            gathered.puzzle(line, format!("pinyin `{}`, wanted pin1 yin1", entry.pinyin))
        }
    }
    for gloss in &entry.glosses {
        let (bare, dates) = years(gloss);
        if let Some((from, to)) = dates {
            draft.entity.dates = Dates { from, to };
        }
        if let Some(name) = name_of(bare) {
            forms.push(gathered.form(name, lang("en"), r#type, line));
        }
    }
    let glosses = entry.glosses.join("/");
    let says = |words: &[&str]| words.iter().any(|word| glosses.contains(word));
    draft.entity.kind = match () {
        () if surname || says(PERSONS) => Some(Kind::Person),
        () if says(PLACES) => Some(Kind::Place),
        () if says(ORGANISATIONS) => Some(Kind::Organisation),
        () if !draft.entity.dates.is_empty() => Some(Kind::Person),
        () => None,
    };
    draft.entity.origin = Some("zh".to_owned());
    draft.entity.note = surname.then(|| "surname".to_owned());
    gathered.take(draft);
}

/// The name at the beginning of a gloss, if it begins with one: words with capitals up to
/// a comma or bracket.
fn name_of(gloss: &str) -> Option<&str> {
    let name = gloss.split([',', '(', ';', '|', '[']).next()?.trim();
    let small = ["of", "the", "and", "de", "in", "for", "al", "van", "von", "on", "to"];
    let capital =
        |word: &str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let words = || name.split_whitespace();
    let fits = words().next().is_some_and(capital)
        && words().all(|word| capital(word) || small.contains(&word));
    (fits && name.chars().all(|c| c < '\u{250}')).then_some(name)
}

/// `Mao2 Ze2 dong1` with tone marks, a word for each capital: Máo Zédōng.
fn toned(numbered: &str) -> Option<String> {
    let mut out = String::new();
    for syllable in numbered.split_whitespace() {
        if matches!(syllable, "·" | "," | "-") {
            out.push_str(if syllable == "·" { " " } else { syllable });
            continue;
        }
        let marked = marked(syllable)?;
        let capital = syllable.starts_with(char::is_uppercase);
        if !out.is_empty() && !out.ends_with([' ', '-']) {
            if capital {
                out.push(' ');
            } else if marked.starts_with(|c: char| "aoeāáǎàōóǒòēéěè".contains(c))
            {
                out.push('\'');
            }
        }
        out.push_str(&marked);
    }
    (!out.is_empty()).then_some(out)
}

/// One syllable with its tone mark: on a or e, on the o of ou, else on the last vowel.
fn marked(syllable: &str) -> Option<String> {
    let syllable = syllable.replace("u:", "ü").replace("U:", "Ü");
    let Some(tone) = syllable.chars().next_back().and_then(|c| c.to_digit(10)) else {
        // A Latin letter of a name such as `A Q`.
        return syllable.chars().all(|c| c.is_ascii_uppercase()).then_some(syllable);
    };
    let bare = &syllable[..syllable.len() - 1];
    if tone == 0 || tone > 5 || !bare.chars().all(char::is_alphabetic) {
        return None;
    }
    let chars: Vec<char> = bare.chars().collect();
    let lower: Vec<char> = chars.iter().flat_map(|c| c.to_lowercase()).collect();
    let at = lower
        .iter()
        .position(|c| matches!(c, 'a' | 'e'))
        .or_else(|| lower.windows(2).position(|pair| pair == ['o', 'u']))
        .or_else(|| lower.iter().rposition(|c| "iouü".contains(*c)));
    let Some(at) = at.filter(|_| tone < 5) else { return Some(bare.to_owned()) };
    let row = match lower[at] {
        'a' => "āáǎà",
        'e' => "ēéěè",
        'i' => "īíǐì",
        'o' => "ōóǒò",
        'u' => "ūúǔù",
        _ => "ǖǘǚǜ",
    };
    let mark = row.chars().nth(tone as usize - 1)?;
    let upper = chars[at].is_uppercase();
    let mark: String =
        if upper { mark.to_uppercase().collect() } else { mark.to_string() };
    Some(
        chars[..at].iter().collect::<String>()
            + &mark
            + &chars[at + 1..].iter().collect::<String>(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_pinyin_gets_its_marks() {
        for (numbered, marked) in [
            ("Mao2 Ze2 dong1", "Máo Zédōng"),
            ("Xi1 an1", "Xī'ān"),
            ("Lu:3 shun4", "Lǚshùn"),
            ("Ou1 zhou1", "Ōuzhōu"),
            ("Gui4 lin2", "Guìlín"),
            ("Liu2", "Liú"),
            ("A1 li5", "Āli"),
        ] {
            assert_eq!(toned(numbered).as_deref(), Some(marked));
        }
        assert_eq!(toned("xx9"), None);
    }
}
