//! Texts of a sentence a line: side by side, or with a ladder between them.
//!
//! Moses: line by line the same. Beads, as vecalign has them: `[0,1]:[2]`, then perhaps a
//! cost. Hunalign: a rung a line, `0<tab>0<tab>quality`, each bead from a rung to the next
//! (its README, "ladder format"). Neither number is a probability: no row gets a score.

use std::ops::Range;

use super::{Import, Input, Options, Sink, Unit, Way};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;

pub(super) const MOSES: Import = Import {
    name: "moses",
    about: "two texts, line by line the same",
    extensions: &[],
    files: 2,
    way: Way::Units(moses),
};

pub(super) const BEADS: Import = Import {
    name: "beads",
    about: "a ladder such as vecalign's, and its two texts",
    extensions: &["beads"],
    files: 3,
    way: Way::Units(beads),
};

pub(super) const HUNALIGN: Import = Import {
    name: "hunalign",
    about: "a ladder of hunalign, and its two texts",
    extensions: &["ladder"],
    files: 3,
    way: Way::Units(hunalign),
};

fn moses(inputs: &[Input<'_>], options: &Options<'_>, sink: &mut Sink<'_>) -> Result<()> {
    let langs = langs(inputs, options)?;
    let texts = texts(inputs, options)?;
    let [source, target] = [lines(&texts[0]), lines(&texts[1])];
    if source.len() != target.len() {
        let (found, wanted) = (target.len(), source.len());
        let message = format!("{found} lines, wanted {wanted} as in the other text");
        return Err(Error::new(ErrorKind::Record, message).at(inputs[1].path));
    }
    for (source, target) in source.iter().zip(&target) {
        let cell = |line: &str| match line.is_empty() {
            true => Vec::new(),
            false => vec![line.to_owned()],
        };
        let cells = langs.iter().cloned().zip([cell(source), cell(target)]).collect();
        sink(Unit { cells, ..Unit::default() })?;
    }
    Ok(())
}

fn beads(inputs: &[Input<'_>], options: &Options<'_>, sink: &mut Sink<'_>) -> Result<()> {
    let parse = |line: &str, _: &mut Option<[usize; 2]>| {
        let mut sides = line.split(':').map(numbers);
        match (sides.next(), sides.next()) {
            (Some(Some(source)), Some(Some(target))) => Some(Some([source, target])),
            _ => None,
        }
    };
    ladder(inputs, options, sink, "a bead such as `[0,1]:[2]`", parse)
}

fn hunalign(
    inputs: &[Input<'_>],
    options: &Options<'_>,
    sink: &mut Sink<'_>,
) -> Result<()> {
    let parse = |line: &str, last: &mut Option<[usize; 2]>| {
        let mut fields = line.split('\t').map(|field| field.trim().parse::<usize>());
        let (Some(Ok(source)), Some(Ok(target))) = (fields.next(), fields.next()) else {
            return None;
        };
        let from = last.replace([source, target]);
        Some(from.map(|[a, b]| [a..source, b..target]))
    };
    ladder(inputs, options, sink, "a rung such as `0<tab>0<tab>1.0`", parse)
}

/// Goes through a ladder; `parse` makes of a line nothing, or perhaps a bead.
fn ladder(
    inputs: &[Input<'_>],
    options: &Options<'_>,
    sink: &mut Sink<'_>,
    wanted: &str,
    parse: impl Fn(&str, &mut Option<[usize; 2]>) -> Option<Option<[Range<usize>; 2]>>,
) -> Result<()> {
    let langs = langs(&inputs[1..], options)?;
    let texts = texts(&inputs[1..], options)?;
    let sides = [lines(&texts[0]), lines(&texts[1])];
    let beads = inputs[0].text(options)?;
    let mut last = None;
    for (index, line) in beads.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let at = |message: String| {
            let error = Error::new(ErrorKind::Record, message);
            error.at(inputs[0].path).on_line(index + 1)
        };
        let Some(bead) = parse(line, &mut last) else {
            return Err(at(format!("found `{line}`, wanted {wanted}")));
        };
        let Some(bead) = bead else { continue };
        let cell = |side: usize| {
            let run = bead[side].clone();
            sides[side].get(run.clone()).ok_or_else(|| {
                let count = sides[side].len();
                at(format!("sentences {run:?}, wanted some of the {count} of the text"))
            })
        };
        let owned = |run: &[&str]| run.iter().map(|s| (*s).to_owned()).collect();
        let cells = [owned(cell(0)?), owned(cell(1)?)];
        let cells = langs.iter().cloned().zip(cells).collect();
        sink(Unit { cells, ..Unit::default() })?;
    }
    Ok(())
}

/// Parses `[0,1]`: numbers that follow each other.
fn numbers(text: &str) -> Option<Range<usize>> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    if inner.trim().is_empty() {
        return Some(0..0);
    }
    let numbers: Vec<usize> =
        inner.split(',').map(|n| n.trim().parse().ok()).collect::<Option<_>>()?;
    let (first, last) = (*numbers.first()?, *numbers.last()?);
    let run = first..last.checked_add(1)?;
    run.clone().eq(numbers.iter().copied()).then_some(run)
}

fn texts(inputs: &[Input<'_>], options: &Options<'_>) -> Result<Vec<String>> {
    inputs.iter().map(|input| input.text(options)).collect()
}

/// Returns the lines of a text; only LF ends one, with a CR before it or not.
fn lines(text: &str) -> Vec<&str> {
    let cut = |line| str::strip_suffix(line, '\r').unwrap_or(line);
    text.split_terminator('\n').map(cut).collect()
}

/// Returns the languages of two texts: those named, or the endings of the files.
fn langs(inputs: &[Input<'_>], options: &Options<'_>) -> Result<Vec<Lang>> {
    if !options.langs.is_empty() {
        return Ok(options.langs.to_vec());
    }
    let lang = |input: &Input<'_>| {
        let name =
            input.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let mut parts = name.rsplit('.');
        // `book.it` and `it.txt`.
        let found = [parts.next(), parts.next()]
            .into_iter()
            .flatten()
            .find_map(|part| Lang::parse(part).ok().filter(|lang| lang.is_known()));
        found.ok_or_else(|| {
            let message = "the name says no language, wanted one";
            Error::new(ErrorKind::Language, message).at(input.path).hint("`--lang it,en`")
        })
    };
    inputs.iter().map(lang).collect()
}
