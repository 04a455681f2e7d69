//! Grading, as an instructor meets it: through the program, on a small class.
//!
//! No box is asked for: what a box keeps is tried elsewhere, and this must run where none
//! works.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.join("../..").canonicalize().expect("the workbook")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the program prints text")
}

/// A class of three students and two exercises, and the folders of its grades.
struct Class {
    folder: tempfile::TempDir,
}

const EXERCISES: [&str; 2] = ["01-lost-update", "03-smallest-total"];

impl Class {
    /// `anna` has all right, `bob` the starters, and `carl` an answer that ends itself
    /// and nothing else.
    fn new() -> Class {
        let folder = tempfile::tempdir().unwrap();
        let class = Class { folder };
        class.hand_in("anna", EXERCISES[0], "src/counter.rs");
        class.hand_in("anna", EXERCISES[1], "src/answer.rs");
        class.hand_in("bob", EXERCISES[0], "starter.rs");
        class.hand_in("bob", EXERCISES[1], "starter.rs");
        class.hand_in("carl", EXERCISES[0], "wrong/exit.rs");
        fs::write(class.at("class/notes.txt"), "").unwrap();
        class
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn hand_in(&self, student: &str, exercise: &str, answer: &str) {
        let answer = root().join("solutions").join(exercise).join(answer);
        self.write(student, exercise, &fs::read_to_string(answer).unwrap());
    }

    fn write(&self, student: &str, exercise: &str, text: &str) {
        let file = match exercise {
            "01-lost-update" => "counter.rs",
            _ => "answer.rs",
        };
        let folder = format!("class/{student}/exercises/{exercise}/src");
        fs::create_dir_all(self.at(&folder)).unwrap();
        fs::write(self.at(&folder).join(file), text).unwrap();
    }

    /// `workbook grade`; an argument that begins with `@` is a path in the class's folder.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
        command.current_dir(root()).arg("grade");
        for argument in arguments {
            match argument.strip_prefix("@") {
                Some(path) => command.arg(self.at(path)),
                None => command.arg(argument),
            };
        }
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let output = self.command(arguments).output();
        output.expect("the program starts")
    }

    /// Grades both exercises of the class.
    fn grade(&self, out: &str, more: &[&str]) -> Output {
        let exercises = ["--exercise", EXERCISES[0], "--exercise", EXERCISES[1]];
        self.run(&[&self.usual(out), &exercises[..], more].concat())
    }

    /// Checks some of it anew.
    fn regrade(&self, out: &str, more: &[&str]) -> Output {
        self.run(&[&["regrade"], &self.usual(out)[..], more].concat())
    }

    /// The class, with a secret of its own.
    fn usual<'a>(&self, out: &'a str) -> Vec<&'a str> {
        vec!["@class", "--out", out, "--seed", "@secret", "--unsandboxed"]
    }

    /// Every file under a folder but the two that are about one run: the log, and the lock.
    fn files(&self, out: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let folder = self.at(out);
        let mut files = BTreeMap::new();
        for entry in walkdir::WalkDir::new(&folder) {
            let entry = entry.unwrap();
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type().is_file() && !["audit.jsonl", ".lock"].contains(&&*name) {
                let path = entry.path().strip_prefix(&folder).unwrap();
                files.insert(path.to_owned(), fs::read(entry.path()).unwrap());
            }
        }
        files
    }

    fn book(&self, out: &str) -> Value {
        let json = fs::read(self.at(out).join("gradebook.json")).unwrap();
        serde_json::from_slice(&json).unwrap()
    }

    /// The row of a student and an exercise.
    fn row(&self, out: &str, student: &str, exercise: &str) -> Value {
        let book = self.book(out);
        let mut rows = book["rows"].as_array().unwrap().iter();
        rows.find(|row| row["student"] == student && row["exercise"] == exercise)
            .expect("there is such a row")
            .clone()
    }

    /// The words of the rows, in order.
    fn words(&self, out: &str) -> Vec<String> {
        let book = self.book(out);
        let rows = book["rows"].as_array().unwrap().iter();
        rows.map(|row| row["graded"]["word"].as_str().unwrap().to_owned())
            .collect()
    }
}

