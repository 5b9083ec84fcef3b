//! Checks a registry file, rule by rule.
//!
//! Invariant: every line is checked, whatever is wrong with another; findings stand by
//! line, then in the order of the table.

mod han;
mod life;
mod pinyin;
mod reading;
mod shape;
mod ties;

use std::collections::BTreeSet;

use serde_json::Value;

use super::entity::Entity;
use super::parse;
use super::registry::{Registry, Sources};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// It is wrong.
    Error,
    /// It should be otherwise.
    Warning,
    /// It may be right, and should be known.
    Note,
}

impl Grade {
    /// Returns the grade's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Something that a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The line, counted from 1.
    pub line: usize,
    /// The rule's name.
    pub rule: &'static str,
    /// How bad it is.
    pub grade: Grade,
    /// What was found and what was wanted.
    pub message: String,
}

/// A rule: its name, how bad it is to break it, and the function that finds who does.
#[derive(Debug)]
pub struct Rule {
    /// The rule's name.
    pub name: &'static str,
    /// How bad it is to break it.
    pub grade: Grade,
    /// What the rule wants, for a reader.
    pub wants: &'static str,
    find: fn(&File<'_>) -> Vec<(usize, String)>,
}

/// All rules that need whole lines; that a line parses is checked before.
pub const RULES: &[Rule] = &[
    Rule {
        name: "nfc",
        grade: Grade::Error,
        wants: "texts in NFC, without white space around them",
        find: shape::texts_are_nfc,
    },
    Rule {
        name: "one-name",
        grade: Grade::Error,
        wants: "one name a variant",
        find: shape::a_text_is_one_name,
    },
    Rule {
        name: "whole",
        grade: Grade::Error,
        wants: "kind, name and variants, or an earlier registry that has them",
        find: shape::an_entity_is_whole,
    },
    Rule {
        name: "once",
        grade: Grade::Error,
        wants: "each id once, and each variant of an entity",
        find: shape::all_stand_once,
    },
    Rule {
        name: "known-id",
        grade: Grade::Error,
        wants: "ids that exist in part_of, not and moved_to",
        find: ties::ids_lead_somewhere,
    },
    Rule {
        name: "same-as",
        grade: Grade::Error,
        wants: "an identifier elsewhere for one entity",
        find: ties::identifiers_are_of_one,
    },
    Rule {
        name: "reading-of",
        grade: Grade::Error,
        wants: "readings of a form that the entity has",
        find: ties::readings_have_their_form,
    },
    Rule {
        name: "pinyin",
        grade: Grade::Error,
        wants: "pinyin that is made of its syllables",
        find: pinyin::pinyin_is_pinyin,
    },
    Rule {
        name: "rule",
        grade: Grade::Error,
        wants: "generated forms that a rule makes",
        find: reading::generated_forms_are_made_by_a_rule,
    },
    Rule {
        name: "pinyin-han",
        grade: Grade::Warning,
        wants: "pinyin that reads a Han form of the entity",
        find: reading::pinyin_reads_the_han_form,
    },
    Rule {
        name: "revised",
        grade: Grade::Warning,
        wants: "Revised Romanization that reads the Hangul of the entity",
        find: reading::revised_reads_the_hangul,
    },
    Rule {
        name: "script",
        grade: Grade::Error,
        wants: "Han characters of the writing that the tag says",
        find: han::characters_fit_the_tag,
    },
    Rule {
        name: "surname",
        grade: Grade::Error,
        wants: "one surname for a person, and that it is in the text",
        find: life::surnames_are_one,
    },
    Rule {
        name: "dates",
        grade: Grade::Error,
        wants: "an end that is not before the beginning",
        find: life::dates_are_ordered,
    },
    Rule {
        name: "period",
        grade: Grade::Error,
        wants: "periods that meet the dates of the entity",
        find: life::periods_meet_the_dates,
    },
    Rule {
        name: "source",
        grade: Grade::Warning,
        wants: "sources that the header names",
        find: ties::sources_are_named,
    },
    Rule {
        name: "homonym",
        grade: Grade::Note,
        wants: "`not` between two entities of one name",
        find: ties::homonyms_know_each_other,
    },
];

/// A registry file as it stands, and the registry that it will lie over.
pub(super) struct File<'a> {
    sources: Sources,
    lines: Vec<Line>,
    base: Option<&'a Registry>,
}

