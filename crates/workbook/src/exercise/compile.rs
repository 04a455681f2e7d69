//! Compiling an answer: one file, among the exercise's others.
//!
//! The scratch folder has the layout of the workbook, so that places in a
//! witness and in the compiler's messages read as the student knows them.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use sandbox::{Children, Ended, How, Job, Limits};
use serde::Deserialize;
use tempfile::TempDir;

use super::{Checker, Exercise};

/// What one call of the compiler may use up.
pub(crate) const LIMITS: Limits = Limits {
    cpu: Duration::from_secs(60),
    wall: Duration::from_secs(120),
    memory: 4 << 30,
    output: 4 << 20,
    file: 256 << 20,
};

/// The files of an exercise that an answer is compiled with.
pub(super) const BESIDE: [&str; 2] = ["src/lib.rs", "tests/check.rs"];

/// What both calls of the compiler are told.
pub(super) const FLAGS: &[&str] = &[
    "--edition",
    "2024",
    "--error-format",
    "json",
    // Warnings are for `cargo test`, which the student runs too.
    "-A",
    "warnings",
    // The libraries bring theirs, and nobody debugs a check: it links faster without.
    "-C",
    "strip=debuginfo",
];

/// What the call for the exercise is told beside them.
pub(super) const FLAGS_OF_EXERCISE: &[&str] = &["--crate-type", "lib", "--forbid", "unsafe_code"];

/// What the call for the check is told beside them.
pub(super) const FLAGS_OF_CHECK: &[&str] = &["--crate-type", "bin"];

/// How many of the compiler's messages are shown: the first is the one to mend.
const ERRORS_SHOWN: usize = 3;

/// What to say if the first message is about the check, which is not the student's
/// to mend.
const OTHER_NAME: &str = "The check asks for the names and types that the starter had; \
                          one of them is another in your file. Leave check.rs as it is.";

/// What to say if it is about a type that lacks what the check asks of it.
const OTHER_TRAIT: &str = "The check shares the value between processes, and the type in your \
                           file does not allow that. Leave check.rs as it is.";

/// What the compiler made of an answer.
#[derive(Debug)]
pub(crate) enum Compiled {
    /// A program: the check with the answer in it.
    Program(Program),
    /// Nothing: it is not Rust, or not what the check asks for.
    Rejected(Rejected),
    /// Nothing: the compiler used up what it may.
    Stopped(How),
}

/// Why an answer was rejected.
#[derive(Debug)]
pub(crate) struct Rejected {
    /// What a student should know before reading the messages.
    pub(crate) advice: Option<&'static str>,
    /// The compiler's messages.
    pub(crate) messages: String,
}

/// A compiled check, in a folder that lives as long as this does.
#[derive(Debug)]
pub(crate) struct Program {
    /// The folder to run it in.
    pub(crate) folder: TempDir,
    /// The program.
    pub(crate) path: PathBuf,
}

/// Compiles the exercise and its check with this text in place of the student's
/// file.
///
/// # Errors
///
/// If files cannot be read or written, or the compiler cannot be started. An answer
/// that does not compile is no error.
pub(crate) fn compile(
    checker: &Checker<'_>,
    exercise: &Exercise,
    answer: &str,
) -> anyhow::Result<Compiled> {
    let folder = laid_out(checker.root, exercise, answer)?;
    let at = exercise.path();
    let library = exercise.name.replace('-', "_");
    let call = |flags: &[&str], arguments: &[&str], file: &Path| {
        let mut job = rustc(checker, folder.path());
        let all = flags.iter().chain(arguments);
        job.arguments.extend(all.map(Into::into));
        job.arguments.push(at.join(file).into());
        let ended = checker.sandbox.run(&job)?;
        refused(&ended)
    };
    let of_exercise = ["--crate-name", &library, "--out-dir", "."];
    if let Some(no) = call(FLAGS_OF_EXERCISE, &of_exercise, Path::new("src/lib.rs"))? {
        return Ok(no);
    }
    let with = format!("{library}=lib{library}.rlib");
    let of_check = ["--crate-name", "check", "--out-dir", ".", "--extern", &with];
    if let Some(no) = call(FLAGS_OF_CHECK, &of_check, Path::new("tests/check.rs"))? {
        return Ok(no);
    }
    let path = folder
        .path()
        .join(format!("check{}", std::env::consts::EXE_SUFFIX));
    Ok(Compiled::Program(Program { folder, path }))
}

/// A fresh folder with the exercise's files and this text in place of the student's:
/// all that a witness or a message of the compiler may name.
///
/// # Errors
///
/// If files cannot be read or written.
pub(super) fn laid_out(root: &Path, exercise: &Exercise, answer: &str) -> anyhow::Result<TempDir> {
    let folder = scratch(root)?;
    lay_out(root, folder.path(), exercise, answer)?;
    Ok(folder)
}

/// What the names of the scratch folders of a process begin with. Whoever ends the process
/// removes them.
pub(super) fn prefix(process: u32) -> String {
    format!("check-{process}-")
}

