//! Ranges that cannot be mixed up: [`Span`] counts bytes, [`Run`] counts sentences.
//!
//! Invariant: `start <= end`.

use std::ops::Range;

/// A half-open range of bytes of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: u32,
    end: u32,
}

/// A half-open range of sentences of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Run {
    start: u32,
    end: u32,
}

macro_rules! range {
    ($name:ident) => {
        impl $name {
            /// Creates the range from `start` to before `end`.
            ///
            /// # Panics
            /// If `end < start`, or `end` does not fit 32 bits: a bug of the caller.
            pub fn new(start: usize, end: usize) -> Self {
                assert!(start <= end, "{start} > {end}");
                let narrow = |n: usize| u32::try_from(n).expect("limited to 32 bits");
                Self { start: narrow(start), end: narrow(end) }
            }

            /// Returns where the range begins.
            pub fn start(self) -> usize {
                self.start as usize
            }

            /// Returns where the range ends, itself outside.
            pub fn end(self) -> usize {
                self.end as usize
            }

            /// Returns how many things lie in the range.
            pub fn len(self) -> usize {
                (self.end - self.start) as usize
            }

            /// Returns whether nothing lies in the range.
            pub fn is_empty(self) -> bool {
                self.start == self.end
            }

            /// Returns the range as one of the standard library, for slicing.
            pub fn range(self) -> Range<usize> {
                self.start()..self.end()
            }
        }
    };
}

range!(Span);
range!(Run);
