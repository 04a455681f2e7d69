//! A queue with a feeder, as CPython's: `put` leaves the item in the process that puts it,
//! and a thread of that process moves it into the pipe.
//!
//! The bug beside [`queue`](super::queue): the item is not in the queue when `put` returns.
#![allow(
    clippy::missing_panics_doc,
    reason = "a program panics only where its own processes do"
)]

use super::queue::Queue;
use super::spaces::{Cross, Handle, Process, start};

// ANCHOR: feeder
/// A queue with a feeder.
#[derive(Debug)]
pub struct Fed {
    /// In the memory of the process that puts.
    buffer: Handle<Queue<u32>>,
    /// In the kernel.
    pipe: Handle<Queue<u32>>,
}

impl Fed {
    /// An empty queue and its feeder, which moves one item.
    fn new() -> (Fed, Process<()>) {
        let fed = Fed {
            buffer: Handle::new(Queue::new().named("buffer")),
            pipe: Handle::new(Queue::new().named("pipe")),
        };
        let both = (fed.buffer.inherited(), fed.pipe.inherited());
        let feeder = start(&both, |(buffer, pipe)| pipe.put(buffer.get()));
        (fed, feeder)
    }

    fn put(&self, item: u32) {
        self.buffer.put(item);
    }

    fn is_empty(&self) -> bool {
        self.pipe.is_empty()
    }
}
// ANCHOR_END: feeder

// ANCHOR: put_then_look
/// Puts an item in, and looks at once whether the queue is empty.
pub fn put_then_look_fed() -> bool {
    let (queue, feeder) = Fed::new();
    queue.put(7);
    let is_empty = queue.is_empty();
    feeder.join().unwrap();
    is_empty
}

/// The same without a feeder, while another process only looks.
pub fn put_then_look() -> bool {
    let queue = Handle::new(Queue::new().named("queue"));
    let other = start(&queue, |queue| queue.is_empty());
    queue.put(7);
    let is_empty = queue.is_empty();
    other.join().unwrap();
    is_empty
}
// ANCHOR_END: put_then_look
