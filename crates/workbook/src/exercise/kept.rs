//! What earlier runs of `verify` have found.
//!
//! What a check finds follows from the compiler, its flags, the libraries, the files
//! of the exercise and the answer. Its certificate is kept with the hash of the bytes
//! of them all, so that nothing is checked twice while none of them has changed. The
//! libraries stand for what is below them too: the compiler writes the hashes of its
//! dependencies into each library.
//!
//! Only `verify` looks here. A student's answer is checked whenever somebody asks.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use interleave::Coverage;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use verdict::{Certificate, Verdict};

use super::check::{Checked, Checker, Ending, check};
use super::compile::{BESIDE, FLAGS, FLAGS_OF_CHECK, FLAGS_OF_EXERCISE, laid_out};
use super::{Exercise, Libraries};

/// The hash of everything that a certificate follows from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Key(String);

/// The certificates that were kept, and what they share.
#[derive(Debug)]
pub(crate) struct Kept {
    /// Where they are.
    folder: PathBuf,
    /// The compiler and the libraries: the part of a key that all have in common.
    shared: Sha256,
    /// Whether to check everything anew.
    fresh: bool,
}

/// A file of a certificate.
#[derive(Serialize, Deserialize)]
struct Entry {
    key: Key,
    certificate: Certificate,
}

impl Kept {
    /// The certificates kept in this workbook, for this compiler and these libraries.
    /// If `fresh`, all are replaced and none is used.
    ///
    /// # Errors
    ///
    /// If a library cannot be read.
    pub(crate) fn new(checker: &Checker<'_>, fresh: bool) -> anyhow::Result<Kept> {
        let kept = Kept::by(checker.root, checker.libraries, &checker.toolchain.version)?;
        Ok(Kept { fresh, ..kept })
    }

    fn by(root: &Path, libraries: &Libraries, compiler: &str) -> anyhow::Result<Kept> {
        Ok(Kept {
            folder: root.join("target/workbook/verified"),
            shared: shared(libraries, compiler)?,
            fresh: false,
        })
    }

    /// Checks an answer, unless that was done before. The label is what others call
    /// the answer. The second part tells whether it was done before.
    ///
    /// # Errors
    ///
    /// As [`check`].
    pub(crate) fn check(
        &self,
        checker: &Checker<'_>,
        exercise: &Exercise,
        label: &str,
        answer: &str,
    ) -> anyhow::Result<(Checked, bool)> {
        let root = checker.root;
        let key = self.key(root, exercise, answer)?;
        if !self.fresh
            && let Some(certificate) = self.find(exercise, label, &key)
        {
            let folder = laid_out(root, exercise, answer)?;
            let explained = verdict::explain_in(&certificate, folder.path());
            let checked = Checked {
                certificate,
                explained,
                // What is broken is not kept.
                ending: Ending::Decided,
            };
            return Ok((checked, true));
        }
        let checked = check(checker, exercise, answer)?;
        // What was changed meanwhile may or may not have been compiled.
        if follows(&checked.certificate) && key == self.key(root, exercise, answer)? {
            self.keep(exercise, label, key, &checked.certificate);
        }
        Ok((checked, false))
    }

    fn key(&self, root: &Path, exercise: &Exercise, answer: &str) -> anyhow::Result<Key> {
        let mut hash = self.shared.clone();
        add_files(&mut hash, root, exercise, answer)?;
        Ok(Key(hex::encode(hash.finalize())))
    }

    /// What was kept under this key. A file that is not as it must be is one that was
    /// never written.
    fn find(&self, exercise: &Exercise, label: &str, key: &Key) -> Option<Certificate> {
        let json = fs::read(self.file(exercise, label)).ok()?;
        let entry: Entry = serde_json::from_slice(&json).ok()?;
        (entry.key == *key && entry.certificate.subject == exercise.name)
            .then_some(entry.certificate)
    }

