//! All integration tests, in one binary.
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]
#![allow(
    clippy::print_stdout,
    reason = "a skipped test says so, a measured one how well"
)]

mod cleaning;
mod cli;
mod cli_names;
mod corpus;
mod encode;
mod encodings;
mod evidence;
mod export;
mod golden;
mod hostile;
mod house;
mod import;
mod inputs;
mod licenses;
mod long;
mod mentions;
mod name_formats;
mod names;
mod names_score;
mod page;
mod quality;
mod read;
mod readme;
mod registry;
mod segment;
mod store;
mod systems;
mod tiling;
mod train;
mod view;
mod work;
mod works;
