//! What is remembered of a student's work: hints shown, checks made, and since when an
//! exercise is verified.
//!
//! It is kept in `.workbook`, which neither `cargo clean` nor an update of the workbook
//! touches. `cargo test` knows nothing of it and leaves its certificate in `target`; a
//! new one is taken up by whoever reads next.

mod file;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use verdict::{Certificate, Class, Score, Verdict, harness};

use super::Exercise;
use file::Locked;

/// What is remembered of every exercise, by name.
#[derive(Debug, Default)]
pub(crate) struct Progress(Entries);

/// By the name of the exercise.
type Entries = BTreeMap<String, Entry>;

/// What is remembered of one exercise.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Entry {
    /// How many of the hints in steps were seen.
    pub(crate) hints: usize,
    /// The step that was shown last. It is less than `hints` for those who began again.
    pub(crate) step: usize,
    /// The classes of bugs whose hint was seen.
    pub(crate) by_class: Vec<Class>,
    /// How many checks were made.
    pub(crate) checks: u64,
    /// When a check first said *verified*.
    pub(crate) verified: Option<Timestamp>,
    /// The last check.
    pub(crate) checked: Option<Checked>,
    /// When the certificate of `cargo test` that was taken up last was written.
    tested: Option<Timestamp>,
}

/// The last check of an exercise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Checked {
    /// The digest of the student's file, as it was.
    source: String,
    /// The verdict.
    pub(crate) verdict: Verdict,
    /// The class of the bug.
    pub(crate) class: Option<Class>,
    /// How well a property tells right from wrong, if the answer is one.
    #[serde(default)]
    score: Option<Score>,
    /// When.
    #[serde(default)]
    pub(crate) when: Timestamp,
}

impl Checked {
    /// What the answer is worth, of so many points.
    pub(crate) fn points(&self, of: u32) -> u32 {
        let certificate = Certificate {
            verdict: self.verdict,
            score: self.score,
            ..Certificate::broken("", "")
        };
        certificate.points(of)
    }
}

impl Progress {
    /// What is remembered. Nothing is, where nothing can be read: it is a convenience.
    ///
    /// # Synchronization
    ///
    /// Holds the lock of the file while it reads, and while it takes up what `cargo test`
    /// left.
    pub(crate) fn read(root: &Path) -> Progress {
        let reading = || -> std::io::Result<Entries> {
            let locked = Locked::open(root)?;
            let mut entries = locked.read()?;
            if take_up(root, &mut entries) {
                locked.write(&entries)?;
            }
            Ok(entries)
        };
        // Where nothing may be written, what is there can still be shown.
        Progress(reading().unwrap_or_else(|_| file::as_it_is(root)))
    }

    /// What is remembered of an exercise.
    pub(crate) fn of(&self, exercise: &Exercise) -> Entry {
        self.0.get(&exercise.name).cloned().unwrap_or_default()
    }

    /// What the last `cargo workbook check` or `cargo test` found, if it saw the student's
    /// file as it stands.
    pub(crate) fn present(&self, root: &Path, exercise: &Exercise) -> Option<Checked> {
        let now = fs::read_to_string(root.join(exercise.answer())).ok()?;
        let now = exercise.digest(&now);
        let checked = self.of(exercise).checked;
        checked.filter(|checked| checked.source == now)
    }

    /// Remembers a check of the student's file.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub(crate) fn checked(
        root: &Path,
        exercise: &Exercise,
        answer: &str,
        found: &Certificate,
    ) -> anyhow::Result<()> {
        let source = exercise.digest(answer);
        let now = Timestamp::now();
        Progress::change(root, exercise, |entry| entry.check(source, found, now))
    }

    /// Changes what is remembered of an exercise, and returns what the change returns.
    ///
    /// # Errors
    ///
    /// If it cannot be read or written.
    ///
    /// # Synchronization
    ///
    /// Two processes that change something at once both succeed, one after the other: the
    /// lock of the file is held from the reading to the writing.
    pub(crate) fn change<T>(
        root: &Path,
        exercise: &Exercise,
        with: impl FnOnce(&mut Entry) -> T,
    ) -> anyhow::Result<T> {
        let change = || -> std::io::Result<T> {
            let locked = Locked::open(root)?;
            let mut entries = locked.read()?;
            take_up(root, &mut entries);
            let result = with(entries.entry(exercise.name.clone()).or_default());
            locked.write(&entries)?;
            Ok(result)
        };
        change().with_context(|| {
            let path = file::path(root);
            format!(
                "cannot write {}; `cargo workbook doctor` says which folders can be written",
                path.display()
            )
        })
    }
}

impl Entry {
    /// Remembers a check. One that is older than the last is counted, and no more.
    fn check(&mut self, source: String, found: &Certificate, when: Timestamp) {
        self.checks += 1;
        if found.verdict == Verdict::Verified {
            let first = self.verified.map_or(when, |first| first.min(when));
            self.verified = Some(first);
        }
        if self.checked.as_ref().is_none_or(|last| last.when <= when) {
            self.checked = Some(Checked {
                source,
                verdict: found.verdict,
                class: found.class,
                score: found.score,
                when,
            });
        }
    }
}

/// Takes up each certificate that `cargo test` left and that was not seen before; whether
/// there was one. As with the rest, what cannot be read is left.
fn take_up(root: &Path, entries: &mut Entries) -> bool {
    let Ok(folder) = fs::read_dir(root.join(harness::TESTED)) else {
        return false;
    };
    let mut new = false;
    for path in folder.flatten().map(|file| file.path()) {
        let written = fs::metadata(&path).and_then(|about| about.modified());
        let Some(written) = written.ok().and_then(|at| Timestamp::try_from(at).ok()) else {
            continue;
        };
        let Some(name) = path.file_stem().and_then(|name| name.to_str()) else {
            continue;
        };
        let seen = entries.get(name).and_then(|entry| entry.tested);
        if path.extension().is_none_or(|kind| kind != "json") || seen == Some(written) {
            continue;
        }
        let json = fs::read(&path).unwrap_or_default();
        if let Ok(found) = serde_json::from_slice::<Certificate>(&json) {
            let entry = entries.entry(name.to_owned()).or_default();
            entry.tested = Some(written);
            entry.check(found.source.clone(), &found, written);
            new = true;
        }
    }
    new
}

#[cfg(test)]
mod tests;
