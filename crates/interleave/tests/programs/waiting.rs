//! Processes that wait: in a loop, to be woken, for a message, for each other.

use super::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use super::sync::{Arc, Barrier, Condvar, Mutex, RwLock, futex, hint, mpsc, thread, time};

/// `main` looks again and again until the child has set a flag.
pub fn spins_for_a_flag() -> u32 {
    let flag = Arc::new(AtomicU32::new(0));
    let mine = Arc::clone(&flag);
    let child = thread::spawn(move || mine.store(7, SeqCst));
    while flag.load(SeqCst) == 0 {
        hint::spin_loop();
    }
    child.join().unwrap();
    flag.load(SeqCst)
}

/// A lock of one truth value, tried until it is free.
pub fn spin_lock() -> u32 {
    let shared = Arc::new((AtomicBool::new(false), AtomicU32::new(0)));
    let all: Vec<_> = (0..2)
        .map(|_| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let (locked, counter) = &*shared;
                while locked.swap(true, SeqCst) {
                    hint::spin_loop();
                }
                counter.store(counter.load(SeqCst) + 1, SeqCst);
                locked.store(false, SeqCst);
            })
        })
        .collect();
    all.into_iter().for_each(|child| child.join().unwrap());
    shared.1.load(SeqCst)
}

/// `main` looks three times, and then goes on without.
pub fn gives_up_looking() -> u32 {
    let flag = Arc::new(AtomicU32::new(0));
    let mine = Arc::clone(&flag);
    let child = thread::spawn(move || mine.load(SeqCst));
    let mut looks = 0;
    while flag.load(SeqCst) == 0 && looks < 3 {
        looks += 1;
        hint::spin_loop();
    }
    child.join().unwrap();
    looks
}

/// A child looks again and again, and never says that it waits.
pub fn looks_without_saying_so() -> u32 {
    let flag = Arc::new(AtomicU32::new(0));
    let mine = Arc::clone(&flag);
    let child = thread::spawn(move || while mine.load(SeqCst) == 0 {});
    child.join().unwrap();
    flag.load(SeqCst)
}

/// A child lets the others run for ever.
#[allow(clippy::infinite_loop, reason = "that is the point")]
pub fn yields_for_ever() -> u32 {
    let child = thread::spawn(|| {
        loop {
            thread::yield_now();
        }
    });
    child.join().unwrap();
    1
}

/// Waits once, and believes that it is time when it wakes.
pub fn believes_the_wake_up() -> bool {
    waits_for_ready(false)
}

/// Waits, and looks again whenever it wakes.
pub fn looks_again() -> bool {
    waits_for_ready(true)
}

fn waits_for_ready(looks_again: bool) -> bool {
    let shared = Arc::new((Mutex::new(false), Condvar::new()));
    let mine = Arc::clone(&shared);
    let child = thread::spawn(move || {
        *mine.0.lock().unwrap() = true;
        mine.1.notify_one();
    });
    let (ready, changed) = &*shared;
    let mut guard = ready.lock().unwrap();
    if looks_again {
        while !*guard {
            guard = changed.wait(guard).unwrap();
        }
    } else if !*guard {
        guard = changed.wait(guard).unwrap();
    }
    let seen = *guard;
    drop(guard);
    child.join().unwrap();
    seen
}

/// Parks once. Returns whether it was time.
pub fn parks_once() -> bool {
    let ready = Arc::new(AtomicBool::new(false));
    let (mine, main) = (Arc::clone(&ready), thread::current());
    let child = thread::spawn(move || {
        mine.store(true, SeqCst);
        main.unpark();
    });
    thread::park();
    let seen = ready.load(SeqCst);
    child.join().unwrap();
    seen
}

/// Waits once at a futex. Returns whether it was time.
pub fn waits_once_at_a_futex() -> bool {
    let word = Arc::new(AtomicU32::new(0));
    let mine = Arc::clone(&word);
    let child = thread::spawn(move || {
        mine.store(1, SeqCst);
        futex::wake(&mine, 1);
    });
    futex::wait(&word, 0);
    let seen = word.load(SeqCst) == 1;
    child.join().unwrap();
    seen
}

/// Wakes before it changes the word: the wake-up can be lost.
pub fn wakes_too_early() -> u32 {
    let word = Arc::new(AtomicU32::new(0));
    let mine = Arc::clone(&word);
    let child = thread::spawn(move || {
        futex::wake(&mine, 1);
        mine.store(1, SeqCst);
    });
    futex::wait(&word, 0);
    child.join().unwrap();
    word.load(SeqCst)
}

