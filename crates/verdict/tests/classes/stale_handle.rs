//! Stale handles: each process holds a lock, but not the same one.

use interleave::shuttle::sync::atomic::{AtomicU32, Ordering::SeqCst};
use interleave::shuttle::sync::{Arc, Mutex, RwLock, name};
use verdict::Class::{CheckThenAct, LostUpdate, StaleHandle};

use crate::programs::shuttle::folded;
use crate::{bug, cure, run};

fn counter(start: u32) -> AtomicU32 {
    let counter = AtomicU32::new(start);
    name(&counter, "counter");
    counter
}

fn increment(counter: &AtomicU32) {
    let seen = counter.load(SeqCst);
    counter.store(seen + 1, SeqCst);
}

#[test]
fn a_lock_for_each_process() {
    type State = (AtomicU32, [Mutex<()>; 2]);
    fn first(state: &State) {
        let _guard = state.1[0].lock().unwrap();
        increment(&state.0);
    }
    fn second(state: &State) {
        let _guard = state.1[1].lock().unwrap();
        increment(&state.0);
    }
    let program = |one: fn(&State), two: fn(&State)| {
        move || {
            let locks = [Mutex::new(()), Mutex::new(())];
            name(&locks[0], "mine");
            name(&locks[1], "yours");
            run((counter(0), locks), [one, two]).0.load(SeqCst)
        }
    };
    let words = ["store counter: 1", "is lost", "holds mine", "yours"];
    bug(StaleHandle, &words, [2], program(first, second));
    cure([2], program(second, second));
    cure([2], program(first, first));
}

#[test]
fn a_folded_lock_for_each_process() {
    let words = [
        "store counter: 1",
        "what B wrote in step",
        "is lost: A holds mine, B yours",
    ];
    bug(StaleHandle, &words, [2], folded::counts_under_two_locks);
    cure([2], folded::counts);
}

#[test]
fn a_lock_that_is_made_at_each_use() {
    type State = (AtomicU32, Mutex<()>);
    fn a_new_one(state: &State) {
        let lock = Mutex::new(());
        name(&lock, "lock");
        let _guard = lock.lock().unwrap();
        increment(&state.0);
    }
    fn the_shared_one(state: &State) {
        let _guard = state.1.lock().unwrap();
        increment(&state.0);
    }
    let program = |process: fn(&State)| {
        move || {
            let state = (counter(0), Mutex::new(()));
            run(state, [process, process]).0.load(SeqCst)
        }
    };
    let words = ["store counter: 1", "A holds lock", "B lock2"];
    bug(StaleHandle, &words, [2], program(a_new_one));
    cure([2], program(the_shared_one));
}

#[test]
fn a_check_and_its_action_under_a_copy() {
    type State = (AtomicU32, [RwLock<()>; 2]);
    fn buys(state: &State, lock: usize) {
        let _guard = state.1[lock].write().unwrap();
        if state.0.load(SeqCst) > 0 {
            state.0.fetch_sub(1, SeqCst);
        }
    }
    fn first(state: &State) {
        buys(state, 0);
    }
    fn second(state: &State) {
        buys(state, 1);
    }
    let program = |one: fn(&State), two: fn(&State)| {
        move || {
            let state = (counter(1), [RwLock::new(()), RwLock::new(())]);
            run(state, [one, two]).0.load(SeqCst)
        }
    };
    let words = ["fetch_sub counter", "changed counter in step"];
    bug(StaleHandle, &words, [0], program(first, second));
    cure([0], program(first, first));
}

/// A counter whose lock can be exchanged for a new one.
struct Slot {
    counter: AtomicU32,
    lock: Mutex<Arc<Mutex<()>>>,
}

impl Slot {
    fn current(&self) -> Arc<Mutex<()>> {
        Arc::clone(&self.lock.lock().unwrap())
    }
}

