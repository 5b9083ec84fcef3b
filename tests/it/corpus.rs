//! What lies in `texts/` and `alignments/` is whole, current, and says where it comes from.

use std::path::{Path, PathBuf};

use tetrapla::read;
use tetrapla::score::Weights;
use tetrapla::work::{self, Lines, Settings};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_work_cites_its_origin_and_has_a_title_in_each_language() {
    let works = work::works(&root().join("texts")).unwrap();
    assert_eq!(works.len(), 6);
    for work in works {
        let meta = &work.meta;
        for (key, value) in [
            ("source", &meta.source),
            ("licence", &meta.licence),
            ("author", &meta.author),
            ("date", &meta.date),
        ] {
            assert!(value.is_some(), "{}: no {key}", work.name);
        }
        assert_eq!(work.columns.len(), 4, "{}", work.name);
        let mut titles: Vec<&str> =
            work.columns.iter().map(|c| meta.title(&c.lang).unwrap()).collect();
        titles.dedup();
        assert_eq!(titles.len(), 4, "{}", work.name);
    }
}

#[test]
fn alignments_are_those_of_this_code() {
    let (texts, folder) = (root().join("texts"), root().join("alignments"));
    let registry = work::registry(&folder).unwrap();
    let settings = Settings {
        lines: Lines::Text,
        read: read::Options::default(),
        weights: Weights::embedded(),
        registry: &registry,
    };
    for work in work::works(&texts).unwrap() {
        let path = work::alignment_path(&folder, &work.name);
        let parallel = work::align(&work, &folder, &settings).unwrap();
        let committed = std::fs::read_to_string(&path).unwrap();
        let made = tetrapla::store::to_string(&parallel);
        let name = &work.name;
        assert!(made == committed, "{name}: `tetrapla align` would change it");
    }
}

#[test]
fn alignments_and_names_are_sound() {
    let folder = root().join("alignments");
    let registry = work::registry(&folder).unwrap();
    assert_eq!(work::check(&folder, &registry).unwrap(), []);
    assert_eq!(work::alignments(&folder).unwrap().len(), 6);
    assert!(Path::new(&folder).join(work::NAMES).is_file());
}
