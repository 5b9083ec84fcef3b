//! `tetrapla registry add`: an entity, or more of its names, by hand.

use std::collections::BTreeMap;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use tetrapla::error::{Error, ErrorKind, Result};
use tetrapla::lang::Lang;
use tetrapla::names::check::{Grade, check};
use tetrapla::names::{self, Dates, Entity, Form, FormStatus, FormType, Kind, Registry};
use tetrapla::work;

use super::{read, write};
use crate::cli::Answer;
use crate::cli::talk::Talk;

/// Add an entity, or names of one that is there
///
/// What is not said is asked for on a terminal. The registry is written in its canonical
/// form, unless the entity would break a rule of `registry check`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla registry add sun-decai --kind person --name 'Sun Decai' --form zh-Hant=孫德才
  tetrapla registry add kim-il-sung --form en:misspelling='Kim Il Sun' --source mybook:12
  tetrapla registry add")]
pub(crate) struct Arguments {
    /// The id: letters a to z, digits, hyphens
    id: Option<String>,
    /// person, place, organisation, event, treaty, work or term
    #[arg(long)]
    kind: Option<String>,
    /// What a reader is shown first
    #[arg(long)]
    name: Option<String>,
    /// A name: its language tag, its type if it is not official, its text
    #[arg(long = "form", value_name = "TAG[:TYPE]=TEXT")]
    forms: Vec<String>,
    /// The surname that stands in the names
    #[arg(long, value_name = "SURNAME")]
    family: Vec<String>,
    /// Where the names were seen: a key, or key:place
    #[arg(long, value_name = "SOURCE", default_value = "user")]
    source: String,
    /// Birth, foundation, signature: 1912-04-15, 1932, 1860~
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Death, end
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// The id of an entity it lies in
    #[arg(long, value_name = "ID")]
    part_of: Vec<String>,
    /// The id of an entity it is not
    #[arg(long, value_name = "ID")]
    not: Vec<String>,
    /// The language whose name it is
    #[arg(long, value_name = "LANG")]
    origin: Option<String>,
    /// Free text
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// The registry that is written [default: alignments/names.jsonl]
    #[arg(long, value_name = "FILE")]
    registry: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, talk: &Talk) -> Result<Answer> {
    let own = || Path::new(work::ALIGNMENTS).join(work::NAMES);
    let path = arguments.registry.clone().unwrap_or_else(own);
    let user = read(&path)?;
    let all = names::builtin().overlaid(&user);
    let mut ask =
        Ask { terminal: io::stdin().is_terminal() && io::stderr().is_terminal() };
    let id = ask.unless("id", arguments.id.clone())?;
    let there = all.get(&id).is_some();
    let new = |ask: &mut Ask, what, given: &Option<String>| match there && given.is_none()
    {
        true => Ok(None),
        false => ask.unless(what, given.clone()).map(Some),
    };
    let kind = new(&mut ask, "kind", &arguments.kind)?;
    let kind = kind.map(|word| {
        let known = Kind::ALL.iter().map(|kind| kind.name());
        Kind::parse(&word).ok_or_else(|| Error::unknown("kind", &word, known))
    });
    let name = new(&mut ask, "name", &arguments.name)?;
    let mut forms = arguments.forms.clone();
    if forms.is_empty() && ask.terminal && arguments.id.is_none() {
        while let Some(form) = ask.line("name, TAG=TEXT, or nothing")? {
            forms.push(form);
        }
    }
    let forms = forms.iter().map(|form| parse(form, arguments));
    let entity = Entity {
        id: id.clone(),
        kind: kind.transpose()?,
        name,
        dates: Dates { from: arguments.from.clone(), to: arguments.to.clone() },
        part_of: arguments.part_of.clone(),
        not: arguments.not.clone(),
        origin: arguments.origin.clone(),
        note: arguments.note.clone(),
        variants: forms.collect::<Result<_>>()?,
        ..Entity::default()
    };
    let mut sources = user.sources().clone();
    let key = arguments.source.split(':').next().unwrap_or_default();
    if !entity.variants.is_empty() && !all.sources().contains_key(key) {
        let title = if key == "user" { "added by hand" } else { key };
        let title = BTreeMap::from([("title".to_owned(), title.to_owned())]);
        sources.insert(key.to_owned(), title);
    }
    let mut entities = user.entities().to_vec();
    entities.push(entity);
    let made = Registry::new(sources, entities);
    refuse_errors(&made, &id, talk)?;
    write(&path, &made)?;
    Ok(Answer::Yes)
}

/// Fails if the entity breaks a rule; says what is doubtful.
fn refuse_errors(made: &Registry, id: &str, talk: &Talk) -> Result<()> {
    let text = made.to_string();
    let start = format!("{{\"id\":\"{id}\"");
    let number = text.lines().position(|line| line.starts_with(&start));
    for finding in check(&text, Some(names::builtin())) {
        if number != Some(finding.line - 1) {
            continue;
        }
        match finding.grade {
            Grade::Error => {
                return Err(Error::new(ErrorKind::Record, finding.message));
            }
            Grade::Warning | Grade::Note => talk.warning(finding.message),
        }
    }
    Ok(())
}

/// Reads `TAG[:TYPE]=TEXT`.
fn parse(form: &str, arguments: &Arguments) -> Result<Form> {
    let Some((head, text)) = form.split_once('=') else {
        let message = format!("found `{form}`, wanted TAG=TEXT such as ja=朴");
        return Err(Error::new(ErrorKind::Argument, message));
    };
    let (tag, word) = head.split_once(':').unwrap_or((head, "official"));
    let known = FormType::ALL.iter().map(|known| known.name());
    let r#type =
        FormType::parse(word).ok_or_else(|| Error::unknown("type", word, known))?;
    Ok(Form {
        text: text.trim().to_owned(),
        tag: Lang::parse(tag)?,
        r#type,
        status: FormStatus::Attested,
        source: arguments.source.clone(),
        period: Vec::new(),
        reading_of: None,
        family: arguments.family.iter().find(|family| text.contains(*family)).cloned(),
        unknown: BTreeMap::new(),
    })
}

/// Asks on a terminal for what was not said.
struct Ask {
    terminal: bool,
}

impl Ask {
    fn unless(&mut self, what: &str, given: Option<String>) -> Result<String> {
        if let Some(given) = given {
            return Ok(given);
        }
        let wanted = || Error::new(ErrorKind::Argument, format!("no {what}, wanted one"));
        if !self.terminal {
            return Err(wanted());
        }
        self.line(what)?.ok_or_else(wanted)
    }

    /// One line; none if it is empty.
    fn line(&mut self, what: &str) -> Result<Option<String>> {
        let mut err = io::stderr().lock();
        write!(err, "{what}: ")?;
        err.flush()?;
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line)?;
        let line = line.trim().to_owned();
        Ok((!line.is_empty()).then_some(line))
    }
}
