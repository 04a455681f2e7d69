//! Each way in which a book can be wrong is told, with its file and line; and
//! what looks like it and is right is not.

use crate::mini::{CLAIM, Mini, PAGE, SOURCES, claim};

#[test]
fn a_book_that_is_right_is_built() {
    let mini = Mini::new();
    assert!(mini.build().stdout.contains("the book is in"));
    assert!(mini.path("target/book/index.html").is_file());
}

#[test]
fn a_warning_of_mdbook_is_a_problem() {
    let mini = Mini::new();
    mini.add(PAGE, "A <b>closed</b> tag.");
    mini.builds().add(PAGE, "A <b>tag that is not.");
    mini.refused("unclosed HTML tag `<b>` found in `01-lost-update/the-lost-update.md`");
}

#[test]
fn a_missing_include_is_told_and_one_that_is_there_is_shown() {
    let mini = Mini::new();
    let include = |name: &str| format!("```rust\n{{{{#include {SOURCES}/{name}}}}}\n```");
    mini.add(PAGE, &include("racy.rs:counter"));
    let line = mini.builds().add(PAGE, &include("no_such.rs")) + 1;
    let told = mini.refused(&format!("book/src/{PAGE}:{line}: `{{{{#include"));
    assert!(told.contains("cannot include"), "{told}");
}

#[test]
fn a_missing_anchor_is_told_with_the_nearest_one() {
    let mini = Mini::new();
    let line = mini.add(
        PAGE,
        &format!("```rust\n{{{{#include {SOURCES}/racy.rs:countr}}}}\n```"),
    ) + 1;
    let told = mini.refused(&format!("book/src/{PAGE}:{line}: "));
    assert!(
        told.contains("no anchor `countr` (did you mean `counter`?)"),
        "{told}"
    );
}

#[test]
fn an_unknown_directive_is_told_and_an_escaped_one_is_text() {
    let mini = Mini::new();
    mini.add(
        PAGE,
        "Write \\{{#clam x}} or `{{#clam x}}`.\n\n```text\n{{#clam x}}\n```",
    );
    let line = mini.builds().add(PAGE, "{{#clam x}}");
    let told = mini.refused(&format!("book/src/{PAGE}:{line}: `{{{{#clam x}}}}`"));
    assert!(told.contains("did you mean `claim`?"), "{told}");
}

#[test]
fn a_directive_that_does_not_end_is_told() {
    let mini = Mini::new();
    let line = mini.add(PAGE, "Here is {{#claim and nothing more.");
    mini.refused(&format!("book/src/{PAGE}:{line}: a directive begins here"));
}

#[test]
fn a_dead_link_and_a_dead_fragment_are_told() {
    let mini = Mini::new();
    mini.add(
        PAGE,
        &format!(
            "[here](#claim-{CLAIM}), [there](the-lost-update.md#a-chapter), [far](https://example.com)"
        ),
    );
    let dead = mini.builds().add(PAGE, "[nowhere](gone.md)");
    let loose = mini.add(PAGE, "[loose](the-lost-update.md#no-such-place)");
    let picture = mini.add(PAGE, "![a picture](picture.png)");
    let told = mini.refused(&format!("book/src/{PAGE}:{dead}: dead link"));
    for line in [loose, picture] {
        assert!(
            told.contains(&format!("book/src/{PAGE}:{line}: dead link")),
            "{told}"
        );
    }
}

#[test]
fn what_is_loaded_from_another_host_is_told() {
    let mini = Mini::new();
    let line = mini.add(PAGE, "![a pixel](https://example.com/pixel.png)");
    mini.refused(&format!(
        "book/src/{PAGE}:{line}: `https://example.com/pixel.png` is loaded from another host"
    ));
}

#[test]
fn an_empty_block_of_code_is_told() {
    let mini = Mini::new();
    mini.add(PAGE, "```text\n\n```");
    mini.refused(&format!("book/src/{PAGE}: a block of code is empty"));
}

