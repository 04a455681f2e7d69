//! Programs at the edges of what the model worlds take.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::{Arc, Mutex, thread};

/// Two locks in opposite orders, and nobody who waits for the two processes.
pub fn nobody_joins() -> u32 {
    let locks = Arc::new((Mutex::new(()), Mutex::new(())));
    let other = Arc::clone(&locks);
    drop(thread::spawn(move || {
        let _first = other.0.lock().unwrap();
        let _second = other.1.lock().unwrap();
    }));
    let other = Arc::clone(&locks);
    drop(thread::spawn(move || {
        let _first = other.1.lock().unwrap();
        let _second = other.0.lock().unwrap();
    }));
    1
}

/// `main` takes the last steps of a deadlock, in which the child has none.
pub fn main_blocks_itself() -> u32 {
    let lock = Arc::new(Mutex::new(()));
    let guard = lock.lock().unwrap();
    let other = Arc::clone(&lock);
    let child = thread::spawn(move || drop(other.lock().unwrap()));
    drop(guard);
    let first = lock.lock().unwrap();
    let second = lock.lock().unwrap();
    drop((first, second));
    child.join().unwrap();
    1
}

/// A process that waits for its own end.
pub fn joins_itself() -> u32 {
    let handle: Arc<Mutex<Option<thread::JoinHandle<()>>>> = Arc::new(Mutex::new(None));
    let mine = Arc::clone(&handle);
    let mut slot = handle.lock().unwrap();
    *slot = Some(thread::spawn(move || {
        let own = mine.lock().unwrap().take();
        own.unwrap().join().unwrap();
    }));
    drop(slot);
    1
}

/// A child that starts a process.
pub fn nested() -> u32 {
    let child = thread::spawn(|| thread::spawn(|| ()).join().unwrap());
    child.join().unwrap();
    1
}

/// More processes than loom has.
pub fn five() -> usize {
    let counter = Arc::new(AtomicU32::new(0));
    let all: Vec<_> = (0..5)
        .map(|_| {
            let counter = Arc::clone(&counter);
            thread::spawn(move || counter.fetch_add(1, SeqCst))
        })
        .collect();
    let processes = all.len();
    for handle in all {
        handle.join().unwrap();
    }
    processes
}

/// Which of two counters is used depends on something outside of the schedule.
pub fn by_a_clock(turn: u32) -> u32 {
    let counters = Arc::new([AtomicU32::new(0), AtomicU32::new(0)]);
    let other = Arc::clone(&counters);
    let child = thread::spawn(move || other[turn as usize % 2].fetch_add(1, SeqCst));
    counters[0].fetch_add(1, SeqCst);
    child.join().unwrap();
    counters[0].load(SeqCst)
}

/// `main` waits for a child that does nothing before its own step.
pub fn joins_before_it_stores() -> u32 {
    let value = Arc::new(AtomicU32::new(0));
    let other = Arc::clone(&value);
    let idle = thread::spawn(|| ());
    let child = thread::spawn(move || other.load(SeqCst));
    idle.join().unwrap();
    value.store(1, SeqCst);
    child.join().unwrap()
}