/// A fresh folder under `target`, from which the workbook's own sources are
/// found by looking upwards.
fn scratch(root: &Path) -> anyhow::Result<TempDir> {
    let parent = root.join("target/workbook");
    fs::create_dir_all(&parent)
        .and_then(|()| {
            tempfile::Builder::new()
                .prefix(&prefix(std::process::id()))
                .tempdir_in(&parent)
        })
        .with_context(|| format!("cannot make a folder in {}", parent.display()))
}

fn lay_out(root: &Path, scratch: &Path, exercise: &Exercise, answer: &str) -> anyhow::Result<()> {
    let at = exercise.path();
    let copy = |file: &Path| -> anyhow::Result<()> {
        let from = root.join(file);
        fs::copy(&from, scratch.join(file))
            .with_context(|| format!("cannot copy {}", from.display()))?;
        Ok(())
    };
    for folder in ["src", "tests"] {
        let folder = scratch.join(&at).join(folder);
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    for file in BESIDE {
        copy(&at.join(file))?;
    }
    let answer_at = scratch.join(exercise.answer());
    fs::write(&answer_at, answer).with_context(|| format!("cannot write {}", answer_at.display()))
}

/// The compiler, as every call needs it.
fn rustc(checker: &Checker<'_>, folder: &Path) -> Job {
    let libraries = checker.libraries;
    let mut arguments: Vec<OsString> = FLAGS.iter().map(Into::into).collect();
    for (name, path) in &libraries.ours {
        arguments.push("--extern".into());
        arguments.push(format!("{name}={}", path.display()).into());
    }
    arguments.push("-L".into());
    arguments.push(format!("dependency={}", libraries.folder.display()).into());
    let toolchain = &checker.toolchain;
    Job {
        program: toolchain.rustc.clone(),
        arguments,
        folder: folder.to_owned(),
        // The compiler finds its linker by the path, and puts what passes between the
        // two where it may write.
        environment: [("PATH", toolchain.path.clone()), ("TMPDIR", folder.into())]
            .map(|(name, value)| (name.into(), value))
            .to_vec(),
        input: Vec::new(),
        readable: vec![libraries.folder.clone()],
        runnable: toolchain.runnable(),
        writable: vec![folder.to_owned()],
        children: Children::Processes,
        limits: checker.compiling,
    }
}

/// A line of what `rustc --error-format=json` says.
#[derive(Deserialize)]
struct Diagnostic {
    level: String,
    code: Option<Code>,
    rendered: Option<String>,
    spans: Vec<Span>,
}

/// The number of a kind of error.
#[derive(Deserialize)]
struct Code {
    code: String,
}

/// A place that a message is about.
#[derive(Clone, Debug, Deserialize, PartialEq)]
struct Span {
    file_name: String,
    line_start: usize,
    column_start: usize,
    is_primary: bool,
}

/// What came of a call of the compiler, if no file.
fn refused(ended: &Ended) -> anyhow::Result<Option<Compiled>> {
    match ended.how {
        How::Exited(0) => Ok(None),
        How::Exited(_) => Ok(Some(Compiled::Rejected(rejected(&ended.stderr.text())?))),
        how => Ok(Some(Compiled::Stopped(how))),
    }
}

/// Why the compiler refuses: its messages, as it printed them.
fn rejected(printed: &str) -> anyhow::Result<Rejected> {
    let mut errors: Vec<(Span, String)> = Vec::new();
    let mut advice = None;
    for line in printed.lines() {
        let Ok(diagnostic) = serde_json::from_str::<Diagnostic>(line) else {
            bail!("rustc failed:\n\n{}", printed.trim());
        };
        // What has no place only says how many errors there were.
        let primary = diagnostic.spans.into_iter().find(|span| span.is_primary);
        let Some(span) = primary.filter(|_| diagnostic.level == "error") else {
            continue;
        };
        // A file is compiled once a world, and so is a mistake in it.
        if !errors.iter().any(|(known, _)| *known == span) {
            if errors.is_empty() && Path::new(&span.file_name).ends_with("tests/check.rs") {
                let code = diagnostic.code.map(|code| code.code);
                let lacks_a_trait = code.as_deref() == Some("E0277");
                advice = Some(if lacks_a_trait {
                    OTHER_TRAIT
                } else {
                    OTHER_NAME
                });
            }
            let rendered = diagnostic.rendered.unwrap_or_default();
            // The worlds include their files by the path `.`.
            errors.push((span, rendered.replace("/./", "/")));
        }
    }
    if errors.is_empty() {
        bail!(
            "rustc ended without a message about the code:\n\n{}",
            printed.trim()
        );
    }
    let shown = errors.iter().take(ERRORS_SHOWN);
    let rendered: Vec<&str> = shown.map(|(_, text)| text.trim_end()).collect();
    let messages = rendered.join("\n\n");
    Ok(Rejected { advice, messages })
}
