//! The files of a new exercise: those of a small exercise that works, under another name.
//!
//! The files in `template` are an exercise as any other, called `new-exercise`, with the
//! number 0. Its name, its number and its chapter are replaced.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};

use super::place::{Place, folder};

/// The files, from the root of the workbook.
const FILES: [(&str, &str); 16] = [
    (
        "exercises/00-new-exercise/Cargo.toml",
        include_str!("template/exercise/package.toml"),
    ),
    (
        "exercises/00-new-exercise/README.md",
        include_str!("template/exercise/README.md"),
    ),
    (
        "exercises/00-new-exercise/exercise.toml",
        include_str!("template/exercise/exercise.toml"),
    ),
    (
        "exercises/00-new-exercise/src/lib.rs",
        include_str!("template/exercise/lib.rs"),
    ),
    (
        "exercises/00-new-exercise/src/mark.rs",
        include_str!("template/solution/starter.rs"),
    ),
    (
        "exercises/00-new-exercise/tests/check.rs",
        include_str!("template/exercise/check.rs"),
    ),
    (
        "solutions/00-new-exercise/Cargo.toml",
        include_str!("template/solution/package.toml"),
    ),
    (
        "solutions/00-new-exercise/README.md",
        include_str!("template/solution/README.md"),
    ),
    (
        "solutions/00-new-exercise/answers.toml",
        include_str!("template/solution/answers.toml"),
    ),
    (
        "solutions/00-new-exercise/starter.rs",
        include_str!("template/solution/starter.rs"),
    ),
    (
        "solutions/00-new-exercise/src/lib.rs",
        include_str!("template/solution/lib.rs"),
    ),
    (
        "solutions/00-new-exercise/src/mark.rs",
        include_str!("template/solution/mark.rs"),
    ),
    (
        "solutions/00-new-exercise/right/locked.rs",
        include_str!("template/solution/right/locked.rs"),
    ),
    (
        "solutions/00-new-exercise/right/compare_exchange.rs",
        include_str!("template/solution/right/compare_exchange.rs"),
    ),
    (
        "solutions/00-new-exercise/wrong/lock_per_access.rs",
        include_str!("template/solution/wrong/lock_per_access.rs"),
    ),
    (
        "solutions/00-new-exercise/wrong/fresh_lock.rs",
        include_str!("template/solution/wrong/fresh_lock.rs"),
    ),
];

/// One more file, so that three answers are wrong.
const HARD_CODED: (&str, &str) = (
    "solutions/00-new-exercise/wrong/hard_coded.rs",
    include_str!("template/solution/wrong/hard_coded.rs"),
);

/// Writes the files of a new exercise. Nothing is written over.
///
/// # Errors
///
/// If its folders are there, or a file cannot be written.
pub(crate) fn write(root: &Path, name: &str, place: &Place) -> anyhow::Result<()> {
    let into = folder(place.number, name);
    for tree in ["exercises", "solutions"] {
        let at = root.join(tree).join(&into);
        ensure!(!at.exists(), "{} is there already", at.display());
    }
    for (path, text) in FILES.iter().chain([&HARD_CODED]) {
        let path = root.join(path.replace("00-new-exercise", &into));
        let text = text
            .replace("00-new-exercise", &into)
            .replace("new-exercise", name)
            .replace("new_exercise", &name.replace('-', "_"))
            .replace("xercise 0:", &format!("xercise {}:", place.number))
            .replace("# 0 ", &format!("# {} ", place.number))
            .replace("0 The chapter", &place.chapter);
        let inside = path.parent().unwrap_or(root);
        fs::create_dir_all(inside)
            .and_then(|()| fs::write(&path, text))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::TO_WRITE;
    use super::super::lint::lint;
    use super::*;
    use crate::exercise::{self, Checker, Kept, Libraries, matrix};

    #[test]
    fn a_new_exercise_is_verified_as_it_is_and_lint_says_what_to_write() {
        let real = crate::workspace::root().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("book/src")).unwrap();
        fs::write(root.join("book/src/SUMMARY.md"), "- [The chapter](a.md)\n").unwrap();
        let place = Place {
            number: 7,
            chapter: "1 The chapter".to_owned(),
            after: String::new(),
            moves: Vec::new(),
        };
        write(root, "high-water-mark", &place).unwrap();
        assert!(
            write(root, "high-water-mark", &place).is_err(),
            "written over"
        );

        let exercise = exercise::find(root, "high-water-mark").unwrap();
        assert_eq!(
            (exercise.number, exercise.folder.as_str()),
            (7, "07-high-water-mark")
        );
        let plan = matrix::plan(root, exercise).unwrap();
        let lacks = lint(root, &plan).unwrap();
        assert!(
            lacks.iter().any(|one| one.contains("no exercises.md")),
            "{lacks:#?}"
        );
        let other = |one: &&String| !one.contains(TO_WRITE) && !one.contains("no exercises.md");
        assert_eq!(lacks.iter().find(other), None);

        let libraries = Libraries::build(&real).unwrap();
        let checker = Checker {
            root,
            ..Checker::at_home(&real, &libraries).unwrap()
        };
        let kept = Kept::new(&checker, true).unwrap();
        let checked = matrix::run(&checker, &kept, vec![plan], |_| {}).unwrap();
        assert_eq!(checked[0].problems, Vec::<String>::new());
        assert_eq!(
            checked[0].rows.len(),
            7,
            "starter, solution, 2 right, 3 wrong"
        );
    }
}
