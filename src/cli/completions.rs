//! `tetrapla completions`: the command line for a shell.

use std::io::{self, Write};

use clap::Args;
use clap_complete::Shell;
use tetrapla::error::Result;

use super::{Answer, command};

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  tetrapla completions bash > /etc/bash_completion.d/tetrapla
  tetrapla completions fish > ~/.config/fish/completions/tetrapla.fish")]
pub(crate) struct Arguments {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Answer> {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut command(), "tetrapla", &mut text);
    io::stdout().lock().write_all(&text)?;
    Ok(Answer::Yes)
}
