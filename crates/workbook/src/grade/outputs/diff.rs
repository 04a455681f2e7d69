//! `workbook grade diff`: what two grade books tell apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use serde::Serialize;

use super::summary::{count, wrapped};
use super::tally::Standing;
use super::{json, read};
use crate::Answer;
use crate::grade::row::{Basis, Column, GradeBook, Row, Word};

/// The arguments of `workbook grade diff`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Examples:
  cargo workbook grade diff grades-monday grades-tuesday
  cargo workbook grade diff old/gradebook.json new/gradebook.json --json

The exit code is 0 if the two are the same, and 1 if anything differs.")]
pub(crate) struct Args {
    /// The folder that grading wrote first, or the grade book in it
    old: PathBuf,
    /// The folder that grading wrote later, or the grade book in it
    new: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Prints what differs between two grade books.
///
/// # Errors
///
/// If one of them cannot be read.
pub(crate) fn run(args: &Args) -> anyhow::Result<Answer> {
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let found = Difference::between(&old, &new);
    if args.json {
        print!("{}", json::pretty(&found)?);
    } else {
        anstream::print!("{}", found.text());
    }
    Ok(match found.is_none() {
        true => Answer::Yes,
        false => Answer::No,
    })
}

/// What differs. The shape of its JSON is kept stable.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Difference {
    /// The versions of the workbook, the old one first.
    versions: [String; 2],
    /// What of the basis differs: its name, the old and the new.
    basis: Vec<(&'static str, String, String)>,
    new_students: Vec<String>,
    gone_students: Vec<String>,
    new_exercises: Vec<String>,
    gone_exercises: Vec<String>,
    /// Exercises that both have, under another number, title or worth.
    changed_exercises: Vec<String>,
    /// The rows that both have, and that differ: by exercise, then by student.
    changes: Vec<Change>,
}

/// A row that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Change {
    exercise: String,
    student: String,
    effect: Effect,
    old: Side,
    new: Side,
    /// The fields that differ.
    differs: Vec<&'static str>,
}

/// What a change does to the student's points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Effect {
    /// There are more.
    Gained,
    /// There are fewer.
    Lost,
    /// They did not count, and do now.
    Counts,
    /// They counted, and do not now.
    Open,
    /// Nothing.
    Same,
}

impl Effect {
    const ALL: [(Effect, &'static str); 5] = [
        (Effect::Gained, "More points"),
        (Effect::Lost, "Fewer points"),
        (Effect::Counts, "Counts now"),
        (Effect::Open, "Does not count any more"),
        (Effect::Same, "The same points"),
    ];

    fn of(old: Option<u32>, new: Option<u32>) -> Effect {
        match (old, new) {
            (Some(old), Some(new)) if new > old => Effect::Gained,
            (Some(old), Some(new)) if new < old => Effect::Lost,
            (None, Some(_)) => Effect::Counts,
            (Some(_), None) => Effect::Open,
            _ => Effect::Same,
        }
    }
}

/// One of the two rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Side {
    word: Word,
    class: Option<String>,
    /// The points that count.
    points: Option<u32>,
    held: bool,
}

impl Side {
    fn of(row: &Row) -> Side {
        Side {
            word: row.graded.word,
            class: row.graded.class.map(|class| class.word().to_owned()),
            points: Standing::of(row).points(),
            held: row.held(),
        }
    }

    fn text(&self) -> String {
        let mut text = self.word.word().to_owned();
        if let Some(class) = &self.class {
            let _ = write!(text, " ({class})");
        }
        match self.points {
            Some(points) => drop(write!(text, " {points}")),
            None if self.held => text.push_str(", held"),
            None => {}
        }
        text
    }
}

impl Difference {
    /// What differs between two grade books.
    pub(crate) fn between(old: &GradeBook, new: &GradeBook) -> Difference {
        let students = |book: &GradeBook| -> BTreeSet<String> {
            book.rows.iter().map(|row| row.student.clone()).collect()
        };
        let exercises = |book: &GradeBook| -> BTreeMap<String, Column> {
            let columns = book.exercises.iter();
            columns
                .map(|column| (column.name.clone(), column.clone()))
                .collect()
        };
        let (old_students, new_students) = (students(old), students(new));
        let (old_exercises, new_exercises) = (exercises(old), exercises(new));
        let missing = |all: &BTreeMap<String, Column>, from: &BTreeMap<String, Column>| {
            all.keys()
                .filter(|name| !from.contains_key(*name))
                .cloned()
                .collect()
        };
        let changed = old_exercises
            .iter()
            .filter(|(name, column)| new_exercises.get(*name).is_some_and(|new| new != *column));
        Difference {
            versions: [old.version.clone(), new.version.clone()],
            basis: basis(&old.basis, &new.basis),
            new_students: new_students.difference(&old_students).cloned().collect(),
            gone_students: old_students.difference(&new_students).cloned().collect(),
            new_exercises: missing(&new_exercises, &old_exercises),
            gone_exercises: missing(&old_exercises, &new_exercises),
            changed_exercises: changed.map(|(name, _)| name.clone()).collect(),
            changes: changes(old, new),
        }
    }

