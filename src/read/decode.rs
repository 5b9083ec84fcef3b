//! Bytes to characters: which encoding, and is it really that one.
//!
//! Invariant: what comes back is all of the text. A byte that is no character is an
//! error with its offset, or U+FFFD and counted where the caller allows it.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    CoderResult, DecoderResult, Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE,
};

use super::Options;
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Profile;

/// Decoded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without the byte order mark.
    pub text: String,
    /// Name of the encoding, as the WHATWG standard has it.
    pub encoding: &'static str,
    /// Bytes of the text in UTF-8 that stood before it: the byte order mark of a file
    /// that was in UTF-8 already. Other encodings lose theirs as they are decoded.
    pub lead: usize,
    /// How many times U+FFFD stands for bytes that are no character.
    pub replaced: usize,
}

/// Decodes a file: by its byte order mark, as UTF-8 if it is that, else by detection
/// with a language's habits as a hint. `options.encoding` overrules all.
///
/// # Errors
/// [`ErrorKind::Unknown`] for a label that names no encoding, [`ErrorKind::Encoding`] for
/// bytes that are no text in the encoding found or named.
pub fn decode(
    bytes: &[u8],
    hint: Option<&Profile>,
    options: &Options,
) -> Result<Decoded> {
    if u32::try_from(bytes.len()).is_err() {
        let message = format!("{} bytes, wanted less than 4 GB", bytes.len());
        return Err(Error::new(ErrorKind::Limit, message));
    }
    if let Some(label) = options.encoding {
        return whole(bytes, labelled(label)?, Found::Named, options);
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        if bytes.starts_with(&[0xff, 0xfe, 0, 0])
            || bytes.starts_with(&[0, 0, 0xfe, 0xff])
        {
            return Err(Error::new(
                ErrorKind::Encoding,
                "UTF-32, wanted UTF-8 or UTF-16",
            ));
        }
        return whole(bytes, encoding, Found::Mark, options);
    }
    if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
        return Err(with_nul(bytes, at));
    }
    match std::str::from_utf8(bytes) {
        Ok(_) if is_iso_2022_jp(bytes) => {
            return whole(bytes, ISO_2022_JP, Found::Guessed, options);
        }
        Ok(_) => return whole(bytes, UTF_8, Found::Guessed, options),
        Err(_) if is_nearly_utf_8(bytes) => {
            return whole(bytes, UTF_8, Found::Guessed, options);
        }
        Err(_) => {}
    }
    let guessed = guess(bytes, hint);
    // Every byte is some letter in some encoding: what gives no text in the likeliest was
    // meant to be the usual one, and is damaged.
    let encoding = match decode_strict(bytes, guessed) {
        Ok(text) if !is_plausible(&text) => UTF_8,
        _ => guessed,
    };
    whole(bytes, encoding, Found::Guessed, options)
}

/// How an encoding was found: what an error says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Named,
    Mark,
    Guessed,
}

/// Decodes all bytes in one encoding, or says where that fails.
fn whole(
    bytes: &[u8],
    encoding: &'static Encoding,
    found: Found,
    options: &Options,
) -> Result<Decoded> {
    let mark = match Encoding::for_bom(bytes) {
        Some((marked, length)) if marked == encoding => length,
        _ => 0,
    };
    let lead = if encoding == UTF_8 { mark } else { 0 };
    let body = &bytes[mark..];
    let name = encoding.name();
    let (text, replaced) = match options.lossy {
        true => decode_lossy(body, encoding),
        false => (
            decode_strict(body, encoding)
                .map_err(|at| bad(bytes, mark + at, name, found))?,
            0,
        ),
    };
    Ok(Decoded { text, encoding: name, lead, replaced })
}

