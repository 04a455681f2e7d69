//! Making a hand-out: the files, a lock file that fits them, and the record.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::contents::{Contents, gather};
use super::record::{FILE, digest};
use super::{Record, key, must_not_be_one};
use crate::cargo::cargo;

/// A hand-out that was made, in memory.
pub(crate) struct Made {
    /// Its record.
    pub(crate) record: Record,
    /// Its files, with the record, by their paths.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// Where the key is, if this was its first use.
    pub(crate) new_key: Option<PathBuf>,
}

/// Makes a hand-out of the workbook at `root`, to be put over the one that has this
/// record, if any.
///
/// # Errors
///
/// If a file cannot be read or written, if Cargo cannot make the lock file, or if the
/// workbook is itself a hand-out.
pub(crate) fn make(root: &Path, over: Option<&Record>) -> anyhow::Result<Made> {
    must_not_be_one(root, "handout")?;
    let Contents {
        mut files,
        answers,
        mut workspace,
    } = gather(root)?;
    files.insert("Cargo.toml".to_owned(), workspace.text().into_bytes());
    let lock = lock(root, &files)?;
    workspace.only_locked(&lock)?;
    files.insert("Cargo.toml".to_owned(), workspace.text().into_bytes());
    files.insert("Cargo.lock".to_owned(), lock.into_bytes());

    let digests: BTreeMap<String, String> = files
        .iter()
        .map(|(path, bytes)| (path.clone(), digest(bytes)))
        .collect();
    let last = key::last(root);
    let known = last.iter().chain(over);
    let newest = known.max_by_key(|record| record.edition);
    let edition = match newest {
        None => 1,
        Some(newest) if newest.same_files(&answers, &digests) => newest.edition,
        Some(newest) => newest.edition + 1,
    };
    let key = key::key(root)?;
    let record = Record::sign(&key.key, edition, answers, digests);
    key::remember(root, &record)?;
    files.insert(FILE.to_owned(), record.to_json()?);
    Ok(Made {
        record,
        files,
        new_key: key.new,
    })
}

/// The lock file of these files: ours, without what nobody needs any more. Cargo makes it,
/// and keeps every version.
fn lock(root: &Path, files: &BTreeMap<String, Vec<u8>>) -> anyhow::Result<String> {
    let parent = root.join("target/workbook");
    fs::create_dir_all(&parent).with_context(|| format!("cannot make {}", parent.display()))?;
    let folder = tempfile::Builder::new()
        .prefix("handout-")
        .tempdir_in(&parent)
        .with_context(|| format!("cannot make a folder in {}", parent.display()))?;
    for (path, bytes) in files {
        let path = folder.path().join(path);
        let inside = path.parent().unwrap_or(folder.path());
        fs::create_dir_all(inside)
            .and_then(|()| fs::write(&path, bytes))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    let lock = folder.path().join("Cargo.lock");
    fs::copy(root.join("Cargo.lock"), &lock).context("cannot copy Cargo.lock")?;
    // Without the network first: what is locked was most likely built here.
    let mut said = cargo(folder.path(), &["update", "--workspace", "--offline"])?;
    if !said.success {
        said = cargo(folder.path(), &["update", "--workspace"])?;
    }
    if !said.success {
        bail!(
            "cargo makes no lock file for the hand-out:\n\n{}",
            said.stderr.trim()
        );
    }
    fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))
}
