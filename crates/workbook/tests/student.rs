//! A student at work on one exercise: checking, watching, being told what changed.
//!
//! The exercises are copied into a root of their own, so that what is edited and
//! remembered here is nobody's. The libraries are those of this workbook.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// The longest that anything here may take: the first check builds the libraries.
const PATIENCE: Duration = Duration::from_secs(500);

/// One step each: nobody can come between.
const RIGHT: &str = "self.value.fetch_add(1, SeqCst);";

/// Each increment is an exchange that fails when another comes between, and tries again.
const EXCHANGE: &str = "let mut seen = self.value.load(SeqCst);
        loop {
            let next = seen + 1;
            match self.value.compare_exchange(seen, next, SeqCst, SeqCst) {
                Ok(_) => break,
                Err(now) => seen = now,
            }
        }";

/// Wrong as before, with a step more.
const WRONG: &str = "self.value.load(SeqCst);
        let seen = self.value.load(SeqCst);
        self.value.store(seen + 1, SeqCst);";

fn workbook() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.join("../..").canonicalize().expect("the workbook")
}

/// A root with one exercise.
struct Student {
    root: TempDir,
}

impl Student {
    fn new() -> Student {
        let root = tempfile::tempdir().expect("a folder");
        let at = root.path();
        fs::create_dir(at.join("book")).expect("a folder");
        fs::write(at.join("book/book.toml"), "").expect("a file");
        let exercise = "exercises/01-lost-update";
        for folder in ["src", "tests"] {
            fs::create_dir_all(at.join(exercise).join(folder)).expect("a folder");
        }
        let files = ["exercise.toml", "src/lib.rs", "tests/check.rs"];
        for file in files.map(|file| format!("{exercise}/{file}")) {
            fs::copy(workbook().join(&file), at.join(&file)).expect("a file");
        }
        // A Cargo that builds the libraries where they are built already.
        let script = format!(
            "#!/bin/sh\ncd '{}' && exec '{}' \"$@\"\n",
            workbook().display(),
            env!("CARGO")
        );
        let cargo = at.join("cargo");
        fs::write(&cargo, script).expect("a file");
        fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).expect("a program");
        let student = Student { root };
        student.starts_over();
        student
    }

    fn folder(&self) -> PathBuf {
        self.root.path().join("exercises/01-lost-update")
    }

    fn answer(&self) -> PathBuf {
        self.folder().join("src/counter.rs")
    }

    /// Puts the starter there: whoever runs this may have worked on the exercise.
    fn starts_over(&self) {
        fs::write(self.answer(), starter()).expect("a file");
    }

    /// Saves an answer whose increment is this.
    fn saves(&self, increment: &str) {
        fs::write(self.answer(), with(increment)).expect("a file");
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
        command
            .current_dir(self.folder())
            .env("CARGO", self.root.path().join("cargo"))
            .env_remove("WORKBOOK_PLAIN")
            .args(arguments);
        command
    }

    fn runs(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let Output {
            status,
            stdout,
            stderr,
        } = self.command(arguments).output().expect("it starts");
        let said = [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        (status.code(), said.concat())
    }
}

fn starter() -> String {
    let starter = workbook().join("solutions/01-lost-update/starter.rs");
    fs::read_to_string(starter).expect("the starter")
}

/// The starter with this increment.
fn with(increment: &str) -> String {
    let starter = starter();
    let begin = starter.find("let seen").expect("the first line");
    let last = "self.value.store(seen + 1, SeqCst);";
    let end = starter.find(last).expect("the last line") + last.len();
    format!("{}{increment}{}", &starter[..begin], &starter[end..])
}

#[test]
fn without_a_verb_the_exercise_here_is_checked_and_schedules_are_remembered() {
    let student = Student::new();
    let (code, first) = student.runs(&[]);
    assert_eq!(code, Some(1), "{first}");
    assert!(
        first.starts_with("lost-update: refuted (lost-update)"),
        "{first}"
    );
    assert!(!first.contains("went wrong before"), "{first}");

    student.saves(WRONG);
    let (code, second) = student.runs(&[]);
    assert_eq!(code, Some(1), "{second}");
    assert!(
        second.contains("this schedule is now impossible"),
        "{second}"
    );
    assert!(
        second.contains("The schedule found now is new."),
        "{second}"
    );
    assert!(
        second.lines().all(|line| line.chars().count() <= 80),
        "{second}"
    );

    student.saves(RIGHT);
    let (code, third) = student.runs(&[]);
    assert_eq!(code, Some(0), "{third}");
    let all = "All 2 schedules that went wrong before are now impossible.";
    assert!(third.contains(all), "{third}");

    // A file of somebody else's is not the student's to remember.
    let other = student.root.path().join("other.rs");
    fs::write(&other, starter()).expect("a file");
    let other = other.to_str().expect("a path");
    let (code, fourth) = student.runs(&["check", "1", "--file", other]);
    assert_eq!(code, Some(1), "{fourth}");
    assert!(!fourth.contains("went wrong before"), "{fourth}");
}

