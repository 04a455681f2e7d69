//! `workbook replay`: runs an exercise or a claim by one schedule.

use std::fs;

use anyhow::{Context, anyhow, bail};
use interleave::Schedule;

use crate::exercise::check::Replayed;
use crate::exercise::{self, Checker, Libraries};
use crate::{Answer, claims, workspace};

/// The arguments of `workbook replay`.
#[derive(clap::Args, Debug, Default)]
#[command(after_help = "\
A schedule has one letter a step: A for the first process, B for the second. A
number repeats a letter: AB3A is ABBBA.

Examples:
  cargo workbook replay lost-update ABBA
  cargo workbook replay racy_2x1 ABBA

The exit code is 0 if the program ends as it must, 1 if it does not, and 2 if it
cannot be run by this schedule.")]
pub(crate) struct Args {
    /// The exercise (your file is run), or a claim of the book
    name: String,
    /// Who takes each step
    schedule: String,
}

pub(crate) fn run(args: Args, plain: bool) -> anyhow::Result<Answer> {
    let Args { name, schedule } = args;
    let schedule: Schedule = schedule
        .parse()
        .with_context(|| format!("`{schedule}` is no schedule"))?;
    let allowed = match claims::find(&name) {
        Some(claim) => {
            let check = claim.check();
            let run = check
                .replay(&schedule)
                .map_err(|error| anyhow!(verdict::cannot_replay(&name, &schedule, &error)))?;
            let text = match plain {
                true => verdict::explain_replay_plain(&name, &run),
                false => verdict::explain_replay(&name, &run),
            };
            anstream::print!("{text}");
            run.allowed
        }
        None => replay_exercise(&name, &schedule, plain)?,
    };
    Ok(if allowed { Answer::Yes } else { Answer::No })
}

fn replay_exercise(name: &str, schedule: &Schedule, plain: bool) -> anyhow::Result<bool> {
    let root = workspace::root()?;
    let exercise = exercise::find(&root, name).map_err(|error| {
        anyhow!("{error}\nNor is there a claim `{name}`; `cargo workbook claims` lists those.")
    })?;
    let path = root.join(exercise.answer());
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let libraries = Libraries::build(&root)?;
    let checker = Checker::at_home(&root, &libraries)?;
    match exercise::check::replay(&checker, &exercise, &text, schedule, plain)? {
        Replayed::Ran { text, allowed } => {
            anstream::print!("{text}");
            Ok(allowed)
        }
        Replayed::Cannot(why) => bail!("{why}"),
    }
}
