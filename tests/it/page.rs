//! The page: its rows and cards as they were, and what no text can do to it.

use std::collections::BTreeMap;

use tetrapla::lang::Lang;
use tetrapla::names::{self, Registry};
use tetrapla::parallel::{Names, Parallel, Score, Status, Verdict};
use tetrapla::view::{Options, page};

use crate::{golden, works};

/// The first rows of a gold work with their names; one lacks its Japanese.
fn plain() -> Parallel {
    let mut work = works::gold("half-an-hour-and-a-map");
    work.rows.truncate(16);
    work.rows[7].cells[3].clear();
    work.rows[7].verdict = Verdict::Doubtful;
    work.rows[7].score = Some(Score::new(0.47));
    work.rows[9].verdict = Verdict::Confirmed;
    work.rows[9].by = Some("reader A".to_owned());
    names::link(&mut work, names::builtin());
    work
}

fn written(work: &Parallel, options: &Options<'_>) -> String {
    page(work, options, names::builtin()).text
}

/// Each element of the body in a line of its own, so that a difference is a short one.
fn lines(page: &str) -> String {
    let body = &page[page.find("<body>").unwrap()..page.find("<script>").unwrap()];
    let ends = ["</td>", "</tr>", "</article>", "</fieldset>", "</thead>", "</p>"];
    let apart = |text: String, end: &&str| text.replace(end, &format!("{end}\n"));
    ends.iter().fold(body.to_owned(), apart) + "\n"
}

#[test]
fn the_page_is_as_it_was() {
    let work = plain();
    let options = Options { rows: Some((5, 12)), ..Options::default() };
    golden::check("view/page.html", lines(&written(&work, &options)));
}

#[test]
fn the_policy_has_the_digests_of_what_it_lets_in() {
    use sha2::{Digest, Sha256};
    let page = written(&plain(), &Options::default());
    for element in ["style", "script"] {
        let (open, close) = (format!("<{element}>"), format!("</{element}>"));
        let start = page.find(&open).unwrap() + open.len();
        let inside = &page[start..start + page[start..].find(&close).unwrap()];
        let digest = Sha256::digest(inside.as_bytes());
        let digest = data_encoding::BASE64.encode(&digest);
        assert!(page.contains(&format!("{element}-src 'sha256-{digest}'")), "{element}");
        assert_eq!(page.matches(&open).count(), 1);
    }
    assert!(!page.contains(" style=") && !page.contains("://"), "no style, no request");
}

#[test]
fn filters_are_those_of_the_terminal() {
    let work = plain();
    let doubtful = Options { doubtful: true, ..Options::default() };
    let found = page(&work, &doubtful, names::builtin());
    assert_eq!(found.rows, 2);
    assert!(
        found.text.contains("<tr id=\"r8\"") && !found.text.contains("<tr id=\"r9\"")
    );
    let nowhere = Options { find: Some("no such text"), ..Options::default() };
    assert_eq!(page(&work, &nowhere, names::builtin()).rows, 0);
    let bare = Options { names: false, ..Options::default() };
    assert!(!written(&work, &bare).contains("class=\"n\""));
}

/// A work whose sentences, names and title are all `text`.
fn all(text: &str) -> Parallel {
    let cell = || vec![text.to_owned()];
    let mut work = works::work("x", &["it", "ja"], vec![vec![cell(), cell()]]);
    work.work = text.to_owned();
    work.rows[0].by = Some(text.to_owned());
    work.rows[0].verdict = Verdict::Confirmed;
    let forms = BTreeMap::from([(Lang::parse("it").unwrap(), vec![text.to_owned()])]);
    for entity in [None, Some("x-1".to_owned())] {
        let (forms, unknown) = (forms.clone(), BTreeMap::new());
        work.rows[0].names.push(Names {
            entity,
            status: Status::Generated,
            forms,
            unknown,
        });
    }
    work
}

fn registry(text: &str) -> Registry {
    let text = serde_json::to_string(text).unwrap();
    let line = format!(
        r#"{{"id":"x-1","kind":"person","name":{text},"note":{text},"dates":{{"from":"1900"}},"variants":[{{"text":{text},"tag":"it","source":"s"}}]}}"#
    );
    Registry::parse(&line, "x".as_ref()).unwrap()
}

#[test]
fn no_text_makes_an_element_or_leaves_its_attribute() {
    let page = |text: &str| page(&all(text), &Options::default(), &registry(text)).text;
    let count = |text: &str, what: char| text.matches(what).count();
    let benign = page("word");
    for text in [
        "<script>alert(1)</script>",
        "</script><script>alert(1)</script>",
        "</style><img src=x onerror=alert(1)>",
        "\" onmouseover=\"alert(1)",
        "' onfocus='alert(1)",
        "<!-- x",
        "]]><svg/onload=alert(1)>",
        "&lt;b&gt; &#60;",
        "<a href=javascript:alert(1)>x</a>",
        "<td><tr><table>",
        "\u{0}<\u{1}b>",
        "{{7*7}}${alert(1)}",
    ] {
        let found = page(text);
        for what in ['<', '>'] {
            assert_eq!(count(&found, what), count(&benign, what), "{text}: {what}");
        }
        // A single quote is no quote of ours: all attributes have double ones.
        assert_eq!(count(&found, '"'), count(&benign, '"'), "{text}");
        assert!(!found.contains('\u{0}') && !found.contains('\u{1}'), "{text:?}");
    }
    let turned = page("\u{202E}txet");
    assert!(turned.contains("<bdi>"), "what turns the direction is held");
}

#[test]
fn a_long_work_is_many_leaves() {
    let cell = |n: usize| vec![vec![format!("Riga {n}.")], vec![format!("{n}行目。")]];
    let work = works::work("long", &["it", "ja"], (0..1001).map(cell).collect());
    let page = written(&work, &Options::default());
    assert_eq!(page.matches("<tbody>").count(), 21);
    assert_eq!(page.matches("<th scope=\"row\">").count(), 1001);
}
