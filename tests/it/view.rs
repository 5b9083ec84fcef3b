//! Side by side in the terminal: golden pages, and what holds at every width.

use proptest::prelude::*;
use tetrapla::parallel::{Parallel, Verdict};
use tetrapla::view::{Options, Style, render};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::{golden, works};

/// The first rows of a gold work; one lacks its Japanese, one its Italian.
fn plain() -> Parallel {
    let mut work = works::gold("half-an-hour-and-a-map");
    work.rows.truncate(16);
    work.rows[7].cells[3].clear();
    work.rows[12].cells[0].clear();
    work
}

/// The same with a second English and a second Japanese.
fn six() -> Parallel {
    let four = plain();
    let six = |row: &tetrapla::parallel::Row| {
        [0, 1, 1, 2, 3, 3]
            .iter()
            .map(|&column: &usize| row.cells[column].clone())
            .collect()
    };
    let tags = ["it", "en-x-a", "en-x-b", "zh-Hans", "ja-x-a", "ja-x-b"];
    let mut work = works::work("six", &tags, four.rows.iter().map(six).collect());
    for (row, old) in work.rows.iter_mut().zip(&four.rows) {
        (row.paragraph, row.verdict, row.score) = (old.paragraph, old.verdict, old.score);
    }
    work
}

fn at(width: usize) -> Options<'static> {
    Options { width, ..Options::default() }
}

fn cells(line: &str) -> usize {
    line.graphemes(true).map(UnicodeWidthStr::width).sum()
}

#[test]
fn pages_are_as_they_were() {
    let four = plain();
    let two = four.with_columns(&[1, 2]);
    for width in [60, 80, 100, 120] {
        golden::check(&format!("view/four-{width}.txt"), render(&four, &at(width)).text);
        golden::check(&format!("view/two-{width}.txt"), render(&two, &at(width)).text);
    }
    let three = four.with_columns(&[0, 1, 3]);
    golden::check("view/three-80.txt", render(&three, &at(80)).text);
    for width in [120, 200] {
        let page = render(&six(), &at(width));
        golden::check(&format!("view/six-{width}.txt"), page.text);
    }
    for width in [60, 100] {
        let page = render(&works::hostile(), &at(width));
        golden::check(&format!("view/hostile-{width}.txt"), page.text);
    }
}

#[test]
fn escapes_are_as_they_were() {
    for (name, style) in [("marks", Style::Marks), ("color", Style::Color)] {
        let options = Options { style, find: Some("corea"), ..at(100) };
        let page = render(&plain(), &options);
        golden::check(&format!("view/{name}.ansi"), page.text);
    }
}

#[test]
fn a_plain_page_is_the_coloured_one_without_its_escapes() {
    for work in [plain(), works::hostile()] {
        let plain = render(&work, &at(100)).text;
        assert!(!plain.contains('\x1b'));
        let options = Options { style: Style::Color, ..at(100) };
        let color = render(&work, &options).text;
        assert_eq!(bare(&color), plain);
    }
}

#[test]
fn filters_keep_the_numbers_of_the_whole() {
    let work = plain();
    let doubtful = render(&work, &Options { doubtful: true, ..at(100) });
    assert_eq!(doubtful.rows, 2);
    assert!(doubtful.text.contains("\n   8? "), "{}", doubtful.text);
    let find = render(&work, &Options { find: Some("ＣＯＲÉＡ"), ..at(100) });
    let holds =
        |row: &&tetrapla::parallel::Row| row.cells[0].iter().any(|s| s.contains("Corea"));
    assert_eq!(find.rows, work.rows.iter().filter(holds).count());
    let none = render(&work, &Options { find: Some("unheard of"), ..at(100) });
    assert_eq!((none.text.as_str(), none.rows), ("", 0));
}

#[test]
fn a_range_keeps_the_heading_and_says_what_is_left_out() {
    let mut work = plain();
    let page = render(&work, &Options { rows: Some((7, 9)), ..at(100) });
    assert_eq!(page.rows, 3);
    assert!(page.text.contains("   1  Mezz'ora"));
    assert!(page.text.contains("\n      rows 2-6 left out\n"));
    let page = render(&work, &Options { rows: Some((3, 3)), ..at(100) });
    assert!(page.text.contains("\n      row 2 left out\n"));
    assert!(
        !render(&work, &Options { rows: Some((1, 2)), ..at(100) }).text.contains("left")
    );
    assert_eq!(render(&work, &Options { rows: Some((99, 120)), ..at(100) }).rows, 0);
    // A row that was inserted between them has a number beyond the range.
    work.rows[7].id = 400;
    assert_eq!(render(&work, &Options { rows: Some((7, 9)), ..at(100) }).rows, 3);
}

