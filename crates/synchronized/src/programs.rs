//! The programs around them: processes that do something with what they share.
#![allow(
    clippy::missing_panics_doc,
    reason = "a program panics only where its own processes do"
)]

use super::sync::{Arc, thread};

// ANCHOR: together
/// Starts a process for each of these functions, and returns what they return when all
/// have ended.
pub fn together<S, R, const N: usize>(shared: &Arc<S>, processes: [fn(&S) -> R; N]) -> [R; N]
where
    S: Send + Sync + 'static,
    R: Send + 'static,
{
    let started = processes.map(|process| {
        let shared = Arc::clone(shared);
        thread::spawn(move || process(&shared))
    });
    started.map(|process| process.join().unwrap())
}
// ANCHOR_END: together

/// Lets each process add one, and returns the total.
pub fn total<S, const N: usize>(shared: S, adds: [fn(&S); N], read: fn(&S) -> u32) -> u32
where
    S: Send + Sync + 'static,
{
    let shared = Arc::new(shared);
    together(&shared, adds);
    read(&shared)
}

/// Lets one process write while another one reads, and returns what the reader saw.
pub fn meanwhile<S, R>(shared: S, writes: fn(&S), reads: fn(&S) -> R) -> R
where
    S: Send + Sync + 'static,
    R: Send + 'static,
{
    let shared = Arc::new(shared);
    let reader = {
        let shared = Arc::clone(&shared);
        thread::spawn(move || reads(&shared))
    };
    let writer = thread::spawn(move || writes(&shared));
    writer.join().unwrap();
    reader.join().unwrap()
}
