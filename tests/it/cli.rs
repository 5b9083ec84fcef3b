//! The command line as its contract has it: what is said where, and how it ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A folder with some texts to run commands in.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(TempDir::new().unwrap());
        for lang in ["it", "en", "ja"] {
            let from = root().join("texts/half-an-hour-and-a-map");
            let text = fs::read_to_string(from.join(format!("{lang}.txt"))).unwrap();
            let few: Vec<&str> = text.split("\n\n").take(3).collect();
            place.write(
                &format!("texts/map/{lang}.txt"),
                (few.join("\n\n") + "\n").as_bytes(),
            );
        }
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tetrapla"));
        command.current_dir(self.0.path()).args(line.split_whitespace());
        command.env_remove("NO_COLOR").stdin(Stdio::null());
        command
    }

    fn run(&self, line: &str) -> Output {
        self.command(line).output().unwrap()
    }

    /// Runs a command that must end with `code`; gives stdout and stderr.
    #[track_caller]
    fn ends(&self, line: &str, code: i32) -> (String, String) {
        let output = self.run(line);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let (out, err) = (text(output.stdout), text(output.stderr));
        assert_eq!(output.status.code(), Some(code), "{line}\n{out}\n{err}");
        (out, err)
    }

    /// All files there are, hidden ones too.
    fn files(&self) -> Vec<String> {
        fn walk(path: &Path, files: &mut Vec<String>) {
            for entry in fs::read_dir(path).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => walk(&path, files),
                    false => files.push(path.display().to_string()),
                }
            }
        }
        let mut files = Vec::new();
        walk(self.0.path(), &mut files);
        files.sort();
        files
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn bad_input_is_one_clear_line_and_nothing_is_written() {
    let place = Place::new();
    place.write("empty.it.txt", b"");
    place.write("blank.it.txt", b" \n\n\t\n");
    place.write("folder.it.txt/x", b"x");
    place.write("broken.it.txt", b"Perch\xc3\xa9 la citt\xc3\xa0 \xff taceva.\n");
    place.write("cut.it.docx", b"PK\x03\x04 and no more");
    place.write("text.it.docx", b"Una riga.\n");
    place.write("one/en.txt", b"One text only.\n");
    let before = place.files();
    for (line, wanted) in [
        ("align none.it.txt texts/map/en.txt", "none.it.txt: no such file"),
        ("align empty.it.txt texts/map/en.txt", "empty.it.txt: an empty file"),
        ("align blank.it.txt texts/map/en.txt", "blank.it.txt: nothing but space"),
        ("align folder.it.txt texts/map/en.txt", "folder.it.txt: is a directory"),
        (
            "align broken.it.txt texts/map/en.txt",
            "broken.it.txt:1: invalid UTF-8 at byte",
        ),
        ("align cut.it.docx texts/map/en.txt", "cut.it.docx: damaged archive"),
        ("segment text.it.docx", "text.it.docx: a text, wanted a file of Word"),
        ("segment texts/map/it.txt --no-clean rubi", "unknown rule of cleaning `rubi`"),
        ("align tlh=texts/map/it.txt texts/map/en.txt", "unknown language `tlh`"),
        ("align q_q=texts/map/it.txt texts/map/en.txt", "`q_q` is no language tag"),
        ("align texts/map/en.txt", "one column, `en`"),
        ("align one", "one column, `en`"),
        ("align en=texts/map/it.txt texts/map/en.txt", "two columns of language `en`"),
        ("align texts/map/it.txt texts/map/en.txt -f tmxx", "unknown format `tmxx`"),
        (
            "align texts/map/it.txt texts/map/en.txt texts/map/ja.txt -f beads",
            "3 columns",
        ),
        ("align nowhere", "nowhere: no such file"),
        ("align --columns it,ko", "unknown column `ko`"),
        ("align --weights texts/map/it.txt", "texts/map/it.txt:1:"),
        ("align --jobs 0", "invalid value `0`"),
        ("align --encoding utf-9 texts/map/it.txt texts/map/en.txt", "unknown encoding"),
        ("view nothing", "unknown work `nothing`"),
        ("export nothing -f tmx", "unknown work `nothing`"),
        ("import none.tmx", "none.tmx: no such file"),
        ("import texts/map/it.txt", "the name does not tell its format"),
        ("eval texts/map/it.txt texts/map/en.txt", "texts/map/it.txt:1: found"),
        ("segment none.txt", "none.txt: no such file"),
        ("check none", "none: no such file"),
        ("name --kind dog Kim", "unknown kind `dog`"),
        ("list cats", "invalid value `cats`"),
        ("align texts texts/map/it.txt", "texts: is a directory"),
        ("align zh= texts/map/it.txt", "`zh=` names no file"),
        ("align -o out.jsonl", "out.jsonl: looks like a file"),
        ("train texts -o x.toml", "texts: no gold"),
        ("algin", "unrecognized subcommand `algin`"),
    ] {
        let (out, err) = place.ends(line, 2);
        let lines: Vec<&str> = err.lines().collect();
        assert_eq!(out, "", "{line}");
        assert!(lines[0].starts_with("tetrapla: "), "{line}: {err}");
        assert!(lines[0].contains(wanted), "{line}: {err}");
        let hint = lines.get(1).is_none_or(|hint| hint.starts_with("hint: "));
        assert!(lines.len() <= 2 && hint, "{line}: {err}");
        assert_eq!(place.files(), before, "{line}");
    }
}

