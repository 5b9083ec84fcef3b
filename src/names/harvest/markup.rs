//! Ruby, and names that an editor has marked: `<ruby>漢字<rt>かな</rt></ruby>`,
//! `漢字《かな》` as Aozora Bunko has it, TEI's `<persName>` and `<placeName>`.

use super::{Evidence, Sighting, Written, entity, has, is_known, known, variant};
use crate::lang::Lang;
use crate::names::entity::Kind;
use crate::names::registry::Registry;
use crate::names::spelling::is_han;

/// TEI's elements, and what they mark (P5, chapter 14).
const ELEMENTS: [(&str, Kind); 4] = [
    ("orgName", Kind::Organisation),
    ("persName", Kind::Person),
    ("placeName", Kind::Place),
    ("settlement", Kind::Place),
];

pub(super) fn names(
    line: &str,
    lang: &Lang,
    registry: &Registry,
    seen: &dyn Fn(&str) -> Evidence,
) -> Vec<Sighting> {
    let mut out = Vec::new();
    for (base, reading) in ruby(line) {
        // Ruby stands on any word: only of a name that is known it is another form.
        let Some(subject) = known(registry, &base) else { continue };
        if !has(subject, &reading)
            && let Some(written) = Written::of(&reading)
        {
            let tag = written.tag(&reading, lang, subject.origin.as_deref());
            let quote = seen(&format!("{base}（{reading}）"));
            let proposal = variant(subject, &reading, tag, 0.95, quote);
            out.push(Sighting { proposal, exact: true });
        }
    }
    for (name, kind) in ELEMENTS {
        for text in marked(line, name) {
            let Some(written) = Written::of(&text) else { continue };
            if !is_known(registry, &text) {
                let form = (text.clone(), written.tag(&text, lang, None));
                let made = entity(&[form], Some(kind), 0.9, &seen(&text));
                let seen = |proposal| Sighting { proposal, exact: true };
                out.extend(made.into_iter().map(seen));
            }
        }
    }
    out
}

/// Bases of ruby and their readings.
fn ruby(line: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for piece in line.split("<ruby>").skip(1) {
        let Some((inside, _)) = piece.split_once("</ruby>") else { continue };
        // Several pairs may stand in one element, one for each character.
        let (mut base, mut reading) = (String::new(), String::new());
        for part in inside.split("<rt>") {
            match part.split_once("</rt>") {
                Some((own, rest)) => {
                    reading.push_str(own);
                    base.push_str(&bare(rest));
                }
                None => base.push_str(&bare(part)),
            }
        }
        out.push((base, reading));
    }
    for (at, _) in line.match_indices('《') {
        let Some((reading, _)) = line[at + '《'.len_utf8()..].split_once('》') else {
            continue;
        };
        let kana = |c: char| ('\u{3041}'..='\u{30FF}').contains(&c);
        if reading.is_empty() || !reading.chars().all(kana) {
            continue;
        }
        let before = &line[..at];
        // A bar since the last ruby says where the base begins, else it is the Han string
        // before.
        let ends = |c: char| c.is_whitespace() || c == '》';
        let base = match before.rfind(['｜', '|']) {
            Some(bar) if !before[bar..].contains(ends) => {
                before[bar..].trim_start_matches(['｜', '|'])
            }
            _ => {
                let run =
                    before.char_indices().rev().take_while(|(_, c)| is_han(*c)).last();
                run.map_or("", |(start, _)| &before[start..])
            }
        };
        if !base.is_empty() {
            out.push((base.to_owned(), reading.to_owned()));
        }
    }
    out
}

/// What stands between the tags of an element, without tags inside.
fn marked(line: &str, element: &str) -> Vec<String> {
    let (open, close) = (format!("<{element}"), format!("</{element}>"));
    let pieces = line.split(open.as_str()).skip(1);
    let inside = pieces.filter_map(|piece| {
        let rest = piece.strip_prefix('>').or_else(|| {
            piece.starts_with(' ').then(|| piece.split_once('>').map(|(_, rest)| rest))?
        })?;
        let text = bare(rest.split_once(close.as_str())?.0);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    });
    inside.collect()
}

/// A text without its tags; `<rp>` and what is in it go too.
fn bare(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        let (name, after) = tag.split_once('>').unwrap_or((tag, ""));
        rest = match name {
            "rp" => after.split_once("</rp>").map_or("", |(_, after)| after),
            _ => after,
        };
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ruby_and_marks_are_read() {
        assert_eq!(
            ruby(
                "あ<ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp>京<rt>きょう</rt></ruby>は｜紅旗《こうき》、東京《とうきょう》《注》"
            ),
            [("東京", "とうきょう"), ("紅旗", "こうき"), ("東京", "とうきょう")]
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
        );
        let line =
            "<persName key=\"x\">Anna <hi>B.</hi></persName> <persNameX>no</persNameX>";
        assert_eq!(marked(line, "persName"), ["Anna B."]);
    }
}
