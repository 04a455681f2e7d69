//! Backups of a student's file: `.workbook/backup/NAME/0001-2026-03-14-counter.rs`.
//!
//! They are numbered. None is ever overwritten or removed.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use jiff::Zoned;

use super::Exercise;
use crate::workspace;

/// Where the backups of an exercise are.
pub(crate) fn folder(root: &Path, exercise: &Exercise) -> PathBuf {
    workspace::state(root).join("backup").join(&exercise.name)
}

/// Keeps these bytes under the next number, with today's date. They are on the disk when
/// this returns.
///
/// # Errors
///
/// If they cannot be written.
///
/// # Synchronization
///
/// Two processes that do so at once get two numbers.
pub(crate) fn keep(root: &Path, exercise: &Exercise, bytes: &[u8]) -> anyhow::Result<PathBuf> {
    let folder = folder(root, exercise);
    let keep = || -> std::io::Result<PathBuf> {
        fs::create_dir_all(&folder)?;
        let today = Zoned::now().date();
        let edited = exercise.manifest.edit.file_name().unwrap_or_default();
        let mut aside = workspace::aside(&folder)?;
        aside.write_all(bytes)?;
        aside.as_file().sync_all()?;
        let mut number = newest(root, exercise).map_or(1, |(number, _)| number + 1);
        loop {
            let name = format!("{number:04}-{today}-{}", edited.display());
            let path = folder.join(name);
            match aside.persist_noclobber(&path) {
                Ok(_) => return Ok(path),
                Err(taken) if taken.error.kind() == ErrorKind::AlreadyExists => {
                    aside = taken.file;
                    number += 1;
                }
                Err(other) => return Err(other.error),
            }
        }
    };
    keep().with_context(|| {
        format!(
            "cannot keep your file in {}, so it was left as it is; \
             `cargo workbook doctor` says which folders can be written",
            folder.display()
        )
    })
}

/// The newest backup, with its number.
pub(crate) fn newest(root: &Path, exercise: &Exercise) -> Option<(u32, PathBuf)> {
    let files = fs::read_dir(folder(root, exercise)).ok()?;
    files
        .flatten()
        .filter_map(|file| {
            let name = file.file_name();
            let (number, _) = name.to_str()?.split_once('-')?;
            Some((number.parse().ok()?, file.path()))
        })
        .max()
}
