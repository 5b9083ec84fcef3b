//! The rows of n columns, from the cuts of all pairs of columns.
//!
//! Every pair votes; no column is the pivot, and beads are never closed transitively: one
//! long bead would glue rows together. A boundary between rows is a place in every
//! column; it is as good as the geometric mean of what all pairs say of it.

use std::collections::BTreeMap;

use super::Aligned;
use crate::text::Run;

/// A pair of columns must give a place at least this much, or no boundary is there.
const LEAST: f64 = 0.05;
/// How many boundaries before it a boundary looks back on, for each column.
const BACK: usize = 200;
/// Stands for the likelihood of a place that a pair does not have.
const NEVER: f64 = 1e-6;

/// One row: a run of each column, and how likely its weaker boundary is.
#[derive(Clone, Debug, PartialEq)]
pub struct JoinedRow {
    /// The runs, in the order of the columns; empty where a column has nothing.
    pub runs: Vec<Run>,
    /// Confidence, 0 to 1.
    pub confidence: f64,
}

/// A place in every column.
type Boundary = Vec<usize>;

/// A place in some columns that rows must end at; nothing is said of the others.
type Corner = Vec<Option<usize>>;

/// Joins the alignments of all pairs of columns into rows.
///
/// `pairs[&(a, b)]`, a < b, is the alignment of the columns a and b; `sizes` are the
/// sentences of each. Rows are the monotone chain of boundaries with the greatest sum of
/// g − `theta`, g the geometric mean of the likelihoods of a boundary in all pairs. Each
/// row of `fixed` begins and ends a row in the columns that it has a run for.
pub(super) fn join(
    pairs: &BTreeMap<(usize, usize), Aligned>,
    sizes: &[usize],
    theta: f64,
    fixed: &[Vec<Option<Run>>],
) -> Vec<JoinedRow> {
    let corners = corners(fixed);
    let mut boundaries = candidates(pairs, sizes, &corners);
    // A boundary that a corner neither precedes nor follows would cut a fixed row.
    boundaries.retain(|b| corners.get(passed(&corners, b)).is_none_or(|c| follows(c, b)));
    let passed: Vec<usize> = boundaries.iter().map(|b| passed(&corners, b)).collect();
    let at_corner =
        |y: usize| passed[y] > 0 && is_at(&corners[passed[y] - 1], &boundaries[y]);
    let good: Vec<f64> = boundaries.iter().map(|b| agreement(pairs, b)).collect();
    let last = boundaries.len() - 1;
    let mut best = vec![f64::NEG_INFINITY; boundaries.len()];
    let mut by = vec![0; boundaries.len()];
    best[0] = 0.0;
    for y in 1..=last {
        let corner = at_corner(y);
        // The end and the corners must be reached, from however far.
        let far = y == last || corner;
        let first = if far { 0 } else { y.saturating_sub(BACK * sizes.len()) };
        for x in first..y {
            let before = boundaries[x].iter().zip(&boundaries[y]).all(|(x, y)| x <= y);
            let skips = passed[y] - passed[x];
            let goes = before && (skips == 0 || skips == 1 && corner);
            if goes && best[x] + good[y] - theta > best[y] {
                best[y] = best[x] + good[y] - theta;
                by[y] = x;
            }
        }
    }
    let mut rows = Vec::new();
    let mut y = last;
    while y > 0 {
        let x = by[y];
        let ends = boundaries[x].iter().zip(&boundaries[y]);
        let runs = ends.map(|(&start, &end)| Run::new(start, end)).collect();
        rows.push(JoinedRow { runs, confidence: good[x].min(good[y]) });
        y = x;
    }
    rows.reverse();
    rows
}

/// Where the fixed rows begin and end, in order, each place once.
fn corners(fixed: &[Vec<Option<Run>>]) -> Vec<Corner> {
    let mut corners: Vec<Corner> = Vec::new();
    for row in fixed {
        corners.push(row.iter().map(|run| run.map(Run::start)).collect());
        corners.push(row.iter().map(|run| run.map(Run::end)).collect());
    }
    corners.dedup();
    corners
}

/// How many corners a boundary has passed, one that it stands at too.
fn passed(corners: &[Corner], boundary: &Boundary) -> usize {
    corners.partition_point(|corner| {
        corner.iter().zip(boundary).all(|(c, place)| c.is_none_or(|c| c <= *place))
    })
}

/// Whether a corner lies behind a boundary, or at it, in all columns it knows.
fn follows(corner: &Corner, boundary: &Boundary) -> bool {
    corner.iter().zip(boundary).all(|(c, place)| c.is_none_or(|c| c >= *place))
}

fn is_at(corner: &Corner, boundary: &Boundary) -> bool {
    corner.iter().zip(boundary).all(|(c, place)| c.is_none_or(|c| c == *place))
}

