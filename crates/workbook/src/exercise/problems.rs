//! What can be wrong with an exercise, in sentences.

use verdict::{Certificate, Verdict};

use super::Exercise;
use super::check::Checked;
use super::manifest::ending;
use super::matrix::{Answer, Known};

/// The fewest wrong answers of an exercise.
const LEAST_WRONG: usize = 3;

/// The fewest right answers of an exercise, beside the solution.
const LEAST_RIGHT: usize = 2;

/// The longest README of an exercise, in lines.
const README_LINES: usize = 40;

/// What is wrong with the files of an exercise, before anything was run. `named`
/// are the wrong answers of `answers.toml`.
pub(super) fn of_files<'a>(
    exercise: &Exercise,
    answers: &[Answer],
    named: impl Iterator<Item = &'a String>,
    readme: &std::io::Result<String>,
) -> Vec<String> {
    let mut problems = Vec::new();
    let count = |known| {
        answers
            .iter()
            .filter(|answer| answer.known == known)
            .count()
    };
    let (right, wrong) = (count(Known::Right), count(Known::Wrong));
    if right < LEAST_RIGHT {
        problems.push(format!(
            "there are {right} right answers beside the solution; {LEAST_RIGHT} are needed"
        ));
    }
    if wrong < LEAST_WRONG {
        problems.push(format!(
            "there are {wrong} wrong answers; {LEAST_WRONG} are needed"
        ));
    }
    let is_wrong = |name: &str| {
        let mut wrong = answers.iter().filter(|answer| answer.known == Known::Wrong);
        wrong.any(|answer| answer.name == name)
    };
    for name in named.filter(|name| !is_wrong(name)) {
        problems.push(format!(
            "answers.toml names wrong/{name}, but there is no such file"
        ));
    }
    match readme {
        Err(error) => problems.push(format!("README.md cannot be read: {error}")),
        Ok(text) if text.lines().count() > README_LINES => problems.push(format!(
            "README.md has {} lines; {README_LINES} are enough",
            text.lines().count()
        )),
        Ok(_) => {}
    }
    let hints = &exercise.manifest.hints;
    if hints.is_empty() || hints.iter().any(|hint| hint.trim().is_empty()) {
        problems.push("exercise.toml has no hints, or an empty one".to_owned());
    }
    problems
}

/// What is wrong with the verdicts.
pub(super) fn of_verdicts(rows: &[(Answer, Checked)], readme: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for (answer, checked) in rows {
        let found = &checked.certificate;
        let label = answer.label();
        let got = ending(found.verdict, found.class);
        match &answer.expected {
            None => problems.push(format!(
                "{label} is {got}; answers.toml does not say what it must be"
            )),
            Some(expected) if !expected.is(found) => problems.push(format!(
                "{label} is {got}; it must be {expected}: {}",
                found.why.lines().next().unwrap_or_default()
            )),
            Some(_) => {}
        }
        let must_fail = matches!(answer.known, Known::Starter | Known::Wrong);
        if must_fail && found.verdict == Verdict::Verified {
            problems.push(format!("{label} is verified; it must not be"));
        }
        if answer.known == Known::Starter
            && let Some(table) = schedule(found)
            && !readme.contains(&table)
        {
            problems.push(format!(
                "README.md does not show the schedule that the check finds:\n\n{table}"
            ));
        }
    }
    problems
}

/// The schedule that refutes, as the table that the terminal shows. There is none if the
/// program ends before two processes meet.
fn schedule(found: &Certificate) -> Option<String> {
    let witness = found.decisive()?.witness.as_ref()?;
    if witness.rows().is_empty() {
        return None;
    }
    let witness = witness.to_string();
    // The lines of source come after the first empty line.
    witness.split("\n\n").next().map(str::to_owned)
}
