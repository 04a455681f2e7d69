//! `workbook new`: makes an exercise that works, to be written anew.

use anyhow::Context;

use crate::{Answer, author, handout, workspace};

/// The arguments of `workbook new`.
#[derive(clap::Args, Debug, Default)]
#[command(after_help = "\
The new exercise is whole: its starter is refuted, its solution is verified, two more
answers are right, and three are wrong. Write yours over it. `lint` says what is left.

An exercise that comes between others moves the later ones on by one.

Examples:
  cargo workbook new high-water-mark --chapter 1
  cargo workbook new high-water-mark --after check-then-act")]
pub(crate) struct Args {
    /// Its name: small letters, digits and hyphens
    name: String,
    /// The chapter, by number or name; the exercise comes last in it
    #[arg(long)]
    chapter: Option<String>,
    /// The exercise that it comes after
    #[arg(long, value_name = "NAME")]
    after: Option<String>,
}

pub(crate) fn run(args: Args) -> anyhow::Result<Answer> {
    let root = workspace::root()?;
    handout::must_not_be_one(&root, "new")?;
    let name = &args.name;
    author::valid(&root, name)?;
    let place = author::place(&root, args.chapter.as_deref(), args.after.as_deref())?;
    let moved = author::make_room(&root, &place)
        .context("making room stopped halfway; `git status` shows what was moved")?;
    author::write(&root, name, &place)?;
    anstream::println!(
        "Exercise {}, {name}, after {} in chapter {}",
        place.number,
        place.after,
        place.chapter
    );
    if !place.moves.is_empty() {
        anstream::println!(
            "{} exercises were moved on by one; {} files that name them were changed",
            place.moves.len(),
            moved.len()
        );
    }
    let folder = format!("{:02}-{name}", place.number);
    anstream::println!("  exercises/{folder}\n  solutions/{folder}");
    match author::on_the_page(&root, name, &place)? {
        Some(page) => anstream::println!("  {}: a row", page.display()),
        None => anstream::println!(
            "\nNo exercises.md has a row of {}, so give yours a row by hand.",
            place.after
        ),
    }
    if !author::in_the_tests(&root, name, &place)? {
        anstream::println!("\nGive it a line in `students_are_told_why!`, in our tests.");
    }
    anstream::println!(
        "\nNext:\n  cargo workbook verify {name}    it works as it is\n  \
         cargo workbook lint {name}      what is left to write\n  \
         cargo test -p workbook           then read what students will be told"
    );
    Ok(Answer::Yes)
}
