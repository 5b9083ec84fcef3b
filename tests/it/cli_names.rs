//! The commands of names in texts: mentions, harvest and review, import and export, what
//! one column names and another does not.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Runs a command in a folder, with a text on stdin; it must end with `code`.
#[track_caller]
fn run(dir: &Path, line: &str, input: &str, code: i32) -> (String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tetrapla"))
        .current_dir(dir)
        .args(line.split_whitespace())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who does not read stdin closes it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(code), "{line}\n{out}\n{err}");
    (out, err)
}

fn json(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_mention_has_its_place_in_the_file() {
    let dir = TempDir::new().unwrap();
    // A byte order mark, and a line end inside a name.
    let text = "\u{FEFF}Die sprach.\n\nThen Kim\nIl Sung met Mao Zedong’s men.\n";
    fs::write(dir.path().join("a.en.txt"), text).unwrap();
    let (out, _) = run(dir.path(), "mentions a.en.txt --json", "", 0);
    let found = json(&out);
    assert_eq!(found.len(), 2, "{out}");
    assert_eq!(found[0]["entity"], "kim-il-sung");
    assert_eq!((&found[0]["line"], &found[1]["line"]), (&3.into(), &4.into()));
    for mention in &found {
        let place = |key: &str| mention[key].as_u64().unwrap() as usize;
        let stands = &text[place("start")..place("end")];
        let cleaned = mention["text"].as_str().unwrap();
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words(stands), words(cleaned));
        assert_eq!(mention["lang"], "en");
        assert!(mention["score"].as_f64().unwrap() > 0.9);
    }
    let (out, _) = run(dir.path(), "mentions a.en.txt", "", 0);
    assert!(
        out.contains("a.en.txt:4: Mao Zedong  Mao Zedong [mao-zedong] 1.000"),
        "{out}"
    );
    fs::write(dir.path().join("b.en.txt"), "Nobody here.\n").unwrap();
    run(dir.path(), "mentions b.en.txt", "", 1);
    let (_, err) = run(dir.path(), "mentions c.en.txt", "", 2);
    assert!(err.contains("c.en.txt"), "{err}");
}

#[test]
fn a_stream_of_records_is_answered_line_by_line() {
    let dir = TempDir::new().unwrap();
    let records = r#"{"id":1,"texts":{"it":"Mao Zedong e Kim.","ja":"毛沢東"}}
{"id":"b","sentences":{"en":["Kim Il Sung came.","Then Kim spoke."]}}

no record
{"id":3,"texts":{"xx-bad-":"x"}}
"#;
    let (one, _) = run(dir.path(), "mentions --stdin -j 1", records, 0);
    let (two, _) = run(dir.path(), "mentions --stdin -j 2", records, 0);
    assert_eq!(one, two);
    let answers = json(&one);
    assert_eq!(answers.len(), 4);
    assert_eq!(answers[0]["mentions"]["it"][0]["entity"], "mao-zedong");
    assert_eq!(answers[0]["mentions"]["ja"][0]["start"], 0);
    let kim = &answers[1]["mentions"]["en"][1];
    assert_eq!((&kim["entity"], &kim["sentence"]), (&"kim-il-sung".into(), &1.into()));
    assert_eq!((&kim["start"], &kim["end"]), (&5.into(), &8.into()));
    assert_eq!((&answers[2]["id"], &answers[2]["line"]), (&Value::Null, &4.into()));
    assert_eq!(answers[2]["error"]["kind"], "json");
    assert_eq!(answers[3]["error"]["kind"], "language");
    run(dir.path(), "mentions --stdin --strict", records, 1);
}

const WORK: &str = r#"{"tetrapla":1,"work":"boat","columns":[{"lang":"it","sentences":2},{"lang":"en","sentences":2}],"made":{"version":"0.1.0"}}
{"id":1,"cells":{"it":["A Mosca venne il signor Fenwick."],"en":["To Moscow came Mr Fenwick."]},"verdict":"proposed","names":[]}
{"id":2,"cells":{"it":["Poi Stalin rise."],"en":["Then he laughed."]},"verdict":"proposed","names":[]}
"#;

