//! The two READMEs: what a student reads first, and what an instructor does.

use std::path::Path;

use super::{of, read};
use crate::exercise::matrix::{Known, Plan};

/// What is wrong with the READMEs.
///
/// # Errors
///
/// If one is there and cannot be read.
pub(super) fn check(root: &Path, plan: &Plan) -> anyhow::Result<Vec<String>> {
    let exercise = &plan.exercise;
    let mut problems = Vec::new();
    let (given, ours) = (
        exercise.path().join("README.md"),
        exercise.solution().join("README.md"),
    );
    // A file that is not there is told of elsewhere.
    if root.join(&given).is_file() {
        let text = read(root, &given)?;
        problems.extend(students(plan, &text));
    }
    if root.join(&ours).is_file() {
        let text = read(root, &ours)?;
        problems.extend(instructors(plan, &text));
    }
    Ok(problems)
}

fn students(plan: &Plan, text: &str) -> Vec<String> {
    let exercise = &plan.exercise;
    let mut problems = Vec::new();
    let title = format!("# {} {}", exercise.number, exercise.manifest.title);
    if text.lines().next() != Some(&title) {
        problems.push(format!(
            "README.md must begin with `{title}`, as exercise.toml has it"
        ));
    }
    for (part, says) in [
        ("**Goal.**", "the goal"),
        ("\n## Your task\n", "the task"),
        ("\n## Done when\n", "when it is done"),
    ] {
        if !text.contains(part) {
            let part = part.trim();
            problems.push(format!(
                "README.md does not say {says}: `{part}` is missing"
            ));
        }
    }
    // It is called otherwise where nothing is broken.
    let before = text.split("\n## Your task\n").next().unwrap_or_default();
    if !before.contains("\n## ") {
        problems.push("README.md does not say what is broken, before the task".to_owned());
    }
    let name = &exercise.name;
    for command in [
        format!("cargo test -p {name}"),
        format!("cargo workbook hint {name}"),
    ] {
        if !text.contains(&command) {
            problems.push(format!("README.md does not name the command `{command}`"));
        }
    }
    let edit = exercise.manifest.edit.to_string_lossy();
    if !text.contains(&*edit) {
        problems.push(format!("README.md does not name the file to edit, {edit}"));
    }
    if text.contains("git restore") {
        problems.push(format!(
            "README.md says `git restore`, and a hand-out has no git; \
             say `cargo workbook reset {name}`"
        ));
    }
    problems
}

fn instructors(plan: &Plan, text: &str) -> Vec<String> {
    let exercise = &plan.exercise;
    let mut problems = Vec::new();
    let title = format!(
        "# {} {}: solution",
        exercise.number, exercise.manifest.title
    );
    if text.lines().next() != Some(&title) {
        problems.push(format!(
            "the solution's README.md must begin with `{title}`"
        ));
    }
    for part in ["Why it is right", "What was not looked at"] {
        if !text.contains(&format!("\n## {part}\n")) {
            problems.push(format!("the solution's README.md has no section `{part}`"));
        }
    }
    for answer in of(plan, &[Known::Right, Known::Wrong]) {
        if !text.contains(&format!("`{}`", answer.name)) {
            let label = answer.label();
            problems.push(format!("the solution's README.md does not explain {label}"));
        }
    }
    problems
}
