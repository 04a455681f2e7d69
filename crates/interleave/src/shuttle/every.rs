//! Every interleaving, one after the other: no reduction, and nothing to go wrong.

use super::driver::{At, Next, Search};
use crate::model::execution::Execution;
use crate::step::Process;

/// A plain depth-first search.
#[derive(Debug, Default)]
pub(super) struct Every {
    /// For each point of the current execution, who is still to be tried there; the
    /// last of them is tried now.
    stack: Vec<Vec<Process>>,
    depth: usize,
    started: bool,
}

impl Search for Every {
    fn next_execution(&mut self) -> bool {
        self.depth = 0;
        if !std::mem::replace(&mut self.started, true) {
            return true;
        }
        while let Some(left) = self.stack.last_mut() {
            left.pop();
            if !left.is_empty() {
                return true;
            }
            self.stack.pop();
        }
        false
    }

    fn choose(&mut self, _: &Execution, enabled: &[Next], _: At<'_>) -> Option<Process> {
        if self.depth == self.stack.len() {
            let all = enabled.iter().rev().map(|(process, _)| *process);
            self.stack.push(all.collect());
        }
        self.depth += 1;
        self.stack[self.depth - 1].last().copied()
    }
}
