//! A hash of keys that is the same on every machine.

/// Mixes bytes eight at a time; for tables, not against adversaries.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    const MIX: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut out = bytes.len() as u64 ^ MIX;
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        out = (out ^ u64::from_le_bytes(word)).wrapping_mul(MIX);
        out ^= out >> 29;
    }
    out = out.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    out ^ out >> 32
}
