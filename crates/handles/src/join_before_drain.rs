//! Waiting for the end of a process that puts more into a queue than the queue has room
//! for.
#![allow(
    clippy::missing_panics_doc,
    reason = "a program panics only where its own processes do"
)]

use super::queue::Queue;
use super::spaces::{Handle, Process, start};

/// How many items there are.
const ITEMS: u32 = 2;

// ANCHOR: producer
/// A queue with so much room, and a process that puts the items in.
fn producer(room: u32) -> (Handle<Queue<u32>>, Process<()>) {
    let queue = Handle::new(Queue::bounded(room).named("queue"));
    let producer = start(&queue, |queue| {
        for item in 1..=ITEMS {
            queue.put(item);
        }
    });
    (queue, producer)
}
// ANCHOR_END: producer

fn drain(queue: &Queue<u32>) -> Vec<u32> {
    (0..ITEMS).map(|_| queue.get()).collect()
}

// ANCHOR: join_first
/// Waits for the end of the producer, and takes the items then.
pub fn join_first(room: u32) -> Vec<u32> {
    let (queue, producer) = producer(room);
    producer.join().unwrap();
    drain(&queue)
}
// ANCHOR_END: join_first

// ANCHOR: drain_first
/// Takes the items, and waits for the end of the producer then.
pub fn drain_first(room: u32) -> Vec<u32> {
    let (queue, producer) = producer(room);
    let items = drain(&queue);
    producer.join().unwrap();
    items
}
// ANCHOR_END: drain_first
