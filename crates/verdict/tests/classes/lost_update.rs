//! Lost updates: a store over what its process has not seen.

use interleave::shuttle::sync::atomic::{AtomicU32, Ordering::SeqCst};
use interleave::shuttle::sync::cell::UnsafeCell;
use interleave::shuttle::sync::{Arc, Barrier, Mutex, RwLock, mpsc, name, thread};
use verdict::Class::{LostUpdate, WrongValue};

use crate::{bug, cure, run};

fn counter() -> AtomicU32 {
    let counter = AtomicU32::new(0);
    name(&counter, "counter");
    counter
}

fn in_two_steps(counter: &AtomicU32) {
    let seen = counter.load(SeqCst);
    counter.store(seen + 1, SeqCst);
}

fn in_one_step(counter: &AtomicU32) {
    counter.fetch_add(1, SeqCst);
}

fn by_exchange(counter: &AtomicU32) {
    let mut seen = counter.load(SeqCst);
    while let Err(now) = counter.compare_exchange(seen, seen + 1, SeqCst, SeqCst) {
        seen = now;
    }
}

#[test]
fn an_increment_of_two_steps() {
    let program =
        |increment: fn(&AtomicU32)| move || run(counter(), [increment, increment]).load(SeqCst);
    let words = ["store counter: 1", "read counter in step", "is lost"];
    bug(LostUpdate, &words, [2], program(in_two_steps));
    cure([2], program(in_one_step));
    cure([2], program(by_exchange));
}

#[test]
fn one_process_in_two_steps_is_enough() {
    let program = |one: fn(&AtomicU32)| move || run(counter(), [one, in_one_step]).load(SeqCst);
    bug(
        LostUpdate,
        &["store counter: 1"],
        [2],
        program(in_two_steps),
    );
    cure([2], program(in_one_step));
}

#[test]
fn a_swap_that_ignores_what_it_gets() {
    // A number grows by a digit at its end.
    fn by_swap(number: &AtomicU32) {
        let seen = number.load(SeqCst);
        number.swap(10 * seen + 1, SeqCst);
    }
    fn by_update(number: &AtomicU32) {
        let append = |seen| Some(10 * seen + 1);
        number.fetch_update(SeqCst, SeqCst, append).unwrap();
    }
    let program = |append: fn(&AtomicU32)| move || run(counter(), [append, append]).load(SeqCst);
    bug(
        LostUpdate,
        &["swap counter", "is lost"],
        [11],
        program(by_swap),
    );
    cure([11], program(by_update));
}

#[test]
fn a_lock_for_each_access_of_its_own() {
    type State = (RwLock<()>, AtomicU32);
    fn read_then_write(state: &State) {
        let reading = state.0.read().unwrap();
        let seen = state.1.load(SeqCst);
        drop(reading);
        let _writing = state.0.write().unwrap();
        state.1.store(seen + 1, SeqCst);
    }
    fn write(state: &State) {
        let _writing = state.0.write().unwrap();
        in_two_steps(&state.1);
    }
    let program = |increment: fn(&State)| {
        move || {
            let state = (RwLock::new(()), counter());
            run(state, [increment, increment]).1.load(SeqCst)
        }
    };
    bug(
        LostUpdate,
        &["store counter: 1"],
        [2],
        program(read_then_write),
    );
    cure([2], program(write));
}

/// Plain memory, and a lock that may be used for it.
struct Plain {
    cell: UnsafeCell<u32>,
    lock: Mutex<()>,
}

#[allow(unsafe_code, reason = "shared plain memory is the point")]
// SAFETY: the explorer runs one process at a time, and none keeps a pointer.
unsafe impl Sync for Plain {}

#[test]
#[allow(unsafe_code, reason = "shared plain memory is the point")]
fn plain_memory() {
    fn increment(plain: &Plain) {
        // SAFETY: the explorer runs one process at a time.
        let seen = plain.cell.with(|value| unsafe { *value });
        // SAFETY: as above.
        plain.cell.with_mut(|value| unsafe { *value = seen + 1 });
    }
    fn under_the_lock(plain: &Plain) {
        let _guard = plain.lock.lock().unwrap();
        increment(plain);
    }
    let program = |increment: fn(&Plain)| {
        move || {
            let plain = Plain {
                cell: UnsafeCell::new(0),
                lock: Mutex::new(()),
            };
            name(&plain.cell, "memory");
            // SAFETY: as above.
            run(plain, [increment, increment])
                .cell
                .with(|value| unsafe { *value })
        }
    };
    bug(
        LostUpdate,
        &["write memory", "is lost"],
        [2],
        program(increment),
    );
    cure([2], program(under_the_lock));
}

#[test]
fn a_turn_that_is_passed_on_too_early() {
    // `main` increments when it has been told that the child is done.
    let program = |early: bool| {
        move || {
            let (done, wait) = mpsc::channel();
            let shared = Arc::new(counter());
            let theirs = Arc::clone(&shared);
            let child = thread::spawn(move || {
                let seen = theirs.load(SeqCst);
                if early {
                    done.send(()).unwrap();
                }
                theirs.store(seen + 1, SeqCst);
                if !early {
                    done.send(()).unwrap();
                }
            });
            wait.recv().unwrap();
            in_two_steps(&shared);
            child.join().unwrap();
            shared.load(SeqCst)
        }
    };
    bug(
        LostUpdate,
        &["store counter: 1", "is lost"],
        [2],
        program(true),
    );
    cure([2], program(false));
}

