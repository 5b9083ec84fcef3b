//! Parallel works that several tests share: a gold one, a hostile one, any.

use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;
use tetrapla::lang::Lang;
use tetrapla::parallel::*;

/// Parses a tag that is one.
pub(crate) fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

/// Makes a work of cells: `columns` are tags, a row is a list of cells.
pub(crate) fn work(name: &str, tags: &[&str], cells: Vec<Vec<Vec<String>>>) -> Parallel {
    let column = |(index, tag): (usize, &&str)| Column {
        lang: lang(tag),
        path: None,
        sha256: None,
        sentences: cells.iter().map(|row| row[index].len()).sum(),
        unknown: Unknown::new(),
    };
    let columns = tags.iter().enumerate().map(column).collect();
    let row = |(index, cells)| Row {
        id: index as u32 + 1,
        cells,
        score: None,
        verdict: Verdict::Proposed,
        by: None,
        paragraph: false,
        names: Vec::new(),
        unknown: Unknown::new(),
    };
    let rows = cells.into_iter().enumerate().map(row).collect();
    let made = Made { version: "0.1.0".to_owned(), ..Made::default() };
    Parallel { work: name.to_owned(), columns, made, rows, unknown: Unknown::new() }
}

/// Returns the work of `tests/gold/<name>/rows.jsonl`, with made-up scores, a doubtful row
/// in eight, a confirmed one in eleven, and two names in the rows that have them.
pub(crate) fn gold(name: &str) -> Parallel {
    let root = env!("CARGO_MANIFEST_DIR");
    let text =
        fs::read_to_string(format!("{root}/tests/gold/{name}/rows.jsonl")).unwrap();
    let rows: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let tags: Vec<&str> = ["it", "en", "zh-Hans", "zh-Hant", "ja"]
        .into_iter()
        .filter(|tag| rows[0].get(tag).is_some())
        .collect();
    let list = |value: &serde_json::Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|s| s.as_str().unwrap().to_owned()).collect()
    };
    let cells = rows
        .iter()
        .map(|row| tags.iter().map(|tag| list(&row[*tag])).collect())
        .collect();
    let mut made = work(name, &tags, cells);
    for (index, row) in made.rows.iter_mut().enumerate() {
        row.paragraph = rows[index]["p"].as_bool().unwrap();
        row.score = Some(Score::new(0.99 - (index % 8) as f64 * 0.074));
        if index % 8 == 7 {
            row.verdict = Verdict::Doubtful;
        }
        if index % 11 == 10 {
            row.verdict = Verdict::Confirmed;
            row.by = Some("anna".to_owned());
        }
        row.names = names_of(&tags, &row.cells);
    }
    made
}

/// The two names of `half-an-hour-and-a-map` that tests know, where they stand.
fn names_of(tags: &[&str], cells: &[Cell]) -> Vec<Names> {
    let known: [(&str, [&str; 4]); 2] = [
        ("dean-rusk", ["Rusk", "Rusk", "腊斯克", "ラスク"]),
        ("seoul", ["Seul", "Seoul", "汉城", "京城"]),
    ];
    let entry = |(entity, spellings): &(&str, [&str; 4])| {
        let forms: BTreeMap<Lang, Vec<String>> = tags
            .iter()
            .zip(cells)
            .zip(spellings)
            .filter(|((_, cell), form)| cell.iter().any(|text| text.contains(*form)))
            .map(|((tag, _), form)| (lang(tag), vec![(*form).to_owned()]))
            .collect();
        let unknown = Unknown::new();
        let entity = Some((*entity).to_owned());
        (!forms.is_empty()).then_some(Names {
            entity,
            status: Status::Attested,
            forms,
            unknown,
        })
    };
    known.iter().filter_map(entry).collect()
}

