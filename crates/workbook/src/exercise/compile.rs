//! Compiling an answer: one file, among the exercise's others.
//!
//! The scratch folder has the layout of the workbook, so that places in a
//! witness and in the compiler's messages read as the student knows them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};
use serde::Deserialize;
use tempfile::TempDir;

use super::run::run;
use super::{Exercise, Libraries, libraries};

/// How long one call of the compiler may take.
const LIMIT: Duration = Duration::from_secs(120);

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
/// If files cannot be read or written, or the compiler cannot be started or does
/// not end. An answer that does not compile is no error.
pub(crate) fn compile(
    root: &Path,
    libraries: &Libraries,
    exercise: &Exercise,
    answer: &str,
) -> anyhow::Result<Compiled> {
    let folder = laid_out(root, exercise, answer)?;
    let at = exercise.path();
    let library = exercise.name.replace('-', "_");

    let mut lib = rustc(folder.path(), libraries);
    lib.args(FLAGS_OF_EXERCISE)
        .args(["--crate-name", &library, "--out-dir", "."])
        .arg(at.join("src/lib.rs"));
    if let Some(why) = rejected(&mut lib)? {
        return Ok(Compiled::Rejected(why));
    }
    let mut check = rustc(folder.path(), libraries);
    check
        .args(FLAGS_OF_CHECK)
        .args(["--crate-name", "check", "--out-dir", "."])
        .args(["--extern", &format!("{library}=lib{library}.rlib")])
        .arg(at.join("tests/check.rs"));
    if let Some(why) = rejected(&mut check)? {
        return Ok(Compiled::Rejected(why));
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

/// A fresh folder under `target`, from which the workbook's own sources are
/// found by looking upwards.
fn scratch(root: &Path) -> anyhow::Result<TempDir> {
    let parent = root.join("target/workbook");
    fs::create_dir_all(&parent)
        .and_then(|()| {
            tempfile::Builder::new()
                .prefix("check-")
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
fn rustc(folder: &Path, libraries: &Libraries) -> Command {
    let mut rustc = Command::new(libraries::tool("RUSTC", "rustc"));
    rustc.current_dir(folder).args(FLAGS);
    for (name, path) in &libraries.ours {
        rustc
            .arg("--extern")
            .arg(format!("{name}={}", path.display()));
    }
    for path in &libraries.folders {
        rustc
            .arg("-L")
            .arg(format!("dependency={}", path.display()));
    }
    rustc
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

/// Runs the compiler. Why, if it refuses.
fn rejected(rustc: &mut Command) -> anyhow::Result<Option<Rejected>> {
    let ended = run(rustc, LIMIT)?;
    if ended.success() {
        return Ok(None);
    }
    let mut errors: Vec<(Span, String)> = Vec::new();
    let mut advice = None;
    for line in ended.stderr.lines() {
        let Ok(diagnostic) = serde_json::from_str::<Diagnostic>(line) else {
            bail!("rustc failed:\n\n{}", ended.stderr.trim());
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
            ended.stderr.trim()
        );
    }
    let shown = errors.iter().take(ERRORS_SHOWN);
    let rendered: Vec<&str> = shown.map(|(_, text)| text.trim_end()).collect();
    let messages = rendered.join("\n\n");
    Ok(Some(Rejected { advice, messages }))
}
