//! What is remembered between two calls: hints shown, and the last check.
//!
//! It is kept in `target/workbook`, and `cargo clean` forgets it. `cargo test`
//! leaves its certificate there too.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use verdict::{Certificate, Class, Verdict, harness};

use super::Exercise;

/// What is remembered of every exercise, by name.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Progress(BTreeMap<String, Entry>);

/// What is remembered of one exercise.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// How many hints were shown.
    pub(crate) hints: usize,
    /// The last check.
    pub(crate) checked: Option<Checked>,
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
}

impl Progress {
    /// What is remembered. What cannot be read is forgotten: it is a convenience.
    pub(crate) fn read(root: &Path) -> Progress {
        let json = fs::read(path(root)).unwrap_or_default();
        serde_json::from_slice(&json).unwrap_or_default()
    }

    /// What is remembered of an exercise.
    pub(crate) fn of(&self, exercise: &Exercise) -> Entry {
        self.0.get(&exercise.name).cloned().unwrap_or_default()
    }

    /// What was found of the student's file as it stands: by the last
    /// `cargo workbook check` or the last `cargo test`, if either saw this file.
    pub(crate) fn present(&self, root: &Path, exercise: &Exercise) -> Option<Checked> {
        let now = fs::read_to_string(root.join(exercise.answer())).ok()?;
        let now = exercise.digest(&now);
        [self.of(exercise).checked, tested(root, exercise)]
            .into_iter()
            .flatten()
            .find(|checked| checked.source == now)
    }

    /// Remembers how many hints were shown.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub(crate) fn hinted(root: &Path, exercise: &Exercise, hints: usize) -> anyhow::Result<()> {
        change(root, exercise, |entry| entry.hints = hints)
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
        change(root, exercise, |entry| {
            entry.checked = Some(Checked {
                source: exercise.digest(answer),
                verdict: found.verdict,
                class: found.class,
            });
        })
    }
}

/// What the last `cargo test` left. As with the rest, what cannot be read is
/// forgotten.
fn tested(root: &Path, exercise: &Exercise) -> Option<Checked> {
    let name = format!("{}.json", exercise.name);
    let json = fs::read(root.join(harness::TESTED).join(name)).ok()?;
    let found: Certificate = serde_json::from_slice(&json).ok()?;
    Some(Checked {
        source: found.source,
        verdict: found.verdict,
        class: found.class,
    })
}

fn path(root: &Path) -> PathBuf {
    root.join("target/workbook/progress.json")
}

fn change(root: &Path, exercise: &Exercise, with: impl FnOnce(&mut Entry)) -> anyhow::Result<()> {
    let mut progress = Progress::read(root);
    with(progress.0.entry(exercise.name.clone()).or_default());
    let path = path(root);
    let write = || -> std::io::Result<()> {
        let folder = path.parent().unwrap_or(root);
        fs::create_dir_all(folder)?;
        // Written aside and renamed, so that nobody reads half of it.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(&serde_json::to_vec_pretty(&progress)?)?;
        file.persist(&path)?;
        Ok(())
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}
