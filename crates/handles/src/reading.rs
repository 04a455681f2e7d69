//! Reading a queue until it has no more items: by looking whether it is empty, and in
//! three ways that know.
#![allow(
    clippy::missing_panics_doc,
    reason = "a program panics only where its own processes do"
)]

use super::queue::Queue;
use super::spaces::{Code, Cross, Handle, start};

/// How many items the writer puts in.
pub const ITEMS: u32 = 2;

type Items = Handle<Queue<Option<u32>>>;

fn items() -> Items {
    Handle::new(Queue::new().named("queue"))
}

// ANCHOR: writers
/// Puts the items in.
pub fn writes(queue: &Queue<Option<u32>>) {
    for item in 1..=ITEMS {
        queue.put(Some(item));
    }
}

/// Puts the items in, and then one that says that there are no more.
pub fn writes_and_says_so(queue: &Queue<Option<u32>>) {
    writes(queue);
    queue.put(None);
}
// ANCHOR_END: writers

// ANCHOR: while_not_empty
/// Reads while the queue is not empty.
pub fn while_not_empty(queue: &Queue<Option<u32>>) -> Vec<u32> {
    let mut read = Vec::new();
    while !queue.is_empty() {
        read.extend(queue.get());
    }
    read
}
// ANCHOR_END: while_not_empty

// ANCHOR: until_none
/// Reads until an item says that there are no more.
pub fn until_none(queue: &Queue<Option<u32>>) -> Vec<u32> {
    std::iter::from_fn(|| queue.get()).collect()
}
// ANCHOR_END: until_none

// ANCHOR: so_many
/// Reads as many as there will be.
pub fn so_many(queue: &Queue<Option<u32>>) -> Vec<u32> {
    (0..ITEMS).filter_map(|_| queue.get()).collect()
}
// ANCHOR_END: so_many

// ANCHOR: programs
/// Writes and reads at the same time. Returns what was read.
pub fn meanwhile(
    writes: fn(&Queue<Option<u32>>),
    reads: fn(&Queue<Option<u32>>) -> Vec<u32>,
) -> Vec<u32> {
    let queue = items();
    let writer = start(&(queue.inherited(), Code(writes)), |(queue, writes)| {
        (writes.0)(&queue)
    });
    let reader = start(&(queue, Code(reads)), |(queue, reads)| (reads.0)(&queue));
    writer.join().unwrap();
    reader.join().unwrap()
}

/// Reads when the writer has ended.
pub fn afterwards() -> Vec<u32> {
    let queue = items();
    start(&queue, |queue| writes(&queue)).join().unwrap();
    while_not_empty(&queue)
}
// ANCHOR_END: programs

// ANCHOR: two_readers
/// Two processes share the items of a queue that nobody writes any more. Returns how many
/// items were taken.
pub fn shared_by_two(reads: fn(&Queue<Option<u32>>) -> Vec<u32>) -> usize {
    let queue = items();
    queue.put(Some(1));
    let argument = (queue, Code(reads));
    let readers = [(); 2].map(|()| start(&argument, |(queue, reads)| (reads.0)(&queue)));
    readers
        .map(|reader| reader.join().unwrap().len())
        .iter()
        .sum()
}

/// Takes items as long as there are any: to look and to take is one step.
pub fn while_any(queue: &Queue<Option<u32>>) -> Vec<u32> {
    std::iter::from_fn(|| queue.try_get()).flatten().collect()
}
// ANCHOR_END: two_readers
