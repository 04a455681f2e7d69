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

/// A test for each exercise, so that one that fails says which, and does not hold up
/// the others.
macro_rules! students_are_told_why {
    ($($test:ident: $name:literal,)*) => {
        const EXERCISES: &[&str] = &[$($name),*];

        mod students_are_told_why {
            $(
                #[test]
                fn $test() {
                    super::students_are_told($name);
                }
            )*
        }
    };
}

students_are_told_why! {
    lost_update: "lost-update",
    check_then_act: "check-then-act",
    smallest_total: "smallest-total",
    check_a_counter: "check-a-counter",
    per_access_lock: "per-access-lock",
    get_lock: "get-lock",
    fresh_lock: "fresh-lock",
    read_after_release: "read-after-release",
    two_fields: "two-fields",
    self_deadlock: "self-deadlock",
    taken_again: "taken-again",
    owner_only: "owner-only",
    bounded_release: "bounded-release",
    lost_wakeup: "lost-wakeup",
    barrier: "barrier",
    check_a_lock: "check-a-lock",
    check_a_mailbox: "check-a-mailbox",
    copied_lock: "copied-lock",
    spawning_context: "spawning-context",
    pool_initializer: "pool-initializer",
    empty_is_a_guess: "empty-is-a-guess",
    proxy_increment: "proxy-increment",
    nested_copy: "nested-copy",
    ask_the_server: "ask-the-server",
    proxy_lock: "proxy-lock",
    stop_early: "stop-early",
    first_not_fastest: "first-not-fastest",
    progress: "progress",
    safe_terminate: "safe-terminate",
}

#[test]
fn students_of_every_exercise_are_told_why() {
    let rows = json(&run(&["list", "--json"]))["exercises"].clone();
    let rows = rows.as_array().expect("a list").iter();
    let names: Vec<&str> = rows.filter_map(|row| row["name"].as_str()).collect();
    assert_eq!(names, EXERCISES, "`students_are_told_why!` lists them");
}

#[test]
fn what_students_are_told_fits_a_terminal() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    for name in EXERCISES {
        let snapshot = std::fs::read_to_string(folder.join(format!("{name}.snap")))
            .unwrap_or_else(|error| panic!("{name}.snap is not committed: {error}"));
        // A schedule is one word: where a terminal breaks it, it can still be copied.
        let is_broken = |line: &&str| !line.starts_with("Run it again: ");
        for line in snapshot.lines().filter(is_broken) {
            assert!(line.chars().count() <= 80, "{name}: {line}");
        }
    }
}

#[test]
fn verify_prints_its_matrix_as_json() {
    let output = run(&["verify", "--fresh", "--json", "smallest-total"]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(!said.contains("checked before"), "{said}");
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
    let by_cargo = std::fs::read(&certificate).expect("the check leaves it");
    let by_cargo: Value = serde_json::from_slice(&by_cargo).expect("it is JSON");
    let mut by_check = json(&run(&["check", "lost-update", "--json"]));
    // What was found earlier stands beside the certificate, and is no part of it.
    let fields = by_check.as_object_mut().expect("an object");
    fields.retain(|name, _| by_cargo.get(name).is_some());
    assert_eq!(by_cargo, by_check);
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
        (&["check", "lost-updates"][..], "did you mean lost-update"),
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
    assert!(text(&output.stdout).ends_with("Ends with 2; asked for is 2.\n"));
}

/// What `hint` says of a file that was not checked as it stands.
const ASK: &str = "For a hint about your present answer:  cargo workbook check smallest-total";

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
        assert!(said.contains(left), "{said}");
        assert!(said.trim_end().ends_with(ASK), "{said}");
        assert!(said.lines().all(|line| line.chars().count() <= 80));
    }
    assert!(hint(&[]).contains("You have seen all 4 hints."));
    assert_eq!(hint(&["--all"]).matches("Hint ").count(), 4);
    assert!(hint(&["--again"]).contains("Hint 1 of 4:"));
    assert!(hint(&[]).contains("Hint 2 of 4:"));
}

