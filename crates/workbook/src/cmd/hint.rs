//! `workbook hint`: shows the next hint.

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
    let entry = Progress::read(&root).of(&exercise);
    let hints = &exercise.manifest.hints;
    if let Some(class) = entry.checked.and_then(|checked| checked.class)
        && let Some(hint) = exercise.manifest.hints_by_class.get(class.word())
    {
        anstream::println!("Your last check found: {class}.\n{hint}\n");
    }
    if args.all {
        (1..=hints.len()).for_each(|number| show(&exercise, number));
        return Ok(Answer::Yes);
    }
    let shown = if args.again { 0 } else { entry.hints };
    if shown < hints.len() {
        show(&exercise, shown + 1);
        Progress::hinted(&root, &exercise, shown + 1)?;
    }
    match hints.len().saturating_sub(shown + 1) {
        0 if shown >= hints.len() => anstream::println!(
            "You have seen all {} hints. Read them again:  cargo workbook hint {} --all\n\
             The solution, when you want it:  {}",
            hints.len(),
            exercise.name,
            exercise.solution().display()
        ),
        0 => anstream::println!("That was the last hint."),
        1 => anstream::println!("One more hint is left."),
        left => anstream::println!("{left} more hints are left."),
    }
    Ok(Answer::Yes)
}

fn show(exercise: &Exercise, number: usize) {
    let hints = &exercise.manifest.hints;
    anstream::println!(
        "Hint {number} of {}:\n{}\n",
        hints.len(),
        hints[number - 1].trim()
    );
}
