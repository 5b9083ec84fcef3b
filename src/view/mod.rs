//! Works side by side: layout and markup, no files, no terminal.
//!
//! A row is a row everywhere: all its columns start on the same line, a missing sentence
//! is a visible gap, and doubt is a sign before it is a colour. The same work and options
//! give the same bytes.

mod cell;
mod find;
mod kinsoku;
mod layout;
mod page;
mod wrap;

use std::fmt::Write;

use crate::parallel::{Parallel, Row, Verdict};
use cell::{Dress, Mark, Shown};
use find::Query;
use layout::{Layout, Stand};
pub use page::page;

/// What of a work is shown, and how.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// How many cells of a terminal a line has.
    pub width: usize,
    /// Which escapes are used.
    pub style: Style,
    /// Only the rows from the one number to the other, both with; the first row of the
    /// work, its heading, stays.
    pub rows: Option<(u32, u32)>,
    /// Only rows with this text in a cell: case, width and diacritics make no difference.
    pub find: Option<&'a str>,
    /// Only doubtful rows.
    pub doubtful: bool,
    /// Whether names are underlined.
    pub names: bool,
}

/// Which escapes the text has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// None at all.
    Plain,
    /// Underline, bold and reverse, but no colour: a terminal under `NO_COLOR`.
    Marks,
    /// All.
    Color,
}

/// A work as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The lines, each with its end.
    pub text: String,
    /// How many of the rows that were asked for there are; none is a `no`.
    pub rows: usize,
}

impl Default for Options<'_> {
    /// All rows, plain, in 100 cells.
    fn default() -> Self {
        let (width, style, names) = (100, Style::Plain, true);
        Self { width, style, rows: None, find: None, doubtful: false, names }
    }
}

/// Lays a work out in lines.
///
/// Columns stand abreast where each gets 22 cells, else in bands of as many as get 28,
/// else one under the other. Below some 20 cells, lines are wider than asked.
///
/// ```
/// # fn main() -> tetrapla::Result<()> {
/// let file = r#"{"tetrapla":1,"work":"w","columns":[{"lang":"it","sentences":1},{"lang":"ja","sentences":0}],"made":{"version":"0.1.0"}}
/// {"id":1,"cells":{"it":["Sì."],"ja":[]},"score":0.31,"verdict":"doubtful"}"#;
/// let work = tetrapla::store::parse(file, "w.jsonl".as_ref())?;
/// let options = tetrapla::view::Options { width: 40, ..Default::default() };
/// let page = tetrapla::view::render(&work, &options);
/// assert_eq!(page.text, "   1? it  Sì.\n .31  ja  --\n");
/// # Ok(()) }
/// ```
pub fn render(work: &Parallel, options: &Options<'_>) -> Rendered {
    let query = options.find.map(Query::new);
    let choice = choose(work, options, query.as_ref());
    let mut page = Page::new(work, options, query.as_ref());
    if !choice.rows.is_empty() {
        page.head();
    }
    if let Some((heading, left_out)) = choice.opening {
        page.row(heading);
        page.left_out(left_out);
    }
    for row in &choice.rows {
        page.row(row);
    }
    Rendered { text: page.text, rows: choice.rows.len() }
}

/// The rows that are shown.
struct Choice<'a> {
    /// The work's heading and the rows left out after it, where the choice is a piece of
    /// a text that begins further on.
    opening: Option<(&'a Row, &'a [Row])>,
    /// The rows that were asked for.
    rows: Vec<&'a Row>,
}

/// Chooses the rows that the options ask for.
fn choose<'a>(
    work: &'a Parallel,
    options: &Options<'_>,
    query: Option<&Query>,
) -> Choice<'a> {
    let (from, to) = match options.rows {
        Some(rows) => between(&work.rows, rows),
        None => (0, work.rows.len()),
    };
    let chosen = work.rows[from..to].iter().filter(|row| {
        (!options.doubtful || row.verdict == Verdict::Doubtful)
            && query.is_none_or(|query| {
                row.cells.iter().flatten().any(|sentence| query.is_in(sentence))
            })
    });
    let rows: Vec<&Row> = chosen.collect();
    // Without a filter the range is a piece of a text, and a text has a heading.
    let piece = from > 0 && !rows.is_empty() && !options.doubtful && query.is_none();
    let opening = piece.then(|| (&work.rows[0], &work.rows[1..from]));
    Choice { opening, rows }
}

/// Returns where the rows lie whose numbers are in the range, and all rows between them:
/// in a work that was edited, numbers need not rise.
fn between(rows: &[Row], (first, last): (u32, u32)) -> (usize, usize) {
    let within = |row: &Row| (first..=last).contains(&row.id);
    match (rows.iter().position(within), rows.iter().rposition(within)) {
        (Some(from), Some(to)) => (from, to + 1),
        _ => (0, 0),
    }
}

/// The text as it grows.
struct Page<'a> {
    work: &'a Parallel,
    options: &'a Options<'a>,
    query: Option<&'a Query>,
    layout: Layout,
    labels: Vec<String>,
    text: String,
    begun: bool,
}

/// One row's lines: pieces with the cell they start in, from left to right.
#[derive(Default)]
struct Grid(Vec<Vec<(usize, usize, String)>>);