#[test]
fn the_main_job_is_done_once_and_the_same_with_any_number_of_threads() {
    let place = Place::new();
    let (out, err) = place.ends("align -j 1", 0);
    assert_eq!(out, "");
    assert!(err.starts_with("map: ") && err.contains(" rows"), "{err}");
    let one = place.read("alignments/map.jsonl");
    assert_eq!(place.ends("align", 0).1, "map: up to date\n");
    place.ends("align -j 2 --force -q", 0);
    assert_eq!(place.read("alignments/map.jsonl"), one);
    assert_eq!(place.ends("check -q", 0), (String::new(), String::new()));
    assert_eq!(place.ends("align --dry-run", 0).1, "map: up to date\n");
    let (out, _) = place.ends("align --json", 0);
    assert!(out.starts_with("{\"doubtful\":") && out.contains("\"up-to-date\""), "{out}");
}

#[test]
fn a_work_that_fails_does_not_keep_others_from_being_done() {
    let place = Place::new();
    place.write("texts/bad/it.txt", b"Una riga.\n");
    place.write("texts/bad/en.txt", b"");
    let (_, err) = place.ends("align", 2);
    assert!(err.contains("texts/bad/en.txt: an empty file"), "{err}");
    assert!(place.path("alignments/map.jsonl").is_file());
    assert!(!place.path("alignments/bad.jsonl").exists());
}

#[test]
fn without_a_work_the_answer_is_no() {
    let place = Place(TempDir::new().unwrap());
    let (out, err) = place.ends("align", 1);
    assert!(out.is_empty() && err.contains("no work found"), "{err}");
}

