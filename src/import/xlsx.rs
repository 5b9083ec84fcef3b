//! Spreadsheets: every sheet a table with a head of tags, as CSV is one.
//!
//! A sheet that we wrote and somebody reviewed comes back with its ids, its verdicts and
//! the texts as they were left.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

use super::table::row;
use super::{Import, Input, Options, Sink, Way};
use crate::error::{Error, ErrorKind, Result};

pub(super) const IMPORT: Import = Import {
    name: "xlsx",
    about: "a spreadsheet, sheets with a head of tags",
    extensions: &["xlsm", "xlsx"],
    files: 1,
    way: Way::Units(units),
};

fn units(inputs: &[Input<'_>], options: &Options<'_>, sink: &mut Sink<'_>) -> Result<()> {
    let input = &inputs[0];
    let bytes = input.read()?;
    let wrong = |error: calamine::XlsxError| {
        let message = format!("{error}, wanted a spreadsheet");
        Error::new(ErrorKind::Record, message).at(input.path)
    };
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(&*bytes)).map_err(wrong)?;
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).map_err(wrong)?;
        let first = range.start().map_or(0, |(line, _)| line as usize);
        let mut fields = None;
        for (index, cells) in range.rows().enumerate() {
            let texts: Vec<String> = cells.iter().map(text).collect();
            if texts.iter().all(String::is_empty) {
                continue;
            }
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            row(&texts, &mut fields, options, sink)
                .map_err(|error| error.at(input.path).on_line(first + index + 1))?;
        }
    }
    Ok(())
}

/// Returns a cell as text; a whole number has no decimals.
fn text(cell: &Data) -> String {
    match cell {
        Data::Float(number) if number.fract() == 0.0 => format!("{number:.0}"),
        cell => cell.to_string(),
    }
}
