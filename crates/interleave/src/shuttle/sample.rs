//! Interleavings drawn at random, from a seed that nothing but the caller sets.
//!
//! shuttle has such schedulers too, but an environment variable overrides their
//! seed. Here a sample with the same seed is the same sample everywhere.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::driver::{At, Next, Search};
use crate::model::execution::Execution;
use crate::step::Process;

/// At each step any process that can take one, each as likely as the others.
#[derive(Debug)]
pub(super) struct Uniform {
    random: Pcg64Mcg,
    left: u64,
}

impl Uniform {
    pub(super) fn new(seed: u64, schedules: u64) -> Uniform {
        Uniform {
            random: Pcg64Mcg::seed_from_u64(seed),
            left: schedules,
        }
    }
}

impl Search for Uniform {
    fn next_execution(&mut self) -> bool {
        let more = self.left > 0;
        self.left = self.left.saturating_sub(1);
        more
    }

    fn choose(&mut self, _: &Execution, enabled: &[Next], _: At<'_>) -> Option<Process> {
        let (process, _) = enabled[self.random.gen_range(0..enabled.len())];
        Some(process)
    }

    fn random(&mut self) -> Option<u64> {
        Some(self.random.r#gen())
    }
}

/// Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi,
/// Nagarakatte, ASPLOS 2010): each process gets a random priority, and the one
/// with the highest runs; at `depth - 1` random steps the process that runs
/// falls below all others.
///
/// The random steps are drawn below the length of the longest execution so far.
#[derive(Debug)]
pub(super) struct Pct {
    random: Pcg64Mcg,
    left: u64,
    depth: usize,
    /// Who runs rather than whom: the first has the highest priority.
    priorities: Vec<Process>,
    /// The steps at which the process that runs falls to the end.
    changes: Vec<usize>,
    step: usize,
    longest: usize,
}

impl Pct {
    pub(super) fn new(seed: u64, depth: usize, schedules: u64) -> Pct {
        Pct {
            random: Pcg64Mcg::seed_from_u64(seed),
            left: schedules,
            depth,
            priorities: Vec::new(),
            changes: Vec::new(),
            step: 0,
            longest: 1,
        }
    }

    /// Puts a process below all others.
    fn fall(&mut self, process: Process) {
        self.priorities.retain(|other| *other != process);
        self.priorities.push(process);
    }
}

impl Search for Pct {
    fn next_execution(&mut self) -> bool {
        let more = self.left > 0;
        self.left = self.left.saturating_sub(1);
        self.longest = self.longest.max(self.step);
        self.step = 0;
        self.priorities.clear();
        self.changes = (1..self.depth)
            .map(|_| self.random.gen_range(0..self.longest))
            .collect();
        more
    }

    fn choose(&mut self, _: &Execution, enabled: &[Next], _: At<'_>) -> Option<Process> {
        for (process, _) in enabled {
            if !self.priorities.contains(process) {
                let at = self.random.gen_range(0..=self.priorities.len());
                self.priorities.insert(at, *process);
            }
        }
        let highest = |priorities: &[Process]| {
            priorities
                .iter()
                .copied()
                .find(|process| enabled.iter().any(|(other, _)| other == process))
        };
        let mut chosen = highest(&self.priorities)?;
        if self.changes.contains(&self.step) {
            self.fall(chosen);
            chosen = highest(&self.priorities)?;
        }
        self.step += 1;
        Some(chosen)
    }

    fn yields(&mut self, process: Process) {
        // It waits for another: whoever it is goes first from now on.
        self.fall(process);
    }

    fn random(&mut self) -> Option<u64> {
        Some(self.random.r#gen())
    }
}
