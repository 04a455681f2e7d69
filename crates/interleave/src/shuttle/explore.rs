//! Exploring one execution of every Mazurkiewicz trace, and none in vain.
//!
//! # Traces
//!
//! Two steps of different processes are *independent* if they touch different
//! objects, or both only read. Swapping neighbouring independent steps changes
//! nothing that anyone can see, so executions that differ by such swaps are
//! equivalent. A class of them is a *Mazurkiewicz trace*, and one execution
//! decides for all. A trace is a partial order, *happens-before*: the order of
//! each process, the order of conflicting steps, and what follows from the two.
//!
//! # Races
//!
//! The search is depth-first over executions. When an execution is complete, it
//! looks for *races* in it: a step `e`, and a later step `e'` of another process
//! that conflicts with it and that could have come first, because nothing else
//! makes it wait for `e`. Reversing a race leads to another trace. How to get
//! there is `v`: all steps after `e` that do not happen after it, then `e'`.
//!
//! `e'` may have been impossible just before `e`, and `e` (a release, say) have
//! made it possible. Then there is nothing to reverse there, and the search goes
//! further back on the same object, to the step before which `e'` was possible
//! (the acquire). Every object's past states are kept for that question, and it
//! is asked in the state without `e` and all that happens after `e`. A process
//! that is blocked when the execution is over has an `e'` as well: it might have
//! taken its step earlier.
//!
//! # Sleep sets and wake-up trees
//!
//! Reversing every race would repeat traces. At each node of the current
//! execution there are two records:
//!
//! - the *sleep set*: processes whose next step has been explored from here, or
//!   from an equivalent point above. A process sleeps until a step that conflicts
//!   with its own is taken (Godefroid, *Partial-Order Methods for the Verification
//!   of Concurrent Systems*, 1996);
//! - the *wake-up tree*: sequences of steps that are still to be explored from
//!   here, in order, as a tree.
//!
//! A process is a *weak initial* of a sequence if its next step, taken first,
//! leaves the rest of the sequence possible: no step before its own in the
//! sequence, or in all of the sequence if it has none, conflicts with it. If a
//! sleeping process is a weak initial of `v`, then `v` has been seen. Otherwise
//! `v` goes into the wake-up tree: down along branches that begin with weak
//! initials of what is left of it; if that ends at a leaf, `v` is to be seen
//! already; if not, the rest of `v` becomes a new branch.
//!
//! Because `v` is a whole sequence, and not only its first step, no process is
//! still asleep when it has been followed, and so no execution is started that
//! would only find everyone asleep: executions = traces. This is *optimal dynamic
//! partial-order reduction* (Abdulla, Aronis, Jonsson, Sagonas, *Optimal Dynamic
//! Partial Order Reduction*, POPL 2014; *Source Sets: A Foundation for Optimal
//! Dynamic Partial Order Reduction*, J. ACM 2017). Each race is looked at in
//! the first execution that has its later step; and in every one, where what that
//! step touches hangs on several objects.
//!
//! Memory grows with the length of an execution and the wake-up trees along it,
//! not with the number of executions.

use super::driver::{At, Next, Search};
use super::races::{Race, races};
use crate::model::execution::Execution;
use crate::model::footprint::Relation;
use crate::step::Process;

/// A point of the current execution, and what is left to try there.
#[derive(Debug)]
struct Node {
    /// The step tried now.
    now: Next,
    /// Where the wake-up tree goes on after it.
    then: Vec<Branch>,
    /// The other branches of the wake-up tree.
    later: Vec<Branch>,
    /// Who need not be tried here.
    sleep: Vec<Next>,
}

/// A branch of a wake-up tree.
#[derive(Debug)]
struct Branch {
    next: Next,
    then: Vec<Branch>,
}

/// The depth-first search.
#[derive(Debug)]
pub(super) struct Optimal {
    relation: Relation,
    stack: Vec<Node>,
    depth: usize,
    /// The first node that the execution before did not have.
    fresh: usize,
    started: bool,
    contradiction: Option<String>,
}

impl Optimal {
    pub(super) fn new(relation: Relation) -> Optimal {
        Optimal {
            relation,
            stack: Vec::new(),
            depth: 0,
            fresh: 0,
            started: false,
            contradiction: None,
        }
    }

    /// Whether the sequence may as well begin with the next step of a process.
    fn is_weak_initial(&self, (process, footprint): &Next, sequence: &[Next]) -> bool {
        for (other, touched) in sequence {
            if other == process {
                return true;
            }
            if footprint.conflicts(touched, self.relation) {
                return false;
            }
        }
        true
    }

