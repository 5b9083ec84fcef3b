//! Which encoding bytes are in that do not say it.
//!
//! Invariant: deterministic; the guess reads the bytes without a fault wherever one of the
//! language's usual encodings does.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, GB18030, GBK, ISO_2022_JP, SHIFT_JIS, UTF_16BE, UTF_16LE,
};

use super::codec::Codec;
use crate::lang::Profile;

/// How many bytes are looked at: more say nothing new.
const ENOUGH: usize = 1 << 16;

/// Returns the encoding of bytes whose units are wider than one byte: UTF-16 and UTF-32
/// without their marks.
pub(super) fn wide(bytes: &[u8]) -> Option<Codec> {
    let head = |unit: usize| &bytes[..bytes.len().min(ENOUGH) / unit * unit];
    if bytes.len() >= 4 && bytes.len().is_multiple_of(4) && bytes.contains(&0) {
        // Three planes of Unicode have text: the first byte of four is always NUL.
        let nul = |at: usize| head(4).iter().skip(at).step_by(4).all(|&byte| byte == 0);
        for (codec, at) in [(Codec::Utf32Be, 0), (Codec::Utf32Le, 3)] {
            if nul(at) && codec.decode(head(4)).is_ok_and(|text| good(&text) > 0.9) {
                return Some(codec);
            }
        }
    }
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    // Text of single bytes, be it UTF-8 or older, is none by its ASCII: two of its bytes
    // make a Han character, and a space makes none.
    if std::str::from_utf8(bytes).is_ok() && !bytes.contains(&0) {
        return None;
    }
    let scored = [Codec::Web(UTF_16LE), Codec::Web(UTF_16BE)].map(|codec| {
        let mut part = head(2);
        // A pair of surrogates may be cut in two.
        if part.len() < bytes.len() && codec.decode(part).is_err() {
            part = &part[..part.len() - 2];
        }
        codec.decode(part).ok().map_or(0.0, |text| sense(&text))
    });
    let (best, other) = if scored[0] >= scored[1] { (0, 1) } else { (1, 0) };
    let found = [Codec::Web(UTF_16LE), Codec::Web(UTF_16BE)][best];
    (scored[best] > 0.9 && scored[best] > scored[other]).then_some(found)
}

/// What share of characters are letters, marks and spaces as texts have them; none where
/// there is a control character.
fn good(text: &str) -> f64 {
    let (all, good, glue) = senses(text);
    if all == 0 { 0.0 } else { f64::from(good + glue) / f64::from(all) }
}

/// How much sense text of two-byte units makes: 1 and a little for letters and marks as
/// texts have them. Two bytes of text in another encoding make a rare Han character, or
/// none; the marks between them, and kana, are what they do not make.
fn sense(text: &str) -> f64 {
    let (all, _, glue) = senses(text);
    if glue * 40 < all || all == 0 {
        return 0.0;
    }
    good(text) + f64::from(glue) / f64::from(all) / 100.0
}

/// Counts characters: all, those that texts have, and of these the ones between words.
fn senses(text: &str) -> (u32, u32, u32) {
    let (mut all, mut good, mut glue) = (0, 0, 0);
    for c in text.chars() {
        all += 1;
        match c as u32 {
            0x09 | 0x0a | 0x0d | 0x20 | 0x2c | 0x2e => glue += 1,
            0x3000..=0x3002 | 0x3005..=0x301f | 0x3041..=0x30ff | 0xff01..=0xff5e => {
                glue += 1
            }
            0..=0x1f | 0x7f..=0x9f => return (1, 0, 0),
            0x21..=0x7e
            | 0xa0..=0x24f
            | 0x300..=0x52f
            | 0x5d0..=0x6ff
            | 0x900..=0x97f => {
                good += 1;
            }
            0xe00..=0xe7f | 0x1e00..=0x1eff | 0x2010..=0x2027 | 0x2030..=0x205e => {
                good += 1
            }
            0x20ac | 0x2160..=0x217f | 0x2460..=0x2473 | 0x2500..=0x25ff | 0xfeff => {
                good += 1
            }
            0x4e00..=0x9fa5 | 0xac00..=0xd7a3 => good += 1,
            _ => {}
        }
    }
    (all, good, glue)
}

