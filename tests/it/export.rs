//! Exports: a golden file each, of a plain work and of a hostile one, and their promises.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use tetrapla::export::*;
use tetrapla::parallel::{Column, Parallel, Row, Score};

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

/// All files below a folder, with their names from there; compressed ones are opened.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(top: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(top, &path, found);
                continue;
            }
            let name =
                path.strip_prefix(top).unwrap().to_str().unwrap().replace('\\', "/");
            let bytes = fs::read(&path).unwrap();
            match name.strip_suffix(".gz") {
                Some(name) => {
                    let mut opened = Vec::new();
                    let mut reader = flate2::read::GzDecoder::new(&bytes[..]);
                    reader.read_to_end(&mut opened).unwrap();
                    found.insert(name.to_owned(), opened);
                }
                None => drop(found.insert(name, bytes)),
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

/// Writes a format of several files.
fn written_files(
    works: &[Parallel],
    format: &Export,
    options: &Options<'_>,
) -> (BTreeMap<String, Vec<u8>>, Report) {
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("made");
    let report = export_to(works.iter().map(Ok), format, options, &into).unwrap();
    (files(&into), report)
}

#[test]
fn every_format_has_its_golden_files() {
    for format in EXPORTS {
        for (name, work) in [("plain", plain()), ("hostile", works::hostile())] {
            // A format of two columns gets the first two, one of pairs two or three.
            let work = match (format.columns, format.files, name) {
                (Columns::Two, ..) => work.with_columns(&[0, 1]),
                (_, Files::Many, "plain") => work.with_columns(&[0, 3]),
                _ => work,
            };
            if format.files == Files::Many {
                let (files, _) = written_files(&[work], format, &Options::default());
                for (file, bytes) in files {
                    golden::check(
                        &format!("export/{name}.{}/{file}", format.name),
                        bytes,
                    );
                }
                continue;
            }
            let mut out = Vec::new();
            export([Ok(work)], format, &Options::default(), &mut out).unwrap();
            golden::check(&format!("export/{name}.{}", format.extension), out);
        }
    }
}

#[test]
fn every_golden_file_has_its_format() {
    for entry in fs::read_dir(golden::path("export")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = EXPORTS.iter().any(|e| {
            let ending = if e.files == Files::Many { e.name } else { e.extension };
            ["plain", "hostile"].iter().any(|w| name == format!("{w}.{ending}"))
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
fn csv_read_back_says_the_same() {
    let work = works::hostile();
    let (text, _) = written(std::slice::from_ref(&work), "csv", &Options::default());
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let found = reader.records().map(|record| {
        let record = record.unwrap();
        (1..4).map(|field| record[field].to_owned()).collect::<Vec<_>>()
    });
    assert_eq!(found.collect::<Vec<_>>(), texts(&work));
    let safe = Options { spreadsheet_safe: true, ..Options::default() };
    let (text, _) = written(&[work], "csv", &safe);
    assert!(text.contains(",'=1+1,'@SUM(A1) -2,'+cmd|"), "{text}");
}

/// The texts of all cells, as a work's columns join their sentences.
fn texts(work: &Parallel) -> Vec<Vec<String>> {
    let joiner = |column: &Column| column.lang.profile().joiner.as_str();
    let cells = |row: &Row| {
        let cells = row.cells.iter().zip(&work.columns);
        cells.map(|(cell, column)| cell.join(joiner(column))).collect()
    };
    work.rows.iter().map(cells).collect()
}

#[test]
fn markdown_shows_every_cell_as_it_is() {
    use pulldown_cmark::{Event, Options as Extensions, Parser, TagEnd};
    for work in [plain(), works::hostile()] {
        let (text, _) =
            written(std::slice::from_ref(&work), "markdown", &Options::default());
        let (mut rows, mut cells, mut cell) = (Vec::new(), Vec::new(), String::new());
        // All that a reader may have but typographic quotes.
        let extensions = Extensions::all() - Extensions::ENABLE_SMART_PUNCTUATION;
        for event in Parser::new_ext(&text, extensions) {
            match event {
                Event::Text(part) => cell.push_str(&part),
                Event::InlineHtml(tag) if &*tag == "<br>" => cell.push('\n'),
                Event::End(TagEnd::TableCell) => cells.push(std::mem::take(&mut cell)),
                Event::End(TagEnd::TableRow) => rows.push(std::mem::take(&mut cells)),
                Event::End(TagEnd::TableHead) => cells.clear(),
                Event::End(TagEnd::Heading(_)) => cell.clear(),
                Event::Start(_) | Event::End(_) => {}
                other => panic!("{other:?}"),
            }
        }
        let shown = |text: &String| {
            let text =
                text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}");
            text.trim_matches([' ', '\t', '\u{b}', '\u{c}']).to_owned()
        };
        let wanted: Vec<Vec<String>> =
            texts(&work).iter().map(|row| row.iter().map(shown).collect()).collect();
        let count = work.columns.len();
        let found: Vec<Vec<String>> = rows
            .into_iter()
            .map(|row| row[1..=count].iter().map(shown).collect())
            .collect();
        assert_eq!(found, wanted);
    }
}

#[test]
fn pairs_are_all_or_those_of_the_source() {
    let lang = works::lang("ja");
    let from_ja = Options { source: Some(&lang), ..Options::default() };
    let names = |format: &str, options: &Options<'_>| {
        let (files, _) = written_files(&[plain()], find(format).unwrap(), options);
        files.into_keys().collect::<Vec<_>>()
    };
    assert_eq!(names("moses", &Options::default()).len(), 12);
    let [a, b, c] = ["en", "it", "zh-Hans"].map(|tag| format!("{PLAIN}.ja-{tag}.xlf"));
    assert_eq!(names("xliff2", &from_ja), [a, b, c]);
}

#[test]
fn a_file_is_no_folder_and_a_folder_no_file() {
    let (options, mut out) = (Options::default(), Vec::new());
    assert!(export([Ok(plain())], find("moses").unwrap(), &options, &mut out).is_err());
    let folder = tempfile::tempdir().unwrap();
    let done = export_to([Ok(plain())], find("tmx").unwrap(), &options, folder.path());
    assert!(done.is_err() && files(folder.path()).is_empty());
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
