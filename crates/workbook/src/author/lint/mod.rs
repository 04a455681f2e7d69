//! What an exercise still lacks, before a student may see it.
//!
//! `verify` asks whether the check is right, and runs every answer. This asks whether the
//! exercise is ready to be read, and runs none: it is done in a moment, and an exercise
//! that is half written can be verified. What both ask stands in one place,
//! `exercise::problems`, and comes here by its plan.

mod files;
mod hints;
mod packages;
mod readme;

use std::fs;
use std::path::Path;

use anyhow::Context;

use super::TO_WRITE;
use super::register::{TESTS, page_of};
use crate::exercise::matrix::{Known, Plan};
use crate::handout::walk;

/// Everything that the exercise of this plan lacks, in sentences.
///
/// # Errors
///
/// If a file cannot be read.
pub(crate) fn lint(root: &Path, plan: &Plan) -> anyhow::Result<Vec<String>> {
    let exercise = &plan.exercise;
    let mut problems = plan.problems.clone();
    problems.extend(files::check(root, plan)?);
    problems.extend(packages::check(root, exercise)?);
    problems.extend(hints::check(root, plan)?);
    problems.extend(readme::check(root, plan)?);
    problems.extend(places(root, plan)?);
    let manifest = &exercise.manifest;
    for (number, what) in [(manifest.minutes, "minutes"), (manifest.points, "points")] {
        if number == 0 {
            problems.push(format!("exercise.toml says 0 {what}"));
        }
    }
    let unnamed = plan
        .answers
        .iter()
        .filter(|answer| answer.expected.is_none());
    problems.extend(unnamed.map(|answer| format!("answers.toml does not name {}", answer.label())));
    let starter = read(root, &exercise.solution().join("starter.rs"))?;
    if !starter.contains("TODO(you)") {
        problems.push("the starter has no TODO(you), so nobody finds what to change".to_owned());
    }
    problems.extend(to_write(root, plan)?);
    Ok(problems)
}

/// Where the exercise must be named: on its chapter's page, and in our tests; and the
/// chapter in the book.
fn places(root: &Path, plan: &Plan) -> anyhow::Result<Vec<String>> {
    let exercise = &plan.exercise;
    let mut problems = Vec::new();
    match page_of(root, exercise)? {
        None => problems.push(format!(
            "no exercises.md of the book has a row `| {} | `{}` |`",
            exercise.number, exercise.name
        )),
        Some((page, row)) if row.contains(TO_WRITE) => {
            problems.push(format!("{} has a {TO_WRITE} in its row", page.display()));
        }
        Some(_) => {}
    }
    let chapter = &exercise.manifest.chapter;
    let title = chapter.split_once(' ').map_or("", |(_, title)| title);
    let summary = read(root, Path::new("book/src/SUMMARY.md"))?;
    if title.is_empty() || !summary.contains(&format!("- [{title}](")) {
        problems.push(format!(
            "SUMMARY.md has no chapter `{title}`; exercise.toml says `{chapter}`, which must \
             be a chapter's number and title"
        ));
    }
    let named = format!("\"{}\"", exercise.name);
    let tests = root.join(TESTS);
    if tests.is_file() && !read(root, Path::new(TESTS))?.contains(&named) {
        problems.push(format!("{TESTS} has no test of what its students are told"));
    }
    Ok(problems)
}

/// The marks of what the author has yet to write.
fn to_write(root: &Path, plan: &Plan) -> anyhow::Result<Vec<String>> {
    let mut problems = Vec::new();
    for folder in [plan.exercise.path(), plan.exercise.solution()] {
        for file in walk(root, &folder)? {
            let text = read(root, &file)?;
            let lines = text.lines().enumerate();
            let marked = lines.filter(|(_, line)| line.contains(TO_WRITE));
            let marked: Vec<String> = marked.map(|(line, _)| (line + 1).to_string()).collect();
            if !marked.is_empty() {
                let lines = marked.join(", ");
                problems.push(format!("{}: {TO_WRITE} in line {lines}", file.display()));
            }
        }
    }
    Ok(problems)
}

fn read(root: &Path, file: &Path) -> anyhow::Result<String> {
    let path = root.join(file);
    fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
}

/// The text of the solution.
fn solution(root: &Path, plan: &Plan) -> anyhow::Result<String> {
    let exercise = &plan.exercise;
    read(root, &exercise.solution().join(&exercise.manifest.edit))
}

/// The answers of these kinds.
fn of<'a>(
    plan: &'a Plan,
    kinds: &'a [Known],
) -> impl Iterator<Item = &'a crate::exercise::matrix::Answer> {
    let answers = plan.answers.iter();
    answers.filter(|answer| kinds.contains(&answer.known))
}
