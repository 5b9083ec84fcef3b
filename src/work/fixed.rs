//! Where the rows that people confirmed stand in texts that were edited since.
//!
//! Invariant: a row is found with all its cells as they were, or it is reported lost.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::parallel::{Parallel, Row, Verdict};
use crate::text::{Passage, Run};

/// The confirmed rows of an earlier alignment, in the texts of today.
#[derive(Clone, Debug, Default)]
pub(super) struct Fixed {
    /// The rows that are still as they were, in order.
    pub(super) rows: Vec<Row>,
    /// For each of them, where its cells stand now; none in a column that is new.
    pub(super) runs: Vec<Vec<Option<Run>>>,
    /// Numbers of the rows whose texts have changed.
    pub(super) lost: Vec<u32>,
}

/// Finds the confirmed rows of `old` in `passages`; `columns` says which passage each of
/// its columns is.
pub(super) fn find(old: &Parallel, passages: &[Passage], columns: &[usize]) -> Fixed {
    let mut fixed = Fixed::default();
    if old.rows.iter().all(|row| row.verdict != Verdict::Confirmed) {
        return fixed;
    }
    // For each column, where each of its old sentences stands now.
    let places: Vec<Vec<Option<usize>>> = columns
        .iter()
        .enumerate()
        .map(|(column, &passage)| {
            let before: Vec<&str> = old.sentences(column).collect();
            moved(&before, &passages[passage].texts())
        })
        .collect();
    let mut starts = vec![0; columns.len()];
    // Where each column has come to: behind the last sentence that still stands.
    let mut ends = vec![0; columns.len()];
    for row in &old.rows {
        let mut runs = Vec::new();
        for (column, cell) in row.cells.iter().enumerate() {
            let before = starts[column]..starts[column] + cell.len();
            starts[column] = before.end;
            let places = &places[column][before];
            runs.push(match places {
                // An empty cell stands where the column has come to.
                [] => Some(Run::new(ends[column], ends[column])),
                _ => together(places),
            });
            ends[column] = places.iter().flatten().last().map_or(ends[column], |p| p + 1);
        }
        if row.verdict != Verdict::Confirmed {
            continue;
        }
        if runs.iter().any(Option::is_none) {
            fixed.lost.push(row.id);
            continue;
        }
        let mut places = vec![None; passages.len()];
        columns.iter().zip(runs).for_each(|(&passage, run)| places[passage] = run);
        fixed.rows.push(row.clone());
        fixed.runs.push(places);
    }
    fixed
}

/// The run that some sentences are now, if they still follow each other.
fn together(places: &[Option<usize>]) -> Option<Run> {
    let first = (*places.first()?)?;
    let follow = places.iter().enumerate().all(|(k, place)| *place == Some(first + k));
    follow.then(|| Run::new(first, first + places.len()))
}

/// Where each sentence of `old` stands in `new`.
fn moved(old: &[&str], new: &[&str]) -> Vec<Option<usize>> {
    let mut places = vec![None; old.len()];
    for step in capture_diff_slices(Algorithm::Patience, old, new) {
        if let DiffOp::Equal { old_index, new_index, len } = step {
            for k in 0..len {
                places[old_index + k] = Some(new_index + k);
            }
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::parallel::{Column, Made};

    fn work(rows: &[(&[&str], &[&str], Verdict)]) -> Parallel {
        let column = |tag: &str| Column {
            lang: Lang::parse(tag).unwrap(),
            path: None,
            sha256: None,
            sentences: 0,
            unknown: Default::default(),
        };
        let own = |cell: &[&str]| cell.iter().map(|text| (*text).to_owned()).collect();
        let rows = rows.iter().enumerate().map(|(k, (a, b, verdict))| Row {
            id: k as u32 + 1,
            cells: vec![own(a), own(b)],
            score: None,
            verdict: *verdict,
            by: None,
            paragraph: false,
            names: Vec::new(),
            unknown: Default::default(),
        });
        Parallel {
            work: "x".to_owned(),
            columns: vec![column("it"), column("en")],
            made: Made::default(),
            rows: rows.collect(),
            unknown: Default::default(),
        }
    }

    fn passages(it: &[&str], en: &[&str]) -> Vec<Passage> {
        let lang = |tag| Lang::parse(tag).unwrap();
        vec![
            Passage::from_sentences(lang("it"), it),
            Passage::from_sentences(lang("en"), en),
        ]
    }

    #[test]
    fn rows_move_with_their_texts_or_are_reported_lost() {
        let (yes, no) = (Verdict::Confirmed, Verdict::Proposed);
        let old = work(&[
            (&["Sì."], &["Yes."], no),
            (&["Uno.", "Due."], &["One, two."], yes),
            (&["Sì."], &["Yes."], yes),
            (&["Tre."], &[], yes),
            (&["Quattro."], &["Four."], yes),
        ]);
        let fixed = find(
            &old,
            &passages(
                &["Nuovo.", "Sì.", "Uno.", "Due.", "Sì.", "Tre.", "Quattro!"],
                &["One, two.", "Yes.", "Four."],
            ),
            &[0, 1],
        );
        let ids: Vec<u32> = fixed.rows.iter().map(|row| row.id).collect();
        assert_eq!(
            (ids.as_slice(), fixed.lost.as_slice()),
            ([2, 3, 4].as_slice(), [5].as_slice())
        );
        let run = |start, end| Some(Run::new(start, end));
        assert_eq!(fixed.runs[0], [run(2, 4), run(0, 1)]);
        assert_eq!(fixed.runs[2], [run(5, 6), run(2, 2)]);
    }
}