#[track_caller]
fn ended(output: &Output, code: i32) -> String {
    let said = text(&output.stderr);
    assert_eq!(
        output.status.code(),
        Some(code),
        "{}{said}",
        text(&output.stdout)
    );
    said
}

#[track_caller]
fn same(one: &BTreeMap<PathBuf, Vec<u8>>, other: &BTreeMap<PathBuf, Vec<u8>>) {
    let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(one), names(other));
    for (path, bytes) in one {
        assert!(other[path] == *bytes, "{} differs", path.display());
    }
}

#[test]
fn a_class_is_graded_and_the_grades_depend_on_nothing_else() {
    let class = Class::new();
    let before = class.files("class");
    let said = ended(&class.grade("@one", &["--jobs", "1"]), 0);
    assert!(said.contains("a secret was made"), "{said}");
    assert!(said.contains("notes.txt"), "{said}");
    assert!(said.contains("5 answers checked, 0 known"), "{said}");
    assert_eq!(
        class.words("one"),
        ["pass", "pass", "fail", "fail", "no-record", "missing"]
    );
    let row = class.row("one", "anna", "lost-update");
    assert_eq!(row["graded"]["points"], 10, "{row}");
    assert_eq!(row["graded"]["sandbox"], "unsandboxed");
    same(&before, &class.files("class"));

    // Again: nothing is checked, and nothing changes.
    let one = class.files("one");
    let said = ended(&class.grade("@one", &[]), 0);
    assert!(said.contains("0 answers checked, 5 known"), "{said}");
    same(&one, &class.files("one"));

    // Several at a time, elsewhere.
    ended(&class.grade("@two", &["--jobs", "4"]), 0);
    same(&one, &class.files("two"));

    // Stopped before the last result was written, and with one that was damaged.
    let results = class.at("two/results");
    let mut kept: Vec<PathBuf> = fs::read_dir(&results)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.to_string_lossy().contains("certificate"))
        .collect();
    kept.sort();
    fs::remove_file(&kept[0]).unwrap();
    fs::write(&kept[1], "{").unwrap();
    fs::write(results.join(".tmpleft"), "{").unwrap();
    fs::remove_file(class.at("two/gradebook.json")).unwrap();
    let said = ended(&class.grade("@two", &[]), 0);
    assert!(said.contains("2 answers checked, 3 known"), "{said}");
    assert!(said.contains("a result was damaged"), "{said}");
    let aside = kept[1].with_extension("damaged-1");
    assert_eq!(fs::read_to_string(&aside).unwrap(), "{");
    fs::remove_file(aside).unwrap();
    same(&one, &class.files("two"));
}

#[test]
fn parts_that_are_merged_are_the_whole() {
    let class = Class::new();
    ended(&class.grade("@whole", &[]), 0);
    for part in ["1", "2", "3"] {
        let (out, shard) = (format!("@part-{part}"), format!("{part}/3"));
        ended(&class.grade(&out, &["--shard", &shard]), 0);
    }
    let parts = ["@part-1", "@part-2", "@part-3"];
    let students = |part| class.words(&format!("part-{part}")).len() / 2;
    let all: Vec<usize> = (1..=3).map(students).collect();
    assert_eq!(all.iter().sum::<usize>(), 3);
    assert!(all.iter().all(|some| *some < 3), "{all:?}");
    let merge = |out: &str| {
        let arguments = [&["merge"][..], &parts, &["--out", out]].concat();
        ended(&class.run(&arguments), 0)
    };
    merge("@merged");
    same(&class.files("whole"), &class.files("merged"));
    // What was merged is known where it was merged to.
    let said = ended(&class.grade("@merged", &[]), 0);
    assert!(said.contains("0 answers checked, 5 known"), "{said}");

    // Another secret is another examination.
    fs::write(class.at("secret"), "ab".repeat(32)).unwrap();
    ended(&class.grade("@other", &["--shard", "1/3"]), 0);
    let refused = class.run(&["merge", "@other", "@part-2", "--out", "@mixed"]);
    assert!(ended(&refused, 2).contains("differ in their secret"));
    assert!(!class.at("mixed").exists());
    // A folder of one part is no folder of the whole.
    let refused = class.grade("@part-1", &[]);
    assert!(ended(&refused, 2).contains("another shard"));
}

