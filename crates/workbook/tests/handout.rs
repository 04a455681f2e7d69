//! A hand-out from end to end, through the program: a small workbook is handed out, worked
//! in, changed, and updated.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A workbook of one exercise, small enough to be handed out in a moment.
fn workbook() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in [
        ("Cargo.toml", WORKSPACE),
        ("Cargo.lock", LOCK),
        ("book/book.toml", "[book]\ntitle = \"t\"\n"),
        (
            "book/src/SUMMARY.md",
            "# Summary\n\n- [One](one.md)\n- [Answers](instructors/answers.md)\n",
        ),
        (
            "book/src/one.md",
            "# One\n\n{{#include ../../crates/workbook/tests/shown.rs}}\n",
        ),
        (
            "book/src/instructors/answers.md",
            "# What students get wrong\n",
        ),
        ("crates/workbook/Cargo.toml", PROGRAM),
        (
            "crates/workbook/src/main.rs",
            "//! The program.\nfn main() {}\n",
        ),
        ("crates/workbook/tests/shown.rs", "//! Shown in the book.\n"),
        ("crates/workbook/tests/secret.rs", "//! Shown nowhere.\n"),
        ("exercises/01-one/Cargo.toml", EXERCISE),
        ("exercises/01-one/README.md", "# 1 One\n"),
        ("exercises/01-one/exercise.toml", MANIFEST),
        ("exercises/01-one/src/lib.rs", "//! Glue.\n"),
        ("exercises/01-one/src/a.rs", "what the author is trying out"),
        ("exercises/01-one/.a.rs.swp", "an editor's"),
        ("solutions/01-one/starter.rs", "starter"),
        ("solutions/01-one/src/a.rs", "solution"),
        ("solutions/01-one/wrong/w.rs", "wrong"),
    ] {
        write(&folder.path().join(path), text);
    }
    folder
}

