//! Rules on readings: what a rule is said to have made, it makes; pinyin reads the Han
//! form, and Revised Romanization the Hangul.

use super::File;
use crate::names::entity::{Entity, Form, FormStatus, FormType};
use crate::names::fold::folded;
use crate::names::systems::{self, SYSTEMS};

/// Returns whether `text` is among what `of` may be in the system with this tag; nothing
/// where no system has it.
fn reads(entity: &Entity, tag: &str, text: &str, of: &str) -> Option<bool> {
    SYSTEMS.iter().find(|system| system.tag == tag)?;
    let readings = systems::romanize(of, tag, None, entity.kind).ok()?;
    let text = folded(text);
    Some(readings.iter().any(|reading| folded(&reading.text) == text))
}

/// A generated form is what a rule makes of the form that it reads.
pub(super) fn generated_forms_are_made_by_a_rule(
    file: &File<'_>,
) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for line in &file.lines {
        let forms = line.entity.variants.iter();
        for form in forms.filter(|form| form.status == FormStatus::Generated) {
            let Some(of) = &form.reading_of else { continue };
            let (text, tag) = (&form.text, form.tag.as_str());
            if reads(&line.entity, tag, text, of) == Some(false) {
                let message = format!("no rule reads `{of}` as `{text}` in {tag}");
                out.push((line.number, message));
            }
        }
    }
    out
}

/// Returns the forms of a type in which a writing may be read: of the same type, and
/// official ones.
fn written<'a>(
    entity: &'a Entity,
    form: &'a Form,
    fits: fn(&str) -> bool,
) -> impl Iterator<Item = &'a str> {
    let forms = entity.variants.iter().filter(move |other| fits(other.tag.as_str()));
    let same = move |other: &&Form| {
        other.r#type == form.r#type || other.r#type == FormType::Official
    };
    forms.filter(same).map(|other| other.text.as_str())
}

/// Pinyin reads a Han form of its entity, if there is one; an error in a source need not.
pub(super) fn pinyin_reads_the_han_form(file: &File<'_>) -> Vec<(usize, String)> {
    let han = |tag: &str| tag.starts_with("zh-Han");
    unread(file, "zh-Latn-pinyin", han, |entity, form, of| {
        reads(entity, "zh-Latn-pinyin", &form.text, of).unwrap_or(true)
    })
}

/// Revised Romanization reads a Hangul form of its entity; a surname may be written as
/// its bearer writes it.
pub(super) fn revised_reads_the_hangul(file: &File<'_>) -> Vec<(usize, String)> {
    const REVISED: &str = "ko-Latn-t-ko-m0-mcst";
    unread(
        file,
        REVISED,
        |tag| matches!(tag, "ko" | "ko-KP"),
        |entity, form, of| {
            let given = |text: &str| folded(text.rsplit(' ').next().unwrap_or(text));
            let readings = systems::romanize(of, REVISED, None, entity.kind);
            readings.map_or(true, |readings| {
                readings.iter().any(|reading| match form.text.contains(' ') {
                    true => given(&reading.text) == given(&form.text),
                    false => folded(&reading.text) == folded(&form.text),
                })
            })
        },
    )
}

/// The forms of a tag that read none of the entity's forms in another writing.
fn unread(
    file: &File<'_>,
    tag: &str,
    fits: fn(&str) -> bool,
    reads: fn(&Entity, &Form, &str) -> bool,
) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for line in &file.lines {
        let entity = &line.entity;
        for form in entity.variants.iter().filter(|form| form.tag.as_str() == tag) {
            if form.r#type == FormType::Misspelling {
                continue;
            }
            let texts: Vec<&str> = written(entity, form, fits).collect();
            if !texts.is_empty() && !texts.iter().any(|of| reads(entity, form, of)) {
                let (text, of) = (&form.text, texts.join(", "));
                out.push((line.number, format!("`{text}` reads none of {of}")));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::names::check::trial::{broken, person};

    #[test]
    fn what_no_rule_makes_is_found() {
        let made = |text: &str| {
            let form = format!(
                "ja-Latn-hepburn={text}=,\"status\":\"generated\",\"reading_of\":\"金日成\""
            );
            person("x-1", "", &["ko-Hani=金日成", &form])
        };
        let text = format!("{}\n{}", made("Kin Nissai"), made("Kin Nissei"));
        assert_eq!(broken("rule", &text), [1]);
    }

    #[test]
    fn pinyin_of_another_name_is_found() {
        let bad = person("x-1", "", &["zh-Hans=毛泽东", "zh-Latn-pinyin=Mao Zetong"]);
        let good = person("x-2", "", &["zh-Hans=毛泽东", "zh-Latn-pinyin=Mao Zedong"]);
        let slip = bad
            .replace("\"zh-Latn-pinyin\"", "\"zh-Latn-pinyin\",\"type\":\"misspelling\"");
        assert_eq!(broken("pinyin-han", &format!("{bad}\n{good}\n{slip}")), [1]);
    }

    #[test]
    fn revised_romanization_of_another_name_is_found() {
        let tag = "ko-Latn-t-ko-m0-mcst";
        let line = |id: &str, text: &str| {
            person(id, "", &["ko=김성주", &format!("{tag}={text}")])
        };
        let text = [
            line("x-1", "Kim Song-ju"),
            line("x-2", "Kim Seong-ju"),
            line("x-3", "Gim Seong-ju"),
        ];
        assert_eq!(broken("revised", &text.join("\n")), [1]);
    }
}
