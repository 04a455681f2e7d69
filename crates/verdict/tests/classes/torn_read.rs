//! Torn reads: one half of what another process wrote, without the other.

use interleave::shuttle::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use interleave::shuttle::sync::cell::UnsafeCell;
use interleave::shuttle::sync::{Arc, Barrier, Mutex, RwLock, hint, name, thread};
use verdict::Class::{OrderViolation, TornRead, WrongValue};

use crate::{bug, cure};

/// Two numbers that are always written together.
struct Pair {
    left: AtomicU32,
    right: AtomicU32,
    lock: RwLock<()>,
    mutex: Mutex<()>,
    version: AtomicU32,
    barrier: Barrier,
}

impl Pair {
    fn new() -> Pair {
        let pair = Pair {
            left: AtomicU32::new(1),
            right: AtomicU32::new(1),
            lock: RwLock::new(()),
            mutex: Mutex::new(()),
            version: AtomicU32::new(0),
            barrier: Barrier::new(2),
        };
        name(&pair.left, "left");
        name(&pair.right, "right");
        name(&pair.version, "version");
        pair
    }

    fn write(&self) {
        self.left.store(2, SeqCst);
        self.right.store(2, SeqCst);
    }

    fn read(&self) -> (u32, u32) {
        (self.left.load(SeqCst), self.right.load(SeqCst))
    }
}

/// What `main` reads while a child writes.
fn program(
    writes: fn(&Pair),
    reads: fn(&Pair) -> (u32, u32),
) -> impl Fn() -> (u32, u32) + Clone + Send + Sync + 'static {
    move || {
        let pair = Arc::new(Pair::new());
        let theirs = Arc::clone(&pair);
        let writer = thread::spawn(move || writes(&theirs));
        let seen = reads(&pair);
        writer.join().unwrap();
        seen
    }
}

const WHOLE: [(u32, u32); 2] = [(1, 1), (2, 2)];

#[test]
fn two_numbers_without_a_lock() {
    fn writes(pair: &Pair) {
        let _guard = pair.mutex.lock().unwrap();
        pair.write();
    }
    fn reads(pair: &Pair) -> (u32, u32) {
        let _guard = pair.mutex.lock().unwrap();
        pair.read()
    }
    let words = ["load", "main saw", "as A set it"];
    bug(TornRead, &words, WHOLE, program(Pair::write, Pair::read));
    bug(TornRead, &words, WHOLE, program(writes, Pair::read));
    cure(WHOLE, program(writes, reads));
}

#[test]
fn each_half_under_a_read_lock_of_its_own() {
    fn writes(pair: &Pair) {
        let _writing = pair.lock.write().unwrap();
        pair.write();
    }
    fn in_two_sections(pair: &Pair) -> (u32, u32) {
        let reading = pair.lock.read().unwrap();
        let left = pair.left.load(SeqCst);
        drop(reading);
        let _reading = pair.lock.read().unwrap();
        (left, pair.right.load(SeqCst))
    }
    fn in_one_section(pair: &Pair) -> (u32, u32) {
        let _reading = pair.lock.read().unwrap();
        pair.read()
    }
    let words = ["main saw right", "but not left"];
    bug(TornRead, &words, WHOLE, program(writes, in_two_sections));
    cure(WHOLE, program(writes, in_one_section));
}

#[test]
fn a_version_that_is_looked_at_once() {
    // The version is odd while somebody writes.
    fn writes(pair: &Pair) {
        pair.version.store(1, SeqCst);
        pair.write();
        pair.version.store(2, SeqCst);
    }
    fn even(pair: &Pair) -> u32 {
        loop {
            let version = pair.version.load(SeqCst);
            if version.is_multiple_of(2) {
                return version;
            }
            hint::spin_loop();
        }
    }
    fn looks_before(pair: &Pair) -> (u32, u32) {
        even(pair);
        pair.read()
    }
    fn looks_again(pair: &Pair) -> (u32, u32) {
        loop {
            let version = even(pair);
            let seen = pair.read();
            if pair.version.load(SeqCst) == version {
                return seen;
            }
        }
    }
    bug(
        TornRead,
        &["main saw"],
        WHOLE,
        program(writes, looks_before),
    );
    cure(WHOLE, program(writes, looks_again));
}

