//! Name look-up against the development gold, by the project's own scorer.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

#[test]
fn look_up_reaches_its_floors() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scorer = root.join("../shared/eval/score_names.py");
    if !scorer.is_file() || Command::new("python3").arg("--version").output().is_err() {
        println!("skipped: no scorer of names beside the project, or no python3");
        return;
    }
    let floor: toml::Table = std::fs::read_to_string(root.join("tests/floor_names.toml"))
        .unwrap()
        .parse()
        .unwrap();
    let protocols: Vec<&str> = floor.keys().map(String::as_str).collect();
    let out = Command::new("python3")
        .arg(scorer)
        .args(["--cmd", env!("CARGO_BIN_EXE_tetrapla"), "--json", "-"])
        .args(["-p", &protocols.join(",")])
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let scored: Value = serde_json::from_slice(&out.stdout).unwrap();
    let mut wrong = Vec::new();
    for (protocol, floors) in &floor {
        let result = &scored["protocols"][protocol];
        for (name, wanted) in floors.as_table().unwrap() {
            let wanted = wanted.as_float().unwrap();
            let (found, most) = match name.as_str() {
                "hit1" => (&result["rows"]["all"]["hit@1"], false),
                "hit10" => (&result["rows"]["all"]["hit@10"], false),
                "alarms90" => (&result["alarms@0.9"], true),
                _ => (&result["alarms@0.8"], true),
            };
            let found = found.as_f64().unwrap();
            println!("{protocol} {name}: {found} (floor {wanted})");
            if if most { found > wanted } else { found < wanted } {
                wrong.push(format!("{protocol} {name}: {found}, floor {wanted}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
