//! Files that are missing, and files that nobody asked for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::exercise::matrix::Plan;

/// What is wrong with the list of files.
///
/// # Errors
///
/// If a folder cannot be listed.
pub(super) fn check(root: &Path, plan: &Plan) -> anyhow::Result<Vec<String>> {
    let edit = &plan.exercise.manifest.edit;
    let paths = |names: &[&str]| {
        names
            .iter()
            .map(PathBuf::from)
            .chain([edit.clone()])
            .collect()
    };
    let given = [
        "Cargo.toml",
        "README.md",
        "exercise.toml",
        "src/lib.rs",
        "tests/check.rs",
    ];
    let ours = [
        "Cargo.toml",
        "README.md",
        "answers.toml",
        "src/lib.rs",
        "starter.rs",
    ];
    let mut problems = Vec::new();
    for (folder, needed) in [
        (plan.exercise.path(), paths(&given)),
        (plan.exercise.solution(), paths(&ours)),
    ] {
        let found = files(&root.join(&folder))?;
        let needed: BTreeSet<PathBuf> = needed;
        for missing in needed.difference(&found) {
            problems.push(format!("{} is missing", folder.join(missing).display()));
        }
        let is_answer = |file: &Path| {
            let parent = file.parent().unwrap_or(Path::new(""));
            ["right", "wrong"]
                .iter()
                .any(|answers| parent == Path::new(answers))
                && file.extension().is_some_and(|extension| extension == "rs")
                && folder.starts_with("solutions")
        };
        for stray in found.difference(&needed).filter(|file| !is_answer(file)) {
            problems.push(format!(
                "{} is a stray file; remove it",
                folder.join(stray).display()
            ));
        }
    }
    Ok(problems)
}

fn files(folder: &Path) -> anyhow::Result<BTreeSet<PathBuf>> {
    let mut files = BTreeSet::new();
    for entry in WalkDir::new(folder) {
        let entry = entry?;
        if !entry.file_type().is_dir() {
            files.insert(entry.path().strip_prefix(folder)?.to_owned());
        }
    }
    Ok(files)
}
