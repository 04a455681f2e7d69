//! `workbook hint`: shows the next hint.

use std::path::Path;

use crate::exercise::Exercise;
use crate::exercise::progress::Progress;
use crate::{Answer, exercise, workspace};

/// The arguments of `workbook hint`.
#[derive(clap::Args, Debug, Default)]
#[command(after_help = "\
Each call shows one hint more than the last; hints cost nothing.")]
pub(crate) struct Args {
    /// The exercise, by name, number or folder
    name: String,
    /// Show every hint
    #[arg(long, conflicts_with = "again")]
    all: bool,
    /// Begin again with the first hint
    #[arg(long)]
    again: bool,
}

pub(crate) fn run(args: Args) -> anyhow::Result<Answer> {
    let root = workspace::root()?;
    let exercise = exercise::find(&root, &args.name)?;
    let progress = Progress::read(&root);
    // Only what was found of the file as it stands: an answer that has changed
    // since may have another bug.
    let present = progress.present(&root, &exercise);
    if let Some(class) = present.as_ref().and_then(|found| found.class)
        && let Some(hint) = exercise.manifest.hints_by_class.get(class.word())
    {
        anstream::println!("About your present answer ({class}):\n{}\n", hint.trim());
    }
    if args.all {
        let hints = exercise.manifest.hints.len();
        (1..=hints).for_each(|number| show(&exercise, number));
    } else {
        let shown = match args.again {
            true => 0,
            false => progress.of(&exercise).hints,
        };
        show_next(&root, &exercise, shown)?;
    }
    if present.is_none() {
        anstream::println!(
            "For a hint about your present answer:  cargo workbook check {}",
            exercise.name
        );
    }
    Ok(Answer::Yes)
}

/// Shows the hint after those that were shown, and says what is left.
fn show_next(root: &Path, exercise: &Exercise, shown: usize) -> anyhow::Result<()> {
    let hints = &exercise.manifest.hints;
    if shown < hints.len() {
        show(exercise, shown + 1);
        Progress::hinted(root, exercise, shown + 1)?;
    }
    match hints.len().saturating_sub(shown + 1) {
        0 if shown >= hints.len() => anstream::println!(
            "You have seen all {} hints.\n\
             Read them again:  cargo workbook hint {} --all\n\
             The solution, when you want it:  {}",
            hints.len(),
            exercise.name,
            exercise.solution().display()
        ),
        0 => anstream::println!("That was the last hint."),
        1 => anstream::println!("One more hint is left."),
        left => anstream::println!("{left} more hints are left."),
    }
    Ok(())
}

fn show(exercise: &Exercise, number: usize) {
    let hints = &exercise.manifest.hints;
    anstream::println!(
        "Hint {number} of {}:\n{}\n",
        hints.len(),
        hints[number - 1].trim()
    );
}