/// Decodes, or returns the offset of the first byte that is no character.
fn decode_strict(bytes: &[u8], encoding: &'static Encoding) -> Result<String, usize> {
    if encoding == UTF_8 {
        let text = std::str::from_utf8(bytes).map_err(|error| error.valid_up_to())?;
        return Ok(text.to_owned());
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(room.unwrap_or(bytes.len()));
    let (result, read) =
        decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match result {
        DecoderResult::InputEmpty => Ok(text),
        DecoderResult::Malformed(bad, after) => {
            Err(read.saturating_sub(usize::from(bad) + usize::from(after)))
        }
        DecoderResult::OutputFull => Err(read),
    }
}

/// Decodes with U+FFFD for what is no character, and counts those.
fn decode_lossy(bytes: &[u8], encoding: &'static Encoding) -> (String, usize) {
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

/// The error of a byte that is no character.
fn bad(bytes: &[u8], at: usize, name: &str, found: Found) -> Error {
    let how = match found {
        Found::Named => ", the encoding asked for",
        Found::Mark => ", the encoding of its byte order mark",
        Found::Guessed if name == UTF_8.name() => "",
        Found::Guessed => ", the encoding guessed",
    };
    let message = format!("invalid {name} at byte {at}{how}");
    let error = Error::new(ErrorKind::Encoding, message).hint(
        "`--encoding NAME` says the right one, `--lossy` puts U+FFFD for such bytes",
    );
    // Lines are counted in bytes: in encodings of two-byte units that makes no sense.
    match name.starts_with("UTF-16") {
        true => error,
        false => {
            error.on_line(bytes[..at].iter().filter(|&&byte| byte == b'\n').count() + 1)
        }
    }
}

/// The error of a file that holds NUL bytes: text of two-byte units without its mark, or
/// no text at all.
fn with_nul(bytes: &[u8], at: usize) -> Error {
    let count = |parity: usize| {
        bytes.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count()
    };
    let (even, odd) = (count(0), count(1));
    let encoding = if odd > even { UTF_16LE } else { UTF_16BE };
    // In text only line ends, spaces and Latin letters have one, and always on the same
    // side; anything else that is binary soon holds a control character.
    let control = |c: char| c.is_control() && !c.is_whitespace();
    let regular = even.min(odd) * 16 <= even.max(odd)
        && decode_strict(bytes, encoding).is_ok_and(|text| !text.contains(control));
    if regular {
        let name = encoding.name().to_lowercase();
        let message = format!(
            "UTF-16 without a byte order mark, found a NUL at byte {at}, wanted UTF-8"
        );
        return Error::new(ErrorKind::Encoding, message)
            .hint(format!("`--encoding {name}` reads it"));
    }
    Error::new(ErrorKind::Encoding, format!("binary file, found a NUL at byte {at}"))
}

/// Returns the encoding a label names.
fn labelled(label: &str) -> Result<&'static Encoding> {
    let found = Encoding::for_label_no_replacement(label.as_bytes());
    found.ok_or_else(|| {
        let known = [
            "big5",
            "euc-jp",
            "euc-kr",
            "gb18030",
            "gbk",
            "iso-2022-jp",
            "iso-8859-1",
            "iso-8859-15",
            "macintosh",
            "shift_jis",
            "utf-16be",
            "utf-16le",
            "utf-8",
            "windows-1250",
            "windows-1251",
            "windows-1252",
        ];
        Error::unknown("encoding", label, known)
    })
}

/// Returns whether plain ASCII is really ISO-2022-JP, which shifts by escapes.
fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    let escapes = bytes.windows(3).any(|window| matches!(window, b"\x1b$B" | b"\x1b$@"));
    escapes && decode_strict(bytes, ISO_2022_JP).is_ok()
}

/// Returns whether bytes that are not UTF-8 were meant to be: there are characters of
/// several bytes, and not more broken sequences. No other encoding looks so by chance.
fn is_nearly_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= 1 && bad <= good
}

