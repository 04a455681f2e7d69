//! Files, network and signals by Landlock: what a process names as its own is left to it,
//! and all else is refused, by the kernel.

use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, PathBeneath, PathFd,
    Ruleset, RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
    make_bitflags,
};

use super::NULL;
use crate::{Error, Job};

/// The newest rules that we know. What the kernel does not know is left out, but for the
/// files' first rules.
const NEWEST: ABI = ABI::V9;

/// To write: files and folders, moved, truncated and removed, and nothing that is more
/// than a file. A symbolic link or a pipe would be a trap for who looks at it afterwards.
const WRITE: BitFlags<AccessFs> = make_bitflags!(AccessFs::{
    ReadFile | ReadDir | WriteFile | Truncate | Refer
    | RemoveFile | RemoveDir | MakeReg | MakeDir
});

const READ: BitFlags<AccessFs> = make_bitflags!(AccessFs::{ReadFile | ReadDir});
const RUN: BitFlags<AccessFs> = make_bitflags!(AccessFs::{ReadFile | ReadDir | Execute});
const SWALLOW: BitFlags<AccessFs> = make_bitflags!(AccessFs::{ReadFile | WriteFile | Truncate});

/// Leaves to this process what the job names.
pub(super) fn restrict(job: &Job) -> Result<(), Error> {
    let refused = |error: RulesetError| {
        Error::new(
            "cannot restrict files (Landlock, Linux 5.13 or newer)",
            error,
        )
    };
    let mut rules = ruleset().map_err(refused)?;
    let null = PathBuf::from(NULL);
    let lists: [(&[PathBuf], BitFlags<AccessFs>); 5] = [
        (&job.readable, READ),
        (&job.runnable, RUN),
        (&job.writable, WRITE),
        (std::slice::from_ref(&job.program), RUN),
        (std::slice::from_ref(&null), SWALLOW),
    ];
    for (paths, access) in lists {
        for path in paths {
            rules = allow(rules, path, access)?;
        }
    }
    let status = rules.restrict_self().map_err(refused)?;
    if status.ruleset == RulesetStatus::NotEnforced {
        return Err(Error::new(
            "cannot restrict files",
            "this kernel has no Landlock",
        ));
    }
    Ok(())
}

fn ruleset() -> Result<RulesetCreated, RulesetError> {
    Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))?
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(NEWEST))?
        .handle_access(AccessNet::from_all(NEWEST))?
        .scope(Scope::from_all(NEWEST))?
        .create()
}

fn allow(
    rules: RulesetCreated,
    path: &Path,
    access: BitFlags<AccessFs>,
) -> Result<RulesetCreated, Error> {
    let cannot = || format!("cannot give {} to the job", path.display());
    let opened = PathFd::new(path).map_err(|error| Error::new(cannot(), error))?;
    let metadata = path.metadata();
    let is_folder = metadata
        .map_err(|error| Error::new(cannot(), error))?
        .is_dir();
    let access = match is_folder {
        true => access,
        false => access & AccessFs::from_file(NEWEST),
    };
    let rule = PathBeneath::new(opened, access);
    rules
        .add_rule(rule)
        .map_err(|error| Error::new(cannot(), error))
}
