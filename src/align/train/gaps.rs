//! Training documents with gaps: sentences of another text put in on one side, or some of
//! one side's cut out. Real texts have prefaces, and chapters that a translator left out;
//! gold corpora have hardly any.
//!
//! Which document gets which gap depends on its name alone.

use super::Document;
use super::random::Random;
use crate::align::evaluate::Grain;
use crate::align::gold::Pair;

/// Documents with more beads get no gaps: theirs would weigh little and cost much. Of
/// coarse beads fewer, they are verses and paragraphs.
const MOST_BEADS: usize = 1200;
const MOST_COARSE: usize = 250;
/// Of families with more documents than this, every third gets gaps.
const MANY: usize = 12;
/// Sentences put in: at least, and how many more at most.
const PUT_IN: (usize, usize) = (8, 53);
/// Beads cut out: at least, and how many more at most.
const CUT_OUT: (usize, usize) = (6, 44);
/// How often what is put in stands in front of the whole text.
const PREFACES: f64 = 0.4;

/// Makes two documents with gaps of each that is small enough.
pub(super) fn with_gaps(documents: &[Document]) -> Vec<Document> {
    let mut out = Vec::new();
    for (index, document) in documents.iter().enumerate() {
        let family = |d: &&Document| d.family == document.family;
        let many = documents.iter().filter(family).count() > MANY;
        let place = documents[..index].iter().filter(family).count();
        let most = match document.grain {
            Grain::Fine => MOST_BEADS,
            Grain::Coarse => MOST_COARSE,
        };
        if document.gold.len() > most || many && place % 3 != 0 {
            continue;
        }
        let name = |what: &str| format!("{}/{}/{what}", document.set, document.name);
        let mut random = Random::named(&name("insert"));
        let side = random.below(2);
        out.extend(inserted(document, side, documents, &mut random).or_else(|| {
            // In a language that no other document has, something is cut out instead.
            removed(document, side, &mut random)
        }));
        let mut random = Random::named(&name("remove"));
        let side = random.below(2);
        out.extend(removed(document, side, &mut random));
    }
    out
}

fn side_of(document: &Document, side: usize) -> (&str, &[String]) {
    match side {
        0 => (&document.langs.0, &document.source),
        _ => (&document.langs.1, &document.target),
    }
}

fn with_side(
    document: &Document,
    side: usize,
    text: Vec<String>,
    gold: Vec<Pair>,
) -> Document {
    let mut made = Document { gold, ..document.clone() };
    match side {
        0 => made.source = text,
        _ => made.target = text,
    }
    made
}

fn cell(pair: &Pair, side: usize) -> &[u32] {
    if side == 0 { &pair.0 } else { &pair.1 }
}

fn pair(side: usize, this: Vec<u32>, other: Vec<u32>) -> Pair {
    if side == 0 { (this, other) } else { (other, this) }
}

/// The numbers of the beads with two sides.
fn real(gold: &[Pair]) -> Vec<usize> {
    let two = |k: &usize| !gold[*k].0.is_empty() && !gold[*k].1.is_empty();
    (0..gold.len()).filter(two).collect()
}

/// Puts sentences of another set in the same language in front, or before a bead.
fn inserted(
    document: &Document,
    side: usize,
    documents: &[Document],
    random: &mut Random,
) -> Option<Document> {
    let (lang, text) = side_of(document, side);
    let beads = real(&document.gold);
    let mut others: Vec<&[String]> = Vec::new();
    for other in documents.iter().filter(|d| d.family != document.family) {
        for (found, text) in [side_of(other, 0), side_of(other, 1)] {
            let long = text.len() > PUT_IN.0 + PUT_IN.1;
            if found == lang && long && !others.contains(&text) {
                others.push(text);
            }
        }
    }
    if others.is_empty() || beads.is_empty() {
        return None;
    }
    let count = PUT_IN.0 + random.below(PUT_IN.1);
    let other = others[random.below(others.len())];
    let from = random.below(other.len() - count);
    let at = match random.unit() < PREFACES {
        true => 0,
        false => cell(&document.gold[beads[random.below(beads.len())]], side)[0] as usize,
    };
    let mut made = text[..at].to_vec();
    made.extend_from_slice(&other[from..from + count]);
    made.extend_from_slice(&text[at..]);

    let moved = |x: u32| if x as usize >= at { x + count as u32 } else { x };
    let mut gold: Vec<Pair> = document
        .gold
        .iter()
        .map(|bead| {
            let this = cell(bead, side).iter().map(|&x| moved(x)).collect();
            pair(side, this, cell(bead, 1 - side).to_vec())
        })
        .collect();
    let behind =
        |bead: &Pair| cell(bead, side).first().is_some_and(|&x| x as usize >= at + count);
    let place = gold.iter().position(behind).unwrap_or(gold.len());
    let nulls = (at..at + count).map(|x| pair(side, vec![x as u32], Vec::new()));
    gold.splice(place..place, nulls);
    Some(with_side(document, side, made, gold))
}

/// Cuts the sentences of some successive beads out of one side.
fn removed(document: &Document, side: usize, random: &mut Random) -> Option<Document> {
    let beads = real(&document.gold);
    let count = (beads.len() / 4).min(CUT_OUT.0 + random.below(CUT_OUT.1));
    if count == 0 {
        return None;
    }
    let from = random.below(beads.len() - count);
    let (_, text) = side_of(document, side);
    let mut gone = vec![false; text.len()];
    for &bead in &beads[from..from + count] {
        for &x in cell(&document.gold[bead], side) {
            *gone.get_mut(x as usize)? = true;
        }
    }
    let mut number = vec![None; text.len()];
    let mut made = Vec::new();
    for (x, sentence) in text.iter().enumerate().filter(|(x, _)| !gone[*x]) {
        number[x] = Some(made.len() as u32);
        made.push(sentence.clone());
    }
    let mut gold = Vec::new();
    for bead in &document.gold {
        let (this, other) = (cell(bead, side), cell(bead, 1 - side));
        let left: Vec<u32> =
            this.iter().filter_map(|&x| *number.get(x as usize)?).collect();
        if left.is_empty() {
            gold.extend(other.iter().map(|&x| pair(side, Vec::new(), vec![x])));
        } else if left.len() == this.len() {
            gold.push(pair(side, left, other.to_vec()));
        }
    }
    Some(with_side(document, side, made, gold))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(set: &str, count: u32) -> Document {
        let text = |lang: &str| (0..count).map(|k| format!("{set} {lang} {k}")).collect();
        Document {
            name: "a".to_owned(),
            set: set.to_owned(),
            family: set.to_owned(),
            langs: ("it".to_owned(), "ja".to_owned()),
            source: text("it"),
            target: text("ja"),
            gold: (0..count).map(|k| (vec![k], vec![k])).collect(),
            grain: Grain::Fine,
        }
    }

    #[test]
    fn gold_follows_its_sentences() {
        let made = with_gaps(&[document("one", 100), document("two", 90)]);
        assert_eq!(made.len(), 4);
        for document in &made {
            let (mut nulls, mut i, mut j) = (0, 0, 0);
            for (source, target) in &document.gold {
                if let ([s], [t]) = (&source[..], &target[..]) {
                    let (s, t) = (*s as usize, *t as usize);
                    let (s, t) = (&document.source[s], &document.target[t]);
                    assert_eq!(s.replace("it", "ja"), *t);
                } else {
                    nulls += 1;
                }
                i += source.len();
                j += target.len();
            }
            assert!((6..=60).contains(&nulls), "{nulls}");
            assert_eq!((i, j), (document.source.len(), document.target.len()));
        }
    }
}
