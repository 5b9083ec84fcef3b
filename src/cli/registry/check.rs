//! `tetrapla registry check`.

use clap::Args;
use tetrapla::error::Result;

use crate::cli::Answer;
use crate::cli::talk::Talk;

/// Not there yet
#[derive(Debug, Args)]
pub(crate) struct Arguments {}

pub(crate) fn run(_arguments: &Arguments, _talk: &Talk) -> Result<Answer> {
    Ok(Answer::Yes)
}
