//! The command line of Tetrapla.

fn main() {}
