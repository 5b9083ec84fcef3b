//! A walk through a double-array trie in the layout of darts-clone, which SentencePiece
//! uses for its charsmap and we use for the pieces too.
//!
//! Source: darts-clone 0.32, `DoubleArrayUnit`. Building is `pack.py`'s business.

/// A trie over bytes; every key has a number.
#[derive(Debug)]
pub(super) struct Trie {
    units: Vec<u32>,
}

impl Trie {
    /// Takes the units as they lie in a file, little-endian.
    pub(super) fn new(bytes: &[u8]) -> Self {
        let units = bytes.as_chunks::<4>().0.iter().map(|unit| u32::from_le_bytes(*unit));
        Self { units: units.collect() }
    }

    /// Calls `found` with length and number of each key that `text` begins with,
    /// shortest first.
    pub(super) fn prefixes(&self, text: &[u8], mut found: impl FnMut(usize, u32)) {
        let Some(&root) = self.units.first() else { return };
        let mut at = offset(root);
        for (index, &byte) in text.iter().enumerate() {
            at ^= u32::from(byte);
            // A damaged array could point anywhere; the embedded one does not.
            let Some(&unit) = self.units.get(at as usize) else { return };
            if unit & 0x8000_00FF != u32::from(byte) {
                return;
            }
            at ^= offset(unit);
            if unit & 0x100 != 0 {
                found(index + 1, self.units[at as usize] & 0x7FFF_FFFF);
            }
        }
    }
}

/// Distance from a unit to its children: 21 bits, eight more where bit 9 says so.
fn offset(unit: u32) -> u32 {
    (unit >> 10) << ((unit & 0x200) >> 6)
}
