//! How a student stands with each exercise: the rows of `workbook list`.

use std::fs;
use std::path::Path;

use serde::Serialize;
use verdict::{Class, Verdict};

use super::manifest::ending;
use super::progress::{Checked, Progress};
use super::{Exercise, starter};

/// An exercise, and how a student stands with it. `list --json` prints it: names and
/// meanings are kept, and fields may be added.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row {
    /// Its number, by which the rows are in order.
    pub(crate) number: u32,
    /// Its name.
    pub(crate) name: String,
    /// Its title.
    pub(crate) title: String,
    /// Its chapter, with the number of that.
    pub(crate) chapter: String,
    /// How long it takes, in minutes.
    pub(crate) minutes: u32,
    /// What it is worth.
    pub(crate) points: u32,
    /// What the file as it stands is worth, as far as the last check knows it.
    pub(crate) points_got: u32,
    /// The file to edit, from the root.
    pub(crate) edit: String,
    /// How it stands: one word.
    pub(crate) standing: Standing,
    /// The verdict on the file as it stands; null if the file was not checked so.
    pub(crate) verdict: Option<Verdict>,
    /// The class of the bug, with that verdict.
    pub(crate) class: Option<Class>,
    /// The verdict of the last check, whatever has become of the file since.
    pub(crate) last_verdict: Option<Verdict>,
    /// When the last check was, in UTC.
    pub(crate) last_checked: Option<String>,
    /// When a check first said *verified*, in UTC. It stays, whatever becomes of the file.
    pub(crate) first_verified: Option<String>,
    /// How many checks were made.
    pub(crate) checks: u64,
    /// How many of its hints were seen.
    pub(crate) hints_seen: usize,
    /// How many hints it has.
    pub(crate) hints: usize,
}

/// Where the work on an exercise is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Standing {
    /// The file is the starter, and was never checked.
    NotBegun,
    /// The file was worked on, and never checked.
    NotChecked,
    /// The last check saw the file as it stands.
    Checked,
    /// The last check saw another file.
    Changed,
    /// There is no file.
    Missing,
}

impl Row {
    /// How a student stands with this exercise.
    pub(crate) fn new(root: &Path, exercise: Exercise, progress: &Progress) -> Row {
        let entry = progress.of(&exercise);
        let present = progress.present(root, &exercise);
        let manifest = &exercise.manifest;
        let points = |found: &Checked| found.points(manifest.points);
        Row {
            number: exercise.number,
            points_got: present.as_ref().map_or(0, points),
            standing: standing(root, &exercise, entry.checked.is_some(), present.is_some()),
            edit: exercise.answer().display().to_string(),
            verdict: present.as_ref().map(|found| found.verdict),
            class: present.and_then(|found| found.class),
            last_verdict: entry.checked.as_ref().map(|found| found.verdict),
            last_checked: entry.checked.map(|found| found.when.to_string()),
            first_verified: entry.verified.map(|when| when.to_string()),
            checks: entry.checks,
            hints_seen: entry.hints + entry.by_class.len(),
            hints: manifest.hints.len() + manifest.hints_by_class.len(),
            minutes: manifest.minutes,
            points: manifest.points,
            title: exercise.manifest.title,
            chapter: exercise.manifest.chapter,
            name: exercise.name,
        }
    }

    /// Whether the file as it stands is verified.
    pub(crate) fn is_verified(&self) -> bool {
        self.verdict == Some(Verdict::Verified)
    }

    /// How it stands, in a few words.
    pub(crate) fn words(&self) -> String {
        match (self.standing, self.verdict, self.last_verdict) {
            (Standing::Checked, Some(verdict), _) => ending(verdict, self.class),
            (Standing::Changed, _, Some(verdict)) => format!("{verdict}, changed since"),
            (Standing::Missing, ..) => "the file is missing".to_owned(),
            (Standing::NotBegun, ..) => "not begun".to_owned(),
            _ => "not checked".to_owned(),
        }
    }
}

fn standing(root: &Path, exercise: &Exercise, was_checked: bool, as_it_is: bool) -> Standing {
    let Ok(file) = fs::read(root.join(exercise.answer())) else {
        return Standing::Missing;
    };
    if as_it_is {
        Standing::Checked
    } else if was_checked {
        Standing::Changed
    } else if starter(root, exercise).is_ok_and(|starter| starter == file) {
        Standing::NotBegun
    } else {
        Standing::NotChecked
    }
}
