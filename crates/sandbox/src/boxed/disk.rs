//! How much stands in the folders in which a job may write. The system limits a file,
//! and not how many there are.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::Job;

/// How often the folders are looked at while the job runs. Only jobs that may write
/// cause it.
pub(super) const LOOK: Duration = Duration::from_millis(50);

/// How many of the longest files all writable folders together may hold.
const FILES: u64 = 4;

/// What an empty file takes, in bytes: without it, many would be free.
const ENTRY: u64 = 4096;

/// The folders of a job, and how far they may grow.
pub(super) struct Disk<'a> {
    folders: &'a [PathBuf],
    most: u64,
}

impl Disk<'_> {
    /// What stands in the folders before the job is not counted.
    pub(super) fn of(job: &Job) -> Disk<'_> {
        let folders = &job.writable;
        let before: u64 = folders.iter().map(|folder| size(folder, u64::MAX)).sum();
        let more = job.limits.file.saturating_mul(FILES);
        let most = before.saturating_add(more);
        Disk { folders, most }
    }

    /// How long to wait before the next look; `None` for ever.
    pub(super) fn pause(&self) -> Option<Duration> {
        (!self.folders.is_empty()).then_some(LOOK)
    }

    pub(super) fn is_full(&self) -> bool {
        let mut sum = 0_u64;
        for folder in self.folders {
            sum = sum.saturating_add(size(folder, self.most));
        }
        sum > self.most
    }
}

/// Bytes in a folder, no symbolic link followed. Counting ends when it is enough.
fn size(folder: &Path, enough: u64) -> u64 {
    let mut sum = 0_u64;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        // What has just been removed takes no room.
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            if metadata.is_dir() {
                folders.push(entry.path());
            }
            sum = sum.saturating_add(metadata.len().max(ENTRY));
            if sum > enough {
                return sum;
            }
        }
    }
    sum
}
