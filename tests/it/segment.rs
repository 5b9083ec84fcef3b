//! Segmenting: the conventions of `tests/gold/README.md`, and how well they are kept.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use tetrapla::lang::Lang;
use tetrapla::read::{Options, read};
use tetrapla::segment::{boundaries, fingerprint, places, segment};
use tetrapla::text::{Passage, Source};

fn source(text: &str, tag: &str) -> Source {
    let lang = Lang::parse(tag).unwrap();
    read(text.as_bytes(), Path::new("x.txt"), &lang, &Options::default()).unwrap()
}

/// Boundaries as characters before them, white space not counted; the end is none.
fn cuts<'a>(sentences: impl Iterator<Item = &'a str>) -> BTreeSet<usize> {
    let mut at = 0;
    let mut out = BTreeSet::new();
    for sentence in sentences {
        at += sentence.chars().filter(|c| !c.is_whitespace()).count();
        out.insert(at);
    }
    out.remove(&at);
    out
}

/// The floor of each language, F1 of boundaries: moved only by a commit that says why.
const FLOORS: &[(&str, f64)] =
    &[("en", 0.995), ("it", 0.995), ("ja", 0.995), ("zh", 0.995)];

#[test]
fn boundaries_of_the_works_are_those_of_the_gold() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut works: Vec<_> =
        fs::read_dir(root.join("texts")).unwrap().map(|e| e.unwrap().path()).collect();
    works.sort();
    assert_eq!(works.len(), 6);
    for (range, floor) in FLOORS {
        let (mut hits, mut golden, mut ours) = (0, 0, 0);
        let mut wrong = String::new();
        for work in &works {
            let gold_dir = root.join("tests/gold").join(work.file_name().unwrap());
            for tag in ["en", "it", "ja", "zh-Hans", "zh-Hant"] {
                let path = work.join(format!("{tag}.txt"));
                if !tag.starts_with(range) || !path.exists() {
                    continue;
                }
                let gold =
                    fs::read_to_string(gold_dir.join(format!("{tag}.txt"))).unwrap();
                let passage = segment(source(&fs::read_to_string(&path).unwrap(), tag));
                let found = cuts(passage.texts().into_iter());
                let wanted = cuts(gold.lines());
                let letters: Vec<char> =
                    gold.chars().filter(|c| !c.is_whitespace()).collect();
                for at in wanted.symmetric_difference(&found) {
                    let word = if wanted.contains(at) { "missed" } else { "wrong" };
                    let around = |from: usize, to: usize| -> String {
                        letters[from..to.min(letters.len())].iter().collect()
                    };
                    let (a, b) =
                        (around(at.saturating_sub(20), *at), around(*at, at + 20));
                    wrong += &format!("{tag}: {word} {a} | {b}\n");
                }
                hits += wanted.intersection(&found).count();
                golden += wanted.len();
                ours += found.len();
            }
        }
        let f1 = 2.0 * hits as f64 / (golden + ours) as f64;
        println!("{range}: {f1:.4}\n{wrong}");
        assert!(f1 >= *floor, "{range}: {f1:.4}, wanted {floor}\n{wrong}");
    }
}

/// Cuts each text, one paragraph, and compares: `¦` stands where a sentence ends.
fn check(tag: &str, texts: &[&str]) {
    let mut wrong = String::new();
    for marked in texts {
        let passage = segment(source(&marked.replace('¦', ""), tag));
        let wanted: Vec<&str> = marked.split('¦').map(str::trim).collect();
        if passage.texts() != wanted {
            let rules: Vec<&str> =
                boundaries(passage.source()).iter().map(|b| b.rule).collect();
            wrong += &format!("{wanted:#?}\nfound {:#?}\n{rules:?}\n", passage.texts());
        }
    }
    assert!(wrong.is_empty(), "{tag}:\n{wrong}");
}

