//! What a student keeps and gets back: the list, hints, resets, and what the doctor says.
//!
//! Each test works in a small workbook of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A small workbook: three exercises over two chapters, none of which is compiled.
struct Small(tempfile::TempDir);

/// Each with the file that is edited.
const EXERCISES: [(&str, &str); 3] = [
    ("lost-update", "src/counter.rs"),
    ("smallest-total", "src/answer.rs"),
    ("per-access-lock", "src/shelf.rs"),
];

const ANSWER: &str = "exercises/01-lost-update/src/counter.rs";

fn workbook() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.join("../..").canonicalize().expect("the workbook")
}

/// The folder of an exercise: exercises may be added before it.
fn folder(name: &str) -> String {
    let folders = fs::read_dir(workbook().join("exercises")).expect("the exercises");
    let names = folders.flatten().map(|folder| folder.file_name());
    let mut names = names.filter_map(|folder| folder.into_string().ok());
    let is_it = |folder: &String| folder.split_once('-').is_some_and(|(_, rest)| rest == name);
    names.find(is_it).expect("the exercise")
}

impl Small {
    /// As an instructor has it: with what is needed of the solutions.
    fn new() -> Small {
        let small = Small(tempfile::tempdir().expect("a folder"));
        small.copy("book/book.toml", "book/book.toml");
        for (name, edit) in EXERCISES {
            let folder = folder(name);
            let starter = format!("solutions/{folder}/starter.rs");
            small.copy(&starter, &starter);
            // Whoever runs this may have worked on the exercise.
            small.copy(&starter, &format!("exercises/{folder}/{edit}"));
            for part in [
                "exercise.toml",
                "Cargo.toml",
                "README.md",
                "src/lib.rs",
                "tests/check.rs",
            ] {
                let part = format!("exercises/{folder}/{part}");
                small.copy(&part, &part);
            }
        }
        small
    }