/// Returns a work of everything that has ever broken somebody's format.
pub(crate) fn hostile() -> Parallel {
    let cell = |sentences: &[&str]| sentences.iter().map(|s| (*s).to_owned()).collect();
    let rows: &[[&[&str]; 3]] = &[
        [
            &["<b>Tag</b> & \"entità\" &amp; 'apici' ]]> <!-- -->"],
            &["<seg>"],
            &["『<>&』"],
        ],
        [
            &["nul \0, esc \u{1b}[31m, bel \u{7}, \u{b}\u{c}"],
            &["\u{fffe}\u{ffff}\u{fffd}"],
            &["\u{7f}\u{85}"],
        ],
        [
            &["e\u{301} \u{301}solo", "n\u{303}"],
            &["Z\u{335}\u{322}algo"],
            &["か\u{3099}ぎ"],
        ],
        [&["שלום עולם"], &["العربية \u{202e}rovescio\u{202c}"], &["\u{200f}\u{200e}"]],
        [&["👩\u{200d}👩\u{200d}👧\u{200d}👦"], &["🇮🇹🇯🇵"], &["👍🏽❤\u{fe0f}𠮷"]],
        [
            &["tab\tqui", "a\r\nb", "c\rd\ne"],
            &["\u{2028}\u{2029}\u{feff}"],
            &["\u{3000}全角\u{3000}"],
        ],
        [&["=1+1"], &["@SUM(A1)", "-2"], &["+cmd|' /C calc'!A0"]],
        [&["solo"], &[], &[]],
        [&[], &[], &["ひとり"]],
        [&[""], &["empty beside"], &["空"]],
        [&[" spazi  intorno "], &["\u{a0}nbsp\u{a0}"], &["１，９４５年"]],
    ];
    let cells = rows.iter().map(|row| row.iter().map(|c| cell(c)).collect()).collect();
    let mut made = work("hostile <&\"'> work", &["it", "en-x-legge", "ja"], cells);
    made.rows[0].verdict = Verdict::Doubtful;
    made.rows[0].score = Some(Score::new(0.047));
    made.rows[1].verdict = Verdict::Confirmed;
    made.rows[1].by = Some("a\"b".to_owned());
    made.rows[5].paragraph = true;
    made
}

/// Returns any text, the hard ones often.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,20}",
        "[a-z .,]{0,40}",
        "[一-三。、「」〜ー－・…ぁ-んァ-ン１-９Ａ-Ｃ，]{0,30}",
        any::<String>(),
    ]
}

prop_compose! {
    fn any_unknown()(keys in prop::collection::btree_set("x[a-z \"é]{0,4}", 0..3)) -> Unknown {
        let values = ["null", "[1,2]", "1.50e400", "{\"b\":\"\\\\ \",\"a\":-0}"].iter().cycle();
        keys.into_iter().zip(values).map(|(key, json)| (key, (*json).to_owned())).collect()
    }
}

prop_compose! {
    fn any_row(columns: usize)(
        cells in prop::collection::vec(prop::collection::vec(text(), 0..3), columns),
        score in prop::option::of(0.0..1.0f64),
        verdict in prop::sample::select(Verdict::ALL.to_vec()),
        by in prop::option::of(text()),
        paragraph: bool,
        names in prop::collection::vec(any_names(), 0..2),
        unknown in any_unknown(),
    ) -> Row {
        let by = by.filter(|_| verdict == Verdict::Confirmed);
        let score = score.map(Score::new);
        Row { id: 0, cells, score, verdict, by, paragraph, names, unknown }
    }
}

prop_compose! {
    fn any_names()(
        entity in prop::option::of(text()),
        generated: bool,
        forms in prop::collection::vec(text(), 0..3),
        unknown in any_unknown(),
    ) -> Names {
        let status = if generated { Status::Generated } else { Status::Attested };
        Names { entity, status, forms: BTreeMap::from([(lang("ja"), forms)]), unknown }
    }
}

prop_compose! {
    /// Returns any parallel work that is in order.
    pub(crate) fn any_work()(
        name in text(),
        tags in prop::sample::subsequence(vec!["it", "en-x-legge", "zh-Hant", "ar"], 1..=4),
        at in 0usize..4,
    )(
        rows in prop::collection::vec(any_row(tags.len() + 1), 0..6),
        hash in prop::option::of("[0-9a-f]{64}"),
        unknown in any_unknown(),
        name in Just(name),
        tags in Just(tags),
        at in Just(at),
    ) -> Parallel {
        let mut tags = tags.clone();
        tags.insert(at.min(tags.len()), "ja");
        let mut made = work(&name, &tags, rows.iter().map(|row| row.cells.clone()).collect());
        made.rows = rows;
        for (index, row) in made.rows.iter_mut().enumerate() {
            row.id = 3 * index as u32 + 1;
        }
        made.columns[0].path = hash.as_ref().map(|_| "../texts/x/it.txt".to_owned());
        made.columns[0].unknown = unknown.clone();
        made.columns[1].sha256 = hash.clone();
        made.made.segmenter = hash.clone();
        made.made.weights = hash.clone();
        made.made.registry = hash;
        made.made.unknown = unknown.clone();
        made.unknown = unknown;
        made
    }
}