#[test]
fn a_barrier_between_the_two_steps() {
    type State = (AtomicU32, Barrier);
    fn between(state: &State) {
        let seen = state.0.load(SeqCst);
        state.1.wait();
        state.0.store(seen + 1, SeqCst);
    }
    fn after(state: &State) {
        state.1.wait();
        in_one_step(&state.0);
    }
    let program = |increment: fn(&State)| {
        move || {
            let state = (counter(), Barrier::new(2));
            run(state, [increment, increment]).0.load(SeqCst)
        }
    };
    bug(LostUpdate, &["store counter: 1"], [2], program(between));
    cure([2], program(after));
}

#[test]
fn a_store_of_main_that_comes_after_all_others() {
    // What `main` does last has no row: the row before it is marked.
    let program = |increment: fn(&AtomicU32)| {
        move || {
            let shared = Arc::new(counter());
            let theirs = Arc::clone(&shared);
            let child = thread::spawn(move || in_one_step(&theirs));
            increment(&shared);
            child.join().unwrap();
            shared.load(SeqCst)
        }
    };
    let words = [
        "fetch_add counter",
        "main read counter in step 1",
        "is lost",
    ];
    bug(LostUpdate, &words, [2], program(in_two_steps));
    cure([2], program(by_exchange));
}

#[test]
fn not_a_store_by_a_process_that_never_read() {
    // Nobody knows of the other, but nobody builds on what was there either.
    fn one(counter: &AtomicU32) {
        counter.store(1, SeqCst);
    }
    fn two(counter: &AtomicU32) {
        counter.store(2, SeqCst);
    }
    fn at_least_one(counter: &AtomicU32) {
        counter.fetch_max(1, SeqCst);
    }
    let program = |first: fn(&AtomicU32)| move || run(counter(), [first, two]).load(SeqCst);
    bug(WrongValue, &[], [2], program(one));
    cure([2], program(at_least_one));
}

#[test]
fn not_a_number_inside_a_mutex() {
    // What is inside a mutex leaves no trace.
    fn in_two_sections(counter: &Mutex<u32>) {
        let seen = *counter.lock().unwrap();
        *counter.lock().unwrap() = seen + 1;
    }
    fn in_one_section(counter: &Mutex<u32>) {
        *counter.lock().unwrap() += 1;
    }
    let program = |increment: fn(&Mutex<u32>)| {
        move || *run(Mutex::new(0), [increment, increment]).lock().unwrap()
    };
    bug(WrongValue, &[], [2], program(in_two_sections));
    cure([2], program(in_one_section));
}

/// `main` looks at a word, lets a child change it, and then does something.
fn between(child: fn(&AtomicU32), main: fn(&AtomicU32, u32) -> u32) -> u32 {
    let word = Arc::new(counter());
    let seen = word.load(SeqCst);
    let theirs = Arc::clone(&word);
    let (done, wait) = mpsc::channel();
    let child = thread::spawn(move || {
        child(&theirs);
        done.send(()).unwrap();
    });
    wait.recv().unwrap();
    let left = main(&word, seen);
    child.join().unwrap();
    left
}

fn puts(letter: &AtomicU32) {
    letter.store(7, SeqCst);
}

fn puts_and_takes_back(letter: &AtomicU32) {
    puts(letter);
    letter.swap(0, SeqCst);
}

#[test]
fn not_a_swap_that_leaves_what_it_saw_and_found() {
    // The letter is gone when it is taken; but not because of the taking.
    fn takes(letter: &AtomicU32, _: u32) -> u32 {
        letter.swap(0, SeqCst)
    }
    bug(WrongValue, &[], [7], || between(puts_and_takes_back, takes));
    cure([7], || between(puts, takes));
}

#[test]
fn not_a_store_that_leaves_what_it_saw_and_found() {
    fn stores_what_it_saw(word: &AtomicU32, seen: u32) -> u32 {
        word.store(seen, SeqCst);
        word.load(SeqCst)
    }
    bug(WrongValue, &[], [7], || {
        between(puts_and_takes_back, stores_what_it_saw)
    });
    // Over a change that still stands the same store is one.
    let words = ["main read counter before", "is lost"];
    bug(LostUpdate, &words, [7], || {
        between(puts, stores_what_it_saw)
    });
    cure([7], || between(puts, |word, _| word.load(SeqCst)));
}

#[test]
fn a_store_of_another_value_that_is_there_already() {
    // Both count from 0 to 1: the second store changes nothing, and an update is lost.
    fn counts(word: &AtomicU32, seen: u32) -> u32 {
        word.store(seen + 1, SeqCst);
        word.load(SeqCst)
    }
    fn swaps(word: &AtomicU32, seen: u32) -> u32 {
        word.swap(seen + 1, SeqCst);
        word.load(SeqCst)
    }
    for main in [counts, swaps] {
        let words = ["main read counter before", "is lost"];
        bug(LostUpdate, &words, [2], move || between(in_two_steps, main));
    }
    cure([2], || {
        between(in_two_steps, |word, _| word.fetch_add(1, SeqCst) + 1)
    });
}
