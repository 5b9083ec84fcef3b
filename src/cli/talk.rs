//! What is said on stderr, and whether in color.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use clap::error::{ContextKind, ErrorKind};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tetrapla::Error;

/// When colors are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Notes, warnings, errors and progress.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Talk {
    color: Color,
    quiet: bool,
    verbose: bool,
}

impl Talk {
    pub(crate) fn new(color: Color, quiet: bool, verbose: bool) -> Self {
        Self { color, quiet, verbose }
    }

    /// Returns whether output to `out` is colored.
    pub(crate) fn colors(&self, out: &impl IsTerminal) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => out.is_terminal() && !no_color(),
        }
    }

    /// Says how it went, unless told to be quiet.
    pub(crate) fn note(&self, text: impl Display) {
        if !self.quiet {
            say(&format!("{text}"));
        }
    }

    /// Says what matters only to who asked for more.
    pub(crate) fn detail(&self, text: impl Display) {
        if self.verbose {
            say(&format!("{text}"));
        }
    }

    /// Says what is doubtful, but does not stop anything.
    pub(crate) fn warning(&self, text: impl Display) {
        if !self.quiet {
            say(&format!("tetrapla: warning: {text}"));
        }
    }

    /// Says what could not be done, and what to try.
    pub(crate) fn error(&self, error: &Error) {
        let name = match self.colors(&io::stderr()) {
            true => "\x1b[1;31mtetrapla\x1b[0m",
            false => "tetrapla",
        };
        say(&format!("{name}: {error}"));
        if let Some(hint) = error.help() {
            say(&format!("hint: {hint}"));
        }
    }

    /// Returns a bar over `total` things.
    pub(crate) fn progress(&self, total: usize) -> Progress {
        let shown = !self.quiet && io::stderr().is_terminal();
        Progress { bar: None, total: total as u64, done: 0, shown, start: Instant::now() }
    }
}

/// A bar with rate and time left, for work that takes over a second, on a terminal.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    total: u64,
    done: u64,
    shown: bool,
    start: Instant,
}

impl Progress {
    /// Moves on by one thing.
    pub(crate) fn step(&mut self) {
        self.done += 1;
        let late = self.start.elapsed() > Duration::from_secs(1);
        if self.shown && late && self.bar.is_none() && self.done < self.total {
            let bar = ProgressBar::with_draw_target(
                Some(self.total),
                ProgressDrawTarget::stderr(),
            );
            let template = "{bar:30} {pos}/{len}  {per_sec}  {eta} left";
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style.progress_chars("=> "));
            }
            self.bar = Some(bar.with_elapsed(self.start.elapsed()));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.done);
        }
    }

    /// Says something without tearing the bar.
    pub(crate) fn suspend(&self, say: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Whether `NO_COLOR` is set to something (no-color.org).
pub(crate) fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

fn say(line: &str) {
    // Nobody is left to tell that stderr is gone.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Says what is wrong with the arguments in one line and at most one hint, or prints the
/// help that was asked for.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            return ExitCode::from(2);
        }
        _ => {}
    }
    let text = error.render().to_string();
    // The first paragraph says what is wrong, over several lines where it has a list.
    let first = text.split("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = first.split_whitespace().collect();
    let message = words.join(" ").replace('\'', "`");
    say(&format!("tetrapla: {}", message.strip_prefix("error: ").unwrap_or(&message)));
    let tip = text.lines().find_map(|line| line.trim().strip_prefix("tip: "));
    match (tip, error.get(ContextKind::Usage)) {
        (Some(tip), _) => say(&format!("hint: {}", tip.replace('\'', "`"))),
        (None, Some(usage)) => {
            let usage = usage.to_string();
            let usage: Vec<&str> = usage.split_whitespace().collect();
            say(&format!("hint: {}", usage.join(" ").replace("Usage: ", "usage: ")));
        }
        _ => say("hint: `tetrapla --help` lists the commands"),
    }
    ExitCode::from(2)
}
