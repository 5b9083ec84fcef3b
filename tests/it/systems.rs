//! Romanizations and readings: a golden file for each row of the table, which begins with
//! the vectors of its specification.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tetrapla::names::Kind;
use tetrapla::names::systems::{Reading, SYSTEMS, System, Writing, romanize};
use unicode_normalization::UnicodeNormalization;

use crate::golden;

const PERSON: Option<Kind> = Some(Kind::Person);
const PLACE: Option<Kind> = Some(Kind::Place);

/// What a row must have among its readings: name, input, what it is, reading.
#[rustfmt::skip]
const VECTORS: &[(&str, &str, Option<Kind>, &str)] = &[
    ("pinyin", "蔣介石", None, "Jiang Jieshi"), ("pinyin", "单雄信", None, "Shan Xiongxin"),
    ("pinyin", "仇英", PERSON, "Qiu Ying"), ("pinyin", "任弼时", None, "Ren Bishi"),
    ("pinyin", "解放", PERSON, "Xie Fang"), ("pinyin", "曾国藩", None, "Zeng Guofan"),
    ("pinyin", "朴憲永", None, "Piao Xianyong"), ("pinyin", "朴憲永", None, "Pu Xianyong"),
    ("pinyin", "覃子豪", None, "Qin Zihao"), ("pinyin", "尉迟恭", None, "Yuchi Gong"),
    ("pinyin", "西安", PLACE, "Xi'an"), ("pinyin", "旅顺", PLACE, "Lüshun"),
    ("pinyin", "Chang Hsüeh-liang", None, "Zhang Xueliang"), ("pinyin", "Mao Tse-tung", None, "Mao Zedong"),
    ("pinyin", "P'eng Te-huai", None, "Peng Dehuai"), ("pinyin", "P'eng Teh-huai", None, "Peng Dehuai"),
    ("pinyin", "Chang", None, "Zhang"), ("pinyin", "Chang", None, "Chang"),
    ("wadegile", "Peng Dehuai", None, "P'eng Te-huai"), ("wadegile", "Zhang Xueliang", None, "Chang Hsüeh-liang"),
    ("wadegile", "Jiang Jieshi", None, "Chiang Chieh-shih"), ("wadegile", "ci", None, "Tz'u"),
    ("wadegile", "er", None, "Erh"), ("wadegile", "guo", None, "Kuo"), ("wadegile", "yan", None, "Yen"),
    ("wadegile", "he", None, "Ho"),
    ("postal", "Tianjin", PLACE, "Tientsin"), ("postal", "Jinan", PLACE, "Tsinan"),
    ("postal", "Jiujiang", PLACE, "Kiukiang"), ("postal", "Nanjing", PLACE, "Nanking"),
    ("postal", "Guizhou", PLACE, "Kweichow"), ("postal", "Hankou", PLACE, "Hankow"),
    ("palladius", "Mao Zedong", None, "Мао Цзэдун"), ("palladius", "Zhang Xueliang", None, "Чжан Сюэлян"),
    ("palladius", "Chang'an", None, "Чанъань"), ("palladius", "Lüshun", None, "Люйшунь"),
    ("palladius", "hui", None, "Хуэй"),
    ("hangul-zh", "毛泽东", None, "마오쩌둥"), ("hangul-zh", "蒋介石", None, "장제스"),
    ("hangul-zh", "彭德怀", None, "펑더화이"), ("hangul-zh", "袁世凯", None, "위안스카이"),
    ("hangul-zh", "ci", None, "츠"), ("hangul-zh", "xi", None, "시"), ("hangul-zh", "jiang", None, "장"),
    ("katakana-zh", "胡锦涛", None, "フー・チンタオ"), ("katakana-zh", "张艺谋", None, "チャン・イーモウ"),
    ("katakana-zh", "毛泽东", None, "マオ・ツォートン"), ("katakana-zh", "毛泽东", None, "マオ・ツェドン"),
    ("onyomi", "金日成", None, "きん にっせい"), ("onyomi", "蔣介石", None, "しょう かいせき"),
    ("onyomi", "彭德懷", None, "ほう とっかい"), ("onyomi", "木浦", PLACE, "もっぽ"),
    ("hepburn", "金日成", None, "Kin Nissei"), ("hepburn", "蔣介石", None, "Shō Kaiseki"),
    ("hepburn", "彭德懷", None, "Hō Tokkai"), ("hepburn", "劉少奇", None, "Ryū Shōki"),
    ("hepburn", "汪兆銘", None, "Ō Chōmei"), ("hepburn", "袁世凱", None, "En Seigai"),
    ("hepburn", "しょう かいせき", None, "Shō Kaiseki"), ("hepburn", "けんえい", None, "Ken'ei"),
    ("hepburn", "きん にっせい", None, "Kin Nissei"), ("hepburn", "しんぽ", None, "Shimpo"),
    ("kunrei", "しょう かいせき", None, "Syô Kaiseki"), ("kunrei", "ちち", None, "Titi"),
    ("kana", "Shō Kaiseki", None, "しょう かいせき"), ("kana", "Syô Kaiseki", None, "しょう かいせき"),
    ("kana", "Shou Kaiseki", None, "しょう かいせき"), ("kana", "Ken'ei", None, "けんえい"), ("kana", "Shimpo", None, "しんぽ"),
    ("polivanov", "海州", PLACE, "Кайсю"), ("polivanov", "しんぽ", None, "Симпо"), ("polivanov", "Kaishū", None, "Кайсю"),
    ("hangul", "金日成", None, "김일성"), ("hangul", "蔣介石", None, "장개석"), ("hangul", "李承晚", None, "이승만"),
    ("hangul", "劉少奇", None, "유소기"), ("hangul", "劉少奇", None, "류소기"),
    ("hangul", "遼寧", PLACE, "요녕"), ("hangul", "遼寧", PLACE, "요령"),
    ("hangul-kp", "李承晚", None, "리승만"), ("hangul-kp", "遼寧", PLACE, "료녕"),
    ("revised", "종로", PLACE, "Jongno"), ("revised", "신라", PLACE, "Silla"), ("revised", "왕십리", PLACE, "Wangsimni"),
    ("revised", "한복남", None, "Han Boknam"), ("revised", "김일성", None, "Gim Il-seong"),
    ("mccune-reischauer", "박헌영", None, "Pak Hŏn-yŏng"), ("mccune-reischauer", "평양", PLACE, "P'yŏngyang"),
    ("alalc-ko", "박헌영", None, "Pak Hŏn-yŏng"), ("alalc-ko", "강석원", None, "Kang Sŏg-wŏn"),
    ("alalc-ko", "강덕룡", None, "Kang Tŏng-nyong"), ("alalc-ko", "선우휘", None, "Sŏnu Hwi"),
    ("alalc-ko", "남궁억", None, "Namgung Ŏk"), ("alalc-ko", "공손연", None, "Kongson Yŏn"),
    ("dprk", "박동구", None, "Pak Tong Gu"), ("dprk", "안복철", None, "An Pok Chŏl"), ("dprk", "회창", PLACE, "Hoichang"),
    ("dprk", "백마산", PLACE, "Paengmasan"), ("dprk", "천리마", PLACE, "Chŏllima"), ("dprk", "박성철", None, "Pak Song Chol"),
    ("customary", "이승만", None, "Lee Seung-man"), ("customary", "이승만", None, "Yi Seung-man"),
    ("customary", "이승만", None, "Rhee Seung-man"), ("customary", "이승만", None, "Ri Sŭng-man"),
    ("kontsevich", "박헌영", None, "Пак Хон Ён"), ("kontsevich", "김정일", None, "Ким Чон Иль"),
    ("katakana-ko", "박헌영", None, "パク・ホニョン"), ("katakana-ko", "김정일", None, "キム・ジョンイル"),
    ("katakana-ko", "이승만", None, "イ・スンマン"), ("katakana-ko", "백두산", PLACE, "ペクトゥサン"),
    ("bgn", "Штыков", None, "Shtykov"), ("bgn", "Хрущёв", None, "Khrushchëv"), ("bgn", "Елена", None, "Yelena"),
    ("scientific", "Хрущёв", None, "Chruščëv"), ("scientific", "Штыков", None, "Štykov"),
    ("italian", "Хрущёв", None, "Krusciov"), ("italian", "Хрущёв", None, "Kruscev"),
    ("english", "Хрущёв", None, "Khrushchev"), ("english", "Сталин", None, "Stalin"),
    ("english", "Ciang Kai Scek", None, "Chiang Kai Shek"), ("english", "Manciuria", None, "Manchuria"),
    ("english", "Krusciov", None, "Krushov"),
    ("hant", "毛泽东", None, "毛澤東"), ("hans", "毛澤東", None, "毛泽东"), ("hans", "沢", None, "泽"),
    ("shinjitai", "毛泽东", None, "毛沢東"),
];

