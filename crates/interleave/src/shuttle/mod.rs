//! The shuttle world: interleavings, sequentially consistent.
//!
//! - [`explore`] runs one execution of every Mazurkiewicz trace: every
//!   inequivalent interleaving, once.
//! - [`enumerate`] is shuttle's own depth-first search, which knows nothing of
//!   equivalence: the cross-check for small programs.
//! - [`sample`] draws interleavings at random, from a pinned seed.
//! - [`replay`] runs the one interleaving that a schedule names.
//! - [`state_graph`] finds every point that the body can be at.
//!
//! All of them run the body under shuttle. They differ in the scheduler alone.

mod back;
mod driver;
mod every;
mod explore;
mod graph;
mod races;
mod replay;
mod sample;
pub mod sync;

use std::fmt;
use std::num::NonZeroU64;

use ::shuttle::Config;
use ::shuttle::scheduler::DfsScheduler;

use crate::model::footprint::Relation;
use crate::outcome::Outcome;
use crate::report::{Limits, Model, Report};
use crate::step::{Object, Step};
use driver::Drive;

#[doc(hidden)]
pub use crate::model::footprint::Conflict;
pub use graph::{GraphError, GraphLimits, state_graph};
pub use replay::{ReplayError, Replayed, replay, replay_within};

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
    driver::drive(optimal(Relation::default(), limits), body)
}

/// As [`explore_within`], and shows each execution to `visit`: how it ended, its
/// steps, and the objects that they act on.
///
/// # Panics
///
/// As [`explore`].
pub fn explore_each<T, F, V>(limits: Limits, body: F, visit: V) -> Report<T>
where
    T: Clone + Ord + fmt::Debug + Send + 'static,
    F: Fn() -> T + Send + Sync + 'static,
    V: FnMut(&Outcome<T>, &[Step], &[Object]) + Send + 'static,
{
    let mut drive = optimal(Relation::default(), limits);
    drive.visit = Some(Box::new(visit));
    driver::drive(drive, body)
}

fn optimal<T: Clone + Ord + fmt::Debug>(
    relation: Relation,
    limits: Limits,
) -> Drive<explore::Optimal, T> {
    let search = explore::Optimal::new(relation);
    let mut drive = Drive::new(search, Report::new(Model::Interleavings), limits);
    drive.relation = relation;
    drive
}

/// As [`explore_each`], with a dependency relation that lacks one kind of conflict. It
/// misses outcomes: it is there so that tests can show that they would notice.
///
/// # Panics
///
/// As [`explore`], and where the broken relation leads into a contradiction.
#[doc(hidden)]
pub fn explore_without<T, F, V>(missing: Conflict, limits: Limits, body: F, visit: V) -> Report<T>
where
    T: Clone + Ord + fmt::Debug + Send + 'static,
    F: Fn() -> T + Send + Sync + 'static,
    V: FnMut(&Outcome<T>, &[Step], &[Object]) + Send + 'static,
{
    let mut drive = optimal(Relation::without(missing), limits);
    drive.visit = Some(Box::new(visit));
    driver::drive(drive, body)
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
    let report = Report::new(Model::Unreduced);
    driver::drive(Drive::new(search, report, limits), body)
}

/// Runs every interleaving of the steps that others can observe, equivalent ones as
/// well, and shows each to `visit`: how it ended, its steps, and the objects that
/// they act on.
///
/// Starting, spawning and ending are taken as soon as they can be; all else is
/// tried in every order, by a plain depth-first search that knows nothing of
/// conflicts. This is what [`explore`] is checked against.
///
/// # Panics
///
/// If the body is not deterministic.
pub fn interleavings<T, F, V>(limits: Limits, body: F, visit: V) -> Report<T>
where
    T: Clone + Ord + fmt::Debug + Send + 'static,
    F: Fn() -> T + Send + Sync + 'static,
    V: FnMut(&Outcome<T>, &[Step], &[Object]) + Send + 'static,
{
    let search = every::Every::default();
    let mut drive = Drive::new(search, Report::as_it_happens(Model::Unreduced), limits);
    drive.visit = Some(Box::new(visit));
    driver::drive(drive, body)
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
            driver::drive(Drive::new(search, report, limits), body)
        }
        Strategy::Pct { depth } => {
            let depth = usize::try_from(depth.get()).expect("the depth fits a usize");
            let search = sample::Pct::new(seed, depth, schedules);
            driver::drive(Drive::new(search, report, limits), body)
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
