//! Beads as text, one a line: `[0,1]:[2]`, sentences counted from 0, an empty side `[]`.
//!
//! The ladder of vecalign and of gold alignments. Unlike our own beads, those of a gold
//! file may have holes and may cross.

use crate::parallel::Bead;
use crate::text::Run;

/// A bead as a file has it: sentence numbers of both sides.
pub type Pair = (Vec<u32>, Vec<u32>);

/// Returns a bead of ours as a file would have it.
pub fn pair(bead: Bead) -> Pair {
    let numbers = |run: Run| run.range().map(|number| number as u32).collect();
    (numbers(bead.source), numbers(bead.target))
}

/// Parses beads, a line each; blank lines and lines that begin with `#` are passed over,
/// and what follows a second colon. A null bead of several sentences is one for each.
///
/// # Errors
/// The number of the first line that is no bead, counted from 1, and its text.
pub fn parse(text: &str) -> Result<Vec<Pair>, (usize, String)> {
    let mut pairs = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((source, target)) = bead(line) else {
            return Err((index + 1, line.to_owned()));
        };
        if source.is_empty() || target.is_empty() {
            pairs.extend(source.into_iter().map(|s| (vec![s], Vec::new())));
            pairs.extend(target.into_iter().map(|t| (Vec::new(), vec![t])));
        } else {
            pairs.push((source, target));
        }
    }
    Ok(pairs)
}

fn bead(line: &str) -> Option<Pair> {
    let (source, rest) = side(line)?;
    let (target, _) = side(rest.trim_start().strip_prefix(':')?)?;
    Some((source, target))
}

fn side(text: &str) -> Option<(Vec<u32>, &str)> {
    let (numbers, rest) = text.trim_start().strip_prefix('[')?.split_once(']')?;
    let mut side = Vec::new();
    for number in numbers.split(',').map(str::trim).filter(|n| !n.is_empty()) {
        side.push(number.parse().ok()?);
    }
    Some((side, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ladders_are_read_as_others_write_them() {
        let pairs =
            parse("# a comment\n[0, 1]:[2]:0.31\n\n [] : [3,4]\n[7]:[]\n").unwrap();
        let null = Vec::new();
        let wanted = [
            (vec![0, 1], vec![2]),
            (null.clone(), vec![3]),
            (null.clone(), vec![4]),
            (vec![7], null),
        ];
        assert_eq!(pairs, wanted);
        for bad in ["[0]", "0:1", "[a]:[1]", "[1]:[2"] {
            assert_eq!(
                parse(&format!("[0]:[0]\n{bad}")).unwrap_err(),
                (2, bad.to_owned())
            );
        }
    }
}
