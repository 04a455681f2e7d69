//! What became of a hand-out since it was handed out.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Context;

use super::Record;
use super::contents::{slashed, walk};
use super::record::{FILE, digest};

/// A file that is not as it was handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// An answer: the student's to change.
    Answered,
    /// Another file of ours, changed.
    Changed,
    /// A file of ours that is not there.
    Missing,
    /// A file that was not handed out.
    Added,
}

/// The start of the names of folders in which an update keeps what a student had changed
/// and could not stay in its place.
pub(super) const KEPT: &str = "kept-by-update-";

/// The mark in the name of a new starter beside an answer.
pub(super) const BESIDE: &str = ".handout-";

/// What is not as it was handed out, by its path. What a build, git or the workbook itself
/// makes is no change.
///
/// # Errors
///
/// If a file cannot be read.
pub(crate) fn compare(folder: &Path, record: &Record) -> anyhow::Result<BTreeMap<String, Change>> {
    let mut changes = BTreeMap::new();
    for (path, handed_out) in &record.files {
        let change = match digest_of(folder, path)? {
            None => Change::Missing,
            Some(now) if now == *handed_out => continue,
            Some(_) if record.is_answer(path) => Change::Answered,
            Some(_) => Change::Changed,
        };
        changes.insert(path.clone(), change);
    }
    for file in walk(folder, Path::new(""))? {
        let path = slashed(&file)?;
        let is_ours = record.files.contains_key(&path)
            || path == FILE
            || path.starts_with(KEPT)
            || path.starts_with("book/build/")
            || path.contains(BESIDE);
        if !is_ours {
            changes.insert(path, Change::Added);
        }
    }
    Ok(changes)
}

/// The digest of a file as it stands, if it is there.
///
/// # Errors
///
/// If it is there and cannot be read.
pub(super) fn digest_of(folder: &Path, path: &str) -> anyhow::Result<Option<String>> {
    Ok(read(folder, path)?.map(|bytes| digest(&bytes)))
}

/// A file as it stands, if it is there.
///
/// # Errors
///
/// If it is there and cannot be read.
pub(super) fn read(folder: &Path, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    let path = folder.join(path);
    match fs::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), NotFound | NotADirectory) => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Handout;
    use super::*;

    #[test]
    fn every_kind_of_change_is_told_from_the_others() {
        let handout = Handout::new(1, &[("one", "01-one", "starter")], &[("README.md", "r")]);
        let changes = || compare(handout.path(), &handout.record).unwrap();
        assert_eq!(changes(), BTreeMap::new());
        for of_the_tools in [
            "target/debug/a",
            ".workbook/progress.json",
            ".git/HEAD",
            "kept-by-update-2/README.md",
            "exercises/01-one/src/a.rs.handout-2",
        ] {
            handout.write(of_the_tools, "x");
        }
        assert_eq!(changes(), BTreeMap::new());
        handout.write("exercises/01-one/src/a.rs", "answer");
        handout.write("exercises/01-one/README.md", "notes");
        handout.write("exercises/01-one/src/mine.rs", "more");
        fs::remove_file(handout.path().join("README.md")).unwrap();
        let expected = [
            ("README.md", Change::Missing),
            ("exercises/01-one/README.md", Change::Changed),
            ("exercises/01-one/src/a.rs", Change::Answered),
            ("exercises/01-one/src/mine.rs", Change::Added),
        ];
        assert_eq!(
            changes(),
            expected
                .map(|(path, change)| (path.to_owned(), change))
                .into()
        );
    }
}
