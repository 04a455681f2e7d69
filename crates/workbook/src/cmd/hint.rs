//! `workbook hint`: shows the next hint.

use std::path::Path;

use serde::Serialize;
use verdict::Class;

use crate::exercise::Exercise;
use crate::exercise::progress::{Entry, Progress};
use crate::{Answer, exercise, workspace};

/// The arguments of `workbook hint`.
#[derive(clap::Args, Debug, Default)]
#[command(after_help = "\
Examples:
  cargo workbook hint lost-update          the next hint
  cargo workbook hint 1                    the same
  cd exercises/01-lost-update && cargo workbook hint
  cargo workbook hint lost-update --all    every hint

Each call shows one hint. If the last check of your file found a bug that there is a
hint for, that hint comes first. Hints are counted, and cost nothing.")]
pub(crate) struct Args {
    /// The exercise, by name, number or folder; without it the one in whose
    /// folder you stand
    name: Option<String>,
    /// Show every hint
    #[arg(long, conflicts_with = "again")]
    all: bool,
    /// Begin again with the first hint
    #[arg(long)]
    again: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What `--json` prints. The shape is kept; fields may be added.
#[derive(Serialize)]
struct Hinted {
    /// The exercise.
    name: String,
    /// The hints of this call: none if all were seen.
    hints: Vec<Hint>,
    /// How many of the hints in steps were seen.
    seen: usize,
    /// How many there are.
    of: usize,
    /// For which classes of bugs a hint was seen.
    classes_seen: Vec<Class>,
    /// Whether the last check saw the file as it stands.
    checked: bool,
}

/// A hint.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Hint {
    /// About the class of the bug that the last check found.
    Class { class: Class, text: String },
    /// One of the steps, counted from one.
    Step { step: usize, text: String },
}

pub(crate) fn run(args: Args) -> anyhow::Result<Answer> {
    let root = workspace::root()?;
    let exercise = exercise::asked(&root, args.name.as_deref())?;
    // Only what was found of the file as it stands: an answer that has changed
    // since may have another bug.
    let present = Progress::read(&root).present(&root, &exercise);
    let class = present.as_ref().and_then(|found| found.class);
    let (hints, entry) = Progress::change(&root, &exercise, |entry| {
        (next(&exercise, entry, class, &args), entry.clone())
    })?;
    let hinted = Hinted {
        name: exercise.name.clone(),
        hints,
        seen: entry.hints,
        of: exercise.manifest.hints.len(),
        classes_seen: entry.by_class.clone(),
        checked: present.is_some(),
    };
    if args.json {
        println!("{}", serde_json::to_string_pretty(&hinted)?);
        return Ok(Answer::Yes);
    }
    for hint in &hinted.hints {
        anstream::println!("{}", hint.words(hinted.of));
    }
    if !args.all {
        let left = exercise.manifest.hints.len().saturating_sub(entry.step);
        if left == 0 && hinted.hints.is_empty() {
            anstream::println!("{}", all_seen(&root, &exercise));
        } else {
            anstream::println!(
                "{} {}",
                what_is_left(left),
                what_was_seen(&entry, hinted.of)
            );
        }
    }
    if !hinted.checked {
        anstream::println!(
            "\nFor a hint about your present answer:  cargo workbook check {}",
            exercise.name
        );
    }
    Ok(Answer::Yes)
}

/// The hints of this call, which are counted as seen.
fn next(exercise: &Exercise, entry: &mut Entry, class: Option<Class>, args: &Args) -> Vec<Hint> {
    let all = &exercise.manifest.hints;
    let mut shown = Vec::new();
    let of_class = class.and_then(|class| {
        let text = exercise.manifest.hints_by_class.get(class.word())?;
        Some((class, text))
    });
    if let Some((class, text)) = of_class {
        let is_new = !entry.by_class.contains(&class);
        if is_new {
            entry.by_class.push(class);
        }
        if is_new || args.all || args.again {
            let text = text.trim().to_owned();
            shown.push(Hint::Class { class, text });
        }
    }
    if args.again {
        entry.step = 0;
    }
    let steps = match (args.all, shown.is_empty()) {
        (true, _) => 0..all.len(),
        // One at a time.
        (false, false) => 0..0,
        (false, true) => entry.step..all.len().min(entry.step + 1),
    };
    entry.step = entry.step.max(steps.end);
    entry.hints = entry.hints.max(entry.step);
    shown.extend(steps.map(|index| Hint::Step {
        step: index + 1,
        text: all[index].trim().to_owned(),
    }));
    shown
}

impl Hint {
    fn words(&self, of: usize) -> String {
        match self {
            Hint::Class { class, text } => {
                format!("About your present answer ({class}):\n{text}\n")
            }
            Hint::Step { step, text } => format!("Hint {step} of {of}:\n{text}\n"),
        }
    }
}

fn what_is_left(left: usize) -> String {
    match left {
        0 => "That was the last hint.".to_owned(),
        1 => "One more hint is left.".to_owned(),
        left => format!("{left} more hints are left."),
    }
}

fn what_was_seen(entry: &Entry, of: usize) -> String {
    let hints = entry.hints;
    match entry.by_class.len() {
        0 => format!("You have seen {hints} of {of}."),
        1 => format!("You have seen {hints} of {of}, and one about a bug of yours."),
        bugs => format!("You have seen {hints} of {of}, and {bugs} about bugs of yours."),
    }
}

fn all_seen(root: &Path, exercise: &Exercise) -> String {
    let solution = match root.join(exercise.solution()).is_dir() {
        true => format!(
            "The solution, when you want it:  {}",
            exercise.solution().display()
        ),
        // A hand-out has none.
        false => "Still stuck? Show your instructor what the check prints.".to_owned(),
    };
    format!(
        "You have seen all {} hints.\n\
         Read them again:  cargo workbook hint {} --all\n{solution}",
        exercise.manifest.hints.len(),
        exercise.name
    )
}
