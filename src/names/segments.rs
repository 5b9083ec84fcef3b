//! Fuzzy search: all keys within a few edits of a query.
//!
//! Edits are those of optimal string alignment: insert, delete, replace a letter, swap
//! two neighbours. A key of length L that may be k edits away is cut into k+1 parts, one
//! of which stands unharmed in the query: parts are filed by (length, part, letters), and
//! a query looks up its substrings near each part's place (Li, Deng, Feng: Pass-Join,
//! 2011). Two neighbours swapped across a cut harm two parts; so for each two neighbours
//! of the query the parts that begin or end between them are looked up with the two
//! swapped, too.
//!
//! Invariant: [`Segments::near`] finds exactly the keys that comparing with every key
//! would find; a property test holds it.

use std::ops::Range;

use rayon::prelude::*;

use super::hash::hash;

/// Distinct keys, and where their parts are filed.
pub(super) struct Segments {
    text: String,
    ends: Vec<u32>,
    /// Which letters a key has.
    bags: Vec<u32>,
    /// (hash of length, part and letters, key), by hash.
    parts: Vec<(u32, u32)>,
    /// Where the parts whose hash begins with these bits start.
    tops: Vec<u32>,
    /// The longest key.
    longest: usize,
}

/// How many bits of a hash `tops` counts.
const TOP: u32 = 16;

/// Returns how many edits a key may be away: under 4 letters none, 4 to 7 one, 8 to 12
/// two, over 12 three; in Han and Hangul one, and only from three characters.
pub(super) fn limit(key: &str) -> usize {
    let length = key.chars().count();
    if key.chars().any(|c| c >= '\u{3400}') {
        return usize::from(length >= 3);
    }
    match length {
        0..=3 => 0,
        4..=7 => 1,
        8..=12 => 2,
        _ => 3,
    }
}

/// Returns the characters of part `part` of a key of `length`, cut for `limit` edits.
fn part(length: usize, limit: usize, part: usize) -> Range<usize> {
    let parts = limit + 1;
    length * part / parts..length * (part + 1) / parts
}

/// Returns a set of letters, 32 classes of them.
fn bag(letters: &[char]) -> u32 {
    letters.iter().fold(0, |bag, c| bag | 1 << (u32::from(*c) % 32))
}

fn filed(length: usize, limit: usize, part: usize, letters: &[char]) -> u32 {
    let place = (length * 16 + limit * 4 + part) as u64;
    let hash = letters.iter().fold(place, |hash, c| {
        (hash ^ u64::from(u32::from(*c)))
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(29)
    });
    (hash ^ hash >> 32) as u32
}

impl Segments {
    /// Files keys; each once.
    pub(super) fn new(keys: &[&str]) -> Self {
        let mut out = Self {
            text: String::with_capacity(keys.iter().map(|key| key.len()).sum()),
            ends: Vec::with_capacity(keys.len()),
            bags: Vec::with_capacity(keys.len()),
            parts: Vec::new(),
            tops: Vec::new(),
            longest: 0,
        };
        let mut letters = Vec::new();
        for (number, key) in keys.iter().enumerate() {
            let number = u32::try_from(number).expect("fewer than 2^32 names");
            out.text.push_str(key);
            out.ends.push(u32::try_from(out.text.len()).expect("under 4 GB of names"));
            letters.clear();
            letters.extend(key.chars());
            out.bags.push(bag(&letters));
            let most = limit(key);
            if most == 0 || letters.len() > MOST {
                continue;
            }
            out.longest = out.longest.max(letters.len());
            for p in 0..=most {
                let range = part(letters.len(), most, p);
                out.parts.push((filed(letters.len(), most, p, &letters[range]), number));
            }
        }
        out.parts.par_sort_unstable();
        let mut at = 0;
        for top in 0..=1u32 << TOP {
            while out.parts.get(at).is_some_and(|(hash, _)| hash >> (32 - TOP) < top) {
                at += 1;
            }
            out.tops.push(at as u32);
        }
        out
    }

    /// Returns key `number`.
    pub(super) fn key(&self, number: u32) -> &str {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.text[start..self.ends[number] as usize]
    }

    fn filed(&self, hash: u32, out: &mut Vec<u32>) {
        let top = (hash >> (32 - TOP)) as usize;
        let range = self.tops[top] as usize..self.tops[top + 1] as usize;
        let parts = &self.parts[range];
        let start = parts.partition_point(|(h, _)| *h < hash);
        let same = parts[start..].iter().take_while(|(h, _)| *h == hash);
        out.extend(same.map(|(_, number)| *number));
    }

