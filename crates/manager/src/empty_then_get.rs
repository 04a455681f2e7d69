//! Two processes and a queue with one item: to ask whether it is empty, or to take.
#![allow(
    clippy::missing_errors_doc,
    clippy::missing_panics_doc,
    reason = "a program fails where its server refuses, and panics only where the server does"
)]

use super::channel::{QueueProxy, serve};
use super::handles::spaces::start;
use super::last_one::Taken;
use crate::{Makes, ProxyError, Refused};

// ANCHOR: asks
/// Takes an item if the queue is not empty.
pub fn asks_first(queue: &QueueProxy<u32>) -> Taken {
    if queue.is_empty()? {
        return Ok(None);
    }
    queue.get().map(Some)
}
// ANCHOR_END: asks

// ANCHOR: takes
/// Takes an item, and hears it if there is none.
pub fn takes(queue: &QueueProxy<u32>) -> Taken {
    match queue.try_get() {
        Err(ProxyError::Refused(Refused::QueueEmpty)) => Ok(None),
        taken => taken.map(Some),
    }
}
// ANCHOR_END: takes

/// Two processes take from a queue with one item. Returns what each of them got.
pub fn by_two(takes: fn(&QueueProxy<u32>) -> Taken) -> [Taken; 2] {
    serve(|manager| {
        let queue = manager.queue(0).unwrap();
        queue.put(&7).unwrap();
        let takers = [(); 2].map(|()| start(&queue, move |queue| takes(&queue)));
        takers.map(|taker| taker.join().unwrap())
    })
}
