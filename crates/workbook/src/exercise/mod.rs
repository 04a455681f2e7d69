//! The exercises: their manifests, and how an answer is compiled and checked.
//!
//! An *exercise* is a folder in `exercises`, with the same folder in
//! `solutions`. An *answer* is one file: the one that the manifest names. The
//! same check serves every answer: [`compile`] puts the file among the
//! exercise's others and compiles both without Cargo, [`check`] runs the result,
//! and [`matrix`] does so for the starter, the solution and the answers known
//! to be right and wrong. [`kept`] spares it what it did before.

mod aside;
pub(crate) mod backup;
pub(crate) mod check;
pub(crate) mod closest;
mod compile;
pub(crate) mod history;
pub(crate) mod kept;
mod libraries;
pub(crate) mod manifest;
pub(crate) mod matrix;
mod problems;
pub(crate) mod progress;
pub(crate) mod standing;
pub(crate) mod starter;
mod toolchain;
pub(crate) mod watch;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

pub(crate) use check::Checker;
pub(crate) use kept::Kept;
pub(crate) use libraries::{Libraries, tool};
use manifest::Manifest;
pub(crate) use starter::starter;
pub(crate) use toolchain::Toolchain;

/// An exercise.
#[derive(Clone, Debug)]
pub(crate) struct Exercise {
    /// Its place in the order of the book.
    pub(crate) number: u32,
    /// Its name, also that of its package.
    pub(crate) name: String,
    /// The name of its folder, in `exercises` and in `solutions`.
    pub(crate) folder: String,
    /// What its `exercise.toml` says.
    pub(crate) manifest: Manifest,
}

impl Exercise {
    /// Its folder, from the root of the workbook.
    pub(crate) fn path(&self) -> PathBuf {
        Path::new("exercises").join(&self.folder)
    }

    /// The folder of its solution, from the root of the workbook.
    pub(crate) fn solution(&self) -> PathBuf {
        Path::new("solutions").join(&self.folder)
    }

    /// The file that a student edits, from the root of the workbook.
    pub(crate) fn answer(&self) -> PathBuf {
        self.path().join(&self.manifest.edit)
    }

    /// The digest of an answer, as its certificate has it.
    pub(crate) fn digest(&self, answer: &str) -> String {
        let name = self.manifest.edit.file_name().unwrap_or_default();
        verdict::digest([(&*name.to_string_lossy(), answer)])
    }

    fn read(root: &Path, folder: &str) -> anyhow::Result<Exercise> {
        let (number, name) = folder
            .split_once('-')
            .and_then(|(number, name)| Some((number.parse().ok()?, name.to_owned())))
            .with_context(|| {
                format!("exercises/{folder}: a folder of an exercise is named like 01-lost-update")
            })?;
        let manifest = manifest::read(&root.join("exercises").join(folder).join("exercise.toml"))?;
        Ok(Exercise {
            number,
            name,
            folder: folder.to_owned(),
            manifest,
        })
    }
}

/// Every exercise, in order.
///
/// # Errors
///
/// If the folder or a manifest cannot be read.
pub(crate) fn all(root: &Path) -> anyhow::Result<Vec<Exercise>> {
    let folder = root.join("exercises");
    let entries =
        std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot read {}", folder.display()))?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    let mut all = names
        .iter()
        .map(|name| Exercise::read(root, name))
        .collect::<anyhow::Result<Vec<_>>>()?;
    all.sort_by_key(|exercise| exercise.number);
    Ok(all)
}

/// The exercise of this name: its name, its folder, a path to it, or its number.
///
/// # Errors
///
/// If there is none; the message suggests those that sound like it.
pub(crate) fn find(root: &Path, asked: &str) -> anyhow::Result<Exercise> {
    let all = all(root)?;
    let last = Path::new(asked)
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let number: Option<u32> = asked.parse().ok();
    let is_asked = |exercise: &&Exercise| {
        exercise.name == last || exercise.folder == last || Some(exercise.number) == number
    };
    if let Some(found) = all.iter().find(is_asked) {
        return Ok(found.clone());
    }
    let near: Vec<&str> = all
        .iter()
        .map(|exercise| exercise.name.as_str())
        .filter(|name| strsim::jaro_winkler(name, &last) > 0.75)
        .collect();
    match near.as_slice() {
        [] => bail!("there is no exercise `{asked}`; `cargo workbook list` lists them all"),
        near => bail!(
            "there is no exercise `{asked}`; did you mean {}?",
            near.join(" or ")
        ),
    }
}

/// The exercise that is asked for: by name, or else the one in whose folder we stand.
///
/// # Errors
///
/// As [`find`]; and if there is no name, and we stand in no such folder.
pub(crate) fn asked(root: &Path, name: Option<&str>) -> anyhow::Result<Exercise> {
    match name {
        Some(name) => find(root, name),
        None => here(root)?.context(
            "which exercise? Name one, or stand in its folder; \
             `cargo workbook list` lists them all",
        ),
    }
}

/// The exercise in whose folder we stand, if in any.
///
/// # Errors
///
/// If the exercises cannot be read.
pub(crate) fn here(root: &Path) -> anyhow::Result<Option<Exercise>> {
    let here = std::env::current_dir().context("cannot tell the current folder")?;
    let all = all(root)?;
    Ok(all
        .into_iter()
        .find(|exercise| here.starts_with(root.join(exercise.path()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> PathBuf {
        crate::workspace::root().expect("tests run inside the workbook")
    }

    #[test]
    fn an_exercise_is_found_by_name_folder_path_and_number() {
        for asked in [
            "lost-update",
            "01-lost-update",
            "exercises/01-lost-update/",
            "1",
            "01",
        ] {
            assert_eq!(find(&root(), asked).unwrap().name, "lost-update", "{asked}");
        }
    }

    #[test]
    fn a_name_that_is_none_gets_the_near_ones() {
        let near = find(&root(), "lost-updates").unwrap_err().to_string();
        assert!(near.contains("did you mean lost-update"), "{near}");
        let far = find(&root(), "xyzzy").unwrap_err().to_string();
        assert!(far.contains("cargo workbook list"), "{far}");
    }
}
