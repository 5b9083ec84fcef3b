//! Encodings: those of the web, and a few older ones that texts still come in.
//!
//! Invariant: decoding is strict: a byte that is no character is an error with its offset.
//!
//! Source: the WHATWG encoding standard; RFC 1843 for HZ; RFC 2978's registry for names.

use std::borrow::Cow;

use encoding_rs::{CoderResult, DecoderResult, Encoding, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::{Error, Result};

/// An encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Codec {
    /// One of the WHATWG standard.
    Web(&'static Encoding),
    /// UTF-32, big-endian.
    Utf32Be,
    /// UTF-32, little-endian.
    Utf32Le,
    /// Code page 850 of MS-DOS, for the west of Europe.
    Ibm850,
    /// HZ: GB 2312 in seven bits.
    Hz,
}

/// Those that the WHATWG standard has not, by the labels they go by.
const OTHERS: &[(&str, Codec)] = &[
    ("cp850", Codec::Ibm850),
    ("hz", Codec::Hz),
    ("hz-gb-2312", Codec::Hz),
    ("ibm850", Codec::Ibm850),
    ("utf-32be", Codec::Utf32Be),
    ("utf-32le", Codec::Utf32Le),
];

/// Labels that are worth naming to who gave an unknown one.
const KNOWN: &[&str] = &[
    "big5",
    "euc-jp",
    "euc-kr",
    "gb18030",
    "gbk",
    "hz-gb-2312",
    "ibm850",
    "iso-2022-jp",
    "iso-8859-1",
    "iso-8859-15",
    "macintosh",
    "shift_jis",
    "utf-16be",
    "utf-16le",
    "utf-32be",
    "utf-32le",
    "utf-8",
    "windows-1250",
    "windows-1251",
    "windows-1252",
];

impl Codec {
    /// Returns the encoding that a label names.
    pub(super) fn labelled(label: &str) -> Result<Self> {
        let lower = label.trim().to_ascii_lowercase();
        if let Some((_, codec)) = OTHERS.iter().find(|(name, _)| *name == lower) {
            return Ok(*codec);
        }
        // The standard has HZ and others as labels of an encoding that decodes nothing.
        let found = Encoding::for_label_no_replacement(label.as_bytes());
        let known = || Error::unknown("encoding", label, KNOWN.iter().copied());
        found.map(Self::Web).ok_or_else(known)
    }

    /// Returns the encoding that a byte order mark names, and the mark's length.
    pub(super) fn marked(bytes: &[u8]) -> Option<(Self, usize)> {
        // The mark of UTF-32 begins with that of UTF-16; a NUL is no text in that.
        match bytes {
            [0xff, 0xfe, 0, 0, ..] => Some((Self::Utf32Le, 4)),
            [0, 0, 0xfe, 0xff, ..] => Some((Self::Utf32Be, 4)),
            _ => {
                Encoding::for_bom(bytes).map(|(found, length)| (Self::Web(found), length))
            }
        }
    }

    /// Returns the encoding's name: the standard's, or that of the IANA.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Web(encoding) => encoding.name(),
            Self::Utf32Be => "UTF-32BE",
            Self::Utf32Le => "UTF-32LE",
            Self::Ibm850 => "IBM850",
            Self::Hz => "HZ-GB-2312",
        }
    }

    /// Returns whether its units are of more than one byte, so that its bytes have no
    /// lines.
    pub(super) fn is_wide(self) -> bool {
        matches!(self, Self::Utf32Be | Self::Utf32Le)
            || self == Self::Web(UTF_16LE)
            || self == Self::Web(UTF_16BE)
    }

    /// Returns whether every byte is a character.
    pub(super) fn is_single_byte(self) -> bool {
        match self {
            Self::Web(encoding) => encoding.is_single_byte(),
            other => other == Self::Ibm850,
        }
    }

    /// Decodes bytes without their mark, or returns the offset of the first that is no
    /// character.
    pub(super) fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
        match self {
            Self::Web(encoding) if encoding == UTF_8 => {
                let text =
                    std::str::from_utf8(bytes).map_err(|error| error.valid_up_to())?;
                Ok(Cow::Borrowed(text))
            }
            Self::Web(encoding) => web(bytes, encoding).map(Cow::Owned),
            Self::Utf32Be | Self::Utf32Le => {
                let mut text = String::with_capacity(bytes.len());
                for (index, unit) in bytes.chunks(4).enumerate() {
                    text.push(self.unit(unit).ok_or(index * 4)?);
                }
                Ok(Cow::Owned(text))
            }
            Self::Ibm850 => {
                let table = &oem_cp::code_table::DECODING_TABLE_CP850;
                let letter = |&byte: &u8| match byte {
                    0..=0x7f => char::from(byte),
                    _ => table[usize::from(byte - 0x80)],
                };
                Ok(Cow::Owned(bytes.iter().map(letter).collect()))
            }
            Self::Hz => hz(bytes, false).map(|(text, _)| Cow::Owned(text)),
        }
    }

    /// Decodes with U+FFFD for what is no character, and counts those.
    pub(super) fn decode_lossy(self, bytes: &[u8]) -> (String, usize) {
        match self {
            Self::Web(encoding) => lossy(bytes, encoding),
            Self::Utf32Be | Self::Utf32Le => {
                let chars = bytes.chunks(4).map(|unit| self.unit(unit));
                let bad = chars.clone().filter(Option::is_none).count();
                (chars.map(|c| c.unwrap_or('\u{fffd}')).collect(), bad)
            }
            Self::Ibm850 => (self.decode(bytes).unwrap_or_default().into_owned(), 0),
            Self::Hz => hz(bytes, true).unwrap_or_default(),
        }
    }

    fn unit(self, unit: &[u8]) -> Option<char> {
        let bytes: [u8; 4] = unit.try_into().ok()?;
        let code = match self {
            Self::Utf32Be => u32::from_be_bytes(bytes),
            _ => u32::from_le_bytes(bytes),
        };
        char::from_u32(code)
    }
}

