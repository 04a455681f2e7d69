//! Putting a set of files into a folder, so that it can be stopped anywhere.
//!
//! A file is written aside, flushed and renamed: who reads it finds all of the old text or
//! all of the new. The folder keeps a list of what is ours, with the hash of each text.
//! The list names the new texts before the first of them is written, and forgets the old
//! ones after the last. So after a stop, at any point, the next run knows what is ours.
//!
//! A file that is not on the list, or is on it with another text, is somebody's work. It
//! is never written over and never removed: where a file of ours goes, it is renamed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};

use super::Files;

/// The list of what is ours.
const LIST: &str = ".outputs.json";

/// The file that is being written. There is one at a time.
const ASIDE: &str = ".outputs.aside";

/// The texts that are ours, by path: their hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct List(BTreeMap<String, BTreeSet<String>>);

/// One step of putting files into a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step<'a> {
    /// Puts a text in the place of what is there.
    Put(String, std::borrow::Cow<'a, str>),
    /// Renames somebody's file.
    Rename(String, String),
    /// Removes a file of ours.
    Remove(String),
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// How many files there are.
    pub(crate) files: usize,
    /// Files that somebody had put or changed, as they are called now.
    pub(crate) kept: Vec<PathBuf>,
}

/// Makes the files of a folder these, leaving alone what is not ours.
///
/// # Errors
///
/// If something cannot be read or written, or the list is not one of ours.
pub(crate) fn write(folder: &Path, files: &Files) -> anyhow::Result<Written> {
    make(folder)?;
    let (steps, kept) = plan(folder, files)?;
    let mut touched: BTreeSet<PathBuf> = [folder.to_owned()].into();
    for step in &steps {
        touched.insert(perform(folder, step)?);
    }
    touched
        .iter()
        .filter(|folder| folder.is_dir())
        .try_for_each(|folder| flush(folder))?;
    Ok(Written {
        files: files.len(),
        kept: kept.into_iter().map(|path| folder.join(path)).collect(),
    })
}

/// What has to be done, in order, and what is kept of somebody else's.
fn plan<'a>(folder: &Path, files: &'a Files) -> anyhow::Result<(Vec<Step<'a>>, Vec<String>)> {
    let before = read_list(folder)?;
    let after = List(
        files
            .iter()
            .map(|(path, text)| (path.clone(), [hash(text)].into()))
            .collect(),
    );
    let mut ours = before.clone();
    for (path, hashes) in &after.0 {
        ours.0
            .entry(path.clone())
            .or_default()
            .extend(hashes.iter().cloned());
    }
    let (mut steps, mut kept) = (Vec::new(), Vec::new());
    for path in before.0.keys().filter(|path| !files.contains_key(*path)) {
        match found(folder, path, &ours)? {
            Found::Nothing => {}
            Found::Ours(_) => steps.push(Step::Remove(path.clone())),
            Found::Somebodys(_) => kept.push(path.clone()),
        }
    }
    for (path, text) in files {
        let put = Step::Put(path.clone(), text.into());
        match found(folder, path, &ours)? {
            Found::Ours(same) if same == hash(text) => {}
            Found::Ours(_) | Found::Nothing => steps.push(put),
            Found::Somebodys(hash) => {
                let name = format!("{path}.kept-{}", &hash[..8]);
                kept.push(name.clone());
                steps.extend([Step::Rename(path.clone(), name), put]);
            }
        }
    }
    if !steps.is_empty() && ours != before {
        steps.insert(0, Step::Put(LIST.to_owned(), json(&ours)?.into()));
    }
    if after != before || !steps.is_empty() {
        steps.push(Step::Put(LIST.to_owned(), json(&after)?.into()));
    }
    Ok((steps, kept))
}

/// What stands at a path.
enum Found {
    Nothing,
    /// A text of ours; its hash.
    Ours(String),
    /// Something else; its hash.
    Somebodys(String),
}

fn found(folder: &Path, path: &str, ours: &List) -> anyhow::Result<Found> {
    let at = folder.join(path);
    match fs::symlink_metadata(&at) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(error).with_context(|| cannot("look at", &at)),
        Ok(metadata) => ensure!(
            metadata.is_file(),
            "{} is no file; move it away, a file of the grade book goes there",
            at.display()
        ),
    }
    let bytes = fs::read(&at).with_context(|| cannot("read", &at))?;
    // A text of ours is UTF-8, so what is lost here is not ours.
    let lossy = String::from_utf8_lossy(&bytes);
    let hash = hash(&lossy);
    let known = ours
        .0
        .get(path)
        .is_some_and(|hashes| hashes.contains(&hash));
    Ok(match known && lossy.as_bytes() == bytes {
        true => Found::Ours(hash),
        false => Found::Somebodys(hash),
    })
}

/// Does a step, and says whose entries it has changed.
fn perform(folder: &Path, step: &Step<'_>) -> anyhow::Result<PathBuf> {
    let (Step::Put(path, _) | Step::Rename(path, _) | Step::Remove(path)) = step;
    let at = folder.join(path);
    let parent = at.parent().unwrap_or(folder).to_owned();
    match step {
        Step::Put(_, text) => {
            make(&parent)?;
            let aside = folder.join(ASIDE);
            let put = || -> std::io::Result<()> {
                let mut file = File::create(&aside)?;
                file.write_all(text.as_bytes())?;
                file.sync_all()?;
                fs::rename(&aside, &at)
            };
            put().with_context(|| cannot("write", &at))?;
        }
        Step::Rename(_, to) => {
            fs::rename(&at, folder.join(to)).with_context(|| cannot("rename", &at))?;
        }
        Step::Remove(_) => {
            fs::remove_file(&at).with_context(|| cannot("remove", &at))?;
            // A folder of ours that is empty now goes too; one that is not stays.
            if parent != folder {
                drop(fs::remove_dir(&parent));
            }
        }
    }
    Ok(parent)
}

fn read_list(folder: &Path) -> anyhow::Result<List> {
    let at = folder.join(LIST);
    let bytes = match fs::read(&at) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(List::default()),
        bytes => bytes.with_context(|| cannot("read", &at))?,
    };
    let list: List = serde_json::from_slice(&bytes).with_context(|| {
        let at = at.display();
        format!("{at} is not a list of files; remove it, and what it named is kept beside")
    })?;
    for path in list.0.keys() {
        let mut parts = Path::new(path).components();
        let inside = parts.all(|part| matches!(part, Component::Normal(_)));
        ensure!(inside, "{} names {path}, which is not inside", at.display());
    }
    Ok(list)
}

fn make(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| cannot("make", folder))
}

/// Makes sure that the entries of a folder stay, whatever happens to the machine.
fn flush(folder: &Path) -> anyhow::Result<()> {
    // Elsewhere a folder cannot be opened, and a rename stays by itself.
    #[cfg(unix)]
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .with_context(|| cannot("flush", folder))?;
    Ok(())
}

fn hash(text: &str) -> String {
    verdict::digest([("text", text)])
}

fn json(list: &List) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(list)? + "\n")
}

fn cannot(what: &str, path: &Path) -> String {
    format!("cannot {what} {}", path.display())
}

#[cfg(test)]
mod tests;
