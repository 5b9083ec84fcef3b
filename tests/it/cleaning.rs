//! Cleaning: what each rule does, and that nothing is done where it is off.

use std::path::Path;

use proptest::prelude::*;
use tetrapla::lang::Lang;
use tetrapla::read::{CLEANINGS, Options, Rules, read};
use tetrapla::text::Source;

fn source(text: &str, name: &str, options: &Options) -> Source {
    let path = Path::new(name);
    let tag = name.split('.').nth(1).unwrap();
    read(text.as_bytes(), path, &Lang::known(tag).unwrap(), options).unwrap()
}

/// The paragraphs of a text, each after a `¶`.
fn paragraphs(source: &Source) -> String {
    let spans = source.paragraphs.iter();
    spans.map(|span| format!("¶{}", &source.text[span.range()])).collect()
}

/// Rule, file, its text, its paragraphs with all rules on, and with this one off.
const CASES: &[(&str, &str, &str, &str, &str)] = &[
    (
        "contents",
        "a.en.txt",
        "Contents\n\nOne .... 5\nTwo . . . . 12\nThree…… 20\n\nIt began in May.\n",
        "¶Contents¶It began in May.",
        "¶Contents¶One .... 5¶Two . . . . 12¶Three…… 20¶It began in May.",
    ),
    ("control", "a.it.txt", "La ca\u{7}sa.\n", "¶La casa.", "¶La ca\u{7}sa."),
    (
        "footnote-marks",
        "a.en.md",
        "Mr. Wu<sup>55</sup> came on 12 m<sup>2</sup>.\n",
        "¶Mr. Wu came on 12 m2.",
        "¶Mr. Wu55 came on 12 m2.",
    ),
    (
        "footnotes",
        "a.it.md",
        "Venne.[^1]\n\n[^1]: Così dice Neri.\n\nPoi partì.\n",
        "¶Venne.¶Poi partì.¶Così dice Neri.",
        "¶Venne.¶Così dice Neri.¶Poi partì.",
    ),
    (
        "frames",
        "a.en.txt",
        "The eBook of A Bridge\n\n*** START OF THE PROJECT GUTENBERG EBOOK A BRIDGE ***\n\n\
         Era.\n\n*** END OF THE PROJECT GUTENBERG EBOOK A BRIDGE ***\n\nLicence\n",
        "¶Era.",
        "¶The eBook of A Bridge¶*** START OF THE PROJECT GUTENBERG EBOOK A BRIDGE ***\
         ¶Era.¶*** END OF THE PROJECT GUTENBERG EBOOK A BRIDGE ***¶Licence",
    ),
    (
        "frames",
        "a.en.txt",
        "Exported from Wikisource on May 3, 2024\n\nA bridge stood there.\n",
        "¶A bridge stood there.",
        "¶Exported from Wikisource on May 3, 2024¶A bridge stood there.",
    ),
    (
        "hard-wraps",
        "a.ja.txt",
        "港に着いたときにはもう船は一艘も残っておらず、昨日まで並\n\
         んでいた漁船はみな沖へ出てしまっていて、浜には網だけが残\nっていた。\n",
        "¶港に着いたときにはもう船は一艘も残っておらず、昨日まで並\
         んでいた漁船はみな沖へ出てしまっていて、浜には網だけが残っていた。",
        "¶港に着いたときにはもう船は一艘も残っておらず、昨日まで並\
         ¶んでいた漁船はみな沖へ出てしまっていて、浜には網だけが残¶っていた。",
    ),
    (
        "headings",
        "a.en.txt",
        "THE BRIDGE\nThe harbor was empty when we came down to it in the\n\
         morning, and the boats of the day before had all gone out\nto sea.\n",
        "¶THE BRIDGE¶The harbor was empty when we came down to it in the morning, and \
         the boats of the day before had all gone out to sea.",
        "¶THE BRIDGE The harbor was empty when we came down to it in the morning, and \
         the boats of the day before had all gone out to sea.",
    ),
    (
        "hyphenation",
        "a.it.txt",
        "Quando arrivammo al porto non c'era più nessuna bar-\nca, e gli ex-\n\
         marinai del paese se ne stavano seduti sul molo a fu-\nmare.\n",
        "¶Quando arrivammo al porto non c'era più nessuna barca, e gli ex-marinai del \
         paese se ne stavano seduti sul molo a fumare.",
        "¶Quando arrivammo al porto non c'era più nessuna bar- ca, e gli ex- marinai del \
         paese se ne stavano seduti sul molo a fu- mare.",
    ),
    ("indents", "a.ja.txt", "　橋がある。\n", "¶橋がある。", "¶　橋がある。"),
    (
        "list-markers",
        "a.it.md",
        "- una lanterna\n- un fischietto\n",
        "¶una lanterna¶un fischietto",
        "¶- una lanterna¶- un fischietto",
    ),
    ("markup", "a.it.md", "Un *solo* ponte.\n", "¶Un solo ponte.", "¶Un *solo* ponte."),
    ("nfc", "a.it.txt", "Perche\u{301}.\n", "¶Perché.", "¶Perche\u{301}."),
    (
        "page-breaks",
        "a.it.md",
        "Il ponte era già stato interrotto quando arrivarono le truppe\n\n\
         del generale, che lo fece riparare.\n",
        "¶Il ponte era già stato interrotto quando arrivarono le truppe del generale, \
         che lo fece riparare.",
        "¶Il ponte era già stato interrotto quando arrivarono le truppe\
         ¶del generale, che lo fece riparare.",
    ),
    (
        "page-numbers",
        "a.en.txt",
        "One came.\n\n- 7 -\u{c}Two came.\n\n- 8 -\u{c}Three came.\n\n- 9 -\n",
        "¶One came.¶Two came.¶Three came.",
        "¶One came.¶- 7 -¶Two came.¶- 8 -¶Three came.¶- 9 -",
    ),
    (
        "ruby",
        "a.ja.html",
        "<p><ruby>橋<rp>（</rp><rt>はし</rt><rp>）</rp></ruby>がある。</p>",
        "¶橋がある。",
        "¶橋（はし）がある。",
    ),
    (
        "running-heads",
        "a.en.txt",
        "The bridge\n\nOne came.\u{c}The bridge\n\nTwo came.\u{c}The bridge\n\nThree came.\n",
        "¶One came.¶Two came.¶Three came.",
        "¶The bridge¶One came.¶The bridge¶Two came.¶The bridge¶Three came.",
    ),
    (
        "soft-hyphens",
        "a.en.txt",
        "A move\u{ad}ment.\n",
        "¶A movement.",
        "¶A move\u{ad}ment.",
    ),
    ("zero-width", "a.zh.txt", "断\u{200b}桥。\n", "¶断桥。", "¶断\u{200b}桥。"),
];