/// All places that every pair of columns thinks possible, in order; the two ends always,
/// and one at each corner.
fn candidates(
    pairs: &BTreeMap<(usize, usize), Aligned>,
    sizes: &[usize],
    corners: &[Corner],
) -> Vec<Boundary> {
    // What place of column b may go with a place of column a.
    let partners: BTreeMap<(usize, usize), BTreeMap<usize, Vec<usize>>> = pairs
        .iter()
        .map(|(&pair, aligned)| {
            let mut places: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for (&(i, j), &likely) in &aligned.cuts {
                if likely > LEAST {
                    places.entry(i).or_default().push(j);
                }
            }
            (pair, places)
        })
        .collect();
    let mut out = Vec::new();
    for place in 0..=sizes[0] {
        grow(&mut vec![place], &partners, sizes.len(), &mut out);
    }
    let mut before = vec![0; sizes.len()];
    for corner in corners {
        before = likeliest(pairs, corner, &before);
        out.push(before.clone());
    }
    out.push(vec![0; sizes.len()]);
    out.push(sizes.to_vec());
    out.sort_unstable();
    out.dedup();
    out
}

/// The boundary at a corner: in the columns that it does not know, where most agree, but
/// not before the last corner's.
fn likeliest(
    pairs: &BTreeMap<(usize, usize), Aligned>,
    corner: &Corner,
    before: &Boundary,
) -> Boundary {
    let mut boundary = before.clone();
    for (column, place) in boundary.iter_mut().enumerate() {
        if let Some(known) = corner[column] {
            *place = known;
            continue;
        }
        let mut votes: BTreeMap<usize, f64> = BTreeMap::new();
        for (&(a, b), aligned) in pairs {
            for (&(i, j), likely) in &aligned.cuts {
                let vote = match (a == column, b == column) {
                    (true, _) if corner[b] == Some(j) => i,
                    (_, true) if corner[a] == Some(i) => j,
                    _ => continue,
                };
                *votes.entry(vote).or_default() += likely;
            }
        }
        let best = votes
            .into_iter()
            .filter(|(vote, _)| *vote >= *place)
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        *place = best.map_or(*place, |(vote, _)| vote);
    }
    boundary
}

fn grow(
    boundary: &mut Boundary,
    partners: &BTreeMap<(usize, usize), BTreeMap<usize, Vec<usize>>>,
    columns: usize,
    out: &mut Vec<Boundary>,
) {
    let column = boundary.len();
    if column == columns {
        out.push(boundary.clone());
        return;
    }
    let of = |a: usize| partners[&(a, column)].get(&boundary[a]);
    let Some(mut places) = of(0).cloned() else { return };
    for a in 1..column {
        let Some(others) = of(a) else { return };
        places.retain(|place| others.binary_search(place).is_ok());
    }
    for place in places {
        boundary.push(place);
        grow(boundary, partners, columns, out);
        boundary.pop();
    }
}

/// Geometric mean of what all pairs say of a boundary.
fn agreement(pairs: &BTreeMap<(usize, usize), Aligned>, boundary: &[usize]) -> f64 {
    let logs = pairs.iter().map(|(&(a, b), aligned)| {
        let likely = aligned.cuts.get(&(boundary[a], boundary[b])).copied();
        libm::log(likely.unwrap_or(0.0).max(NEVER))
    });
    libm::exp(logs.sum::<f64>() / pairs.len() as f64).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aligned(cuts: &[(usize, usize, f64)]) -> Aligned {
        let cuts = cuts.iter().map(|&(i, j, p)| ((i, j), p)).collect();
        Aligned { cuts, ..Aligned::default() }
    }

    #[test]
    fn a_boundary_needs_the_agreement_of_all_pairs() {
        // Columns of 2, 2 and 1 sentences; only the first two know a boundary between.
        let pairs = BTreeMap::from([
            ((0, 1), aligned(&[(0, 0, 1.0), (1, 1, 0.9), (2, 2, 1.0)])),
            ((0, 2), aligned(&[(0, 0, 1.0), (1, 1, 0.6), (2, 1, 1.0)])),
            ((1, 2), aligned(&[(0, 0, 1.0), (1, 1, 0.7), (2, 1, 1.0)])),
        ]);
        let rows = join(&pairs, &[2, 2, 1], 0.55, &[]);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1].runs, [Run::new(1, 2), Run::new(1, 2), Run::new(1, 1)]);
        assert!((rows[0].confidence - libm::cbrt(0.9 * 0.6 * 0.7)).abs() < 1e-9);
        let rows = join(&pairs, &[2, 2, 1], 0.8, &[]);
        assert_eq!(rows.len(), 1);
    }
    #[test]
    fn a_fixed_row_stays_whatever_a_new_column_says() {
        let pairs = BTreeMap::from([
            ((0, 1), aligned(&[(0, 0, 1.0), (1, 1, 1.0), (2, 2, 1.0)])),
            ((0, 2), aligned(&[(0, 0, 1.0), (1, 1, 0.2), (2, 2, 1.0)])),
            ((1, 2), aligned(&[(0, 0, 1.0), (1, 1, 0.1), (1, 2, 0.3), (2, 2, 1.0)])),
        ]);
        let run = |start, end| Some(Run::new(start, end));
        assert_eq!(join(&pairs, &[2, 2, 2], 0.55, &[]).len(), 1);
        let rows = join(&pairs, &[2, 2, 2], 0.55, &[vec![run(0, 1), run(0, 1), None]]);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].runs[..2], [Run::new(0, 1), Run::new(0, 1)]);
    }
}
