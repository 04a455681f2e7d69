//! `workbook update`: brings a student's copy to a newer hand-out.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::bail;

use crate::handout::{self, News, Updated};
use crate::{Answer, workspace};

/// The arguments of `workbook update`.
#[derive(clap::Args, Debug, Default)]
#[command(after_help = "\
Run it in the copy that you work in. Your answers, your progress and every file of
your own stay. If the starter of an exercise has changed, your answer stays and the
new starter is put beside it. If the update is interrupted, run it again.

Example:
  cd lost-update && cargo workbook update ../lost-update-new")]
pub(crate) struct Args {
    /// The folder of the new hand-out
    new: PathBuf,
    /// Accept a hand-out that is signed by this key
    #[arg(long, value_name = "KEY")]
    trust: Option<String>,
}

pub(crate) fn run(args: Args) -> anyhow::Result<Answer> {
    let root = workspace::root()?;
    if !handout::is_one(&root) {
        bail!(
            "{} is no hand-out, so there is nothing to update: it has no handout.json",
            root.display()
        );
    }
    let updated = handout::update(&root, &args.new, args.trust.as_deref())?;
    match &updated {
        Updated::Nothing => anstream::println!("Nothing to do: this is that hand-out."),
        Updated::Files(_) => {
            tell(&updated);
            anstream::println!("\nNext:  cargo workbook list");
        }
    }
    Ok(Answer::Yes)
}

/// Says what an update has done: one by one what is the student's, and how much else.
pub(super) fn tell(updated: &Updated) {
    let Updated::Files(news) = updated else {
        anstream::println!("It was there already; nothing has changed.");
        return;
    };
    for (path, news) in news {
        match news {
            News::MovedTo(to) => anstream::println!("moved:  {path}\n   to:  {to}"),
            News::StarterBeside(beside) => anstream::println!(
                "Your answer stays: {path}\n  The new starter is beside it: {beside}"
            ),
            News::KeptAt(kept) => {
                anstream::println!("Your version of {path}\n  is kept here: {kept}");
            }
            News::Restored => anstream::println!("restored: {path}"),
            News::Added | News::Replaced | News::Removed => {}
        }
    }
    let counts = counts(news);
    if !counts.is_empty() {
        anstream::println!("{counts}");
    }
}

/// `2 files added, 1 replaced`.
fn counts(news: &BTreeMap<String, News>) -> String {
    let count = |kind: News| news.values().filter(|news| **news == kind).count();
    let counts = [
        (count(News::Added), "added"),
        (count(News::Replaced), "replaced"),
        (count(News::Removed), "removed"),
    ];
    let some = counts.iter().filter(|(count, _)| *count > 0);
    let said: Vec<String> = some
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    match said.is_empty() {
        true => String::new(),
        false => format!("Files: {}", said.join(", ")),
    }
}