#[test]
fn every_rule_acts_is_counted_and_can_be_switched_off() {
    let mut seen = Vec::new();
    for &(rule, name, text, wanted, without) in CASES {
        let on = source(text, name, &Options::default());
        assert_eq!(paragraphs(&on), wanted, "{rule}");
        assert!(on.cleaned.iter().any(|(name, _)| *name == rule), "{rule}: no count");
        let off = Rules::default().with(rule).unwrap();
        let off = source(text, name, &Options { off, ..Options::default() });
        assert_eq!(paragraphs(&off), without, "without {rule}");
        assert!(off.cleaned.iter().all(|(name, _)| *name != rule), "{rule}: counted");
        seen.push(rule);
    }
    for row in CLEANINGS {
        assert!(seen.contains(&row.name), "no case of {}", row.name);
    }
}

#[test]
fn a_raw_text_is_the_file() {
    for &(rule, name, text, ..) in CASES.iter().filter(|case| !case.1.ends_with("html")) {
        let raw = source(text, name, &Options { raw: true, ..Options::default() });
        // But for NFC, which moves no line.
        let composed = text.replace("e\u{301}", "é");
        assert_eq!(raw.text, composed, "{rule}");
        assert!(raw.cleaned.iter().all(|(name, _)| *name == "nfc"), "{rule}");
    }
}

#[test]
fn lines_and_pages_say_where_a_word_stands() {
    let text = "Uno.\r\n\r\nDue.[^1]\r\n\r\n[^1]: Nota.\r\n\r\nTre.\r\n";
    let found = source(text, "a.it.md", &Options::default());
    let line = |word: &str| found.line(found.text.find(word).unwrap());
    assert_eq!(
        [line("Uno"), line("Due"), line("Tre"), line("Nota")],
        [Some(1), Some(3), Some(7), Some(5)]
    );
    let found = source("Uno.\u{c}Due.\n", "a.it.txt", &Options::default());
    assert_eq!(found.page(found.text.find("Due").unwrap()), Some("2"));
    // Before there was a line feed there were carriage returns.
    let found = source("Uno.\r\rDue.", "a.it.txt", &Options::default());
    assert_eq!(found.line(found.text.find("Due").unwrap()), Some(3));
}

proptest! {
    #[test]
    fn no_letter_is_lost_where_lines_are_joined(
        words in prop::collection::vec("[a-z]{1,9}[,;]?", 30..120),
        width in 45..80_usize,
    ) {
        let mut text = String::new();
        let mut column = 0;
        for word in &words {
            if column + word.len() > width {
                text.push('\n');
                column = 0;
            } else if column > 0 {
                text.push(' ');
                column += 1;
            }
            text.push_str(word);
            column += word.len();
        }
        text.push_str(".\n");
        let found = source(&text, "a.en.txt", &Options::default());
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(bare(&found.text), bare(&text));
        prop_assert_eq!(found.text.split_whitespace().count(), words.len());
    }

    #[test]
    fn paragraphs_are_clean_and_letters_know_their_place(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "Era una notte ", "scura. ", "\n", "\n\n", "\u{3000}", "* ", "12", "\u{c}", "\r\n",
            "e\u{301}", "\u{ad}", "\u{200b}", "橋", "。", "は", "-\n", "THE BRIDGE\n", "....... 7\n",
            "the move", "ment ", ", ", "[1]",
        ]), 0..60),
        tag in prop::sample::select(vec!["it", "en", "ja", "zh-Hans"]),
    ) {
        let name = format!("a.{tag}.txt");
        let once = source(&pieces.concat(), &name, &Options::default());
        for span in &once.paragraphs {
            let text = &once.text[span.range()];
            prop_assert_eq!(text, text.trim());
            prop_assert!(!text.contains(['\n', '\r', '\u{c}', '\u{200b}', '\u{7}']), "{:?}", text);
        }
        // Each letter stands where the map says.
        let file = pieces.concat();
        for (at, c) in once.text.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()) {
            let place = once.offsets.to_file(at);
            prop_assert!(file[place..].starts_with(c), "{} at {}", c, place);
        }
    }
}
