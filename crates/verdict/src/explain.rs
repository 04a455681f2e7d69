//! What a student reads: the verdict, what should be, and the schedule that
//! breaks it.

mod judged;

use std::fmt::Write as _;
use std::path::Path;

use interleave::{Model, Schedule, Witness};

use crate::certificate::{Certificate, PartResult, Verdict};
use crate::check::{CannotReplay, Replay};
use crate::closest::{CLOSEST, ClosestCall};

/// The certificate as text for a terminal of 80 columns. Lines of source are read
/// from the current folder, or those above it.
#[must_use]
pub fn explain(certificate: &Certificate) -> String {
    explain_in(certificate, &std::env::current_dir().unwrap_or_default())
}

/// As [`explain`], with the lines of source as they stand in this folder, or those
/// above it.
#[must_use]
pub fn explain_in(certificate: &Certificate, folder: &Path) -> String {
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = write(&mut text, certificate, folder);
    text
}

fn write(out: &mut String, certificate: &Certificate, folder: &Path) -> std::fmt::Result {
    let Certificate {
        subject,
        verdict,
        class,
        why,
        ..
    } = certificate;
    match class {
        Some(class) => writeln!(out, "{subject}: {verdict} ({class})")?,
        None => writeln!(out, "{subject}: {verdict}")?,
    }
    let decisive = certificate.decisive();
    match (decisive.and_then(another_total), class) {
        (Some(sentence), _) => writeln!(out, "\n{}", wrap(&sentence))?,
        (None, Some(class)) => writeln!(out, "\n{}", class.sentence())?,
        (None, None) => {}
    }
    let says_something = !matches!(verdict, Verdict::Vacuous | Verdict::Broken);
    if let Some(score) = certificate.score.filter(|_| says_something) {
        return judged::judged(out, certificate, score, folder);
    }
    match (verdict, decisive) {
        (Verdict::Refuted, Some(part)) => refuted(out, subject, part, folder)?,
        (Verdict::Verified, _) => verified(out, certificate)?,
        _ => writeln!(out, "\n{}", paragraphs(why))?,
    }
    Ok(())
}

/// What is wrong with a schedule that is one of this program, but not the one that
/// was asked for. Nothing is wrong with the program: it may well lose nothing.
pub(crate) fn another_total(part: &PartResult) -> Option<String> {
    let ended = part.outcomes.first().filter(|found| !found.allowed)?;
    let asked = asked_for(part)?;
    Some(format!(
        "Another total: your schedule ends with {}; the exercise asks for {asked}.",
        ended.outcome
    ))
}

/// The value that a schedule must lead to, if the answer is a schedule.
fn asked_for(part: &PartResult) -> Option<&str> {
    let asked = part.question.strip_prefix("it must end only with ");
    asked.filter(|_| part.model == Model::Replayed)
}

/// How the executions were chosen, in the words of the book.
pub(crate) fn how(model: Model) -> &'static str {
    match model {
        Model::Interleavings => "every order of the steps that differs",
        _ => model.words(),
    }
}

fn refuted(out: &mut String, subject: &str, part: &PartResult, folder: &Path) -> std::fmt::Result {
    let PartResult {
        bounds, question, ..
    } = part;
    let (program, asked) = match asked_for(part) {
        // One schedule is run, not explored, and it is the student's own.
        Some(value) => (
            format!("Program: {bounds}."),
            format!("Asked: run by your schedule, the program must end with {value}."),
        ),
        None => (
            format!("Explored: {bounds}; {}.", how(part.model)),
            format!("Asked: {question}."),
        ),
    };
    let found = format!("Found: {}.", part.why);
    writeln!(out, "\n{}\n{}", wrap(&program), wrap(&asked))?;
    writeln!(out, "{}", wrap(&found))?;
    // One schedule has one outcome, and that was just said.
    if part.model != Model::Replayed && !part.outcomes.is_empty() {
        writeln!(out, "\n  executions  allowed  end with")?;
        for found in &part.outcomes {
            let allowed = if found.allowed { "yes" } else { "no" };
            let outcome = found.outcome.lines().next().unwrap_or_default();
            let row = format!("  {:>10}  {allowed:<7}  ", found.executions);
            writeln!(out, "{row}{}", hanging(row.len(), outcome))?;
        }
    }
    // Where no step was taken there is nothing to show, and nothing to run again.
    if let Some(witness) = part.witness.as_ref().filter(|one| !one.rows().is_empty()) {
        if part.model == Model::Replayed {
            writeln!(out, "\nStep by step:\n")?;
            write!(out, "{}", witness.display_in(folder))?;
        } else {
            execution(out, witness, folder)?;
        }
        if part.model == Model::Replayed {
            // The schedule is the answer: running the same one again says nothing.
            writeln!(
                out,
                "\nTry another:  cargo workbook replay {subject} SCHEDULE"
            )?;
        } else if let Some(schedule) = witness.schedule() {
            writeln!(
                out,
                "\nRun it again:  cargo workbook replay {subject} {schedule}"
            )?;
        }
    }
    Ok(())
}

