//! Folders that must be writable, and exercises that must be complete.

use std::path::{Path, PathBuf};

use super::{Finding, Need, State};
use crate::exercise::{self, Exercise};
use crate::workspace;

/// What an exercise has besides the file that is edited.
const PARTS: [&str; 4] = ["Cargo.toml", "README.md", "src/lib.rs", "tests/check.rs"];

pub(super) fn examine(root: &Path) -> Vec<Finding> {
    vec![folders(root), exercises(root)]
}

fn folders(root: &Path) -> Finding {
    const WHAT: &str = "folders";
    let folders = [
        root.join("exercises"),
        root.join("target"),
        workspace::state(root),
        std::env::temp_dir(),
    ];
    let locked: Vec<String> = folders
        .iter()
        .filter(|folder| !is_writable(folder))
        .map(|folder| folder.display().to_string())
        .collect();
    match locked.is_empty() {
        true => Finding::ok(WHAT, Need::Student, "all can be written"),
        false => Finding::not_ok(
            WHAT,
            Need::Student,
            State::Missing,
            format!("cannot be written: {}", locked.join(", ")),
            "make them yours (`chown`, `chmod u+w`), or copy the workbook to where you may write",
        ),
    }
}

/// Whether a file can be made in it; if it is not there yet, in the one above it.
fn is_writable(folder: &Path) -> bool {
    let there = folder.ancestors().find(|folder| folder.is_dir());
    there.is_some_and(|folder| tempfile::tempfile_in(folder).is_ok())
}

fn exercises(root: &Path) -> Finding {
    const WHAT: &str = "exercises";
    let bad = |found: String, mend: String| {
        Finding::not_ok(WHAT, Need::Student, State::Missing, found, mend)
    };
    let once_more = "get the workbook or the hand-out once more, and copy it from there";
    let all = match exercise::all(root) {
        Ok(all) => all,
        Err(error) => return bad(format!("{error:#}"), once_more.to_owned()),
    };
    let parts: Vec<PathBuf> = all.iter().flat_map(|one| lost(root, one)).collect();
    if let Some(part) = parts.first() {
        let found = format!("{} is missing", part.display());
        return bad(found, format!("{once_more}; your answers stay as they are"));
    }
    for one in &all {
        let starter = exercise::starter(root, one);
        if !root.join(one.answer()).is_file() {
            let found = format!("{} is missing", one.answer().display());
            return bad(found, format!("cargo workbook reset {}", one.name));
        }
        if let Err(error) = starter {
            let (state, mend) = (State::Warning, "only `cargo workbook reset` needs it");
            return Finding::not_ok(WHAT, Need::Student, state, format!("{error:#}"), mend);
        }
    }
    Finding::ok(
        WHAT,
        Need::Student,
        format!("all {} are complete", all.len()),
    )
}

/// The parts that are not there.
fn lost(root: &Path, exercise: &Exercise) -> Vec<PathBuf> {
    let folder = exercise.path();
    let parts = PARTS.iter().map(|part| folder.join(part));
    parts.filter(|part| !root.join(part).is_file()).collect()
}