/// What every row is also asked, where it reads it.
const MORE: &[&str] = &[
    "周恩来",
    "孫逸仙",
    "金正日",
    "東北",
    "長春",
    "丹东",
    "Zhou Enlai",
    "Xi'an",
    "Kim Ŏk",
    "とうきょう",
    "マッカーサー",
    "ジョンイル",
    "박정희",
    "국민당",
    "신의주",
    "서울",
    "울릉도",
    "Ким Ир Сен",
    "Щёкино",
    "Mao 泽东",
    "김일성?",
    "ヱビス",
    "㐂",
    "Γ",
];

fn readings(name: &str, text: &str, kind: Option<Kind>) -> Vec<Reading> {
    romanize(text, name, None, kind).unwrap_or_default()
}

#[test]
fn every_vector_is_among_the_readings() {
    let mut wrong = Vec::new();
    for (name, text, kind, wanted) in VECTORS {
        let found = readings(name, text, *kind);
        if !found.iter().any(|reading| reading.text == *wanted) {
            let found: Vec<&str> = found.iter().map(|r| &*r.text).collect();
            wrong.push(format!("{name} of {text}: wanted {wanted}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let known: BTreeSet<&str> = VECTORS.iter().map(|v| v.0).collect();
    let rows: BTreeSet<&str> = SYSTEMS.iter().map(|system| system.name).collect();
    assert_eq!(known, rows);
}

#[test]
fn each_system_has_its_golden_file() {
    let names: BTreeSet<&str> = SYSTEMS.iter().map(|system| system.name).collect();
    for name in names {
        let mut out = String::new();
        let mut asked = BTreeSet::new();
        let vectors = VECTORS.iter().filter(|v| v.0 == name).map(|v| (v.1, v.2));
        for (text, kind) in vectors.chain(MORE.iter().map(|text| (*text, None))) {
            if !asked.insert((text, kind.map(Kind::name))) {
                continue;
            }
            for Reading { text: written, rule, left } in readings(name, text, kind) {
                let kind = kind.map_or("", Kind::name);
                writeln!(out, "{text}\t{kind}\t{written}\t{left}\t{rule}").unwrap();
            }
        }
        golden::check(&format!("systems/{name}.tsv"), out);
    }
}

#[test]
fn rows_say_what_they_are() {
    for system in SYSTEMS {
        let System { name, tag, about, source, .. } = system;
        assert!(tetrapla::lang::Lang::parse(tag).is_ok(), "{name}: {tag}");
        assert!(!about.is_empty() && !source.is_empty(), "{name}");
        let same = SYSTEMS.iter().filter(|s| s.name == *name && s.from == system.from);
        assert_eq!(same.count(), 1, "{name} from {}", system.from.name());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_row_is_total(text in "[a-zA-Zü' ’·・\u{AC00}-\u{D7A3}\u{3041}-\u{30FC}\u{4E00}-\u{9FFF}\u{400}-\u{45F}🙂1]{1,9}") {
        for system in SYSTEMS {
            let readings = system.readings(&text, None);
            prop_assert!(!readings.is_empty(), "{}", system.name);
            for reading in readings {
                for c in reading.left.chars() {
                    prop_assert!(reading.text.contains(c), "{}: {c} in {reading:?}", system.name);
                }
            }
        }
    }

    #[test]
    fn kana_of_romaji_is_romaji_again(text in "((k|s|t|n|h|m|r|g|z|b|p|ky|sh|ch|j|ry)?[aiueo]n?){1,6}") {
        let kana = &readings("kana", &text, None)[0];
        let romaji = &readings("hepburn", &kana.text, None)[0];
        // おお and おう are both ō, so kana may come back otherwise, romaji may not.
        let again = &readings("kana", &romaji.text, None)[0];
        prop_assert_eq!(&readings("hepburn", &again.text, None)[0].text, &romaji.text);
    }
}

fn sources() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/names/sources");
    let there = root.is_dir();
    if !there {
        println!("skipped: no sources of names beside the project");
    }
    there.then_some(root)
}

/// The fields of a line of CSV with every text in quotes.
fn quoted(line: &str) -> Vec<String> {
    let inner = line.trim().trim_start_matches('"');
    inner.split("\",\"").map(|field| field.replace("\"\"", "\"")).collect()
}

#[test]
fn korean_names_are_as_the_library_of_congress_has_them() {
    let Some(sources) = sources() else { return };
    let text = fs::read_to_string(sources.join("scriptshifter/korean.csv")).unwrap();
    let text: String = text.nfc().collect();
    let (mut all, mut exact, mut wrong) = (0, 0, Vec::new());
    for line in text.lines().filter(|line| line.starts_with("\"korean_names\"")) {
        let fields = quoted(line);
        let wanted = fields[2].replace('’', "'");
        let found = readings("alalc-ko", &fields[1], PERSON);
        all += 1;
        match found.first().is_some_and(|reading| reading.text == wanted) {
            true => exact += 1,
            false => wrong.push(format!("{}: {wanted}", fields[1])),
        }
    }
    println!("Library of Congress: {exact} of {all} exact; not {}", wrong.join(", "));
    assert!(all == 948 && exact >= 930, "{exact} of {all}");
}

#[test]
fn places_of_china_and_korea_are_read_in_sino_japanese() {
    let Some(sources) = sources() else { return };
    let path = sources.join("enamdict/enamdict_p_places_foreign.tsv");
    let text = fs::read_to_string(path).unwrap();
    let han = |c: char| ('\u{3400}'..='\u{9FFF}').contains(&c) || c == '々';
    let hiragana = |c: char| ('\u{3041}'..='\u{309F}').contains(&c);
    let countries = ["China", "Korea", "Taiwan"];
    let (mut all, mut among, mut wrong) = (0, 0, Vec::new());
    for line in text.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [kanji, kana, gloss] = fields[..] else { continue };
        let whole = |country: &&str| {
            let mut after = gloss.split(country).skip(1);
            after.any(|rest| !rest.starts_with(char::is_alphabetic))
        };
        if kana.is_empty() || !kanji.chars().all(han) || !kana.chars().all(hiragana) {
            continue;
        }
        if !countries.iter().any(whole) {
            continue;
        }
        all += 1;
        let found = readings("onyomi", kanji, PLACE);
        match found.iter().any(|reading| reading.text.replace(' ', "") == kana) {
            true => among += 1,
            false => wrong.push(format!("{kanji} {kana}")),
        }
    }
    println!("ENAMDICT: {among} of {all} among the on'yomi; not {}", wrong.join(", "));
    assert!(among * 298 >= all * 259, "{among} of {all}");
}

#[test]
fn what_no_row_reads_is_an_error_that_says_what_is_wanted() {
    let error = romanize("スターリン", "revised", None, None).unwrap_err().to_string();
    assert!(error.contains("kana") && error.contains("hangul"), "{error}");
    let error = romanize("x", "pinjin", None, None).unwrap_err().to_string();
    assert!(error.contains("pinyin"), "{error}");
    let from = SYSTEMS.iter().map(|system| system.from);
    assert!(from.into_iter().any(|writing| writing == Writing::Romaji));
}
