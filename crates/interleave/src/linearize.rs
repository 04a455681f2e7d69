//! Among the executions of one Mazurkiewicz trace, one with the fewest context
//! switches.
//!
//! An explorer meets one execution of a trace; swapping neighbouring independent
//! steps gives the others, and none of them ends differently. For people the best
//! one is that which switches least between processes. It is found exactly, by a
//! breadth-first search over how far each process has come, one layer for each
//! switch. A process that runs at all runs as far as it can: that keeps nobody
//! else from anything, so no switch is saved by stopping earlier.
//!
//! Most traces are not searched. Along a chain of steps that happen before each
//! other the process changes a certain number of times, and no order can do with
//! fewer switches: if that is more than a witness already has, the trace cannot
//! better it.

use std::collections::HashSet;

use crate::model::clock::Clock;
use crate::step::{Action, Process, Step};

/// How far each process has come.
type Position = [u16; Process::LIMIT];

/// Positions looked at for one trace. A trace that needs more stays in the order in
/// which it was met; no program of the book comes near.
const MAX_POSITIONS: usize = 50_000;

/// The scheduled steps of an execution, and what happens before each.
pub(crate) struct Trace<'a> {
    steps: &'a [Step],
    /// For each process, its visible steps, as indices into the execution.
    lanes: Vec<Vec<usize>>,
    /// For each of them, what happens before it.
    clocks: Vec<Vec<&'a Clock>>,
}

impl<'a> Trace<'a> {
    /// A trace from one of its executions and the clocks of its events, in order.
    pub(crate) fn new(
        steps: &'a [Step],
        events: impl Iterator<Item = (Process, &'a Clock)>,
    ) -> Trace<'a> {
        let mut lanes = vec![Vec::new(); Process::LIMIT];
        let mut clocks = vec![Vec::new(); Process::LIMIT];
        for (n, step) in steps.iter().enumerate() {
            if step.action.is_visible() {
                lanes[step.process.index()].push(n);
            }
        }
        for (process, clock) in events {
            let lane = process.index();
            if clocks[lane].len() < lanes[lane].len() {
                clocks[lane].push(clock);
            }
        }
        Trace {
            steps,
            lanes,
            clocks,
        }
    }

    fn processes(&self) -> impl Iterator<Item = Process> + '_ {
        (0..Process::LIMIT)
            .filter(|&lane| !self.lanes[lane].is_empty())
            .map(Process::new)
    }

    /// The steps in an order with the fewest switches, if that is no more than
    /// `most`.
    pub(crate) fn calmest(&self, most: usize) -> Option<Vec<Step>> {
        if self
            .lanes
            .iter()
            .zip(&self.clocks)
            .any(|(a, b)| a.len() != b.len())
        {
            return None;
        }
        let present: Vec<Process> = self.processes().collect();
        let mut goal: Position = [0; Process::LIMIT];
        for process in &present {
            goal[process.index()] = u16::try_from(self.lanes[process.index()].len()).ok()?;
        }
        // Each entry: where one is, who ran last, and the entry one came from.
        let mut reached: Vec<(Position, Option<Process>, usize)> =
            vec![([0; Process::LIMIT], None, 0)];
        let mut seen = HashSet::new();
        let mut layer = 0..1;
        // Before the first process runs there was no switch.
        for _ in 0..=most.saturating_add(1) {
            for from in layer.clone() {
                if reached[from].0 == goal {
                    return Some(self.told(&reached, from));
                }
            }
            for from in layer.clone() {
                let (position, last, _) = reached[from];
                for &process in present.iter().filter(|process| Some(**process) != last) {
                    let next = self.run(position, process);
                    if next != position && seen.insert((next, process)) {
                        reached.push((next, Some(process), from));
                    }
                }
            }
            layer = layer.end..reached.len();
            if layer.is_empty() || reached.len() > MAX_POSITIONS {
                return None;
            }
        }
        None
    }

    /// Runs a process as far as it can.
    fn run(&self, mut position: Position, process: Process) -> Position {
        let lane = process.index();
        while let Some(clock) = self.clocks[lane].get(usize::from(position[lane])) {
            let waits = |other: Process| {
                other != process && clock.of(other) > usize::from(position[other.index()])
            };
            if self.processes().any(waits) {
                break;
            }
            position[lane] += 1;
        }
        position
    }

    /// The steps in the order that leads here.
    fn told(&self, reached: &[(Position, Option<Process>, usize)], mut at: usize) -> Vec<Step> {
        let mut runs = Vec::new();
        while let (position, Some(process), from) = reached[at] {
            let lane = process.index();
            let start = usize::from(reached[from].0[lane]);
            runs.push(&self.lanes[lane][start..usize::from(position[lane])]);
            at = from;
        }
        let order: Vec<usize> = runs.into_iter().rev().flatten().copied().collect();
        with_local_steps(self.steps, &order)
    }
}

/// Puts the steps that are not visible back: each as early as it can be.
fn with_local_steps(steps: &[Step], order: &[usize]) -> Vec<Step> {
    let mut pending: Vec<usize> = (0..steps.len()).collect();
    let mut out = Vec::with_capacity(steps.len());
    let flush = |pending: &mut Vec<usize>, out: &mut Vec<Step>| {
        loop {
            let ready = pending.iter().position(|&n| {
                let step = &steps[n];
                let waits_for = |process: Process| {
                    let earlier = |m: &usize| *m < n && steps[*m].taker() == process;
                    pending.iter().any(earlier)
                };
                !step.action.is_visible()
                    && !waits_for(step.taker())
                    && match step.action {
                        Action::Join { child } => {
                            !pending.iter().any(|m| steps[*m].taker() == child)
                        }
                        Action::Wake { by: Some(by), .. } => !waits_for(by),
                        _ => true,
                    }
            });
            match ready {
                Some(at) => out.push(steps[pending.remove(at)].clone()),
                None => return,
            }
        }
    };
    for &n in order {
        flush(&mut pending, &mut out);
        pending.retain(|&m| m != n);
        out.push(steps[n].clone());
    }
    flush(&mut pending, &mut out);
    out
}

/// How many context switches the visible steps have.
pub(crate) fn switches(steps: &[Step]) -> usize {
    let mut last: Option<Process> = None;
    let mut count = 0;
    for step in steps.iter().filter(|step| step.action.is_visible()) {
        count += usize::from(last.is_some_and(|process| process != step.process));
        last = Some(step.process);
    }
    count
}
