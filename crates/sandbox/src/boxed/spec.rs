//! What is handed from process to process: the job, and how it is to be boxed.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Job;

/// For the supervisor, and from it for the launcher.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Spec {
    /// The job. Its input is empty: that goes beside this.
    pub(super) job: Job,
    /// Where our program is, as seen from the supervisor.
    pub(super) launcher: PathBuf,
    /// Whether the supervisor is the first process of a PID namespace: all others end
    /// with it.
    pub(super) is_first: bool,
    /// What the box is made of.
    pub(super) pieces: Pieces,
    /// A word that only we know: what begins with it was printed by the launcher. The
    /// launcher forgets it as it becomes the job, whose memory is a new one.
    pub(super) word: String,
}

/// What the box is made of. All of it, but for the probe's negative control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pieces {
    /// Files, network and signals by Landlock.
    pub(crate) landlock: bool,
    /// System calls by seccomp.
    pub(crate) seccomp: bool,
    /// What may be used up by resource limits.
    pub(crate) rlimits: bool,
    /// No capability, and no way to gain one.
    pub(crate) rights: bool,
}

/// From the supervisor: how the job ended.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Report {
    /// As the system encodes it.
    pub(super) status: i32,
    /// Processor time.
    pub(super) cpu: Duration,
    /// The most memory that was resident at a time, in bytes.
    pub(super) memory: u64,
    /// Whether its writable folders grew over the limit.
    pub(super) is_disk_full: bool,
}
