//! Making an exercise and reading it, through the program, in a copy of chapter 1.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

fn real() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A workbook with the first three exercises and their chapter's page.
fn workbook() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let page = "book/src/01-lost-update/exercises.md";
    let tests = "crates/workbook/tests/exercises.rs";
    for file in [
        "Cargo.lock",
        "book/book.toml",
        "book/src/SUMMARY.md",
        page,
        tests,
    ] {
        copy(&real().join(file), &folder.path().join(file));
    }
    for tree in ["exercises", "solutions"] {
        for exercise in ["01-lost-update", "02-check-then-act", "03-smallest-total"] {
            let at = Path::new(tree).join(exercise);
            copy(&real().join(&at), &folder.path().join(&at));
        }
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        for entry in fs::read_dir(from).expect("a folder") {
            let entry = entry.expect("an entry");
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::create_dir_all(to.parent().expect("it has a folder")).expect("a folder");
        fs::copy(from, to).expect("a copy");
    }
}

fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
    let output = command.current_dir(folder.path()).args(arguments).output();
    output.expect("the program starts")
}

fn text(folder: &TempDir, file: &str) -> String {
    let path = folder.path().join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What `lint` says of an exercise.
fn lint(folder: &TempDir, name: &str) -> Vec<String> {
    let output = run(folder, &["lint", name, "--quick", "--json"]);
    let rows: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!(
            "no JSON: {error}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    });
    let problems = rows[0]["problems"].as_array().expect("a list").iter();
    let problems: Vec<String> = problems
        .map(|one| one.as_str().expect("a sentence").to_owned())
        .collect();
    assert_eq!(output.status.code(), Some(i32::from(!problems.is_empty())));
    problems
}

#[test]
fn a_new_exercise_makes_room_and_is_named_everywhere() {
    let folder = workbook();
    let before = lint(&folder, "smallest-total");
    let made = run(
        &folder,
        &["new", "high-water-mark", "--after", "check-then-act"],
    );
    let said = String::from_utf8_lossy(&made.stdout).into_owned();
    assert_eq!(
        made.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    assert!(said.contains("Exercise 3, high-water-mark"), "{said}");

    let page = text(&folder, "book/src/01-lost-update/exercises.md");
    assert!(
        page.contains("| 3 | `high-water-mark` | TODO(author)"),
        "{page}"
    );
    assert!(page.contains("| 4 | `smallest-total` |"), "{page}");
    let tests = text(&folder, "crates/workbook/tests/exercises.rs");
    assert!(tests.contains("    high_water_mark: \"high-water-mark\",\n"));
    assert!(!folder.path().join("exercises/03-smallest-total").exists());
    let moved = text(&folder, "solutions/04-smallest-total/Cargo.toml");
    assert!(
        moved.contains("exercises/04-smallest-total/tests/check.rs"),
        "{moved}"
    );
    assert!(moved.contains("exercise 4:"), "{moved}");
    // Whatever was wrong with the exercise that has moved, nothing was added.
    let after = lint(&folder, "smallest-total");
    let renumbered: Vec<String> = before
        .iter()
        .map(|one| one.replace("03-smallest-total", "04-smallest-total"))
        .collect();
    assert_eq!(after, renumbered);

    let to_write = lint(&folder, "high-water-mark");
    assert!(to_write.len() > 5, "{to_write:#?}");
    let other = to_write.iter().find(|one| !one.contains("TODO(author)"));
    assert_eq!(other, None);
}

#[test]
fn an_exercise_at_the_end_of_its_chapter_moves_nobody_who_is_not_in_the_way() {
    let folder = workbook();
    let made = run(&folder, &["new", "high-water-mark", "--chapter", "1"]);
    let said = String::from_utf8_lossy(&made.stdout).into_owned();
    assert!(
        said.contains("Exercise 4, high-water-mark, after smallest-total"),
        "{said}"
    );
    assert!(!said.contains("moved on"), "{said}");
}

#[test]
fn a_name_or_a_place_that_cannot_be_is_refused_and_nothing_is_written() {
    let folder = workbook();
    for (arguments, says) in [
        (&["new", "lost-update"][..], "there is an exercise"),
        (&["new", "Lost"], "small letters"),
        (&["new", "../lost"], "small letters"),
        (&["new", "loom"], "name of a crate"),
        (&["new", "a-b", "--chapter", "9"], "1 The lost update"),
        (
            &["new", "a-b", "--after", "lost-updates"],
            "did you mean lost-update",
        ),
    ] {
        let output = run(&folder, arguments);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains(says), "{arguments:?}: {error}");
        let exercises = fs::read_dir(folder.path().join("exercises")).expect("a folder");
        assert_eq!(exercises.count(), 3);
    }
}

#[test]
fn lint_finds_what_is_missing_and_what_is_too_much() {
    let folder = workbook();
    let clean = lint(&folder, "lost-update");
    let at = |file: &str| folder.path().join(file);
    let change = |file: &str, from: &str, to: &str| {
        let text = text(&folder, file);
        assert!(text.contains(from), "{file} has no `{from}`");
        fs::write(at(file), text.replacen(from, to, 1)).expect("a file");
    };
    fs::write(at("exercises/01-lost-update/src/notes.rs"), "").expect("a file");
    fs::remove_file(at("solutions/01-lost-update/README.md")).expect("it is there");
    let manifest = "exercises/01-lost-update/exercise.toml";
    change(manifest, "minutes = 15", "minutes = 0");
    change(
        manifest,
        "Put your finger",
        "Write self.value.fetch_add(1, SeqCst); put your finger",
    );
    change(manifest, "stale-handle = ", "livelock = ");
    change(
        manifest,
        "title = \"The lost update\"",
        "title = \"Another\"",
    );
    let readme = "exercises/01-lost-update/README.md";
    change(readme, "## Done when", "## Done");
    change(
        "exercises/01-lost-update/Cargo.toml",
        "name = \"lost_update\"",
        "name = \"other\"",
    );
    change(
        "solutions/01-lost-update/Cargo.toml",
        "lost-update-solution",
        "lost-update-answer",
    );
    change(
        "solutions/01-lost-update/answers.toml",
        "sleep =",
        "# sleep =",
    );
    change("solutions/01-lost-update/starter.rs", "TODO(you)", "TODO");
    change(
        "book/src/01-lost-update/exercises.md",
        "`lost-update` |",
        "`elsewhere` |",
    );
    change(
        "book/src/SUMMARY.md",
        "- [The lost update](",
        "- [Another chapter](",
    );
    let found = lint(&folder, "lost-update");
    for says in [
        "src/notes.rs is a stray file",
        "solutions/01-lost-update/README.md is missing",
        "0 minutes",
        "the first hint shows the answer: `self.value.fetch_add(1, SeqCst)`",
        "refuted as stale-handle, and [hints_by_class] has no hint",
        "has a hint for livelock, and no wrong answer",
        "must begin with `# 1 Another`",
        "does not say when it is done",
        "must name the library",
        "names the package `lost-update-answer`",
        "answers.toml does not name wrong/sleep",
        "no TODO(you)",
        "no exercises.md of the book has a row",
        "SUMMARY.md has no chapter `The lost update`",
    ] {
        let count = |all: &[String]| all.iter().filter(|one| one.contains(says)).count();
        assert_eq!((count(&clean), count(&found)), (0, 1), "{says}: {found:#?}");
    }
}