    /// Keeps a certificate in place of the one for this answer as it was before. A
    /// folder that cannot be written only costs time later.
    fn keep(&self, exercise: &Exercise, label: &str, key: Key, certificate: &Certificate) {
        let entry = Entry {
            key,
            certificate: certificate.clone(),
        };
        let path = self.file(exercise, label);
        let folder = path.parent().unwrap_or(&self.folder);
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(folder)?;
            // Written aside and renamed, so that nobody reads half of it.
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(&serde_json::to_vec(&entry)?)?;
            file.persist(&path)?;
            Ok(())
        };
        drop(write());
    }

    fn file(&self, exercise: &Exercise, label: &str) -> PathBuf {
        let name = format!("{label}.json");
        self.folder.join(&exercise.folder).join(name)
    }
}

/// Whether a certificate follows from what its key is made of.
///
/// What was stopped for its time depends on how busy the machine was. Neither is
/// anything else that is broken worth keeping: if it does not compile, the words are
/// ours, and no key knows them.
fn follows(found: &Certificate) -> bool {
    let stopped = |coverage: &Coverage| match coverage {
        Coverage::Bounded { why } => why.contains("stopped after"),
        Coverage::Exhaustive => false,
    };
    found.verdict != Verdict::Broken && !found.parts.iter().any(|part| stopped(&part.coverage))
}

/// The beginning of a hash: the compiler, its flags and the libraries.
///
/// # Errors
///
/// If a library cannot be read.
pub(crate) fn shared(libraries: &Libraries, compiler: &str) -> anyhow::Result<Sha256> {
    let mut shared = Sha256::new();
    add(&mut shared, "compiler", compiler.as_bytes());
    for flags in [FLAGS, FLAGS_OF_EXERCISE, FLAGS_OF_CHECK] {
        add(&mut shared, "flags", flags.join(" ").as_bytes());
    }
    // Cargo names them in any order.
    let ours: BTreeMap<_, _> = libraries.ours.iter().map(|(name, at)| (name, at)).collect();
    for (name, path) in ours {
        add(&mut shared, name, &read(path)?);
    }
    Ok(shared)
}

/// Adds the files that an answer is compiled from: the exercise's, and the answer.
///
/// # Errors
///
/// If a file of the exercise cannot be read.
pub(crate) fn add_files(
    hash: &mut Sha256,
    root: &Path,
    exercise: &Exercise,
    answer: &str,
) -> anyhow::Result<()> {
    // Where they stand is shown, too: a witness names the student's file.
    for file in BESIDE {
        let path = exercise.path().join(file);
        add(hash, &path.to_string_lossy(), &read(&root.join(&path))?);
    }
    let path = exercise.answer();
    add(hash, &path.to_string_lossy(), answer.as_bytes());
    Ok(())
}

