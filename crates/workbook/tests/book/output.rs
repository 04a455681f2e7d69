//! The output folder: a new book or the old one, and never anything between.

use crate::mini::{HTML, Mini, PAGE, Ran};

fn beside(mini: &Mini) -> Vec<String> {
    let entries = std::fs::read_dir(mini.path("target")).expect("the folder of the output");
    entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("text")
        })
        .collect()
}

#[test]
fn a_build_that_fails_leaves_the_old_book_and_nothing_else() {
    let mini = Mini::new();
    mini.add(PAGE, "The first edition.");
    mini.builds().add(PAGE, "{{#clam x}}");
    let page = &format!("target/book/{HTML}");
    let old = mini.read(page);
    mini.refused("clam");
    assert_eq!(mini.read(page), old);
    assert_eq!(beside(&mini), ["book"]);
    mini.replace(
        &format!("book/src/{PAGE}"),
        "{{#clam x}}",
        "The second edition.",
    );
    assert!(mini.builds().read(page).contains("The second edition."));
    assert_eq!(beside(&mini), ["book"]);
}

#[test]
fn a_folder_that_is_no_book_is_not_overwritten() {
    let mini = Mini::new();
    mini.write("thesis/chapter.txt", "years of work");
    let build = || {
        Ran::of(
            mini.command(&["build", "--out", "thesis"])
                .output()
                .expect("it runs"),
        )
    };
    let ran = build();
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("is not empty and is no book of ours"),
        "{}",
        ran.stderr
    );
    assert_eq!(mini.read("thesis/chapter.txt"), "years of work");
    std::fs::remove_file(mini.path("thesis/chapter.txt")).expect("it was there");
    assert_eq!(build().code, 0);
    assert_eq!(build().code, 0, "a book of ours may be replaced");
}

#[test]
fn two_builds_are_the_same() {
    let mini = Mini::new();
    let built = |out: &str| {
        let ran = Ran::of(
            mini.command(&["build", "--out", out])
                .output()
                .expect("it runs"),
        );
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        mini.read(&format!("{out}/print.html"))
    };
    assert_eq!(built("one"), built("two"));
}
