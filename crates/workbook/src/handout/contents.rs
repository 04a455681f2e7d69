//! Which files are handed out.
//!
//! Everything is named here, or follows from what is: a file that nobody thought of stays
//! behind. The answers are the starters, whatever somebody has made of the files in
//! `exercises`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use walkdir::WalkDir;

use super::manifests::{Manifest, names};
use super::{pages, starter_in_a_handout};
use crate::exercise;

/// The program's own package: its unit tests read the solutions.
const PROGRAM: &str = "workbook";

/// Files of the root that are handed out as they are, where they are there.
const AS_THEY_ARE: [&str; 5] = [
    ".cargo/config.toml",
    ".gitignore",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "rustfmt.toml",
];

/// Files that are written for students.
const FOR_STUDENTS: [(&str, &str); 2] = [
    ("README.md", include_str!("student/README.md")),
    ("justfile", include_str!("student/justfile")),
];

/// What is handed out, before the lock file and the record.
#[derive(Debug)]
pub(super) struct Contents {
    /// The files, by their paths from the root, with `/` between folders.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// The files that belong to the student, by the name of the exercise.
    pub(super) answers: BTreeMap<String, String>,
    /// The manifest of the workspace.
    pub(super) workspace: Manifest,
}

/// Gathers what is handed out of the workbook at `root`.
///
/// # Errors
///
/// If a file cannot be read, or a page links to one that stays behind.
pub(super) fn gather(root: &Path) -> anyhow::Result<Contents> {
    let mut contents = Contents {
        files: BTreeMap::new(),
        answers: BTreeMap::new(),
        workspace: Manifest::read(&root.join("Cargo.toml"))?,
    };
    let mut needed = BTreeSet::from([PROGRAM.to_owned()]);
    contents.exercises(root, &mut needed)?;
    contents.crates(root, &mut needed)?;
    contents.workspace.without_solutions(&needed);
    contents.book(root)?;
    for file in AS_THEY_ARE {
        if root.join(file).is_file() {
            contents.copy(root, Path::new(file))?;
        }
    }
    for (file, text) in FOR_STUDENTS {
        contents
            .files
            .insert(file.to_owned(), text.as_bytes().to_vec());
    }
    Ok(contents)
}

impl Contents {
    /// Every exercise, with its starter for an answer.
    fn exercises(&mut self, root: &Path, needed: &mut BTreeSet<String>) -> anyhow::Result<()> {
        for exercise in exercise::all(root)? {
            for file in walk(root, &exercise.path())? {
                self.copy(root, &file)?;
            }
            let starter = read(&root.join(exercise.solution()).join("starter.rs"))?;
            let answer = slashed(&exercise.answer())?;
            self.files.insert(answer.clone(), starter.clone());
            self.files
                .insert(starter_in_a_handout(&exercise.folder), starter);
            self.answers.insert(exercise.name.clone(), answer);
            let manifest = Manifest::read(&root.join(exercise.path()).join("Cargo.toml"))?;
            needed.extend(manifest.needs());
        }
        Ok(())
    }

    /// The crates that are needed, and those that these need.
    fn crates(&mut self, root: &Path, needed: &mut BTreeSet<String>) -> anyhow::Result<()> {
        let mut done = BTreeSet::new();
        while let Some(name) = needed.iter().find(|name| !done.contains(*name)).cloned() {
            done.insert(name.clone());
            let folder = Path::new("crates").join(&name);
            let at = root.join(&folder).join("Cargo.toml");
            if !at.is_file() {
                continue;
            }
            let mut text = String::new();
            for part in ["src", "examples"] {
                let files = walk(root, &folder.join(part))?;
                // Only our unit tests read them.
                let is_snapshot = |file: &&PathBuf| file.iter().any(|part| part == "snapshots");
                for file in files.iter().filter(|file| !is_snapshot(file)) {
                    let bytes = self.copy(root, file)?;
                    text.push_str(&String::from_utf8_lossy(bytes));
                }
            }
            let mut manifest = Manifest::read(&at)?;
            let is_the_program = name == PROGRAM;
            manifest.without_our_tests(|library| !is_the_program && names(&text, library));
            if is_the_program {
                manifest.without_unit_tests(PROGRAM);
            }
            needed.extend(manifest.needs());
            let path = slashed(&folder.join("Cargo.toml"))?;
            self.files.insert(path, manifest.text().into_bytes());
        }
        Ok(())
    }

    /// The book without the instructor's pages, and what its pages include.
    fn book(&mut self, root: &Path) -> anyhow::Result<()> {
        let src = Path::new("book/src");
        for part in ["book/book.toml", "book/theme", "book/python"] {
            for file in walk(root, Path::new(part))? {
                self.copy(root, &file)?;
            }
        }
        for file in walk(root, src)? {
            let page = file.strip_prefix(src).unwrap_or(&file).to_owned();
            if pages::stays(&page) {
                continue;
            }
            let bytes = self.copy(root, &file)?;
            if page.extension().is_none_or(|extension| extension != "md") {
                continue;
            }
            let text = std::str::from_utf8(bytes)
                .with_context(|| format!("{} is no text", file.display()))?
                .to_owned();
            if page == Path::new("SUMMARY.md") {
                let text = pages::summary(&text);
                self.files.insert(slashed(&file)?, text.into_bytes());
                continue;
            }
            if let Some((link, line)) = pages::dangling(&page, &text).first() {
                bail!(
                    "{}:{line} links to {link}, which is for instructors and is not handed \
                     out; say it without the link",
                    file.display()
                );
            }
            let folder = file.parent().unwrap_or(src);
            for included in pages::included(&text) {
                let included = pages::clean(&folder.join(included));
                ensure!(
                    !included.starts_with("solutions"),
                    "{} includes {}, which is not handed out",
                    file.display(),
                    included.display()
                );
                if !self.files.contains_key(&slashed(&included)?) {
                    self.copy(root, &included)?;
                }
            }
        }
        Ok(())
    }