#[test]
fn a_claim_that_no_page_cites_is_told() {
    let mini = Mini::new();
    mini.replace(
        &format!("book/src/{PAGE}"),
        &format!("{{{{#claim {CLAIM}}}}}"),
        "",
    );
    mini.refused(&format!(
        "book/src/{PAGE}: no page cites the claim `{CLAIM}`"
    ));
}

#[test]
fn a_claim_that_only_another_page_cites_is_told() {
    let mini = Mini::new();
    let cite = format!("{{{{#claim {CLAIM}}}}}");
    mini.write("book/src/other.md", &format!("# Other\n\n{cite}\n"));
    mini.replace("book/src/SUMMARY.md", "\n\n", "\n\n- [Other](other.md)\n");
    mini.builds()
        .replace(&format!("book/src/{PAGE}"), &cite, "");
    mini.refused(&format!(
        "book/src/other.md:3: the claim `{CLAIM}` is cited here"
    ));
}

#[test]
fn an_unknown_claim_is_told_with_the_nearest_one() {
    let mini = Mini::new();
    let line = mini.add(PAGE, "{{#claim ten_plus_one_plus_two}}");
    let told = mini.refused(&format!("book/src/{PAGE}:{line}: "));
    assert!(told.contains(&format!("did you mean `{CLAIM}`?")), "{told}");
}

#[test]
fn a_stale_number_is_told_with_the_right_one() {
    let mini = Mini::new();
    let number =
        |key: &str, typed: &str| format!("It has {{{{#number {CLAIM} {key} = {typed}}}}}.");
    let right = claim(CLAIM)["outcomes"][0]["outcomes"]["11"].to_string();
    mini.add(PAGE, &number("executions:11", &right));
    mini.add(PAGE, &number("outcomes", "2"));
    mini.add(PAGE, &number("outcomes part=1", "2"));
    mini.add(PAGE, &number("outcomes", "2 part=1"));
    let line = mini.builds().add(PAGE, &number("executions:11", "5"));
    let told = mini.refused(&format!("book/src/{PAGE}:{line}: "));
    let why = format!("the page says 5; write {right}");
    assert!(
        told.contains("stale number") && told.contains(&why),
        "{told}"
    );
}

#[test]
fn a_source_that_is_not_the_one_compiled_is_told() {
    let mini = Mini::new();
    mini.builds()
        .replace("crates/increment/src/locked.rs", "//! ", "//!  ");
    mini.refused(
        "crates/increment/src/locked.rs: has changed since this program was compiled; \
         run `cargo run` again",
    );
}

#[test]
fn rust_that_is_not_included_is_told_and_other_languages_may_stand() {
    let mini = Mini::new();
    mini.add(
        PAGE,
        "```python\nx += 1\n```\n\n```console\n$ cargo test\n```",
    );
    let line = mini.builds().add(PAGE, "```rust,ignore\nlet x = 1;\n```");
    mini.refused(&format!(
        "book/src/{PAGE}:{line}: rust code on a page must be included"
    ));
}

#[test]
fn a_missing_chapter_is_told_with_the_problems_of_the_others() {
    let mini = Mini::new();
    mini.replace("book/src/SUMMARY.md", "\n\n", "\n\n- [Gone](gone.md)\n");
    let line = mini.add(PAGE, "{{#clam x}}");
    let told = mini.refused("book/src/SUMMARY.md:3: the chapter `gone.md` does not exist");
    assert!(
        told.contains(&format!("book/src/{PAGE}:{line}: ")),
        "{told}"
    );
    assert!(told.contains("2 problems"), "{told}");
    assert!(!mini.path("book/src/gone.md").exists());
}

#[test]
fn a_page_that_the_summary_does_not_name_is_told() {
    let mini = Mini::new();
    mini.write("book/src/stray.md", "# Stray\n");
    mini.refused("book/src/stray.md: is not in SUMMARY.md");
}

#[test]
fn every_problem_is_listed() {
    let mini = Mini::new();
    mini.add(
        PAGE,
        "{{#clam x}}\n\n[gone](gone.md)\n\n```rust\nlet x = 1;\n```",
    );
    mini.refused("the book is not built: 3 problems");
}
