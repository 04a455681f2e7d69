//! One measurement: one program of one size, explored by one search, in a process
//! of its own.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use clap::ValueEnum;
use cpu_time::ProcessTime;
use interleave::{Coverage, Limits, Outcome, Report};
use serde::{Deserialize, Serialize};

use crate::programs::{bare_loom, bare_shuttle, loom, shuttle};

/// A search is cut off after so many executions. No program here has exactly as
/// many, so that this number always means a cut.
pub(crate) const MOST: u64 = 30_000;

/// A search that ends sooner is repeated for so long, and the fastest counts.
const SHORTEST: Duration = Duration::from_millis(60);

/// A program, for `n` processes and `m` rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Program {
    Racy,
    LockPerAccess,
    Locked,
    Reentrant,
    Channel,
}

macro_rules! body {
    ($back:ident, $program:expr) => {
        match $program {
            Program::Racy => $back::counters::racy,
            Program::LockPerAccess => $back::counters::lock_per_access,
            Program::Locked => $back::counters::locked,
            Program::Reentrant => $back::reentrant::reentrant,
            Program::Channel => $back::channel::channel,
        }
    };
}

impl Program {
    /// What it does, in a few words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Program::Racy => "racy increments",
            Program::LockPerAccess => "a lock per access",
            Program::Locked => "locked increments",
            Program::Reentrant => "a lock taken twice",
            Program::Channel => "messages",
        }
    }

    /// The sizes to measure: processes, and rounds of each.
    pub(crate) fn sizes(self) -> &'static [(usize, usize)] {
        match self {
            Program::Racy => &[(2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (4, 1), (5, 1)],
            Program::LockPerAccess => &[(2, 2), (2, 3), (3, 1), (4, 1)],
            Program::Locked => &[(2, 2), (3, 2), (3, 3), (4, 2)],
            Program::Reentrant => &[(2, 1), (2, 2), (3, 1)],
            Program::Channel => &[(2, 1), (2, 2), (3, 1), (3, 2)],
        }
    }
}

fn factorial(n: usize) -> u64 {
    (1..=n as u64).product()
}

/// The orders of `n` processes that take `m` steps each.
fn orders(n: usize, m: usize) -> u64 {
    (0..n).fold(factorial(n * m), |orders, _| orders / factorial(m))
}

/// What is explored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Task {
    pub(crate) program: Program,
    /// Processes.
    pub(crate) n: usize,
    /// Rounds of each.
    pub(crate) m: usize,
    /// After how many executions it is cut off.
    pub(crate) most: u64,
}

impl Task {
    fn may_end(self, total: u32) -> bool {
        let all = self.n * self.m;
        match self.program {
            Program::Racy | Program::LockPerAccess => (1..=all).contains(&(total as usize)),
            _ => total as usize == all,
        }
    }

    /// The number of inequivalent interleavings, where it is known from elsewhere.
    fn traces(self) -> Option<u64> {
        match (self.program, self.n, self.m) {
            (Program::Racy, n, 1) => Some(factorial(n).pow(2)),
            (Program::Racy, 2, 2) => Some(34),
            (Program::Racy, 2, 3) => Some(328),
            (Program::Racy, 3, 2) => Some(7_134),
            (Program::LockPerAccess, n, m) => Some(orders(n, 2 * m)),
            (Program::Locked, n, m) => Some(orders(n, m)),
            _ => None,
        }
    }
}

/// Who explores, and what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Search {
    /// The reduced search of this crate.
    Reduced,
    /// shuttle's depth-first search, on the same program.
    Shuttle,
    /// shuttle's depth-first search, on the program written for shuttle.
    BareShuttle,
    /// loom, on the same program.
    Loom,
    /// loom, on the program written for loom.
    BareLoom,
}

impl Search {
    /// How the tables call it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Search::Reduced => "reduced",
            Search::Shuttle => "shuttle",
            Search::BareShuttle => "bare shuttle",
            Search::Loom => "loom",
            Search::BareLoom => "bare loom",
        }
    }

    /// Whether it is measured again and again: its cost is compared with others. loom
    /// makes most of the table and is compared by its counts alone.
    pub(crate) fn is_timed(self) -> bool {
        !matches!(self, Search::Loom | Search::BareLoom)
    }

    /// Whether it takes so many processes.
    pub(crate) fn takes(self, n: usize) -> bool {
        match self {
            Search::Loom | Search::BareLoom => n < ::loom::MAX_THREADS,
            _ => true,
        }
    }
}

/// What one exploration found.
pub(crate) struct Found {
    executions: u64,
    /// Every outcome, where the search tells them and was not cut off.
    outcomes: Option<BTreeSet<String>>,
}

/// What was measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Measured {
    pub(crate) executions: u64,
    pub(crate) outcomes: Option<BTreeSet<String>>,
    /// Of the processor, so that other work on the machine is not counted.
    pub(crate) seconds: f64,
    /// The most memory the process had, where the system tells.
    pub(crate) peak_mib: Option<f64>,
}

