//! Imports: what goes out comes back, and what other programs write is read.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use tetrapla::error::ErrorKind;
use tetrapla::export::{self, EXPORTS, export_to};
use tetrapla::import::*;
use tetrapla::lang::Lang;
use tetrapla::parallel::*;

use crate::{golden, works};

/// Reads one file from memory.
fn read(
    format: &str,
    bytes: &[u8],
    langs: &[Lang],
) -> tetrapla::Result<(Parallel, Report)> {
    let input = Input { path: Path::new("w.x"), bytes: Some(bytes) };
    let options = Options { work: "w", langs, encoding: None };
    import(&[input], find(format)?, &options)
}

fn written(work: &Parallel, format: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let options = export::Options::default();
    export::export([Ok(work)], export::find(format).unwrap(), &options, &mut out)
        .unwrap();
    out
}

fn langs(work: &Parallel) -> Vec<Lang> {
    work.columns.iter().map(|column| column.lang.clone()).collect()
}

/// What a format keeps of a row.
struct Keeps {
    sentences: bool,
    by: bool,
    paragraph: bool,
    forbidden: bool,
}

/// Returns the work as it must come back: what every format loses is gone, and what this
/// one does.
fn reduced(work: &Parallel, keeps: &Keeps) -> Parallel {
    let mut work = work.clone();
    work.work = "w".to_owned();
    work.unknown.clear();
    work.made = Made { version: env!("CARGO_PKG_VERSION").to_owned(), ..Made::default() };
    let forbidden = |c: char| {
        c < ' ' && !"\t\n\r".contains(c) || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    for row in &mut work.rows {
        row.names.clear();
        row.unknown.clear();
        row.by = row.by.take().filter(|_| keeps.by);
        row.paragraph &= keeps.paragraph;
        for (cell, column) in row.cells.iter_mut().zip(&work.columns) {
            if !keeps.sentences {
                let text = cell.join(&column.lang.profile().joiner);
                *cell = if text.is_empty() { Vec::new() } else { vec![text] };
            }
            if !keeps.forbidden {
                cell.iter_mut().for_each(|s| *s = s.replace(forbidden, "\u{fffd}"));
            }
        }
    }
    work.rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    for (index, column) in work.columns.iter_mut().enumerate() {
        column.path = None;
        column.sha256 = None;
        column.unknown.clear();
        column.sentences = work.rows.iter().map(|row| row.cells[index].len()).sum();
    }
    work
}

/// Whether every column has a text: in XML there is no place for one that has none.
fn is_full(work: &Parallel) -> bool {
    (0..work.columns.len()).all(|c| work.rows.iter().any(|r| !r.cells[c].is_empty()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn all_of_a_work_comes_back_from_jsonl(work in works::any_work()) {
        let (found, _) = read("jsonl", &written(&work, "jsonl"), &[]).unwrap();
        prop_assert_eq!(found, work);
    }

    #[test]
    fn sentences_come_back_from_tei(work in works::any_work()) {
        prop_assume!(is_full(&work));
        let keeps = Keeps { sentences: true, by: true, paragraph: true, forbidden: false };
        let (found, _) = read("tei", &written(&work, "tei"), &langs(&work)).unwrap();
        prop_assert_eq!(found, reduced(&work, &keeps));
    }

    #[test]
    fn texts_come_back_from_csv(work in works::any_work()) {
        prop_assume!(work.rows.iter().any(|row| row.cells.iter().flatten().any(|s| !s.is_empty())));
        let keeps = Keeps { sentences: false, by: false, paragraph: false, forbidden: true };
        let input = Input { path: Path::new("w.csv"), bytes: Some(&written(&work, "csv")) };
        // A text may hold what looks like another encoding, or like none.
        let options = Options { work: "w", langs: &[], encoding: Some("utf-8") };
        let (found, _) = import(&[input], find("csv").unwrap(), &options).unwrap();
        prop_assert_eq!(found, reduced(&work, &keeps));
    }

    #[test]
    fn rows_of_two_cells_come_back_from_tmx(work in works::any_work()) {
        let keeps = Keeps { sentences: false, by: true, paragraph: false, forbidden: false };
        let mut wanted = reduced(&work, &keeps);
        wanted.rows.retain(|row| row.cells.iter().filter(|c| !c.is_empty()).count() > 1);
        wanted = reduced(&wanted, &keeps);
        prop_assume!(is_full(&wanted));
        // An attribute holds no control characters.
        for row in &mut wanted.rows {
            row.by = row.by.take().map(|by| by.replace(|c: char| {
                c < ' ' && !"\t\n\r".contains(c) || matches!(c, '\u{fffe}' | '\u{ffff}')
            }, "\u{fffd}"));
        }
        let (found, _) = read("tmx", &written(&work, "tmx"), &langs(&work)).unwrap();
        prop_assert_eq!(found, wanted);
    }
}

#[test]
fn what_comes_back_goes_out_the_same() {
    let name = "half-an-hour-and-a-map";
    for work in [works::gold(name), works::hostile()] {
        for format in EXPORTS.iter().filter(|format| format.imports) {
            if format.files == export::Files::One
                && !format.binary
                && format.name != "beads"
            {
                let out = written(&work, format.name);
                let input = Input { path: Path::new("w.x"), bytes: Some(&out) };
                let langs = langs(&work);
                let options =
                    Options { work: &work.work, langs: &langs, encoding: Some("utf-8") };
                let (found, _) =
                    import(&[input], find(format.name).unwrap(), &options).unwrap();
                let again = written(&found, format.name);
                assert_eq!(
                    String::from_utf8(again).unwrap(),
                    String::from_utf8(out).unwrap().replace(" segtype=\"block\"", ""),
                    "{}",
                    format.name
                );
            }
        }
    }
}

#[test]
#[cfg(feature = "xlsx")]
fn a_reviewed_spreadsheet_comes_back() {
    for work in [works::gold("half-an-hour-and-a-map"), works::hostile()] {
        let keeps =
            Keeps { sentences: false, by: false, paragraph: false, forbidden: false };
        let (found, _) = read("xlsx", &written(&work, "xlsx"), &[]).unwrap();
        assert_eq!(found, reduced(&work, &keeps));
    }
}

#[test]
fn pairs_come_back_from_xliff_and_moses() {
    let folder = tempfile::tempdir().unwrap();
    let work = works::gold("half-an-hour-and-a-map").with_columns(&[0, 3]);
    let options = export::Options { complete: true, ..export::Options::default() };
    let texts = |work: &Parallel| {
        let rows = work.rows.iter().filter(|row| row.cells.iter().all(|c| !c.is_empty()));
        rows.map(|row| [row.cells[0].join(" "), row.cells[1].concat()])
            .collect::<Vec<_>>()
    };
    for name in ["xliff", "xliff2", "moses"] {
        let format = export::find(name).unwrap();
        export_to([Ok(&work)], format, &options, folder.path()).unwrap();
        let file = |end: &str| folder.path().join(format!("{}.it-ja.{end}", work.work));
        let paths = match name {
            "moses" => vec![file("it"), file("ja")],
            _ => vec![file("xlf")],
        };
        let inputs: Vec<Input<'_>> =
            paths.iter().map(|path| Input { path, bytes: None }).collect();
        let (found, _) =
            import(&inputs, find(name).unwrap(), &Options::default()).unwrap();
        assert_eq!(texts(&found), texts(&work), "{name}");
        if name != "moses" {
            let ids = |work: &Parallel| {
                let rows =
                    work.rows.iter().filter(|r| r.cells.iter().all(|c| !c.is_empty()));
                rows.map(|row| row.id).collect::<Vec<_>>()
            };
            assert_eq!(ids(&found), ids(&work), "{name}");
            assert!(found.rows.iter().any(|row| row.verdict == Verdict::Confirmed));
        }
    }
}

/// A memory as translators' programs write it: UTF-16LE, old attributes, inline codes.
const MEMORY: &str = r#"<?xml version="1.0" encoding="utf-16"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header creationtool="X" segtype="sentence" o-tmf="X" adminlang="en-US" srclang="it-IT" datatype="xml"><prop type="defclient">nobody</prop></header>
<body>
<tu changedate="20260101T000000Z"><prop type="client">nobody</prop>
<tuv xml:lang="it_IT"><seg>Il <bpt i="1">&lt;b&gt;</bpt>ponte<ept i="1">&lt;/b&gt;</ept><ph x="2">&lt;br/&gt;</ph> &amp; la <hi>riva</hi>.</seg></tuv>
<tuv lang="JA"><seg>橋<it pos="begin"><sub>in a code</sub></it>と岸&#x3002;</seg></tuv>
<tuv lang="JA"><seg>別の訳。</seg></tuv></tu>
<tu><tuv xml:lang="it_IT"><seg></seg></tuv></tu>
</body></tmx>
"#;

#[test]
fn memories_of_other_programs_are_read() {
    let utf_16: Vec<u8> = std::iter::once(0xfeff)
        .chain(MEMORY.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let big: Vec<u8> = utf_16.chunks(2).flat_map(|unit| [unit[1], unit[0]]).collect();
    let plain = MEMORY.replace("utf-16", "utf-8").into_bytes();
    for bytes in [utf_16, big, plain] {
        let (work, report) = read("tmx", &bytes, &[]).unwrap();
        assert_eq!(report, Report { rows: 1, left_out: 1, alternatives: 1 });
        let row = &work.rows[0];
        assert_eq!(row.cells, [["Il ponte & la riva."], ["橋と岸。"]]);
        assert_eq!((row.id, row.score, row.verdict), (1, None, Verdict::Doubtful));
        assert_eq!(langs(&work), ["it-IT", "ja"].map(works::lang));
    }
    let mut shift_jis = b"<?xml version='1.0' encoding='Shift_JIS'?><tmx version='1.4'><header/><body><tu><tuv xml:lang='en'><seg>A bridge</seg></tuv><tuv xml:lang='ja'><seg>".to_vec();
    shift_jis.extend(encoding_rs::SHIFT_JIS.encode("橋").0.iter());
    shift_jis.extend(b"</seg></tuv></tu></body></tmx>");
    assert_eq!(read("tmx", &shift_jis, &[]).unwrap().0.rows[0].cells[1], ["橋"]);
}

#[test]
fn units_of_other_programs_are_read() {
    let old = r#"<xliff version="1.2"><file source-language="en" target-language="it"><body><group><trans-unit id="a"><source>A <g id="1">bridge</g><x id="2"/></source><seg-source>no</seg-source><target state="final">Un <g id="1">ponte</g></target><alt-trans><target>no</target></alt-trans><note>no</note></trans-unit></group></body></file></xliff>"#;
    let new = r#"<xliff version="2.0" srcLang="en" trgLang="it"><file id="f"><unit id="u"><originalData><data id="d">no</data></originalData><segment state="final"><source>A <pc id="1">bridge</pc><ph id="2"/></source><target>Un <mrk id="m">ponte</mrk><cp hex="0007"/></target></segment></unit></file></xliff>"#;
    for (format, text, wanted) in
        [("xliff", old, "Un ponte"), ("xliff2", new, "Un ponte\u{7}")]
    {
        let (work, _) = read(format, text.as_bytes(), &[]).unwrap();
        assert_eq!(work.rows.len(), 1, "{format}");
        assert_eq!(work.rows[0].cells, [["A bridge"], [wanted]]);
        assert_eq!(work.rows[0].verdict, Verdict::Confirmed);
    }
}

#[test]
fn tables_of_other_programs_are_read() {
    for (format, text) in [
        ("csv", "Note;it;zh_Hant\r\nx;\"una; \"\"frase\"\"\";一句\r\n"),
        ("tsv", "\u{feff}it\tzh-Hant\r\nuna; \"frase\"\t一句\r\n"),
        (
            "jsonl",
            "{\"translation\":{\"it\":\"una; \\\"frase\\\"\",\"zh-Hant\":\"一句\"}}\n",
        ),
    ] {
        let (work, _) = read(format, text.as_bytes(), &[]).unwrap();
        assert_eq!(work.rows[0].cells, [["una; \"frase\""], ["一句"]], "{format}");
    }
    let langs = ["it", "en"].map(works::lang);
    let (work, _) = read("tsv", b"uno\tone\ndue\ttwo\n", &langs).unwrap();
    assert_eq!(work.rows.len(), 2);
    let error = read("tsv", b"uno\tone\n", &[]).unwrap_err();
    assert_eq!(error.line(), Some(1));
    assert!(error.help().unwrap().contains("--lang"));
}

#[test]
fn ladders_stand_between_their_texts() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let (it, ja) = (write("x.it", "Uno.\nDue.\nTre.\n"), write("ja.txt", "一。\n三。\n"));
    let rows = |format: &str, ladder: &str| {
        let ladder = write("x.ladder", ladder);
        let inputs = [&ladder, &it, &ja].map(|path| Input { path, bytes: None });
        let read = import(&inputs, find(format).unwrap(), &Options::default());
        read.map(|(work, _)| {
            work.rows.into_iter().map(|row| row.cells).collect::<Vec<_>>()
        })
    };
    let wanted = vec![
        vec![vec!["Uno.".to_owned(), "Due.".to_owned()], vec!["一。".to_owned()]],
        vec![vec!["Tre.".to_owned()], vec!["三。".to_owned()]],
    ];
    assert_eq!(rows("beads", "[0, 1]:[0]:0.25\n[2]:[1]:0.1\n").unwrap(), wanted);
    assert_eq!(rows("hunalign", "0\t0\t1\n2\t1\t0.5\n3\t2\t1\n").unwrap(), wanted);
    for (format, bad) in
        [("beads", "[0]:[7]\n"), ("beads", "0:1\n"), ("hunalign", "0\t0\n9\t9\n")]
    {
        let error = rows(format, bad).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Record, "{bad}");
        assert!(error.line().is_some() && error.path().is_some());
    }
}

#[test]
fn what_is_no_such_file_is_refused_with_its_line() {
    for (format, text, line) in [
        ("tmx", "<tmx>\n<body>\n<tu><tuv><seg/></tuv></tu>", 3),
        ("tmx", "<html>\n</html>", 1),
        ("tmx", "<tmx>\n<body>\n", 3),
        ("tei", "<tmx/>", 1),
        ("xliff", "<xliff><file>\n<trans-unit><source>x", 2),
        ("jsonl", "{\"it\":\"x\",\"en\":\"y\"}\n{", 2),
    ] {
        let error = read(format, text.as_bytes(), &[]).unwrap_err();
        assert_eq!(error.line(), Some(line), "{text}: {error}");
    }
    let error = read("tmx", b"<tmx><body/></tmx>", &[]).unwrap_err();
    assert!(error.to_string().contains("0 languages found"), "{error}");
}

#[test]
fn rows_written_one_by_one_are_the_work() {
    let bytes = fs::read(golden::path("export/hostile.tmx")).unwrap();
    let (work, report) = read("tmx", &bytes, &[]).unwrap();
    let input = Input { path: Path::new("w.tmx"), bytes: Some(&bytes) };
    let options = Options { work: "w", ..Options::default() };
    let mut out = Vec::new();
    let said = import_to(&[input], find("tmx").unwrap(), &options, &mut out).unwrap();
    assert_eq!(said, report);
    assert_eq!(String::from_utf8(out).unwrap(), tetrapla::store::to_string(&work));
}

#[test]
fn what_the_table_of_exports_says_of_imports_is_so() {
    for format in EXPORTS {
        assert_eq!(format.imports, find(format.name).is_ok(), "{}", format.name);
    }
}