#[test]
fn a_hint_by_class_is_about_the_file_as_it_stands() {
    let folder = small_workbook();
    let hint = || {
        let output = workbook(folder.path(), &["hint", "smallest-total"]).output();
        text(&output.expect("the program starts").stdout)
    };
    let answer = "exercises/03-smallest-total/src/answer.rs";
    let at = folder.path().join(answer);
    let is = |found: &str| {
        let said = hint();
        let by_class = format!("About your present answer ({found}):");
        assert!(said.contains(&by_class), "{said}");
        assert!(!said.contains(ASK), "{said}");
    };
    let is_not_known = || {
        let said = hint();
        assert!(!said.contains("About your present"), "{said}");
        assert!(said.contains(ASK), "{said}");
    };
    is_not_known();

    // What `cargo test` would have left for two of the wrong answers.
    let tested = folder.path().join(verdict::harness::TESTED);
    std::fs::create_dir_all(&tested).expect("a folder");
    for (wrong, class) in [
        ("alternating", "wrong-value"),
        ("malformed", "not-a-schedule"),
    ] {
        let file = format!("solutions/03-smallest-total/wrong/{wrong}.rs");
        std::fs::copy(root().join(&file), &at).expect("a copy");
        is_not_known();
        let found = run(&["check", "smallest-total", "--json", "--file", &file]).stdout;
        std::fs::write(tested.join("smallest-total.json"), found).expect("a file");
        is(class);
    }
    let edited = std::fs::read_to_string(&at).expect("the answer") + "\n";
    std::fs::write(&at, edited).expect("the answer");
    is_not_known();
}

/// The program that `cargo test` runs for exercise 3.
fn check_of_the_smallest_total() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .current_dir(root())
        .args(["test", "--package", "smallest-total", "--test", "check"])
        .args(["--no-run", "--message-format", "json"])
        .output()
        .expect("cargo starts");
    let said = text(&built.stdout);
    let mut programs = said.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    });
    programs.next().unwrap_or_else(|| {
        panic!("no program: {}", text(&built.stderr));
    })
}

#[test]
fn only_the_test_of_an_exercise_is_remembered() {
    let folder = small_workbook();
    let check = check_of_the_smallest_total();
    let kept = folder.path().join(verdict::harness::TESTED);
    let kept = kept.join("smallest-total.json");
    // A solution has the same name and the same check, but is not the student's.
    for (package, is_kept) in [
        ("solutions/03-smallest-total", false),
        ("exercises/03-smallest-total", true),
    ] {
        let package = folder.path().join(package);
        std::fs::create_dir_all(&package).expect("a folder");
        let ended = Command::new(&check)
            .env("CARGO_MANIFEST_DIR", &package)
            .output()
            .expect("the check starts");
        assert_eq!(kept.is_file(), is_kept, "{}", text(&ended.stdout));
    }
}

/// A counter that has the right names, and that only one process may have.
const UNSHARED: &str = "\
use std::cell::Cell;
pub struct Counter(Cell<u32>);
impl Counter {
    pub fn new(start: u32) -> Counter { Counter(Cell::new(start)) }
    pub fn increment(&self) { self.0.set(self.0.get() + 1); }
    pub fn get(&self) -> u32 { self.0.get() }
}
";

#[test]
fn who_does_not_fit_the_check_is_told_to_leave_it() {
    let starter = root().join("solutions/01-lost-update/starter.rs");
    let starter = std::fs::read_to_string(starter).expect("the starter");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("counter.rs");
    let path = file.to_string_lossy();
    for (answer, says, leave) in [
        (
            starter.replace("fn get(", "fn total("),
            "one of them is another in your file",
            true,
        ),
        (UNSHARED.to_owned(), "shares the value between", true),
        // A mistake in the student's own file.
        (starter.replace("seen + 1", "sen + 1"), "`sen`", false),
    ] {
        std::fs::write(&file, answer).expect("the answer");
        let output = run(&["check", "lost-update", "--file", &path]);
        // Where a line ends is of no interest.
        let said: Vec<String> = text(&output.stdout)
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        let said = said.join(" ");
        assert!(said.contains(says), "{said}");
        assert_eq!(said.contains("Leave check.rs as it is."), leave, "{said}");
    }
}

#[test]
fn the_list_names_every_exercise() {
    let folder = small_workbook();
    let list = |arguments: &[&str]| workbook(folder.path(), arguments).output();
    let output = list(&["list", "--json"]).expect("the program starts");
    let rows = json(&output)["exercises"].clone();
    assert_eq!(rows.as_array().map(Vec::len), Some(1));
    assert_eq!(rows[0]["number"], 3);
    assert_eq!(rows[0]["name"], "smallest-total");
    assert_eq!(rows[0]["edit"], "exercises/03-smallest-total/src/answer.rs");
    assert_eq!(rows[0]["verdict"], Value::Null);
    let output = list(&["list"]).expect("the program starts");
    insta::assert_snapshot!(text(&output.stdout));
}
