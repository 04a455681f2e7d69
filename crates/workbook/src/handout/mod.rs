//! The hand-out: what a student gets, and how a later one replaces it.
//!
//! Reading order: [`contents`] says which files are handed out, with [`manifests`] and
//! [`pages`] for those that are changed on the way; [`record`] is `handout.json`, which
//! names them all and is signed by the [`key`] of the instructor's tree; [`mod@make`] puts
//! these together. [`mod@compare`] says what became of a hand-out. [`plan`] says what an update
//! has to do, and [`apply`] does it, so that a kill at any point loses nothing.

mod apply;
mod compare;
mod contents;
mod key;
mod make;
mod manifests;
mod pages;
mod plan;
mod record;
mod update;

use std::path::{Path, PathBuf};

use anyhow::bail;

pub(crate) use compare::{Change, compare};
pub(crate) use contents::walk;
pub(crate) use key::is_ours;
pub(crate) use make::make;
pub(crate) use plan::News;
pub(crate) use record::Record;
pub(crate) use update::{Updated, put, update};

use crate::exercise::Exercise;

/// The folder of a hand-out with what each exercise began with.
const STARTERS: &str = "starters";

/// Whether this workbook is a hand-out, which has no solutions.
pub(crate) fn is_one(root: &Path) -> bool {
    root.join(record::FILE).is_file()
}

/// Ends a verb that needs the solutions, if this workbook is a hand-out.
///
/// # Errors
///
/// If it is one.
pub(crate) fn must_not_be_one(root: &Path, verb: &str) -> anyhow::Result<()> {
    if is_one(root) {
        bail!(
            "`{verb}` needs the solutions, and {} is a hand-out, which has none; \
             run it in the instructor's workbook",
            root.display()
        );
    }
    Ok(())
}

/// What an exercise began with, from the root: beside the solution, or, in a hand-out,
/// among the starters.
pub(crate) fn starter(root: &Path, exercise: &Exercise) -> PathBuf {
    if is_one(root) {
        starter_in_a_handout(&exercise.folder).into()
    } else {
        exercise.solution().join("starter.rs")
    }
}

fn starter_in_a_handout(folder: &str) -> String {
    format!("{STARTERS}/{folder}.rs")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use ed25519_dalek::SigningKey;

    use super::*;

    /// A small hand-out, in a folder.
    pub(super) struct Handout {
        folder: tempfile::TempDir,
        pub(super) record: Record,
        pub(super) files: BTreeMap<String, Vec<u8>>,
    }

    impl Handout {
        /// A hand-out of these exercises (name, folder, starter) and these other files.
        pub(super) fn new(
            edition: u64,
            exercises: &[(&str, &str, &str)],
            others: &[(&str, &str)],
        ) -> Handout {
            Handout::signed(7, edition, exercises, others)
        }

        /// The same, signed by another key.
        pub(super) fn signed(
            key: u8,
            edition: u64,
            exercises: &[(&str, &str, &str)],
            others: &[(&str, &str)],
        ) -> Handout {
            let mut files = BTreeMap::new();
            let mut answers = BTreeMap::new();
            for (name, folder, starter) in exercises {
                let answer = format!("exercises/{folder}/src/a.rs");
                files.insert(answer.clone(), starter.as_bytes().to_vec());
                let readme = format!("exercises/{folder}/README.md");
                files.insert(readme, format!("# {folder}").into_bytes());
                answers.insert((*name).to_owned(), answer);
            }
            for (path, text) in others {
                files.insert((*path).to_owned(), text.as_bytes().to_vec());
            }
            let digests = files.iter();
            let digests = digests.map(|(path, bytes)| (path.clone(), record::digest(bytes)));
            let key = SigningKey::from_bytes(&[key; 32]);
            let record = Record::sign(&key, edition, answers, digests.collect());
            files.insert(record::FILE.to_owned(), record.to_json().unwrap());
            let handout = Handout {
                folder: tempfile::tempdir().unwrap(),
                record,
                files,
            };
            for (path, bytes) in &handout.files {
                handout.write(path, bytes);
            }
            handout
        }

        pub(super) fn path(&self) -> &Path {
            self.folder.path()
        }

        pub(super) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
            let path = self.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }

        /// Every file that is there, but for what is private.
        pub(super) fn tree(&self) -> BTreeMap<String, String> {
            let files = walk(self.path(), Path::new("")).unwrap();
            let text = |file: PathBuf| {
                let text = fs::read_to_string(self.path().join(&file)).unwrap();
                (contents::slashed(&file).unwrap(), text)
            };
            files.into_iter().map(text).collect()
        }
    }

    #[test]
    fn only_a_handout_is_one() {
        let folder = tempfile::tempdir().unwrap();
        assert!(must_not_be_one(folder.path(), "verify").is_ok());
        fs::write(folder.path().join(record::FILE), "{}").unwrap();
        let error = must_not_be_one(folder.path(), "verify").unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("`verify` needs the solutions")
        );
    }

    #[test]
    fn every_exercise_has_its_starter() {
        let root = crate::workspace::root().unwrap();
        for exercise in crate::exercise::all(&root).unwrap() {
            let starter = starter(&root, &exercise);
            assert!(root.join(&starter).is_file(), "{}", starter.display());
        }
    }
}
