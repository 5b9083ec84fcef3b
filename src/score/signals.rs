//! The table of signals: every number that speaks for or against a bead.
//!
//! The trained ones stand in the order in which [`evidence`](super::evidence) gives them.
//! Numbers that exist once for each side enter as the lesser and the greater, so that it
//! does not matter which passage is called the source.

/// A number that speaks for or against a bead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Its name; unique within its stage.
    pub name: &'static str,
    /// Which score it enters.
    pub stage: Stage,
    /// What it measures.
    pub meaning: &'static str,
}

/// The two scores of a bead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The cheap one, of every bead that could be, with weights set by hand.
    First,
    /// The trained one, of the beads that the first leaves.
    Trained,
}

/// How many signals the trained score has.
pub const TRAINED: usize = 26;

const fn first(name: &'static str, meaning: &'static str) -> Signal {
    Signal { name, stage: Stage::First, meaning }
}

const fn trained(name: &'static str, meaning: &'static str) -> Signal {
    Signal { name, stage: Stage::Trained, meaning }
}

/// All signals, those of the first score first.
pub const SIGNALS: &[Signal] = &[
    first("similarity", "cosine of the two runs, less that of strangers"),
    first("rivals", "the same of each run and the sentences beside the other"),
    first("length", "log ratio of characters, less that of the texts"),
    first("size", "sentences beyond one a side"),
    first("both", "sentences beyond one on the shorter side"),
    first("null", "a sentence without a counterpart"),
    first("gap", "the same, where only one passage goes on"),
    trained("similarity", "cosine of the two runs; of a null, the best one near by"),
    trained("rivals", "mean cosine of each run and the sentences beside the other"),
    trained(
        "mass_least",
        "share of a side's token mass that the other takes, the lesser",
    ),
    trained(
        "mass_most",
        "share of a side's token mass that the other takes, the greater",
    ),
    trained("inflow_least", "token mass that the worst served sentence gets, the lesser"),
    trained("inflow_most", "token mass that the worst served sentence gets, the greater"),
    trained("first_cut_same", "before and behind the first cut: like with like"),
    trained("first_cut_cross", "before and behind the first cut: like with unlike"),
    trained("last_cut_same", "before and behind the last cut: like with like"),
    trained("last_cut_cross", "before and behind the last cut: like with unlike"),
    trained("length_ratio", "log ratio of characters, less that of the texts"),
    trained("length_sum", "logarithm of the characters of both sides"),
    trained(
        "count_difference",
        "sentences more than on the other side, times the texts'",
    ),
    trained("document_ratio", "log ratio of sentences in the texts"),
    trained("count_ratio", "log ratio of sentences, less that of the texts"),
    trained("null", "a sentence without a counterpart"),
    trained("one_to_one", "a sentence to a sentence"),
    trained("one_to_two", "a sentence to two"),
    trained("one_to_three", "a sentence to three"),
    trained("one_to_many", "a sentence to four or more"),
    trained("beyond_four", "sentences beyond four that one sentence has"),
    trained("two_to_two", "two sentences to two"),
    trained("two_to_three", "two sentences to three"),
    trained("two_to_many", "two sentences to four or more"),
    trained("three_to_many", "three sentences or more to as many or more"),
    trained("gap", "where only one passage goes on"),
];

/// Returns the signals of the trained score, in order.
pub(super) fn of_trained() -> impl Iterator<Item = &'static Signal> {
    SIGNALS.iter().filter(|signal| signal.stage == Stage::Trained)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_in_their_stage_and_the_trained_ones_are_all_there() {
        let names = |stage: Stage| -> Vec<&str> {
            SIGNALS.iter().filter(|s| s.stage == stage).map(|s| s.name).collect()
        };
        for stage in [Stage::First, Stage::Trained] {
            let names = names(stage);
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        }
        assert_eq!(of_trained().count(), TRAINED);
    }
}
