//! `workbook reset`: puts the starter of an exercise back, and keeps what was there.

use std::fs;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Serialize;

use crate::exercise::{Exercise, backup};
use crate::{Answer, exercise, workspace};

/// The arguments of `workbook reset`.
#[derive(clap::Args, Debug, Default)]
#[command(after_help = "\
Examples:
  cargo workbook reset lost-update           begin again with the starter
  cargo workbook reset lost-update --undo    get your file back
  cd exercises/01-lost-update && cargo workbook reset
  cargo workbook reset --all                 every exercise; asks before

Your file is kept in .workbook/backup first. No backup is ever overwritten or removed;
to get an older one back, copy it over your file. Hints and dates stay.")]
pub(crate) struct Args {
    /// The exercise, by name, number or folder; without it the one in whose
    /// folder you stand
    name: Option<String>,
    /// Put the newest backup in place of your file; what is there is kept too
    #[arg(long, conflicts_with = "all")]
    undo: bool,
    /// Reset every exercise
    #[arg(long, conflicts_with = "name")]
    all: bool,
    /// With --all: do not ask
    #[arg(long, requires = "all")]
    yes: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What became of one exercise. `--json` prints a list of them; the shape is kept.
#[derive(Debug, Serialize)]
struct Done {
    /// The exercise.
    name: String,
    /// The file that a student edits, from the root.
    file: PathBuf,
    /// What it is now.
    now: Now,
    /// Where the file is kept that was there before, from the root; null if there was
    /// none, or if nothing was done.
    backup: Option<PathBuf>,
}

/// What a student's file is after `reset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Now {
    /// The starter.
    Starter,
    /// The starter, as before.
    StarterAsBefore,
    /// The newest backup.
    Restored,
    /// The newest backup, as before.
    RestoredAsBefore,
}

pub(crate) fn run(args: Args) -> anyhow::Result<Answer> {
    let root = workspace::root()?;
    let exercises = match args.all {
        true => exercise::all(&root)?,
        false => vec![exercise::asked(&root, args.name.as_deref())?],
    };
    if args.all && !args.yes && !is_wanted(&root, &exercises)? {
        anstream::eprintln!("Nothing was done.");
        return Ok(Answer::No);
    }
    let mut all = Vec::new();
    for exercise in &exercises {
        let done = match args.undo {
            true => undo(&root, exercise)?,
            false => reset(&root, exercise)?,
        };
        if !args.json {
            anstream::println!("{}", done.words());
        }
        all.push(done);
    }
    if args.json {
        println!("{}", serde_json::to_string_pretty(&all)?);
    }
    Ok(Answer::Yes)
}

/// Asks. Where nobody can answer, the next step is said instead.
fn is_wanted(root: &Path, exercises: &[Exercise]) -> anyhow::Result<bool> {
    if !std::io::stdin().is_terminal() {
        bail!("nobody can be asked here; if you mean it:  cargo workbook reset --all --yes");
    }
    let mut count = 0;
    for exercise in exercises {
        let is_starter = Some(exercise::starter(root, exercise)?) == present(root, exercise)?;
        count += usize::from(!is_starter);
    }
    anstream::eprint!(
        "{count} of {} files are not their starters. Put the starters back?\n\
         Your files are kept in .workbook/backup. [y/N] ",
        exercises.len()
    );
    std::io::stderr().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

fn reset(root: &Path, exercise: &Exercise) -> anyhow::Result<Done> {
    let starter = exercise::starter(root, exercise)?;
    replace(root, exercise, &starter, Now::Starter, Now::StarterAsBefore)
}

fn undo(root: &Path, exercise: &Exercise) -> anyhow::Result<Done> {
    let Some((_, newest)) = backup::newest(root, exercise) else {
        bail!(
            "there is no backup of {}: {} is empty; `cargo workbook reset` makes them",
            exercise.name,
            backup::folder(root, exercise).display()
        );
    };
    let kept = fs::read(&newest).with_context(|| format!("cannot read {}", newest.display()))?;
    replace(root, exercise, &kept, Now::Restored, Now::RestoredAsBefore)
}

/// Puts these bytes in place of a student's file, which is kept before.
fn replace(
    root: &Path,
    exercise: &Exercise,
    bytes: &[u8],
    now: Now,
    as_before: Now,
) -> anyhow::Result<Done> {
    let file = exercise.answer();
    let done = |now, backup: Option<PathBuf>| Done {
        name: exercise.name.clone(),
        file: file.clone(),
        now,
        backup: backup.map(|path| path.strip_prefix(root).unwrap_or(&path).to_owned()),
    };
    let present = present(root, exercise)?;
    if present.as_deref() == Some(bytes) {
        return Ok(done(as_before, None));
    }
    let backup = match present {
        Some(present) => Some(backup::keep(root, exercise, &present)?),
        None => None,
    };
    let at = root.join(&file);
    let write = || -> std::io::Result<()> {
        fs::create_dir_all(at.parent().unwrap_or(root))?;
        workspace::write(&at, bytes)
    };
    write().with_context(|| format!("cannot write {}; it is as it was", at.display()))?;
    Ok(done(now, backup))
}

/// A student's file, if there is one.
fn present(root: &Path, exercise: &Exercise) -> anyhow::Result<Option<Vec<u8>>> {
    let at = root.join(exercise.answer());
    match fs::read(&at) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", at.display())),
    }
}

impl Done {
    fn words(&self) -> String {
        let Done {
            name,
            file,
            now,
            backup,
        } = self;
        let now = match now {
            Now::Starter => "It is the starter again.",
            Now::StarterAsBefore => "It is the starter already; nothing was done.",
            Now::Restored => "It is your newest backup again.",
            Now::RestoredAsBefore => "It is your newest backup already; nothing was done.",
        };
        let mut text = format!("{name}: {}\n  {now}", file.display());
        if let Some(backup) = backup {
            // A path is one word, on a line of its own: it can be copied.
            text.push_str(&format!(
                " What was there is kept in\n  {}\n  \
                 Get it back:  cargo workbook reset {name} --undo",
                backup.display()
            ));
        }
        text
    }
}
