//! `tetrapla romanize`: a name in another system, or read in another language.

use std::io::{self, Read, Write};
use std::path::Path;

use clap::Args;
use serde_json::json;
use tetrapla::error::{Error, ErrorKind, Result};
use tetrapla::names::Kind;
use tetrapla::names::systems::{Reading, romanize};

use super::Answer;
use super::talk::Talk;

/// Write a name in another system: pinyin, Hepburn, Palladius …
///
/// `tetrapla list romanizations` has all systems. A text in Han characters is read in the
/// language that the system is made from. What cannot be read stays as it stands, and is
/// said on stderr.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla romanize 金日成 --to hepburn
  tetrapla romanize 毛泽东 --to palladius --json
  tetrapla romanize 백두산 --to revised --kind place")]
pub(crate) struct Arguments {
    /// The name, several words are one; `-` for stdin, a name a line
    #[arg(required = true, value_name = "TEXT")]
    text: Vec<String>,
    /// The system, by its name or language tag
    #[arg(long, value_name = "SYSTEM")]
    to: String,
    /// The system or language tag of a text in Latin letters [default: what reads it]
    #[arg(long, value_name = "TAG")]
    from: Option<String>,
    /// What has the name: a person has a surname [default: what looks likelier]
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Print JSON with all readings, one object a name
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, talk: &Talk) -> Result<Answer> {
    let kind = Kind::asked(arguments.kind.as_deref())?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let one = |text: &str, out: &mut dyn Write| -> Result<()> {
        // An empty line answers with an empty one, so that lines stay in step.
        let readings = match text.is_empty() {
            true => Vec::new(),
            false => romanize(text, &arguments.to, arguments.from.as_deref(), kind)?,
        };
        if arguments.json {
            let system = &arguments.to;
            let answer = json!({ "text": text, "system": system, "readings": readings });
            writeln!(out, "{answer}")?;
            return Ok(());
        }
        let first = readings.first();
        writeln!(out, "{}", first.map_or("", |reading| &reading.text))?;
        if let Some(Reading { left, .. }) = first.filter(|r| !r.left.is_empty()) {
            talk.note(format!("tetrapla: `{left}` in `{text}` stays as it stands"));
        }
        Ok(())
    };
    if arguments.text == ["-"] {
        let path = Path::new("-");
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes);
        read.map_err(|error| Error::io(&error, path))?;
        for (index, line) in String::from_utf8_lossy(&bytes).lines().enumerate() {
            one(line.trim(), &mut out)
                .map_err(|error| error.at(path).on_line(index + 1))?;
        }
    } else {
        let text = arguments.text.join(" ");
        if text.trim().is_empty() {
            let message = "an empty name, wanted one such as `金日成`";
            return Err(Error::new(ErrorKind::Argument, message));
        }
        one(text.trim(), &mut out)?;
    }
    out.flush()?;
    Ok(Answer::Yes)
}
