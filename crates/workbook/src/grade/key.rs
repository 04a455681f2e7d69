//! The key of a result: a hash of all that it follows from.
//!
//! These are the answer; the files of the exercise that it is compiled with, its name and
//! its points; the compiler, its flags and our libraries, byte for byte; the limits; the
//! seed; the box; what the source policy says of the answer; and the version of the
//! workbook, whose words the student reads. If one of them changes, so does the key, and
//! the answer is checked anew.

use sha2::{Digest, Sha256};

use crate::exercise::kept::{add, add_files, shared};
use crate::exercise::{Checker, Exercise};

/// What all keys of a run have in common.
#[derive(Clone, Debug)]
pub(crate) struct Keys(Sha256);

impl Keys {
    /// What all results of this checker follow from.
    ///
    /// # Errors
    ///
    /// If a library cannot be read.
    pub(crate) fn new(checker: &Checker<'_>) -> anyhow::Result<Keys> {
        let mut hash = shared(checker.libraries, &checker.toolchain.version)?;
        add(&mut hash, "workbook", env!("CARGO_PKG_VERSION").as_bytes());
        add(&mut hash, "sandbox", checker.sandbox.name().as_bytes());
        for (name, limits) in [
            ("compiling", &checker.compiling),
            ("running", &checker.running),
        ] {
            add(&mut hash, name, &serde_json::to_vec(limits)?);
        }
        Ok(Keys(hash))
    }

    /// The key of an answer, of which the source policy says this. The seed is that of the
    /// checker.
    ///
    /// # Errors
    ///
    /// If a file of the exercise cannot be read.
    pub(crate) fn of(
        &self,
        checker: &Checker<'_>,
        exercise: &Exercise,
        answer: &str,
        review: &[String],
    ) -> anyhow::Result<String> {
        let mut hash = self.0.clone();
        add(&mut hash, "exercise", exercise.name.as_bytes());
        let points = exercise.manifest.points;
        add(&mut hash, "points", points.to_string().as_bytes());
        add(&mut hash, "seed", &checker.seed.0.to_le_bytes());
        add_files(&mut hash, checker.root, exercise, answer)?;
        for why in review {
            add(&mut hash, "review", why.as_bytes());
        }
        Ok(hex::encode(hash.finalize()))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::time::Duration;

    use sandbox::Unboxed;
    use verdict::harness::Seed;

    use super::*;
    use crate::exercise::{self, Libraries, Toolchain, check};
    use crate::workspace;

    const FILES: [&str; 2] = [
        "exercises/01-lost-update/src/lib.rs",
        "exercises/01-lost-update/tests/check.rs",
    ];

    /// A workbook of an exercise and a library, and all that a key is made of.
    struct Made {
        folder: tempfile::TempDir,
        exercise: Exercise,
        libraries: Libraries,
        toolchain: Toolchain,
        answer: &'static str,
        review: Vec<String>,
    }

    impl Made {
        fn new() -> Made {
            let folder = tempfile::tempdir().unwrap();
            let at = |file: &str| folder.path().join(file);
            for file in FILES.iter().chain(&["libverdict.rlib"]) {
                fs::create_dir_all(at(file).parent().unwrap()).unwrap();
                fs::write(at(file), file).unwrap();
            }
            let root = workspace::root().unwrap();
            Made {
                exercise: exercise::find(&root, "lost-update").unwrap(),
                libraries: Libraries {
                    ours: vec![("verdict".to_owned(), at("libverdict.rlib"))],
                    folder: folder.path().to_owned(),
                    in_use: None,
                },
                toolchain: Toolchain {
                    rustc: PathBuf::from("rustc"),
                    sysroot: PathBuf::from("/"),
                    version: "rustc 1".to_owned(),
                    path: "/usr/bin".into(),
                },
                folder,
                answer: "answer",
                review: Vec::new(),
            }
        }

        fn key(&self, change: impl FnOnce(&mut Checker<'_>)) -> String {
            let mut checker = Checker {
                root: self.folder.path(),
                toolchain: self.toolchain.clone(),
                libraries: &self.libraries,
                sandbox: &Unboxed,
                compiling: check::LIMITS,
                running: check::LIMITS,
                seed: Seed(1),
            };
            change(&mut checker);
            let keys = Keys::new(&checker).unwrap();
            keys.of(&checker, &self.exercise, self.answer, &self.review)
                .unwrap()
        }
    }

    #[derive(Debug)]
    struct OtherBox;

    impl sandbox::Sandbox for OtherBox {
        fn run(&self, _: &sandbox::Job) -> Result<sandbox::Ended, sandbox::Error> {
            Err(sandbox::Error::new("nothing", "runs here"))
        }

        fn name(&self) -> &'static str {
            "other"
        }
    }

    fn change_file(made: &Made, file: &Path) {
        fs::write(made.folder.path().join(file), "changed").unwrap();
    }

    #[test]
    fn a_key_changes_with_each_part_and_with_nothing_else() {
        let made = Made::new();
        let key = made.key(|_| {});
        assert_eq!(key, made.key(|_| {}));
        assert_eq!(key.len(), 64);
        let mut keys = vec![key];
        let more = Duration::from_secs(1);
        keys.push(made.key(|checker| checker.running.cpu += more));
        keys.push(made.key(|checker| checker.running.memory += 1));
        keys.push(made.key(|checker| checker.compiling.wall += more));
        keys.push(made.key(|checker| checker.seed = Seed(2)));
        keys.push(made.key(|checker| checker.toolchain.version = "rustc 2".to_owned()));
        keys.push(made.key(|checker| checker.sandbox = &OtherBox));
        for file in FILES.iter().chain(&["libverdict.rlib"]) {
            let made = Made::new();
            change_file(&made, Path::new(file));
            keys.push(made.key(|_| {}));
        }
        let mut other = Made::new();
        other.answer = "other";
        keys.push(other.key(|_| {}));
        let mut flagged = Made::new();
        flagged.review = vec!["Line 1 names `std::process`.".to_owned()];
        keys.push(flagged.key(|_| {}));
        let mut worth = Made::new();
        worth.exercise.manifest.points += 1;
        keys.push(worth.key(|_| {}));
        let all = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all);
    }
}
