//! Registries of names: schema, commands, and what the built-in one holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tetrapla::names::check::{Finding, Grade, RULES, check};
use tetrapla::names::{self, Kind, SCHEMA, builtin};

const BUILTIN: &str = "src/names/data/registry.jsonl";
const USER: &str = "alignments/names.jsonl";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

// --- the format ---

fn schema() -> jsonschema::Validator {
    jsonschema::draft202012::new(&serde_json::from_str(SCHEMA).unwrap()).unwrap()
}

#[test]
fn the_committed_registries_fit_the_schema() {
    let schema = schema();
    for path in [BUILTIN, USER] {
        for (index, line) in text(path).lines().enumerate() {
            let value: Value = serde_json::from_str(line).unwrap();
            assert!(schema.is_valid(&value), "{path}:{}: {line}", index + 1);
        }
    }
}

#[test]
fn the_schema_refuses_what_the_reader_refuses_of_a_line() {
    let schema = schema();
    let reads =
        |line: &str| names::Registry::parse(line, Path::new("names.jsonl")).is_ok();
    let form = r#"{"text":"A","tag":"en","source":"s"}"#;
    let good = [
        r#"{"tetrapla_names":1,"sources":{"s":{"title":"S"}}}"#.to_owned(),
        r#"{"id":"a"}"#.to_owned(),
        format!(
            r#"{{"id":"a-1","kind":"term","dates":{{"from":"19XX","to":"1994-07-08"}},"variants":[{form}],"more":[1]}}"#
        ),
        form.replace("\"source\"", "\"period\":[\"1932/\",\"/1945~\"],\"source\""),
    ];
    for (index, line) in good.iter().enumerate() {
        let line = match index {
            3 => format!(r#"{{"id":"a","variants":[{line}]}}"#),
            _ => line.clone(),
        };
        let value: Value = serde_json::from_str(&line).unwrap();
        assert!(schema.is_valid(&value) && reads(&line), "{line}");
    }
    for line in [
        r#"{"tetrapla_names":2}"#.to_owned(),
        r#"{"kind":"term"}"#.to_owned(),
        r#"{"id":"A b"}"#.to_owned(),
        r#"{"id":"a","kind":"persn"}"#.to_owned(),
        r#"{"id":"a","dates":{"from":"15.4.1912"}}"#.to_owned(),
        r#"{"id":"a","dates":{"birth":"1912"}}"#.to_owned(),
        r#"{"id":"a","part_of":"china"}"#.to_owned(),
        format!(r#"{{"id":"a","variants":[{}]}}"#, form.replace("\"en\"", "\"e_n\"")),
        format!(r#"{{"id":"a","variants":[{}]}}"#, form.replace("\"A\"", "\" \"")),
        format!(r#"{{"id":"a","variants":[{}]}}"#, form.replace("source", "sauce")),
        format!(
            r#"{{"id":"a","variants":[{}]}}"#,
            form.replace("\"source\"", "\"type\":\"odd\",\"source\"")
        ),
        format!(
            r#"{{"id":"a","variants":[{}]}}"#,
            form.replace("\"source\"", "\"period\":\"1945\",\"source\"")
        ),
    ] {
        let value: Value = serde_json::from_str(&line).unwrap();
        assert!(!schema.is_valid(&value), "the schema takes {line}");
        assert!(!reads(&line), "the reader takes {line}");
    }
}

// --- the built-in registry ---

#[test]
fn the_committed_registries_pass_their_own_check() {
    let show = |path: &str, found: Vec<Finding>| {
        let lines: Vec<String> =
            found.iter().map(|f| format!("{path}:{}: {}", f.line, f.message)).collect();
        lines.join("\n")
    };
    let mut found = check(&text(BUILTIN), None);
    let warnings = found.extract_if(.., |f| f.grade == Grade::Warning).collect();
    println!("{}", show(BUILTIN, warnings));
    assert!(found.is_empty(), "{}", show(BUILTIN, found));
    let mut found = check(&text(USER), Some(builtin()));
    found.retain(|f| f.grade == Grade::Error);
    assert!(found.is_empty(), "{}", show(USER, found));
}

#[test]
fn the_built_in_registry_is_as_large_as_it_says_and_no_larger() {
    let entities = builtin().entities();
    let size = fs::metadata(root().join(BUILTIN)).unwrap().len();
    println!("{} entities, {size} bytes", entities.len());
    assert!(entities.len() >= 1500, "{}", entities.len());
    assert!(size < 3_000_000, "{size}");
    let of = |kind| entities.iter().filter(|e| e.kind == Some(kind)).count();
    for (kind, least) in [
        (Kind::Person, 500),
        (Kind::Place, 500),
        (Kind::Organisation, 100),
        (Kind::Event, 100),
        (Kind::Treaty, 30),
        (Kind::Work, 30),
    ] {
        assert!(of(kind) >= least, "{}: {}", kind.name(), of(kind));
    }
}

#[test]
fn an_entity_has_names_in_the_four_languages_and_more() {
    // Who is in the thesis alone, with one spelling, may be known by nothing else.
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for entity in builtin().entities() {
        let languages: BTreeSet<&str> = (entity.variants.iter())
            .filter_map(|form| form.tag.as_str().split('-').next())
            .collect();
        for language in languages {
            *counts.entry(language).or_default() += 1;
        }
    }
    let all = builtin().entities().len();
    println!("{all} entities, by language {counts:?}");
    for (language, least) in
        [("en", 95), ("it", 85), ("zh", 75), ("ja", 75), ("ko", 65), ("ru", 50)]
    {
        assert!(
            counts[language] * 100 >= all * least,
            "{language}: {}",
            counts[language]
        );
    }
}

#[test]
fn protocol_b_misses_no_name_of_the_seed_list() {
    let script = root().join("../shared/eval/score_names.py");
    if !script.is_file() {
        println!("skipped: no scorer beside the project");
        return;
    }
    let scored = Command::new("python3")
        .arg(&script)
        .args(["--cmd", env!("CARGO_BIN_EXE_tetrapla"), "-p", "B", "--json", "-"])
        .current_dir(TempDir::new().unwrap().path())
        .output();
    let Ok(scored) = scored else {
        println!("skipped: no python3 to score with");
        return;
    };
    let said = String::from_utf8_lossy(&scored.stderr);
    assert!(scored.status.success(), "{said}");
    let figures: Value = serde_json::from_slice(&scored.stdout).unwrap();
    let b = &figures["protocols"]["B"];
    let hit = b["rows"]["all"]["hit@1"].as_f64().unwrap();
    println!(
        "B: hit@1 {hit}, entities {}, misses {}",
        b["rows"]["entities"], b["misses"]
    );
    assert!(hit >= 0.99, "{hit}; {}", b["misses"]);
    // Lee, a soldier in a novel, has no other name than a surname that many have.
    assert!(b["merged"].as_array().unwrap().len() <= 1, "{}", b["merged"]);
}

// --- the commands ---

struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(TempDir::new().unwrap());
        fs::create_dir(place.path("alignments")).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Runs `tetrapla registry` and gives its code, stdout and stderr.
    fn run(&self, words: &[&str]) -> (i32, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_tetrapla"))
            .current_dir(self.0.path())
            .arg("registry")
            .args(words)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    }

    #[track_caller]
    fn ends(&self, words: &[&str], code: i32) -> (String, String) {
        let (found, out, err) = self.run(words);
        assert_eq!(found, code, "{words:?}\n{out}\n{err}");
        (out, err)
    }
}

#[test]
fn what_is_added_is_written_in_canonical_form() {
    let place = Place::new();
    let add = ["add", "sun-decai", "--kind", "person", "--name", "Sun Decai"];
    let forms = ["--form", "zh-Hant=孫德才", "--form", "en=Sun Decai", "--family", "Sun"];
    place.ends(&[&add[..], &forms[..]].concat(), 0);
    let wanted = concat!(
        r#"{"tetrapla_names":1,"sources":{"user":{"title":"added by hand"}}}"#,
        "\n",
        r#"{"id":"sun-decai","kind":"person","name":"Sun Decai","variants":["#,
        r#"{"text":"Sun Decai","tag":"en","type":"official","status":"attested","source":"user","family":"Sun"},"#,
        r#"{"text":"孫德才","tag":"zh-Hant","type":"official","status":"attested","source":"user"}]}"#,
        "\n",
    );
    assert_eq!(place.read(USER), wanted);
    // More of an entity that is built in needs neither kind nor name.
    let more = ["add", "kim-il-sung", "--form", "en:misspelling=Kim Il Sun"];
    place.ends(&[&more[..], &["--source", "mybook:12"]].concat(), 0);
    assert!(place.read(USER).contains(r#"{"id":"kim-il-sung","variants""#));
    assert!(place.read(USER).contains(r#""mybook":{"title":"mybook"}"#));
    place.ends(&["check"], 0);
}

#[test]
fn what_breaks_a_rule_is_not_added() {
    let place = Place::new();
    for (words, wanted) in [
        (&["add", "x", "--name", "X", "--form", "en=X"][..], "no kind, wanted one"),
        (&["add", "x", "--kind", "persn", "--name", "X"], "near it: person"),
        (&["add", "x", "--kind", "term", "--name", "X"], "`x` has no variants"),
        (
            &["add", "mao-zedong", "--form", "zh-Hant=毛泽东"],
            "wanted characters of zh-Hant",
        ),
        (&["add", "mao-zedong", "--form", "毛泽东"], "wanted TAG=TEXT"),
        (&["add", "mao-zedong", "--form", "en:odd=Mao"], "unknown type `odd`"),
        (&["add", "mao-zedong", "--not", "nobody"], "leads to `nobody`"),
    ] {
        let (_, err) = place.ends(words, 2);
        assert!(err.contains(wanted), "{words:?}: {err}");
        assert!(!place.path(USER).exists());
    }
}

#[test]
fn two_entities_are_joined_only_when_it_is_said() {
    let place = Place::new();
    let add = ["add", "zz-kim", "--kind", "person", "--name", "K", "--form", "it=Kim Z"];
    place.ends(&add, 0);
    let before = place.read(USER);
    let (out, err) = place.ends(&["merge", "zz-kim", "kim-il-sung"], 0);
    assert!(out.starts_with("zz-kim becomes kim-il-sung, Kim Il Sung\n"), "{out}");
    assert!(out.contains("Kim Z  official  (user)"), "{out}");
    assert!(out.contains("not agreed: name `Kim Il Sung` over `K`"), "{out}");
    assert!(err.contains("nothing is written without --yes"), "{err}");
    assert_eq!(place.read(USER), before);
    place.ends(&["merge", "zz-kim", "kim-il-sung", "--yes"], 0);
    let after = place.read(USER);
    assert!(after.contains(r#"{"id":"zz-kim","moved_to":"kim-il-sung"}"#), "{after}");
    assert!(after.contains("Kim Z"));
    place.ends(&["check"], 0);
    let (_, err) = place.ends(&["merge", "zz-kim", "kim-il-sung"], 2);
    assert!(err.contains("is one entity already"), "{err}");
    let (_, err) = place.ends(&["merge", "zz-kim", "kim-il-sun"], 2);
    assert!(err.contains("unknown entity `kim-il-sun`, near it: kim-il-sung"), "{err}");
}

#[test]
fn accepted_proposals_come_in_and_rejected_ones_are_remembered() {
    let place = Place::new();
    let proposals = r#"{"proposal":"variant","entity":"kim-il-sung","text":"Kim Ir Sen","tag":"it","type":"official","score":0.9,"count":2,"evidence":[{"path":"texts/x/it.txt","line":12,"quote":"Kim Ir Sen disse"}],"verdict":"accept"}
{"proposal":"variant","entity":"kim-il-sung","text":"Kim Il","tag":"it","type":"short","score":0.8,"count":1,"evidence":[],"verdict":"reject"}
{"proposal":"entity","entity":"zz-new","kind":"place","text":"Zz","tag":"it","type":"official","score":0.8,"count":1,"evidence":[],"verdict":""}
"#;
    fs::write(place.path("p.jsonl"), proposals).unwrap();
    let (_, err) = place.ends(&["merge", "p.jsonl"], 0);
    assert!(err.contains("1 accepted, 1 rejected, 1 open"), "{err}");
    assert!(place.read(USER).contains(r#""source":"texts/x/it.txt:12""#));
    let memory = place.read("alignments/names.rejected");
    assert_eq!(memory.lines().count(), 1);
    assert!(memory.contains("\"Kim Il\"") && !place.read(USER).contains("\"Kim Il\""));
    // Once more changes nothing.
    let before = place.read(USER);
    place.ends(&["merge", "p.jsonl"], 0);
    assert_eq!(
        (place.read(USER), place.read("alignments/names.rejected")),
        (before, memory)
    );
    let bad = proposals.replace("kim-il-sung", "nobody");
    fs::write(place.path("bad.jsonl"), bad).unwrap();
    let (_, err) = place.ends(&["merge", "bad.jsonl"], 2);
    assert!(err.contains("bad.jsonl:1: unknown entity `nobody`"), "{err}");
    let (_, err) = place.ends(&["merge", "none.jsonl"], 2);
    assert!(err.contains("none.jsonl: no such file"), "{err}");
}

#[test]
fn check_names_path_and_line_and_ends_with_one() {
    let place = Place::new();
    let wrong = "{\"id\":\"x\",\"kind\":\"term\",\"name\":\"X\",\"not\":[\"y\"],\"variants\":[{\"text\":\"Tse-tung\",\"tag\":\"zh-Latn-pinyin\",\"source\":\"s\"}]}\n{\"id\"\n";
    fs::write(place.path("bad.jsonl"), wrong).unwrap();
    let (out, _) = place.ends(&["check", "bad.jsonl"], 1);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(
        lines[..3],
        [
            "bad.jsonl:1: `not` leads to `y`, wanted an id",
            "bad.jsonl:1: `Tse-tung` is no pinyin",
            "bad.jsonl:1: warning: source `s` is not in the header, wanted it",
        ]
    );
    assert!(lines[3].starts_with("bad.jsonl:2: "), "{out}");
    let (out, _) = place.ends(&["check", "bad.jsonl", "--json"], 1);
    let first: Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    assert_eq!((&first["rule"], &first["grade"]), (&"known-id".into(), &"error".into()));
    // A warning, or a note, is no failure.
    fs::write(
        place.path("n.jsonl"),
        wrong
            .lines()
            .next()
            .unwrap()
            .replace(",\"not\":[\"y\"]", "")
            .replace("Tse-tung", "Zedong"),
    )
    .unwrap();
    place.ends(&["check", "n.jsonl"], 0);
    let (_, err) = place.ends(&["check"], 2);
    assert!(err.contains("alignments/names.jsonl"), "{err}");
    assert!(RULES.len() >= 14);
}

#[test]
fn an_overlay_is_never_silent() {
    let place = Place::new();
    let line = r#"{"id":"kim-il-sung","kind":"place","variants":[{"text":"K. I. S.","tag":"en","source":"s"}]}"#;
    fs::write(place.path(USER), line).unwrap();
    let name = |more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_tetrapla"))
            .current_dir(place.0.path())
            .args(["name", "Kin Nissei"])
            .args(more)
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let conflict = "kind `place` over `person`";
    assert!(name(&[]).contains(conflict), "{}", name(&[]));
    assert!(!name(&[]).contains("1 variants added"));
    assert!(name(&["-v"]).contains("`kim-il-sung`: 1 variants added, 0 dropped"));
    assert_eq!(name(&["-q"]), "");
}