impl Measured {
    pub(crate) fn cut(&self) -> bool {
        self.executions == MOST
    }

    /// What one execution costs.
    pub(crate) fn micros(&self) -> f64 {
        self.seconds * 1e6 / self.executions as f64
    }

    /// The best of two measurements of the same.
    pub(crate) fn best(self, other: Measured) -> Measured {
        assert_eq!(self.executions, other.executions, "a search counts alike");
        Measured {
            seconds: self.seconds.min(other.seconds),
            ..self
        }
    }
}

/// Measures here, in this process.
pub(crate) fn here(search: Search, task: Task) -> Measured {
    let since = ProcessTime::now();
    let mut seconds = f64::MAX;
    loop {
        let start = ProcessTime::now();
        let found = explore(search, task);
        seconds = seconds.min(start.elapsed().as_secs_f64());
        if since.elapsed() >= SHORTEST {
            return Measured {
                executions: found.executions,
                outcomes: found.outcomes,
                seconds,
                peak_mib: peak_mib(),
            };
        }
    }
}

/// Measures in a process of its own, so that its memory is its own.
pub(crate) fn apart(search: Search, task: Task) -> anyhow::Result<Measured> {
    let name = |value: clap::builder::PossibleValue| value.get_name().to_owned();
    let what = [
        search.to_possible_value().map(name),
        task.program.to_possible_value().map(name),
        Some(task.n.to_string()),
        Some(task.m.to_string()),
    ];
    let what: Vec<String> = what.into_iter().flatten().collect();
    let done = Command::new(std::env::current_exe()?)
        .arg("measure")
        .args(&what)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start a measurement")?;
    let what = what.join(" ");
    ensure!(done.status.success(), "the measurement of {what} failed");
    serde_json::from_slice(&done.stdout).with_context(|| format!("{what} tells no numbers"))
}

/// Explores, and checks what can be known of what it found.
pub(crate) fn explore(search: Search, task: Task) -> Found {
    let Task { program, n, m, .. } = task;
    let limits = Limits {
        executions: task.most,
        ..Limits::default()
    };
    match search {
        Search::Reduced => {
            let body = body!(shuttle, program);
            let report = interleave::shuttle::explore_within(limits, move || body(n, m));
            assert_eq!(report.discarded(), 0, "no execution is started in vain");
            if let Some(traces) = task.traces() {
                assert_eq!(report.exhaustive().executions(), traces);
            }
            found(&report, task)
        }
        Search::Shuttle => {
            let body = body!(shuttle, program);
            let report = interleave::shuttle::enumerate(limits, move || body(n, m));
            found(&report, task)
        }
        Search::Loom => {
            let body = body!(loom, program);
            let report = interleave::loom::explore_within(limits, move || body(n, m));
            found(&report, task)
        }
        Search::BareShuttle => in_bare_shuttle(task),
        Search::BareLoom => in_bare_loom(task),
    }
}

fn found(report: &Report<u32>, task: Task) -> Found {
    let cut = report.executions() == task.most;
    assert_eq!(*report.coverage() != Coverage::Exhaustive, cut);
    for outcome in report.outcomes() {
        let right = matches!(outcome, Outcome::Returned(total) if task.may_end(total));
        assert!(right, "{task:?} ended with {outcome}");
    }
    let outcomes = report.outcomes().iter().map(ToString::to_string).collect();
    Found {
        executions: report.executions(),
        outcomes: (!cut).then_some(outcomes),
    }
}

fn in_bare_shuttle(task: Task) -> Found {
    let body = body!(bare_shuttle, task.program);
    let mut config = ::shuttle::Config::new();
    config.failure_persistence = ::shuttle::FailurePersistence::None;
    config.silence_warnings = true;
    let most = usize::try_from(task.most).expect("it is small");
    let search = ::shuttle::scheduler::DfsScheduler::new(Some(most), false);
    let executions = ::shuttle::Runner::new(search, config)
        .run(move || assert!(task.may_end(body(task.n, task.m))));
    Found {
        executions: executions as u64,
        outcomes: None,
    }
}

fn in_bare_loom(task: Task) -> Found {
    let body = body!(bare_loom, task.program);
    let mut builder = ::loom::model::Builder::new();
    builder.max_threads = ::loom::MAX_THREADS;
    builder.max_branches = Limits::default().steps;
    // loom stops one short of it.
    builder.max_permutations = usize::try_from(task.most + 1).ok();
    builder.max_duration = None;
    builder.preemption_bound = None;
    builder.checkpoint_file = None;
    builder.checkpoint_interval = 1;
    builder.location = false;
    builder.log = false;
    let executions = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&executions);
    builder.check(move || {
        counted.fetch_add(1, Ordering::Relaxed);
        assert!(task.may_end(body(task.n, task.m)));
    });
    Found {
        executions: executions.load(Ordering::Relaxed),
        outcomes: None,
    }
}

/// The most memory that this process has had. Linux alone tells.
fn peak_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}
