//! Comma-separated values as RFC 4180 has them: CRLF, quotes where they are needed.
//!
//! A cell keeps its commas, quotes and line ends; only `spreadsheet_safe` adds to one.

use csv::{ByteRecord, Terminator, Writer, WriterBuilder};

use super::table::{Head, fields};
use super::{Chosen, Columns, Export, Files, Output, Pen, Works};
use crate::error::{Error, ErrorKind, Result};

pub(super) const EXPORT: Export = Export {
    name: "csv",
    about: "comma-separated values, RFC 4180",
    extension: "csv",
    files: Files::One,
    binary: false,
    columns: Columns::Any,
    works: Works::Any,
    imports: true,
    utf16: false,
    open: |_| Ok(Box::new(Csv(Head::default()))),
};

struct Csv(Head);

impl Pen for Csv {
    fn work(&mut self, chosen: &Chosen<'_>, output: &mut Output<'_>) -> Result<()> {
        let is_new = self.0.is_new(chosen.work)?;
        let mut writer: Writer<&mut dyn std::io::Write> =
            WriterBuilder::new().terminator(Terminator::CRLF).from_writer(output.out);
        if is_new {
            writer.write_record(self.0.names()).map_err(wrong)?;
        }
        let safe = output.options.spreadsheet_safe;
        for row in chosen.rows() {
            let record = ByteRecord::from(fields(chosen.work, row, safe));
            writer.write_byte_record(&record).map_err(wrong)?;
            output.report.rows += 1;
        }
        Ok(writer.flush()?)
    }
}

fn wrong(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Error::from(error),
        kind => Error::new(ErrorKind::Record, format!("{kind:?}")),
    }
}
