//! What the directives become on a page.

use crate::mini::{CLAIM, HTML, Mini, PAGE, claim};

/// The page with these paragraphs, rendered.
fn rendered(paragraphs: &[&str]) -> String {
    let mini = Mini::new();
    for paragraph in paragraphs {
        mini.add(PAGE, paragraph);
    }
    mini.builds().read(&format!("target/book/{HTML}"))
}

#[track_caller]
fn has(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "no {part:?} in the page");
    }
}

#[test]
fn a_claim_says_its_verdict_and_how_to_check_it() {
    let page = rendered(&[]);
    has(
        &page,
        &[
            &format!("<p class=\"claim verified\" id=\"claim-{CLAIM}\">"),
            "<span class=\"badge\">verified</span>",
            claim(CLAIM)["sentence"].as_str().expect("a sentence"),
            &format!("<code>cargo workbook claims {CLAIM}</code>"),
        ],
    );
}

#[test]
fn outcomes_are_a_table_with_every_execution() {
    let page = rendered(&[&format!("{{{{#outcomes {CLAIM}}}}}")]);
    let found = &claim(CLAIM)["outcomes"][0];
    let executions = &found["executions"];
    has(
        &page,
        &[
            "<table class=\"outcomes\">",
            "<th scope=\"col\">outcome</th><th scope=\"col\">executions</th><th scope=\"col\">share</th>",
            &format!(
                "<th scope=\"row\">11</th><td>{}</td>",
                found["outcomes"]["11"]
            ),
            &format!("max=\"{executions}\""),
            &format!("{executions} executions in all: exhaustive."),
        ],
    );
}

#[test]
fn a_witness_is_a_table_to_step_through() {
    let page = rendered(&[
        &format!("{{{{#witness {CLAIM}}}}}"),
        &format!("{{{{#witness {CLAIM} outcome=12}}}}"),
    ]);
    has(
        &page,
        &[
            &format!("<figure class=\"witness\" id=\"witness-{CLAIM}\"><lu-stepper><figcaption>"),
            "<div class=\"table-scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Schedule, step by step\">",
            "data-process=\"A\" data-says=\"Step 1 of 4. A loads counter and sees 10 (racy.rs, line ",
            "<tr class=\"harm\"",
            "<span class=\"mark\">",
            "<td><b>11</b></td>",
            "Ends with 11. Schedule <code>",
            &format!("<code>cargo workbook replay {CLAIM} "),
            &format!("id=\"witness-{CLAIM}-2\""),
            "Ends with 12.",
        ],
    );
    assert!(!page.contains("<p></p>"), "a figure is a block of its own");
}

#[test]
fn an_execution_of_looms_has_no_schedule() {
    let page = rendered(&["{{#witness ten_plus_one_plus_one_in_loom}}"]);
    has(
        &page,
        &["This is an execution of loom", "so it has no schedule"],
    );
    assert!(!page.contains("cargo workbook replay ten_plus_one_plus_one_in_loom"));
}

#[test]
fn numbers_and_schedules_stand_inside_a_line() {
    let number = &claim(CLAIM)["outcomes"][0]["outcomes"]["11"];
    let page = rendered(&[&format!(
        "Of them {{{{#number {CLAIM} executions:11 = {number}}}}} end so, \
         as by {{{{#schedule {CLAIM} outcome=11}}}}."
    )]);
    has(
        &page,
        &[&format!("<p>Of them {number} end so, as by <code>")],
    );
}

#[test]
fn included_code_is_not_indented_and_marks_are_left_out() {
    let mini = Mini::new();
    mini.write("crates/x.rs", "impl X {\n    // ANCHOR: f\n    fn f(a: &Vec<u8>) {\n        a;\n    }\n    // ANCHOR_END: f\n}\n");
    mini.add(
        PAGE,
        "```rust,ignore\n{{#include ../../../crates/x.rs:f}}\n```",
    );
    let page = mini.builds().read(&format!("target/book/{HTML}"));
    has(&page, &["fn f(a: &amp;Vec&lt;u8&gt;) {\n    a;\n}"]);
    assert!(!page.contains("ANCHOR"));
}

#[test]
fn a_block_must_stand_alone() {
    let mini = Mini::new();
    let line = mini.add(PAGE, &format!("As {{{{#outcomes {CLAIM}}}}} shows."));
    let told = mini.refused(&format!("book/src/{PAGE}:{line}: "));
    assert!(told.contains("let it stand alone on its line"), "{told}");
}

#[test]
fn an_outcome_or_a_key_that_is_none_is_told() {
    let mini = Mini::new();
    let lines = [
        mini.add(PAGE, &format!("{{{{#witness {CLAIM} outcome=13}}}}")),
        mini.add(PAGE, &format!("{{{{#number {CLAIM} excutions = 4}}}}")),
        mini.add(PAGE, &format!("{{{{#outcomes {CLAIM} part=9}}}}")),
    ];
    let told = mini.refused("3 problems");
    let whys = [
        "they end with 11, 12",
        "did you mean `executions`?",
        "has no part 9",
    ];
    for (line, why) in lines.into_iter().zip(whys) {
        assert!(
            told.contains(&format!("book/src/{PAGE}:{line}: ")),
            "{told}"
        );
        assert!(told.contains(why), "no {why:?} in {told}");
    }
}
