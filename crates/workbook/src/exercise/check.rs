//! Checking an answer, and running it by a schedule.

use std::path::Path;
use std::time::Duration;

use anyhow::bail;
use interleave::Schedule;
use sandbox::{Children, Ended, How, Job, Limits, Sandbox, Unboxed};
use verdict::harness::{self, Asked, Conclusion, Seed};
use verdict::{Again, Became, Certificate, ClosestCall, Look, Looked, Verdict};

use super::compile::{self, Compiled, Program, Rejected, compile};
use super::{Exercise, Libraries, Toolchain};

/// What the run of a check may use up.
pub(crate) const LIMITS: Limits = Limits {
    cpu: harness::LIMIT,
    wall: harness::LIMIT,
    memory: 4 << 30,
    output: harness::OUTPUT,
    file: 0,
};

/// What checks answers.
#[derive(Clone, Debug)]
pub(crate) struct Checker<'a> {
    /// The root of the workbook.
    pub(crate) root: &'a Path,
    /// The compiler.
    pub(crate) toolchain: Toolchain,
    /// What an answer is compiled with.
    pub(crate) libraries: &'a Libraries,
    /// What holds the compiler and the check.
    pub(crate) sandbox: &'a dyn Sandbox,
    /// What a call of the compiler may use up.
    pub(crate) compiling: Limits,
    /// What the check may use up.
    pub(crate) running: Limits,
    /// The seed of what the check draws.
    pub(crate) seed: Seed,
}

impl Checker<'_> {
    /// For a student's own answer, on a machine of the student's: as `cargo test` checks
    /// it.
    ///
    /// # Errors
    ///
    /// If there is no compiler.
    pub(crate) fn at_home<'a>(
        root: &'a Path,
        libraries: &'a Libraries,
    ) -> anyhow::Result<Checker<'a>> {
        Ok(Checker {
            root,
            toolchain: Toolchain::find(root)?,
            libraries,
            sandbox: &Unboxed,
            compiling: compile::LIMITS,
            running: LIMITS,
            seed: Seed::HOME,
        })
    }
}

/// A checked answer.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    /// The verdict, and what it rests on.
    pub(crate) certificate: Certificate,
    /// The same as text, with the lines of the answer's source.
    pub(crate) explained: String,
    /// How it came to that.
    pub(crate) ending: Ending,
}

/// How a check came to its verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The check ended, and said so.
    Decided,
    /// It does not compile.
    DoesNotCompile,
    /// Time was used up, of the compiler or of the check.
    Timeout,
    /// Memory was used up.
    Memory,
    /// It printed too much.
    Output,
    /// It was ended by a signal.
    Crash,
    /// It ended before the check did.
    NoRecord,
    /// It left a record that is not the check's.
    Tampered,
}

/// Checks an answer, given as the text of the one file.
///
/// # Errors
///
/// If the question could not be asked: files, compiler or check are at fault.
pub(crate) fn check(
    checker: &Checker<'_>,
    exercise: &Exercise,
    answer: &str,
) -> anyhow::Result<Checked> {
    Ok(check_and_look(checker, exercise, answer, Vec::new(), false)?.checked)
}

/// A checked answer, and what else was seen of it.
#[derive(Debug)]
pub(crate) struct Seen {
    /// The verdict.
    pub(crate) checked: Checked,
    /// What became of each of the schedules; nothing, if that could not be seen.
    pub(crate) became: Vec<Became>,
    /// The closest call of a verified answer, if it was asked for and there is one.
    pub(crate) closest: Option<ClosestCall>,
    /// What was run, if it compiles: its folder has the sources.
    pub(crate) program: Option<Program>,
}

impl Seen {
    /// Where the sources of what was run are.
    pub(crate) fn folder(&self) -> &Path {
        let program = self.program.as_ref();
        program.map_or(Path::new("/"), |program| program.folder.path())
    }
}

/// The longest time to look at more than the verdict.
const LOOKING: Duration = Duration::from_secs(10);

/// As [`check`], and looks at more: first at what becomes of these schedules, and at last,
/// if the answer is verified, for its closest call.
///
/// # Errors
///
/// As [`check`]. What cannot be seen beside the verdict is no error.
pub(crate) fn check_and_look(
    checker: &Checker<'_>,
    exercise: &Exercise,
    answer: &str,
    again: Vec<Again>,
    closest: bool,
) -> anyhow::Result<Seen> {
    let only = |checked| Seen {
        checked,
        became: Vec::new(),
        closest: None,
        program: None,
    };
    let program = match compile(checker, exercise, answer)? {
        Compiled::Program(program) => program,
        Compiled::Rejected(why) => {
            let why = does_not_compile(&why);
            let checked = undecided(exercise, answer, why, Ending::DoesNotCompile);
            return Ok(only(checked));
        }
        Compiled::Stopped(how) => {
            let (why, ending) = stopped(how);
            let checked = undecided(exercise, answer, why.to_owned(), ending);
            return Ok(only(checked));
        }
    };
    let first = Look {
        again,
        closest: false,
    };
    let became = look(checker, &program, &first)?.again;
    let checked = run(checker, exercise, answer, &program)?;
    let last = Look {
        again: Vec::new(),
        closest: closest && checked.certificate.verdict == Verdict::Verified,
    };
    Ok(Seen {
        checked,
        became,
        closest: look(checker, &program, &last)?.closest,
        program: Some(program),
    })
}

