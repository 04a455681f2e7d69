//! The shuttle world: interleavings, sequentially consistent.
//!
//! - [`explore`] runs one execution of every Mazurkiewicz trace: every
//!   inequivalent interleaving, once.
//! - [`enumerate`] is shuttle's own depth-first search, which knows nothing of
//!   equivalence: the cross-check for small programs.
//! - [`sample`] draws interleavings at random, from a pinned seed.
//! - [`replay`] runs the one interleaving that a schedule names.
//!
//! All of them run the body under shuttle. They differ in the scheduler alone.

mod back;
mod driver;
mod explore;
mod replay;
mod sample;
pub mod sync;

use std::fmt;
use std::num::NonZeroU64;

use ::shuttle::Config;
use ::shuttle::scheduler::DfsScheduler;

use crate::report::{Limits, Model, Report};
pub use replay::{ReplayError, Replayed, replay};

/// Explores every inequivalent interleaving of the body, within the default
/// [`Limits`].
///
/// ```
/// use std::sync::Arc;
/// use interleave::shuttle::{self, sync::{atomic::{AtomicU32, Ordering::SeqCst}, thread}};
///
/// let report = shuttle::explore(|| {
///     let counter = Arc::new(AtomicU32::new(0));
///     let other = Arc::clone(&counter);
///     let child = thread::spawn(move || other.fetch_add(1, SeqCst));
///     counter.fetch_add(1, SeqCst);
///     child.join().unwrap();
///     counter.load(SeqCst)
/// });
/// assert_eq!(report.exhaustive().outcomes(), [2]);
/// assert_eq!(report.executions(), 2);
/// ```
///
/// # Panics
///
/// If the body is not deterministic: if two executions took the same steps, and
/// then other steps came next.
pub fn explore<T, F>(body: F) -> Report<T>
where
    T: Clone + Ord + fmt::Debug + Send + 'static,
    F: Fn() -> T + Send + Sync + 'static,
{
    explore_within(Limits::default(), body)
}

/// As [`explore`], within limits of your own.
///
/// # Panics
///
/// As [`explore`].
pub fn explore_within<T, F>(limits: Limits, body: F) -> Report<T>
where
    T: Clone + Ord + fmt::Debug + Send + 'static,
    F: Fn() -> T + Send + Sync + 'static,
{
    driver::drive(
        explore::SleepSets::new(),
        Report::new(Model::Interleavings),
        limits,
        body,
    )
}

/// Runs every interleaving of the body, equivalent ones as well, by shuttle's
/// own depth-first search.
///
/// A process that waits for a lock is not scheduled until the lock is free; all
/// else is shuttle's.
///
/// # Panics
///
/// If shuttle notices that the body is not deterministic.
pub fn enumerate<T, F>(limits: Limits, body: F) -> Report<T>
where
    T: Clone + Ord + fmt::Debug + Send + 'static,
    F: Fn() -> T + Send + Sync + 'static,
{
    let search = driver::Foreign(DfsScheduler::new(None, false));
    driver::drive(search, Report::new(Model::Unreduced), limits, body)
}

/// How [`sample`] draws its interleavings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// At each step any process that can run, each as likely as the others.
    Uniform,
    /// Priorities with a few changes at random points (PCT: Burckhardt, Kothari,
    /// Musuvathi, Nagarakatte, ASPLOS 2010).
    Pct {
        /// The number of ordering constraints of the bugs looked for.
        depth: NonZeroU64,
    },
}

/// What [`sample`] draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sampling {
    /// The seed: the same seed draws the same interleavings.
    pub seed: u64,
    /// How many interleavings to draw.
    pub schedules: u64,
    /// How to draw them.
    pub strategy: Strategy,
}

/// Runs interleavings of the body drawn at random. The report is always
/// bounded: a sample is no proof.
///
/// # Panics
///
/// If the depth of [`Strategy::Pct`] does not fit `usize`.
pub fn sample<T, F>(sampling: Sampling, body: F) -> Report<T>
where
    T: Clone + Ord + fmt::Debug + Send + 'static,
    F: Fn() -> T + Send + Sync + 'static,
{
    let Sampling {
        seed,
        schedules,
        strategy,
    } = sampling;
    let mut report = Report::new(Model::Sampled);
    report.bound(format!("{schedules} schedules drawn with seed {seed}"));
    let limits = Limits {
        executions: u64::MAX,
        ..Limits::default()
    };
    match strategy {
        Strategy::Uniform => {
            let search = sample::Uniform::new(seed, schedules);
            driver::drive(search, report, limits, body)
        }
        Strategy::Pct { depth } => {
            let depth = usize::try_from(depth.get()).expect("the depth fits a usize");
            driver::drive(
                sample::Pct::new(seed, depth, schedules),
                report,
                limits,
                body,
            )
        }
    }
}

/// shuttle's configuration: it prints nothing, and all limits are ours.
pub(crate) fn config() -> Config {
    let mut config = Config::new();
    config.failure_persistence = ::shuttle::FailurePersistence::None;
    config.max_steps = ::shuttle::MaxSteps::None;
    config.max_time = None;
    config.silence_warnings = true;
    // Formatting a value or a panic message needs more than shuttle's 60 KiB.
    config.stack_size = 0x2_0000;
    config
}
