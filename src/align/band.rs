//! Bands: for every row of a matrix, the columns that are looked at.
//!
//! Invariant: both ends rise from row to row, and no row is empty.

/// A monotone band; row i holds the columns `low[i]..high[i]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Band {
    pub(super) low: Vec<usize>,
    pub(super) high: Vec<usize>,
    /// Where each row begins when all are put one behind the other.
    offsets: Vec<usize>,
}

impl Band {
    /// Makes both ends rise, and gives every row its place.
    pub(super) fn new(mut low: Vec<usize>, mut high: Vec<usize>) -> Self {
        for i in (1..low.len()).rev() {
            low[i - 1] = low[i - 1].min(low[i]);
        }
        for i in 1..high.len() {
            high[i] = high[i].max(high[i - 1]);
        }
        let mut offsets = vec![0];
        for (low, high) in low.iter().zip(&high) {
            offsets.push(offsets[offsets.len() - 1] + (high - low));
        }
        Self { low, high, offsets }
    }

    /// Takes every column of every row.
    pub(super) fn full(rows: usize, columns: usize) -> Self {
        Self::new(vec![0; rows], vec![columns; rows])
    }

    /// Takes the rectangles between successive cells of a chain, `wide` cells wider on
    /// all sides.
    pub(super) fn around(
        chain: &[(usize, usize)],
        rows: usize,
        columns: usize,
        wide: usize,
    ) -> Self {
        let (mut low, mut high) = (vec![columns; rows], vec![0; rows]);
        let firsts = std::iter::once(None).chain(chain.iter().copied().map(Some));
        let seconds = chain.iter().copied().chain([(rows, columns)]);
        for (first, second) in firsts.zip(seconds) {
            // Before the first cell the rectangle begins at the corner.
            let (top, left) = first.unwrap_or((0, 0));
            let (top, left) = (top.saturating_sub(wide), left.saturating_sub(wide));
            let bottom = rows.min(second.0 + 1 + wide);
            let right = columns.min(second.1 + 1 + wide);
            for i in top..bottom {
                low[i] = low[i].min(left);
                high[i] = high[i].max(right);
            }
        }
        Self::new(low, high)
    }

    /// Returns how many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.low.len()
    }

    /// Returns how many cells there are.
    pub(super) fn cells(&self) -> usize {
        self.offsets[self.rows()]
    }

    /// Returns whether the band has the cell.
    pub(super) fn contains(&self, row: usize, column: usize) -> bool {
        row < self.rows() && (self.low[row]..self.high[row]).contains(&column)
    }

    /// Returns the number of a cell that the band has.
    pub(super) fn cell(&self, row: usize, column: usize) -> usize {
        debug_assert!(self.contains(row, column));
        self.offsets[row] + (column - self.low[row])
    }
}