#[test]
fn files_are_the_columns_of_one_work() {
    let place = Place::new();
    let files = "texts/map/it.txt texts/map/en.txt";
    let (beads, _) = place.ends(&format!("align {files} -f beads"), 0);
    assert!(beads.starts_with("[0]:[0]\n[1]:[1]\n"), "{beads}");
    let (jsonl, _) = place.ends(&format!("align {files}"), 0);
    assert!(jsonl.contains(r#""path":"texts/map/it.txt""#), "{jsonl}");
    place.ends(&format!("align {files} -o out/x.jsonl"), 0);
    let kept = place.read("out/x.jsonl");
    assert!(kept.contains(r#""path":"../texts/map/it.txt""#), "{kept}");
    place.ends("check out/x.jsonl", 0);
    // Languages: as said, in order, by name, by looks.
    fs::copy(place.path("texts/map/ja.txt"), place.path("unnamed.txt")).unwrap();
    let (_, err) = place.ends("align unnamed.txt it=texts/map/it.txt -f beads", 0);
    assert_eq!(err, "unnamed.txt: taken for `ja`\n");
    let (tsv, _) = place.ends(&format!("align --lang it-CH,en-GB {files} -f tsv"), 0);
    assert!(tsv.starts_with("id\tit-CH\ten-GB\tscore\tverdict\n"), "{tsv}");
}

#[test]
fn segmented_lines_are_sentences_an_empty_one_too() {
    let place = Place(TempDir::new().unwrap());
    place.write("a.it", "Il ponte girava.\n\nNessuno ci crede.\n".as_bytes());
    place.write("a.en", "The bridge turned.\nNobody believes it.\n".as_bytes());
    let (beads, _) = place.ends("align --segmented a.it a.en -f beads", 0);
    // What the empty line is put to is the aligner's business; that it counts is not.
    let beads = tetrapla::align::gold::parse(&beads).unwrap();
    let lines: Vec<u32> = beads.iter().flat_map(|bead| bead.0.clone()).collect();
    assert_eq!(lines, [0, 1, 2]);
    place.ends("align --segmented a.it a.en -o a.jsonl", 0);
    place.ends("check a.jsonl", 0);
}

#[test]
fn a_list_names_works_a_line_each() {
    let place = Place::new();
    place.write("works.tsv", b"it=texts/map/it.txt\tja=texts/map/ja.txt\n");
    place.ends("align --list works.tsv -o out", 0);
    assert!(place.path("out/map.jsonl").is_file());
}

#[test]
fn a_work_is_viewed_exported_and_named() {
    let place = Place::new();
    place.ends("align -q", 0);
    let (page, _) = place.ends("view map --columns ja,it --width 60", 0);
    assert!(page.lines().next().unwrap().contains("日本語"), "{page}");
    assert!(!page.contains('\x1b'), "a pipe gets no escapes");
    place.ends("view map --find Washington", 0);
    place.ends("view map --find Timbuktu", 1);
    let (tmx, _) = place.ends("export map -f tmx", 0);
    assert!(tmx.contains("<tuv xml:lang=\"ja\">"), "{tmx}");
    place.ends("export map -f tmx -o map.tmx", 0);
    assert_eq!(place.read("map.tmx"), tmx);
    let (beads, _) = place.ends("export map -f beads --columns it,en", 0);
    assert!(beads.starts_with("[0]:[0]\n"), "{beads}");
    let (list, _) = place.ends("list works", 0);
    assert!(list.starts_with("map ") && list.contains("en it ja"), "{list}");
}

#[test]
fn what_is_exported_is_what_was_asked_for() {
    let place = Place::new();
    place.write("texts/other/it.txt", b"Una frase.\n");
    place.write("texts/other/en.txt", b"A sentence.\n");
    place.ends("align -q", 0);
    for (line, wanted) in [
        ("export map -f tmx --source fr", "unknown column `fr`"),
        ("export map -f tmx --date 2026-13-01", "wanted YYYY-MM-DD"),
        ("export map other -f jsonl", "several works in one `jsonl`"),
        ("export map other -f beads --columns it,en", "several works in one `beads`"),
    ] {
        let (out, err) = place.ends(line, 2);
        assert!(out.is_empty() && err.contains(wanted), "{line}: {err}");
    }
    let (tmx, _) = place.ends("export map -f tmx --source it --date 2026-11-24", 0);
    assert!(tmx.contains("srclang=\"it\"") && tmx.contains("20261124T000000Z"), "{tmx}");
    // A copy elsewhere still finds its texts.
    place.ends("export map -f jsonl -o far/away.jsonl", 2);
    fs::create_dir(place.path("far")).unwrap();
    place.ends("export map -f jsonl -o far/away.jsonl", 0);
    place.ends("check far/away.jsonl", 0);
    assert!(place.ends("check texts", 1).1.contains("no alignment"));
}

#[test]
fn a_column_is_not_lost_unasked() {
    let place = Place::new();
    place.ends("align -q", 0);
    let (_, err) = place.ends("align --columns it,ja", 2);
    assert!(err.contains("column `en` would be lost"), "{err}");
    place.ends("align --columns it,ja -o pairs", 0);
    place.ends("align --columns it,ja --force", 0);
}

#[test]
fn names_are_found_in_any_script_and_strangers_are_not() {
    let place = Place::new();
    let (out, _) = place.ends("name Kin Nissei", 0);
    assert!(out.starts_with("Kim Il Sung  person"), "{out}");
    for query in ["김일성", "金日成", "kim il sung", "KIM IL-SUNG", "Kim Il Sum"] {
        let (out, _) = place.ends(&format!("name --json {query}"), 0);
        let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(answer["candidates"][0]["id"], "kim-il-sung", "{query}");
        for key in ["name", "kind", "score", "matched", "variants"] {
            assert!(!answer["candidates"][0][key].is_null(), "{key}");
        }
    }
    let (out, err) = place.ends("name Xyzzyx Qwfp", 1);
    assert!(out.is_empty() && err.contains("nobody is called"), "{err}");
    let (out, _) = place.ends("name --json Xyzzyx Qwfp", 1);
    assert_eq!(out, "{\"candidates\":[],\"query\":\"Xyzzyx Qwfp\"}\n");
    place.write("names.txt", "金日成\n\nXyzzyx Qwfp\n".as_bytes());
    let (out, _) = place.ends("name --batch names.txt --json", 0);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].contains("kim-il-sung") && lines[1].contains("\"candidates\":[]"));
}

#[test]
fn a_text_in_wide_units_is_read_without_its_mark() {
    let place = Place::new();
    let it = place.read("texts/map/it.txt");
    let utf16: Vec<u8> = it.encode_utf16().flat_map(u16::to_le_bytes).collect();
    place.write("utf16.it.txt", &utf16);
    let (wanted, _) = place.ends("segment texts/map/it.txt", 0);
    let (found, err) = place.ends("segment -v utf16.it.txt", 0);
    assert_eq!(found, wanted);
    assert!(err.contains("UTF-16LE"), "{err}");
}

#[test]
fn segments_stand_a_line_each_with_their_places() {
    let place = Place(TempDir::new().unwrap());
    place.write("x.it.txt", "\u{feff}Disse «Sì?». Poi\r\n\r\nfine.".as_bytes());
    assert_eq!(place.ends("segment x.it.txt", 0).0, "Disse «Sì?».\nPoi\n\nfine.\n");
    let (out, _) = place.ends("segment --json x.it.txt", 0);
    for line in out.lines() {
        let sentence: serde_json::Value = serde_json::from_str(line).unwrap();
        let span = |key: &str| sentence[key].as_u64().unwrap() as usize;
        let text = &place.read("x.it.txt")[span("start")..span("end")];
        assert_eq!(sentence["text"], text);
    }
    place.write("empty.txt", b"");
    let (out, err) = place.ends("segment empty.txt", 0);
    assert!(out.is_empty() && err.contains("no text"), "{err}");
}

#[test]
fn files_of_any_format_are_columns_and_know_lines_or_pages() {
    let place = Place(TempDir::new().unwrap());
    for (name, file) in
        [("a.it.docx", "pandoc.it.docx"), ("a.ja.pdf", "reportlab.ja.pdf")]
    {
        place.write(name, &fs::read(root().join("tests/inputs").join(file)).unwrap());
    }
    let (rows, _) = place.ends("align a.it.docx a.ja.pdf", 0);
    assert!(rows.lines().count() > 8 && rows.contains("橋守"), "{rows}");
    let (out, _) = place.ends("segment --json a.ja.pdf", 0);
    assert!(out.contains(r#""page":"2""#) && !out.contains(r#""line""#), "{out}");
    place.write("b.txt", "Uno.\n\nDue di Kim Il Sung.\n".as_bytes());
    let (out, _) = place.ends("mentions --lang it b.txt", 0);
    assert!(out.starts_with("b.txt:3: Kim Il Sung"), "{out}");
    place.write("c.txt", "Uno.\u{c}Due di Kim Il Sung.\n".as_bytes());
    let (out, _) = place.ends("mentions --lang it --json c.txt", 0);
    assert!(out.contains(r#""line":1"#) && out.contains(r#""page":"2""#), "{out}");
    place.ends("mentions --lang it a.it.docx", 0);
    let (out, _) = place.ends("segment --lang it --no-clean footnotes a.it.docx", 0);
    assert!(out.contains("\nIl ponte fu costruito nel 1911."), "{out}");
    let (_, err) = place.ends("segment --no-clean footnote a.it.docx", 2);
    assert!(err.contains("footnotes"), "{err}");
    let (_, err) = place.ends("segment --from text a.it.docx", 2);
    assert!(err.starts_with("tetrapla: a.it.docx: binary file"), "{err}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let place = Place::new();
    place.ends("align -q", 0);
    // Quiet: who is done before the pipe closes says what it left out.
    for line in ["view map", "export map -f tmx -q", "man", "list languages"] {
        let mut child = place
            .command(line)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*err), (Some(0), ""), "{line}");
    }
}

#[test]
fn every_command_has_help_with_examples_and_its_part_of_the_manual() {
    let place = Place::new();
    let (help, _) = place.ends("--help", 0);
    let (man, _) = place.ends("man", 0);
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands = commands.take_while(|line| !line.is_empty());
    let names: Vec<&str> = commands.filter_map(|l| l.split_whitespace().next()).collect();
    assert!(names.len() >= 10, "{help}");
    for name in names.into_iter().filter(|name| *name != "help") {
        let (help, _) = place.ends(&format!("{name} --help"), 0);
        let examples = help.lines().skip_while(|line| *line != "Examples:").skip(1);
        assert!(examples.count() >= 2, "{name}: {help}");
        assert!(man.contains(&name.to_uppercase()), "{name}");
    }
    for shell in ["bash", "zsh", "fish"] {
        assert!(place.ends(&format!("completions {shell}"), 0).0.contains("tetrapla"));
    }
    for what in ["languages", "inputs", "exports", "imports", "signals", "works"] {
        let (out, _) = place.ends(&format!("list {what} --json"), 0);
        let rows: Vec<serde_json::Value> = serde_json::from_str(&out).unwrap();
        assert!(rows.iter().all(|row| row["name"].is_string()), "{out}");
    }
}

#[test]
fn eval_prints_the_figures_of_the_reference_scorer() {
    let place = Place(TempDir::new().unwrap());
    let gold = root().join("tests/gold/the-keeper-of-the-bridge/it-ja.fine.gold");
    let found = root().join("tests/gold/the-keeper-of-the-bridge/it-ja.gold");
    let (gold, found) = (gold.display(), found.display());
    let (out, _) = place.ends(&format!("eval --json {gold} {found}"), 0);
    let ours: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(ours["strict"]["f1"].as_f64().unwrap() < 1.0);
    let scorer = root().join("../shared/eval/score.py");
    if !scorer.is_file() {
        println!("skipped: the reference scorer is not here");
        return;
    }
    for (ours, theirs) in [("", ""), ("--coarse", "--groups")] {
        let (out, _) = place.ends(&format!("eval --json {ours} {gold} {found}"), 0);
        let ours: serde_json::Value = serde_json::from_str(&out).unwrap();
        let mut command = Command::new("python3");
        command.arg(&scorer).args([gold.to_string(), found.to_string()]).arg("--json");
        if !theirs.is_empty() {
            command.arg(theirs);
        }
        let output = command.output().unwrap();
        let theirs: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(ours["strict"], theirs["strict"]);
        assert_eq!(ours["lax"], theirs["lax"]);
        assert_eq!(ours["shapes"], theirs["recall_by_shape"]);
    }
}

#[test]
fn eval_lists_the_disagreements_with_their_sentences() {
    let place = Place(TempDir::new().unwrap());
    place.write("set_it_en/a.gold", b"[0]:[0]\n[1]:[1]\n[2]:[]\n");
    place.write("set_it_en/a.it", "Uno.\nDue.\nTre.\n".as_bytes());
    place.write("set_it_en/a.en", "One.\nTwo, three.\n".as_bytes());
    place.write("a.beads", b"[0]:[0]\n[1,2]:[1]\n");
    let (out, _) = place.ends("eval --diff set_it_en/a.gold a.beads", 0);
    let wanted = "gold  [1]:[1]\n     1 Due.\n     1 Two, three.\ngold  [2]:[]\n     2 Tre.\n\
        found [1, 2]:[1]\n     1 Due.\n     2 Tre.\n     1 Two, three.\n";
    assert!(out.starts_with(wanted), "{out}");
    assert!(out.contains("strict P 0.5000"), "{out}");
}

#[test]
fn rows_are_compared_column_by_column_whatever_their_order() {
    let place = Place::new();
    place.ends("align -q", 0);
    place.ends("align -q -o other --columns ja,it,en", 0);
    let (out, _) = place.ends("eval alignments/map.jsonl other/map.jsonl", 0);
    assert!(out.starts_with("rows   P "), "{out}");
    place.write("texts/map/it.txt", b"Altro.\n");
    place.ends("align -q -o third", 0);
    let (_, err) = place.ends("eval alignments/map.jsonl third/map.jsonl", 2);
    assert!(err.contains("column `it` differs from gold at sentence 0"), "{err}");
}