    /// As a student has it.
    fn handout() -> Small {
        let small = Small::new();
        fs::write(small.path("handout.json"), "{}").expect("written");
        for (name, _) in EXERCISES {
            let folder = folder(name);
            let starter = format!("solutions/{folder}/starter.rs");
            small.copy(&starter, &format!("starters/{folder}.rs"));
        }
        fs::remove_dir_all(small.path("solutions")).expect("removed");
        small
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    fn copy(&self, from: &str, to: &str) {
        let to = self.path(to);
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::copy(workbook().join(from), &to).unwrap_or_else(|error| panic!("{from}: {error}"));
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.path(file), text).expect("written");
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).expect("it is there")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
        command
            .current_dir(self.0.path())
            .env_remove("WORKBOOK_PLAIN")
            .args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments)
            .output()
            .expect("the program starts")
    }

    /// What it prints, if it ends so.
    fn says(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        // What a terminal of 80 columns would break.
        let long = said.lines().find(|line| line.chars().count() > 80);
        let plain = arguments.contains(&"--plain") || arguments.contains(&"--json");
        assert!(plain || code == 2 || long.is_none(), "{long:?}");
        said
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let said = text(&self.run(arguments).stdout);
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
    }

    /// Leaves what `cargo test` leaves for this exercise as it stands.
    fn tested(&self, name: &str, file: &str, verdict: &str, class: Option<&str>) {
        let edited = Path::new(file).file_name().expect("a name");
        let text = self.read(file);
        let source = verdict::digest([(&*edited.to_string_lossy(), text.as_str())]);
        let mut found = serde_json::to_value(verdict::Certificate::broken(name, "")).expect("JSON");
        found["source"] = source.into();
        found["verdict"] = verdict.into();
        found["class"] = class.into();
        let folder = self.path(verdict::harness::TESTED);
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join(format!("{name}.json")), found.to_string()).expect("written");
    }

    /// The backups of exercise 1, by name.
    fn backups(&self) -> Vec<String> {
        let files = fs::read_dir(self.path(".workbook/backup/lost-update"));
        let files = files.into_iter().flatten().flatten();
        let mut names: Vec<String> = files
            .map(|file| file.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[test]
fn the_list_counts_what_stands() {
    let small = Small::new();
    small.write("exercises/03-smallest-total/src/answer.rs", "// mine\n");
    small.tested("lost-update", ANSWER, "verified", None);
    let list = small.json(&["list", "--json"]);
    assert_eq!(list["version"], 1);
    assert_eq!(list["points_got"], 10);
    assert_eq!(list["next"], "smallest-total");
    assert_eq!(list["chapters"][0]["verified"], 1);
    assert_eq!(list["chapters"][1]["points_got"], 0);
    let standing = |list: &Value| {
        let rows = list["exercises"].as_array().expect("a list").clone();
        rows.iter()
            .map(|row| row["standing"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(standing(&list), ["checked", "not-checked", "not-begun"]);
    let first = &list["exercises"][0];
    let since = first["first_verified"].clone();
    assert!(since.is_string());

    // The file changes: it may be wrong now, but the day stays.
    small.write(ANSWER, "// changed\n");
    let list = small.json(&["list", "--json"]);
    assert_eq!(list["points_got"], 0);
    assert_eq!(standing(&list)[0], "changed");
    let first = &list["exercises"][0];
    assert_eq!(first["verdict"], Value::Null);
    assert_eq!(first["last_verdict"], "verified");
    assert_eq!(first["first_verified"], since);
    let said = small.says(0, &["list"]);
    assert!(said.contains("verified, changed since"), "{said}");

    // `cargo clean` forgets nothing.
    fs::remove_dir_all(small.path("target")).expect("removed");
    assert_eq!(small.json(&["list", "--json"]), list);
}

#[test]
fn the_list_can_be_listened_to() {
    let small = Small::new();
    small.tested("lost-update", ANSWER, "refuted", Some("lost-update"));
    small.says(0, &["hint", "lost-update"]);
    let said = small.says(0, &["list", "--plain"]);
    let sentence = "Exercise 1, lost-update, \"The lost update\": refuted (lost-update), \
                    0 of 10 points, 15 minutes, 1 hint seen.";
    assert!(said.contains(sentence), "{said}");
    assert!(
        !said.contains(['[', '#', '|']) && !said.contains("  1"),
        "{said}"
    );
}

#[test]
fn hints_of_the_present_bug_come_first_and_once() {
    let small = Small::new();
    small.tested("lost-update", ANSWER, "refuted", Some("lost-update"));
    let hint = || small.says(0, &["hint", "lost-update"]);
    let said = hint();
    assert!(said.contains("(lost-update):"), "{said}");
    assert!(!said.contains("Hint 1"), "one at a time: {said}");
    assert!(said.contains("4 more hints are left."), "{said}");
    let said = hint();
    assert!(said.contains("Hint 1 of 4:"), "{said}");
    assert!(
        said.contains("You have seen 1 of 4, and one about a bug"),
        "{said}"
    );
    let hinted = small.json(&["hint", "lost-update", "--json"]);
    assert_eq!(hinted["hints"][0]["step"], 2);
    assert_eq!(hinted["seen"], 2);
    assert_eq!(hinted["classes_seen"][0], "lost-update");
    let row = &small.json(&["list", "--json"])["exercises"][0];
    assert_eq!(row["hints_seen"], 3);

    // Another bug, another hint.
    small.write(ANSWER, "// changed\n");
    small.tested("lost-update", ANSWER, "refuted", Some("self-deadlock"));
    assert!(hint().contains("(self-deadlock):"));
}

#[test]
fn hints_are_for_where_one_stands() {
    let small = Small::new();
    let output = small
        .command(&["hint"])
        .current_dir(small.path("exercises/01-lost-update/src"))
        .output();
    let said = text(&output.expect("the program starts").stdout);
    assert!(said.contains("Hint 1 of 4:"), "{said}");
    let said = small.says(2, &["hint"]);
    assert!(said.contains("which exercise?"), "{said}");
}

#[test]
fn a_handout_names_no_solution() {
    for (small, named) in [(Small::new(), true), (Small::handout(), false)] {
        let mut said = String::new();
        for _ in 0..5 {
            said = small.says(0, &["hint", "lost-update"]);
        }
        assert!(said.contains("You have seen all 4 hints."), "{said}");
        assert_eq!(said.contains("solution"), named, "{said}");
    }
}

#[test]
fn a_reset_loses_nothing() {
    for small in [Small::new(), Small::handout()] {
        let starter = small.read(ANSWER);
        let said = small.says(0, &["reset", "lost-update"]);
        assert!(said.contains("nothing was done"), "{said}");
        assert!(small.backups().is_empty());

        small.write(ANSWER, "// mine\n");
        let said = small.says(0, &["reset", "1"]);
        assert_eq!(small.read(ANSWER), starter);
        let backups = small.backups();
        assert!(backups[0].starts_with("0001-"), "{backups:?}");
        assert!(backups[0].ends_with("-counter.rs"), "{backups:?}");
        assert!(
            said.contains(&backups[0]) && said.contains("--undo"),
            "{said}"
        );

        // Back, and forth.
        small.says(0, &["reset", "1", "--undo"]);
        assert_eq!(small.read(ANSWER), "// mine\n");
        small.says(0, &["reset", "1", "--undo"]);
        assert_eq!(small.read(ANSWER), starter);
        let backups = small.backups();
        assert_eq!(backups.len(), 3);
        let kept = |name: &str| small.read(&format!(".workbook/backup/lost-update/{name}"));
        assert_eq!(kept(&backups[0]), "// mine\n");
        assert_eq!(kept(&backups[1]), starter);

        // A file that is gone comes back.
        fs::remove_file(small.path(ANSWER)).expect("removed");
        let done = small.json(&["reset", "1", "--json"]);
        assert_eq!(done[0]["now"], "starter");
        assert_eq!(done[0]["backup"], Value::Null);
        assert_eq!(small.read(ANSWER), starter);
    }
}

#[test]
fn all_are_reset_only_if_that_is_meant() {
    let small = Small::new();
    small.write(ANSWER, "// mine\n");
    let said = small.says(2, &["reset", "--all"]);
    assert!(said.contains("--all --yes"), "{said}");
    assert_eq!(small.read(ANSWER), "// mine\n");
    small.says(0, &["reset", "--all", "--yes"]);
    assert_ne!(small.read(ANSWER), "// mine\n");
    assert_eq!(small.backups().len(), 1);
}

#[test]
fn nothing_to_undo_is_said() {
    let small = Small::new();
    let said = small.says(2, &["reset", "lost-update", "--undo"]);
    assert!(said.contains("there is no backup of lost-update"), "{said}");
}

/// What the doctor found of a thing.
fn found(all: &Value, what: &str) -> Value {
    let all = all.as_array().expect("a list");
    let one = all.iter().find(|finding| finding["what"] == what);
    one.unwrap_or_else(|| panic!("no {what}: {all:?}")).clone()
}

#[test]
fn the_doctor_finds_a_student_well() {
    let small = Small::handout();
    let all = small.json(&["doctor", "--json"]);
    for what in ["rustc", "cargo", "linker", "folders", "exercises"] {
        assert_eq!(found(&all, what)["state"], "ok", "{what}");
    }
    // What only others need is not looked at.
    assert!(
        all.as_array()
            .expect("a list")
            .iter()
            .all(|one| one["need"] == "student")
    );
    small.says(0, &["doctor"]);
    let said = small.says(0, &["doctor", "--plain"]);
    assert!(said.contains("rustc: ok, 1."), "{said}");
}

#[test]
fn the_doctor_names_what_is_lost() {
    let small = Small::handout();
    fs::remove_file(small.path(ANSWER)).expect("removed");
    let finding = found(&small.json(&["doctor", "--json"]), "exercises");
    assert_eq!(finding["state"], "missing");
    assert_eq!(finding["mend"], "cargo workbook reset lost-update");
    let said = small.says(1, &["doctor"]);
    assert!(said.contains("To be mended first: exercises."), "{said}");
    // And that mends it.
    small.says(0, &["reset", "lost-update"]);
    small.says(0, &["doctor"]);

    fs::remove_file(small.path("exercises/03-smallest-total/tests/check.rs")).expect("removed");
    let said = small.says(1, &["doctor"]);
    assert!(said.contains("03-smallest-total/tests/check.rs"), "{said}");
}

/// A folder with a `rustc` in it that does this.
#[cfg(unix)]
fn with_rustc(script: &str) -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let rustc = folder.path().join("rustc");
    fs::write(&rustc, format!("#!/bin/sh\n{script}\n")).expect("written");
    fs::set_permissions(&rustc, fs::Permissions::from_mode(0o755)).expect("may be run");
    folder
}

#[cfg(unix)]
#[test]
fn the_doctor_knows_a_toolchain_that_will_not_do() {
    let small = Small::handout();
    let old = "echo 'rustc 1.60.0 (7737e0b5c 2022-04-04)'";
    let cannot_link = "case $1 in --version) echo 'rustc 1.999.0 (x)';; *) exit 1;; esac";
    for (script, what, says) in [
        (old, "rustc", "too old"),
        (cannot_link, "linker", "cannot link"),
        ("exit 1", "rustc", "does not say"),
    ] {
        let folder = with_rustc(script);
        let output = small
            .command(&["doctor", "--json"])
            .env("RUSTC", folder.path().join("rustc"))
            .output()
            .expect("the program starts");
        assert_eq!(output.status.code(), Some(1), "{what}");
        let all = serde_json::from_slice(&output.stdout).expect("JSON");
        let finding = found(&all, what);
        assert_eq!(finding["state"], "missing");
        assert!(
            finding["found"].as_str().expect("text").contains(says),
            "{finding}"
        );
        assert!(finding["mend"].is_string());
    }
}

#[test]
fn the_doctor_tells_instructors_more() {
    let small = Small::new();
    let all = small.json(&["doctor", "--json"]);
    assert_eq!(found(&all, "sandbox")["need"], "instructor");
    assert_eq!(found(&all, "python3")["need"], "maintainer");
}

#[test]
fn a_shell_can_complete_the_verbs() {
    let small = Small::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = small.run(&["completions", shell]);
        let script = text(&output.stdout);
        assert!(
            output.status.success() && script.contains("reset"),
            "{shell}"
        );
    }
    small.says(2, &["completions", "clam"]);
}