#[test]
fn quotation_and_reporting_clause_are_one_sentence() {
    check(
        "it",
        &[
            "«Chi ha preso la chiave?» domandò la vedova.¦ Nessuno parlò.",
            "«Via di qui!» Teresa gridò dalla scala.¦ «Subito!»",
            "«Non ora», disse il medico, «più tardi.»¦ Poi uscì.",
            "«Hai freddo?» chiese.¦ «Un poco», rispose lei.",
            "«Fermo!¦ Chi sei?» gridò la guardia.",
            "— Dove vai? — chiese Bruna.¦ — A casa.",
            "– Fermati! –¦ Il soldato non si voltò.",
            "Allora disse: «Partiamo domani.»¦ Nessuno rispose.",
            "Parlava del «nuovo ordine», come lo chiamava, e rideva.",
            "Il cartello diceva «Vietato entrare. Pericolo» a lettere rosse.",
        ],
    );
    check(
        "en",
        &[
            "“Who took the key?” asked the widow.¦ Nobody spoke.",
            "“Who took the key?” I asked.¦ “Not me!” Martha cried.¦ She blushed.",
            "“Who took it?” Mr. Hale said again.¦ “Who?”",
            "“Not now,” said the doctor, “later.”¦ Then he left.",
            "“I saw it.¦ It was blue,” she said.¦ “Quite blue.”",
            "‘Stop!’ he shouted.¦ ‘Don’t move!’",
            "\"Is it far?\" she asked.¦ \"No.\"",
            "“Stop!”¦ He turned and ran away.",
            "He wrote, “The town has fallen.”¦ Nobody believed him.",
        ],
    );
    check(
        "zh-Hans",
        &[
            "“谁拿了钥匙？”寡妇问。¦没有人说话。",
            "“谁拿了钥匙？”寡妇问道，声音很低。¦“不是我！”他喊。",
            "“快走！”¦门外传来脚步。",
            "“你来了。”老人抬起头，慢慢地说。¦屋里很静。",
            "“你来了。”¦老人转过身，对儿子说：“倒茶。”",
            "“你来了。”¦说着，老人站了起来。",
            "他说：“钥匙丢了。”¦寡妇低下头。",
            "“钥匙呢？”¦寡妇问道：“你拿了吗？”",
            "“怎么办？”的念头一直缠着他。",
            "那人喊：“救命啊！”便倒下了。¦他说\"好。\"¦大家都走了。",
            "这种\"自由？\"的说法很多。¦他说：\"走吧。\"¦天黑了。",
            "“现在不行，”医生说，“晚一点吧。”¦他走了。",
            "“我看见了。¦是蓝的。”她说。",
            "他又说起那句‘知难而退’，大家都笑了。",
        ],
    );
    check(
        "ja",
        &[
            "「鍵を取ったのは誰だ」と未亡人が聞いた。¦誰も答えなかった。",
            "「鍵を取ったのは誰だ？」と未亡人が聞いた。",
            "「逃げろ！」彼は叫んだ。¦皆が走り出した。",
            "「いやだ」と娘は言った。¦「帰らない」",
            "「いやだ」と娘は言った¦「帰らない」",
            "「早く！」という声がした。",
            "彼は「帰る。もう来ない」と言って出ていった。",
            "医者は言った。¦「いまは駄目だ。¦後にしよう」",
            "「寒いね」¦「寒いよ」",
            "「赤」「青」「黄」の三色を使う。",
        ],
    );
}

#[test]
fn abbreviations_initials_and_numbers_end_nothing() {
    check(
        "it",
        &[
            "Il sig. Rossi e la dott.ssa G. Verdi (cfr. p. 55) arrivarono.¦ Era tardi.",
            "Nel 44 a.C. e nel 14 d.C. accadde altro.",
            "Comprò pane, vino, ecc. e partì.¦ Comprò pane, vino, ecc.¦ Poi partì.",
            "Si veda il vol. III, pp. 12-15, e l'art. 7.¦ Altrove no.",
            "Costava 1.250,50 lire.¦ Ne aveva 3.¦ Bastavano.",
            "Lo scrisse l'on. A. Di Stefano nel 1961.¦ Il 3 maggio morì.",
            "I testi di C.-S. Park, cit., p. 4, e di E. Neri, op. cit.¦ Si veda anche qui.",
            "Alle 22.15 Maria partì con Yu. Andropov.¦ L'atto n.12 Roma lo respinse.",
            "SEUL, 27 lug. – Il presidente è partito.¦ D. Che cosa ricorda?¦ R. Poco.",
            "Due compiti: 1. partire.¦ 2. Tornare.¦ 3. Dormire.",
            "1. Le fonti",
            "IV. Gli archivi di Seul",
        ],
    );
    check(
        "en",
        &[
            "Mr. and Mrs. J. R. Hale met Lt. Gen. Walton H. Walker at 5 p.m. on Monday.",
            "The U.S. Army left.¦ It left the U.S.¦ The others stayed.",
            "See No. 3, vol. 2, pp. 10–12, and fig. 4.¦ He said no.¦ Then he left.",
            "It cost $3.50, i.e. nothing.¦ It weighed 2.5 kg.¦ Really.",
            "They sold tea, silk, etc. to the Dutch.¦ They sold tea, etc.¦ Nobody cared.",
            "It fell in 221 B.C.¦ Others rose.",
            "He worked for Hale & Co. in Boston.¦ His Ph.D. was useless.",
            "A. The Early Years",
            "2.1. Sources and Methods",
            "Read www.example.org/a.b today.¦ Version 2.0.1 is out.",
        ],
    );
    check(
        "zh-Hant",
        &[
            "圓周率約為3.14，全形寫作３．１４。¦數字就是數字。",
            "參見J. Smith, Old Roads, vol. 2 (London, 1950), pp. 3–9。¦此書難得。",
            "一、總則。¦（一）範圍。¦1.定義。¦2.對象。",
            "1. 史料",
            "２．方法",
        ],
    );
    check(
        "ja",
        &[
            "円周率は３．１４である。¦約3.14とも書く。",
            "J. Smith, Old Roads, vol. 2, p. 9を見よ。¦ほかは省く。",
            "１．はじめに",
        ],
    );
}

