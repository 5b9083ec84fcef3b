//! Encodings: guessed right over a matrix of languages, encodings and lengths.

use std::fs;
use std::path::Path;

use encoding_rs::Encoding;
use tetrapla::lang::Lang;
use tetrapla::read::{Options, decode};

/// The encodings that texts of a language come in, by the languages they are for.
const USUAL: &[(&str, &[&str])] = &[
    ("en", &["windows-1252", "iso-8859-15", "macintosh", "ibm850"]),
    ("it", &["windows-1252", "iso-8859-15", "macintosh", "ibm850"]),
    ("ja", &["shift_jis", "euc-jp", "iso-2022-jp"]),
    ("zh-Hans", &["gb18030", "gbk", "hz"]),
    ("zh-Hant", &["big5"]),
];
/// Those of every language.
const ALL: &[&str] = &[
    "utf-8",
    "utf-8 bom",
    "utf-16le",
    "utf-16be",
    "utf-16le bom",
    "utf-16be bom",
    "utf-32le",
    "utf-32be",
    "utf-32le bom",
    "utf-32be bom",
];
const LENGTHS: &[usize] = &[50, 200, 2000];

/// Encodes a text, or nothing where the encoding has not all its characters.
fn encoded(text: &str, name: &str) -> Option<Vec<u8>> {
    let (name, bom) = match name.strip_suffix(" bom") {
        Some(name) => (name, "\u{feff}"),
        None => (name, ""),
    };
    let text = format!("{bom}{text}");
    let bytes = match name {
        "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        "utf-32le" => text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect(),
        "utf-32be" => text.chars().flat_map(|c| (c as u32).to_be_bytes()).collect(),
        "ibm850" => oem_cp::encode_string_checked(
            &text,
            &oem_cp::code_table::ENCODING_TABLE_CP850,
        )?,
        "hz" => {
            let mut out = Vec::new();
            let mut shifted = false;
            for c in text.chars() {
                if shifted == c.is_ascii() {
                    out.extend(if shifted { b"~}" } else { b"~{" });
                    shifted = !shifted;
                }
                let mut room = [0; 4];
                let (bytes, _, bad) = encoding_rs::GBK.encode(c.encode_utf8(&mut room));
                if bad || bytes.len() > 1 && (bytes[0] < 0xa1 || bytes[1] < 0xa1) {
                    return None;
                }
                out.extend(bytes.iter().map(|byte| byte & 0x7f));
            }
            if shifted {
                out.extend(b"~}");
            }
            out
        }
        _ => {
            let (bytes, _, bad) =
                Encoding::for_label(name.as_bytes()).unwrap().encode(&text);
            if bad {
                return None;
            }
            bytes.into_owned()
        }
    };
    Some(bytes)
}

/// A text of the language without the characters that an encoding has not.
fn fit(text: &str, name: &str) -> String {
    let c_fits = |c: &char| encoded(&c.to_string(), name).is_some();
    // Old files have straight quotation marks where theirs are missing.
    let plain = |c: char| match c {
        _ if c_fits(&c) => Some(c),
        '’' | '‘' => Some('\''),
        '“' | '”' => Some('"'),
        '–' | '—' => Some('-'),
        _ => None,
    };
    text.chars().filter_map(plain).collect()
}

#[test]
fn encodings_are_guessed_over_the_matrix() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut works: Vec<_> =
        fs::read_dir(root.join("texts")).unwrap().map(|e| e.unwrap().path()).collect();
    works.sort();
    let (mut right, mut all, mut wrong) = (0, 0, String::new());
    for (tag, own) in USUAL {
        let profile = Lang::known(tag).unwrap().profile();
        for work in &works {
            let Ok(text) = fs::read_to_string(work.join(format!("{tag}.txt"))) else {
                continue;
            };
            for name in ALL.iter().chain(*own) {
                let text = fit(&text.chars().take(2500).collect::<String>(), name);
                for &length in LENGTHS {
                    // Not the title: it has no letters that would say anything.
                    let start = text.find("\n\n").map_or(0, |at| at + 2);
                    let chars: Vec<char> = text[start..].chars().take(length).collect();
                    let part = |count: usize| chars[..count].iter().collect::<String>();
                    // The fewest characters that have so many bytes.
                    let (mut low, mut high) = (0, chars.len());
                    while low < high {
                        let middle = (low + high) / 2;
                        match encoded(&part(middle), name).unwrap().len() < length {
                            true => low = middle + 1,
                            false => high = middle,
                        }
                    }
                    let part = part(low);
                    let bytes = encoded(&part, name).unwrap();
                    let found = decode(&bytes, Some(profile), &Options::default());
                    all += 1;
                    match found {
                        Ok(found) if found.text == part => right += 1,
                        Ok(found) => {
                            wrong += &format!(
                                "{tag} {name} {length}: {} {}\n",
                                found.encoding,
                                found.text.chars().take(30).collect::<String>()
                            );
                        }
                        Err(error) => {
                            wrong += &format!("{tag} {name} {length}: {error}\n")
                        }
                    }
                }
            }
        }
    }
    let share = f64::from(right) / f64::from(all);
    println!("{right} of {all}, {share:.4}; wrong:\n{wrong}");
    assert!(share >= 0.97, "{right} of {all}, {share:.4}; wrong:\n{wrong}");
}