impl<'a> Page<'a> {
    fn new(
        work: &'a Parallel,
        options: &'a Options<'a>,
        query: Option<&'a Query>,
    ) -> Self {
        let labels = layout::labels(work);
        let layout = Layout::new(work, &labels, options.width);
        Self { work, options, query, layout, labels, text: String::new(), begun: false }
    }

    /// Writes the head: the languages' names and hyphens, where columns stand abreast.
    fn head(&mut self) {
        if self.layout.stand != Stand::Abreast {
            return;
        }
        let mut grid = Grid::default();
        for (name, place) in layout::names(self.work).iter().zip(&self.layout.places) {
            let name = wrap::cut(name, place.width);
            grid.put(place.x, 0, wrap::width(name), name.to_owned());
            let line = "-".repeat(place.width);
            grid.put(place.x, 1, place.width, self.dim(&line));
        }
        self.write(grid);
    }

    fn left_out(&mut self, rows: &[Row]) {
        let line = match rows {
            [] => return,
            [row] => format!("row {} left out", row.id),
            [first, .., last] => format!("rows {}-{} left out", first.id, last.id),
        };
        let mut grid = Grid::default();
        grid.put(self.layout.gutter, 0, wrap::width(&line), self.dim(&line));
        self.write(grid);
    }

    fn row(&mut self, row: &Row) {
        if row.paragraph && self.begun {
            self.text.push('\n');
        }
        self.begun = true;
        let mut cells = Vec::with_capacity(row.cells.len());
        let mut heights = vec![0; self.layout.bands];
        for (index, place) in self.layout.places.iter().enumerate() {
            let shown = self.cell(row, index);
            let lines = wrap::wrap(&shown.text, &shown.glued, place.width);
            let height = &mut heights[place.band];
            *height = lines.len().max(*height);
            cells.push((shown, lines));
        }
        let top = |band: usize| heights[..band].iter().sum::<usize>();
        let mut grid = Grid::default();
        self.gutter(row, top, &mut grid);
        for (index, (place, (shown, lines))) in
            self.layout.places.iter().zip(&cells).enumerate()
        {
            let (y, x) = (top(place.band), place.x + self.layout.label);
            if self.layout.label > 0 {
                let label = &self.labels[index];
                grid.put(place.x, y, wrap::width(label), self.dim(label));
            }
            if row.cells[index].is_empty() {
                // In a column the gap is drawn in its middle, after a tag beside it.
                let abreast = self.layout.stand == Stand::Abreast;
                let middle = if abreast { (place.width - 2) / 2 } else { 0 };
                grid.put(x + middle, y, 2, self.dim("--"));
                continue;
            }
            for (line, range) in lines.iter().enumerate() {
                let width = wrap::width(&shown.text[range.clone()]);
                let text = shown.paint(range.clone(), self.options.style);
                grid.put(x, y + line, width, text);
            }
        }
        self.write(grid);
    }

    /// Puts the row's number, its sign and, where it is doubtful, its score.
    fn gutter(&self, row: &Row, top: impl Fn(usize) -> usize, grid: &mut Grid) {
        let width = self.layout.gutter - 2;
        let (sign, color) = match row.verdict {
            Verdict::Doubtful => ("?", "31"),
            Verdict::Confirmed => ("✓", "32"),
            Verdict::Proposed => ("", ""),
        };
        let mut text = self.dim(&format!("{:>width$}", row.id));
        match self.options.style {
            Style::Color if !sign.is_empty() => {
                write!(text, "\x1b[{color}m{sign}\x1b[0m").expect("memory takes all");
            }
            _ => text.push_str(sign),
        }
        grid.put(0, 0, width + wrap::width(sign), text);
        if let (Verdict::Doubtful, Some(score)) = (row.verdict, row.score) {
            let y = match self.layout.stand {
                Stand::Stacked if self.layout.bands > 1 => top(1),
                _ => 1,
            };
            let score = match (score.thousandths() + 5) / 10 {
                100 => "1.00".to_owned(),
                hundredths => format!(".{hundredths:02}"),
            };
            grid.put(0, y, width, self.dim(&format!("{score:>width$}")));
        }
    }

    fn cell(&self, row: &Row, index: usize) -> Shown {
        let lang = &self.work.columns[index].lang;
        let forms = row.names.iter().filter(|_| self.options.names);
        let forms = forms.filter_map(|names| names.forms.get(lang)).flatten();
        let dress = Dress {
            joiner: &lang.profile().joiner,
            names: forms.map(String::as_str).collect(),
            query: self.query,
        };
        Shown::new(&row.cells[index], &dress)
    }

    fn dim(&self, text: &str) -> String {
        Mark::Dim.paint(text, self.options.style)
    }

    /// Writes lines, without spaces at their ends.
    fn write(&mut self, grid: Grid) {
        for line in grid.0 {
            let mut at = 0;
            for (x, width, text) in line {
                if width > 0 || !text.is_empty() {
                    self.text.extend(std::iter::repeat_n(' ', x.saturating_sub(at)));
                    self.text.push_str(&text);
                    at = x + width;
                }
            }
            self.text.push('\n');
        }
    }
}

impl Grid {
    /// Puts a text of `width` cells in line `y` from cell `x` on, right of what is there.
    fn put(&mut self, x: usize, y: usize, width: usize, text: String) {
        if self.0.len() <= y {
            self.0.resize_with(y + 1, Vec::new);
        }
        self.0[y].push((x, width, text));
    }
}
