//! Exploring one execution of every Mazurkiewicz trace, by sleep sets.
//!
//! Two steps of different processes are *independent* if they act on different
//! objects, or both only read. Swapping neighbouring independent steps changes
//! nothing that anyone can see, so executions that differ by such swaps are
//! equivalent; a class of them is a *Mazurkiewicz trace*, and one execution
//! decides for all. A compare-exchange that would fail, in the state at hand, is a
//! read: independence is conditional on the state (Katz and Peled, *Defining
//! conditional independence using collapses*, 1992).
//!
//! The search is depth-first over executions. A node of its stack is a point of
//! the current execution at which every process stands before a step on a shared
//! object. Steps that nobody can observe (starting, spawning, ending) are taken
//! at once, by whoever stands before one, and make no node.
//!
//! Each node has a *sleep set* (Godefroid, *Partial-Order Methods for the
//! Verification of Concurrent Systems*, 1996): processes whose next step has
//! been explored from an equivalent point already. A process falls asleep at a
//! node when everything that begins with its step has been explored there. It
//! sleeps on in the nodes below for as long as only steps independent of its own
//! are taken, for just as long taking it would only repeat, with neighbours
//! swapped, what was seen. A step that depends on its own wakes it.
//!
//! Sleep sets alone run exactly one *complete* execution of each trace. What
//! they cannot avoid is to start an execution and then find everyone asleep: it
//! is given up and counted as discarded. A lock that is held keeps those who
//! wait for it from being tried at all, which avoids most of them.

use super::driver::{At, Search, unobservable};
use crate::model::execution::{Execution, Op, Pending};
use crate::step::Process;

/// What a process is about to do, as far as the reduction cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// An operation that was declared.
    Op(Op),
    /// Anything: dependent on everything.
    Unknown,
}

impl Next {
    fn depends_on(self, other: Next) -> bool {
        match (self, other) {
            (Next::Op(a), Next::Op(b)) => a.depends_on(b),
            _ => true,
        }
    }
}

/// A point of the current execution, and what is left to try there.
#[derive(Debug)]
struct Node {
    /// Who can take a step here, and which.
    enabled: Vec<(Process, Next)>,
    /// Who need not be tried here.
    sleep: Vec<(Process, Next)>,
    /// Who is tried now, as an index into `enabled`.
    chosen: usize,
}

impl Node {
    fn awake(&self) -> Option<usize> {
        let asleep = |process| self.sleep.iter().any(|(sleeper, _)| *sleeper == process);
        self.enabled
            .iter()
            .position(|&(process, _)| !asleep(process))
    }
}

/// What is wrong with a body that does not do the same after the same steps.
const NOT_DETERMINISTIC: &str = "the program is not a function of its schedule";

/// The depth-first search.
#[derive(Debug)]
pub(super) struct SleepSets {
    stack: Vec<Node>,
    depth: usize,
    started: bool,
}

impl SleepSets {
    pub(super) fn new() -> SleepSets {
        SleepSets {
            stack: Vec::new(),
            depth: 0,
            started: false,
        }
    }
}

impl Search for SleepSets {
    fn next_execution(&mut self) -> bool {
        if !self.started {
            self.started = true;
            return true;
        }
        assert!(
            self.depth == self.stack.len(),
            "{NOT_DETERMINISTIC}: an execution ended where another went on"
        );
        self.depth = 0;
        // All that begins with the last choice has been explored: it falls
        // asleep, and the next one awake is tried. If nobody is, all that begins
        // with the choice above has been explored.
        while let Some(node) = self.stack.last_mut() {
            node.sleep.push(node.enabled[node.chosen]);
            if let Some(next) = node.awake() {
                node.chosen = next;
                return true;
            }
            self.stack.pop();
        }
        false
    }

    fn choose(&mut self, execution: &Execution, enabled: &[Process], _: At<'_>) -> Option<Process> {
        if let Some(process) = unobservable(execution, enabled) {
            return Some(process);
        }
        let enabled: Vec<(Process, Next)> = enabled
            .iter()
            .map(|&process| {
                let next = match execution.pending(process) {
                    Pending::Op(op) => Next::Op(execution.resolve(op)),
                    _ => Next::Unknown,
                };
                (process, next)
            })
            .collect();
        if self.depth == self.stack.len() {
            let sleep = match self.stack.last() {
                None => Vec::new(),
                Some(above) => {
                    let (_, taken) = above.enabled[above.chosen];
                    let mut sleep = above.sleep.clone();
                    sleep.retain(|(_, next)| !next.depends_on(taken));
                    sleep
                }
            };
            let mut node = Node {
                enabled,
                sleep,
                chosen: 0,
            };
            node.chosen = node.awake()?;
            self.stack.push(node);
        } else {
            assert!(
                self.stack[self.depth].enabled == enabled,
                "{NOT_DETERMINISTIC}: after the same steps, other steps came next"
            );
        }
        let node = &self.stack[self.depth];
        self.depth += 1;
        Some(node.enabled[node.chosen].0)
    }
}
