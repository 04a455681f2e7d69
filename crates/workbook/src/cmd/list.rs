//! `workbook list`: lists the exercises, and how far one has come.

use anstyle::{AnsiColor, Style};
use jiff::tz::TimeZone;
use serde::Serialize;
use verdict::Verdict;

use crate::exercise::progress::Progress;
use crate::exercise::standing::{Row, Standing};
use crate::{Answer, exercise, workspace};

/// The arguments of `workbook list`.
#[derive(clap::Args, Debug, Default)]
#[command(after_help = "\
Examples:
  cargo workbook list             all exercises, by chapter
  cargo workbook --plain list     the same, a sentence each
  cargo workbook list --json      the same, for a program

A verdict is what `cargo workbook check` or `cargo test` found last. Points are
counted for your files as they stand: if a file has changed since, check it again.")]
pub(crate) struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What `--json` prints. The shape is kept: names and meanings stay, fields may be
/// added, and `version` grows when that is not enough.
#[derive(Serialize)]
struct Listed {
    /// The version of the shape.
    version: u32,
    /// All together.
    #[serde(flatten)]
    total: Total,
    /// The name of the first exercise that is not verified.
    next: Option<String>,
    /// The chapters, in order.
    chapters: Vec<Chapter>,
    /// The exercises, in the order of their numbers.
    exercises: Vec<Row>,
}

/// What `--json` says of a chapter.
#[derive(Serialize)]
struct Chapter {
    /// Its title, with its number.
    title: String,
    #[serde(flatten)]
    total: Total,
}

/// How far one has come with some exercises.
#[derive(Serialize)]
struct Total {
    /// How many are verified, as their files stand.
    verified: usize,
    /// Of how many.
    of: usize,
    /// What the files as they stand are worth.
    points_got: u32,
    /// Of how many points.
    points: u32,
    /// How long the exercises that are not verified take, in minutes.
    minutes_left: u32,
}

pub(crate) fn run(args: Args, plain: bool) -> anyhow::Result<Answer> {
    let root = workspace::root()?;
    let progress = Progress::read(&root);
    let rows: Vec<Row> = exercise::all(&root)?
        .into_iter()
        .map(|exercise| Row::new(&root, exercise, &progress))
        .collect();
    if args.json {
        let listed = listed(rows);
        println!("{}", serde_json::to_string_pretty(&listed)?);
    } else if plain {
        anstream::print!("{}", sentences(&rows));
    } else {
        anstream::print!("{}", table(&rows));
    }
    Ok(Answer::Yes)
}

fn listed(rows: Vec<Row>) -> Listed {
    let chapters = chapters(&rows).map(|rows| Chapter {
        title: rows[0].chapter.clone(),
        total: Total::of(rows),
    });
    Listed {
        version: 1,
        total: Total::of(&rows),
        next: next(&rows).map(|row| row.name.clone()),
        chapters: chapters.collect(),
        exercises: rows,
    }
}

impl Total {
    fn of(rows: &[Row]) -> Total {
        let left = rows.iter().filter(|row| !row.is_verified());
        Total {
            verified: rows.iter().filter(|row| row.is_verified()).count(),
            of: rows.len(),
            points_got: rows.iter().map(|row| row.points_got).sum(),
            points: rows.iter().map(|row| row.points).sum(),
            minutes_left: left.map(|row| row.minutes).sum(),
        }
    }

    /// `2 of 3 verified, 20 of 30 points, 25 min left`.
    fn words(&self) -> String {
        let Total {
            verified,
            of,
            points_got,
            points,
            minutes_left,
        } = self;
        let mut words = format!("{verified} of {of} verified, {points_got} of {points} points");
        if *minutes_left > 0 {
            words.push_str(&format!(", {} left", duration(*minutes_left)));
        }
        words
    }

    /// The verified ones as a bar: `[######....]`.
    fn bar(&self) -> String {
        const WIDTH: usize = 10;
        let full = (self.verified * WIDTH).checked_div(self.of).unwrap_or(0);
        format!("[{}{}]", "#".repeat(full), ".".repeat(WIDTH - full))
    }
}

fn chapters(rows: &[Row]) -> impl Iterator<Item = &[Row]> {
    rows.chunk_by(|one, next| one.chapter == next.chapter)
}

fn next(rows: &[Row]) -> Option<&Row> {
    rows.iter().find(|row| !row.is_verified())
}

fn duration(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// The list for a terminal of 80 columns.
fn table(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.name.len()).max().unwrap_or(0);
    let bold = Style::new().bold();
    let mut text = String::new();
    for rows in chapters(rows) {
        let total = Total::of(rows);
        let title = &rows[0].chapter;
        text.push_str(&format!(
            "{bold}{title}{bold:#}\n{} {}\n",
            total.bar(),
            total.words()
        ));
        for row in rows {
            let style = style(row);
            text.push_str(&format!(
                "  {:>2}  {:<width$}  {:>2} of {:>2} points  {:>3} min  {style}{}{style:#}\n",
                row.number,
                row.name,
                row.points_got,
                row.points,
                row.minutes,
                row.words(),
            ));
        }
        text.push('\n');
    }
    let total = Total::of(rows);
    text.push_str(&format!("In all {} {}\n", total.bar(), total.words()));
    text.push_str(&where_to_go(rows));
    text
}

/// Colour says nothing that the words do not say.
fn style(row: &Row) -> Style {
    match row.verdict {
        Some(Verdict::Verified) => AnsiColor::Green.on_default(),
        Some(_) => AnsiColor::Red.on_default(),
        None => Style::new(),
    }
}

fn where_to_go(rows: &[Row]) -> String {
    let mut text = String::new();
    let again = |row: &&Row| {
        row.standing == Standing::Changed && row.last_verdict == Some(Verdict::Verified)
    };
    if let Some(row) = rows.iter().find(again) {
        text.push_str(&format!(
            "\nA file has changed since it was verified:  cargo workbook check {}\n",
            row.name
        ));
    }
    match next(rows) {
        Some(row) => text.push_str(&format!(
            "\nNext:  {}\nThen:  cargo workbook check {}\n",
            row.edit, row.name
        )),
        None => text.push_str("\nAll are verified.\n"),
    }
    text
}

/// The list as sentences, one a line, for those who listen to it.
fn sentences(rows: &[Row]) -> String {
    let mut text = format!("All exercises: {}.\n", Total::of(rows).words());
    for rows in chapters(rows) {
        let words = Total::of(rows).words();
        text.push_str(&format!("\nChapter {}: {words}.\n", rows[0].chapter));
        for row in rows {
            text.push_str(&sentence(row));
        }
    }
    text.push_str(&where_to_go(rows));
    text
}

fn sentence(row: &Row) -> String {
    let mut text = format!(
        "Exercise {}, {}, \"{}\": {}, {} of {} points, {} minutes",
        row.number,
        row.name,
        row.title,
        row.words(),
        row.points_got,
        row.points,
        row.minutes
    );
    match row.hints_seen {
        0 => {}
        1 => text.push_str(", 1 hint seen"),
        seen => text.push_str(&format!(", {seen} hints seen")),
    }
    if let Some(day) = row.first_verified.as_deref().and_then(day) {
        text.push_str(&format!(", first verified on {day}"));
    }
    text + ".\n"
}

/// The day where we are.
fn day(when: &str) -> Option<String> {
    let when: jiff::Timestamp = when.parse().ok()?;
    Some(when.to_zoned(TimeZone::system()).date().to_string())
}
