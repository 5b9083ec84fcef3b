//! Whatever the texts: beads and rows tile them, in order, and give them back.

use proptest::prelude::*;
use tetrapla::align::{align, rows};
use tetrapla::parallel::Bead;
use tetrapla::score::{Side, Weights};
use tetrapla::text::Run;

/// Sentences of few words, so that passages share some; empty ones too.
fn passage(most: usize) -> impl Strategy<Value = Vec<String>> {
    let words = prop::sample::select(vec![
        "ponte", "bridge", "橋", "桥", "1943", "«", "?", "Kim", "…", "fiume", "雪", "",
    ]);
    let sentence = prop::collection::vec(words, 0..6).prop_map(|words| words.join(" "));
    prop::collection::vec(sentence, 0..most)
}

fn tiles(mut runs: impl Iterator<Item = Run>, sentences: usize) -> bool {
    let end = runs.try_fold(0, |end, run| (end == run.start()).then_some(run.end()));
    end == Some(sentences)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn beads_tile_both_passages(a in passage(30), b in passage(30)) {
        let aligned = align(&Side::new(&a), &Side::new(&b), Weights::embedded(), &[]);
        let beads = &aligned.alignment.beads;
        prop_assert!(tiles(beads.iter().map(|bead| bead.source), a.len()));
        prop_assert!(tiles(beads.iter().map(|bead| bead.target), b.len()));
        prop_assert_eq!(beads.len(), aligned.alignment.posteriors.len());
        let mut posteriors = aligned.alignment.posteriors.iter();
        prop_assert!(posteriors.all(|p| (0.0..=1.0).contains(p)));
    }

    #[test]
    fn rows_tile_every_column(texts in prop::collection::vec(passage(12), 2..5)) {
        let sides: Vec<Side> = texts.iter().map(|text| Side::new(text)).collect();
        let sides: Vec<&Side> = sides.iter().collect();
        let rows = rows(&sides, Weights::embedded(), &[]);
        for (column, text) in texts.iter().enumerate() {
            prop_assert!(tiles(rows.iter().map(|row| row.runs[column]), text.len()));
        }
    }

    #[test]
    fn fixed_beads_stay(
        a in passage(20),
        b in passage(20),
        cut in (0.0..1.0, 0.0..1.0, 0.0..1.0, 0.0..1.0),
    ) {
        let place = |share: f64, count: usize| (share * (count + 1) as f64) as usize;
        let (i, i2, j, j2) = (
            place(cut.0, a.len()), place(cut.1, a.len()),
            place(cut.2, b.len()), place(cut.3, b.len()),
        );
        let fixed = Bead {
            source: Run::new(i.min(i2), i.max(i2)),
            target: Run::new(j.min(j2), j.max(j2)),
        };
        let (source, target) = (Side::new(&a), Side::new(&b));
        let aligned = align(&source, &target, Weights::embedded(), &[fixed]);
        let beads = &aligned.alignment.beads;
        prop_assert!(tiles(beads.iter().map(|bead| bead.source), a.len()));
        let empty = fixed.source.is_empty() && fixed.target.is_empty();
        prop_assert!(empty || beads.contains(&fixed), "{:?} in {:?}", fixed, beads);
    }
}
