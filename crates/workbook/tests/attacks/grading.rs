//! Having a class graded: the program, and its grade book.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde::Deserialize;

use crate::corpus::root;

/// Names the sandbox to grade in, if not the strongest that holds here.
const SANDBOX: &str = "ATTACKS_SANDBOX";

/// A grade book, as far as the tests look at it.
#[derive(Debug, Deserialize)]
pub(crate) struct Book {
    /// The rows.
    pub(crate) rows: Vec<Row>,
}

/// A row of it.
#[derive(Debug, Deserialize)]
pub(crate) struct Row {
    /// Who.
    pub(crate) student: String,
    /// Which exercise.
    pub(crate) exercise: String,
    /// What was found.
    pub(crate) graded: Graded,
    /// What was not taken.
    pub(crate) ignored: Vec<String>,
}

/// What was found.
#[derive(Debug, Deserialize, PartialEq, Eq)]
pub(crate) struct Graded {
    /// The word.
    pub(crate) word: String,
    /// The class of the bug.
    pub(crate) class: Option<String>,
    /// The points.
    pub(crate) points: Option<u32>,
    /// The reasons to look at it.
    pub(crate) review: Vec<String>,
    /// What the student is told.
    pub(crate) told: String,
    /// The box.
    pub(crate) sandbox: String,
}

/// A run of the grader.
#[derive(Debug)]
pub(crate) struct Run<'a> {
    /// The class.
    pub(crate) class: &'a Path,
    /// Where the grades go.
    pub(crate) out: PathBuf,
    /// The exercises.
    pub(crate) exercises: &'a [&'a str],
    /// More of the command line.
    pub(crate) more: &'a [&'a str],
}

/// The place of the grade book.
pub(crate) fn book_at(out: &Path) -> PathBuf {
    out.join("gradebook.json")
}

impl Run<'_> {
    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
        command
            .current_dir(root())
            .arg("grade")
            .arg(self.class)
            .arg("--out")
            .arg(&self.out);
        for exercise in self.exercises {
            command.args(["--exercise", exercise]);
        }
        // A secret of the tests' own, so that all their runs draw the same.
        let secret = self.class.with_extension("secret");
        std::fs::write(&secret, "5e".repeat(32)).expect("a secret");
        command.arg("--seed").arg(secret);
        match std::env::var(SANDBOX).as_deref() {
            Ok("unsandboxed") => command.arg("--unsandboxed"),
            Ok(name) => command.args(["--sandbox", name]),
            Err(_) => &mut command,
        };
        command.args(self.more).stdin(Stdio::null());
        command
    }

    /// Grades, and returns the bytes of the grade book.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let output = self.command().output().expect("the program starts");
        let at = book_at(&self.out);
        std::fs::read(&at).unwrap_or_else(|error| {
            panic!(
                "{}: {error}\n{}{}",
                at.display(),
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            )
        })
    }

    /// Grades, and returns the grade book.
    pub(crate) fn book(&self) -> Book {
        serde_json::from_slice(&self.bytes()).expect("a grade book")
    }

    /// Begins to grade.
    pub(crate) fn begin(&self) -> Child {
        let mut command = self.command();
        let silent = command.stdout(Stdio::null()).stderr(Stdio::null());
        silent.spawn().expect("the program starts")
    }
}
