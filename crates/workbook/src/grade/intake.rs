//! What was handed in: a folder for each student, and of each the files that are asked
//! for.
//!
//! Of each exercise one file is taken, the one that its manifest names. It is looked for
//! at these places, from the student's folder:
//!
//! - `exercises/NN-name/src/x.rs`, as in a hand-out,
//! - `NN-name/src/x.rs`,
//! - `name/src/x.rs`,
//! - and, if only one exercise is graded, `src/x.rs` and `x.rs`.
//!
//! Two of them are taken if they are the same, byte for byte; else nobody can tell which
//! one is meant. Nothing is changed here, and nothing is run. All else is ignored, and
//! named for who wonders.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use walkdir::WalkDir;

use super::taking::{Folder, Found};
use crate::exercise::Exercise;

/// How many names of what was ignored are given for a student.
const NAMED: usize = 20;

/// How many names are looked at for that.
const LOOKED_AT: usize = 10_000;

/// The students of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Class {
    /// They, by name.
    pub(crate) students: Vec<Student>,
    /// What lies beside their folders and is none of them.
    pub(crate) ignored: Vec<String>,
}

/// A student.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Student {
    /// The name: that of the folder. Bytes that are no text are written as Rust writes
    /// them.
    pub(crate) name: String,
    /// The folder, in the folder of the class.
    folder: OsString,
}

/// What was taken of an exercise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// An answer.
    Answer {
        /// Its text.
        text: String,
        /// The SHA-256 of the file.
        digest: String,
    },
    /// There is no such file.
    Missing,
    /// Something is there that is not taken; why, in a sentence.
    Refused(String),
    /// We could not look; why, in a sentence.
    Failed(String),
}

impl Class {
    /// Finds the students. What is hidden, and what is no folder, is ignored.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read, or two names look the same.
    pub(crate) fn find(folder: &Path) -> anyhow::Result<Class> {
        let shown = folder.display();
        let cannot =
            || format!("cannot read {shown}; name the folder that has a folder for each student");
        let mut class = Class::default();
        for entry in std::fs::read_dir(folder).with_context(cannot)? {
            let entry = entry.with_context(cannot)?;
            let name = as_text(&entry.file_name());
            // A link is no folder here, wherever it leads.
            let is_folder = entry.file_type().with_context(cannot)?.is_dir();
            if is_folder && !name.starts_with('.') {
                let folder = entry.file_name();
                class.students.push(Student { name, folder });
            } else {
                class.ignored.push(name);
            }
        }
        class.students.sort();
        class.ignored.sort();
        for pair in class.students.windows(2) {
            let name = &pair[0].name;
            ensure!(
                *name != pair[1].name,
                "{shown} has two folders that both read {name}; rename one of them"
            );
        }
        Ok(class)
    }
}

/// Takes the answers of a student to these exercises, and names what was ignored.
pub(crate) fn take(
    class: &Path,
    student: &Student,
    exercises: &[Exercise],
) -> (Vec<Taken>, Vec<String>) {
    let at = class.join(&student.folder);
    let places: Vec<Vec<PathBuf>> = exercises
        .iter()
        .map(|exercise| places(exercise, exercises.len() == 1))
        .collect();
    let taken = match Folder::open(&at) {
        Ok(folder) => {
            let each = places.iter();
            each.map(|places| take_one(&folder, &at, places)).collect()
        }
        Err(error) => vec![Taken::Failed(unreadable(&at, &error)); exercises.len()],
    };
    (taken, ignored(&at, &places.concat()))
}

/// Where the file of an exercise may lie.
fn places(exercise: &Exercise, alone: bool) -> Vec<PathBuf> {
    let edit = &exercise.manifest.edit;
    let mut all = vec![
        exercise.answer(),
        Path::new(&exercise.folder).join(edit),
        Path::new(&exercise.name).join(edit),
    ];
    if alone {
        all.push(edit.clone());
        all.extend(edit.file_name().map(PathBuf::from));
    }
    all
}

fn take_one(folder: &Folder, at: &Path, places: &[PathBuf]) -> Taken {
    let mut answer: Option<(&Path, String, String)> = None;
    for place in places {
        match folder.take(place) {
            Err(error) => return Taken::Failed(unreadable(&at.join(place), &error)),
            Ok(Found::Nothing) => {}
            Ok(Found::Refused(why)) => {
                return Taken::Refused(format!("{} {why}.", place.display()));
            }
            Ok(Found::Text { text, digest }) => match &answer {
                None => answer = Some((place, text, digest)),
                Some((_, _, same)) if *same == digest => {}
                Some((other, ..)) => {
                    return Taken::Refused(format!(
                        "{} and {} differ, and nobody can tell which one is meant.",
                        other.display(),
                        place.display()
                    ));
                }
            },
        }
    }
    answer.map_or(Taken::Missing, |(_, text, digest)| Taken::Answer {
        text,
        digest,
    })
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!(
        "cannot read {}: {error}; give yourself the right to, and grade again",
        path.display()
    )
}

/// What is in a student's folder and stands at no place that is looked at. Of a folder
/// without such a place only its name is given.
fn ignored(at: &Path, places: &[PathBuf]) -> Vec<String> {
    let files: BTreeSet<&Path> = places.iter().map(PathBuf::as_path).collect();
    let ways: BTreeSet<&Path> = files
        .iter()
        .flat_map(|place| place.ancestors().skip(1))
        .collect();
    let inside = |path: &Path| path.strip_prefix(at).unwrap_or(path).to_owned();
    let mut walk = WalkDir::new(at)
        .min_depth(1)
        .sort_by_file_name()
        .into_iter();
    let (mut named, mut more, mut seen) = (Vec::new(), 0, 0);
    while let Some(entry) = walk.next() {
        seen += 1;
        if seen > LOOKED_AT {
            named.truncate(NAMED);
            named.push("and many more".to_owned());
            return named;
        }
        // What cannot be looked at has no name to give; taking it has said so.
        let Ok(entry) = entry else { continue };
        let path = inside(entry.path());
        let is_folder = entry.file_type().is_dir();
        if is_folder && ways.contains(path.as_path()) || files.contains(path.as_path()) {
            continue;
        }
        if is_folder {
            walk.skip_current_dir();
        }
        if named.len() < NAMED {
            let end = if is_folder { "/" } else { "" };
            named.push(as_text(path.as_os_str()) + end);
        } else {
            more += 1;
        }
    }
    if more > 0 {
        named.push(format!("and {more} more"));
    }
    named
}

/// A name as text. Two names of which one is no text may look the same.
fn as_text(name: &std::ffi::OsStr) -> String {
    match name.to_str() {
        Some(text) => text.to_owned(),
        None => name.as_encoded_bytes().escape_ascii().to_string(),
    }
}

#[cfg(all(test, unix))]
mod tests;