#[test]
fn semicolons_colons_and_commas_after_a_quotation_go_on() {
    check(
        "it",
        &[
            "Diceva «Basta!», e usciva; poi tornava: sempre.",
            "Amava il «Nabucco» di Verdi», così.",
        ],
    );
    check("en", &["He had one rule: never ask; never “Why?”, never “When?”; just go."]);
    check("zh", &["只有一条规矩：不要问；也不要喊“为什么？”，走就是了。"]);
    check("ja", &["規則は一つ：聞かないこと；「なぜ？」、「いつ？」とも。"]);
}

#[test]
fn ellipses_and_doubled_marks_end_once() {
    check("it", &["Non so… forse.¦ Ma…¦ Tu che dici?", "Che?!¦ Mai!!!¦ Ecco..."]);
    check(
        "en",
        &[
            "Well... maybe.¦ He left...¦ Nobody knew.¦ What?!¦ No ‼¦ Yes.",
            "And... I forgot.",
            "He left. . . .¦ Nobody came.¦ .NET runs.",
            "No nose! …¦ He jumped up.¦ …And fell.",
        ],
    );
    check(
        "zh",
        &[
            "他……不知道。¦什么？！¦走了……",
            "等一下。。。¦也许吧。",
            "他走了。¦……又回来了。",
        ],
    );
    check("ja", &["彼は……黙った。¦何だって⁉¦本当か‼¦そうか……。¦うん。"]);
}

#[test]
fn brackets_and_titles_keep_what_they_hold() {
    check(
        "it",
        &[
            "Venne (lo disse lui. Forse mentiva.) e ripartì.",
            "Venne solo.¦ (Lo disse lui.¦ Forse mentiva.)¦ Poi ripartì.",
        ],
    );
    check("en", &["He came (did he? No one knows.) and left.¦ (So they say.)¦ Fine."]);
    check(
        "zh",
        &[
            "他读过《怎么办？》和《谁之罪？》，都不喜欢。",
            "他来了（真的吗？没人知道。）又走了。¦好。",
        ],
    );
    check(
        "ja",
        &[
            "彼は来た（本当か？　誰も知らない。）が、すぐ帰った。",
            "そう言った。（笑）¦次へ。",
        ],
    );
    check("ja", &["彼女は「『帰れ！』と言われた」と泣いた。¦それだけだ。"]);
}

#[test]
fn a_footnote_mark_belongs_to_the_sentence_before_it() {
    check(
        "it",
        &[
            "Così scrive Neri.¹¦ Altri no².¦ Basta.",
            "Lo «Stato».12¦ Poi altro.[3]¦ Fine.",
        ],
    );
    check("en", &["So says Hale.[1]¦ Others do not.12¦ “Never.”³¦ The end.*"]);
    check("zh", &["他这样写道。①¦别人不同意。[2]¦“从不。”③¦完。"]);
    check("ja", &["そう書いた。（1）¦別の人は違う。[2]¦終わり（3）。¦以上。"]);
}

#[test]
fn dates_and_ordinals_hold_together() {
    check("it", &["Il 1. maggio 1950 partì.¦ Il 2 sett. 1951 tornò."]);
    check(
        "en",
        &[
            "On Oct. 5, 1950, and on the 3rd of Nov. 1951, it rained.¦ It stopped in Dec.¦ Snow fell.",
        ],
    );
    check("de", &["Am 3. Oktober kam er.¦ Dr. Braun ging, z.B. nach Rom."]);
}

#[test]
fn other_scripts_end_where_unicode_says() {
    check("hi", &["वह आया।¦ वह गया।"]);
    check("ko", &["그가 왔다.¦ “가자!”고 말했다.¦ 끝."]);
    check("ru", &["Он пришёл.¦ «Кто там?» спросила она.¦ Тишина."]);
    check("fr", &["« Qui est là ? » demanda-t-elle.¦ Personne.¦ M. Blanc dormait."]);
}

