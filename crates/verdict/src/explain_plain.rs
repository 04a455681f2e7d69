//! What a student hears: the same as [`crate::explain()`], in sentences, one a line. No
//! columns and no signs, so a screen reader can read it from top to bottom.

use std::fmt::Write as _;
use std::path::Path;

use interleave::{Action, Model, Row, Step, Witness};

use crate::certificate::{Certificate, PartResult, Verdict};
use crate::check::Replay;
use crate::closest::{CLOSEST, ClosestCall};
use crate::explain::{another_total, how};

/// The certificate in sentences. Lines of source are read from this folder, or those above
/// it.
#[must_use]
pub fn explain_plain(certificate: &Certificate, folder: &Path) -> String {
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
    writeln!(out, "{subject} is {verdict}.")?;
    let decisive = certificate.decisive();
    match (decisive.and_then(another_total), class) {
        (Some(sentence), _) => writeln!(out, "{sentence}")?,
        (None, Some(class)) => writeln!(out, "{}", class.sentence())?,
        (None, None) => {}
    }
    if let Some(score) = certificate.score {
        writeln!(
            out,
            "Your property caught {} of {} wrong ones, and accepted {} of {} right ones.",
            score.caught, score.wrong, score.accepted, score.right
        )?;
        for part in &certificate.parts {
            writeln!(out, "{}: {}.", part.bounds, part.why.replace('\n', " "))?;
        }
    }
    match (verdict, decisive) {
        (Verdict::Refuted, Some(part)) => refuted(out, subject, part, folder),
        (Verdict::Verified, _) => verified(out, certificate),
        // The first line is ours; the compiler laid out the others.
        _ => writeln!(out, "{why}"),
    }
}

fn refuted(out: &mut String, subject: &str, part: &PartResult, folder: &Path) -> std::fmt::Result {
    writeln!(out, "Explored: {}; {}.", part.bounds, how(part.model))?;
    writeln!(out, "Asked: {}.", part.question)?;
    writeln!(out, "Found: {}.", part.why)?;
    if part.model != Model::Replayed {
        for found in &part.outcomes {
            let outcome = found.outcome.lines().next().unwrap_or_default();
            let all = counted(found.executions, "execution ends", "executions end");
            let allowed = if found.allowed { "" } else { "not " };
            writeln!(out, "{all} with {outcome}. That is {allowed}allowed.")?;
        }
    }
    let Some(witness) = part.witness.as_ref().filter(|one| !one.rows().is_empty()) else {
        return Ok(());
    };
    writeln!(out, "One execution, step by step:")?;
    out.push_str(&execution(witness, folder));
    match (part.model, witness.schedule()) {
        (Model::Replayed, _) => {
            writeln!(out, "Try another: cargo workbook replay {subject} SCHEDULE")
        }
        (_, Some(schedule)) => {
            writeln!(
                out,
                "Run it again: cargo workbook replay {subject} {schedule}"
            )
        }
        (_, None) => Ok(()),
    }
}

fn verified(out: &mut String, certificate: &Certificate) -> std::fmt::Result {
    for part in &certificate.parts {
        let all = counted(part.executions, "execution is", "executions are");
        writeln!(out, "{}: all {all} as they must be.", part.bounds)?;
    }
    for control in &certificate.controls {
        let twin = &control.twin;
        writeln!(
            out,
            "The same question about {twin} is {}.",
            control.verdict
        )?;
    }
    for assumption in &certificate.assumptions {
        writeln!(out, "This rests on: {assumption}.")?;
    }
    Ok(())
}

fn counted(number: u64, one: &str, more: &str) -> String {
    let what = if number == 1 { one } else { more };
    format!("{number} {what}")
}

/// A run by a schedule, in sentences.
#[must_use]
pub fn explain_replay_plain(subject: &str, run: &Replay) -> String {
    format!(
        "{subject}, {}.\n{}\nEnds with {}. Asked: {}.\n",
        run.bounds,
        steps_plain(&run.witness).join("\n"),
        run.outcome,
        run.question
    )
}

/// The closest call, in sentences.
#[must_use]
pub fn closest_plain(call: &ClosestCall, folder: &Path) -> String {
    let mut text = format!(
        "The closest call, of {} of: {}.\n",
        counted(call.executions, "execution", "executions"),
        call.bounds
    );
    text.push_str(&execution(&call.witness, folder));
    for moment in &call.moments {
        let number = call.witness.number(moment.step).unwrap_or_default();
        text.push_str(&format!("Close at step {number}: {}.\n", moment.says));
    }
    if call.moments.is_empty() {
        text.push_str("In no execution was a process in another's way.\n");
    }
    text.push_str(CLOSEST);
    text.push('\n');
    text
}

/// The steps of an execution, a sentence each, how it ended, and the lines of source.
fn execution(witness: &Witness, folder: &Path) -> String {
    let mut text = steps_plain(witness).join("\n");
    text.push_str(&format!("\nThe program ends with {}.\n", witness.outcome));
    for (place, line) in witness.lines_in(folder) {
        if let Some(line) = line {
            let (file, number) = (place.file_name(), place.line);
            text.push_str(&format!("Line {number} of {file}: {line}\n"));
        }
    }
    text
}

