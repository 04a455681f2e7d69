//! The folder that grades are written to: who writes there, and what is graded in it.

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};

use super::audit::Audit;
use super::shard::Shard;
use super::store::Store;
use crate::workspace;

/// A folder of grades, while nobody else writes to it.
///
/// # Synchronization
///
/// The lock is a file in it, which is never renamed. The system gives it back when this
/// is dropped, and also when the process dies.
#[derive(Debug)]
pub(crate) struct Place {
    /// The folder.
    pub(crate) out: PathBuf,
    /// Its results.
    pub(crate) store: Store,
    /// Its audit log.
    pub(crate) audit: Audit,
    _lock: File,
}

/// What is graded in a folder. It does not change from run to run: a grade book with
/// fewer exercises or students would take the others away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Selection {
    /// The names of the exercises; all, if there are none.
    pub(crate) exercises: Vec<String>,
    /// The names of the students; all, if there are none.
    pub(crate) students: Vec<String>,
    /// The part of the class.
    pub(crate) shard: Option<Shard>,
}

/// The file of the selection.
const SELECTION: &str = "selection.json";

impl Place {
    /// The folder, made if it is not there.
    ///
    /// # Errors
    ///
    /// If it cannot be written, or another grader is at work there.
    pub(crate) fn open(out: &Path) -> anyhow::Result<Place> {
        let shown = out.display();
        fs::create_dir_all(out).with_context(|| format!("cannot make {shown}"))?;
        let lock = File::create(out.join(".lock"))
            .with_context(|| format!("cannot write into {shown}"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                bail!("another grader is writing into {shown}; wait for it, or name another folder")
            }
            // Some network file systems have no locks. Files are whole all the same.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {shown}"));
            }
        }
        Ok(Place {
            out: out.to_owned(),
            store: Store::open(out)?,
            audit: Audit::open(out)?,
            _lock: lock,
        })
    }

    /// Makes this what is graded here.
    ///
    /// # Errors
    ///
    /// If something else was.
    pub(crate) fn select(&self, selection: &Selection) -> anyhow::Result<()> {
        let before = Selection::of(&self.out)?;
        let out = self.out.display();
        ensure!(
            before.is_none_or(|before| before == *selection),
            "{out} has the grades of other exercises, students or another shard; name another \
             folder, or check some answers anew by `cargo workbook grade regrade`"
        );
        let path = self.out.join(SELECTION);
        workspace::write(&path, &serde_json::to_vec_pretty(selection)?)
            .with_context(|| format!("cannot write {}", path.display()))
    }
}

impl Selection {
    /// What is graded in a folder; nothing, if nothing was yet.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub(crate) fn of(out: &Path) -> anyhow::Result<Option<Selection>> {
        let path = out.join(SELECTION);
        let json = match fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            json => json.with_context(|| format!("cannot read {}", path.display()))?,
        };
        let selection = serde_json::from_slice(&json).with_context(|| {
            let path = path.display();
            format!("{path} is damaged; remove it, and grade again with the same arguments")
        })?;
        Ok(Some(selection))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_graders_do_not_write_to_one_folder() {
        let out = tempfile::tempdir().unwrap();
        let first = Place::open(out.path()).unwrap();
        let error = Place::open(out.path()).unwrap_err().to_string();
        assert!(error.contains("another grader"), "{error}");
        drop(first);
        assert!(Place::open(out.path()).is_ok());
    }

    #[test]
    fn a_folder_is_for_one_selection() {
        let out = tempfile::tempdir().unwrap();
        let place = Place::open(out.path()).unwrap();
        let all = Selection::default();
        assert!(place.select(&all).is_ok());
        assert!(place.select(&all).is_ok());
        let one = Selection {
            students: vec!["anna".to_owned()],
            ..Selection::default()
        };
        let error = place.select(&one).unwrap_err().to_string();
        assert!(error.contains("name another"), "{error}");
        assert_eq!(Selection::of(out.path()).unwrap(), Some(all));
    }
}