const WORKSPACE: &str = "\
[workspace]
resolver = \"3\"
members = [\"crates/*\", \"exercises/*\", \"solutions/*\"]
default-members = [\"crates/*\", \"solutions/*\"]

[workspace.dependencies]
workbook = { path = \"crates/workbook\" }
";

const LOCK: &str = "\
version = 4

[[package]]
name = \"one\"
version = \"0.1.0\"

[[package]]
name = \"one-solution\"
version = \"0.1.0\"

[[package]]
name = \"workbook\"
version = \"0.1.0\"
";

const PROGRAM: &str = "[package]\nname = \"workbook\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

const EXERCISE: &str = "[package]\nname = \"one\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

const MANIFEST: &str = "\
title = \"One\"
chapter = \"1 One\"
minutes = 1
points = 1
edit = \"src/a.rs\"
hints = [\"h\"]
";

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn read(path: PathBuf) -> String {
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
    let output = command.current_dir(folder).args(arguments).output();
    output.expect("the program starts")
}

/// Runs the program, which must end with this code, and returns what it said.
#[track_caller]
fn said(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = run(folder, arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let all = text(&output.stdout) + &text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {all}");
    all
}

fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_str().expect("text").to_owned()
}

#[test]
fn a_handout_is_worked_in_and_updated() {
    let author = workbook();
    let place = tempfile::tempdir().expect("a folder");
    let (mine, newer) = (path(&place, "mine"), path(&place, "newer"));

    let first = said(author.path(), &["handout", &mine], 0);
    assert!(first.contains("A key was made"), "{first}");
    assert!(first.contains("edition 1, 1 exercises"), "{first}");
    let at = |file: &str| Path::new(&mine).join(file);
    assert_eq!(read(at("exercises/01-one/src/a.rs")), "starter");
    assert_eq!(read(at("starters/01-one.rs")), "starter");
    assert_eq!(
        read(at("book/src/SUMMARY.md")),
        "# Summary\n\n- [One](one.md)\n"
    );
    assert!(at("crates/workbook/tests/shown.rs").is_file());
    for gone in [
        "solutions",
        "book/src/instructors",
        "crates/workbook/tests/secret.rs",
        "exercises/01-one/.a.rs.swp",
        ".workbook/handout-key",
    ] {
        assert!(!at(gone).exists(), "{gone}");
    }
    assert!(!read(at("Cargo.lock")).contains("one-solution"));
    assert!(!read(at("Cargo.toml")).contains("solutions"));
    // Cargo finds nothing to change: the lock file fits.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let metadata = ["metadata", "--locked", "--offline", "--format-version", "1"];
    let cargo = Command::new(cargo)
        .current_dir(&mine)
        .args(metadata)
        .output();
    assert!(cargo.expect("cargo starts").status.success());

    // The same again is the same edition; what was handed out is as it was.
    let again = said(author.path(), &["handout", &mine], 0);
    assert!(again.contains("edition 1"), "{again}");
    assert!(again.contains("nothing has changed"), "{again}");
    let checked = said(author.path(), &["handout", "--check", &mine], 0);
    assert!(checked.contains("by this workbook's key"), "{checked}");
    assert!(checked.contains("0 of 1 answers changed"), "{checked}");

    // A student answers, and that is expected; another file is named.
    write(&at("exercises/01-one/src/a.rs"), "my answer");
    write(&at(".workbook/progress.json"), "progress");
    let checked = said(author.path(), &["handout", "--check", &mine], 0);
    assert!(checked.contains("1 of 1 answers changed"), "{checked}");
    write(&at("exercises/01-one/Cargo.toml"), "mine");
    let checked = said(author.path(), &["handout", "--check", &mine], 1);
    assert!(
        checked.contains("changed: exercises/01-one/Cargo.toml"),
        "{checked}"
    );
    write(&at("exercises/01-one/Cargo.toml"), EXERCISE);

    // The author mends the starter, and the page.
    write(
        &author.path().join("solutions/01-one/starter.rs"),
        "better starter",
    );
    write(&author.path().join("book/src/one.md"), "# One, mended\n");
    let second = said(author.path(), &["handout", &newer], 0);
    assert!(second.contains("edition 2"), "{second}");
    let updated = said(Path::new(&mine), &["update", &newer], 0);
    assert!(updated.contains("Your answer stays"), "{updated}");
    assert_eq!(read(at("exercises/01-one/src/a.rs")), "my answer");
    assert_eq!(
        read(at("exercises/01-one/src/a.rs.handout-2")),
        "better starter"
    );
    assert_eq!(read(at("starters/01-one.rs")), "better starter");
    assert_eq!(read(at("book/src/one.md")), "# One, mended\n");
    assert_eq!(read(at(".workbook/progress.json")), "progress");
    let checked = said(author.path(), &["handout", "--check", &mine], 0);
    assert!(checked.contains("1 of 1 answers changed"), "{checked}");
    let again = said(Path::new(&mine), &["update", &newer], 0);
    assert!(again.contains("Nothing to do"), "{again}");
}

#[test]
fn what_needs_solutions_says_that_this_is_a_handout() {
    let author = workbook();
    let place = tempfile::tempdir().expect("a folder");
    let mine = path(&place, "mine");
    said(author.path(), &["handout", &mine], 0);
    for arguments in [
        &["verify"][..],
        &["lint"],
        &["new", "another"],
        &["handout", "../other"],
    ] {
        let error = said(Path::new(&mine), arguments, 2);
        assert!(error.contains("is a hand-out, which has none"), "{error}");
    }
    assert!(!place.path().join("other").exists());
    let error = said(author.path(), &["update", &mine], 2);
    assert!(error.contains("is no hand-out"), "{error}");
}

#[test]
fn no_folder_of_somebody_else_is_written_into() {
    let author = workbook();
    let place = tempfile::tempdir().expect("a folder");
    write(&place.path().join("thesis.tex"), "years");
    let theirs = place.path().to_str().expect("text");
    let error = said(author.path(), &["handout", theirs], 2);
    assert!(error.contains("is not empty"), "{error}");
    let inside = path(&author, "class");
    let error = said(author.path(), &["handout", &inside], 2);
    assert!(error.contains("inside this workbook"), "{error}");
    let error = said(author.path(), &["handout", "--check", theirs], 2);
    assert!(error.contains("is no hand-out"), "{error}");
    assert_eq!(fs::read_dir(place.path()).expect("a folder").count(), 1);
}

#[test]
fn a_page_that_links_to_the_instructor_s_pages_is_refused() {
    let author = workbook();
    let page = author.path().join("book/src/one.md");
    write(&page, "# One\n\nSee [there](instructors/answers.md).\n");
    let place = tempfile::tempdir().expect("a folder");
    let error = said(author.path(), &["handout", &path(&place, "mine")], 2);
    assert!(
        error.contains("book/src/one.md:3 links to instructors/answers.md"),
        "{error}"
    );
    assert!(!place.path().join("mine").exists());
}

/// Everything a student does first, on a machine that has only Rust. It builds all that is
/// handed out, which takes minutes: `cargo test -p workbook --test handout -- --ignored`.
#[test]
#[ignore = "it builds everything that is handed out, which takes minutes"]
fn a_handout_works_on_a_fresh_machine() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let place = tempfile::tempdir().expect("a folder");
    let mine = path(&place, "mine");
    said(&root, &["handout", &mine], 0);
    let cargo = |arguments: &[&str]| {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .current_dir(&mine)
            .args(arguments)
            .env_remove("CARGO_TARGET_DIR")
            .output()
            .expect("cargo starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (
            output.status.success(),
            text(&output.stdout) + &text(&output.stderr),
        )
    };
    let (red, says) = cargo(&["test", "--locked", "-p", "lost-update"]);
    assert!(!red && says.contains("refuted (lost-update)"), "{says}");
    let (built, says) = cargo(&["run", "--locked", "--", "build"]);
    assert!(built && says.contains("the book is in"), "{says}");
    let (verified, says) = cargo(&["workbook", "check", "lost-update"]);
    assert!(!verified && says.contains("refuted"), "{says}");
    let (green, says) = cargo(&["test", "--locked"]);
    assert!(green && says.contains("test result: ok"), "{says}");
    let checked = said(&root, &["handout", "--check", &mine], 0);
    assert!(checked.contains("Nothing else was changed"), "{checked}");
}