/// The steps of an execution, a sentence each.
#[must_use]
pub fn steps_plain(witness: &Witness) -> Vec<String> {
    let rows = witness.rows();
    rows.iter().map(|row| sentence(row, witness)).collect()
}

/// One step: `Step 3: B stores 1 in counter, at counter.rs line 27.`
fn sentence(row: &Row, witness: &Witness) -> String {
    let step = &witness.steps[row.step];
    let object = step.object.map(|object| &witness.objects[object]);
    let name = object.map_or("", |object| &*object.name);
    let folded = object.is_some_and(|object| object.folded);
    let does = does(step, name, folded).unwrap_or_else(|| row.says.clone());
    let harm = row.harm.as_ref();
    let harm = harm.map_or_else(String::new, |note| format!(" The harm: {note}."));
    format!(
        "Step {}: {} {does}, at {} line {}.{harm}",
        row.number,
        row.process,
        row.place.file_name(),
        row.place.line
    )
}

/// What a step did, as the rest of a sentence. Nothing where the row says it in words.
fn does(step: &Step, name: &str, folded: bool) -> Option<String> {
    let lock = name.strip_prefix("futex of ").unwrap_or(name);
    Some(match &step.action {
        Action::Load { seen } => format!("reads {name} and sees {seen}"),
        Action::Store { stored } => format!("stores {stored} in {name}"),
        Action::Update {
            name: op,
            seen,
            stored,
        } => format!("does {op} on {name}, which was {seen} and becomes {stored}"),
        Action::CompareExchange { stored: None, .. } if folded => {
            format!("tries {name}, which is held")
        }
        Action::CompareExchange {
            seen,
            stored: Some(stored),
            ..
        } => format!("exchanges {name}, which was {seen} and becomes {stored}"),
        Action::CompareExchange { seen, expected, .. } => {
            format!("fails to exchange {name}, which is {seen} and not {expected}")
        }
        Action::Lock | Action::Enter => format!("takes {name}"),
        Action::Unlock | Action::Leave => format!("gives {name} back"),
        Action::ReadLock => format!("takes {name} to read"),
        Action::WriteLock => format!("takes {name} to write"),
        Action::ReadUnlock | Action::WriteUnlock => format!("gives {name} back"),
        Action::TryLock { taken }
        | Action::TryReadLock { taken }
        | Action::TryWriteLock { taken } => match taken {
            true => format!("tries {name} and takes it"),
            false => format!("tries {name}, which is held"),
        },
        Action::Wait | Action::FutexWait { waits: true, .. } => {
            format!("begins to wait for {lock}")
        }
        Action::FutexWait { expected, .. } => {
            format!("does not wait for {lock}, which is not {expected}")
        }
        Action::Wake { spurious: true, .. } => format!("wakes at {name} for no reason"),
        Action::Wake { .. } => format!("wakes at {name}"),
        Action::GiveUp => format!("gives up waiting for {lock}"),
        Action::Notify { woken: 0 } => format!("wakes nobody at {name}"),
        Action::Notify { woken } => format!("wakes {woken} at {name}"),
        Action::Arrive { last: true } => format!("arrives last at {name}"),
        Action::Arrive { last: false } => format!("arrives at {name}"),
        Action::Send { sent: true } => format!("sends to {name}"),
        Action::Send { sent: false } => format!("cannot send to {name}"),
        Action::Receive { received: true } => format!("receives from {name}"),
        Action::Receive { received: false } => format!("finds nothing to receive from {name}"),
        Action::Read => format!("reads {name}"),
        Action::Write => format!("writes {name}"),
        Action::Told { words, .. } => format!("calls {name}, which does: {words}"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use interleave::shuttle::sync::atomic::{AtomicU32, Ordering::SeqCst};
    use interleave::shuttle::sync::{Arc, name, thread};

    use super::*;
    use crate::{Check, interleavings};

    fn racy() -> u32 {
        let counter = Arc::new(AtomicU32::new(0));
        name(&*counter, "counter");
        let workers = [(); 2].map(|()| {
            let counter = Arc::clone(&counter);
            thread::spawn(move || {
                let seen = counter.load(SeqCst);
                counter.store(seen + 1, SeqCst);
            })
        });
        for worker in workers {
            worker.join().expect("a worker does not panic");
        }
        counter.load(SeqCst)
    }

    #[test]
    fn each_step_is_a_sentence_and_nothing_is_drawn() {
        let check = Check::new("counter").part(interleavings("2 processes", racy).only([2]));
        let text = explain_plain(&check.run(), Path::new("/"));
        let step = |begins: &str| {
            let line = text.lines().find(|line| line.starts_with(begins));
            line.unwrap_or_else(|| panic!("no line begins with {begins}\n{text}"))
        };
        assert!(step("Step 1").starts_with("Step 1: A reads counter and sees 0, at "));
        assert!(step("Step 4").contains("A stores 1 in counter, at explain_plain.rs line "));
        assert!(step("Step 4").contains("The harm: "), "{text}");
        assert!(text.contains("The program ends with 1."), "{text}");
        assert!(text.contains("replay counter ABBA"), "{text}");
        assert!(text.is_ascii(), "{text}");
        let columns = text.lines().find(|line| line.contains("  "));
        assert_eq!(columns, None, "two spaces make a column");
    }
}
