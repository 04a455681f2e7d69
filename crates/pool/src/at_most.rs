//! At most so many at a time, over a stream of tasks.

use super::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use super::sync::{Arc, hint, name};
use super::synchronized::programs::together;
use super::workers::{Tasks, map};

// ANCHOR: hall
/// How many are inside.
#[derive(Debug)]
pub struct Hall(AtomicUsize);

impl Hall {
    /// Goes in and out again. Returns how many were inside then, itself among them.
    fn visit(&self) -> usize {
        let inside = self.0.fetch_add(1, SeqCst) + 1;
        self.0.fetch_sub(1, SeqCst);
        inside
    }
}
// ANCHOR_END: hall

/// An empty hall.
fn hall() -> Hall {
    let hall = Hall(AtomicUsize::new(0));
    name(&hall.0, "inside");
    hall
}

// ANCHOR: pool
/// The most that were inside at a time, if so many workers do so many tasks.
pub fn pool(workers: usize, tasks: usize) -> usize {
    let seen = map(workers, &Tasks::new(tasks), &Arc::new(hall()), |hall, _| {
        hall.visit()
    });
    most(seen.into_iter().map(|(_, inside)| inside))
}
// ANCHOR_END: pool

// ANCHOR: looks_first
/// The same of three processes, each of which waits until fewer than two are inside, and
/// goes in then.
pub fn looks_first() -> usize {
    let visit = |hall: &Hall| {
        while hall.0.load(SeqCst) >= 2 {
            hint::spin_loop();
        }
        hall.visit()
    };
    most(together(&Arc::new(hall()), [visit; 3]))
}
// ANCHOR_END: looks_first

// ANCHOR: in_one_step
/// The same, but to look and to go in is one step.
pub fn in_one_step() -> usize {
    let visit = |hall: &Hall| {
        let goes_in = |inside| (inside < 2).then_some(inside + 1);
        loop {
            if let Ok(inside) = hall.0.fetch_update(SeqCst, SeqCst, goes_in) {
                hall.0.fetch_sub(1, SeqCst);
                return inside + 1;
            }
            hint::spin_loop();
        }
    };
    most(together(&Arc::new(hall()), [visit; 3]))
}
// ANCHOR_END: in_one_step

/// The largest of what was seen.
fn most(seen: impl IntoIterator<Item = usize>) -> usize {
    seen.into_iter().max().unwrap_or(0)
}
