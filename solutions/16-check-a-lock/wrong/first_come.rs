//! Misconception: who was started first gets the lock first. Nothing says so: a process
//! that was started is only ready to run.

use super::lock::{Lock, Question};
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Arc, name, thread};

/// The property: each of these programs ends only as its question allows.
pub const PROPERTY: &[Question] = &[Question {
    name: "the first to be started is first",
    program: first_come,
    allowed: &[12],
}];

/// Two processes take the lock and write down their number. Returns the numbers in order.
fn first_come(lock: Lock) -> u32 {
    let order = Arc::new(AtomicU32::new(0));
    name(&*order, "order");
    let started = [1, 2].map(|number| {
        let (lock, order) = (lock.clone(), Arc::clone(&order));
        thread::spawn(move || {
            lock.acquire();
            order.store(order.load(SeqCst) * 10 + number, SeqCst);
            lock.release().unwrap();
        })
    });
    for process in started {
        process.join().unwrap();
    }
    order.load(SeqCst)
}
