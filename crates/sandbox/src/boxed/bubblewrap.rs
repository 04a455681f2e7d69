//! Bubblewrap around the supervisor: namespaces in which there are no other processes, no
//! network, and no files but those that the job names.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::NULL;
use super::identity::NOBODY;
use crate::paths::any_program;
use crate::{Children, Job};

/// The program, found by `PATH`.
pub(super) const PROGRAM: &str = "bwrap";

/// Where our own program stands inside. The job may not touch it: Landlock leaves it what
/// it names.
pub(super) const LAUNCHER: &str = "/.launcher";

/// Namespaces of its own, no rights, and an end together with ours. The supervisor is the
/// first process there.
const ALONE: [&str; 12] = [
    "--unshare-user",
    "--unshare-pid",
    "--unshare-net",
    "--unshare-ipc",
    "--unshare-uts",
    "--unshare-cgroup-try",
    "--die-with-parent",
    "--as-pid-1",
    "--clearenv",
    "--cap-drop",
    "ALL",
    "--hostname",
];

/// Its arguments, up to the program that it starts.
pub(super) fn arguments(job: &Job, launcher: &Path) -> Vec<OsString> {
    let mut all: Vec<OsString> = ALONE.iter().map(OsString::from).collect();
    all.push("box".into());
    for who in ["--uid", "--gid"] {
        all.extend([who.into(), NOBODY.to_string().into()]);
    }
    if job.children == Children::Processes {
        // A compiler finds its libraries beside itself by `/proc/self/exe`. It shows the
        // processes of the box alone.
        all.extend(["--proc".into(), "/proc".into()]);
    }
    for (path, way) in binds(job) {
        let there = path.clone();
        all.extend([way.into(), path.into(), there.into()]);
    }
    all.extend(["--ro-bind".into(), launcher.into(), LAUNCHER.into()]);
    // The folder it starts in must be there, and need not be readable.
    all.extend(["--dir".into(), job.folder.clone().into()]);
    // The folders above what is bound are bubblewrap's own, and writable till here.
    all.extend([
        "--remount-ro".into(),
        "/".into(),
        "--chdir".into(),
        "/".into(),
    ]);
    all
}

/// What is bound and how, a folder before what is in it. A part of what is bound the same
/// way already is there.
fn binds(job: &Job) -> BTreeMap<PathBuf, &'static str> {
    let mut binds = BTreeMap::new();
    let null = PathBuf::from(NULL);
    let libraries = any_program();
    let read = libraries.iter().chain([&null, &job.program]);
    for path in read.chain(&job.readable).chain(&job.runnable) {
        let way = match path.starts_with("/dev") {
            true => "--dev-bind",
            false => "--ro-bind",
        };
        binds.insert(path.clone(), way);
    }
    for path in &job.writable {
        binds.insert(path.clone(), "--bind");
    }
    let covers = |above: &Path, way| binds.get(above).is_some_and(|other| *other == way);
    let is_covered = |path: &Path, way| path.ancestors().skip(1).any(|above| covers(above, way));
    let needed = binds.iter().filter(|(path, way)| !is_covered(path, **way));
    needed.map(|(path, way)| (path.clone(), *way)).collect()
}
