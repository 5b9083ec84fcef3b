//! Where a line may not break although UAX #14 lets it: rules as data.

use std::sync::LazyLock;

const DATA: &str = include_str!("kinsoku.tsv");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    Start,
    Hold,
    Inside,
}

static TABLE: LazyLock<Vec<(char, char, Rule)>> = LazyLock::new(|| {
    parse(DATA).unwrap_or_else(|line| panic!("embedded `kinsoku.tsv`: `{line}`"))
});

/// Returns whether a line may end before byte `at` of a text, as far as the table goes.
pub(super) fn allows(text: &str, at: usize) -> bool {
    let Some(next) = text[at..].chars().next() else { return true };
    let next = rule(next);
    if next == Some(Rule::Start) {
        return false;
    }
    let mut before = text[..at].chars().rev().map(rule);
    match (before.next().flatten(), next) {
        (Some(Rule::Hold), Some(Rule::Hold)) => false,
        (Some(Rule::Inside), Some(Rule::Hold)) => {
            before.next().flatten() != Some(Rule::Hold)
        }
        _ => true,
    }
}

fn rule(c: char) -> Option<Rule> {
    // All but two of the characters that most texts are made of.
    if c < '\u{b7}' {
        return None;
    }
    let index = TABLE.partition_point(|&(_, last, _)| last < c);
    TABLE.get(index).filter(|&&(first, ..)| first <= c).map(|&(.., rule)| rule)
}

fn parse(data: &str) -> Result<Vec<(char, char, Rule)>, &str> {
    let lines = data.lines().filter(|line| !line.starts_with('#'));
    let row = |line| {
        let fields: Vec<&str> = str::split(line, '\t').collect();
        let one = |field: &str| field.parse::<char>().map_err(|_| line);
        let [first, last, rule] = fields[..] else { return Err(line) };
        let rule = match rule {
            "start" => Rule::Start,
            "hold" => Rule::Hold,
            "inside" => Rule::Inside,
            _ => return Err(line),
        };
        Ok((one(first)?, one(last)?, rule))
    };
    lines.map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_without_overlap() {
        assert!(TABLE.iter().all(|(first, last, _)| first <= last));
        assert!(TABLE.windows(2).all(|w| w[0].1 < w[1].0));
    }

    #[test]
    fn numbers_hold_together_and_dashes_follow() {
        let text = "は１，９４５年—…";
        let breaks = text.char_indices().filter(|(at, _)| allows(text, *at));
        assert_eq!(breaks.map(|(_, c)| c).collect::<String>(), "は１，年");
    }
}