fn web(bytes: &[u8], encoding: &'static Encoding) -> Result<String, usize> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(room.unwrap_or(bytes.len()));
    let (result, read) =
        decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => {
            text.shrink_to_fit();
            Ok(text)
        }
        DecoderResult::Malformed(bad, after) => {
            Err(read.saturating_sub(usize::from(bad) + usize::from(after)))
        }
        DecoderResult::OutputFull => Err(read),
    }
}

fn lossy(bytes: &[u8], encoding: &'static Encoding) -> (String, usize) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::new();
    let mut rest = bytes;
    loop {
        let room = decoder.max_utf8_buffer_length(rest.len());
        text.reserve(room.unwrap_or(rest.len() * 3 + 16));
        let (result, read, _) = decoder.decode_to_string(rest, &mut text, true);
        rest = &rest[read..];
        if result == CoderResult::InputEmpty {
            break;
        }
    }
    let replaced = text.matches('\u{fffd}').count();
    // What the file itself held as U+FFFD was not replaced.
    let own = match encoding == UTF_8 {
        true => {
            bytes.windows(3).filter(|window| *window == "\u{fffd}".as_bytes()).count()
        }
        false => 0,
    };
    (text, replaced.saturating_sub(own))
}

/// Decodes HZ: `~{` and `~}` shift to pairs of seven bits and back, `~~` is a tilde, a
/// tilde before a line end is nothing. Returns the text and how much was replaced.
fn hz(bytes: &[u8], lossy: bool) -> Result<(String, usize), usize> {
    let (mut text, mut replaced) = (String::new(), 0);
    let mut shifted = false;
    let mut at = 0;
    while at < bytes.len() {
        let good = match (bytes[at], bytes.get(at + 1)) {
            (b'~', Some(b'{')) if !shifted => {
                shifted = true;
                Some(2)
            }
            (b'~', Some(b'}')) if shifted => {
                shifted = false;
                Some(2)
            }
            (b'~', Some(b'~')) if !shifted => {
                text.push('~');
                Some(2)
            }
            (b'~', Some(b'\n')) if !shifted => Some(2),
            // A line ends what was shifted.
            (b'\n' | b'\r', _) => {
                shifted = false;
                text.push(char::from(bytes[at]));
                Some(1)
            }
            (first @ 0x21..=0x77, Some(&second @ 0x21..=0x7e)) if shifted => {
                let pair = [first | 0x80, second | 0x80];
                let decoded =
                    GBK.decode_without_bom_handling_and_without_replacement(&pair);
                decoded.map(|decoded| {
                    text.push_str(&decoded);
                    2
                })
            }
            (byte @ 0..=0x7f, _) if !shifted => {
                text.push(char::from(byte));
                Some(1)
            }
            _ => None,
        };
        match good {
            Some(length) => at += length,
            None if lossy => {
                text.push('\u{fffd}');
                replaced += 1;
                at += 1;
            }
            None => return Err(at),
        }
    }
    Ok((text, replaced))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_than_the_webs_are_decoded() {
        let hz = b"abc ~{1`~}~~ ~{9$~}\n~{9$\nx";
        let euc: Vec<u8> = vec![b'1' | 0x80, b'`' | 0x80];
        let wanted = GBK.decode(&euc).0.into_owned();
        let text = Codec::Hz.decode(hz).unwrap();
        assert!(text.starts_with(&format!("abc {wanted}~ ")) && text.ends_with("\nx"));
        assert_eq!(Codec::Hz.decode(b"a~{1\xff"), Err(3));
        assert_eq!(Codec::Ibm850.decode(b"perch\x82 no").unwrap(), "perché no");
        assert_eq!(Codec::Utf32Le.decode(b"a\0\0\0\x4a\x6a\0\0").unwrap(), "a橊");
        assert_eq!(Codec::Utf32Be.decode(b"\0\0\0a\0\0\xd8\0"), Err(4));
        assert_eq!(
            Codec::Utf32Be.decode_lossy(b"\0\0\0a\0\0\xd8\0"),
            ("a\u{fffd}".into(), 1)
        );
    }

    #[test]
    fn labels_name_encodings() {
        for (label, name) in [
            ("CP850", "IBM850"),
            ("hz", "HZ-GB-2312"),
            ("latin1", "windows-1252"),
            ("UTF-32LE", "UTF-32LE"),
        ] {
            assert_eq!(Codec::labelled(label).unwrap().name(), name);
        }
        assert!(Codec::labelled("utf-9").is_err());
    }
}
