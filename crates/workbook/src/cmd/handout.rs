//! `workbook handout`: writes what a student gets, or says what became of it.

use std::path::{Path, PathBuf};

use anyhow::bail;

use super::update::tell;
use crate::handout::{self, Change, Record};
use crate::{Answer, workspace};

/// The arguments of `workbook handout`.
#[derive(clap::Args, Debug, Default)]
#[command(after_help = "\
A hand-out has the exercises, the book and the crates they need. It has no
solutions, no wrong answers and none of the instructor's pages. The answers in it
are the starters, whatever you have made of them here.

Over an older hand-out it puts the new one. Answers stay; students do the same to
their own copies by `cargo workbook update NEW`.

Examples:
  cargo workbook handout ../for-students
  cargo workbook handout --check ../submissions/anna

The exit code of --check is 0 if only answers were changed, 1 if anything else
was, and 2 if the folder is no hand-out.")]
pub(crate) struct Args {
    /// The folder to write: a new or empty one, or an older hand-out
    folder: PathBuf,
    /// Write nothing; say what was changed since it was handed out
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(args: Args) -> anyhow::Result<Answer> {
    let folder = workspace::resolved(&args.folder)?;
    if args.check {
        return check(&folder);
    }
    let root = workspace::root()?;
    handout::must_not_be_one(&root, "handout")?;
    if folder.starts_with(&root) && !folder.starts_with(root.join("target")) {
        bail!(
            "{} is inside this workbook; name a folder beside it",
            folder.display()
        );
    }
    let over = Record::read(&folder)?;
    let made = handout::make(&root, over.as_ref())?;
    if let Some(key) = &made.new_key {
        anstream::eprintln!(
            "A key was made: {}. It signs your hand-outs. Keep a copy:\n\
             without it, students must be told to trust another.",
            key.display()
        );
    }
    let record = &made.record;
    let updated = handout::put(&folder, record, &made.files, None)?;
    let shown = args.folder.display();
    anstream::println!(
        "{shown}: {}, {} exercises, {} files",
        record.title(),
        record.answers.len(),
        made.files.len()
    );
    tell(&updated);
    anstream::println!("Signed by {}", record.key);
    if over.is_none() {
        anstream::println!("\nTry it as a student would:  cd {shown} && cargo run");
    }
    Ok(Answer::Yes)
}

fn check(folder: &Path) -> anyhow::Result<Answer> {
    let shown = folder.display();
    let Some(record) = Record::read(folder)? else {
        bail!("{shown} is no hand-out: it has no handout.json");
    };
    anstream::println!("{}, {} files", record.title(), record.files.len());
    let signed = match handout::is_ours(&workspace::root()?, &record)? {
        Some(true) => "by this workbook's key",
        Some(false) => "BY ANOTHER KEY than this workbook's",
        None => "by a key that this workbook does not have",
    };
    anstream::println!("signed {signed}: {}", record.key);
    let changes = handout::compare(folder, &record)?;
    let of = |kind: Change| changes.iter().filter(move |(_, change)| **change == kind);
    anstream::println!(
        "{} of {} answers changed",
        of(Change::Answered).count(),
        record.answers.len()
    );
    for (kind, word) in [
        (Change::Changed, "changed"),
        (Change::Missing, "missing"),
        (Change::Added, "added"),
    ] {
        of(kind).for_each(|(path, _)| anstream::println!("{word}: {path}"));
    }
    let as_expected = changes.values().all(|change| *change == Change::Answered)
        && handout::is_ours(&workspace::root()?, &record)? != Some(false);
    if as_expected {
        anstream::println!("Nothing else was changed.");
    }
    Ok(if as_expected { Answer::Yes } else { Answer::No })
}
