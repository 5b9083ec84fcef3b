//! `tetrapla man`: the manual page.

use std::io::{self, Write};

use clap::Args;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};
use tetrapla::error::Result;

use super::{Answer, command};

/// Print the manual page
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla man | man -l -
  tetrapla man > /usr/local/share/man/man1/tetrapla.1")]
pub(crate) struct Arguments {}

pub(crate) fn run(_: &Arguments) -> Result<Answer> {
    let mut command = command().disable_help_subcommand(true);
    command.build();
    let mut page = Vec::new();
    let man = Man::new(command.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    // One page for all: each command with its own options.
    for sub in command.get_subcommands() {
        let mut roff = Roff::new();
        roff.control("SH", [sub.get_name().to_uppercase().as_str()]);
        roff.to_writer(&mut page)?;
        let man = Man::new(sub.clone());
        let mut part = Vec::new();
        man.render_synopsis_section(&mut part)?;
        man.render_description_section(&mut part)?;
        man.render_options_section(&mut part)?;
        // Sections of a command are parts of its section.
        let part = String::from_utf8_lossy(&part).replace("\n.SH ", "\n.SS ");
        page.extend_from_slice(part.as_bytes());
        if let Some(examples) = sub.get_after_help() {
            let mut roff = Roff::new();
            roff.control("nf", []);
            for line in examples.to_string().lines() {
                roff.text([roman(line)]);
            }
            roff.control("fi", []);
            roff.to_writer(&mut page)?;
        }
    }
    let mut roff = Roff::new();
    roff.control("SH", ["EXIT STATUS"]);
    roff.text([roman("0: done. 1: nothing found, or a check failed. 2: could not.")]);
    roff.to_writer(&mut page)?;
    io::stdout().lock().write_all(&page)?;
    Ok(Answer::Yes)
}