    fn copy(&mut self, root: &Path, file: &Path) -> anyhow::Result<&[u8]> {
        let bytes = read(&root.join(file))?;
        let place = self.files.entry(slashed(file)?);
        Ok(place.insert_entry(bytes).into_mut())
    }
}

/// The files in a folder of the workbook, or the one file, from its root. A folder that is
/// not there has none. What editors and tools leave behind is none of ours.
///
/// # Errors
///
/// If it cannot be listed, or something in it is neither a file nor a folder.
pub(crate) fn walk(root: &Path, folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let at = root.join(folder);
    if !at.exists() {
        return Ok(Vec::new());
    }
    let is_ours = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !is_left_behind(&name)
    };
    let mut files = Vec::new();
    for entry in WalkDir::new(&at).into_iter().filter_entry(is_ours) {
        let entry = entry.with_context(|| format!("cannot list {}", at.display()))?;
        if entry.file_type().is_dir() {
            continue;
        }
        ensure!(
            entry.file_type().is_file(),
            "{} is no ordinary file; remove it, or put a copy in its place",
            entry.path().display()
        );
        files.push(entry.path().strip_prefix(root)?.to_owned());
    }
    files.sort();
    Ok(files)
}

/// Whether a file of this name was left by an editor or a tool.
fn is_left_behind(name: &str) -> bool {
    let ends = ["~", ".orig", ".rej", ".bak", ".swp", ".snap.new"];
    name.starts_with('.') || name == "target" || ends.iter().any(|end| name.ends_with(end))
}

/// A path of ours as a record has it.
pub(super) fn slashed(path: &Path) -> anyhow::Result<String> {
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    let parts = parts.with_context(|| format!("{} is no text", path.display()))?;
    Ok(parts.join("/"))
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gathered() -> (PathBuf, Contents) {
        let root = crate::workspace::root().unwrap();
        let contents = gather(&root).unwrap();
        (root, contents)
    }

    #[test]
    fn no_solution_is_handed_out() {
        let (root, contents) = gathered();
        let starters: BTreeSet<Vec<u8>> = contents
            .answers
            .values()
            .map(|answer| contents.files[answer].clone())
            .collect();
        let solutions = walk(&root, Path::new("solutions")).unwrap();
        let answers = solutions.iter().filter(|file| {
            file.extension().is_some_and(|extension| extension == "rs")
                && !file.ends_with("starter.rs")
        });
        let mut looked_at = 0;
        for answer in answers {
            looked_at += 1;
            let text = read(&root.join(answer)).unwrap();
            assert!(
                !starters.contains(&text),
                "{} is a starter",
                answer.display()
            );
            let same = contents.files.iter().find(|(_, bytes)| **bytes == text);
            assert_eq!(same.map(|(path, _)| path), None, "{}", answer.display());
        }
        assert!(
            looked_at > 5 * contents.answers.len(),
            "{looked_at} answers"
        );
        for path in contents.files.keys() {
            let parts: Vec<&str> = path.split('/').collect();
            for gone in ["solutions", "instructors", "snapshots", "benches", "target"] {
                // The book shows the table of one snapshot.
                let shown = path.starts_with("crates/interleave/tests/soundness/snapshots/");
                assert!(!parts.contains(&gone) || shown, "{path}");
            }
        }
    }

    #[test]
    fn what_a_student_needs_is_there() {
        let (_, contents) = gathered();
        for file in [
            ".cargo/config.toml",
            "README.md",
            "book/book.toml",
            "book/src/SUMMARY.md",
            "crates/workbook/src/main.rs",
            "exercises/01-lost-update/src/counter.rs",
            "exercises/01-lost-update/tests/check.rs",
            "starters/01-lost-update.rs",
        ] {
            assert!(contents.files.contains_key(file), "{file}");
        }
        // Only the book's quotations of our tests.
        for file in contents
            .files
            .keys()
            .filter(|file| file.starts_with("crates/"))
        {
            let parts: Vec<&str> = file.split('/').collect();
            if parts[2] == "tests" {
                let shown = contents.files.iter().any(|(page, text)| {
                    page.starts_with("book/src/") && String::from_utf8_lossy(text).contains(file)
                });
                assert!(shown, "{file} is shown nowhere");
            }
        }
    }

    #[test]
    fn an_editor_s_files_stay_behind() {
        for name in [
            ".counter.rs.swp",
            "counter.rs~",
            "a.orig",
            "target",
            ".DS_Store",
        ] {
            assert!(is_left_behind(name), "{name}");
        }
        for name in ["counter.rs", "README.md", "targets.rs"] {
            assert!(!is_left_behind(name), "{name}");
        }
    }
}
