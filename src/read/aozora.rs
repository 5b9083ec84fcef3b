//! Aozora Bunko: its text without ruby, notes of the typist, key of signs and colophon.
//!
//! Source: 青空文庫 注記一覧 and 青空文庫作業マニュアル.

use super::build::{Builder, Kind};
use super::clean::Rule;
use super::layout;
use super::markup::near;
use crate::error::Result;

/// What begins a note of the typist.
const NOTE: &str = "［＃";
/// What the key of signs says of itself.
const KEY: &str = "【テキスト中に現れる記号について】";

/// Returns whether a text is one of Aozora Bunko: it has notes of a typist or the key of
/// signs. 《》 alone mark titles of books as well.
pub(super) fn is(text: &str) -> bool {
    let head = &text[..text.char_indices().nth(4000).map_or(text.len(), |(at, _)| at)];
    head.contains(KEY) || head.contains(NOTE)
}

/// Takes the paragraphs out of a text of Aozora Bunko: each line is one.
pub(super) fn parse(text: &str, out: &mut Builder) -> Result<()> {
    let frames = out.on(Rule::Frames);
    let key = text.contains(KEY);
    // The key stands between two rules.
    let mut rules = 0;
    for (at, line) in layout::all_lines(text) {
        let inner = line.trim();
        let rule = inner.len() > 20 && inner.bytes().all(|byte| byte == b'-');
        if frames && key && rules < 2 {
            if rule {
                rules += 1;
                out.count(Rule::Frames);
                continue;
            }
            if rules == 1 {
                continue;
            }
        }
        if frames && (inner.starts_with("底本：") || inner.starts_with("底本:")) {
            out.count(Rule::Frames);
            break;
        }
        out.end();
        out.kind(Kind::Whole);
        push(line, at, out);
    }
    out.end();
    Ok(())
}

/// Adds a line without the readings and the notes in it.
fn push(line: &str, at: usize, out: &mut Builder) {
    let (ruby, notes) = (out.on(Rule::Ruby), out.on(Rule::Markup));
    let mut start = 0;
    let mut place = 0;
    while place < line.len() {
        let rest = &line[place..];
        let length = match rest.chars().next() {
            Some('《') if ruby => {
                near(rest).find('》').map(|end| (end + '》'.len_utf8(), Rule::Ruby))
            }
            Some('｜') if ruby && near(rest).contains('《') => {
                Some(('｜'.len_utf8(), Rule::Ruby))
            }
            Some('［') if notes && rest.starts_with(NOTE) => {
                note(near(rest)).map(|length| (length, Rule::Markup))
            }
            _ => None,
        };
        let Some((length, rule)) = length else {
            place += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        out.push(&line[start..place], at + start);
        out.count(rule);
        if rest.starts_with(NOTE) && line[..place].ends_with('※') {
            // A character that the old code has not: its number in Unicode is in the note.
            if let Some(c) = named(&rest[..length]) {
                out.replace_last(&c.to_string(), at + place - '※'.len_utf8());
            }
        }
        place += length;
        start = place;
    }
    out.push(&line[start..], at + start);
}

/// The length of a note of the typist, in which brackets may nest, if it ends.
fn note(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '［' => depth += 1,
            '］' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + c.len_utf8());
                }
            }
            _ => {}
        }
    }
    None
}

/// The character whose number in Unicode a note gives: `［＃「…」、U+5E5E、12-3］`.
fn named(note: &str) -> Option<char> {
    let (_, rest) = note.split_once("U+")?;
    let end = rest.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(rest.len());
    char::from_u32(u32::from_str_radix(&rest[..end], 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::read::Options;

    #[test]
    fn ruby_notes_key_and_colophon_go() {
        let rule = "-".repeat(50);
        let text = format!(
            "橋守\n作者名\n\n{rule}\n【テキスト中に現れる記号について】\n\n《》：ルビ\n{rule}\n\n\
             ［＃５字下げ］一［＃「一」は中見出し］\n\n　老人は｜北の橋《きたのはし》を渡《わた》った。\n\u{3000}※［＃「さんずい＋回」、U+6D04、123-4］に雪が降る［＃「降る」に傍点］。\n\n\n底本：「橋」\n入力：甲\n"
        );
        assert!(is(&text));
        let mut out =
            Builder::new(Lang::parse("ja").unwrap().profile(), &Options::default());
        parse(&text, &mut out).unwrap();
        let built = out.finish();
        let found: Vec<&str> =
            built.paragraphs.iter().map(|s| &built.text[s.range()]).collect();
        let wanted = ["橋守", "作者名", "一", "老人は北の橋を渡った。", "洄に雪が降る。"];
        assert_eq!(found, wanted);
    }
}
