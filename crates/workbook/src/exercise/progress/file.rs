//! The file that progress is kept in: its lock, its version, and what is done when it
//! cannot be read.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use verdict::Verdict;

use super::Entries;
use crate::workspace;

/// The version of the format.
const VERSION: u32 = 1;

/// Where progress was kept before it had a version. `cargo clean` takes that away.
const BEFORE: &str = "target/workbook/progress.json";

/// What is in the file.
#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    exercises: Entries,
}

/// The file, while nobody else reads or writes it.
///
/// # Synchronization
///
/// The lock is a file beside it, which is never renamed. The system gives it back when
/// this is dropped, and also when the process dies.
#[derive(Debug)]
pub(super) struct Locked {
    root: PathBuf,
    _lock: File,
}

/// Where it is.
pub(super) fn path(root: &Path) -> PathBuf {
    workspace::state(root).join("progress.json")
}

impl Locked {
    /// Waits until nobody else has it. It is held for milliseconds.
    pub(super) fn open(root: &Path) -> io::Result<Locked> {
        let folder = workspace::state(root);
        fs::create_dir_all(&folder)?;
        let lock = File::create(folder.join("progress.lock"))?;
        match lock.lock() {
            // Some network file systems have no locks. Renaming still keeps the file whole.
            Err(error) if error.kind() == ErrorKind::Unsupported => {}
            locked => locked?,
        }
        Ok(Locked {
            root: root.to_owned(),
            _lock: lock,
        })
    }

    /// What is in it: nothing, if it is not there. One that cannot be understood is set
    /// aside, with a notice.
    pub(super) fn read(&self) -> io::Result<Entries> {
        let json = match fs::read(path(&self.root)) {
            Ok(json) => json,
            Err(error) if error.kind() == ErrorKind::NotFound => return self.take_over(),
            Err(error) => return Err(error),
        };
        match parse(&json) {
            Ok(entries) => Ok(entries),
            Err(why) => {
                self.set_aside(&why)?;
                Ok(BTreeMap::new())
            }
        }
    }

    /// Replaces it. Whoever reads meanwhile sees the old one or the new one.
    pub(super) fn write(&self, entries: &Entries) -> io::Result<()> {
        let kept = Kept {
            version: VERSION,
            exercises: entries.clone(),
        };
        workspace::write(&path(&self.root), &serde_json::to_vec_pretty(&kept)?)
    }

    /// Takes over what lies in the old place, once.
    fn take_over(&self) -> io::Result<Entries> {
        let before = self.root.join(BEFORE);
        let Ok(json) = fs::read(&before) else {
            return Ok(BTreeMap::new());
        };
        let Ok(mut entries) = serde_json::from_slice::<Entries>(&json) else {
            return Ok(BTreeMap::new());
        };
        let written = fs::metadata(&before)?.modified()?;
        let written = Timestamp::try_from(written).unwrap_or_else(|_| Timestamp::now());
        for entry in entries.values_mut() {
            entry.step = entry.hints;
            if let Some(checked) = &mut entry.checked {
                checked.when = written;
                entry.checks = 1;
                entry.verified = (checked.verdict == Verdict::Verified).then_some(written);
            }
        }
        self.write(&entries)?;
        fs::remove_file(before)?;
        Ok(entries)
    }

    /// Renames it to a name that is free, and says so.
    fn set_aside(&self, why: &str) -> io::Result<()> {
        let folder = workspace::state(&self.root);
        let free = (1..)
            .map(|number: u32| folder.join(format!("progress-unreadable-{number}.json")))
            .find(|name| !name.exists())
            .ok_or(ErrorKind::AlreadyExists)?;
        let path = path(&self.root);
        fs::rename(&path, &free)?;
        anstream::eprintln!(
            "notice: your progress cannot be read: {why}.\n\
             It was set aside as {}; the counting begins anew.\n\
             Your answers are as they were: cargo workbook check",
            free.strip_prefix(&self.root).unwrap_or(&free).display()
        );
        Ok(())
    }
}

/// What is in the file, where it cannot be locked.
pub(super) fn as_it_is(root: &Path) -> Entries {
    let json = fs::read(path(root)).unwrap_or_default();
    parse(&json).unwrap_or_default()
}

fn parse(json: &[u8]) -> Result<Entries, String> {
    /// The field that every version has.
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    let Version { version } = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    if version != VERSION {
        return Err(format!(
            "it has version {version}, and this workbook reads version {VERSION}"
        ));
    }
    let kept: Kept = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    Ok(kept.exercises)
}
