//! Hangul to katakana, as Japanese newspapers write Korean names.
//!
//! Voicing runs through the whole name (キム・ジョンイル), liaison through the given name
//! (ホニョン); ㄹ is ル, ㅁ ム, ㅂ プ, ㄱ ク at the end of a syllable.

use super::Reading;
use super::jamo::{B, D, G, J, Jamo, NONE, R, TAIL_L, TAIL_NG, names, pronounced};
use crate::names::entity::Kind;

/// For each lead the kana before a, i, u, e, o; then those before ya, yu, yo, ye.
const ROWS: [[&str; 9]; 19] = [
    ["カ", "キ", "ク", "ケ", "コ", "キャ", "キュ", "キョ", "ケ"],
    ["カ", "キ", "ク", "ケ", "コ", "キャ", "キュ", "キョ", "ケ"],
    ["ナ", "ニ", "ヌ", "ネ", "ノ", "ニャ", "ニュ", "ニョ", "ネ"],
    ["タ", "ティ", "トゥ", "テ", "ト", "テャ", "テュ", "テョ", "テ"],
    ["タ", "ティ", "トゥ", "テ", "ト", "テャ", "テュ", "テョ", "テ"],
    ["ラ", "リ", "ル", "レ", "ロ", "リャ", "リュ", "リョ", "レ"],
    ["マ", "ミ", "ム", "メ", "モ", "ミャ", "ミュ", "ミョ", "メ"],
    ["パ", "ピ", "プ", "ペ", "ポ", "ピャ", "ピュ", "ピョ", "ペ"],
    ["パ", "ピ", "プ", "ペ", "ポ", "ピャ", "ピュ", "ピョ", "ペ"],
    ["サ", "シ", "ス", "セ", "ソ", "シャ", "シュ", "ショ", "セ"],
    ["サ", "シ", "ス", "セ", "ソ", "シャ", "シュ", "ショ", "セ"],
    ["ア", "イ", "ウ", "エ", "オ", "ヤ", "ユ", "ヨ", "イェ"],
    ["チャ", "チ", "チュ", "チェ", "チョ", "チャ", "チュ", "チョ", "チェ"],
    ["チャ", "チ", "チュ", "チェ", "チョ", "チャ", "チュ", "チョ", "チェ"],
    ["チャ", "チ", "チュ", "チェ", "チョ", "チャ", "チュ", "チョ", "チェ"],
    ["カ", "キ", "ク", "ケ", "コ", "キャ", "キュ", "キョ", "ケ"],
    ["タ", "ティ", "トゥ", "テ", "ト", "テャ", "テュ", "テョ", "テ"],
    ["パ", "ピ", "プ", "ペ", "ポ", "ピャ", "ピュ", "ピョ", "ペ"],
    ["ハ", "ヒ", "フ", "ヘ", "ホ", "ヒャ", "ヒュ", "ヒョ", "ヘ"],
];
/// The voiced rows of ㄱ ㄷ ㅂ ㅈ.
const VOICED: [(usize, [&str; 9]); 4] = [
    (G, ["ガ", "ギ", "グ", "ゲ", "ゴ", "ギャ", "ギュ", "ギョ", "ゲ"]),
    (D, ["ダ", "ディ", "ドゥ", "デ", "ド", "デャ", "デュ", "デョ", "デ"]),
    (B, ["バ", "ビ", "ブ", "ベ", "ボ", "ビャ", "ビュ", "ビョ", "ベ"]),
    (J, ["ジャ", "ジ", "ジュ", "ジェ", "ジョ", "ジャ", "ジュ", "ジョ", "ジェ"]),
];
/// For each vowel the place in a row, and what follows.
const VOWELS: [(usize, &str); 21] = [
    (0, ""),
    (3, ""),
    (5, ""),
    (8, ""),
    (4, ""),
    (3, ""),
    (7, ""),
    (8, ""),
    (4, ""),
    (2, "ァ"),
    (2, "ェ"),
    (2, "ェ"),
    (7, ""),
    (2, ""),
    (2, "ォ"),
    (2, "ェ"),
    (2, "ィ"),
    (6, ""),
    (2, ""),
    (2, "イ"),
    (1, ""),
];
/// The vowels that begin with w, where no consonant stands before them.
const ROUND: [(usize, &str); 7] = [
    (9, "ワ"),
    (10, "ウェ"),
    (11, "ウェ"),
    (14, "ウォ"),
    (15, "ウェ"),
    (16, "ウィ"),
    (19, "ウィ"),
];

/// Writes syllables; `dot` says after how many of them the middle dot stands.
pub(crate) fn write(all: &[Jamo], dot: usize, out: &mut String) {
    let (family, given) = all.split_at(dot);
    let mut before = None;
    for (index, word) in [family, given].into_iter().enumerate() {
        if index == 1 && dot > 0 {
            out.push('・');
        }
        let sounds = pronounced(word);
        for (at, s) in sounds.iter().enumerate() {
            let mut s = *s;
            if at == 0 {
                s.before = before;
            }
            let voiced =
                s.is_voiced().then(|| VOICED.iter().find(|(lead, _)| *lead == s.lead));
            let row = voiced.flatten().map_or(&ROWS[s.lead], |(_, row)| row);
            let (place, after) = VOWELS[s.vowel];
            let round = ROUND.iter().find(|(vowel, _)| *vowel == s.vowel);
            match round {
                Some((_, kana)) if s.lead == NONE => out.push_str(kana),
                // 의 after a consonant is i: シニジュ.
                Some((19, _)) => out.push_str(row[1]),
                _ => {
                    out.push_str(row[place]);
                    out.push_str(after);
                }
            }
            let next = sounds.get(at + 1);
            out.push_str(match s.tail {
                0 => "",
                1 => "ク",
                4 | TAIL_NG => "ン",
                7 => "ッ",
                // ㄹㄹ is one ル and its vowel: チョルラ.
                TAIL_L if next.is_some_and(|n| n.lead == R) => "ル",
                TAIL_L => "ル",
                16 => "ム",
                17 => "プ",
                _ => "",
            });
        }
        before = sounds.last().map(|s| s.tail).or(before);
    }
}

/// Writes Hangul; the surname of a person stands before a middle dot.
pub(super) fn from_hangul(text: &str, kind: Option<Kind>) -> Vec<Reading> {
    let mut out: Vec<Reading> = Vec::new();
    for name in names(text, kind) {
        let all: Vec<Jamo> =
            name.family.iter().chain(name.words.iter().flatten()).copied().collect();
        let mut written = String::new();
        write(&all, name.family.len(), &mut written);
        if !out.iter().any(|known| known.text == written) {
            out.push(Reading {
                text: written,
                rule: "Korean in katakana".into(),
                left: String::new(),
            });
        }
    }
    out
}
