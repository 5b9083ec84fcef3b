//! Exports: a golden file each, of a plain work and of a hostile one, and their promises.

use tetrapla::export::{EXPORTS, Options, Report, export, find};
use tetrapla::parallel::{Parallel, Score};

use crate::{golden, works};

const PLAIN: &str = "half-an-hour-and-a-map";

fn written(works: &[Parallel], format: &str, options: &Options<'_>) -> (String, Report) {
    let mut out = Vec::new();
    let format = find(format).unwrap();
    let report = export(works.iter().map(Ok), format, options, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), report)
}

/// The first rows of a gold work: enough to look at.
fn plain() -> Parallel {
    let mut work = works::gold(PLAIN);
    work.rows.truncate(12);
    for (index, column) in work.columns.iter_mut().enumerate() {
        column.sentences = work.rows.iter().map(|row| row.cells[index].len()).sum();
    }
    work
}

#[test]
fn every_format_has_its_golden_files() {
    for format in EXPORTS {
        for (name, work) in [("plain", plain()), ("hostile", works::hostile())] {
            // A format of two columns gets the first two.
            let two = format.columns == tetrapla::export::Columns::Two;
            let work = if two { work.with_columns(&[0, 1]) } else { work };
            let (text, _) = written(&[work], format.name, &Options::default());
            let file = format!("export/{name}.{}", format.extension);
            golden::check(&file, text);
        }
    }
}

#[test]
fn every_golden_file_has_its_format() {
    for entry in std::fs::read_dir(golden::path("export")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = EXPORTS.iter().any(|e| {
            ["plain", "hostile"].iter().any(|w| name == format!("{w}.{}", e.extension))
        });
        assert!(known, "{name}: no row of the table writes it");
    }
}

#[test]
fn tmx_read_back_says_the_same() {
    use quick_xml::events::Event;
    let work = works::hostile();
    let (text, report) = written(std::slice::from_ref(&work), "tmx", &Options::default());
    assert_eq!(report, Report { rows: 9, left_out: 2, replaced: 7 });
    let mut reader = quick_xml::Reader::from_str(&text);
    let (mut segs, mut seg) = (Vec::new(), None::<String>);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) if tag.name().as_ref() == "seg" => {
                seg = Some(String::new())
            }
            Event::End(tag) if tag.name().as_ref() == "seg" => segs.extend(seg.take()),
            Event::Text(part) => {
                let part = &*part;
                seg.iter_mut().for_each(|seg| seg.push_str(part));
            }
            Event::GeneralRef(name) => {
                let name = format!("&{};", &*name);
                let plain = quick_xml::escape::unescape(&name).unwrap().into_owned();
                seg.iter_mut().for_each(|seg| seg.push_str(&plain));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let forbidden =
        |c: char| (c < ' ' && !"\t\n\r".contains(c)) || c > '\u{fffd}' && c < '\u{10000}';
    let wanted: Vec<String> = work
        .rows
        .iter()
        .map(|row| row.cells.iter().zip([" ", " ", ""]).map(|(cell, j)| cell.join(j)))
        .map(|row| row.filter(|text| !text.is_empty()).collect::<Vec<_>>())
        .filter(|row| row.len() > 1)
        .flatten()
        .map(|text| text.replace(forbidden, "\u{fffd}"))
        .collect();
    assert_eq!(segs, wanted);
}

#[test]
fn tmx_names_a_source_only_where_it_stands() {
    let work = works::hostile();
    let lang = works::lang("it");
    let options =
        Options { source: Some(&lang), date: Some("2026-11-24"), ..Options::default() };
    let (text, _) = written(&[work], "tmx", &options);
    assert!(text.contains(
        "srclang=\"it\" datatype=\"plaintext\" creationdate=\"20261124T000000Z\""
    ));
    assert!(text.contains("work.10\" srclang=\"*all*\""), "its Italian cell is empty");
    assert_eq!(text.matches("srclang").count(), 2);
}

