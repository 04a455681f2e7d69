//! Compiled libraries, in a folder of their own.
//!
//! Cargo's folder has thousands of files, and another Cargo may change it while an answer
//! is being compiled. So what an answer needs is copied, into a folder that is named after
//! what it was copied from. A lock says that somebody uses it; what nobody uses any more
//! goes when the next one is made.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::Context;
use sha2::{Digest, Sha256};

/// The files, copied into a folder below `all`. It stays as long as the file that comes
/// with it is open.
///
/// # Errors
///
/// If a file cannot be read, or the folder not be written.
pub(super) fn set_aside(files: &BTreeSet<PathBuf>, all: &Path) -> anyhow::Result<(PathBuf, File)> {
    let name = name(files)?;
    let folder = all.join(&name);
    let work = || -> std::io::Result<File> {
        fs::create_dir_all(all)?;
        let lock = lock_file(all, &name)?;
        lock.lock_shared()?;
        if !folder.is_dir() {
            copy(files, all, &folder)?;
            remove_unused(all, &name)?;
        }
        Ok(lock)
    };
    let lock =
        work().with_context(|| format!("cannot copy the libraries to {}", folder.display()))?;
    Ok((folder, lock))
}

/// A name for these files as they are.
fn name(files: &BTreeSet<PathBuf>) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    for file in files {
        let about =
            fs::metadata(file).with_context(|| format!("cannot read {}", file.display()))?;
        let written = about.modified().context("files have no time here")?;
        let since = written.duration_since(UNIX_EPOCH).unwrap_or_default();
        hash.update(format!(
            "{}\n{}\n{}\n",
            file.display(),
            about.len(),
            since.as_nanos()
        ));
    }
    let digest = hash.finalize();
    Ok(digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

fn lock_file(all: &Path, name: &str) -> std::io::Result<File> {
    let path = all.join(format!("{name}.lock"));
    File::options().create(true).append(true).open(path)
}

/// Copies the files into the folder, which is there as a whole or not at all.
fn copy(files: &BTreeSet<PathBuf>, all: &Path, folder: &Path) -> std::io::Result<()> {
    let aside = tempfile::tempdir_in(all)?;
    for file in files {
        let name = file.file_name().unwrap_or_default();
        fs::copy(file, aside.path().join(name))?;
    }
    let aside = aside.keep();
    match fs::rename(&aside, folder) {
        // Another process was sooner, with the same files.
        Err(_) if folder.is_dir() => fs::remove_dir_all(aside),
        renamed => renamed,
    }
}

/// Removes the folders that nobody uses, but for this one. Their locks stay: whoever
/// makes such a folder again must find the same one.
fn remove_unused(all: &Path, but: &str) -> std::io::Result<()> {
    for entry in fs::read_dir(all)? {
        let path = entry?.path();
        let is_lock = path
            .extension()
            .is_some_and(|extension| extension == "lock");
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        if is_lock && name != but && lock_file(all, &name)?.try_lock().is_ok() {
            // What is gone already need not be removed.
            let _ = fs::remove_dir_all(path.with_extension(""));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_stays_while_somebody_uses_it_and_goes_then() {
        let scratch = tempfile::tempdir().unwrap();
        let all = scratch.path().join("libraries");
        let made = |name: &str| {
            let file = scratch.path().join(name);
            fs::write(&file, name).unwrap();
            set_aside(&BTreeSet::from([file]), &all).unwrap()
        };
        let (first, in_use) = made("liba.rlib");
        let (again, also_in_use) = made("liba.rlib");
        assert_eq!(fs::read(first.join("liba.rlib")).unwrap(), b"liba.rlib");
        let (second, _lock) = made("libbb.rlib");
        assert!(first.is_dir() && second.is_dir());
        if again == first {
            drop(also_in_use);
        }
        drop(in_use);
        let (third, _lock) = made("libccc.rlib");
        assert!(!first.is_dir() && second.is_dir() && third.is_dir());
    }
}
