//! The spellings nearest to one that nobody has: what to say instead of nothing.

use super::entity::{Entity, FormType};
use super::index::{Index, key};

impl Index {
    /// Returns the spellings most like `query`: the nearest keys, those of equal
    /// likeness in the order of their letters.
    pub(super) fn nearest<'a>(
        &self,
        entities: &'a [Entity],
        query: &str,
        count: usize,
    ) -> Vec<&'a str> {
        let query = key(query);
        let mut near: Vec<(f64, String, &'a str)> = Vec::new();
        for form in entities.iter().flat_map(|entity| &entity.variants) {
            if form.r#type == FormType::Misspelling {
                continue;
            }
            let key = key(&form.text);
            let likeness = strsim::jaro_winkler(&query, &key);
            if likeness > 0.7 {
                near.push((likeness, key, &form.text));
            }
        }
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        // Of twins the one that does not shout.
        let shouted = |text: &str| !text.chars().any(char::is_lowercase);
        let twins = near.chunk_by(|a, b| a.1 == b.1);
        let quiet = twins.map(|twins| {
            let mut texts = twins.iter().map(|(.., text)| *text);
            texts.clone().find(|text| !shouted(text)).or(texts.next()).unwrap_or_default()
        });
        quiet.take(count).collect()
    }
}
