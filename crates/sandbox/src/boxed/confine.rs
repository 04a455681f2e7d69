//! The launcher: gives up what the job may not have, and becomes the job.

use std::os::unix::process::CommandExt;
use std::process::Command;

use rustix::fs::Mode;
use rustix::process::{Signal, set_parent_process_death_signal, umask};

use super::frame::{self, Unbuffered};
use super::spec::Spec;
use super::{FAILED, files, filter, rights};
use crate::{Error, rlimits};

/// Becomes the job that stands on standard input. Returns only if it cannot.
pub(super) fn become_job() -> Result<(), Error> {
    let spec: Spec =
        frame::read(&mut Unbuffered).map_err(|error| Error::new("cannot read the job", error))?;
    if let Err(error) = confine_and_execute(&spec) {
        // First on the line, so that it is told from what a job prints.
        eprint!("{}{}\n{}", spec.word, error.what, error.why);
    }
    std::process::exit(FAILED)
}

/// The order matters: each step needs what the next one takes away.
fn confine_and_execute(spec: &Spec) -> Result<(), Error> {
    let job = &spec.job;
    let cannot = |what: &'static str| move |error| Error::new(what, std::io::Error::from(error));
    set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(cannot("cannot tie the job to its supervisor"))?;
    close_fds::set_fds_cloexec(3, &[]);
    umask(Mode::WGRP | Mode::WOTH);
    if spec.pieces.rights {
        rights::give_up().map_err(cannot("cannot give up rights"))?;
    }
    std::env::set_current_dir(&job.folder)
        .map_err(|error| Error::new(format!("cannot go to {}", job.folder.display()), error))?;
    let mut program = Command::new(&job.program);
    program
        .args(&job.arguments)
        .env_clear()
        .envs(job.environment.iter().map(|(name, value)| (name, value)));
    if spec.pieces.landlock {
        files::restrict(job)?;
    }
    if spec.pieces.seccomp {
        filter::apply(job.children)?;
    }
    if spec.pieces.rlimits {
        rlimits::apply(&job.limits, job.children).map_err(cannot("cannot set limits"))?;
    }
    // Nothing comes after it but the reason why not.
    let error = program.exec();
    let what = format!("cannot execute {}", job.program.display());
    Err(Error::new(what, error))
}
