//! UTF-16 out of what is written in UTF-8, for programs that want it.
//!
//! Little-endian, with a byte order mark (Unicode Standard §3.10, D98).

use std::io::{self, Write};

/// Writes UTF-16; what comes in must be UTF-8, cut anywhere.
pub(super) struct Utf16<W> {
    out: W,
    /// The bytes of a character that is not whole yet.
    rest: Vec<u8>,
    begun: bool,
}

impl<W: Write> Utf16<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, rest: Vec::new(), begun: false }
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// Those of what it writes to, and if the last character is not whole.
    pub(super) fn finish(mut self) -> io::Result<()> {
        match self.rest.is_empty() {
            true => self.out.flush(),
            false => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    fn put(&mut self, text: &str) -> io::Result<()> {
        let mark = if self.begun { None } else { Some(0xfeff) };
        self.begun = true;
        let units = mark.into_iter().chain(text.encode_utf16());
        let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
        self.out.write_all(&bytes)
    }
}

impl<W: Write> Write for Utf16<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = std::mem::take(&mut self.rest);
        all.extend_from_slice(bytes);
        let end = match std::str::from_utf8(&all) {
            Ok(text) => {
                self.put(text)?;
                all.len()
            }
            Err(error) if error.error_len().is_none() => {
                let end = error.valid_up_to();
                let text = std::str::from_utf8(&all[..end]);
                self.put(text.map_err(|_| io::ErrorKind::InvalidData)?)?;
                end
            }
            Err(_) => return Err(io::ErrorKind::InvalidData.into()),
        };
        self.rest = all.split_off(end);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_cut_in_two_are_put_together() {
        let text = "è𠮷。";
        let mut bytes = Vec::new();
        let mut out = Utf16::new(&mut bytes);
        for byte in text.bytes() {
            out.write_all(&[byte]).unwrap();
        }
        out.finish().unwrap();
        let (found, encoding, bad) = encoding_rs::UTF_8.decode(&bytes);
        assert_eq!((&*found, encoding.name(), bad), (text, "UTF-16LE", false));
    }
}
