//! `workbook list`: lists the exercises.

use serde::Serialize;
use verdict::Verdict;

use crate::exercise::progress::Progress;
use crate::{Answer, exercise, workspace};

/// The arguments of `workbook list`.
#[derive(clap::Args, Debug, Default)]
#[command(after_help = "\
The last column is what `cargo test` or `cargo workbook check` found; it is empty
if your file has changed since. `cargo workbook check` checks them all.")]
pub(crate) struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// An exercise as `--json` prints it. The shape is kept stable.
#[derive(Serialize)]
struct Row {
    number: u32,
    name: String,
    title: String,
    chapter: String,
    minutes: u32,
    points: u32,
    edit: String,
    verdict: Option<Verdict>,
}

pub(crate) fn run(args: Args) -> anyhow::Result<Answer> {
    let root = workspace::root()?;
    let progress = Progress::read(&root);
    let rows: Vec<Row> = exercise::all(&root)?
        .into_iter()
        .map(|exercise| Row {
            verdict: progress
                .present(&root, &exercise)
                .map(|found| found.verdict),
            edit: exercise.answer().display().to_string(),
            number: exercise.number,
            name: exercise.name,
            title: exercise.manifest.title,
            chapter: exercise.manifest.chapter,
            minutes: exercise.manifest.minutes,
            points: exercise.manifest.points,
        })
        .collect();
    if args.json {
        println!("{}", serde_json::to_string_pretty(&rows)?);
    } else {
        print(&rows);
    }
    Ok(Answer::Yes)
}

fn print(rows: &[Row]) {
    let mut chapter = "";
    for row in rows {
        if row.chapter != chapter {
            chapter = &row.chapter;
            anstream::println!("{chapter}\n");
        }
        let verdict = row.verdict.map_or("", Verdict::word);
        let line = format!(
            "{:>4}  {:<16} {:<28} {:>3} min {:>3} points  {verdict}",
            row.number, row.name, row.title, row.minutes, row.points
        );
        anstream::println!("{}", line.trim_end());
    }
    let next = rows
        .iter()
        .find(|row| row.verdict != Some(Verdict::Verified));
    match next {
        Some(row) => anstream::println!(
            "\nNext:  {}\nThen:  cargo workbook check {}",
            row.edit,
            row.name
        ),
        None => anstream::println!("\nAll verified."),
    }
}
