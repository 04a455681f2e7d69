//! A writer that puts numbers into a queue, and readers that take them out and add them
//! up. Each is a process.
//!
//! A reader goes on while the queue is not empty. Yet there is a schedule in which a
//! number is left behind, and one in which a reader waits for ever.

use super::handles::queue::Queue;
use super::handles::spaces::{Handle, start};

/// The queue between them.
type Numbers = Handle<Queue<u32>>;

/// Starts a writer of so many numbers, and so many readers. Waits for all of them, and
/// returns the sum of what was read.
pub fn run(numbers: u32, readers: u32) -> u32 {
    let queue = Handle::new(Queue::new().named("queue"));
    let writer = start(&(queue.clone(), numbers), write);
    let readers: Vec<_> = (0..readers).map(|_| start(&queue, read)).collect();
    writer.join().expect("the writer does not panic");
    let sums = readers.into_iter().map(|reader| reader.join());
    sums.map(|sum| sum.expect("a reader does not panic")).sum()
}

/// Puts the numbers from 1 on into the queue.
fn write((queue, numbers): (Numbers, u32)) {
    for number in 1..=numbers {
        queue.put(number);
    }
}

/// Takes numbers out of the queue, and adds them up.
fn read(queue: Numbers) -> u32 {
    let mut sum = 0;
    // TODO(you): leave no number behind, and do not wait for one that never comes.
    while !queue.is_empty() {
        sum += queue.get();
    }
    sum
}
