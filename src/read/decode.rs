//! Bytes to characters: which encoding, and is it really that one.
//!
//! Invariant: what comes back is all of the text. A byte that is no character is an
//! error with its offset, or U+FFFD and counted where the caller allows it.

use std::borrow::Cow;

use encoding_rs::UTF_8;

use super::codec::Codec;
use super::{Options, guess};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Profile;

/// Decoded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, without the byte order mark.
    pub text: Cow<'a, str>,
    /// Name of the encoding, as the WHATWG standard has it where it has the encoding.
    pub encoding: &'static str,
    /// Bytes of the text in UTF-8 that stood before it: the byte order mark of a file
    /// that was in UTF-8 already. Other encodings lose theirs as they are decoded.
    pub lead: usize,
    /// How many times U+FFFD stands for bytes that are no character.
    pub replaced: usize,
}

/// How far into a file its declaration of an encoding may stand.
const HEAD: usize = 1024;

/// Decodes a file: by its byte order mark, as UTF-8 if it is that, as the encoding that it
/// declares, else by detection with a language's habits as a hint. `options.encoding`
/// overrules all.
///
/// # Errors
/// [`ErrorKind::Unknown`] for a label that names no encoding, [`ErrorKind::Encoding`] for
/// bytes that are no text in the encoding found or named.
pub fn decode<'a>(
    bytes: &'a [u8],
    hint: Option<&Profile>,
    options: &Options,
) -> Result<Decoded<'a>> {
    if u32::try_from(bytes.len()).is_err() {
        let message = format!("{} bytes, wanted less than 4 GB", bytes.len());
        return Err(Error::new(ErrorKind::Limit, message));
    }
    if let Some(label) = options.encoding {
        return whole(bytes, Codec::labelled(label)?, Found::Named, options);
    }
    if let Some((codec, _)) = Codec::marked(bytes) {
        return whole(bytes, codec, Found::Mark, options);
    }
    if let Some(codec) = guess::wide(bytes) {
        return whole(bytes, codec, Found::Guessed, options);
    }
    if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
        let message = format!("binary file, found a NUL at byte {at}, wanted text");
        return Err(Error::new(ErrorKind::Encoding, message));
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => {
            let codec = guess::shifted(bytes).unwrap_or(Codec::Web(UTF_8));
            return whole(bytes, codec, Found::Guessed, options);
        }
        Err(_) if guess::is_nearly_utf_8(bytes) => {
            return whole(bytes, Codec::Web(UTF_8), Found::Guessed, options);
        }
        Err(_) => {}
    }
    if let Some(codec) = declared(bytes).filter(|codec| guess::reads(bytes, *codec)) {
        return whole(bytes, codec, Found::Declared, options);
    }
    let guessed = guess::guess(bytes, hint);
    // Every byte is some letter in some encoding: what gives no text in the likeliest was
    // meant to be the usual one, and is damaged.
    let codec = match guessed.decode(bytes) {
        Ok(text) if !guess::is_plausible(&text) => Codec::Web(UTF_8),
        _ => guessed,
    };
    whole(bytes, codec, Found::Guessed, options)
}

/// Decodes a part of an archive: UTF-8, or what its mark or its declaration says.
pub(super) fn part(bytes: Vec<u8>) -> Result<String> {
    let plain = Codec::marked(&bytes).is_none() && !bytes.contains(&0);
    let bytes = match plain {
        true => match String::from_utf8(bytes) {
            Ok(text) => return Ok(text),
            Err(error) => error.into_bytes(),
        },
        false => bytes,
    };
    let options = Options::default();
    decode(&bytes, None, &options).map(|decoded| decoded.text.into_owned())
}

/// How an encoding was found: what an error says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Named,
    Mark,
    Declared,
    Guessed,
}

/// Decodes all bytes in one encoding, or says where that fails.
fn whole<'a>(
    bytes: &'a [u8],
    codec: Codec,
    found: Found,
    options: &Options,
) -> Result<Decoded<'a>> {
    let mark = match Codec::marked(bytes) {
        Some((marked, length)) if marked == codec => length,
        _ => 0,
    };
    let lead = if codec == Codec::Web(UTF_8) { mark } else { 0 };
    let body = &bytes[mark..];
    let decoded = codec.decode(body);
    let (text, replaced) = match decoded {
        Ok(text) => (text, 0),
        Err(_) if options.lossy => {
            let (text, replaced) = codec.decode_lossy(body);
            (Cow::Owned(text), replaced)
        }
        Err(at) => return Err(bad(bytes, mark + at, codec, found)),
    };
    // Text has no NUL in any encoding.
    if let Some(at) = text.bytes().position(|byte| byte == 0) {
        let message = format!(
            "binary file, found a NUL at byte {at} of its text in {}, wanted text",
            codec.name()
        );
        return Err(Error::new(ErrorKind::Encoding, message));
    }
    Ok(Decoded { text, encoding: codec.name(), lead, replaced })
}

