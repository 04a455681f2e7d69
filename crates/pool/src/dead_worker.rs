//! A worker that dies with a task in its hands.
#![allow(
    clippy::missing_panics_doc,
    reason = "a program panics only where its own processes do"
)]

use super::sync::mpsc::{Sender, channel};
use super::sync::{name, thread};
use super::workers::Tasks;

/// Works off the list until it is empty, or dies at this task.
fn work(tasks: &Tasks, dies_at: usize, results: &Sender<usize>) {
    while let Some(task) = tasks.take() {
        if task == dies_at {
            return;
        }
        // It fails only if nobody reads the results any more.
        let _ = results.send(task);
    }
}

// ANCHOR: one_queue
/// Gets the results of two workers through one queue, and waits for as many as there are
/// tasks. Returns how many came.
pub fn one_queue(tasks: usize, dies_at: usize) -> usize {
    let list = Tasks::new(tasks);
    let (results, queue) = channel();
    name(&queue, "results");
    for _ in 0..2 {
        let (list, results) = (list.clone(), results.clone());
        thread::spawn(move || work(&list, dies_at, &results));
    }
    // The pool can start another worker at any time. So it keeps its own end, and the
    // queue never says that everybody has left.
    let came = (0..tasks).map_while(|_| queue.recv().ok()).count();
    drop(results);
    came
}
// ANCHOR_END: one_queue

// ANCHOR: a_channel_each
/// Gets the results of each of two workers through a channel of its own, until its other
/// end is gone. Returns how many came.
pub fn a_channel_each(tasks: usize, dies_at: usize) -> usize {
    let list = Tasks::new(tasks);
    let channels = [(); 2].map(|()| {
        let (list, (results, queue)) = (list.clone(), channel());
        thread::spawn(move || work(&list, dies_at, &results));
        queue
    });
    channels.iter().map(|queue| queue.iter().count()).sum()
}
// ANCHOR_END: a_channel_each
