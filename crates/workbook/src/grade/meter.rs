//! What the jobs of one answer used up, for the audit log.

use std::sync::{Mutex, PoisonError};

use sandbox::{Ended, Error, Job, Sandbox};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// A box that notes what each of its jobs used up.
#[derive(Debug)]
pub(crate) struct Meter<'a> {
    sandbox: &'a dyn Sandbox,
    jobs: Mutex<Vec<Used>>,
}

/// What a job used up, and how it ended.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Used {
    /// The file name of the program.
    program: String,
    /// How it ended.
    how: String,
    /// Processor time in seconds, where the system tells it.
    cpu: Option<f64>,
    /// Time on the clock in seconds.
    wall: f64,
    /// The most memory at a time, in bytes, where the system tells it.
    memory: Option<u64>,
    /// The SHA-256 of what it printed, first as output and then as errors.
    log: String,
}

impl<'a> Meter<'a> {
    /// Jobs run in this box.
    pub(crate) fn new(sandbox: &'a dyn Sandbox) -> Meter<'a> {
        let jobs = Mutex::default();
        Meter { sandbox, jobs }
    }

    /// What was noted, in the order in which the jobs ended.
    pub(crate) fn into_jobs(self) -> Vec<Used> {
        self.jobs
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sandbox for Meter<'_> {
    fn run(&self, job: &Job) -> Result<Ended, Error> {
        let ended = self.sandbox.run(job)?;
        let program = job.program.file_name().unwrap_or_default();
        let log = Sha256::new()
            .chain_update(&ended.stdout.bytes)
            .chain_update(&ended.stderr.bytes);
        let used = Used {
            program: program.to_string_lossy().into_owned(),
            how: format!("{:?}", ended.how),
            cpu: ended.usage.cpu.map(|cpu| cpu.as_secs_f64()),
            wall: ended.usage.wall.as_secs_f64(),
            memory: ended.usage.memory,
            log: hex::encode(log.finalize()),
        };
        let jobs = self.jobs.lock();
        jobs.unwrap_or_else(PoisonError::into_inner).push(used);
        Ok(ended)
    }

    fn name(&self) -> &'static str {
        self.sandbox.name()
    }
}