#[test]
fn columns_stand_abreast_where_each_gets_its_least_width() {
    let (four, two) = (plain(), plain().with_columns(&[0, 3]));
    for (work, width, abreast) in
        [(&four, 100, true), (&four, 99, false), (&two, 52, true), (&two, 51, false)]
    {
        let found = render(work, &at(width)).text.contains("----");
        assert_eq!(found, abreast, "{} columns at {width}", work.columns.len());
    }
}

#[test]
fn columns_of_one_language_are_told_apart() {
    let cells = vec![vec![vec!["a".to_owned()], vec!["b".to_owned()]]];
    let work = works::work("w", &["en-x-legge", "en-x-waley"], cells);
    let text = render(&work, &at(80)).text;
    assert!(text.starts_with("      English (en-x-legge)"), "{text}");
    assert!(render(&work, &at(40)).text.contains("en-x-waley  b"));
}

proptest! {
    #[test]
    fn no_line_is_wider_than_the_page(work in works::any_work(), width in 44usize..130) {
        for style in [Style::Plain, Style::Color] {
            let text = render(&work, &Options { style, ..at(width) }).text;
            for line in text.split_terminator('\n') {
                let plain = bare(line);
                prop_assert!(cells(&plain) <= width, "{} > {width}: {plain:?}", cells(&plain));
                prop_assert!(style == Style::Color || !line.chars().any(char::is_control));
            }
        }
    }

    #[test]
    fn lines_joined_give_the_cells_back(
        text in works::text(),
        more in works::text(),
        width in 20usize..52,
    ) {
        let cells = vec![vec![vec![text, more], vec![]]];
        let work = works::work("w", &["ja", "it"], cells);
        let page = render(&work, &at(width)).text;
        // Narrow enough to be stacked: the cell is what stands right of the tags.
        let lines = page.lines().take_while(|line| line.get(6..8) != Some("it"));
        let shown: String = lines.flat_map(|line| line.chars().skip(10)).collect();
        let cell = &work.rows[0].cells[0];
        let wanted = format!("{}[2] {}", visible(&cell[0]), visible(&cell[1]));
        prop_assert_eq!(squeeze(&shown), squeeze(&wanted));
    }

    // Pieces are short: one that is longer than a line has to be cut somewhere.
    #[test]
    fn no_line_starts_or_ends_with_a_mark_that_must_not(
        text in "([一-三アイ]{1,3}([。、」』）！？；：％…－＝～·‐–—ゃゅょっァィゥェォー々]|[「『（《]?)){1,20}",
        width in 20usize..40,
    ) {
        let mut work = works::work("w", &["ja", "it"], vec![vec![vec![text], vec![]]]);
        work.rows[0].verdict = Verdict::Proposed;
        let page = render(&work, &at(width)).text;
        let lines: Vec<&str> = page.lines().take_while(|l| l.get(6..8) != Some("it")).collect();
        for (index, line) in lines.iter().enumerate() {
            let (first, last) = (line.chars().nth(10).unwrap(), line.chars().last().unwrap());
            let start = "。、」』）！？；：％…－＝～·‐–—ゃゅょっァィゥェォー々";
            prop_assert!(index == 0 || !start.contains(first), "{page}");
            prop_assert!(index + 1 == lines.len() || !"「『（《".contains(last), "{page}");
        }
    }
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Shows what a terminal would obey or drop, as the page should.
fn visible(text: &str) -> String {
    let turns = |code| matches!(code, 0x2028..=0x202e | 0x2066..=0x2069);
    let none = |code| matches!(code, 0xfdd0..=0xfdef) || code % 0x1_0000 > 0xfffd;
    let show = |c: char| match u32::from(c) {
        code if c.is_control() => format!("\\x{code:02x}"),
        code if turns(code) || none(code) => format!("\\u{{{code:x}}}"),
        _ => c.to_string(),
    };
    text.chars().map(show).collect()
}

/// Takes the escapes out of a text.
fn bare(text: &str) -> String {
    let mut parts = text.split('\x1b');
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').unwrap().1)
}
