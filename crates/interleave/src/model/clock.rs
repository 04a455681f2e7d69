//! Vector clocks: what happens before what.
//!
//! The clock of a step says, for every process, how many of its steps happen
//! before this one or are this one (Mattern, *Virtual time and global states of
//! distributed systems*, 1989; Fidge, 1988).

use crate::step::Process;

/// How many steps one process can take in an execution.
pub(crate) const MAX_STEPS: usize = u16::MAX as usize;

/// The number of steps of each process that are known.
///
/// Its size is fixed, so that a clock is copied and joined without allocation: one
/// cache line, for at most [`Process::LIMIT`] processes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(align(64))]
pub(crate) struct Clock([u16; 32]);

impl Clock {
    /// Learns all that the other knows.
    pub(crate) fn join(&mut self, other: &Clock) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine = (*mine).max(*theirs);
        }
    }

    /// How many steps of this process are known.
    pub(crate) fn of(&self, process: Process) -> usize {
        usize::from(self.0[process.index()])
    }

    /// Counts one more step of this process, and returns its number, from 1.
    pub(crate) fn tick(&mut self, process: Process) -> usize {
        let count = &mut self.0[process.index()];
        *count += 1;
        usize::from(*count)
    }
}