/// One execution, step by step.
fn execution(out: &mut String, witness: &Witness, folder: &Path) -> std::fmt::Result {
    match witness.outcome.lines().next() {
        Some(short) if short.len() < SHORT => {
            writeln!(out, "\nOne execution that ends with {short}:\n")?;
        }
        _ => writeln!(out, "\nOne execution that ends so:\n")?,
    }
    write!(out, "{}", witness.display_in(folder))
}

/// A run by a schedule, as text for a terminal of 80 columns.
#[must_use]
pub fn explain_replay(subject: &str, run: &Replay) -> String {
    let by = run
        .witness
        .schedule()
        .map_or_else(String::new, |schedule| format!(", run by {schedule}"));
    let ends = match run.question.strip_prefix("it must end only with ") {
        Some(asked) => format!("Ends with {}; asked for is {asked}.", run.outcome),
        None => format!("Ends with {}. Asked: {}.", run.outcome, run.question),
    };
    format!(
        "{}\n\n{}\n{}\n",
        wrap(&format!("{subject}: {}{by}", run.bounds)),
        run.witness,
        wrap(&ends),
    )
}

/// The closest call, as text for a terminal of 80 columns.
#[must_use]
pub fn explain_closest(subject: &str, call: &ClosestCall, folder: &Path) -> String {
    let executions = match call.executions {
        1 => "1 execution".to_owned(),
        more => format!("{more} executions"),
    };
    let head = format!("The closest call, of {executions} of: {}", call.bounds);
    let mut text = format!("{}\n\n{}", wrap(&head), call.witness.display_in(folder));
    let moments = call.moments.iter().map(|moment| {
        let row = call.witness.number(moment.step).unwrap_or_default();
        let row = format!("  step {row:>2}: ");
        format!("{row}{}", hanging(row.len(), &moment.says))
    });
    let moments: Vec<String> = moments.collect();
    text.push_str(&match moments.is_empty() {
        true => "\nIn no execution was a process in another's way.\n".to_owned(),
        false => format!("\nClose, because:\n{}\n", moments.join("\n")),
    });
    text.push_str(&format!("\n{}\n", wrap(CLOSEST)));
    if let Some(schedule) = call.witness.schedule() {
        text.push_str(&format!(
            "\nRun it:  cargo workbook replay {subject} {schedule}\n"
        ));
    }
    text
}

/// Why a schedule could not be followed, as text for a terminal of 80 columns.
#[must_use]
pub fn cannot_replay(subject: &str, schedule: &Schedule, why: &CannotReplay) -> String {
    format!(
        "{}\n{}",
        wrap(&format!("{subject} cannot be run by {schedule}")),
        wrap(&why.to_string())
    )
}

fn verified(out: &mut String, certificate: &Certificate) -> std::fmt::Result {
    for model in certificate.models() {
        writeln!(out, "\nExecutions, all as they must be; {}:", how(model))?;
        let of_model = |part: &&PartResult| part.model == model;
        for part in certificate.parts.iter().filter(of_model) {
            writeln!(out, "  {:>10}  {}", part.executions, part.bounds)?;
        }
    }
    for control in &certificate.controls {
        let class = control.class.map(|class| format!(" ({class})"));
        let so = match control.verdict {
            Verdict::Refuted => ", so the check can see the bug",
            _ => "",
        };
        let told = format!(
            "The same question about {} is {}{}{so}.",
            control.twin,
            control.verdict,
            class.unwrap_or_default()
        );
        writeln!(out, "\n{}", wrap(&told))?;
    }
    basis(out, certificate)
}

/// What the verdict takes for granted.
fn basis(out: &mut String, certificate: &Certificate) -> std::fmt::Result {
    if !certificate.assumptions.is_empty() {
        writeln!(out, "\nThis rests on:")?;
        for assumption in &certificate.assumptions {
            writeln!(out, "  - {}", hanging("  - ".len(), assumption))?;
        }
    }
    Ok(())
}

/// The widest line of text.
const WIDTH: usize = 80;

/// An outcome that is longer than this is not said twice.
const SHORT: usize = 40;

/// The first line wrapped; what follows it was laid out by somebody else, such as
/// the compiler.
fn paragraphs(text: &str) -> String {
    match text.split_once('\n') {
        Some((first, rest)) => format!("{}\n{rest}", wrap(first)),
        None => wrap(text),
    }
}

fn wrap(text: &str) -> String {
    hanging(0, text)
}

/// The text from this column on, and all its lines so far to the right.
fn hanging(indent: usize, text: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let width = word.chars().count();
        if column > 0 && indent + column + 1 + width > WIDTH {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += width;
    }
    out
}
