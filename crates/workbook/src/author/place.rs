//! Where a new exercise stands, and making room there.
//!
//! Exercises are numbered in the order of the book. One that comes between two others moves
//! the later ones on by one: their folders, and the places that name them by number.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, ensure};
use walkdir::WalkDir;

use crate::exercise::{self, Exercise};

/// Where a new exercise stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    /// Its number.
    pub(crate) number: u32,
    /// The chapter, as `exercise.toml` names it.
    pub(crate) chapter: String,
    /// The exercise before it in its chapter.
    pub(crate) after: String,
    /// The folders of the exercises that must move on, the last one first.
    pub(crate) moves: Vec<String>,
}

/// The folder of an exercise.
pub(crate) fn folder(number: u32, name: &str) -> String {
    format!("{number:02}-{name}")
}

/// The place after this exercise, or else at the end of this chapter, which is a number or
/// the beginning of a name.
///
/// # Errors
///
/// If there is no such exercise or chapter, or the exercise is of another chapter.
pub(crate) fn place(
    root: &Path,
    chapter: Option<&str>,
    after: Option<&str>,
) -> anyhow::Result<Place> {
    let all = exercise::all(root)?;
    let is_of = |one: &&Exercise, asked: &str| {
        let name = &one.manifest.chapter;
        name.split(' ').next() == Some(asked) || name.to_lowercase().contains(&asked.to_lowercase())
    };
    let previous = match (after, chapter) {
        (Some(after), _) => exercise::find(root, after)?,
        (None, Some(asked)) => {
            let last = all.iter().rfind(|one| is_of(one, asked));
            last.cloned().ok_or_else(|| {
                let mut chapters: Vec<&str> = all
                    .iter()
                    .map(|one| one.manifest.chapter.as_str())
                    .collect();
                chapters.dedup();
                anyhow!(
                    "no exercise is of a chapter `{asked}`; those that have some are:\n  {}",
                    chapters.join("\n  ")
                )
            })?
        }
        (None, None) => all
            .last()
            .cloned()
            .context("there is no exercise to come after")?,
    };
    if let Some(asked) = chapter {
        ensure!(
            is_of(&&previous, asked),
            "{} is of chapter `{}`, and not of `{asked}`",
            previous.name,
            previous.manifest.chapter
        );
    }
    let number = previous.number + 1;
    let mut moves = Vec::new();
    let later = all.iter().filter(|one| one.number >= number);
    for (next, later) in (number..).zip(later) {
        if later.number != next {
            break;
        }
        moves.push(later.folder.clone());
    }
    moves.reverse();
    Ok(Place {
        number,
        chapter: previous.manifest.chapter,
        after: previous.name,
        moves,
    })
}

/// The folders in which exercises are named by their folders.
const NAMED_IN: [&str; 5] = ["exercises", "solutions", "book/src", "crates", "tests"];

/// Moves the exercises that are in the way on by one. Returns the files that were changed.
///
/// # Errors
///
/// If a file cannot be read or written.
pub(crate) fn make_room(root: &Path, place: &Place) -> anyhow::Result<Vec<PathBuf>> {
    let mut moved = Vec::new();
    for was in &place.moves {
        let (number, name) = was.split_once('-').context("a folder has a number")?;
        let number: u32 = number.parse().context("a folder has a number")?;
        let now = folder(number + 1, name);
        for tree in ["exercises", "solutions"] {
            let (from, to) = (root.join(tree).join(was), root.join(tree).join(&now));
            fs::rename(&from, &to)
                .with_context(|| format!("cannot move {} to {}", from.display(), to.display()))?;
        }
        moved.push((was, now, number, name));
    }
    let mut changed = Vec::new();
    // Nobody is in the way of the last exercise, so most often there is nothing to read.
    let texts = if moved.is_empty() {
        Vec::new()
    } else {
        texts(root)?
    };
    for (file, text) in texts {
        let mut new = text.clone();
        for (was, now, number, name) in &moved {
            new = new.replace(was.as_str(), now);
            let row = |number: u32| format!("| {number} | `{name}` |");
            new = new.replace(&row(*number), &row(number + 1));
            let mut own = ["exercises", "solutions"].iter();
            if own.any(|tree| file.starts_with(Path::new(tree).join(now))) {
                let said = |number: u32| format!("xercise {number}:");
                new = new.replace(&said(*number), &said(number + 1));
                if let Some(title) = new.strip_prefix(&format!("# {number} ")) {
                    new = format!("# {} {title}", number + 1);
                }
            }
        }
        if new != text {
            let path = root.join(&file);
            fs::write(&path, new).with_context(|| format!("cannot write {}", path.display()))?;
            changed.push(file);
        }
    }
    changed.sort();
    Ok(changed)
}

/// The texts in which exercises may be named, from the root.
fn texts(root: &Path) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut texts = Vec::new();
    for folder in NAMED_IN.map(|folder| root.join(folder)) {
        let inside = |entry: &walkdir::DirEntry| {
            let name = entry.file_name();
            name != "node_modules" && name != "target" && name != "corpus"
        };
        for entry in WalkDir::new(&folder)
            .into_iter()
            .filter_entry(inside)
            .flatten()
        {
            // What is no text names nothing.
            if entry.file_type().is_file()
                && let Ok(text) = fs::read_to_string(entry.path())
            {
                texts.push((entry.path().strip_prefix(root)?.to_owned(), text));
            }
        }
    }
    Ok(texts)
}