/// Adds a text to a hash, so that no two lists of texts are the same bytes.
pub(crate) fn add(hash: &mut Sha256, name: &str, bytes: &[u8]) {
    for part in [name.as_bytes(), bytes] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPILER: &str = "rustc 1";
    const LIBRARY: &str = "target/libverdict.rlib";
    const OTHER_LIBRARY: &str = "target/libinterleave.rlib";
    const FILES: [&str; 2] = [
        "exercises/03-smallest-total/src/lib.rs",
        "exercises/03-smallest-total/tests/check.rs",
    ];

    /// A workbook with one exercise, and libraries that nobody could link.
    struct Workbook {
        folder: tempfile::TempDir,
        exercise: Exercise,
    }

    impl Workbook {
        fn new() -> Workbook {
            let real = crate::workspace::root().expect("tests run inside the workbook");
            let workbook = Workbook {
                folder: tempfile::tempdir().unwrap(),
                exercise: super::super::find(&real, "smallest-total").unwrap(),
            };
            for file in FILES.into_iter().chain([LIBRARY, OTHER_LIBRARY]) {
                workbook.write(file, file);
            }
            workbook
        }

        fn write(&self, file: &str, text: &str) {
            let path = self.folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }

        fn libraries(&self) -> Libraries {
            let ours = [("verdict", LIBRARY), ("interleave", OTHER_LIBRARY)];
            let placed =
                |(name, file): (&str, &str)| (name.to_owned(), self.folder.path().join(file));
            Libraries {
                ours: ours.map(placed).to_vec(),
                folder: self.folder.path().join("target"),
                in_use: None,
            }
        }

        fn kept(&self, compiler: &str) -> Kept {
            Kept::by(self.folder.path(), &self.libraries(), compiler).unwrap()
        }

        fn key(&self, answer: &str) -> Key {
            let kept = self.kept(COMPILER);
            kept.key(self.folder.path(), &self.exercise, answer)
                .unwrap()
        }

        fn found(&self, answer: &str) -> Option<Certificate> {
            let kept = self.kept(COMPILER);
            kept.find(&self.exercise, "wrong/one", &self.key(answer))
        }
    }

    /// A certificate with everything in it that one can have.
    fn certificate() -> Certificate {
        let mut found = crate::claims::certificate(crate::claims::all().next().unwrap());
        found.subject = "smallest-total".to_owned();
        found
    }

    #[test]
    fn a_certificate_is_found_until_something_it_follows_from_has_changed() {
        let workbook = Workbook::new();
        let kept = workbook.kept(COMPILER);
        let key = workbook.key("answer");
        assert_eq!(workbook.found("answer"), None);
        kept.keep(&workbook.exercise, "wrong/one", key, &certificate());
        assert_eq!(workbook.found("answer"), Some(certificate()));

        assert_eq!(workbook.found("another answer"), None);
        for file in FILES.into_iter().chain([LIBRARY]) {
            workbook.write(file, "changed");
            assert_eq!(workbook.found("answer"), None, "{file}");
            workbook.write(file, file);
            assert_eq!(workbook.found("answer"), Some(certificate()), "{file}");
        }
    }

    #[test]
    fn each_of_compiler_exercise_and_answer_has_its_key() {
        let workbook = Workbook::new();
        let root = workbook.folder.path();
        let mut moved = workbook.exercise.clone();
        moved.manifest.edit = "src/elsewhere.rs".into();
        let key = |compiler, exercise| {
            let kept = workbook.kept(compiler);
            kept.key(root, exercise, "answer").unwrap()
        };
        let plain = key(COMPILER, &workbook.exercise);
        assert_eq!(plain, workbook.key("answer"));
        assert_ne!(plain, key("rustc 2", &workbook.exercise));
        assert_ne!(plain, key(COMPILER, &moved));

        let mut libraries = workbook.libraries();
        libraries.ours.reverse();
        let kept = Kept::by(root, &libraries, COMPILER).unwrap();
        let reordered = kept.key(root, &workbook.exercise, "answer").unwrap();
        assert_eq!(plain, reordered, "the order in which cargo names libraries");
    }

    #[test]
    fn what_cannot_be_read_was_never_kept() {
        let workbook = Workbook::new();
        let kept = workbook.kept(COMPILER);
        let key = workbook.key("answer");
        kept.keep(&workbook.exercise, "wrong/one", key.clone(), &certificate());
        let path = kept.file(&workbook.exercise, "wrong/one");
        let whole = fs::read(&path).unwrap();
        for spoilt in [&whole[..whole.len() / 2], b"", b"{}"] {
            fs::write(&path, spoilt).unwrap();
            assert_eq!(workbook.found("answer"), None);
        }
        // The certificate of another exercise, under this key.
        let mut foreign = certificate();
        foreign.subject = "lost-update".to_owned();
        kept.keep(&workbook.exercise, "wrong/one", key, &foreign);
        assert_eq!(workbook.found("answer"), None);
    }

    #[test]
    fn what_depends_on_the_machine_is_not_kept() {
        assert!(follows(&certificate()));
        assert!(!follows(&Certificate::broken("x", "it did not end")));
        let mut stopped = certificate();
        stopped.parts[0].coverage = Coverage::Bounded {
            why: "stopped after 300s".to_owned(),
        };
        assert!(!follows(&stopped));
    }
}
