//! Mentions and links against the gold of `tests/gold/mentions`, and the manners of
//! running text.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use tetrapla::names::{Finder, FormType, Mention, Registry, Titles, builtin, link};

use crate::works::{self, lang};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn with_user() -> Registry {
    let path = root().join("alignments/names.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    builtin().overlaid(&Registry::parse(&text, &path).unwrap())
}

/// A marked name: where it stands in the sentence, and whose it is.
type Mark = (usize, usize, Option<String>);

/// A marked file: work, language, and each sentence with its marks.
struct Marked {
    work: String,
    lang: String,
    sentences: Vec<(String, Vec<Mark>)>,
}

/// Takes the marks out of a line.
fn unmark(line: &str) -> (String, Vec<Mark>) {
    let (mut text, mut marks) = (String::new(), Vec::new());
    let mut rest = line;
    while let Some((before, inside)) = rest.split_once('⟦') {
        text.push_str(before);
        let (mark, after) = inside.split_once('⟧').expect("a closing mark");
        let (name, id) = match mark.split_once('|') {
            Some((name, id)) => (name, Some(id.to_owned())),
            None => (mark, None),
        };
        marks.push((text.len(), text.len() + name.len(), id));
        text.push_str(name);
        rest = after;
    }
    text.push_str(rest);
    (text, marks)
}

fn gold() -> Vec<Marked> {
    let mut paths: Vec<PathBuf> = fs::read_dir(root().join("tests/gold/mentions"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let (work, lang) = stem.split_once('.').unwrap();
        let text = fs::read_to_string(path).unwrap();
        let sentences = text.lines().map(unmark).collect();
        Marked { work: work.to_owned(), lang: lang.to_owned(), sentences }
    };
    paths.iter().map(read).collect()
}

#[test]
fn marks_taken_away_leave_the_text() {
    let gold = gold();
    assert_eq!(gold.len(), 24);
    let mut marked = 0;
    let (mut unknown, mut nameless) = (BTreeSet::new(), BTreeSet::new());
    let all = with_user();
    let entities = all.entities().iter().flat_map(|entity| &entity.variants);
    let forms: BTreeSet<&str> = entities.map(|form| form.text.as_str()).collect();
    for Marked { work, lang, sentences } in &gold {
        let path = root().join(format!("tests/gold/{work}/{lang}.txt"));
        let text = fs::read_to_string(path).unwrap();
        let bare: Vec<&str> = sentences.iter().map(|(text, _)| &**text).collect();
        assert_eq!(text.lines().collect::<Vec<_>>(), bare, "{work} {lang}");
        marked += sentences.iter().filter(|(_, marks)| !marks.is_empty()).count();
        let ids =
            sentences.iter().flat_map(|(_, marks)| marks).filter_map(|m| m.2.clone());
        unknown.extend(ids.filter(|id| all.get(id).is_none()));
        for (text, marks) in sentences {
            let bare = marks.iter().filter(|mark| mark.2.is_none());
            nameless.extend(bare.map(|(start, end, _)| text[*start..*end].to_owned()));
        }
    }
    println!("{marked} sentences with names");
    assert!(marked >= 200);
    assert_eq!(unknown, BTreeSet::new(), "ids that no registry has");
    nameless.retain(|name| forms.contains(name.as_str()));
    assert_eq!(
        nameless,
        BTreeSet::new(),
        "names of somebody in the registry, without id"
    );
}

/// What was counted: right, found, there.
#[derive(Clone, Copy, Default)]
struct Count {
    right: usize,
    found: usize,
    there: usize,
}

impl Count {
    fn precision(self) -> f64 {
        self.right as f64 / self.found.max(1) as f64
    }

    fn recall(self) -> f64 {
        self.right as f64 / self.there.max(1) as f64
    }
}

/// Counts a text's mentions against its marks. What is found without an entity is right
/// where a name stands that no registry knows, and wrong where none stands; of a name that
/// the registry knows it is neither.
fn compare(
    found: &[Mention],
    gold: &[Mark],
    count: &mut Count,
) -> Vec<(usize, usize, String)> {
    let mut off = Vec::new();
    count.there += gold.len();
    let gold: BTreeMap<(usize, usize), Option<&String>> =
        gold.iter().map(|(start, end, id)| ((*start, *end), id.as_ref())).collect();
    let mut seen = BTreeSet::new();
    for mention in found {
        let place = (mention.span.start(), mention.span.end());
        seen.insert(place);
        let right = match (gold.get(&place), &mention.entity) {
            (Some(id), entity) if *id == entity.as_ref() => true,
            (Some(Some(_)), None) => {
                off.push((place.0, place.1, "open".to_owned()));
                continue;
            }
            _ => false,
        };
        count.found += 1;
        count.right += usize::from(right);
        if !right {
            off.push((place.0, place.1, format!("wrong {:?}", mention.entity)));
        }
    }
    for (place, id) in &gold {
        if !seen.contains(place) {
            off.push((place.0, place.1, format!("missed {}", id.map_or("-", |id| id))));
        }
    }
    off
}

#[test]
fn mentions_are_found_as_people_mark_them() {
    let all = with_user();
    let mut by_lang: BTreeMap<&str, Count> = BTreeMap::new();
    let (mut total, mut known) = (Count::default(), Count::default());
    let gold = gold();
    let mut report = String::new();
    for Marked { work, lang: tag, sentences } in &gold {
        let finder = Finder::new(&all, &lang(tag));
        let (mut text, mut marks) = (String::new(), Vec::new());
        for (sentence, own) in sentences {
            let at = text.len();
            marks.extend(own.iter().map(|(a, b, id)| (a + at, b + at, id.clone())));
            text.push_str(sentence);
            text.push('\n');
        }
        let found = finder.mentions(&text, Titles::Outside);
        let mut count = Count::default();
        for (start, end, what) in compare(&found, &marks, &mut count) {
            report += &format!("{work} {tag}: {} {what}\n", &text[start..end]);
        }
        let lang = by_lang.entry(tag).or_default();
        for sum in [lang, &mut total] {
            sum.right += count.right;
            sum.found += count.found;
            sum.there += count.there;
        }
        // Of the names that a registry knows alone.
        let marks: Vec<Mark> =
            marks.into_iter().filter(|mark| mark.2.is_some()).collect();
        known.there += marks.len();
        let nameless = |m: &&Mention| {
            let place = (m.span.start(), m.span.end());
            let mut marks = marks.iter();
            m.entity.is_some()
                && marks.any(|(a, b, id)| (*a, *b) == place && *id == m.entity)
        };
        known.right += found.iter().filter(nameless).count();
    }
    if std::env::var_os("SHOW").is_some() {
        println!("{report}");
    }
    for (tag, count) in &by_lang {
        let (precision, recall) = (count.precision(), count.recall());
        println!("mentions {tag:<8} P {precision:.4} R {recall:.4} of {}", count.there);
    }
    let (precision, recall) = (total.precision(), total.recall());
    println!("mentions all      P {precision:.4} R {recall:.4} of {}", total.there);
    println!("mentions of known names   R {:.4} of {}", known.recall(), known.there);
    // A name that no registry knows cannot be found, and counts against recall.
    assert!(precision >= 0.97, "precision {precision}");
    assert!(recall >= 0.92, "recall {recall}");
}

/// Whether a form is an adjective, a title or a description of the entity: an answer to a
/// name, which gold does not mark.
fn is_answer(registry: &Registry, id: &str, form: &str) -> bool {
    use FormType::{Adjective, Description, Title};
    let fold = |text: &str| text.to_lowercase().replace(['’', '-'], "'");
    let forms = &registry.get(id).unwrap().variants;
    let mut same = forms.iter().filter(|f| fold(&f.text) == fold(form)).peekable();
    same.peek().is_some()
        && same.all(|f| matches!(f.r#type, Adjective | Description | Title))
}

#[test]
fn names_of_a_row_are_joined_as_people_join_them() {
    let all = with_user();
    let mut by_pair: BTreeMap<(String, String), Count> = BTreeMap::new();
    let mut report = String::new();
    let gold = gold();
    let names: BTreeSet<&str> = gold.iter().map(|marked| &*marked.work).collect();
    for name in names {
        let mut parallel = works::gold(name);
        parallel.rows.iter_mut().for_each(|row| row.names.clear());
        link(&mut parallel, &all);
        // For each column, what its sentences name.
        let marks: Vec<Vec<BTreeSet<&str>>> = parallel
            .columns
            .iter()
            .map(|column| {
                let is_own =
                    |m: &&Marked| m.work == name && m.lang == column.lang.as_str();
                let marked = gold.iter().find(is_own).unwrap();
                let ids = |(_, marks): &'_ (String, Vec<Mark>)| -> BTreeSet<String> {
                    marks.iter().filter_map(|mark| mark.2.clone()).collect()
                };
                let mut sentences = marked.sentences.iter().map(ids);
                let row = |row: &tetrapla::parallel::Row| -> BTreeSet<&str> {
                    let cell = &row.cells[parallel.column(&column.lang).unwrap()];
                    let ids = cell.iter().flat_map(|_| sentences.next().unwrap());
                    ids.map(|id| &*all.get(&id).unwrap().id).collect()
                };
                parallel.rows.iter().map(row).collect()
            })
            .collect();
        for (number, row) in parallel.rows.iter().enumerate() {
            for a in 0..marks.len() {
                for b in a + 1..marks.len() {
                    let (la, lb) = (&parallel.columns[a].lang, &parallel.columns[b].lang);
                    let primary = |tag: &str| tag.split('-').next().unwrap().to_owned();
                    let pair = (primary(la.as_str()), primary(lb.as_str()));
                    let count = by_pair.entry(pair).or_default();
                    let both: BTreeSet<&str> = marks[a][number]
                        .intersection(&marks[b][number])
                        .copied()
                        .collect();
                    count.there += both.len();
                    for names in &row.names {
                        let Some(id) = names.entity.as_deref() else { continue };
                        let (Some(fa), Some(fb)) =
                            (names.forms.get(la), names.forms.get(lb))
                        else {
                            continue;
                        };
                        let answers = |forms: &[String]| {
                            forms.iter().all(|f| is_answer(&all, id, f))
                        };
                        if both.contains(id) {
                            count.right += 1;
                        } else if answers(fa) || answers(fb) {
                            continue;
                        } else {
                            report +=
                                &format!("{name} {}: {id} {fa:?} {fb:?}\n", number + 1);
                        }
                        count.found += 1;
                    }
                    for id in both {
                        let linked = row.names.iter().any(|names| {
                            names.entity.as_deref() == Some(id)
                                && names.forms.contains_key(la)
                                && names.forms.contains_key(lb)
                        });
                        if !linked {
                            report += &format!(
                                "{name} {}: {la} {lb} missed {id}\n",
                                number + 1
                            );
                        }
                    }
                }
            }
        }
    }
    if std::env::var_os("SHOW").is_some() {
        println!("{report}");
    }
    for ((a, b), count) in &by_pair {
        let (precision, recall) = (count.precision(), count.recall());
        println!("links {a}-{b}: P {precision:.4} R {recall:.4} of {}", count.there);
        assert!(precision >= 0.97, "{a}-{b}: precision {precision}");
        assert!(recall >= 0.92, "{a}-{b}: recall {recall}");
    }
    assert_eq!(by_pair.len(), 6);
}

// --- the manners of running text ---

#[track_caller]
fn finds(tag: &str, text: &str, titles: Titles, wanted: &[(&str, &str)]) {
    let finder = Finder::new(builtin(), &lang(tag));
    let found = finder.mentions(text, titles);
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|m| (&text[m.span.range()], m.entity.as_deref().unwrap_or("?")))
        .collect();
    assert_eq!(found, wanted, "{text}");
}

#[test]
fn lines_pages_and_soft_hyphens_do_not_cut_a_name() {
    let out = Titles::Outside;
    let kim = "kim-il-sung";
    finds("en", "So Kim\nIl  Sung said", out, &[("Kim\nIl  Sung", kim)]);
    finds("en", "So Kim\u{0C}Il Sung said", out, &[("Kim\u{0C}Il Sung", kim)]);
    finds("en", "Khrush\u{AD}chev", out, &[("Khrush\u{AD}chev", "nikita-khrushchev")]);
    finds("en", "to Khrush-\nchev.", out, &[("Khrush-\nchev", "nikita-khrushchev")]);
    let chiang = "jiang-jieshi";
    finds("en", "and Chiang Kai-\nshek.", out, &[("Chiang Kai-\nshek", chiang)]);
    finds(
        "zh-Hant",
        "毛澤\n東和蔣介石",
        out,
        &[("毛澤\n東", "mao-zedong"), ("蔣介石", chiang)],
    );
    finds("ja", "スター\nリンは", out, &[("スター\nリン", "joseph-stalin")]);
}

#[test]
fn elision_articles_and_genitives_stay_outside() {
    let out = Titles::Outside;
    for before in ["l'", "un’", "dell'", "dell’", "all'", "nell'", "sull’", "quest'"]
    {
        let text = format!("{before}Unione Sovietica");
        finds("it", &text, out, &[("Unione Sovietica", "soviet-union")]);
    }
    for after in ["'s", "’s", "'", "’"] {
        let text = format!("Mao Zedong{after} army");
        finds("en", &text, out, &[("Mao Zedong", "mao-zedong")]);
    }
}

#[test]
fn titles_widen_a_name_only_where_asked() {
    let text = "Premier Zhou Enlai met Marshal Peng Dehuai.";
    let (zhou, peng) = ("zhou-enlai", "peng-dehuai");
    let out = [("Zhou Enlai", zhou), ("Peng Dehuai", peng)];
    finds("en", text, Titles::Outside, &out);
    let wide = [("Premier Zhou Enlai", zhou), ("Marshal Peng Dehuai", peng)];
    finds("en", text, Titles::Inside, &wide);
    finds("zh-Hans", "毛泽东主席", Titles::Inside, &[("毛泽东主席", "mao-zedong")]);
    finds("it", "il compagno Mao", Titles::Inside, &[("compagno Mao", "mao-zedong")]);
}

#[test]
fn a_surname_is_the_last_bearers_and_nobodys_without_one() {
    let out = Titles::Outside;
    finds(
        "en",
        "Peng Dehuai left. Then Peng spoke.",
        out,
        &[("Peng Dehuai", "peng-dehuai"), ("Peng", "peng-dehuai")],
    );
    finds("en", "And then Kim spoke.", out, &[("Kim", "?")]);
    finds(
        "en",
        "Kim Il Sung and Kim Jong Il. And Kim spoke.",
        out,
        &[("Kim Il Sung", "kim-il-sung"), ("Kim Jong Il", "kim-jong-il"), ("Kim", "?")],
    );
    // One Han character needs a title.
    finds(
        "ja",
        "周恩来が来た。周首相は、その周囲で",
        out,
        &[("周恩来", "zhou-enlai"), ("周", "zhou-enlai")],
    );
}
