//! Among the executions of one Mazurkiewicz trace, one with the fewest context
//! switches.
//!
//! An explorer meets one execution of a trace; swapping neighbouring
//! independent steps gives the others, and none of them ends differently. For
//! people the best one is that which switches least between processes. It is
//! found exactly, by a shortest path over how far each process has come. A
//! position is one number in mixed radix: `n` steps by `p` processes have at
//! most `(n/p + 1)^p` of them, times who went last.

use std::collections::VecDeque;

use crate::step::{Action, Process, Step};

/// Positions looked at for one trace; a larger trace stays as it is.
const MAX_POSITIONS: usize = 20_000;

/// Reorders the steps of an execution into an equivalent one with the fewest
/// context switches between visible steps. `None` when the trace is too large to
/// search.
pub(crate) fn fewest_switches(steps: &[Step]) -> Option<Vec<Step>> {
    let trace = Trace::new(steps);
    let order = trace.shortest()?;
    Some(with_local_steps(steps, &order))
}

/// The visible steps of an execution, by process, with what happens before each.
struct Trace {
    /// For each process, its visible steps as indices into the execution.
    lanes: Vec<Vec<usize>>,
    /// For each visible step of each process: how many visible steps of every
    /// process happen before it (a vector clock).
    before: Vec<Vec<Vec<usize>>>,
}

impl Trace {
    fn new(steps: &[Step]) -> Trace {
        let processes = steps
            .iter()
            .map(|step| match step.action {
                Action::Spawn { child } => child.index().max(step.process.index()) + 1,
                _ => step.process.index() + 1,
            })
            .max()
            .unwrap_or(0);
        let objects = steps
            .iter()
            .filter_map(|step| step.object)
            .max()
            .map_or(0, |n| n + 1);
        let zero = vec![0; processes];
        let mut clocks = vec![zero.clone(); processes];
        let mut written = vec![zero.clone(); objects];
        let mut touched = vec![zero; objects];
        let mut lanes = vec![Vec::new(); processes];
        let mut before = vec![Vec::new(); processes];
        for (n, step) in steps.iter().enumerate() {
            let me = step.process.index();
            match (&step.action, step.object) {
                (Action::Spawn { child }, _) => clocks[child.index()] = clocks[me].clone(),
                (Action::Join { child }, _) => {
                    let theirs = clocks[child.index()].clone();
                    join(&mut clocks[me], &theirs);
                }
                (action, Some(object)) => {
                    let writes = action.writes();
                    join(
                        &mut clocks[me],
                        if writes {
                            &touched[object]
                        } else {
                            &written[object]
                        },
                    );
                    before[me].push(clocks[me].clone());
                    lanes[me].push(n);
                    clocks[me][me] += 1;
                    join(&mut touched[object], &clocks[me]);
                    if writes {
                        join(&mut written[object], &clocks[me]);
                    }
                }
                (_, None) => {}
            }
        }
        Trace { lanes, before }
    }

    /// The visible steps in an order with the fewest switches.
    fn shortest(&self) -> Option<Vec<usize>> {
        let processes = self.lanes.len();
        let mut weights = Vec::with_capacity(processes);
        let mut positions: usize = 1;
        for lane in &self.lanes {
            weights.push(positions);
            positions = positions.checked_mul(lane.len() + 1)?;
        }
        // Who went last is one more digit; `processes` stands for nobody.
        let states = positions.checked_mul(processes + 1)?;
        if states > MAX_POSITIONS {
            return None;
        }
        let digit =
            |position: usize, lane: usize| position / weights[lane] % (self.lanes[lane].len() + 1);
        const UNSEEN: u32 = u32::MAX;
        let mut best = vec![(UNSEEN, usize::MAX); states];
        let start = positions * processes;
        best[start].0 = 0;
        // Steps cost nothing while the same process goes on, and one at a
        // switch: breadth-first search with the free steps in front.
        let mut queue = VecDeque::from([(0, start)]);
        let end = loop {
            let (cost, state) = queue.pop_front()?;
            if best[state].0 < cost {
                continue;
            }
            let (position, last) = (state % positions, state / positions);
            if position == positions - 1 {
                break state;
            }
            // Backwards, so that among equals the process spawned first goes first:
            // what is put in front last is taken first.
            for lane in (0..processes).rev() {
                let mine = digit(position, lane);
                let Some(before) = self.before[lane].get(mine) else {
                    continue;
                };
                if before
                    .iter()
                    .enumerate()
                    .any(|(p, &needed)| needed > digit(position, p))
                {
                    continue;
                }
                let length = u32::from(last != processes && last != lane);
                let next = position + weights[lane] + positions * lane;
                if cost + length < best[next].0 {
                    best[next] = (cost + length, state);
                    if length == 0 {
                        queue.push_front((cost, next));
                    } else {
                        queue.push_back((cost + length, next));
                    }
                }
            }
        };
        let mut order = Vec::new();
        let mut state = end;
        while state != start {
            let (position, lane) = (state % positions, state / positions);
            order.push(self.lanes[lane][digit(position, lane) - 1]);
            state = best[state].1;
        }
        order.reverse();
        Some(order)
    }
}

fn join(mine: &mut [usize], theirs: &[usize]) {
    for (m, t) in mine.iter_mut().zip(theirs) {
        *m = (*m).max(*t);
    }
}

/// Puts the spawns and joins back: each as early as its own process allows.
fn with_local_steps(steps: &[Step], order: &[usize]) -> Vec<Step> {
    let mut pending: Vec<usize> = (0..steps.len()).collect();
    let mut out = Vec::with_capacity(steps.len());
    let flush = |pending: &mut Vec<usize>, out: &mut Vec<Step>| {
        loop {
            let ready = pending.iter().position(|&n| {
                let earlier = |m: &usize| *m < n;
                !steps[n].action.is_visible()
                    && !pending
                        .iter()
                        .any(|m| earlier(m) && steps[*m].process == steps[n].process)
                    && match steps[n].action {
                        Action::Join { child } => {
                            !pending.iter().any(|m| steps[*m].process == child)
                        }
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
