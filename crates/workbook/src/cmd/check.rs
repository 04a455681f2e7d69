//! `workbook check`: checks an exercise.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use verdict::{Certificate, Verdict};

use crate::exercise::manifest::ending;
use crate::exercise::progress::Progress;
use crate::exercise::{self, Exercise, Libraries};
use crate::{Answer, progress, workspace};

/// The arguments of `workbook check`.
#[derive(clap::Args, Debug, Default)]
#[command(after_help = "\
Examples:
  cargo workbook check lost-update
  cargo workbook check 1
  cd exercises/01-lost-update && cargo workbook check

`cargo test -p lost-update` asks the same question. The exit code is 0 if the
answer is verified, 1 if it is not, and 2 if it could not be checked.")]
pub(crate) struct Args {
    /// The exercise, by name, number or folder; without it the one in whose
    /// folder you stand, or else all
    name: Option<String>,
    /// Check this file in place of yours
    #[arg(long, value_name = "PATH", requires = "name")]
    file: Option<PathBuf>,
    /// Print the certificate as JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: Args) -> anyhow::Result<Answer> {
    let root = workspace::root()?;
    let one = match &args.name {
        Some(name) => Some(exercise::find(&root, name)?),
        None => exercise::here(&root)?,
    };
    let verified = match one {
        Some(exercise) => check_one(&root, &exercise, &args)?,
        None => check_all(&root, args.json)?,
    };
    Ok(if verified { Answer::Yes } else { Answer::No })
}

fn check_one(root: &Path, exercise: &Exercise, args: &Args) -> anyhow::Result<bool> {
    let yours = args.file.is_none();
    let file = args.file.clone().unwrap_or_else(|| exercise.answer());
    // A path that was given stands as it is; ours is from the root.
    let text = read(&if yours {
        root.join(&file)
    } else {
        file.clone()
    })?;
    let libraries = Libraries::build(root)?;
    let checked = exercise::check::check(root, &libraries, exercise, &text)?;
    let found = &checked.certificate;
    if yours {
        Progress::checked(root, exercise, &text, found)?;
    }
    if args.json {
        println!("{}", serde_json::to_string_pretty(found)?);
    } else {
        anstream::print!("{}", checked.explained);
        if found.verdict != Verdict::Verified {
            let Exercise { name, manifest, .. } = exercise;
            anstream::println!("\nStuck?  cargo workbook hint {name}");
            anstream::println!("Your file:  {}", file.display());
            anstream::println!("The book:  chapter {}", manifest.chapter);
        }
    }
    Ok(found.verdict == Verdict::Verified)
}

fn check_all(root: &Path, json: bool) -> anyhow::Result<bool> {
    let all = exercise::all(root)?;
    let libraries = Libraries::build(root)?;
    let bar = progress::bar(all.len() as u64, "checking");
    let mut found: Vec<(&Exercise, Certificate)> = Vec::new();
    for exercise in &all {
        bar.set_message(exercise.name.clone());
        let text = read(&root.join(exercise.answer()))?;
        let certificate = exercise::check::check(root, &libraries, exercise, &text)?.certificate;
        Progress::checked(root, exercise, &text, &certificate)?;
        found.push((exercise, certificate));
        bar.inc(1);
    }
    bar.finish_and_clear();
    if json {
        let certificates: Vec<&Certificate> = found.iter().map(|(_, found)| found).collect();
        println!("{}", serde_json::to_string_pretty(&certificates)?);
    } else {
        for (exercise, found) in &found {
            let ending = ending(found.verdict, found.class);
            anstream::println!("{:>2}  {:<16} {ending}", exercise.number, exercise.name);
        }
    }
    let next = found
        .iter()
        .find(|(_, found)| found.verdict != Verdict::Verified);
    if let (Some((exercise, _)), false) = (next, json) {
        anstream::println!("\nNext:  cargo workbook check {}", exercise.name);
    }
    Ok(next.is_none())
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
