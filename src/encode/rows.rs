//! The table of token rows: each coded by itself, decoded when its token is met.
//!
//! The layout and the code (rANS) are described in `pack.py`, which writes them.

use super::WIDTH;

const CLASSES: usize = 16;
const SYMBOLS: usize = 64;
const BITS: u32 = 12;
const LOW: u32 = 1 << 15;

/// The coded rows of all tokens.
#[derive(Debug)]
pub(super) struct Rows {
    classes: Vec<Class>,
    /// Class of each row, and where its code ends.
    index: Vec<(u8, u32)>,
    codes: &'static [u8],
    /// Center of each block of the table; token t lies in block t mod their number.
    centers: Vec<u8>,
}

/// Frequencies of the symbols in rows of like spread.
#[derive(Debug)]
struct Class {
    /// Symbol of each of the 4096 slots.
    symbols: Vec<u8>,
    /// First slot and number of slots of each symbol.
    ranges: [(u32, u32); SYMBOLS],
}

impl Rows {
    /// Reads frequencies and index of `count` rows; the rows stay coded.
    ///
    /// # Panics
    /// If the data are too short: the embedded file is damaged.
    pub(super) fn new(data: &'static [u8], count: usize, centers: Vec<u8>) -> Self {
        let (head, rest) = data.split_at(CLASSES * SYMBOLS * 2);
        let frequencies: Vec<u32> = numbers(head).map(u32::from).collect();
        let classes = frequencies.chunks(SYMBOLS).map(Class::new).collect();
        let (lengths, codes) = rest.split_at(count * 2);
        let mut end = 0;
        let index = numbers(lengths).map(|entry| {
            end += u32::from(entry & 0xFFF);
            ((entry >> 12) as u8, end)
        });
        Self { classes, index: index.collect(), codes, centers }
    }

    /// Decodes the row of `token`: 512 numbers, each the table's byte less the center of
    /// its block.
    ///
    /// # Panics
    /// If there is no such token.
    pub(super) fn decode(&self, token: u32) -> [i8; WIDTH] {
        let (class, end) = self.index[token as usize];
        let class = &self.classes[usize::from(class)];
        let mut codes = self.codes[..end as usize].iter().rev();
        let mut next = || u32::from(codes.next().copied().unwrap_or_default());
        let mut state = next() << 16 | next() << 8 | next();
        let center = self.centers[token as usize % self.centers.len()];
        let mut row = [0; WIDTH];
        for number in &mut row {
            let slot = state & ((1 << BITS) - 1);
            let symbol = class.symbols[slot as usize];
            let (start, count) = class.ranges[usize::from(symbol)];
            state = count * (state >> BITS) + slot - start;
            while state < LOW {
                state = state << 8 | next();
            }
            // The table's bytes have six bits, and a symbol is one of them less the center.
            *number = ((symbol + center) & 63) as i8 - center as i8;
        }
        row
    }
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u16> {
    bytes.as_chunks::<2>().0.iter().map(|number| u16::from_le_bytes(*number))
}

impl Class {
    fn new(frequencies: &[u32]) -> Self {
        let mut symbols = Vec::with_capacity(1 << BITS);
        let mut ranges = [(0, 0); SYMBOLS];
        for (symbol, (&count, range)) in frequencies.iter().zip(&mut ranges).enumerate() {
            *range = (symbols.len() as u32, count);
            symbols.resize(symbols.len() + count as usize, symbol as u8);
        }
        Self { symbols, ranges }
    }
}