#[test]
fn a_flagged_answer_counts_when_somebody_has_released_it() {
    let class = Class::new();
    let solution = root().join("solutions/01-lost-update/src/counter.rs");
    let honest = fs::read_to_string(solution).unwrap();
    let flagged = format!("{honest}\nconst _: fn() -> u32 = std::process::id;\n");
    class.write("anna", EXERCISES[0], &flagged);
    ended(&class.grade("@out", &[]), 0);
    let row = class.row("out", "anna", "lost-update");
    assert_eq!(row["graded"]["word"], "pass", "{row}");
    assert_ne!(row["graded"]["review"], Value::Array(Vec::new()));
    let total = || {
        let text = fs::read_to_string(class.at("out/gradebook.csv")).unwrap();
        let line = text.lines().find(|line| line.starts_with("anna"));
        line.expect("anna has a line").to_owned()
    };
    let held = total();

    let accept = |student: &str, exercise: &str, why: &str| {
        let who = ["--by", "Grace", "--why", why];
        class.run(&[&["accept", "@out", student, exercise][..], &who].concat())
    };
    for (student, exercise, why, said) in [
        ("nobody", "lost-update", "read it", "there is no student"),
        ("anna", "two-fields", "read it", "was not graded"),
        ("anna", "smallest-total", "read it", "is not held"),
        ("anna", "lost-update", " ", "says who and why"),
    ] {
        let refused = ended(&accept(student, exercise, why), 2);
        assert!(refused.contains(said), "{refused}");
        assert_eq!(total(), held);
    }
    ended(&accept("anna", "lost-update", "read it"), 0);
    assert_ne!(total(), held);
    let row = class.row("out", "anna", "lost-update");
    assert_eq!(row["released"]["by"], "Grace", "{row}");
    let log = fs::read_to_string(class.at("out/audit.jsonl")).unwrap();
    assert!(log.contains("\"event\":\"released\""), "{log}");
    // It stays, and it is of this answer alone.
    let released = class.files("out");
    ended(&class.grade("@out", &[]), 0);
    same(&released, &class.files("out"));
    class.write("anna", EXERCISES[0], &format!("{flagged}\n"));
    ended(&class.grade("@out", &[]), 0);
    assert_eq!(total(), held);
}

#[test]
fn what_the_grader_fails_of_is_a_blank_and_no_zero() {
    let class = Class::new();
    // A compiler that fails and says nothing of the code is no fault of a student's.
    script(&class.at("toolchain/bin/rustc"), "exit 1");
    let toolchain = class.at("toolchain");
    let asks_there = class.at("rustc");
    script(
        &asks_there,
        &format!(
            "if [ \"$*\" = '--print sysroot' ]; then echo '{}'; else exec rustc \"$@\"; fi",
            toolchain.display()
        ),
    );
    let arguments = [&class.usual("@out")[..], &["--exercise", "lost-update"]].concat();
    let mut command = class.command(&arguments);
    let output = command.env("RUSTC", &asks_there).output().unwrap();
    let said = ended(&output, 2);
    assert!(said.contains("the grader failed"), "{said}");
    for student in ["anna", "bob", "carl"] {
        let row = class.row("out", student, "lost-update");
        assert_eq!(row["graded"]["word"], "grader-error", "{row}");
        assert_eq!(row["graded"]["points"], Value::Null);
    }
    assert_eq!(fs::read_dir(class.at("out/results")).unwrap().count(), 0);

    // The next run mends it.
    ended(&class.run(&arguments), 0);
    assert_eq!(class.words("out"), ["pass", "fail", "no-record"]);

    // What was found stays when the grader fails of it later.
    let found = class.files("out");
    let fresh = [&arguments[..], &["--fresh"]].concat();
    let mut command = class.command(&fresh);
    let output = command.env("RUSTC", &asks_there).output().unwrap();
    assert!(ended(&output, 2).contains("the grader failed"));
    same(&found, &class.files("out"));
}

