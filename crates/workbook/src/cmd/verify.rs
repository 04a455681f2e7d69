//! `workbook verify`: checks the checks.

use serde::Serialize;
use verdict::{Class, Verdict};

use crate::exercise::manifest::ending;
use crate::exercise::matrix::{self, Known, Matrix};
use crate::exercise::{self, Checker, Kept, Libraries};
use crate::{Answer, handout, progress, workspace};

/// The arguments of `workbook verify`.
#[derive(clap::Args, Debug, Default)]
#[command(after_help = "\
Every check must refuse the starter, accept the solution and the other right
answers, and refuse each wrong answer for the reason that answers.toml names.
What an earlier run found is not looked for again while answer, check, libraries
and compiler are the same, byte for byte. The exit code is 0 if all do, and 1 if one does not.")]
pub(crate) struct Args {
    /// Only these exercises, by name, number or folder
    names: Vec<String>,
    /// Print JSON
    #[arg(long, conflicts_with = "explain")]
    json: bool,
    /// Print, too, what a student sees for each answer that is not verified
    #[arg(long)]
    explain: bool,
    /// Check everything anew, whatever earlier runs found
    #[arg(long)]
    fresh: bool,
}

/// What `--json` prints. The shape is kept stable.
#[derive(Serialize)]
struct Report<'a> {
    exercises: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    starter: Option<Starter>,
    solution: Option<Solution>,
    right: Vec<Right<'a>>,
    wrong: Vec<Wrong<'a>>,
}

#[derive(Serialize)]
struct Starter {
    verdict: Verdict,
    class: Option<Class>,
}

#[derive(Serialize)]
struct Solution {
    verdict: Verdict,
}

#[derive(Serialize)]
struct Right<'a> {
    name: &'a str,
    verdict: Verdict,
}

#[derive(Serialize)]
struct Wrong<'a> {
    name: &'a str,
    /// The verdict it must have. Its class must be right too, or else the exit
    /// code is 1.
    expected: Option<Verdict>,
    verdict: Verdict,
    class: Option<Class>,
}

pub(crate) fn run(args: Args) -> anyhow::Result<Answer> {
    let root = workspace::root()?;
    handout::must_not_be_one(&root, "verify")?;
    let exercises = if args.names.is_empty() {
        exercise::all(&root)?
    } else {
        args.names
            .iter()
            .map(|name| exercise::find(&root, name))
            .collect::<anyhow::Result<_>>()?
    };
    let plans = exercises
        .into_iter()
        .map(|exercise| matrix::plan(&root, exercise))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let libraries = Libraries::build(&root)?;
    let checker = Checker::at_home(&root, &libraries)?;
    let kept = Kept::new(&checker, args.fresh)?;
    let answers: usize = plans.iter().map(|plan| plan.answers.len()).sum();
    let bar = progress::bar(answers as u64, "checking answers");
    let checked = matrix::run(&checker, &kept, plans, |label| {
        bar.set_message(label.to_owned());
        bar.inc(1);
    })?;
    bar.finish_and_clear();
    let kept: usize = checked.iter().map(|one| one.kept).sum();
    if kept > 0 {
        // It is about this run, not about the answers.
        anstream::eprintln!(
            "{kept} of {answers} answers were checked before; \
             `cargo workbook verify --fresh` checks them anew"
        );
    }
    if args.json {
        let exercises = checked.iter().map(row).collect();
        println!("{}", serde_json::to_string_pretty(&Report { exercises })?);
        for one in &checked {
            for problem in &one.problems {
                anstream::eprintln!("{}: {problem}", one.exercise.name);
            }
        }
    } else {
        checked.iter().for_each(|one| print(one, args.explain));
        let problems: usize = checked.iter().map(|one| one.problems.len()).sum();
        anstream::println!(
            "{answers} answers of {} checked, {problems} problems",
            match checked.len() {
                1 => "1 exercise".to_owned(),
                n => format!("{n} exercises"),
            }
        );
    }
    let good = checked.iter().all(|one| one.problems.is_empty());
    Ok(if good { Answer::Yes } else { Answer::No })
}

fn row(checked: &Matrix) -> Row<'_> {
    let of = |known| {
        let rows = checked.rows.iter();
        rows.filter(move |(answer, _)| answer.known == known)
    };
    Row {
        name: &checked.exercise.name,
        starter: of(Known::Starter).next().map(|(_, found)| Starter {
            verdict: found.certificate.verdict,
            class: found.certificate.class,
        }),
        solution: of(Known::Solution).next().map(|(_, found)| Solution {
            verdict: found.certificate.verdict,
        }),
        right: of(Known::Right)
            .map(|(answer, found)| Right {
                name: &answer.name,
                verdict: found.certificate.verdict,
            })
            .collect(),
        wrong: of(Known::Wrong)
            .map(|(answer, found)| Wrong {
                name: &answer.name,
                expected: answer.expected.map(|expected| expected.verdict),
                verdict: found.certificate.verdict,
                class: found.certificate.class,
            })
            .collect(),
    }
}

fn print(checked: &Matrix, explain: bool) {
    anstream::println!("{}", checked.exercise.name);
    let labels = checked.rows.iter().map(|(answer, _)| answer.label());
    let width = labels.map(|label| label.len()).max().unwrap_or_default();
    for (answer, found) in &checked.rows {
        let found = &found.certificate;
        let ending = ending(found.verdict, found.class);
        anstream::println!("  {:<width$}  {ending}", answer.label());
    }
    if !checked.untouched {
        let file = checked.exercise.answer();
        anstream::println!("  (somebody has been working on {})", file.display());
    }
    for problem in &checked.problems {
        anstream::println!("  NOT AS IT MUST BE: {problem}");
    }
    anstream::println!();
    if explain {
        for (answer, found) in &checked.rows {
            if found.certificate.verdict != Verdict::Verified {
                anstream::println!("=== {} {}\n", checked.exercise.name, answer.label());
                anstream::println!("{}", found.explained);
            }
        }
    }
}
