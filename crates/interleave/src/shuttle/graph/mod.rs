//! The state graph of a small program, by a stateful search.
//!
//! The other searches go through executions and remember none. This one remembers
//! every point at which it has been, and goes on from each of them once. What comes
//! out is the graph of *all* interleavings, not one for each trace: someone who
//! reads may let anybody go on at any node. Merging is what keeps it small. Its paths
//! from the start to an end are the executions.
//!
//! # Points
//!
//! A node is a point where somebody has to be chosen. Steps that no other process can
//! observe (starting, spawning, seeing an end, going on after a wake-up that nobody
//! else could have had, ending) are taken at once, as in every reduced search here,
//! and are part of the edge before them. So each edge has exactly one step of the
//! schedule. The steps that `main` takes before it has spawned anyone have no
//! nodes, for a schedule leaves them out.
//!
//! # What is one node
//!
//! Two executions are at the same node if they are alike in
//!
//! - the *history* of each process: its own steps in order, each with what it found;
//! - the *state* of each shared object: value, holder, who waits, which wake-ups are
//!   under way;
//! - the *insides* of each object: who left them, and with which history.
//!
//! A process is a deterministic function of what it finds. With the same history it
//! is in the same place with the same local variables, and with the same states
//! each next step finds the same. So the two points have the same future, by
//! induction over its steps, and expanding one of them is enough. The reverse does
//! not hold: two histories that differ only in a value no longer used have the same
//! future, and are two nodes. Which values are still used is not visible from
//! outside of the program.
//!
//! The insides are what the checker itself never sees: the data in a mutex, the
//! contents of a cell, the messages of a channel. What is in there is a function of
//! the history of the process that gave the lock back, wrote, or sent; so that
//! history stands for it, and becomes part of the history of the process that finds
//! it. A price is paid where the data is `()`: critical sections in another order
//! are another node, although nobody could tell.
//!
//! Histories are *interned*: each has a number, from a table of its last step and
//! the number of the rest. Equal numbers are equal histories. No hash is trusted
//! anywhere: a table compares whole keys.
//!
//! # Loops that wait
//!
//! A process that goes round a loop waits until what it looked at has been changed,
//! be it to the same value (see the model's `spin`). So it can tell more than values.
//! For a process that ever yields, its history also says of each step whether the
//! object had been changed since the process last looked, and whether the step
//! changed it; and the node says what has been changed since. Who yields is only
//! known when somebody does: then the search begins again, once for each such
//! process at most. The rounds that are gone in vain when nobody else can go on are
//! no edges: the program is over where they begin.
//!
//! # What has no graph
//!
//! Whatever makes a report bounded: random numbers, uses of shuttle past the facade,
//! loops that end by themselves or not at all. And a body that is not a function of its
//! schedule, which shows when a point cannot be met again. Memory past the facade is
//! not seen here either: two processes that talk through it are merged where they
//! should not be.

mod grown;
mod situation;
mod walk;

use std::fmt;
use std::sync::{Arc, Mutex};

use thiserror::Error;

use super::driver::{self, Drive};
use crate::graph::StateGraph;
use crate::report::{Coverage, Limits, Model, Report};
use crate::step::Process;
use walk::{Shared, Walk, lock};

/// How large a state graph may get. Nobody wakes for no reason in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GraphLimits {
    /// The most nodes.
    pub nodes: usize,
    /// The most steps of one execution; beyond it a loop is taken for endless.
    pub steps: usize,
}

impl Default for GraphLimits {
    /// Two thousand nodes, which a page still loads; ten thousand steps.
    fn default() -> GraphLimits {
        GraphLimits {
            nodes: 2_000,
            steps: 10_000,
        }
    }
}

/// Why a program has no state graph.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum GraphError {
    /// It is too large.
    #[error("the state graph has more than {most} nodes; explore fewer processes or shorter ones")]
    TooLarge {
        /// The most nodes it may have.
        most: usize,
    },
    /// Not every execution can be known.
    #[error("the program has no state graph: {why}")]
    Bounded {
        /// Why, as the coverage of a report says it.
        why: String,
    },
    /// The body does not do the same after the same steps.
    #[error(
        "the program is not a function of its schedule: after the same steps {process} \
         is at another point"
    )]
    NotAFunction {
        /// Who took the last of these steps.
        process: Process,
    },
}

/// Finds every point that the body can be at, and the steps between them.
///
/// ```
/// use std::sync::Arc;
/// use interleave::shuttle::{self, GraphLimits, sync::{atomic::{AtomicU32, Ordering::SeqCst}, thread}};
///
/// let graph = shuttle::state_graph(GraphLimits::default(), || {
///     let flag = Arc::new(AtomicU32::new(0));
///     let other = Arc::clone(&flag);
///     let child = thread::spawn(move || other.load(SeqCst));
///     flag.store(1, SeqCst);
///     child.join().unwrap()
/// })
/// .unwrap();
/// // Nobody, either of the two, or both have taken their step, the child before
/// // or after.
/// assert_eq!((graph.nodes.len(), graph.edges()), (5, 4));
/// let end = graph.follow(&"mA".parse().unwrap()).unwrap();
/// assert_eq!(graph.nodes[end].outcome.as_deref(), Some("1"));
/// ```
///
/// # Errors
///
/// If there are too many points, if the body makes an exploration bounded, or if it
/// is not a function of its schedule.
///
/// # Panics
///
/// If shuttle itself fails.
pub fn state_graph<T, F>(limits: GraphLimits, body: F) -> Result<StateGraph, GraphError>
where
    T: Clone + Ord + fmt::Debug + Send + 'static,
    F: Fn() -> T + Send + Sync + 'static,
{
    let walk = Arc::new(Mutex::new(Walk::new(limits.nodes)));
    let within = Limits {
        executions: u64::MAX,
        steps: limits.steps,
        ..Limits::default()
    };
    let report = Report::as_it_happens(Model::Unreduced);
    let mut drive = Drive::new(Shared(Arc::clone(&walk)), report, within);
    let told = Arc::clone(&walk);
    drive.visit = Some(Box::new(move |outcome, _, _| {
        lock(&told).outcome = Some(outcome.to_string());
    }));
    let report = driver::drive(drive, body);
    let walk = std::mem::replace(&mut *lock(&walk), Walk::new(0));
    if let Some(error) = walk.refusal {
        return Err(error);
    }
    match report.coverage() {
        Coverage::Bounded { why } => Err(GraphError::Bounded { why: why.clone() }),
        Coverage::Exhaustive => Ok(walk.grown.told()),
    }
}