/// Guesses an encoding. The detector's word counts if it is one of the language's usual
/// ones, else the first of those that reads the bytes without a fault.
fn guess(bytes: &[u8], hint: Option<&Profile>) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let domain = hint.and_then(|profile| profile.domain.as_deref());
    let guessed = detector.guess(domain.map(str::as_bytes), Utf8Detection::Deny);
    let usual = hint.into_iter().flat_map(|profile| &profile.encodings);
    let usual: Vec<&'static Encoding> =
        usual.filter_map(|label| Encoding::for_label(label.as_bytes())).collect();
    if guessed.is_single_byte() && usual.iter().all(|encoding| encoding.is_single_byte())
    {
        // The detector knows windows-1252 only, of several that differ in a few marks.
        let readable = usual.iter().filter(|encoding| reads(bytes, encoding));
        let best = readable.min_by_key(|encoding| oddness(&encoding.decode(bytes).0));
        return best.copied().unwrap_or(guessed);
    }
    if usual.contains(&guessed) && reads(bytes, guessed) {
        return guessed;
    }
    usual.into_iter().find(|encoding| reads(bytes, encoding)).unwrap_or(guessed)
}

/// Counts the characters that a text in the right encoding seldom has: capitals amid or
/// at the end of a word, and signs that are no marks of running text.
fn oddness(text: &str) -> usize {
    let mut before = ' ';
    let mut odd = 0;
    for c in text.chars() {
        odd += usize::from(match c {
            _ if c.is_ascii() || c.is_lowercase() => false,
            _ if c.is_uppercase() => {
                before.is_lowercase() || before.is_numeric() || ".,!?;:".contains(before)
            }
            _ => !"“”‘’‚„«»‹›–—…·°§€£\u{a0}".contains(c),
        });
        before = c;
    }
    odd
}

/// Returns whether a guessed encoding gives text: at least half of what is not ASCII are
/// letters and marks that texts have.
fn is_plausible(text: &str) -> bool {
    // Signs of windows-1252 that prose seldom has, and whose bytes damage often leaves.
    const SELDOM: &str = "ÂÃÐÝÞðýþÿ¤¦¨¬¯±µ¶¸¹¼½¾×÷ƒˆ˜†‡‰";
    let is_half = |c: char| ('\u{ff61}'..='\u{ff9f}').contains(&c);
    let (mut all, mut odd) = (0, 0);
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if !c.is_ascii() {
            all += 1;
            let lone = !before.is_alphabetic();
            let half = is_half(c)
                && !is_half(before)
                && !rest.peek().is_some_and(|&c| is_half(c));
            // SÃO PAULO is text.
            odd += usize::from(SELDOM.contains(c) && (lone || c.is_lowercase()) || half);
        }
        before = c;
    }
    odd * 2 <= all
}

/// Returns whether bytes decode without a fault and without control characters, which
/// stand for "nothing here" in single-byte encodings.
fn reads(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let control = |c: char| {
        ('\u{80}'..='\u{9f}').contains(&c) || ('\u{e000}'..='\u{f8ff}').contains(&c)
    };
    decode_strict(bytes, encoding).is_ok_and(|text| !text.contains(control))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use encoding_rs::{
        BIG5, EUC_JP, EUC_KR, GB18030, GBK, ISO_8859_15, MACINTOSH, SHIFT_JIS,
        WINDOWS_1252,
    };

    fn find(bytes: &[u8], tag: &str) -> Result<Decoded> {
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
            let found = find(&encoding.encode(text).0, tag).unwrap();
            assert_eq!((found.text.as_str(), found.encoding), (text, name), "{tag}");
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
            let found = find(&[mark, &bytes].concat(), "it").unwrap();
            assert_eq!((found.text.as_str(), found.lead), ("è 冷", 0));
            // The same without its mark is an error that says what to do.
            let text: Vec<u8> = "橋は川の真ん中で途切れていた。\nEra una notte.\n"
                .encode_utf16()
                .flat_map(|u| {
                    if encoding == UTF_16LE { u.to_le_bytes() } else { u.to_be_bytes() }
                })
                .collect();
            let error = find(&text, "it").unwrap_err();
            let label = encoding.name().to_lowercase();
            assert!(error.help().unwrap().contains(&label), "{error}");
            let options = Options { encoding: Some(&label), ..Options::default() };
            assert!(decode(&text, None, &options).unwrap().text.contains("Era una"));
        }
        let found = find("\u{feff}è".as_bytes(), "it").unwrap();
        assert_eq!((found.text.as_str(), found.lead), ("è", 3));
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
        assert_eq!(error.to_string(), "binary file, found a NUL at byte 7");
    }
}
