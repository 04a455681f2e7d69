//! What is asked: a program, and all that it may touch and use up.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A program to run, and what it gets. Paths are absolute. What is not named here is not
/// there for it: no other file, no network, no environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// The folder it starts in.
    pub folder: PathBuf,
    /// Its whole environment.
    pub environment: Vec<(OsString, OsString)>,
    /// What stands on its standard input, and then its end.
    pub input: Vec<u8>,
    /// Files, and folders with all that is in them, that it may read.
    pub readable: Vec<PathBuf>,
    /// Files, and folders with all that is in them, that it may read and run.
    pub runnable: Vec<PathBuf>,
    /// Folders in which it may read, write and remove.
    pub writable: Vec<PathBuf>,
    /// Whether it may start processes.
    pub children: Children,
    /// What it may use up.
    pub limits: Limits,
}

/// Whether a job may start processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Children {
    /// It has threads, and no other process.
    Threads,
    /// It starts processes, as a compiler starts a linker. All end with it.
    Processes,
}

/// What a job may use up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Limits {
    /// Processor time of each of its processes, in whole seconds, rounded up.
    pub cpu: Duration,
    /// Time on the clock.
    pub wall: Duration,
    /// Address space of each of its processes, in bytes.
    pub memory: u64,
    /// What it may print, in bytes, each of output and errors. More ends it.
    pub output: u64,
    /// The longest file it may write, in bytes. All its writable folders together may
    /// grow by four times as much, where an empty file counts as 4 KiB.
    pub file: u64,
}