/// Returns the encoding of ASCII that shifts by escapes to more: ISO-2022-JP, HZ.
pub(super) fn shifted(bytes: &[u8]) -> Option<Codec> {
    if bytes.contains(&0x1b) {
        let escapes =
            bytes.windows(3).any(|window| matches!(window, b"\x1b$B" | b"\x1b$@"));
        let codec = Codec::Web(ISO_2022_JP);
        if escapes && codec.decode(bytes).is_ok() {
            return Some(codec);
        }
    }
    let begins = |bytes: &[u8]| bytes.windows(2).any(|pair| pair == b"~{");
    if bytes.contains(&b'~') && bytes.is_ascii() && begins(bytes) {
        let text = Codec::Hz.decode(bytes).ok()?;
        let han = text.chars().filter(|c| ('\u{3000}'..='\u{9fff}').contains(c)).count();
        return (han > 0).then_some(Codec::Hz);
    }
    None
}

/// Returns whether bytes that are not UTF-8 were meant to be: there are characters of
/// several bytes, and not more broken sequences. No other encoding looks so by chance.
pub(super) fn is_nearly_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut bad, mut wrong) = (0, 0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
        wrong += chunk.invalid().len();
    }
    // A half of a surrogate pair, written as if it were a character.
    let half = |window: &&[u8]| matches!(window, [0xed, 0xa0..=0xbf, 0x80..=0xbf]);
    let halves = bytes.windows(3).filter(half).count();
    good >= 1 && bad <= good || halves > 0 && halves * 3 == wrong
}

/// Guesses an encoding. Of the language's usual ones it is the one whose letters are those
/// that its texts have; without any, the detector's word counts.
pub(super) fn guess(bytes: &[u8], hint: Option<&Profile>) -> Codec {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let domain = hint.and_then(|profile| profile.domain.as_deref());
    let guessed = detector.guess(domain.map(str::as_bytes), Utf8Detection::Deny);
    let guessed = Codec::Web(guessed);
    let labels = hint
        .into_iter()
        .flat_map(|profile| profile.encodings.iter().chain(&profile.reading.encodings));
    let mut usual: Vec<Codec> =
        labels.filter_map(|label| Codec::labelled(label).ok()).collect();
    // Of two that read the same, the detector's name counts.
    usual.sort_by_key(|codec| *codec != guessed);
    let readable: Vec<Codec> =
        usual.iter().copied().filter(|codec| reads(bytes, *codec)).collect();
    let letters = hint.map_or("", |profile| profile.reading.letters.as_str());
    if !letters.is_empty() && usual.iter().all(|codec| codec.is_single_byte()) {
        // A few accents may pair to a common character; a text of them is another's.
        let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
        let foreign = !guessed.is_single_byte() && high * 4 > bytes.len();
        if foreign && strength(bytes, guessed) > 0.9 {
            return guessed;
        }
        let cost = |codec: &Codec| {
            let text =
                codec.decode(&bytes[..bytes.len().min(ENOUGH)]).unwrap_or_default();
            strangeness(&text, letters)
        };
        return readable.into_iter().min_by_key(cost).unwrap_or(guessed);
    }
    let best =
        readable.iter().copied().fold(None, |best: Option<(Codec, f64)>, codec| {
            let own = strength(bytes, codec);
            match best {
                Some((_, strongest)) if strongest >= own => best,
                _ => Some((codec, own)),
            }
        });
    match best {
        Some((codec, strength)) if strength > 0.5 => codec,
        Some((codec, _)) if !reads(bytes, guessed) => codec,
        Some((codec, _)) => {
            if usual.contains(&guessed) {
                guessed
            } else {
                codec
            }
        }
        None => guessed,
    }
}

