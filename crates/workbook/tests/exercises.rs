//! The exercises, as a student and an instructor meet them: through the program.
//!
//! The snapshots are what a student reads for the starter and for each answer
//! known to be wrong. Read a changed one as a student would, before accepting it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.join("../..").canonicalize().expect("the workbook")
}

fn workbook(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
    command.current_dir(folder).args(arguments);
    command
}

fn run(arguments: &[&str]) -> Output {
    let output = workbook(&root(), arguments).output();
    output.expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the program prints text")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("no JSON: {error}\n{}", text(&output.stderr));
    })
}

/// Verifies an exercise, and holds what a student sees against the snapshot.
fn students_are_told(name: &str) {
    let output = run(&["verify", "--explain", name]);
    let told = text(&output.stdout);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{told}{}",
        text(&output.stderr)
    );
    // Whoever runs this may have worked on the exercise: that is no news.
    let told: String = told
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("  (somebody has been working on "))
        .collect();
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // What the compiler says is its own, and changes with it. Its first two
    // lines, what is wrong and where, stay.
    settings.add_filter(
        r"(?m)(^error.*\n +--> .*)\n(?:(?: *\d* +[|=]|help: |\d+ [-+|] |\.\.\.| +found ).*\n?)+",
        "$1\n[what the compiler says]\n",
    );
    settings.bind(|| insta::assert_snapshot!(name, told));
}

#[test]
fn students_of_the_lost_update_are_told_why() {
    students_are_told("lost-update");
}

#[test]
fn students_of_check_then_act_are_told_why() {
    students_are_told("check-then-act");
}

#[test]
fn students_of_the_smallest_total_are_told_why() {
    students_are_told("smallest-total");
}

#[test]
fn what_students_are_told_fits_a_terminal() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    for name in ["lost-update", "check-then-act", "smallest-total"] {
        let snapshot = std::fs::read_to_string(folder.join(format!("{name}.snap")));
        for line in snapshot.expect("the snapshot is committed").lines() {
            assert!(line.chars().count() <= 80, "{name}: {line}");
        }
    }
}

