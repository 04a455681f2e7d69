//! Checking an answer, and running it by a schedule.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};
use interleave::Schedule;
use verdict::{Certificate, harness};

use super::compile::{Compiled, Program, Rejected, compile};
use super::run::{Ended, run};
use super::{Exercise, Libraries};

/// How long a check may take. The check has a limit of its own, which is shorter;
/// this one is for a check that cannot keep it.
const LIMIT: Duration = Duration::from_secs(60);

/// A checked answer.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    /// The verdict, and what it rests on.
    pub(crate) certificate: Certificate,
    /// The same as text, with the lines of the answer's source.
    pub(crate) explained: String,
}

/// Checks an answer, given as the text of the one file.
///
/// # Errors
///
/// If the question could not be asked: files, compiler or check are at fault.
pub(crate) fn check(
    root: &Path,
    libraries: &Libraries,
    exercise: &Exercise,
    answer: &str,
) -> anyhow::Result<Checked> {
    let program = match compile(root, libraries, exercise, answer)? {
        Compiled::Program(program) => program,
        Compiled::Rejected(why) => {
            let certificate = Certificate {
                source: exercise.digest(answer),
                ..Certificate::broken(&exercise.name, does_not_compile(&why))
            };
            return Ok(Checked {
                explained: verdict::explain(&certificate),
                certificate,
            });
        }
    };
    let at = program.folder.path().join("certificate.json");
    let mut command = command(&program);
    command.env(harness::CERTIFICATE, &at);
    let ended = run(&mut command, LIMIT)?;
    let json = fs::read(&at).with_context(|| {
        format!(
            "the check of {} left no certificate:\n\n{}{}",
            exercise.name, ended.stdout, ended.stderr
        )
    })?;
    let certificate = serde_json::from_slice(&json)
        .with_context(|| format!("the certificate of {} cannot be read", exercise.name))?;
    Ok(Checked {
        explained: verdict::explain_in(&certificate, program.folder.path()),
        certificate,
    })
}

/// What became of running an answer by a schedule.
#[derive(Debug)]
pub(crate) enum Replayed {
    /// It ran; the text says what happened.
    Ran {
        /// What happened.
        text: String,
        /// Whether it ended as it must.
        allowed: bool,
    },
    /// It cannot be run so; why.
    Cannot(String),
}

/// Runs an answer by a schedule.
///
/// # Errors
///
/// As [`check`].
pub(crate) fn replay(
    root: &Path,
    libraries: &Libraries,
    exercise: &Exercise,
    answer: &str,
    schedule: &Schedule,
) -> anyhow::Result<Replayed> {
    let program = match compile(root, libraries, exercise, answer)? {
        Compiled::Program(program) => program,
        Compiled::Rejected(why) => {
            return Ok(Replayed::Cannot(does_not_compile(&why)));
        }
    };
    let mut command = command(&program);
    command.env(harness::REPLAY, schedule.to_string());
    let Ended {
        status,
        stdout,
        stderr,
    } = run(&mut command, LIMIT)?;
    match status.and_then(|status| status.code()) {
        // A program that ends itself prints no outcome.
        Some(code @ (0 | 1)) if stdout.contains("\nEnds with ") => Ok(Replayed::Ran {
            text: stdout,
            allowed: code == 0,
        }),
        Some(2) => Ok(Replayed::Cannot(stderr.trim_end().to_owned())),
        _ if status.is_none() => bail!(
            "{} did not end within {} seconds; is there a loop without an end?",
            exercise.name,
            LIMIT.as_secs()
        ),
        _ => bail!(
            "{} ended before the schedule did:\n\n{stdout}{stderr}",
            exercise.name
        ),
    }
}

/// The program, ready to run where its sources are.
fn command(program: &Program) -> Command {
    let mut command = Command::new(&program.path);
    command.current_dir(program.folder.path());
    command
}

/// Why an answer was rejected. The first line is to be wrapped; the rest was laid
/// out by the compiler.
fn does_not_compile(why: &Rejected) -> String {
    let Rejected { advice, messages } = why;
    let advice = advice.map_or_else(String::new, |advice| format!(" {advice}"));
    format!(
        "It does not compile. The first thing to mend is the first of these.{advice}\n\n{messages}"
    )
}