    /// Plans the reversal of a race, unless it was seen or is planned.
    fn reverse(&mut self, race: Race) {
        let node = &self.stack[race.before];
        let sequence = race.sequence;
        let seen = node
            .sleep
            .iter()
            .any(|sleeper| self.is_weak_initial(sleeper, &sequence));
        if !seen {
            let mut tree = std::mem::take(&mut self.stack[race.before].later);
            self.insert(&mut tree, sequence);
            self.stack[race.before].later = tree;
        }
    }

    /// Adds a sequence to a wake-up tree, unless one of its leaves covers it.
    fn insert(&self, tree: &mut Vec<Branch>, mut sequence: Vec<Next>) {
        let mut level = tree;
        loop {
            let along = level
                .iter()
                .position(|branch| self.is_weak_initial(&branch.next, &sequence));
            let Some(along) = along else { break };
            let branch = &mut level[along];
            if branch.then.is_empty() {
                return;
            }
            let (taken, _) = branch.next;
            if let Some(at) = sequence.iter().position(|(process, _)| *process == taken) {
                sequence.remove(at);
            }
            level = &mut branch.then;
        }
        let leaf_first = sequence.into_iter().rev();
        let branch = leaf_first.fold(Vec::new(), |then, next| vec![Branch { next, then }]);
        level.extend(branch);
    }

    /// A new node below the last one.
    fn descend(&mut self, enabled: &[Next]) -> Option<Node> {
        let (sleep, tree) = match self.stack.last_mut() {
            None => (Vec::new(), Vec::new()),
            Some(above) => {
                let (_, taken) = &above.now;
                let awake = |(_, next): &&Next| !next.conflicts(taken, self.relation);
                let sleep = above.sleep.iter().filter(awake).cloned().collect();
                (sleep, std::mem::take(&mut above.then))
            }
        };
        let mut tree = tree.into_iter();
        let (now, then) = match tree.next() {
            Some(branch) => (branch.next, branch.then),
            None => {
                let asleep = |process: Process| sleep.iter().any(|(other, _)| *other == process);
                let awake = enabled.iter().find(|(process, _)| !asleep(*process))?;
                (awake.clone(), Vec::new())
            }
        };
        Some(Node {
            now,
            then,
            later: tree.collect(),
            sleep,
        })
    }
}

impl Search for Optimal {
    fn next_execution(&mut self) -> bool {
        if !self.started {
            self.started = true;
            return true;
        }
        assert!(
            self.depth == self.stack.len(),
            "the program is not a function of its schedule: an execution ended where \
             another went on"
        );
        self.depth = 0;
        // All that begins with the last step has been explored: it falls asleep,
        // and the next branch is tried. If there is none, all that begins with
        // the step above has been explored.
        while let Some(node) = self.stack.last_mut() {
            if node.later.is_empty() {
                self.stack.pop();
                continue;
            }
            let Branch { next, then } = node.later.remove(0);
            let done = std::mem::replace(&mut node.now, next);
            node.sleep.push(done);
            node.then = then;
            self.fresh = self.stack.len() - 1;
            return true;
        }
        false
    }

    fn in_common(&self) -> usize {
        self.fresh
    }

    fn planned(&self) -> Option<&Next> {
        self.stack.get(self.depth).map(|node| &node.now)
    }

    fn follows_plan(&mut self) {
        self.depth += 1;
    }

    fn choose(&mut self, _: &Execution, enabled: &[Next], _: At<'_>) -> Option<Process> {
        if self.depth == self.stack.len() {
            let node = self.descend(enabled)?;
            self.stack.push(node);
        }
        let node = &self.stack[self.depth];
        // Everyone must be where they were when their next steps were written down.
        // If not, the program does not do the same after the same steps, or the
        // dependency relation is wrong.
        let mut written_down = node.sleep.iter().chain([&node.now]);
        if let Some((process, _)) = written_down.find(|next| !enabled.contains(next)) {
            self.contradiction = Some(format!(
                "the program is not a function of its schedule: after steps that should \
                 make no difference, {process} takes another"
            ));
            return None;
        }
        self.depth += 1;
        Some(node.now.0)
    }

    fn contradiction(&self) -> Option<&str> {
        self.contradiction.as_deref()
    }

    fn finished(&mut self, execution: &Execution) {
        for race in races(execution, self.fresh, self.relation) {
            self.reverse(race);
        }
    }
}
