//! The lost update, forced on real processes.
//!
//! Each child tells the other that it has loaded and waits until both have, so no
//! schedule of the kernel's can change the outcome.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use os::{Shared, run_processes};

use crate::until::until;

/// Waits until `count` processes have arrived.
///
/// # Synchronization
///
/// What each process did before it arrived → the return in every process.
fn meet(arrived: &AtomicU32, count: u32) {
    arrived.fetch_add(1, SeqCst);
    until(|| arrived.load(SeqCst) >= count);
}

pub(crate) fn a_load_and_a_store_in_lock_step_lose_one_update() {
    let counter = Shared::new(AtomicU32::new(10)).unwrap();
    let loaded = Shared::new(AtomicU32::new(0)).unwrap();
    run_processes(2, |_| {
        let value = counter.load(SeqCst);
        meet(&loaded, 2);
        counter.store(value + 1, SeqCst);
    })
    .unwrap();
    assert_eq!(counter.load(SeqCst), 11);
}

pub(crate) fn one_indivisible_addition_in_lock_step_loses_none() {
    let counter = Shared::new(AtomicU32::new(10)).unwrap();
    let loaded = Shared::new(AtomicU32::new(0)).unwrap();
    run_processes(2, |_| {
        meet(&loaded, 2);
        counter.fetch_add(1, SeqCst);
    })
    .unwrap();
    assert_eq!(counter.load(SeqCst), 12);
}