/// An entity as it stands on a line.
struct Line {
    number: usize,
    raw: Value,
    entity: Entity,
}

impl File<'_> {
    /// Returns whether the file, or what it lies over, has the entity.
    fn has(&self, id: &str) -> bool {
        self.lines.iter().any(|line| line.entity.id == id) || self.earlier(id).is_some()
    }

    fn earlier(&self, id: &str) -> Option<&Entity> {
        self.base?.get(id)
    }
}

/// Checks the text of a registry file; `base` is the registry that it will lie over.
///
/// ```
/// use tetrapla::names::check::check;
///
/// let line = r#"{"id":"mao-zedong","variants":[{"text":"Mao Zetung","tag":"zh-Latn-pinyin","source":"me"}]}"#;
/// let found = check(line, Some(tetrapla::names::builtin()));
/// assert_eq!((found[0].line, found[0].rule), (1, "pinyin"));
/// ```
pub fn check(text: &str, base: Option<&Registry>) -> Vec<Finding> {
    let mut file = File { sources: Sources::new(), lines: Vec::new(), base };
    let mut findings = Vec::new();
    for (index, text) in text.lines().enumerate() {
        let number = index + 1;
        match parse::line(text, file.lines.is_empty()) {
            Ok(parse::Line::Empty) => {}
            Ok(parse::Line::Header(sources)) => file.sources = sources,
            Ok(parse::Line::Entity(entity)) => {
                let raw = serde_json::from_str(text.trim_start_matches('\u{feff}'));
                let raw = raw.unwrap_or_default();
                file.lines.push(Line { number, raw, entity: *entity });
            }
            Err(error) => findings.push(Finding {
                line: number,
                rule: error.kind().name(),
                grade: Grade::Error,
                message: error.message().to_owned(),
            }),
        }
    }
    for rule in RULES {
        let found = (rule.find)(&file);
        let mut seen = BTreeSet::new();
        for (line, message) in found {
            if seen.insert((line, message.clone())) {
                let Rule { name, grade, .. } = *rule;
                findings.push(Finding { line, rule: name, grade, message });
            }
        }
    }
    findings.sort_by_key(|finding| finding.line);
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_checked_whatever_the_others_are() {
        let text = "{\"id\":\"a\"\n\n{\"id\":\"B\"}\n{\"id\":\"c\",\"kind\":\"term\"}\n";
        let found: Vec<(usize, &str)> =
            check(text, None).iter().map(|f| (f.line, f.rule)).collect();
        assert_eq!(found, [(1, "json"), (3, "record"), (4, "whole")]);
        assert_eq!(check("", None), []);
    }

    #[test]
    fn rules_are_named_once() {
        let names: BTreeSet<&str> = RULES.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), RULES.len());
    }
}

/// What the rules' own tests share.
#[cfg(test)]
mod trial {
    use super::check;

    /// Returns the lines that break `rule` in a file of entities over the built-in
    /// registry.
    pub(super) fn broken(rule: &str, text: &str) -> Vec<usize> {
        let found = check(text, Some(crate::names::builtin()));
        found.iter().filter(|f| f.rule == rule).map(|f| f.line).collect()
    }

    /// Returns a person of these variants, each `tag=text`, with more fields after `=`.
    pub(super) fn person(id: &str, fields: &str, variants: &[&str]) -> String {
        let form = |variant: &&str| {
            let (tag, text) = variant.split_once('=').unwrap();
            let (text, more) = text.split_once('=').unwrap_or((text, ""));
            format!(r#"{{"text":"{text}","tag":"{tag}","source":"me"{more}}}"#)
        };
        let forms: Vec<String> = variants.iter().map(form).collect();
        let forms = forms.join(",");
        format!(
            r#"{{"id":"{id}","kind":"person","name":"N"{fields},"variants":[{forms}]}}"#
        )
    }
}