/// What share of the characters of an encoding of two bytes are those that texts have:
/// kana, marks, and the Han that its standard put first, by how often they are met.
fn strength(bytes: &[u8], codec: Codec) -> f64 {
    let bytes = &bytes[..bytes.len().min(ENOUGH)];
    let Codec::Web(encoding) = codec else { return 0.0 };
    // Lead bytes of marks and kana, and of the Han of the first level.
    let is_common = |lead: u8, second: u8| {
        if encoding == SHIFT_JIS {
            matches!(
                (lead, second),
                (0x81, 0x40..=0xac) | (0x82 | 0x83, _) | (0x88..=0x98, _)
            )
        } else if encoding == EUC_JP {
            matches!(lead, 0xa1 | 0xa3..=0xa5 | 0xb0..=0xcf)
        } else if encoding == GBK || encoding == GB18030 {
            matches!((lead, second), (0xa1 | 0xa3, _) | (0xb0..=0xd7, 0xa1..=0xfe))
        } else if encoding == BIG5 {
            matches!(lead, 0xa1 | 0xa4..=0xc6)
        } else if encoding == EUC_KR {
            matches!((lead, second), (0xa1 | 0xa3, _) | (0xb0..=0xc8, 0xa1..=0xfe))
        } else {
            false
        }
    };
    let (mut all, mut common) = (0_u32, 0_u32);
    let mut at = 0;
    while at < bytes.len() {
        let lead = bytes[at];
        let half = encoding == SHIFT_JIS && (0xa1..=0xdf).contains(&lead);
        if lead < 0x80 || half {
            // Half-width kana are rare, and what other encodings look like.
            all += u32::from(half);
            at += 1;
            continue;
        }
        all += 1;
        common +=
            u32::from(bytes.get(at + 1).is_some_and(|&second| is_common(lead, second)));
        at += 2;
    }
    if all == 0 { 0.0 } else { f64::from(common) / f64::from(all) }
}

/// Counts what a text in the right encoding seldom has: letters and signs that the
/// language does without, capitals amid or at the end of a word.
fn strangeness(text: &str, letters: &str) -> usize {
    let mut before = ' ';
    let mut odd = 0;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if !c.is_ascii() {
            let next = rest.peek().copied().unwrap_or(' ');
            if !letters.contains(c) && !" ½¼¾×ªº¿¡".contains(c) {
                // Letters of other languages are met, signs are not.
                odd += if c.is_alphabetic() { 2 } else { 3 };
            }
            odd += 2 * usize::from(c.is_uppercase() && before.is_lowercase());
            odd += usize::from(
                c.is_uppercase() && next.is_lowercase() && before.is_alphabetic(),
            );
            // A letter beside a quotation mark of one side only: “, ‘, « open.
            odd += usize::from("“«‘".contains(c) && before.is_alphanumeric());
            odd += usize::from("”»".contains(c) && next.is_alphanumeric());
            // A dash has a space on both sides, or on none.
            odd += usize::from("–—".contains(c) && before.is_lowercase() && next == ' ');
            // A sign amid a word is none: `caf†s`.
            let sign = !c.is_alphabetic() && !"’–—·".contains(c);
            odd += usize::from(sign && before.is_lowercase() && next.is_lowercase());
        }
        before = c;
    }
    odd
}

/// Returns whether a guessed encoding gives text: at least half of what is not ASCII are
/// letters and marks that texts have.
pub(super) fn is_plausible(text: &str) -> bool {
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
pub(super) fn reads(bytes: &[u8], codec: Codec) -> bool {
    let control = |c: char| {
        ('\u{80}'..='\u{9f}').contains(&c) || ('\u{e000}'..='\u{f8ff}').contains(&c)
    };
    codec.decode(bytes).is_ok_and(|text| !text.contains(control))
}