    /// Whether nothing differs.
    pub(crate) fn is_none(&self) -> bool {
        let [old, new] = &self.versions;
        let lists = [
            &self.new_students,
            &self.gone_students,
            &self.new_exercises,
            &self.gone_exercises,
            &self.changed_exercises,
        ];
        old == new
            && self.basis.is_empty()
            && lists.iter().all(|list| list.is_empty())
            && self.changes.is_empty()
    }

    /// What differs, as text for a terminal of 80 columns.
    pub(crate) fn text(&self) -> String {
        if self.is_none() {
            return "The two grade books are the same.\n".to_owned();
        }
        let mut text = String::new();
        // Writing into a string cannot fail.
        let _ = self.write(&mut text);
        text.trim_start().to_owned()
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        let [old, new] = &self.versions;
        if old != new {
            out.push_str(&wrapped("Workbook: ", 2, &format!("{old} -> {new}")));
        }
        for (what, old, new) in &self.basis {
            out.push_str(&wrapped(
                &format!("{what}: "),
                2,
                &format!("{old} -> {new}"),
            ));
        }
        for (what, names) in [
            ("New students", &self.new_students),
            ("Gone students", &self.gone_students),
            ("New exercises", &self.new_exercises),
            ("Gone exercises", &self.gone_exercises),
            ("Changed exercises", &self.changed_exercises),
        ] {
            if !names.is_empty() {
                writeln!(out, "\n{what} ({}):", names.len())?;
                names
                    .iter()
                    .for_each(|name| out.push_str(&wrapped("  ", 4, name)));
            }
        }
        if !self.changes.is_empty() {
            self.by_exercise(out)?;
        }
        for (effect, what) in Effect::ALL {
            let changes: Vec<&Change> = self
                .changes
                .iter()
                .filter(|change| change.effect == effect)
                .collect();
            if !changes.is_empty() {
                writeln!(out, "\n{what} ({}):", count(changes.len(), "answer"))?;
            }
            for change in changes {
                let place = format!("{}  {}", change.exercise, change.student);
                out.push_str(&wrapped("  ", 4, &place));
                out.push_str(&wrapped("      ", 8, &change.what()));
            }
        }
        Ok(())
    }

    /// How many answers of each exercise have changed, and how.
    fn by_exercise(&self, out: &mut String) -> std::fmt::Result {
        writeln!(
            out,
            "\n  exercise                 more  fewer  counts   open   same"
        )?;
        let mut exercises: BTreeMap<&str, BTreeMap<Effect, usize>> = BTreeMap::new();
        for change in &self.changes {
            let effects = exercises.entry(&change.exercise).or_default();
            *effects.entry(change.effect).or_default() += 1;
        }
        for (exercise, effects) in exercises {
            let [more, fewer, counts, open, same] =
                Effect::ALL.map(|(effect, _)| effects.get(&effect).copied().unwrap_or_default());
            let head = format!("  {:<22}", super::visible::line(exercise));
            writeln!(
                out,
                "{head} {more:>6} {fewer:>6} {counts:>7} {open:>6} {same:>6}"
            )?;
        }
        Ok(())
    }
}

impl Change {
    fn what(&self) -> String {
        let (old, new) = (self.old.text(), self.new.text());
        match old == new {
            true => format!("{old}; other: {}", self.differs.join(", ")),
            false => format!("{old} -> {new}"),
        }
    }
}

/// What two bases differ in.
fn basis(old: &Basis, new: &Basis) -> Vec<(&'static str, String, String)> {
    let fields = [
        ("Compiler", &old.compiler, &new.compiler),
        ("Seeds", &old.seeds, &new.seeds),
        ("Limits", &old.limits, &new.limits),
    ];
    let fields = fields.into_iter().filter(|(_, old, new)| old != new);
    fields
        .map(|(what, old, new)| (what, old.clone(), new.clone()))
        .collect()
}

/// The rows that both books have, and that differ.
fn changes(old: &GradeBook, new: &GradeBook) -> Vec<Change> {
    let rows = |book| -> BTreeMap<(String, String), Row> {
        let GradeBook { rows, .. }: &GradeBook = book;
        let key = |row: &Row| (row.exercise.clone(), row.student.clone());
        rows.iter().map(|row| (key(row), row.clone())).collect()
    };
    let new = rows(new);
    let both = rows(old).into_iter().filter_map(|(key, old)| {
        let new = new.get(&key)?.clone();
        Some((key, old, new))
    });
    let differ = both.filter(|(_, old, new)| old != new);
    differ
        .map(|((exercise, student), old, new)| {
            let differs = differs(&old, &new);
            let (old, new) = (Side::of(&old), Side::of(&new));
            Change {
                exercise,
                student,
                effect: Effect::of(old.points, new.points),
                old,
                new,
                differs,
            }
        })
        .collect()
}

/// The fields in which two rows differ.
fn differs(old: &Row, new: &Row) -> Vec<&'static str> {
    let (a, b) = (&old.graded, &new.graded);
    let fields = [
        ("word", a.word != b.word),
        ("class", a.class != b.class),
        ("points", a.points != b.points),
        ("review", a.review != b.review),
        ("released", old.released != new.released),
        ("submission", old.submission != new.submission),
        ("ignored", old.ignored != new.ignored),
        ("told", a.told != b.told),
        ("certificate", a.certificate != b.certificate),
        ("sandbox", a.sandbox != b.sandbox),
        ("key", a.key != b.key),
    ];
    let fields = fields.into_iter().filter(|(_, differ)| *differ);
    fields.map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests;
