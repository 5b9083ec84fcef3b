//! How columns stand: abreast, in bands, or one under the other; and how wide.

use super::wrap;
use crate::parallel::Parallel;

/// Least cells of a column that stands abreast.
const ABREAST: usize = 22;
/// Least cells of a column in a band, its tag left aside.
const BAND: usize = 24;
/// Least cells that a text gets, however narrow the terminal.
const LEAST: usize = 8;
/// Cells between two columns.
const GAP: usize = 2;
/// Rows whose texts say how much room a language needs.
const SAMPLE: usize = 200;

/// Where the cells of a row go.
pub(super) struct Layout {
    /// Cells before the columns, for the number and its sign.
    pub(super) gutter: usize,
    /// Cells for the tag before each text, none where columns stand abreast.
    pub(super) label: usize,
    /// How the columns stand.
    pub(super) stand: Stand,
    /// How many bands a row has.
    pub(super) bands: usize,
    /// Where each column stands.
    pub(super) places: Vec<Place>,
}

/// How columns stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// All beside each other.
    Abreast,
    /// Some beside each other, the others below.
    Bands,
    /// One under the other.
    Stacked,
}

/// Where one column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Which band it is in.
    pub(super) band: usize,
    /// The cell it begins in, with its tag.
    pub(super) x: usize,
    /// How many cells its text has.
    pub(super) width: usize,
}

impl Layout {
    /// Finds the layout of a work in `width` cells.
    pub(super) fn new(work: &Parallel, labels: &[String], width: usize) -> Self {
        let highest = work.rows.iter().map(|row| row.id).max().unwrap_or(0);
        let gutter = 6.max(highest.to_string().len() + 2);
        let n = work.columns.len();
        let room = |columns: usize| {
            width.saturating_sub(gutter + GAP * columns.saturating_sub(1))
        };
        if room(n) >= ABREAST * n {
            let mut x = gutter;
            let places = widths(room(n), &needs(work)).into_iter().map(|width| {
                let place = Place { band: 0, x, width };
                x += width + GAP;
                place
            });
            let (stand, places) = (Stand::Abreast, places.collect());
            return Self { gutter, label: 0, stand, bands: 1, places };
        }
        let label = GAP + labels.iter().map(|l| wrap::width(l)).max().unwrap_or(0);
        let fits = (1..=n).rev().find(|&k| room(k) >= (BAND + label) * k).unwrap_or(1);
        let bands = n.div_ceil(fits);
        // Evenly: four columns where three would fit are two and two.
        let each = n.div_ceil(bands);
        let (share, rest) = (room(each) / each, room(each) % each);
        let places = (0..n).map(|index| {
            let (band, slot) = (index / each, index % each);
            let x = gutter + slot * (share + GAP) + slot.min(rest);
            let width = share + usize::from(slot < rest);
            Place { band, x, width: width.saturating_sub(label).max(LEAST) }
        });
        let stand = if each > 1 { Stand::Bands } else { Stand::Stacked };
        Self { gutter, label, stand, bands, places: places.collect() }
    }
}

/// Returns what is written before each cell: the first part of the tag, or the whole tag
/// where two columns would share it.
pub(super) fn labels(work: &Parallel) -> Vec<String> {
    let tags = || work.columns.iter().map(|column| column.lang.as_str());
    let first = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    let label = |tag: &str| match tags().filter(|t| first(t) == first(tag)).count() {
        1 => first(tag),
        _ => tag.to_owned(),
    };
    tags().map(label).collect()
}

/// Returns what stands over each column: the language's name, with the tag where two
/// columns would have the same.
pub(super) fn names(work: &Parallel) -> Vec<String> {
    let langs = || work.columns.iter().map(|column| &column.lang);
    let name = |lang: &crate::lang::Lang| match langs()
        .filter(|other| other.name() == lang.name())
        .count()
    {
        1 => lang.name().to_owned(),
        _ => format!("{} ({lang})", lang.name()),
    };
    langs().map(name).collect()
}

/// Returns how many cells the texts of each column take in the first rows.
fn needs(work: &Parallel) -> Vec<usize> {
    let rows = &work.rows[..work.rows.len().min(SAMPLE)];
    let need = |column: usize| {
        let texts = rows.iter().flat_map(|row| &row.cells[column]);
        texts.map(|text| wrap::width(text)).sum::<usize>().max(1)
    };
    (0..work.columns.len()).map(need).collect()
}

/// Returns how much room each column needs, no two farther apart than .75 and 1.35 of the
/// mean allow; for what has no cells.
pub(super) fn shares(work: &Parallel) -> Vec<usize> {
    let needs = needs(work);
    let mean = (needs.iter().sum::<usize>() / needs.len().max(1)).max(1);
    let share = |need: usize| (need * 100 / mean).clamp(75, 135);
    needs.into_iter().map(share).collect()
}

/// Shares `room` out by what each column needs, between .75 and 1.35 of the mean and
/// never under the least width. All of the room is given away.
fn widths(room: usize, needs: &[usize]) -> Vec<usize> {
    let (n, total) = (needs.len(), needs.iter().sum::<usize>());
    let low = (75 * room).div_ceil(100 * n).max(ABREAST).min(room / n);
    let high = (135 * room / (100 * n)).max(room.div_ceil(n));
    let mut widths: Vec<usize> =
        needs.iter().map(|need| (need * room / total).clamp(low, high)).collect();
    // What rounding and the limits left over, or took too much, goes cell by cell to or
    // from the column that is farthest from its share; the first of equals.
    loop {
        let given: usize = widths.iter().sum();
        let ratio = |a: &usize, b: &usize| {
            (widths[*a] * needs[*b]).cmp(&(widths[*b] * needs[*a])).then(a.cmp(b))
        };
        let next = match given.cmp(&room) {
            std::cmp::Ordering::Equal => return widths,
            std::cmp::Ordering::Less => {
                (0..n).filter(|&i| widths[i] < high).min_by(ratio).map(|i| (i, true))
            }
            std::cmp::Ordering::Greater => {
                (0..n).filter(|&i| widths[i] > low).max_by(ratio).map(|i| (i, false))
            }
        };
        match next {
            Some((i, true)) => widths[i] += 1,
            Some((i, false)) => widths[i] -= 1,
            None => return widths,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_follow_needs_within_limits_and_fill_the_room() {
        assert_eq!(widths(108, &[300, 300, 200, 200]), [32, 32, 22, 22]);
        for room in 22 * 3..150 {
            for needs in [[1, 1, 1], [1000, 1, 1], [7, 500, 400], [1, 999, 999]] {
                let widths = widths(room, &needs);
                assert_eq!(widths.iter().sum::<usize>(), room, "{room} {needs:?}");
                assert!(widths.iter().all(|w| *w >= 22), "{room} {needs:?} {widths:?}");
            }
        }
    }
}