#[test]
fn a_title_in_another_language_is_cut_by_no_wrong_rule() {
    check(
        "en",
        &[
            "Lu Minghua 陆明华 (Lu Minghua), 断桥的春天 (Duanqiao De Chuntian), Beijing: \
             Zuojia, 1998, p. 55.¦ See also 山田正,「橋はどこへ？」 (Where does the bridge \
             lead?), Tokyo 1961.",
            "He cites 《谁在桥上？》 and 「誰だ。」 as titles.¦ Nothing more.",
        ],
    );
    check(
        "it",
        &["Cfr. 陆明华 (Lu Minghua), 断桥的春天 (Duanqiao De Chuntian), Pechino 1998."],
    );
}

#[test]
fn a_title_that_is_cited_is_nothing_said() {
    check(
        "en",
        &[
            "A. Hale, “Whose Bridge? The Years of War,” Asia 3.¦ J. Roe, “Why?” Asia 4.",
            "Anna Hale, “Whose Bridge?” in Old Roads.¦ He said, “Stop!¦ It is mine,” and left.",
        ],
    );
    check(
        "zh-Hans",
        &["参见J. Hale, “Who Goes There? A Bridge,” in Asia, vol. 3。¦完。"],
    );
}

#[test]
fn a_tag_without_a_script_is_cut_by_the_script_of_the_text() {
    check("zh", &["「冷嗎？」他說。¦「冷。」我答。", "“冷吗？”他说。¦“冷。”我答。"]);
}

#[test]
fn a_line_that_is_a_paragraph_never_joins_the_next() {
    let text = "Il ponte\n\nUna notte d'inverno\n\nPartirono,\n\ne non tornarono";
    let passage = segment(source(text, "it"));
    assert_eq!(passage.len(), 4);
    assert!(passage.sentences().iter().all(|sentence| sentence.paragraph));
}

#[test]
fn places_tell_also_where_nothing_was_cut() {
    let source = source("Il sig. Neri dorme. Piove.", "it");
    let found: Vec<_> = places(&source).iter().map(|p| (p.end, p.cut, p.rule)).collect();
    assert_eq!(found, [(7, false, "abbreviation"), (19, true, "full stop")]);
    assert_eq!(fingerprint().len(), 64);
}

/// Pieces of which hostile texts are made.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "B",
        "。",
        "？",
        "!",
        ".",
        "…",
        "...",
        "「",
        "」",
        "『",
        "』",
        "“",
        "”",
        "\"",
        "'",
        "’",
        "(",
        ")",
        "（",
        "）",
        "《",
        "》",
        "«",
        "»",
        " ",
        "\n",
        "\n\n",
        "\u{3000}",
        "1",
        "12",
        "¹",
        "①",
        "[1]",
        "と言った",
        "他说",
        "I",
        "said",
        "Mr.",
        "p.",
        "—",
        " — ",
        "——",
        ",",
        "：",
        "\u{301}",
        "\u{fe0f}",
        "।",
        "\u{200d}",
        "é",
        "の",
    ]);
    let pieces = prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat());
    prop_oneof![pieces, "\\PC{0,60}"]
}

proptest! {
    #[test]
    fn sentences_tile_any_text(
        text in hostile(),
        tag in prop::sample::select(vec!["it", "en", "zh-Hans", "zh-Hant", "ja", "ko", "fr"]),
    ) {
        // A passage that its sentences do not tile is refused with a panic.
        let passage = segment(source(&text, tag));
        prop_assert!(passage.texts().iter().all(|text| !text.is_empty()));
        prop_assert!(passage.texts().iter().all(|text| *text == text.trim()));
        // Cut once, each sentence a paragraph: no boundary is lost or moved.
        let again: Passage = segment(source(&passage.texts().join("\n\n"), tag));
        let (before, after) = (cuts(passage.texts().into_iter()), cuts(again.texts().into_iter()));
        prop_assert!(before.is_subset(&after));
    }
}

#[test]
fn time_grows_as_the_text_does() {
    let mut texts = vec![
        "(".repeat(40_000) + &". a".repeat(20_000),
        "「".repeat(30_000) + &"。」".repeat(30_000),
        "“".repeat(40_000) + &"A! ".repeat(30_000),
        ". ".repeat(60_000),
        "...".repeat(60_000),
        "1.".repeat(60_000),
        "「あ」".repeat(40_000),
        "— a! ".repeat(40_000),
        "a".repeat(400_000) + ".",
        "。（".repeat(40_000) + &"）".repeat(40_000),
    ];
    texts.push("x ".repeat(100_000));
    for text in texts {
        for tag in ["en", "ja"] {
            let source = source(&text, tag);
            let start = std::time::Instant::now();
            boundaries(&source);
            let time = start.elapsed();
            // Generous: quadratic work on these would take minutes.
            assert!(time.as_secs() < 5, "{tag}: {time:?} for {:.20}…", text);
        }
    }
}
