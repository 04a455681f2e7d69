//! What stock mdBook asks of a preprocessor.

use std::io::Write;
use std::process::Stdio;

use crate::mini::{CLAIM, HTML, Mini, PAGE, Ran, WORKBOOK};
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;
use serde_json::{Value, json};

/// Gives the preprocessor the book, as mdBook would.
fn preprocess(mini: &Mini) -> Ran {
    let context = json!({
        "root": mini.path("book"),
        "config": { "book": { "src": "src" } },
        "renderer": "html",
        "mdbook_version": "0.5.4",
    });
    let chapters = mini.pages().iter().map(|page| {
        let content = mini.read(&format!("book/src/{page}"));
        json!({ "Chapter": {
            "name": "A chapter", "content": content, "number": [1], "sub_items": [],
            "path": page, "source_path": page, "parent_names": [],
        }})
    });
    let book = json!({ "items": chapters.collect::<Vec<_>>() });
    let mut child = mini
        .command(&["preprocess"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut input = child.stdin.take().expect("a pipe");
    write!(input, "{}", json!([context, book])).expect("it reads");
    drop(input);
    Ran::of(child.wait_with_output().expect("it ends"))
}

#[test]
fn a_book_goes_in_and_comes_out_expanded() {
    let ran = preprocess(&Mini::new());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let book: Value = serde_json::from_str(&ran.stdout).expect("JSON and nothing else");
    let chapters = book["items"].as_array().expect("chapters");
    let first = chapters.iter().find(|item| item["Chapter"]["path"] == PAGE);
    let content = first.expect("the page")["Chapter"]["content"].as_str();
    let content = content.expect("text");
    assert!(
        content.contains(&format!("id=\"claim-{CLAIM}\"")),
        "{content}"
    );
    assert!(!content.contains("{{#claim"), "{content}");
}

#[test]
fn what_is_wrong_goes_to_the_standard_error() {
    let mini = Mini::new();
    let line = mini.add(PAGE, "{{#clam x}}");
    let ran = preprocess(&mini);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    let told = format!("error: book/src/{PAGE}:{line}: ");
    assert!(ran.stderr.contains(&told), "{}", ran.stderr);
}

#[test]
fn html_is_supported_and_nothing_else() {
    let mini = Mini::new();
    let asks = |renderer| {
        let output = mini.command(&["preprocess", "supports", renderer]).output();
        Ran::of(output.expect("the program runs")).code
    };
    assert_eq!((asks("html"), asks("epub")), (0, 1));
}

#[test]
fn what_is_no_book_is_our_fault() {
    let mini = Mini::new();
    let output = mini.command(&["preprocess"]).stdin(Stdio::null()).output();
    let ran = Ran::of(output.expect("the program runs"));
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("the standard input is no book"),
        "{}",
        ran.stderr
    );
}

#[test]
fn stock_mdbook_makes_the_same_book_as_we_do() {
    let mini = Mini::new();
    mini.add(PAGE, &format!("{{{{#witness {CLAIM}}}}}"));
    mini.builds();
    let settings = mini.path("book/book.toml");
    let mut config = Config::from_disk(settings).expect("the settings");
    let command = format!("{WORKBOOK} preprocess");
    config
        .set("preprocessor.workbook.command", command)
        .expect("the setting exists");
    config.build.build_dir = mini.path("stock");
    MDBook::load_with_config(mini.path("book"), config)
        .expect("mdbook reads the book")
        .build()
        .expect("mdbook builds it");
    let page = |folder: &str| mini.read(&format!("{folder}/{HTML}"));
    assert!(page("stock").contains("<lu-stepper>"));
    assert_eq!(page("stock"), page("target/book"));
}
