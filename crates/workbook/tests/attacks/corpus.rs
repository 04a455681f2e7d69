//! The attacks and the honest answers, as they lie in their folders.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::hostile;

/// An attack.
#[derive(Debug)]
pub(crate) struct Attack {
    /// The name of its folder, and of the student who hands it in.
    pub(crate) name: String,
    folder: PathBuf,
    /// What its `attack.toml` says.
    pub(crate) says: Says,
}

/// An `attack.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Says {
    /// The exercise.
    pub(crate) exercise: String,
    /// What it tries, in a sentence.
    pub(crate) tries: String,
    /// The word that it must get; several, with ` or `, where the machine decides.
    pub(crate) word: String,
    /// The class of the bug.
    pub(crate) class: Option<String>,
    /// Whether a person must look at it.
    #[serde(default)]
    pub(crate) flagged: bool,
    /// Where its answer is, if not in its folder: `solutions:` and a path in the folder of
    /// the exercise's solution.
    answer: Option<String>,
    /// What is done with the files before they are handed in; see [`hostile`].
    builder: Option<String>,
    /// What must be named as ignored, from the exercise's folder.
    #[serde(default)]
    pub(crate) ignored: Vec<String>,
    /// What must stand nowhere in what the student is told.
    #[serde(default)]
    pub(crate) never_told: Vec<String>,
    /// Whether it would do harm where there is no box.
    #[serde(default)]
    never_unboxed: bool,
    /// What is different with a sandbox, by its name.
    #[serde(default)]
    pub(crate) instead: BTreeMap<String, Instead>,
}

/// What an attack gets with one sandbox.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Instead {
    /// The word.
    pub(crate) word: String,
}

/// An honest answer.
#[derive(Debug)]
pub(crate) struct Honest {
    /// Who hands it in.
    pub(crate) student: String,
    /// The exercise.
    pub(crate) exercise: String,
    text: String,
}

/// The root of the workbook.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.join("../..").canonicalize().expect("the workbook")
}

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/attacks")
        .join(name)
}

/// The entries of a folder, by name.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let all = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut all: Vec<PathBuf> = all.map(|entry| entry.expect("an entry").path()).collect();
    all.sort();
    all
}

fn name_of(path: &Path) -> String {
    let name = path.file_stem().expect("a name");
    name.to_string_lossy().into_owned()
}

/// The attacks.
pub(crate) fn read() -> Vec<Attack> {
    let folders = entries(&here("corpus")).into_iter();
    folders
        .map(|folder| {
            let at = folder.join("attack.toml");
            let says = fs::read_to_string(&at).expect("an attack.toml");
            let says = toml::from_str(&says);
            Attack {
                name: name_of(&folder),
                says: says.unwrap_or_else(|error| panic!("{}: {error}", at.display())),
                folder,
            }
        })
        .collect()
}

/// The honest answers: those of the folder `honest`, and the files of the solutions.
pub(crate) fn honest() -> Vec<Honest> {
    let mut all = Vec::new();
    for folder in entries(&here("honest")) {
        let exercise = name_of(&folder);
        for path in entries(&folder) {
            let student = format!("{exercise}-{}", name_of(&path)).replace('_', "-");
            all.push(Honest {
                student,
                exercise: exercise.clone(),
                text: fs::read_to_string(&path).expect("a text"),
            });
        }
    }
    all
}

/// The folder of an exercise, by its name.
pub(crate) fn folder_of(exercise: &str) -> String {
    let all = entries(&root().join("exercises"));
    let names = all.iter().map(|path| name_of(path));
    let mut found = names.filter(|name| name.split_once('-').is_some_and(|(_, it)| it == exercise));
    found
        .next()
        .unwrap_or_else(|| panic!("no exercise {exercise}"))
}

/// The file that a student edits, from the folder of the exercise.
pub(crate) fn edited(exercise: &str) -> PathBuf {
    #[derive(Deserialize)]
    struct Manifest {
        edit: PathBuf,
    }
    let at = root().join("exercises").join(folder_of(exercise));
    let text = fs::read_to_string(at.join("exercise.toml")).expect("a manifest");
    let manifest: Manifest = toml::from_str(&text).expect("a manifest");
    manifest.edit
}

impl Honest {
    /// Hands it in.
    pub(crate) fn hand_in(&self, class: &Path) {
        let at = class.join(&self.student).join(&self.exercise);
        write(&at.join(edited(&self.exercise)), &self.text);
    }
}

impl Attack {
    /// Whether it may be run with this sandbox.
    pub(crate) fn may_run(&self, sandbox: &str) -> bool {
        sandbox != "unsandboxed" || !self.says.never_unboxed
    }

    /// The words that it may get with this sandbox.
    pub(crate) fn words(&self, sandbox: &str) -> Vec<&str> {
        let instead = self.says.instead.get(sandbox);
        let words = instead.map_or(&self.says.word, |instead| &instead.word);
        words.split(" or ").collect()
    }

    /// Hands it in.
    pub(crate) fn hand_in(&self, class: &Path) {
        let student = class.join(&self.name);
        let at = student.join(&self.says.exercise);
        let file = at.join(edited(&self.says.exercise));
        if let Some(text) = self.text() {
            write(&file, &text);
        }
        let files = self.folder.join("files");
        if files.is_dir() {
            copy_all(&files, &at);
        }
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        if let Some(builder) = &self.says.builder {
            hostile::build(builder, &at, &file);
        }
    }

    fn text(&self) -> Option<String> {
        let path = match &self.says.answer {
            None => self.folder.join("answer.rs"),
            Some(answer) => {
                let (_, path) = answer.split_once("solutions:").expect("a place");
                let folder = folder_of(&self.says.exercise);
                return Some(
                    fs::read_to_string(root().join("solutions").join(folder).join(path))
                        .expect("an answer of the solutions"),
                );
            }
        };
        fs::read_to_string(path).ok()
    }
}

/// Writes a file, and the folders that it is in.
pub(crate) fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn copy_all(from: &Path, to: &Path) {
    for entry in entries(from) {
        let target = to.join(entry.file_name().expect("a name"));
        if entry.is_dir() {
            copy_all(&entry, &target);
        } else {
            fs::create_dir_all(to).expect("a folder");
            fs::copy(&entry, &target).expect("a copy");
        }
    }
}