#[test]
fn the_closest_call_is_shown_of_a_verified_answer_only() {
    let student = Student::new();
    let (code, told) = student.runs(&["check", "--closest"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(
        told.contains("The closest call is for a verified answer"),
        "{told}"
    );

    student.saves(EXCHANGE);
    let (code, told) = student.runs(&["check", "--closest"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("The closest call, of "), "{told}");
    assert!(told.contains("fails: "), "{told}");
    assert!(
        told.lines().all(|line| line.chars().count() <= 80),
        "{told}"
    );

    student.saves(RIGHT);
    let (code, told) = student.runs(&["check", "--closest"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(
        told.contains("In no execution was a process in another's way."),
        "{told}"
    );
}

#[test]
fn plain_is_sentences_and_json_is_the_certificate_with_more() {
    let student = Student::new();
    for asked in [vec!["--plain"], vec!["check", "--plain"]] {
        let (code, told) = student.runs(&asked);
        assert_eq!(code, Some(1), "{told}");
        assert!(told.starts_with("lost-update is refuted."), "{told}");
        assert!(
            told.contains("Step 1: A reads counter and sees 0, at counter.rs line "),
            "{told}"
        );
        assert!(told.is_ascii(), "{told}");
    }
    let mut by_variable = student.command(&["check"]);
    let told = by_variable
        .env("WORKBOOK_PLAIN", "1")
        .output()
        .expect("it starts");
    assert!(String::from_utf8_lossy(&told.stdout).contains("\nStep 1: A reads counter"));
    let (code, run) = student.runs(&["replay", "1", "ABBA", "--plain"]);
    assert_eq!(code, Some(1), "{run}");
    assert!(
        run.contains("Step 4: A stores 1 in counter, at counter.rs line "),
        "{run}"
    );

    let (code, json) = student.runs(&["check", "--json"]);
    assert_eq!(code, Some(1), "{json}");
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["verdict"], "refuted");
    assert_eq!(json["is_new"], false);
    assert_eq!(json["before"][0]["schedule"], "ABBA");
    assert_eq!(json["before"][0]["now"]["ends"]["outcome"], "1");
}

/// A watch that runs.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(student: &Student, arguments: &[&str]) -> Watch {
        let mut child = student
            .command(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    break;
                }
            }
        });
        Watch { child, lines }
    }

    /// Reads up to a line that begins so; all that was read.
    fn until(&self, begins: &str) -> String {
        let began = Instant::now();
        let mut read = String::new();
        loop {
            let left = PATIENCE.saturating_sub(began.elapsed());
            let Ok(line) = self.lines.recv_timeout(left) else {
                panic!("no line begins with {begins}:\n{read}");
            };
            read.push_str(&line);
            read.push('\n');
            if line.starts_with(begins) {
                return read;
            }
        }
    }

    fn interrupts(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        let kill = Command::new("kill").args(["-INT", &id]).status();
        assert!(kill.expect("it starts").success());
        self.child.wait().expect("it ends").code()
    }
}

/// The seconds in `1.2 s after you saved.`
fn seconds(told: &str) -> f64 {
    let line = told
        .lines()
        .find(|line| line.ends_with(" s after you saved."));
    let number = line.and_then(|line| line.split(' ').next());
    let number = number.unwrap_or_else(|| panic!("no time:\n{told}"));
    number.parse().expect("a number")
}

#[test]
fn a_save_is_checked_without_a_key_and_shown_beside_the_old_verdict() {
    let student = Student::new();
    let watch = Watch::start(&student, &["watch"]);
    let first = watch.until("The book:");
    assert!(
        first.contains("lost-update: refuted (lost-update)"),
        "{first}"
    );

    student.saves(WRONG);
    let second = watch.until("The book:");
    assert!(
        second.contains("before:  refuted (lost-update)\nnow:     refuted"),
        "{second}"
    );
    assert!(second.contains("  + A  load counter: 0"), "{second}");
    assert!(
        second.contains("this schedule is now impossible"),
        "{second}"
    );
    assert!(
        second.lines().all(|line| line.chars().count() <= 80),
        "{second}"
    );

    student.saves("let _: u32 = \"one\"; let _: u32 = \"two\";");
    let third = watch.until("The book:");
    assert!(third.contains("It does not compile."), "{third}");
    assert_eq!(third.matches("\nerror").count(), 1, "{third}");

    // As an editor does that writes aside.
    let aside = student.folder().join("src/.counter.rs.swp");
    fs::write(&aside, with(RIGHT)).expect("a file");
    fs::rename(&aside, student.answer()).expect("it is renamed");
    let fourth = watch.until("The closest call:");
    assert!(
        fourth.contains("before:  broken\nnow:     verified"),
        "{fourth}"
    );
    let seconds = seconds(&fourth);
    assert!(seconds > 0.0, "{fourth}");
    println!("{seconds} s from save to verdict");
    assert_eq!(watch.interrupts(), Some(0));
}

#[test]
fn a_save_during_a_check_ends_it_and_ctrl_c_leaves_nothing() {
    let student = Student::new();
    student.saves("loop { std::hint::spin_loop(); }");
    let watch = Watch::start(&student, &["watch", "1"]);
    watch.until("Watching ");
    let scratch = student.root.path().join("target/workbook");
    let checks = || -> usize {
        let entries = fs::read_dir(&scratch).into_iter().flatten().flatten();
        entries
            .filter(|entry| entry.file_name().to_string_lossy().starts_with("check-"))
            .count()
    };
    // The check without an end has begun when it has a folder.
    let began = Instant::now();
    while checks() == 0 {
        assert!(began.elapsed() < PATIENCE, "no check began");
        std::thread::yield_now();
    }
    student.saves(RIGHT);
    let told = watch.until("The closest call:");
    assert!(
        !told.contains("broken"),
        "the old check is not shown:\n{told}"
    );
    assert!(told.contains("lost-update: verified"), "{told}");
    assert_eq!(checks(), 0, "its folder is removed");

    student.saves("loop { std::hint::spin_loop(); }");
    while checks() == 0 {
        assert!(began.elapsed() < PATIENCE, "no check began");
        std::thread::yield_now();
    }
    assert_eq!(watch.interrupts(), Some(0));
    assert_eq!(checks(), 0, "its folder is removed");
}
