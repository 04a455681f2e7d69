//! Naming a new exercise where exercises are named.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::TO_WRITE;
use super::place::Place;
use crate::exercise;

/// The file whose list has a test for every exercise.
pub(super) const TESTS: &str = "crates/workbook/tests/exercises.rs";

/// Names the exercise in the table of its chapter's page, after the one before it. Returns
/// the page, if one has that row.
///
/// # Errors
///
/// If a page cannot be read or written.
pub(crate) fn on_the_page(
    root: &Path,
    name: &str,
    place: &Place,
) -> anyhow::Result<Option<PathBuf>> {
    let before = row(place.number - 1, &place.after);
    for page in pages(root)? {
        let row = format!(
            "{} {TO_WRITE}: what the student does, in one line. |",
            row(place.number, name)
        );
        if insert_after(&root.join(&page), &before, &row)? {
            return Ok(Some(page));
        }
    }
    Ok(None)
}

/// Gives the exercise a test of what students are told. Returns whether the list has a
/// line of the exercise before it.
///
/// # Errors
///
/// If the file cannot be read or written.
pub(crate) fn in_the_tests(root: &Path, name: &str, place: &Place) -> anyhow::Result<bool> {
    let path = root.join(TESTS);
    if !path.is_file() {
        return Ok(false);
    }
    let line = format!("    {}: \"{name}\",", name.replace('-', "_"));
    insert_after(&path, &format!(": \"{}\",", place.after), &line)
}

/// The beginning of the row of an exercise in the table of its chapter's page.
pub(super) fn row(number: u32, name: &str) -> String {
    format!("| {number} | `{name}` |")
}

/// The pages of exercises, from the root.
///
/// # Errors
///
/// If the book cannot be listed.
pub(super) fn pages(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let src = root.join("book/src");
    let entries = fs::read_dir(&src).with_context(|| format!("cannot list {}", src.display()))?;
    let mut pages = Vec::new();
    for entry in entries {
        let entry = entry.with_context(|| format!("cannot list {}", src.display()))?;
        let page = entry.path().join("exercises.md");
        if page.is_file() {
            pages.push(page.strip_prefix(root)?.to_owned());
        }
    }
    pages.sort();
    Ok(pages)
}

/// Puts a line after the first one that has this text. Returns whether there is one.
fn insert_after(path: &Path, text: &str, line: &str) -> anyhow::Result<bool> {
    let whole =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let Some(at) = whole.find(text) else {
        return Ok(false);
    };
    let end = whole[at..]
        .find('\n')
        .map_or(whole.len(), |end| at + end + 1);
    let (before, after) = whole.split_at(end);
    crate::workspace::write(path, format!("{before}{line}\n{after}").as_bytes())
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(true)
}

/// The page that names an exercise in a row of its table, if one does.
///
/// # Errors
///
/// If a page cannot be read.
pub(super) fn page_of(
    root: &Path,
    one: &exercise::Exercise,
) -> anyhow::Result<Option<(PathBuf, String)>> {
    for page in pages(root)? {
        let path = root.join(&page);
        let text =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let row = row(one.number, &one.name);
        if let Some(line) = text.lines().find(|line| line.starts_with(&row)) {
            return Ok(Some((page, line.to_owned())));
        }
    }
    Ok(None)
}
