//! What `exercise.toml` and `answers.toml` say.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use verdict::{Certificate, Class, Verdict};

/// An `exercise.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    /// The title.
    pub(crate) title: String,
    /// The chapter of the book.
    pub(crate) chapter: String,
    /// How long it takes, in minutes.
    pub(crate) minutes: u32,
    /// What it is worth.
    pub(crate) points: u32,
    /// The file to edit, from the exercise's folder.
    pub(crate) edit: PathBuf,
    /// Hints, each a step further.
    pub(crate) hints: Vec<String>,
    /// What to say first to those whose last check found a bug of this class.
    #[serde(default)]
    pub(crate) hints_by_class: BTreeMap<String, String>,
}

/// An `answers.toml`, beside the solution: what the check must say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answers {
    /// Of the starter.
    pub(crate) starter: Expected,
    /// Of each wrong answer, by the name of its file.
    #[serde(default)]
    pub(crate) wrong: BTreeMap<String, Expected>,
}

/// A verdict and a class that a check must end with.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    /// The verdict.
    pub(crate) verdict: Verdict,
    /// The class of the bug, for an answer that is refuted.
    pub(crate) class: Option<Class>,
}

impl Expected {
    /// Whether the check ended so.
    pub(crate) fn is(&self, found: &Certificate) -> bool {
        self.verdict == found.verdict && self.class == found.class
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&ending(self.verdict, self.class))
    }
}

/// A verdict with its class: `refuted (lost-update)`.
pub(crate) fn ending(verdict: Verdict, class: Option<Class>) -> String {
    match class {
        Some(class) => format!("{verdict} ({class})"),
        None => verdict.to_string(),
    }
}

/// Reads an `exercise.toml`.
///
/// # Errors
///
/// If it cannot be read, is not as it should be (with the line), or names a file
/// outside its folder or a class that does not exist.
pub(crate) fn read(path: &Path) -> anyhow::Result<Manifest> {
    let manifest: Manifest = parse(path)?;
    let inside = manifest
        .edit
        .components()
        .all(|part| matches!(part, std::path::Component::Normal(_)));
    ensure!(
        inside && manifest.edit.starts_with("src"),
        "{}: `edit` must name a file in the exercise's src, not {}",
        path.display(),
        manifest.edit.display()
    );
    for class in manifest.hints_by_class.keys() {
        let known = serde_json::from_value::<Class>(class.as_str().into());
        known.map_err(|error| anyhow!("{}: hints_by_class: {error}", path.display()))?;
    }
    Ok(manifest)
}

/// Reads an `answers.toml`.
///
/// # Errors
///
/// If it cannot be read, or is not as it should be (with the line).
pub(crate) fn read_answers(path: &Path) -> anyhow::Result<Answers> {
    parse(path)
}

fn parse<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    // toml's message has the line and the column.
    toml::from_str(&text).map_err(|error| anyhow!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "title = 't'\nchapter = 'c'\nminutes = 1\npoints = 1\n\
                        edit = 'src/a.rs'\nhints = ['h']\n";

    fn reading(text: &str) -> anyhow::Result<Manifest> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("exercise.toml");
        std::fs::write(&path, text).unwrap();
        read(&path)
    }

    #[test]
    fn a_mistake_is_named_with_its_file_and_line() {
        assert_eq!(reading(GOOD).unwrap().minutes, 1);
        let wrong = GOOD.replace("minutes = 1", "minutes = 'many'");
        let error = reading(&wrong).unwrap_err().to_string();
        assert!(error.contains("exercise.toml"), "{error}");
        assert!(error.contains("line 3"), "{error}");
        let error = reading(&format!("{GOOD}colour = 'red'"))
            .unwrap_err()
            .to_string();
        assert!(error.contains("line 7"), "{error}");
    }

    #[test]
    fn the_file_to_edit_is_inside_the_exercise() {
        for outside in ["../a.rs", "/etc/passwd", "src/../../a.rs", "tests/check.rs"] {
            assert!(reading(&GOOD.replace("src/a.rs", outside)).is_err());
        }
    }

    #[test]
    fn a_hint_for_a_class_that_does_not_exist_is_refused() {
        assert!(reading(&format!("{GOOD}[hints_by_class]\nlost-update = 'h'")).is_ok());
        assert!(reading(&format!("{GOOD}[hints_by_class]\nlost-updates = 'h'")).is_err());
    }
}