#[test]
fn tsv_has_as_many_fields_in_every_line() {
    let safe = Options { spreadsheet_safe: true, ..Options::default() };
    for work in [plain(), works::hostile()] {
        for options in [Options::default(), safe] {
            let fields = work.columns.len() + 3;
            let (text, report) = written(std::slice::from_ref(&work), "tsv", &options);
            assert!(text.split_terminator('\n').all(|l| l.split('\t').count() == fields));
            assert_eq!(text.split_terminator('\n').count(), report.rows + 1);
            assert!(!text.contains('\r'));
        }
    }
    let (text, _) = written(&[works::hostile()], "tsv", &safe);
    assert!(text.contains("\t'=1+1\t'@SUM(A1) -2\t'+cmd|"));
}

#[test]
fn options_choose_rows_and_beads_keep_their_numbers() {
    let work = plain().with_columns(&[0, 1]);
    let all = written(std::slice::from_ref(&work), "beads", &Options::default()).0;
    let confirmed = Options { confirmed: true, ..Options::default() };
    let (one, report) = written(std::slice::from_ref(&work), "beads", &confirmed);
    assert_eq!(report.rows, 1);
    assert_eq!(all.lines().nth(10), one.lines().next());
    let least = Options { min_score: Some(Score::new(0.9)), ..Options::default() };
    let (text, report) = written(std::slice::from_ref(&work), "jsonl", &least);
    let read = tetrapla::store::parse(&text, "x".as_ref()).unwrap();
    assert_eq!((read.rows.len(), report.rows), (4, 4));
    assert!(read.rows.iter().all(|row| row.score >= least.min_score));
}

#[test]
fn every_option_leaves_out_what_it_says() {
    let mut work = works::hostile();
    let same = vec!["same".to_owned()];
    work.rows[7].cells = vec![same.clone(), same, vec!["123".to_owned()]];
    work.rows[8].cells = work.rows[9].cells.clone();
    let ids = |options: Options<'_>| {
        let (text, _) = written(std::slice::from_ref(&work), "tsv", &options);
        let id = |line: &str| line.split('\t').next().unwrap().parse::<u32>().unwrap();
        text.split_terminator('\n').skip(1).map(id).collect::<Vec<_>>()
    };
    let all = Options::default();
    let without =
        |gone: &[u32]| (1..=11).filter(|id| !gone.contains(id)).collect::<Vec<_>>();
    assert_eq!(ids(all), without(&[]));
    assert_eq!(ids(Options { complete: true, ..all }), without(&[9, 10]));
    assert_eq!(ids(Options { different: true, ..all }), without(&[8]));
    // Signs, emoji and digits are no letters.
    assert_eq!(ids(Options { letters: true, ..all }), without(&[1, 2, 4, 5, 6, 7, 8]));
    assert_eq!(ids(Options { unique: true, ..all }), without(&[10]));
    // Three bytes beside four.
    assert!(ids(Options { min_ratio: Some(750), ..all }).contains(&8));
    assert!(!ids(Options { min_ratio: Some(751), ..all }).contains(&8));
}

#[test]
fn tmx_in_utf_16_says_the_same() {
    let (wanted, _) = written(&[plain()], "tmx", &Options::default());
    let options = Options { utf16: true, ..Options::default() };
    let mut bytes = Vec::new();
    export([Ok(plain())], find("tmx").unwrap(), &options, &mut bytes).unwrap();
    let read = tetrapla::read::decode(&bytes, None, &Default::default()).unwrap();
    assert_eq!(read.encoding, "UTF-16LE");
    assert_eq!(read.text, wanted.replacen("UTF-8", "UTF-16", 1));
    let refused = export([Ok(plain())], find("tsv").unwrap(), &options, &mut bytes);
    assert!(refused.is_err());
}

#[test]
fn works_of_other_columns_and_too_many_columns_are_refused() {
    let mut out = Vec::new();
    let refuse = |works: &[Parallel], format: &str, out: &mut Vec<u8>| {
        let format = find(format).unwrap();
        let done = export(works.iter().map(Ok), format, &Options::default(), out);
        done.unwrap_err().to_string()
    };
    let error = refuse(&[plain(), works::hostile()], "tsv", &mut out);
    assert!(error.contains("has columns it,en-x-legge,ja, wanted it,en,zh-Hans,ja"));
    let error = refuse(&[plain()], "beads", &mut out);
    assert_eq!(error, format!("`beads` of 4 columns of `{PLAIN}`, wanted two"));
}
