//! `workbook check`: checks an exercise.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Serialize;
use verdict::{Certificate, ClosestCall, Verdict};

use crate::exercise::check::{Seen, check_and_look};
use crate::exercise::history::{History, Told};
use crate::exercise::manifest::ending;
use crate::exercise::progress::Progress;
use crate::exercise::{self, Checker, Exercise, Libraries, closest};
use crate::{Answer, progress, workspace};

/// The arguments of `workbook check`.
#[derive(clap::Args, Debug, Default)]
#[command(after_help = "\
Examples:
  cargo workbook check lost-update
  cargo workbook check 1
  cd exercises/01-lost-update && cargo workbook check
  cargo workbook check lost-update --closest
  cargo workbook check lost-update --plain

Schedules that went wrong before are run again first. `cargo test -p lost-update`
asks the same question. The exit code is 0 if the answer is verified, 1 if it is
not, and 2 if it could not be checked.")]
pub(crate) struct Args {
    /// The exercise, by name, number or folder; without it the one in whose
    /// folder you stand, or else all
    name: Option<String>,
    /// Check this file in place of yours
    #[arg(long, value_name = "PATH", requires = "name")]
    file: Option<PathBuf>,
    /// Of a verified answer, show the execution that came closest to going wrong
    #[arg(long)]
    closest: bool,
    /// Print the certificate as JSON
    #[arg(long)]
    json: bool,
    /// Where the libraries are, for whoever has built them already
    #[arg(long, hide = true)]
    libraries: Option<String>,
}

/// What `--json` prints: the certificate, and what else was seen. Names and meanings are
/// kept, and fields may be added.
#[derive(Serialize)]
struct Printed<'a> {
    #[serde(flatten)]
    certificate: &'a Certificate,
    /// What became of the schedules that went wrong before.
    #[serde(flatten)]
    told: &'a Told,
    /// The closest call, if it was asked for and there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    closest: Option<&'a ClosestCall>,
}

pub(crate) fn run(args: Args, plain: bool) -> anyhow::Result<Answer> {
    let root = workspace::root()?;
    let one = match &args.name {
        Some(name) => Some(exercise::find(&root, name)?),
        None => exercise::here(&root)?,
    };
    let verified = match one {
        Some(exercise) => check_one(&root, &exercise, &args, plain)?,
        None if args.closest => anyhow::bail!(
            "which exercise? Name one, or stand in its folder: cargo workbook check NAME --closest"
        ),
        None => check_all(&root, args.json, plain)?,
    };
    Ok(if verified { Answer::Yes } else { Answer::No })
}

fn check_one(root: &Path, exercise: &Exercise, args: &Args, plain: bool) -> anyhow::Result<bool> {
    let yours = args.file.is_none();
    let file = args.file.clone().unwrap_or_else(|| exercise.answer());
    // A path that was given stands as it is; ours is from the root.
    let text = read(&if yours {
        root.join(&file)
    } else {
        file.clone()
    })?;
    let libraries = match &args.libraries {
        Some(json) => serde_json::from_str(json).context("--libraries is for `watch`")?,
        None => Libraries::build(root)?,
    };
    let checker = Checker::at_home(root, &libraries)?;
    // What is remembered is the student's own.
    let mut history = match yours {
        true => Some(History::read(root, exercise)?),
        false => None,
    };
    let again = history.as_ref().map(History::again).unwrap_or_default();
    let mut seen = check_and_look(&checker, exercise, &text, again, args.closest)?;
    let found = &seen.checked.certificate;
    let mut told = Told::default();
    if let Some(history) = &mut history {
        told = history.told(std::mem::take(&mut seen.became), found);
        history.add(found)?;
        Progress::checked(root, exercise, &text, found)?;
    }
    if args.json {
        let printed = Printed {
            certificate: found,
            told: &told,
            closest: seen.closest.as_ref(),
        };
        println!("{}", serde_json::to_string_pretty(&printed)?);
    } else {
        anstream::print!("{}", explained(&seen, &told, plain));
        if args.closest {
            let call = seen.closest.as_ref();
            anstream::print!("\n{}", closest::told(found, call, plain, seen.folder()));
        }
        if found.verdict != Verdict::Verified {
            anstream::print!("\n{}", further(exercise, &file));
        }
    }
    Ok(found.verdict == Verdict::Verified)
}

/// The verdict, and what became of the schedules of before.
fn explained(seen: &Seen, told: &Told, plain: bool) -> String {
    let found = &seen.checked.certificate;
    let mut text = match plain {
        true => verdict::explain_plain(found, seen.folder()),
        false => seen.checked.explained.clone(),
    };
    text.push_str(&before(told, found.verdict, plain));
    text
}

/// What became of the schedules of before; nothing, if there are none.
pub(super) fn before(told: &Told, verdict: Verdict, plain: bool) -> String {
    let lines = told.lines(verdict);
    if plain || lines.is_empty() {
        return lines.iter().map(|line| format!("{line}\n")).collect();
    }
    let options = textwrap::Options::new(80)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    let last = lines.len() - 1;
    let wrapped = lines.iter().enumerate().map(|(n, line)| {
        // Between the first line and the last are those of the schedules.
        let indent = if n == 0 || n == last { "" } else { "  " };
        let hanging = if n == 0 || n == last { "" } else { "      " };
        let options = options.clone().initial_indent(indent);
        textwrap::fill(line, options.subsequent_indent(hanging)) + "\n"
    });
    format!("\n{}", wrapped.collect::<String>())
}

/// Where to go from an answer that is not verified.
pub(super) fn further(exercise: &Exercise, file: &Path) -> String {
    format!(
        "Stuck?  cargo workbook hint {}\nYour file:  {}\nThe book:  chapter {}\n",
        exercise.name,
        file.display(),
        exercise.manifest.chapter
    )
}

fn check_all(root: &Path, json: bool, plain: bool) -> anyhow::Result<bool> {
    let all = exercise::all(root)?;
    let libraries = Libraries::build(root)?;
    let checker = Checker::at_home(root, &libraries)?;
    let bar = progress::bar(all.len() as u64, "checking");
    let mut found: Vec<(&Exercise, Certificate)> = Vec::new();
    for exercise in &all {
        bar.set_message(exercise.name.clone());
        let text = read(&root.join(exercise.answer()))?;
        let certificate = exercise::check::check(&checker, exercise, &text)?.certificate;
        History::read(root, exercise)?.add(&certificate)?;
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
            let Exercise { number, name, .. } = exercise;
            match plain {
                true => anstream::println!("Exercise {number}, {name}, is {ending}."),
                false => anstream::println!("{number:>2}  {name:<16} {ending}"),
            }
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
    fs::read_to_string(path).with_context(|| {
        format!(
            "cannot read {}; `cargo workbook reset` puts a starter back",
            path.display()
        )
    })
}