/// Three wait at a futex, and two of them are woken.
pub fn two_of_three() -> usize {
    let word = Arc::new(AtomicU32::new(0));
    let woken = Arc::new(AtomicU32::new(0));
    let all: Vec<_> = (0..2)
        .map(|_| {
            let (word, woken) = (Arc::clone(&word), Arc::clone(&woken));
            thread::spawn(move || {
                futex::wait(&word, 0);
                woken.fetch_add(1, SeqCst);
            })
        })
        .collect();
    // The value changes first: who has not begun to wait never will.
    word.store(1, SeqCst);
    let count = futex::wake(&word, 2);
    all.into_iter().for_each(|child| child.join().unwrap());
    count
}

/// Children that borrow from `main`.
pub fn borrows() -> u32 {
    let mut own = [1, 2];
    let total = AtomicU32::new(0);
    thread::scope(|scope| {
        for item in &mut own {
            let total = &total;
            scope.spawn(move || {
                *item += 10;
                total.fetch_add(*item, SeqCst);
            });
        }
    });
    total.load(SeqCst) + own[0]
}

/// One of two children in a scope panics.
pub fn a_scope_with_a_panic() -> u32 {
    thread::scope(|scope| {
        let child = scope.spawn(|| panic!("in the scope"));
        let _ = child.join();
        scope.spawn(|| ());
    });
    1
}

/// A child panics while it writes. Returns whether the next reader is told.
pub fn poisons_for_readers() -> bool {
    let lock = Arc::new(RwLock::new(0));
    let mine = Arc::clone(&lock);
    let child = thread::spawn(move || {
        let _writes = mine.write().unwrap();
        panic!("while it writes");
    });
    let _ = child.join();
    lock.read().is_err()
}

/// What `main` receives from two senders, the end included.
pub fn receives_until_the_end() -> Vec<u32> {
    let (sender, receiver) = mpsc::channel();
    let other = sender.clone();
    let all = [(sender, 1), (other, 2)]
        .map(|(sender, message)| thread::spawn(move || sender.send(message).unwrap()));
    let received: Vec<u32> = std::iter::from_fn(|| receiver.recv().ok()).collect();
    all.into_iter().for_each(|child| child.join().unwrap());
    received
}

/// A sender whose receiver has gone, perhaps while it waited for room.
pub fn nobody_receives() -> (bool, bool) {
    let (sender, receiver) = mpsc::sync_channel(1);
    let child = thread::spawn(move || {
        let first = sender.send(1).is_ok();
        (first, sender.send(2).is_ok())
    });
    drop(receiver);
    child.join().unwrap()
}

/// A receiver that waits while it holds the last sender itself.
pub fn keeps_the_last_sender() -> u32 {
    let (sender, receiver) = mpsc::channel();
    let mine = sender.clone();
    let child = thread::spawn(move || mine.send(1).unwrap());
    let received = receiver.iter().sum();
    drop(sender);
    child.join().unwrap();
    received
}

/// Nobody passes a barrier before all have come. Returns who saw what.
pub fn nobody_passes_early() -> u32 {
    let shared = Arc::new((Barrier::new(2), AtomicU32::new(0)));
    let mine = Arc::clone(&shared);
    let child = thread::spawn(move || {
        mine.1.fetch_add(1, SeqCst);
        mine.0.wait();
        mine.1.load(SeqCst)
    });
    shared.1.fetch_add(1, SeqCst);
    shared.0.wait();
    let seen = shared.1.load(SeqCst);
    10 * seen + child.join().unwrap()
}

/// A barrier for three, and two that come.
pub fn one_is_missing() -> u32 {
    let barrier = Arc::new(Barrier::new(3));
    let mine = Arc::clone(&barrier);
    let child = thread::spawn(move || {
        mine.wait();
    });
    barrier.wait();
    child.join().unwrap();
    1
}

/// So many children, each of which does one step.
pub fn crowd(children: usize) -> u32 {
    let all: Vec<_> = (0..children)
        .map(|_| {
            let own = AtomicU32::new(0);
            thread::spawn(move || own.fetch_add(1, SeqCst))
        })
        .collect();
    all.into_iter().map(|child| child.join().unwrap()).sum()
}

/// Waits at a futex with a deadline. Returns whether it was woken in time, and what it
/// saw then.
pub fn waits_no_longer() -> (bool, u32) {
    let word = Arc::new(AtomicU32::new(0));
    let mine = Arc::clone(&word);
    let child = thread::spawn(move || {
        mine.store(1, SeqCst);
        futex::wake(&mine, 1);
    });
    let deadline = time::Deadline::after(std::time::Duration::from_secs(1));
    let in_time = futex::wait_until(&word, 0, deadline);
    let seen = word.load(SeqCst);
    child.join().unwrap();
    (in_time, seen)
}
