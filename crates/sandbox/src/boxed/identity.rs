//! Who a job is, when we are root.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::Job;

/// The user and the group that own nothing.
pub(super) const NOBODY: u32 = 65534;

/// Who a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// Whoever we are: root without a capability, if we are root.
    Same,
    /// Nobody. Only root can become that.
    Nobody,
}

/// Who this job is to be: nobody, if we are root and nobody can reach all of its files.
/// A toolchain below `/root` cannot be reached; its jobs stay root, and own root's files,
/// so the box alone keeps them from those.
pub(super) fn of(job: &Job, launcher: &Path) -> Who {
    let reads = |path: &Path| is_reachable(path, 0o5);
    let lists = [&job.readable, &job.runnable];
    let is_possible = rustix::process::geteuid().is_root()
        && reads(launcher)
        && reads(&job.program)
        && reads(&job.folder)
        && lists.into_iter().flatten().all(|path| reads(path))
        && job.writable.iter().all(|path| is_writable(path));
    match is_possible {
        true => Who::Nobody,
        false => Who::Same,
    }
}

/// Whether others have one of these rights to the path, and can get there.
fn is_reachable(path: &Path, rights: u32) -> bool {
    let Ok(path) = path.canonicalize() else {
        return false;
    };
    let is_given = |metadata: &Metadata, rights: u32| rights_of_nobody(metadata) & rights > 0;
    let passes = |folder: &Path| folder.metadata().is_ok_and(|folder| is_given(&folder, 0o1));
    path.ancestors().skip(1).all(passes)
        && path.metadata().is_ok_and(|path| is_given(&path, rights))
}

fn is_writable(path: &Path) -> bool {
    let all = |metadata: Metadata| rights_of_nobody(&metadata) & 0o7 == 0o7;
    is_reachable(path, 0o2) && path.metadata().is_ok_and(all)
}

fn rights_of_nobody(metadata: &Metadata) -> u32 {
    match metadata.uid() == NOBODY {
        true => metadata.mode() >> 6,
        false => metadata.mode(),
    }
}
