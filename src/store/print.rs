//! The parallel segment file, written: one canonical text for each value.
//!
//! Canonical is: compact JSON, the known fields in a fixed order, cells and forms in the
//! order of the columns, then the fields that we do not know, sorted; LF after each line.

use std::io::{self, Write};

use super::VERSION;
use crate::parallel::{Column, Parallel, Row, Status, Unknown};

/// Returns the file's text.
pub fn to_string(parallel: &Parallel) -> String {
    let mut out = Vec::new();
    print(parallel, &mut out).expect("memory takes every byte");
    String::from_utf8(out).expect("only strings were written")
}

/// Writes the file's text, row by row.
///
/// # Errors
/// Those of `out`.
pub fn print(parallel: &Parallel, out: &mut dyn Write) -> io::Result<()> {
    let mut line = Line::default();
    line.header(parallel);
    out.write_all(line.0.as_bytes())?;
    for row in &parallel.rows {
        line.0.clear();
        line.row(&parallel.columns, row);
        line.0.push('\n');
        out.write_all(line.0.as_bytes())?;
    }
    Ok(())
}

/// Returns one row as it stands in the file, without the line end.
pub fn row_to_string(columns: &[Column], row: &Row) -> String {
    let mut line = Line::default();
    line.row(columns, row);
    line.0
}

#[derive(Default)]
struct Line(String);

impl Line {
    fn header(&mut self, parallel: &Parallel) {
        self.0.push_str("{\"tetrapla\":");
        self.0.push_str(&VERSION.to_string());
        self.0.push_str(",\"work\":");
        self.string(&parallel.work);
        self.0.push_str(",\"columns\":[");
        for (index, column) in parallel.columns.iter().enumerate() {
            self.0.push_str(if index == 0 { "{\"lang\":" } else { ",{\"lang\":" });
            self.string(column.lang.as_str());
            self.optional("path", column.path.as_deref());
            self.optional("sha256", column.sha256.as_deref());
            self.0.push_str(",\"sentences\":");
            self.0.push_str(&column.sentences.to_string());
            self.unknown(&column.unknown);
            self.0.push('}');
        }
        let made = &parallel.made;
        self.0.push_str("],\"made\":{\"version\":");
        self.string(&made.version);
        self.optional("segmenter", made.segmenter.as_deref());
        self.optional("weights", made.weights.as_deref());
        self.optional("registry", made.registry.as_deref());
        self.unknown(&made.unknown);
        self.0.push('}');
        self.unknown(&parallel.unknown);
        self.0.push_str("}\n");
    }

    fn row(&mut self, columns: &[Column], row: &Row) {
        self.0.push_str("{\"id\":");
        self.0.push_str(&row.id.to_string());
        self.0.push_str(",\"cells\":{");
        for (index, (column, cell)) in columns.iter().zip(&row.cells).enumerate() {
            self.list(index == 0, column, cell);
        }
        self.0.push('}');
        if let Some(score) = row.score {
            self.0.push_str(",\"score\":");
            self.0.push_str(&score.to_string());
        }
        self.0.push_str(",\"verdict\":");
        self.string(row.verdict.name());
        self.optional("by", row.by.as_deref());
        self.0.push_str(",\"paragraph\":");
        self.0.push_str(if row.paragraph { "true" } else { "false" });
        self.0.push_str(",\"names\":[");
        for (index, names) in row.names.iter().enumerate() {
            self.0.push_str(if index == 0 { "{\"entity\":" } else { ",{\"entity\":" });
            match &names.entity {
                Some(entity) => self.string(entity),
                None => self.0.push_str("null"),
            }
            if names.status == Status::Generated {
                self.0.push_str(",\"status\":\"generated\"");
            }
            self.0.push_str(",\"forms\":{");
            let forms =
                columns.iter().filter_map(|c| Some((c, names.forms.get(&c.lang)?)));
            for (index, (column, forms)) in forms.enumerate() {
                self.list(index == 0, column, forms);
            }
            self.0.push('}');
            self.unknown(&names.unknown);
            self.0.push('}');
        }
        self.0.push(']');
        self.unknown(&row.unknown);
        self.0.push('}');
    }

    /// Writes `"tag":["…","…"]`.
    fn list(&mut self, first: bool, column: &Column, texts: &[String]) {
        if !first {
            self.0.push(',');
        }
        self.string(column.lang.as_str());
        self.0.push_str(":[");
        for (index, text) in texts.iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            self.string(text);
        }
        self.0.push(']');
    }

    fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.0.push_str(",\"");
            self.0.push_str(name);
            self.0.push_str("\":");
            self.string(text);
        }
    }

    fn unknown(&mut self, unknown: &Unknown) {
        for (name, json) in unknown {
            self.0.push(',');
            self.string(name);
            self.0.push(':');
            self.0.push_str(json);
        }
    }

    /// Writes a JSON string: only what JSON forbids is escaped (RFC 8259 §7).
    fn string(&mut self, text: &str) {
        self.0.push('"');
        let mut rest = text;
        while let Some(at) =
            rest.bytes().position(|b| b < 0x20 || b == b'"' || b == b'\\')
        {
            self.0.push_str(&rest[..at]);
            match rest.as_bytes()[at] {
                b'"' => self.0.push_str("\\\""),
                b'\\' => self.0.push_str("\\\\"),
                b'\n' => self.0.push_str("\\n"),
                b'\r' => self.0.push_str("\\r"),
                b'\t' => self.0.push_str("\\t"),
                byte => self.0.push_str(&format!("\\u{byte:04x}")),
            }
            rest = &rest[at + 1..];
        }
        self.0.push_str(rest);
        self.0.push('"');
    }
}
