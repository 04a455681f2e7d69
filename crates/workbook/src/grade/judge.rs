//! From an answer to its word, its points, and what the student is told.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use anyhow::anyhow;
use sandbox::Limits;
use verdict::Verdict;
use verdict::harness::Seed;

use super::meter::{Meter, Used};
use super::row::{Graded, Word};
use crate::exercise::check::{Checked, Ending, check};
use crate::exercise::{Checker, Exercise};

/// What each of the two calls of the compiler may use up.
pub(crate) const COMPILING: Limits = Limits {
    cpu: Duration::from_secs(20),
    wall: Duration::from_secs(60),
    memory: 3 << 30,
    output: 4 << 20,
    file: 256 << 20,
};

/// What the check may use up, unless somebody says otherwise. Time is more than five times
/// what the slowest of our right answers takes, and so are memory and output. The record
/// comes out the same way as what an answer prints, and an honest one prints less.
pub(crate) const RUNNING: Limits = Limits {
    cpu: Duration::from_secs(15),
    wall: Duration::from_secs(150),
    memory: 1 << 30,
    output: 1 << 20,
    file: 0,
};

/// A judged answer.
#[derive(Debug)]
pub(crate) struct Judged {
    /// What it ended with.
    pub(crate) graded: Graded,
    /// What its jobs used up.
    pub(crate) used: Vec<Used>,
}

/// Judges an answer. What we fail of is an answer, too: [`Word::GraderError`].
pub(crate) fn judge(
    checker: &Checker<'_>,
    exercise: &Exercise,
    answer: &str,
    review: &[String],
    key: &str,
) -> Judged {
    let meter = Meter::new(checker.sandbox);
    let metered = Checker {
        sandbox: &meter,
        ..checker.clone()
    };
    // Of one answer that makes us panic, the others take no harm.
    let found = catch_unwind(AssertUnwindSafe(|| found(&metered, exercise, answer)))
        .unwrap_or_else(|_| Err(anyhow!("the grader panicked; this is a fault of ours")));
    let graded = Graded {
        key: key.to_owned(),
        exercise: exercise.name.clone(),
        sandbox: checker.sandbox.name().to_owned(),
        ..match found {
            Ok(found) => found.graded(exercise, review),
            Err(error) => failed(&format!("{error:#}")),
        }
    };
    Judged {
        graded,
        used: meter.into_jobs(),
    }
}

/// What the check found.
struct Verdicted {
    checked: Checked,
    word: Word,
    told: String,
}

fn found(checker: &Checker<'_>, exercise: &Exercise, answer: &str) -> anyhow::Result<Verdicted> {
    let checked = check(checker, exercise, answer)?;
    let word = word(&checked, exercise, answer);
    let told = match word {
        // What it printed may show what the check drew. The word says what is to be said.
        Word::Crash | Word::NoRecord | Word::Tampered => String::new(),
        Word::Fail if draws(checker, exercise)? => at_home(checker, exercise, answer, &checked)?,
        _ => checked.explained.clone(),
    };
    Ok(Verdicted {
        checked,
        word,
        told,
    })
}

impl Verdicted {
    fn graded(self, exercise: &Exercise, review: &[String]) -> Graded {
        let Verdicted {
            checked,
            word,
            told,
        } = self;
        let found = checked.certificate;
        let worth = match word {
            Word::Pass | Word::Fail => found.points(exercise.manifest.points),
            _ => 0,
        };
        Graded {
            word,
            class: found.class.filter(|_| word == Word::Fail),
            points: Some(worth),
            // What does not compile was not run, so there is nothing to fear from it.
            review: match word {
                Word::DoesNotCompile => Vec::new(),
                _ => review.to_vec(),
            },
            told,
            certificate: Some(found),
            ..empty()
        }
    }
}

/// The word that follows from how a check ended.
fn word(checked: &Checked, exercise: &Exercise, answer: &str) -> Word {
    let found = &checked.certificate;
    // A record that was not made for this answer is not that of the check.
    let is_of_it = found.subject == exercise.name && found.source == exercise.digest(answer);
    match checked.ending {
        Ending::Decided if !is_of_it => Word::Tampered,
        Ending::Decided if found.verdict == Verdict::Verified => Word::Pass,
        Ending::Decided => Word::Fail,
        Ending::DoesNotCompile => Word::DoesNotCompile,
        Ending::Timeout => Word::Timeout,
        Ending::Memory => Word::Memory,
        Ending::Output => Word::Output,
        Ending::Crash => Word::Crash,
        Ending::NoRecord => Word::NoRecord,
        Ending::Tampered => Word::Tampered,
    }
}

/// Whether the check of an exercise draws numbers.
fn draws(checker: &Checker<'_>, exercise: &Exercise) -> anyhow::Result<bool> {
    let check = checker.root.join(exercise.path()).join("tests/check.rs");
    Ok(fs::read_to_string(check)?.contains("main_with"))
}

/// What the student of a failed answer is told where the numbers are secret: what a check
/// at home says, which the student may see.
fn at_home(
    checker: &Checker<'_>,
    exercise: &Exercise,
    answer: &str,
    checked: &Checked,
) -> anyhow::Result<String> {
    let at_home = Checker {
        seed: Seed::HOME,
        ..checker.clone()
    };
    let home = check(&at_home, exercise, answer)?;
    Ok(match home.certificate.verdict == Verdict::Verified {
        false => home.explained,
        true => {
            let class = checked.certificate.class;
            let class = class.map_or_else(String::new, |class| format!(" ({class})"));
            format!(
                "With the numbers of `cargo test` your answer is verified; with others it \
                 is {}{class}. It must hold for all.\n",
                checked.certificate.verdict
            )
        }
    })
}

/// A cell that we have failed of. What stands here is for the instructor.
pub(crate) fn failed(why: &str) -> Graded {
    Graded {
        word: Word::GraderError,
        told: format!("{why}\n"),
        ..empty()
    }
}

/// A cell in which nothing was checked: the word, the points, and what the student is told.
pub(crate) fn unchecked(word: Word, told: String) -> Graded {
    Graded {
        word,
        points: Some(0),
        told,
        ..empty()
    }
}

fn empty() -> Graded {
    Graded {
        key: String::new(),
        exercise: String::new(),
        word: Word::GraderError,
        class: None,
        points: None,
        review: Vec::new(),
        told: String::new(),
        certificate: None,
        sandbox: String::new(),
    }
}