#[test]
fn what_one_column_names_and_another_does_not_is_listed() {
    let dir = TempDir::new().unwrap();
    fs::create_dir(dir.path().join("alignments")).unwrap();
    fs::write(dir.path().join("alignments/boat.jsonl"), WORK).unwrap();
    let (out, _) = run(dir.path(), "check --names --json", "", 1);
    let found: Vec<Value> =
        json(&out).into_iter().filter(|finding| finding["kind"] == "names").collect();
    assert_eq!(found.len(), 1, "{out}");
    assert_eq!(found[0]["line"], 3);
    assert_eq!(
        found[0]["message"],
        "row 2: joseph-stalin, `Stalin` in it, has no answer in en"
    );
    let (out, _) = run(dir.path(), "mentions boat --lang en --json", "", 0);
    let found = json(&out);
    assert_eq!((&found[0]["work"], &found[0]["row"]), (&"boat".into(), &1.into()));
}

#[test]
fn a_harvest_is_reviewed_and_what_is_rejected_stays_away() {
    let dir = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write(
        "a.zh-Hans.txt",
        "他见到毛泽东（Mao Tse Tunk）。\n毛泽东（Mao Tse Tunk）走了。\n",
    );
    let line = "registry harvest a.zh-Hans.txt -o p.jsonl";
    run(dir.path(), line, "", 0);
    let read = || json(&fs::read_to_string(dir.path().join("p.jsonl")).unwrap());
    let found = read();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["proposal"], "variant");
    assert_eq!(found[0]["entity"], "mao-zedong");
    assert_eq!(
        (&found[0]["text"], &found[0]["tag"]),
        (&"Mao Tse Tunk".into(), &"en".into())
    );
    assert_eq!((&found[0]["count"], &found[0]["verdict"]), (&2.into(), &"".into()));
    assert_eq!(found[0]["evidence"][1]["line"], 2);
    // Nothing said, nothing changed.
    run(dir.path(), "registry harvest --review p.jsonl", "huh\ns\n", 0);
    assert_eq!(read(), found);
    let (_, err) = run(dir.path(), "registry harvest --review p.jsonl", "r\n", 0);
    assert!(err.contains("Mao Tse Tunk [en] is a name of mao-zedong"), "{err}");
    assert_eq!(read()[0]["verdict"], "reject");
    run(dir.path(), "registry harvest --review p.jsonl", "", 2);
    // Harvested again, it is not asked again, and the verdict stays.
    run(dir.path(), line, "", 1);
    assert_eq!(read()[0]["verdict"], "reject");
}

#[test]
fn what_is_imported_lies_under_what_is_there() {
    let dir = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write("n.csv", "id,kind,name,text,tag\nbridge,place,Bridge,Bridge,en\n,,,lost,\n");
    write("mine.jsonl", "{\"id\":\"bridge\",\"name\":\"My bridge\"}\n");
    let (_, err) = run(dir.path(), "registry import n.csv -o mine.jsonl", "", 0);
    assert!(err.contains("n.csv:3: "), "{err}");
    let mine = fs::read_to_string(dir.path().join("mine.jsonl")).unwrap();
    assert!(
        mine.contains("\"name\":\"My bridge\"") && mine.contains("\"text\":\"Bridge\"")
    );
    let line = "registry export -f csv --no-builtin --registry mine.jsonl";
    let (out, _) = run(dir.path(), line, "", 0);
    assert!(out.starts_with("id,kind,name,text,tag,"), "{out}");
    assert!(
        out.contains("bridge,place,My bridge,Bridge,en,official,attested,csv:2"),
        "{out}"
    );
    let (_, err) = run(dir.path(), "registry import n.xyz", "", 2);
    assert!(err.contains("wanted --from"), "{err}");
    run(dir.path(), "registry export -f tmx", "", 2);
}