#[test]
fn a_lock_that_was_exchanged_meanwhile() {
    fn increments(slot: &Slot) {
        let lock = slot.current();
        let _guard = lock.lock().unwrap();
        increment(&slot.counter);
    }
    fn exchanges(slot: &Slot) {
        let new = Arc::new(Mutex::new(()));
        *slot.lock.lock().unwrap() = Arc::clone(&new);
        let _guard = new.lock().unwrap();
        increment(&slot.counter);
    }
    let program = |second: fn(&Slot)| {
        move || {
            let slot = Slot {
                counter: counter(0),
                lock: Mutex::new(Arc::new(Mutex::new(()))),
            };
            run(slot, [increments, second]).counter.load(SeqCst)
        }
    };
    bug(StaleHandle, &["store counter: 1"], [2], program(exchanges));
    cure([2], program(increments));
}

#[test]
fn not_one_lock_that_is_given_back_in_between() {
    type State = (AtomicU32, Mutex<()>);
    fn two_sections(state: &State) {
        let guard = state.1.lock().unwrap();
        let seen = state.0.load(SeqCst);
        drop(guard);
        let _guard = state.1.lock().unwrap();
        state.0.store(seen + 1, SeqCst);
    }
    fn one_section(state: &State) {
        let _guard = state.1.lock().unwrap();
        increment(&state.0);
    }
    let program = |process: fn(&State)| {
        move || {
            let state = (counter(0), Mutex::new(()));
            run(state, [process, process]).0.load(SeqCst)
        }
    };
    bug(
        LostUpdate,
        &["store counter: 1"],
        [2],
        program(two_sections),
    );
    cure([2], program(one_section));
}

#[test]
fn not_a_writer_without_a_lock() {
    type State = (AtomicU32, Mutex<()>);
    fn locks(state: &State) {
        let _guard = state.1.lock().unwrap();
        if state.0.load(SeqCst) > 0 {
            state.0.fetch_sub(1, SeqCst);
        }
    }
    fn does_not(state: &State) {
        if state.0.load(SeqCst) > 0 {
            state.0.fetch_sub(1, SeqCst);
        }
    }
    let program = |process: fn(&State)| {
        move || {
            let state = (counter(1), Mutex::new(()));
            run(state, [locks, process]).0.load(SeqCst)
        }
    };
    bug(CheckThenAct, &["fetch_sub counter"], [0], program(does_not));
    cure([0], program(locks));
}

#[test]
fn not_one_lock_that_both_hold_to_read() {
    // It is the same lock; but to read, both may have it.
    type State = (AtomicU32, RwLock<()>);
    fn reads(state: &State) {
        let _guard = state.1.read().unwrap();
        increment(&state.0);
    }
    fn writes(state: &State) {
        let _guard = state.1.write().unwrap();
        increment(&state.0);
    }
    let program = |process: fn(&State)| {
        move || {
            let state = (counter(0), RwLock::new(()));
            run(state, [process, process]).0.load(SeqCst)
        }
    };
    bug(LostUpdate, &["store counter: 1"], [2], program(reads));
    cure([2], program(writes));
}

#[test]
fn not_a_lock_that_is_taken_after_the_read() {
    // The read is not under the lock, so that any lock would be of no use.
    type State = (AtomicU32, [Mutex<()>; 2]);
    fn late(state: &State, lock: usize) {
        let seen = state.0.load(SeqCst);
        let _guard = state.1[lock].lock().unwrap();
        state.0.store(seen + 1, SeqCst);
    }
    fn in_time(state: &State) {
        let _guard = state.1[0].lock().unwrap();
        increment(&state.0);
    }
    let program = |one: fn(&State), two: fn(&State)| {
        move || {
            let state = (counter(0), [Mutex::new(()), Mutex::new(())]);
            run(state, [one, two]).0.load(SeqCst)
        }
    };
    let late = program(|state| late(state, 0), |state| late(state, 1));
    bug(LostUpdate, &["store counter: 1"], [2], late);
    cure([2], program(in_time, in_time));
}