/// The error of a byte that is no character.
fn bad(bytes: &[u8], at: usize, codec: Codec, found: Found) -> Error {
    let name = codec.name();
    let how = match found {
        Found::Named => ", the encoding asked for",
        Found::Mark => ", the encoding of its byte order mark",
        Found::Declared => ", the encoding it declares",
        Found::Guessed if name == UTF_8.name() => "",
        Found::Guessed => ", the encoding guessed",
    };
    let message = format!("invalid {name} at byte {at}{how}");
    let error = Error::new(ErrorKind::Encoding, message).hint(
        "`--encoding NAME` says the right one, `--lossy` puts U+FFFD for such bytes",
    );
    // Lines are counted in bytes: in encodings of wider units that makes no sense.
    match codec.is_wide() {
        true => error,
        false => {
            error.on_line(bytes[..at].iter().filter(|&&byte| byte == b'\n').count() + 1)
        }
    }
}

/// Returns the encoding that a file declares: in its XML declaration, or in a `meta` tag
/// of HTML.
fn declared(bytes: &[u8]) -> Option<Codec> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let first = head.iter().position(|byte| !byte.is_ascii_whitespace())?;
    if head[first] != b'<' {
        return None;
    }
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let after = match head.trim_start().strip_prefix("<?xml") {
        Some(rest) => rest.split("?>").next()?.split("encoding").nth(1)?,
        None => head
            .split("<meta")
            .skip(1)
            .find_map(|tag| tag.split('>').next()?.split("charset").nth(1))?,
    };
    let label = after
        .trim_start()
        .strip_prefix('=')?
        .trim_start()
        .trim_start_matches(['"', '\'']);
    let end = label
        .find(|c: char| matches!(c, '"' | '\'' | ';' | '/' | '>') || c.is_whitespace());
    // What was decoded from bytes so far cannot be in wider units.
    Codec::labelled(&label[..end.unwrap_or(label.len())])
        .ok()
        .filter(|codec| !codec.is_wide())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use encoding_rs::{
        BIG5, EUC_JP, EUC_KR, GB18030, GBK, ISO_2022_JP, ISO_8859_15, MACINTOSH,
        SHIFT_JIS, UTF_16BE, UTF_16LE, WINDOWS_1252,
    };

    fn find<'a>(bytes: &'a [u8], tag: &str) -> Result<Decoded<'a>> {
        decode(bytes, Some(Lang::parse(tag).unwrap().profile()), &Options::default())
    }

    #[test]
    fn the_usual_encodings_of_each_language_are_found() {
        for (tag, text, encoding, name) in [
            ("it", "Perché è così? L’età dell’oro finì.", WINDOWS_1252, "windows-1252"),
            ("en", "“Cold?” he said – and left the café.", WINDOWS_1252, "windows-1252"),
            ("it", "Perché è così? L’età dell’oro finì.", MACINTOSH, "macintosh"),
            ("en", "The café’s naïve façade – all of it.", MACINTOSH, "macintosh"),
            ("en", "“Cold?” he said in 1950–53.", MACINTOSH, "macintosh"),
            ("it", "Costò 5 € e un cœur.", ISO_8859_15, "ISO-8859-15"),
            ("zh-Hans", "工厂在冬天到来之前就关了门。", GBK, "GBK"),
            ("zh-Hans", "工厂在冬天到来之前就关了门。", GB18030, "GBK"),
            ("zh-Hant", "工廠在冬天到來之前就關了門。", BIG5, "Big5"),
            ("ja", "工場は冬が来る前に閉鎖された。", SHIFT_JIS, "Shift_JIS"),
            ("ja", "工場は冬が来る前に閉鎖された。", EUC_JP, "EUC-JP"),
            ("ja", "工場は冬が来る前に閉鎖された。", ISO_2022_JP, "ISO-2022-JP"),
            ("ko", "공장은 겨울이 오기 전에 문을 닫았다.", EUC_KR, "EUC-KR"),
        ] {
            let bytes = encoding.encode(text).0;
            let found = find(&bytes, tag).unwrap();
            assert_eq!((found.text.as_ref(), found.encoding), (text, name), "{tag}");
        }
    }

    #[test]
    fn a_byte_order_mark_decides_and_is_no_text() {
        for (encoding, mark) in [(UTF_16LE, &[0xff, 0xfe][..]), (UTF_16BE, &[0xfe, 0xff])]
        {
            let units = "è 冷".encode_utf16();
            let bytes: Vec<u8> = match encoding == UTF_16LE {
                true => units.flat_map(u16::to_le_bytes).collect(),
                false => units.flat_map(u16::to_be_bytes).collect(),
            };
            let bytes = [mark, &bytes].concat();
            let found = find(&bytes, "it").unwrap();
            assert_eq!((found.text.as_ref(), found.lead), ("è 冷", 0));
            // The same without its mark.
            let wanted = "橋は川の真ん中で途切れていた。\nEra una notte.\n";
            let bytes: Vec<u8> = wanted
                .encode_utf16()
                .flat_map(|u| {
                    if encoding == UTF_16LE { u.to_le_bytes() } else { u.to_be_bytes() }
                })
                .collect();
            let found = find(&bytes, "it").unwrap();
            assert_eq!((found.text.as_ref(), found.encoding), (wanted, encoding.name()));
        }
        let found = find("\u{feff}è".as_bytes(), "it").unwrap();
        assert_eq!((found.text.as_ref(), found.lead), ("è", 3));
    }

    #[test]
    fn what_a_file_declares_is_believed_if_it_reads_so() {
        for (text, label, name) in [
            ("<?xml version='1.0' encoding='EUC-JP'?><p>橋</p>", "euc-jp", "EUC-JP"),
            ("<html><meta charset=big5><p>橋</p>", "big5", "Big5"),
            (
                "<meta http-equiv=x content=\"text/html; charset=Shift_JIS\">橋",
                "shift_jis",
                "Shift_JIS",
            ),
        ] {
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
            let bytes = encoding.encode(text).0;
            let found = decode(&bytes, None, &Options::default()).unwrap();
            assert_eq!((found.text.as_ref(), found.encoding), (text, name));
        }
        // What says that it is Latin-1 and is UTF-8 is UTF-8.
        let text = "<?xml version='1.0' encoding='iso-8859-1'?><p>è</p>";
        assert_eq!(find(text.as_bytes(), "it").unwrap().encoding, "UTF-8");
    }

    #[test]
    fn a_few_bad_bytes_are_invalid_utf_8_and_nothing_else() {
        let mut bytes =
            "Perché è così? Già, l’età è finità.\nPiù giù: città".as_bytes().to_vec();
        bytes.push(0xff);
        let at = bytes.len() - 1;
        let error = find(&bytes, "it").unwrap_err();
        assert_eq!(error.to_string(), format!("line 2: invalid UTF-8 at byte {at}"));
        let options = Options { lossy: true, ..Options::default() };
        let found = decode(&bytes, None, &options).unwrap();
        assert!(found.text.ends_with('\u{fffd}') && found.replaced == 1);
    }

    #[test]
    fn what_is_text_in_no_usual_encoding_is_damaged_utf_8() {
        for (tag, bytes) in [
            ("it", b"Buongiorno \xff\xfe mondo.\n".as_slice()),
            ("it", b"\xff\xff\xff\xff"),
            ("it", b"Ciao \xc3( mondo."),
            ("it", b"Perch\xc3\xa9 no\xff? Citt\xc3\xa0."),
            ("it", b"Perch\xc3\xa9 no? Citt\xc3"),
            ("ja", b"a text, then bad \xc3("),
        ] {
            let error = find(bytes, tag).unwrap_err();
            assert!(error.message().starts_with("invalid UTF-8"), "{bytes:?}: {error}");
        }
        for bytes in [b"S\xc3O PAULO".as_slice(), b"Perch\xe9 no?", b"\xc8 vero."] {
            assert!(find(bytes, "it").is_ok(), "{bytes:?}");
        }
    }

    #[test]
    fn what_the_encoding_named_cannot_read_is_an_error() {
        let bytes = GBK.encode("工厂").0.into_owned();
        let options = Options { encoding: Some("utf-8"), ..Options::default() };
        let error = decode(&bytes, None, &options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Encoding);
        assert!(error.to_string().contains("at byte 0, the encoding asked for"));
        let options = Options { encoding: Some("utf-9"), ..Options::default() };
        assert_eq!(decode(b"", None, &options).unwrap_err().kind(), ErrorKind::Unknown);
    }

    #[test]
    fn other_nul_bytes_are_no_text() {
        let error = find(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03", "en").unwrap_err();
        assert_eq!(error.to_string(), "binary file, found a NUL at byte 7, wanted text");
    }
}
