//! The state graph of a program: every point it can be at, and who can go on there.
//!
//! A witness is one way through a program. The graph has all of them, so that
//! someone who reads can ask at every point: who runs next? It is data, made by
//! `shuttle::state_graph`, and can be written to a file and read back.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::schedule::Schedule;
use crate::step::{Object, Place, Process};

/// Every point that a program can be at, and the steps between them.
///
/// The nodes are in breadth-first order from the start, those that the first process
/// leads to first. Every edge is one step, so it leads to a later node, and there is
/// no way round.
///
/// The steps of `main` before it has spawned anyone are left out, as in a
/// [`Schedule`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateGraph {
    /// All processes, `main` first.
    pub processes: Vec<Process>,
    /// The shared objects whose contents are told: those that steps act on. Plain
    /// memory is not among them, for what is in it is not known.
    pub objects: Vec<Object>,
    /// The points.
    pub nodes: Vec<Node>,
    /// Where the program starts, as an index into the nodes.
    pub start: usize,
}

/// A point that a program can be at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// Where each process is, in the order of [`StateGraph::processes`].
    pub points: Vec<Point>,
    /// What each shared object holds, in the order of [`StateGraph::objects`].
    /// Where it is not made yet, what it is made with.
    pub shared: Vec<String>,
    /// The steps that can be taken here, at most one a process, in the order of the
    /// processes.
    pub edges: Vec<Edge>,
    /// How the program ended, as text, if it is over here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
}

/// Where a process is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Point {
    /// It was not spawned yet.
    NotStarted,
    /// It can take a step.
    Next {
        /// Which one, as far as the process itself knows: what it will find is
        /// told by the edge.
        says: String,
        /// On which line.
        place: Place,
    },
    /// It waits.
    Waits {
        /// What for, such as `waits for left, which B holds`.
        says: String,
        /// On which line.
        place: Place,
    },
    /// It has ended.
    Ended,
}

/// A step that can be taken at a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// Who takes it.
    pub process: Process,
    /// What it does, with the name of the object and what it finds.
    pub says: String,
    /// On which line.
    pub place: Place,
    /// Where it leads, as an index into the nodes.
    pub to: usize,
}

impl Node {
    /// The step of this process, if it can take one here.
    #[must_use]
    pub fn edge(&self, process: Process) -> Option<&Edge> {
        self.edges.iter().find(|edge| edge.process == process)
    }
}

impl StateGraph {
    /// The node where these steps lead from the start, or nothing if one of them
    /// cannot be taken.
    #[must_use]
    pub fn follow(&self, schedule: &Schedule) -> Option<usize> {
        let steps = schedule.steps().iter();
        steps.copied().try_fold(self.start, |at, process| {
            Some(self.nodes.get(at)?.edge(process)?.to)
        })
    }

    /// Where `main` leads from a node if it goes on as long as it can. A schedule
    /// leaves these steps out at its end, so this is the end of the execution that it
    /// names.
    #[must_use]
    pub fn rest(&self, node: usize) -> usize {
        let mut at = node;
        let on = |at: usize| self.nodes.get(at)?.edge(Process::MAIN);
        // Every edge leads to a later node.
        while let Some(edge) = on(at).filter(|edge| edge.to > at) {
            at = edge.to;
        }
        at
    }

    /// How many edges there are.
    #[must_use]
    pub fn edges(&self) -> usize {
        self.nodes.iter().map(|node| node.edges.len()).sum()
    }

    /// Every outcome, as text.
    #[must_use]
    pub fn outcomes(&self) -> BTreeSet<&str> {
        let all = self.nodes.iter();
        all.filter_map(|node| node.outcome.as_deref()).collect()
    }

    /// The outcomes that can still come when the program is at this node.
    #[must_use]
    pub fn outcomes_from(&self, node: usize) -> BTreeSet<&str> {
        let mut reached = BTreeSet::from([node]);
        let mut left = vec![node];
        let mut outcomes = BTreeSet::new();
        while let Some(node) = left.pop().and_then(|at| self.nodes.get(at)) {
            outcomes.extend(node.outcome.as_deref());
            let next = node.edges.iter().map(|edge| edge.to);
            left.extend(next.filter(|&to| reached.insert(to)));
        }
        outcomes
    }

    /// How many ways lead from each node to an end: how many executions go on from
    /// there. Numbers too large to be told are the largest there is.
    #[must_use]
    pub fn ways(&self) -> Vec<u64> {
        let mut ways = vec![0_u64; self.nodes.len()];
        // Every edge leads to a later node.
        for (at, node) in self.nodes.iter().enumerate().rev() {
            let next = node.edges.iter().filter_map(|edge| ways.get(edge.to));
            let on = next.fold(0, |sum: u64, &ways| sum.saturating_add(ways));
            ways[at] = on.saturating_add(u64::from(node.outcome.is_some()));
        }
        ways
    }
}
