//! The stateful depth-first search.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::super::driver::{At, Next, Search};
use super::GraphError;
use super::grown::Grown;
use super::situation::{Histories, Now, Situation};
use crate::model::execution::Execution;
use crate::step::{Process, Step};

/// A node that is being expanded: who can go on there, and who is tried now.
struct Open {
    node: usize,
    enabled: Vec<Process>,
    at: usize,
}

/// The stateful depth-first search.
pub(super) struct Walk {
    most: usize,
    pub(super) grown: Grown,
    known: HashMap<Situation, usize>,
    histories: Histories,
    /// Who was seen to yield.
    yields: BTreeSet<Process>,
    /// Whether to begin again, because somebody was.
    again: bool,
    pub(super) refusal: Option<GraphError>,
    started: bool,
    /// The nodes along the execution that runs now.
    stack: Vec<Open>,
    depth: usize,
    now: Now,
    /// How the last execution ended.
    pub(super) outcome: Option<String>,
}

impl Walk {
    pub(super) fn new(most: usize) -> Walk {
        Walk {
            most,
            grown: Grown::default(),
            known: HashMap::new(),
            histories: Histories::default(),
            yields: BTreeSet::new(),
            again: false,
            refusal: None,
            started: false,
            stack: Vec::new(),
            depth: 0,
            now: Now::default(),
            outcome: None,
        }
    }

    /// Forgets all but who yields.
    fn begin_again(&mut self) {
        *self = Walk {
            yields: std::mem::take(&mut self.yields),
            started: true,
            ..Walk::new(self.most)
        };
    }

    fn gives_up(&self) -> bool {
        self.again || self.refusal.is_some()
    }

    /// Goes over to the next edge that was not taken yet. Returns whether there is one.
    fn goes_on(&mut self) -> bool {
        while let Some(open) = self.stack.last_mut() {
            open.at += 1;
            if open.at < open.enabled.len() {
                return true;
            }
            self.stack.pop();
        }
        false
    }

    /// The execution has come to where it has been before, or should have.
    fn meets_again(&mut self, node: Option<usize>, taken: Option<&Step>) -> bool {
        let open = self.stack.get(self.depth);
        let same = open.is_some_and(|open| Some(open.node) == node);
        if !same {
            let process = taken.map_or(Process::MAIN, |step| step.process);
            self.refusal = Some(GraphError::NotAFunction { process });
        }
        same
    }

    /// The execution has come to where an edge ends. Returns the node, and whether it
    /// is new.
    fn arrives(
        &mut self,
        execution: &Execution,
        enabled: &[Process],
        taken: Option<&Step>,
    ) -> Option<(usize, bool)> {
        let situation = self.now.situation(execution, &self.yields);
        let (to, new) = match self.known.get(&situation) {
            Some(&node) => (node, false),
            None if self.known.len() == self.most => {
                self.refusal = Some(GraphError::TooLarge { most: self.most });
                return None;
            }
            None => {
                let node = self.grown.node(execution, enabled);
                self.known.insert(situation, node);
                (node, true)
            }
        };
        if let (Some(open), Some(step)) = (self.stack.last(), taken) {
            self.grown.edge(execution, open.node, step, to);
        }
        Some((to, new))
    }

    fn choose(&mut self, execution: &Execution, enabled: &[Process]) -> Option<Process> {
        if self.now.vain.is_some() {
            return Some(enabled[0]);
        }
        let taken = self
            .now
            .catch_up(execution, &mut self.histories, &self.yields);
        let taken = taken.as_ref();
        if execution.goes_round_in_vain() {
            let (node, new) = self.arrives(execution, &[], taken)?;
            self.now.vain = Some(node);
            return new.then(|| enabled[0]);
        }
        if !execution.has_children() {
            return Some(Process::MAIN);
        }
        if self.depth < self.stack.len() {
            let situation = self.now.situation(execution, &self.yields);
            let node = self.known.get(&situation).copied();
            if !self.meets_again(node, taken) {
                return None;
            }
        } else {
            let (node, new) = self.arrives(execution, enabled, taken)?;
            if !new {
                return None;
            }
            self.stack.push(Open {
                node,
                enabled: enabled.to_vec(),
                at: 0,
            });
        }
        let open = &self.stack[self.depth];
        self.depth += 1;
        open.enabled.get(open.at).copied()
    }

    fn finished(&mut self, execution: &Execution) {
        let outcome = self.outcome.take();
        if self.gives_up() {
            return;
        }
        let node = match self.now.vain {
            Some(node) => node,
            None => {
                let taken = self
                    .now
                    .catch_up(execution, &mut self.histories, &self.yields);
                if self.depth < self.stack.len() {
                    self.meets_again(None, taken.as_ref());
                    return;
                }
                let Some((node, _)) = self.arrives(execution, &[], taken.as_ref()) else {
                    return;
                };
                node
            }
        };
        self.grown.nodes[node].outcome = outcome;
    }
}

pub(super) fn lock(walk: &Mutex<Walk>) -> MutexGuard<'_, Walk> {
    walk.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A walk, which is still there when the driver is done with the search.
pub(super) struct Shared(pub(super) Arc<Mutex<Walk>>);

impl Search for Shared {
    fn next_execution(&mut self) -> bool {
        let mut walk = lock(&self.0);
        if walk.refusal.is_some() {
            return false;
        }
        if walk.again {
            walk.begin_again();
            return true;
        }
        walk.depth = 0;
        walk.now = Now::default();
        walk.outcome = None;
        !std::mem::replace(&mut walk.started, true) || walk.goes_on()
    }

    fn choose(&mut self, execution: &Execution, enabled: &[Next], _: At<'_>) -> Option<Process> {
        let mut walk = lock(&self.0);
        if walk.gives_up() {
            return None;
        }
        let mut enabled: Vec<Process> = enabled.iter().map(|(process, _)| *process).collect();
        enabled.sort_unstable();
        walk.choose(execution, &enabled)
    }

    fn yields(&mut self, process: Process) {
        let mut walk = lock(&self.0);
        walk.again |= walk.yields.insert(process);
    }

    fn finished(&mut self, execution: &Execution) {
        lock(&self.0).finished(execution);
    }
}