/// A program that does this.
fn script(path: &Path, does: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("#!/bin/sh\n{does}\n")).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn chosen_answers_are_checked_anew_and_changes_are_told() {
    let class = Class::new();
    let refused = class.regrade("@out", &[]);
    assert!(ended(&refused, 2).contains("has no grades yet"));
    ended(&class.grade("@out", &[]), 0);
    let before = class.files("out");
    let some = class.regrade("@out", &["--student", "anna"]);
    assert!(ended(&some, 0).contains("2 answers checked, 3 known"));
    same(&before, &class.files("out"));
    let one = ["--student", "anna", "--exercise", "1"];
    let said = ended(&class.regrade("@out", &one), 0);
    assert!(said.contains("1 answer checked, 4 known"), "{said}");
    class.hand_in("bob", EXERCISES[0], "src/counter.rs");
    let output = class.regrade("@out", &["--student", "bob"]);
    ended(&output, 0);
    let said = text(&output.stdout);
    assert!(
        said.contains("bob") && said.contains("More points"),
        "{said}"
    );
}

#[test]
fn a_time_that_is_used_up_is_used_up_twice_before_it_counts() {
    let class = Class::new();
    let solution = root().join("solutions/01-lost-update/src/counter.rs");
    let honest = fs::read_to_string(solution).unwrap();
    let head = "    pub fn get(&self) -> u32 {\n";
    let hangs = honest.replace(head, &format!("{head}        loop {{}}\n"));
    assert_ne!(hangs, honest);
    class.write("bob", EXERCISES[0], &hangs);
    ended(&class.grade("@out", &["--cpu", "1"]), 0);
    assert_eq!(
        class.row("out", "bob", "lost-update")["graded"]["word"],
        "timeout"
    );
    let log = fs::read_to_string(class.at("out/audit.jsonl")).unwrap();
    let of_bob: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|line: &Value| line["word"] == "timeout" && line["students"][0] == "bob")
        .collect();
    let alone: Vec<&Value> = of_bob.iter().map(|line| &line["alone"]).collect();
    assert_eq!(alone, [false, true]);
}

#[test]
fn what_is_asked_wrongly_is_refused_with_the_next_step() {
    let class = Class::new();
    for (arguments, said) in [
        (&["@class"][..], "--out"),
        (&["@none", "--out", "@out"], "folder for each student"),
        (
            &["@class", "--out", "@class/grades"],
            "nothing is ever changed",
        ),
        (
            &["@class", "--out", "@out", "--student", "eve"],
            "there is no folder eve",
        ),
        (
            &["@class", "--out", "@out", "--exercise", "lost-updat"],
            "did you mean",
        ),
        (
            &["@class", "--out", "@out", "--shard", "3/2"],
            "written like 1/4",
        ),
        (&["merge", "@none", "--out", "@out"], "cannot read"),
        (&["show", "@none"], "cannot read"),
    ] {
        let mut all = arguments.to_vec();
        if !["merge", "show"].contains(&arguments[0]) {
            all.extend(["--unsandboxed", "--seed", "@secret"]);
        }
        let refused = ended(&class.run(&all), 2);
        assert!(refused.contains(said), "{arguments:?}\n{refused}");
    }
    assert!(!class.at("class/grades").exists());
}