#[test]
fn a_barrier_between_the_halves() {
    fn around(pair: &Pair) {
        pair.left.store(2, SeqCst);
        pair.barrier.wait();
        pair.right.store(2, SeqCst);
    }
    fn before(pair: &Pair) {
        pair.write();
        pair.barrier.wait();
    }
    fn after(pair: &Pair) -> (u32, u32) {
        pair.barrier.wait();
        pair.read()
    }
    let words = ["main saw left", "but not right"];
    bug(TornRead, &words, [(2, 2)], program(around, after));
    cure([(2, 2)], program(before, after));
}

/// Plain memory in two parts.
struct Plain {
    halves: [UnsafeCell<u32>; 2],
    lock: Mutex<()>,
}

#[allow(unsafe_code, reason = "shared plain memory is the point")]
// SAFETY: the explorer runs one process at a time, and none keeps a pointer.
unsafe impl Sync for Plain {}

#[test]
#[allow(unsafe_code, reason = "shared plain memory is the point")]
fn plain_memory_in_two_parts() {
    fn write(plain: &Plain) {
        for half in &plain.halves {
            // SAFETY: the explorer runs one process at a time.
            half.with_mut(|value| unsafe { *value = 2 });
        }
    }
    fn read(plain: &Plain) -> [u32; 2] {
        // SAFETY: as above.
        [0, 1].map(|half: usize| plain.halves[half].with(|value| unsafe { *value }))
    }
    fn locked_write(plain: &Plain) {
        let _guard = plain.lock.lock().unwrap();
        write(plain);
    }
    fn locked_read(plain: &Plain) -> [u32; 2] {
        let _guard = plain.lock.lock().unwrap();
        read(plain)
    }
    let program = |writes: fn(&Plain), reads: fn(&Plain) -> [u32; 2]| {
        move || {
            let plain = Arc::new(Plain {
                halves: [1, 1].map(UnsafeCell::new),
                lock: Mutex::new(()),
            });
            let theirs = Arc::clone(&plain);
            let writer = thread::spawn(move || writes(&theirs));
            let seen = reads(&plain);
            writer.join().unwrap();
            seen
        }
    };
    let whole = [[1, 1], [2, 2]];
    bug(TornRead, &["main saw"], whole, program(write, read));
    cure(whole, program(locked_write, locked_read));
}

#[test]
fn not_an_announcement_that_comes_too_early() {
    let program = |early: bool| {
        move || {
            let shared = Arc::new((AtomicBool::new(false), AtomicU32::new(0)));
            let theirs = Arc::clone(&shared);
            let writer = thread::spawn(move || {
                if early {
                    theirs.0.store(true, SeqCst);
                }
                theirs.1.store(5, SeqCst);
                theirs.0.store(true, SeqCst);
            });
            let seen = (shared.0.load(SeqCst), shared.1.load(SeqCst));
            writer.join().unwrap();
            seen
        }
    };
    let right = [(false, 0), (false, 5), (true, 5)];
    bug(OrderViolation, &["load"], right, program(true));
    cure(right, program(false));
}

#[test]
fn not_a_whole_that_is_merely_old() {
    // The reader must see the new pair, and sees the old one, whole.
    fn reads_the_old(pair: &Pair) -> (u32, u32) {
        let seen = pair.read();
        pair.barrier.wait();
        seen
    }
    fn reads_the_new(pair: &Pair) -> (u32, u32) {
        pair.barrier.wait();
        pair.read()
    }
    fn writes_late(pair: &Pair) {
        pair.barrier.wait();
        pair.write();
    }
    fn writes(pair: &Pair) {
        pair.write();
        pair.barrier.wait();
    }
    let early = program(writes_late, reads_the_old);
    bug(OrderViolation, &["before A sets it"], [(2, 2)], early);
    cure([(2, 2)], program(writes, reads_the_new));
}

#[test]
fn not_a_half_that_was_never_to_be_written() {
    fn writes_one(pair: &Pair) {
        pair.left.store(2, SeqCst);
        pair.barrier.wait();
    }
    fn reads(pair: &Pair) -> (u32, u32) {
        pair.barrier.wait();
        pair.read()
    }
    fn writes(pair: &Pair) {
        pair.write();
        pair.barrier.wait();
    }
    bug(WrongValue, &[], WHOLE, program(writes_one, reads));
    cure(WHOLE, program(writes, reads));
}
