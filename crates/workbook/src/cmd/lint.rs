//! `workbook lint`: says what an exercise still lacks.

use std::path::Path;

use anyhow::bail;
use serde::{Deserialize, Serialize};

use crate::cargo::cargo;
use crate::exercise::{self, Exercise, matrix};
use crate::{Answer, author, handout, workspace};

/// The arguments of `workbook lint`.
#[derive(clap::Args, Debug, Default)]
#[command(after_help = "\
It asks whether an exercise is ready to be read: its files, its texts, its hints,
and the places where it must be named. `verify` asks whether its check is right.
An exercise that is half written can be verified; `lint` says what is missing.

Examples:
  cargo workbook lint
  cargo workbook lint lost-update --quick

The exit code is 0 if nothing is missing, and 1 if something is.")]
pub(crate) struct Args {
    /// Only these exercises, by name, number or folder
    names: Vec<String>,
    /// Do not compile the starters to see whether they have warnings
    #[arg(long)]
    quick: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// An exercise as `--json` prints it. The shape is kept stable.
#[derive(Serialize)]
struct Row {
    name: String,
    problems: Vec<String>,
}

pub(crate) fn run(args: Args) -> anyhow::Result<Answer> {
    let root = workspace::root()?;
    handout::must_not_be_one(&root, "lint")?;
    let exercises = match args.names.as_slice() {
        [] => exercise::all(&root)?,
        names => names
            .iter()
            .map(|name| exercise::find(&root, name))
            .collect::<anyhow::Result<_>>()?,
    };
    let mut rows = Vec::new();
    for exercise in exercises {
        let plan = matrix::plan(&root, exercise)?;
        let problems = author::lint(&root, &plan)?;
        let name = plan.exercise.name.clone();
        rows.push((plan.exercise, Row { name, problems }));
    }
    if !args.quick {
        let exercises: Vec<&Exercise> = rows.iter().map(|(exercise, _)| exercise).collect();
        let warned = warnings(&root, &exercises)?;
        for ((_, row), warned) in rows.iter_mut().zip(warned) {
            row.problems.extend(warned);
        }
    }
    let rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
    let problems: usize = rows.iter().map(|row| row.problems.len()).sum();
    if args.json {
        println!("{}", serde_json::to_string_pretty(&rows)?);
    } else {
        for row in rows.iter().filter(|row| !row.problems.is_empty()) {
            anstream::println!("{}", row.name);
            row.problems
                .iter()
                .for_each(|one| anstream::println!("  {one}"));
            anstream::println!();
        }
        anstream::println!("{} exercises read, {problems} problems", rows.len());
    }
    Ok(if problems == 0 {
        Answer::Yes
    } else {
        Answer::No
    })
}

/// A line of what `cargo build --message-format=json` says.
#[derive(Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
enum Said {
    CompilerMessage {
        target: Target,
        message: Message,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    src_path: std::path::PathBuf,
}

#[derive(Deserialize)]
struct Message {
    level: String,
    message: String,
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    line_start: usize,
}

/// The warnings that a student sees before doing anything, of each exercise.
fn warnings(root: &Path, exercises: &[&Exercise]) -> anyhow::Result<Vec<Vec<String>>> {
    let mut arguments = vec!["build", "--lib", "--message-format=json"];
    for exercise in exercises {
        arguments.extend(["--package", &exercise.name]);
    }
    let said = cargo(root, &arguments)?;
    if !said.success {
        bail!("the exercises do not compile:\n\n{}", said.stderr.trim());
    }
    let mut warned: Vec<Vec<String>> = exercises.iter().map(|_| Vec::new()).collect();
    for line in said.stdout.lines() {
        let Ok(Said::CompilerMessage { target, message }) = serde_json::from_str(line) else {
            continue;
        };
        let is_its = |exercise: &&Exercise| {
            target.src_path.starts_with(root.join(exercise.path()))
                && target.name == exercise.name.replace('-', "_")
        };
        // What has no place counts the others.
        if let (Some(at), Some(span)) = (
            exercises.iter().position(is_its),
            message.spans.first().filter(|_| message.level == "warning"),
        ) {
            let file = exercises[at].answer();
            let text = format!(
                "{}:{}: warning: {}",
                file.display(),
                span.line_start,
                message.message
            );
            // A file is compiled once a world, and so is a mistake in it.
            if !warned[at].contains(&text) {
                warned[at].push(text);
            }
        }
    }
    Ok(warned)
}