/// Looks at what is asked for. A program that ends itself, or does not end, shows nothing.
fn look(checker: &Checker<'_>, program: &Program, look: &Look) -> anyhow::Result<Looked> {
    if *look == Look::default() {
        return Ok(Looked::default());
    }
    let mut job = job(checker, program);
    let asked = serde_json::to_string(look)?;
    job.environment = vec![(harness::LOOK.into(), asked.into())];
    job.limits.wall = job.limits.wall.min(LOOKING);
    let ended = checker.sandbox.run(&job)?;
    let said = ended.stdout.text();
    let last = said.lines().next_back().filter(|_| ended.success());
    Ok(last
        .and_then(|line| serde_json::from_str(line).ok())
        .unwrap_or_default())
}

/// Runs the check of a compiled answer.
fn run(
    checker: &Checker<'_>,
    exercise: &Exercise,
    answer: &str,
    program: &Program,
) -> anyhow::Result<Checked> {
    let asked = Asked::new(checker.seed)?;
    let mut job = job(checker, program);
    job.environment = vec![(harness::CHILD.into(), "1".into())];
    job.input = asked.input()?;
    let ended = checker.sandbox.run(&job)?;
    let limit = match ended.how {
        How::CpuTime => checker.running.cpu,
        _ => checker.running.wall,
    };
    let conclusion = asked.conclude(&heard(&ended));
    let ending = match &conclusion {
        Conclusion::Decided(_) => Ending::Decided,
        Conclusion::Timeout => Ending::Timeout,
        Conclusion::Memory => Ending::Memory,
        Conclusion::Output => Ending::Output,
        Conclusion::Crash { .. } => Ending::Crash,
        Conclusion::NoRecord { .. } => Ending::NoRecord,
        Conclusion::Tampered => Ending::Tampered,
    };
    let mut certificate = conclusion.certificate(&exercise.name, limit);
    if certificate.verdict == Verdict::Broken && certificate.source.is_empty() {
        certificate.source = exercise.digest(answer);
    }
    Ok(Checked {
        explained: verdict::explain_in(&certificate, program.folder.path()),
        certificate,
        ending,
    })
}

/// An answer of which no check was run to its end.
fn undecided(exercise: &Exercise, answer: &str, why: String, ending: Ending) -> Checked {
    let certificate = Certificate {
        source: exercise.digest(answer),
        ..Certificate::broken(&exercise.name, why)
    };
    Checked {
        explained: verdict::explain(&certificate),
        certificate,
        ending,
    }
}

/// What to say of a compiler that used up what it may.
fn stopped(how: How) -> (&'static str, Ending) {
    match how {
        How::WallTime | How::CpuTime => (
            "The compiler does not come to an end with it; is there a constant that takes \
             for ever to compute, or a type that holds itself?",
            Ending::Timeout,
        ),
        How::Memory => (
            "The compiler needs more memory for it than it may have; is there a very long \
             array, or a type that holds itself?",
            Ending::Memory,
        ),
        How::Output | How::Disk => (
            "The compiler says or writes more about it than it may.",
            Ending::Output,
        ),
        _ => ("It makes the compiler crash.", Ending::Crash),
    }
}

/// A child of the sandbox, as the harness knows one.
fn heard(ended: &Ended) -> harness::Ended {
    harness::Ended {
        how: match ended.how {
            How::Exited(code) => harness::How::Exited(code),
            How::Signalled(signal) => harness::How::Signalled(signal),
            How::CpuTime | How::WallTime => harness::How::OutOfTime,
            How::Memory => harness::How::OutOfMemory,
            How::Output | How::Disk => harness::How::PrintedTooMuch,
        },
        stdout: ended.stdout.text(),
        stderr: ended.stderr.text(),
    }
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

/// Runs an answer by a schedule. `plain` asks for sentences instead of columns.
///
/// # Errors
///
/// As [`check`].
pub(crate) fn replay(
    checker: &Checker<'_>,
    exercise: &Exercise,
    answer: &str,
    schedule: &Schedule,
    plain: bool,
) -> anyhow::Result<Replayed> {
    let program = match compile(checker, exercise, answer)? {
        Compiled::Program(program) => program,
        Compiled::Rejected(why) => {
            return Ok(Replayed::Cannot(does_not_compile(&why)));
        }
        Compiled::Stopped(how) => return Ok(Replayed::Cannot(stopped(how).0.to_owned())),
    };
    let mut job = job(checker, &program);
    job.environment = vec![(harness::REPLAY.into(), schedule.to_string().into())];
    if plain {
        job.environment.push((harness::PLAIN.into(), "1".into()));
    }
    let ended = checker.sandbox.run(&job)?;
    let (stdout, stderr) = (ended.stdout.text(), ended.stderr.text());
    match ended.how {
        // A program that ends itself prints no outcome.
        How::Exited(code @ (0 | 1)) if stdout.contains("\nEnds with ") => Ok(Replayed::Ran {
            text: stdout,
            allowed: code == 0,
        }),
        How::Exited(2) => Ok(Replayed::Cannot(stderr.trim_end().to_owned())),
        How::WallTime | How::CpuTime => bail!(
            "{} did not end within {} seconds; is there a loop without an end?",
            exercise.name,
            checker.running.wall.as_secs()
        ),
        _ => bail!(
            "{} ended before the schedule did:\n\n{stdout}{stderr}",
            exercise.name
        ),
    }
}

/// The program, to be run where its sources are.
fn job(checker: &Checker<'_>, program: &Program) -> Job {
    Job {
        program: program.path.clone(),
        arguments: Vec::new(),
        folder: program.folder.path().to_owned(),
        environment: Vec::new(),
        input: Vec::new(),
        readable: vec![],
        runnable: checker.toolchain.for_programs(&program.path),
        writable: Vec::new(),
        children: Children::Threads,
        limits: checker.running,
    }
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
