//! A spreadsheet for review: a sheet for each work, the columns side by side.
//!
//! The head stays in sight, texts wrap, doubtful rows are filled, and a verdict is chosen
//! from a list. Every text is written as text, never as a formula. A cell of a sheet holds
//! 32,767 characters (ECMA-376, and Excel's specifications): a row with a longer one is
//! left out and counted.

use std::collections::BTreeSet;

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook,
    Worksheet, XlsxError,
};

use super::xml::allowed;
use super::{Chosen, Columns, Export, Files, Output, Pen, Works, join, joiners};
use crate::error::{Error, ErrorKind, Result};
use crate::parallel::{Row, Verdict};

pub(super) const EXPORT: Export = Export {
    name: "xlsx",
    about: "a spreadsheet for review",
    extension: "xlsx",
    files: Files::One,
    binary: true,
    columns: Columns::Any,
    works: Works::Any,
    imports: true,
    utf16: false,
    open: |output| {
        let mut book = Workbook::new();
        book.set_properties(&properties(output.options.date)?);
        Ok(Box::new(Xlsx { book, names: BTreeSet::new() }))
    },
};

/// How many UTF-16 units a cell may hold.
const LONGEST: usize = 32_767;
/// Widths of the columns, in characters of the standard font.
const WIDTHS: [f64; 3] = [7.0, 50.0, 11.0];

struct Xlsx {
    book: Workbook,
    /// The names of the sheets, in lower case, as they are compared.
    names: BTreeSet<String>,
}

impl Pen for Xlsx {
    fn work(&mut self, chosen: &Chosen<'_>, output: &mut Output<'_>) -> Result<()> {
        let name = self.sheet_name(&chosen.work.work);
        let sheet = self.book.add_worksheet();
        sheet.set_name(&name).map_err(wrong)?;
        write(chosen, output, sheet).map_err(wrong)
    }

    fn end(&mut self, output: &mut Output<'_>) -> Result<()> {
        if self.names.is_empty() {
            self.book.add_worksheet();
        }
        let bytes = self.book.save_to_buffer().map_err(wrong)?;
        Ok(output.out.write_all(&bytes)?)
    }
}

impl Xlsx {
    /// Returns a name that no sheet has yet: 31 characters at most, some forbidden.
    fn sheet_name(&mut self, work: &str) -> String {
        let forbidden = |c: char| c.is_control() || "[]:*?/\\'".contains(c);
        let mut plain: String = work.replace(forbidden, "-");
        if plain.trim().is_empty() {
            plain = "work".to_owned();
        }
        let cut = |length: usize| {
            let mut units = 0;
            let fits = |c: &char| {
                units += c.len_utf16();
                units <= length
            };
            plain.chars().take_while(fits).collect::<String>()
        };
        let mut name = cut(31);
        for number in 2.. {
            if self.names.insert(name.to_lowercase()) {
                break;
            }
            name = format!("{} {number}", cut(24));
        }
        name
    }
}

/// Writes a work on its sheet.
fn write(
    chosen: &Chosen<'_>,
    output: &mut Output<'_>,
    sheet: &mut Worksheet,
) -> Result<(), XlsxError> {
    let (work, joiners) = (chosen.work, joiners(chosen.work));
    let bold = Format::new().set_bold();
    let tags = work.columns.iter().map(|column| column.lang.as_str());
    let head: Vec<&str> =
        ["id"].into_iter().chain(tags).chain(["score", "verdict"]).collect();
    let texts = work.columns.len();
    let mut place: u16 = 0;
    for (index, name) in head.iter().enumerate() {
        sheet.write_string_with_format(0, place, *name, &bold)?;
        let width = match index {
            0 => WIDTHS[0],
            index if index <= texts => WIDTHS[1],
            _ => WIDTHS[2],
        };
        sheet.set_column_width(place, width)?;
        place += 1;
    }
    sheet.set_freeze_panes(1, 1)?;
    let mut line = 1;
    for row in chosen.rows() {
        let cells: Vec<String> = row
            .cells
            .iter()
            .zip(&joiners)
            .map(|(cell, j)| {
                allowed(&join(cell, j), &mut output.report.replaced).into_owned()
            })
            .collect();
        if cells.iter().any(|text| text.encode_utf16().count() > LONGEST) {
            output.report.left_out += 1;
            continue;
        }
        write_row(sheet, line, row, &cells)?;
        line += 1;
        output.report.rows += 1;
    }
    let verdict = place - 1;
    let words =
        DataValidation::new().allow_list_strings(&Verdict::ALL.map(Verdict::name))?;
    sheet.add_data_validation(1, verdict, line.max(2) - 1, verdict, &words)?;
    Ok(())
}

fn write_row(
    sheet: &mut Worksheet,
    line: u32,
    row: &Row,
    cells: &[String],
) -> Result<(), XlsxError> {
    let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let format = match row.verdict {
        Verdict::Doubtful => plain.set_background_color(Color::RGB(0x00ff_f2cc)),
        Verdict::Proposed => plain,
        Verdict::Confirmed => plain.set_background_color(Color::RGB(0x00e2_efda)),
    };
    sheet.write_number_with_format(line, 0, row.id, &format)?;
    let mut place: u16 = 1;
    for text in cells {
        sheet.write_string_with_format(line, place, text, &format)?;
        place += 1;
    }
    match row.score {
        Some(score) => {
            sheet.write_number_with_format(line, place, score.value(), &format)?
        }
        None => sheet.write_blank(line, place, &format)?,
    };
    sheet.write_string_with_format(line, place + 1, row.verdict.name(), &format)?;
    Ok(())
}

/// Returns the properties of the file: its date is the one given, or else the first that a
/// sheet knows, for no clock is asked.
fn properties(date: Option<&str>) -> Result<DocProperties> {
    let date = date.unwrap_or("1900-01-01").trim_end_matches('Z');
    let date = ExcelDateTime::parse_from_str(date).map_err(|_| {
        let message = format!("date `{date}`, wanted YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ");
        Error::new(ErrorKind::Argument, message)
    })?;
    Ok(DocProperties::new().set_creation_datetime(&date))
}

fn wrong(error: XlsxError) -> Error {
    Error::new(ErrorKind::Limit, format!("{error}, wanted what a spreadsheet can hold"))
}