    /// Returns the keys that are at most so many edits from `query` as [`limit`] allows
    /// for the query and for the key, with the edits; in the order of the keys.
    pub(super) fn near(&self, query: &str) -> Vec<(u32, usize)> {
        let most = limit(query);
        let letters: Vec<char> = query.chars().collect();
        let n = letters.len();
        if most == 0 || n > MOST {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut swapped = letters.clone();
        for length in n.saturating_sub(most).max(3)..=(n + most).min(self.longest) {
            // Keys of one length are cut for one limit, or for another if they are Han.
            let by_length = match length {
                0..=7 => 1,
                8..=12 => 2,
                _ => 3,
            };
            for cut in [1, by_length].into_iter().skip(usize::from(by_length == 1)) {
                let k = cut.min(most);
                if n.abs_diff(length) > k {
                    continue;
                }
                for p in 0..=cut {
                    let range = part(length, cut, p);
                    let width = range.len();
                    if width == 0 || width > n {
                        continue;
                    }
                    let first = range.start.saturating_sub(k);
                    let last = (range.start + k).min(n - width);
                    for start in first..=last {
                        let window = start..start + width;
                        self.filed(
                            filed(length, cut, p, &letters[window.clone()]),
                            &mut found,
                        );
                        // Swapped across the end of the part, and across its beginning.
                        for i in [window.end, window.start] {
                            if i > 0 && i < n && letters[i - 1] != letters[i] {
                                swapped.swap(i - 1, i);
                                let hash =
                                    filed(length, cut, p, &swapped[window.clone()]);
                                self.filed(hash, &mut found);
                                swapped.swap(i - 1, i);
                            }
                        }
                    }
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        let mut key_letters = Vec::new();
        let mut rows = Rows::default();
        let own = bag(&letters);
        // An edit takes one letter away and brings one at most.
        let may_be = |number: &u32| {
            (own ^ self.bags[*number as usize]).count_ones() <= 2 * most as u32
        };
        found
            .into_iter()
            .filter(may_be)
            .filter_map(|number| {
                let key = self.key(number);
                key_letters.clear();
                key_letters.extend(key.chars());
                let most = most.min(limit(key));
                let edits = rows.distance(&letters, &key_letters, most)?;
                Some((number, edits))
            })
            .collect()
    }

    /// Returns how many bytes it takes.
    pub(super) fn size(&self) -> usize {
        let numbers = self.ends.capacity() + self.bags.capacity();
        self.text.capacity() + numbers * 4 + self.parts.capacity() * 8
    }
}

/// Longer keys are not searched.
const MOST: usize = 60;

/// The last three rows of a table of edits, kept from one comparison to the next.
#[derive(Default)]
pub(super) struct Rows {
    before: Vec<usize>,
    last: Vec<usize>,
    row: Vec<usize>,
}

impl Rows {
    /// Returns the optimal string alignment distance of `a` and `b`, if it is not over
    /// `most`.
    pub(super) fn distance(
        &mut self,
        a: &[char],
        b: &[char],
        most: usize,
    ) -> Option<usize> {
        if a.len().abs_diff(b.len()) > most {
            return None;
        }
        let far = most + 1;
        for row in [&mut self.before, &mut self.last, &mut self.row] {
            row.clear();
            row.resize(b.len() + 1, far);
        }
        for (j, edits) in self.last.iter_mut().enumerate().take(most + 1) {
            *edits = j;
        }
        for i in 1..=a.len() {
            let (low, high) = (i.saturating_sub(most), (i + most).min(b.len()));
            self.row.fill(far);
            if low == 0 {
                self.row[0] = i;
            }
            let mut best = self.row[0];
            for j in low.max(1)..=high {
                let cost = usize::from(a[i - 1] != b[j - 1]);
                let mut edits = self.last[j - 1] + cost;
                edits = edits.min(self.last[j] + 1).min(self.row[j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    edits = edits.min(self.before[j - 2] + 1);
                }
                self.row[j] = edits;
                best = best.min(edits);
            }
            if best > most {
                return None;
            }
            std::mem::swap(&mut self.before, &mut self.last);
            std::mem::swap(&mut self.last, &mut self.row);
        }
        Some(self.last[b.len()]).filter(|edits| *edits <= most)
    }
}

/// Returns how alike two keys are, 0 to 1: one less the edits by the longer length.
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let longer = a.len().max(b.len()).max(1);
    let edits = Rows::default().distance(&a, &b, longer).unwrap_or(longer);
    1.0 - edits as f64 / longer as f64
}

/// Returns a hash of a key, for postings.
pub(super) fn key_hash(key: &str) -> u64 {
    hash(key.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn brute(keys: &[&str], query: &str) -> Vec<(u32, usize)> {
        let letters = |text: &str| text.chars().collect::<Vec<char>>();
        let mut out = Vec::new();
        for (number, key) in keys.iter().enumerate() {
            let most = limit(query).min(limit(key));
            let edits = strsim::osa_distance(query, key);
            let ours = Rows::default().distance(&letters(query), &letters(key), most);
            assert_eq!(ours, (edits <= most).then_some(edits), "{query} {key}");
            if edits <= most && most > 0 {
                out.push((number as u32, edits));
            }
        }
        out
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn finds_what_comparing_with_all_finds(
            keys in proptest::collection::btree_set("[ab]{3,7}|[abc]{4,15}|[金日成]{2,5}", 1..40),
            query in "[ab]{3,7}|[abc]{4,15}|[金日成]{2,5}",
        ) {
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            prop_assert_eq!(Segments::new(&keys).near(&query), brute(&keys, &query));
        }

        #[test]
        fn finds_what_was_damaged(
            key in "[a-e]{4,18}",
            damage in proptest::collection::vec((0..4usize, 0..99usize, 0..5usize), 0..4),
        ) {
            let mut letters: Vec<char> = key.chars().collect();
            for (kind, at, letter) in damage.iter().take(limit(&key)) {
                let at = at % (letters.len() - 1);
                let letter = "abcde".chars().nth(*letter).unwrap();
                match kind {
                    0 => letters.swap(at, at + 1),
                    1 => letters.insert(at, letter),
                    2 => { letters.remove(at); }
                    _ => letters[at] = letter,
                }
            }
            let query: String = letters.into_iter().collect();
            let keys = [key.as_str()];
            prop_assert_eq!(Segments::new(&keys).near(&query), brute(&keys, &query));
        }
    }
}