#[test]
fn verify_prints_its_matrix_as_json() {
    let output = run(&["verify", "--json", "smallest-total"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let report = json(&output);
    let exercise = &report["exercises"][0];
    assert_eq!(exercise["name"], "smallest-total");
    assert_eq!(exercise["starter"]["verdict"], "refuted");
    assert_eq!(exercise["starter"]["class"], "wrong-value");
    assert_eq!(exercise["solution"]["verdict"], "verified");
    let right = exercise["right"].as_array().expect("a list");
    assert!(right.len() >= 2);
    assert!(right.iter().all(|one| one["verdict"] == "verified"));
    let wrong = exercise["wrong"].as_array().expect("a list");
    assert!(wrong.len() >= 3);
    for one in wrong {
        assert!(one["name"].is_string());
        assert_eq!(one["expected"], one["verdict"]);
        assert!(one["class"].is_string());
    }
}

#[test]
fn settings_of_the_checkers_change_nothing() {
    let solution = "solutions/01-lost-update/src/counter.rs";
    let arguments = ["check", "lost-update", "--json", "--file", solution];
    let plain = run(&arguments);
    let cut = workbook(&root(), &arguments)
        .env("LOOM_MAX_PERMUTATIONS", "1")
        .env("LOOM_CHECKPOINT_INTERVAL", "1")
        .env("LOOM_MAX_DURATION", "0")
        .env("LOOM_MAX_PREEMPTIONS", "0")
        .env("LOOM_MAX_BRANCHES", "1")
        .env("SHUTTLE_RANDOM_SEED", "1")
        .env("SHUTTLE_ITERATIONS", "1")
        .output()
        .expect("the program starts");
    assert_eq!(plain.status.code(), Some(0));
    assert_eq!(text(&plain.stdout), text(&cut.stdout));
    let models = json(&plain)["parts"].clone();
    let loom = models.as_array().expect("a list").iter();
    let mut loom = loom.filter(|part| part["model"] == "loom");
    assert!(loom.all(|part| part["executions"].as_u64() > Some(1)));
}

#[test]
fn cargo_test_and_check_give_the_same_certificate() {
    let folder = tempfile::tempdir().expect("a folder");
    let certificate = folder.path().join("certificate.json");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // The verdict is the student's own; only that both say the same matters.
    Command::new(cargo)
        .current_dir(root())
        .args(["test", "--quiet", "--package", "lost-update"])
        .env("LOST_UPDATE_CERTIFICATE", &certificate)
        .output()
        .expect("cargo starts");
    let by_cargo = std::fs::read_to_string(&certificate).expect("the check leaves it");
    let by_check = text(&run(&["check", "lost-update", "--json"]).stdout);
    assert_eq!(by_cargo.trim(), by_check.trim());
}

#[test]
fn a_starter_is_refused_and_a_solution_is_not() {
    for (file, code) in [("starter.rs", 1), ("src/counter.rs", 0)] {
        let file = format!("solutions/01-lost-update/{file}");
        let output = run(&["check", "1", "--file", &file]);
        assert_eq!(output.status.code(), Some(code), "{}", text(&output.stdout));
    }
}

#[test]
fn a_question_that_cannot_be_asked_is_no_answer() {
    for (arguments, says) in [
        (&["check", "lost-updates"][..], "did you mean lost-update?"),
        (&["hint", "xyzzy"], "cargo workbook list"),
        (&["verify", "xyzzy"], "cargo workbook list"),
        (&["replay", "lost-update", "A,B"], "`,` at position 2"),
        (&["replay", "racy_2x1", ""], "the schedule is empty"),
        (
            &["replay", "racy_2x1", "ABBBB"],
            "step 4 of the schedule is B",
        ),
        (&["replay", "xyzzy", "ABBA"], "cargo workbook claims"),
        (
            &["check", "1", "--file", "no/such.rs"],
            "cannot read no/such.rs",
        ),
    ] {
        let output = run(arguments);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains(says), "{arguments:?}: {error}");
    }
}

#[test]
fn a_claim_is_run_by_a_schedule() {
    let output = run(&["replay", "the_total_is_the_same", "ABBA"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(text(&output.stdout));
}

#[test]
fn a_claim_that_loses_nothing_ends_well() {
    let output = run(&["replay", "the_total_is_the_same", "AABB"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).ends_with("Ends with 2: allowed.\n"));
}

/// A workbook of one exercise, whose progress is nobody's.
fn small_workbook() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for file in [
        "book/book.toml",
        "exercises/03-smallest-total/exercise.toml",
        "exercises/03-smallest-total/src/answer.rs",
    ] {
        let to = folder.path().join(file);
        std::fs::create_dir_all(to.parent().expect("it has a folder")).expect("a folder");
        std::fs::copy(root().join(file), to).expect("a copy");
    }
    folder
}

#[test]
fn hints_come_one_at_a_time() {
    let folder = small_workbook();
    let hint = |arguments: &[&str]| {
        let arguments = [&["hint", "smallest-total"], arguments].concat();
        let output = workbook(folder.path(), &arguments).output();
        text(&output.expect("the program starts").stdout)
    };
    for (number, left) in [
        (1, "3 more hints are left."),
        (2, "2 more hints are left."),
        (3, "One more hint is left."),
        (4, "That was the last hint."),
    ] {
        let said = hint(&[]);
        assert!(said.contains(&format!("Hint {number} of 4:")), "{said}");
        assert_eq!(said.matches("Hint ").count(), 1, "{said}");
        assert!(said.trim_end().ends_with(left), "{said}");
    }
    assert!(hint(&[]).contains("You have seen all 4 hints."));
    assert_eq!(hint(&["--all"]).matches("Hint ").count(), 4);
    assert!(hint(&["--again"]).contains("Hint 1 of 4:"));
    assert!(hint(&[]).contains("Hint 2 of 4:"));
}

#[test]
fn the_list_names_every_exercise() {
    let folder = small_workbook();
    let list = |arguments: &[&str]| workbook(folder.path(), arguments).output();
    let output = list(&["list", "--json"]).expect("the program starts");
    let rows = json(&output);
    assert_eq!(rows.as_array().map(Vec::len), Some(1));
    assert_eq!(rows[0]["number"], 3);
    assert_eq!(rows[0]["name"], "smallest-total");
    assert_eq!(rows[0]["edit"], "exercises/03-smallest-total/src/answer.rs");
    assert_eq!(rows[0]["verdict"], Value::Null);
    let output = list(&["list"]).expect("the program starts");
    insta::assert_snapshot!(text(&output.stdout));
}
