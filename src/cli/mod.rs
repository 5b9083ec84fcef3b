//! The commands: one file each, and what they share.
//!
//! Invariants: stdout is data, stderr is talk; exit 0 is done, 1 is no, 2 is could not.
//! Sees only the public API of the library.

mod align;
mod check;
mod completions;
mod diff;
mod eval;
mod export;
mod import;
mod list;
mod man;
mod mentions;
mod name;
mod reading;
mod registries;
mod registry;
mod romanize;
mod segment;
mod talk;
mod train;
mod view;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand};
use tetrapla::Result;

use talk::{Color, Talk};

/// Puts texts of two or more languages side by side, and knows the names in them.
///
/// Texts lie in `texts/<work>/<language>.txt`; `tetrapla align` makes of each work a
/// parallel segment file in `alignments/`, which the other commands read.
#[derive(Debug, Parser)]
#[command(name = "tetrapla", version, propagate_version = true)]
#[command(arg_required_else_help = true, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Clone, Debug, Args)]
struct Global {
    /// Say nothing on stderr but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more on stderr
    #[arg(short, long, global = true, action = ArgAction::SetTrue)]
    verbose: bool,
    /// When to use colors; NO_COLOR is obeyed
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
    /// How many threads; the output is the same for every number [default: all cores]
    #[arg(short, long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Align(align::Arguments),
    View(view::Arguments),
    Name(name::Arguments),
    Mentions(mentions::Arguments),
    Registry(registry::Arguments),
    Romanize(romanize::Arguments),
    Export(export::Arguments),
    Import(import::Arguments),
    Eval(eval::Arguments),
    Segment(segment::Arguments),
    Check(check::Arguments),
    Train(train::Arguments),
    List(list::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// How a command ends that could do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// Done.
    Yes,
    /// Nothing found, or a check failed.
    No,
    /// Done in part: what could not be done was said.
    Failed,
}

/// Runs the command that the arguments ask for.
pub(crate) fn run() -> ExitCode {
    let cli = match Cli::try_parse_from(arguments()) {
        Ok(cli) => cli,
        Err(error) => return talk::usage(&error),
    };
    let talk = Talk::new(cli.global.color, cli.global.quiet, cli.global.verbose);
    if let Some(jobs) = cli.global.jobs {
        // It fails only where a pool is there already, and none is.
        let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(jobs));
        let _ = pool.build_global();
    }
    let done: Result<Answer> = match cli.command {
        Command::Align(arguments) => align::run(&arguments, &talk),
        Command::View(arguments) => view::run(&arguments, &talk),
        Command::Name(arguments) => name::run(&arguments, &talk),
        Command::Mentions(arguments) => mentions::run(&arguments, &talk),
        Command::Registry(arguments) => registry::run(&arguments, &talk),
        Command::Romanize(arguments) => romanize::run(&arguments, &talk),
        Command::Export(arguments) => export::run(&arguments, &talk),
        Command::Import(arguments) => import::run(&arguments, &talk),
        Command::Eval(arguments) => eval::run(&arguments),
        Command::Segment(arguments) => segment::run(&arguments, &talk),
        Command::Check(arguments) => check::run(&arguments, &talk),
        Command::Train(arguments) => train::run(&arguments, &talk),
        Command::List(arguments) => list::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Man(arguments) => man::run(&arguments),
    };
    match done {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(1),
        Ok(Answer::Failed) => ExitCode::from(2),
        // Whoever read our output has had enough.
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            talk.error(&error);
            ExitCode::from(2)
        }
    }
}

fn arguments() -> impl Iterator<Item = OsString> {
    std::env::args_os()
}

/// Returns the whole command line, for completions and the manual.
fn command() -> clap::Command {
    Cli::command()
}
