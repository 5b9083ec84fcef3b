//! All integration tests, in one binary.
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

mod encode;
mod export;
mod golden;
mod house;
mod quality;
mod store;
mod view;
mod works;
mod names;
mod read;
mod segment;
