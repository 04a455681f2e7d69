//! loom: locks, channels, condition variables, parking, and how a run ends.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use loom::sync::atomic::AtomicU32;
use loom::sync::{Barrier, Condvar, Mutex, mpsc};
use loom::thread;

use crate::loom::{builder, outcomes};
use crate::{panic_of, pinned, pinned_start, set};

const DEADLOCK: &str = "deadlock; threads = [";

/// Whether `try_lock` gets the lock that another thread takes and gives back, with
/// something in between, and something before the attempt.
fn try_lock(inside: fn(&AtomicU32), before: fn(&AtomicU32)) -> BTreeSet<bool> {
    outcomes(move || {
        let shared = Arc::new((Mutex::new(()), AtomicU32::new(0)));
        let theirs = Arc::clone(&shared);
        let holder = thread::spawn(move || {
            let _held = theirs.0.lock().unwrap();
            inside(&theirs.1);
        });
        before(&shared.1);
        let taken = shared.0.try_lock().is_ok();
        holder.join().unwrap();
        taken
    })
}

fn nothing(_: &AtomicU32) {}

fn add(x: &AtomicU32) {
    x.fetch_add(1, SeqCst);
}

/// loom 0.7.2 never lets `try_lock` fail, unless both threads share something else or yield.
#[test]
fn try_lock_never_fails_by_itself() {
    pinned(try_lock(nothing, nothing), set([true]));
    pinned(try_lock(add, nothing), set([true]));
    pinned(try_lock(nothing, add), set([true]));
    for shared in [add, |_: &AtomicU32| thread::yield_now()] {
        assert_eq!(try_lock(shared, shared), set([false, true]), "the control");
    }
}

/// Main holds a lock and waits for a thread that asks for it.
fn asked_while_held(ask: fn(&Mutex<()>)) {
    builder().check(move || {
        let lock = Arc::new(Mutex::new(()));
        let asked = Arc::clone(&lock);
        let other = thread::spawn(move || ask(&asked));
        let held = lock.lock().unwrap();
        other.join().unwrap();
        drop(held);
    });
}

/// loom 0.7.2 lets `try_lock` wait for a lock, and so reports a deadlock that std does not have.
#[test]
fn try_lock_blocks() {
    let try_lock = |lock: &Mutex<()>| _ = lock.try_lock().is_ok();
    pinned_start(&panic_of(|| asked_while_held(try_lock)), DEADLOCK);
    let control = panic_of(|| asked_while_held(|_| ()));
    assert_eq!(control, "(it does not panic)", "the control");
}

/// loom 0.7.2 never switches threads at `try_recv`, so it sees one of its two outcomes.
#[test]
fn try_recv_is_no_branch_point() {
    let run = |before: fn(&AtomicU32)| {
        outcomes(move || {
            let x = Arc::new(AtomicU32::new(0));
            let (sender, receiver) = mpsc::channel();
            let other = Arc::clone(&x);
            let sending = thread::spawn(move || {
                before(&other);
                sender.send(1).unwrap();
            });
            before(&x);
            let received = receiver.try_recv().is_ok();
            sending.join().unwrap();
            received
        })
    };
    pinned(run(nothing), set([false]));
    assert_eq!(run(add), set([false, true]), "the control");
}

/// loom 0.7.2 reports a deadlock where `recv` should say that the last sender is gone.
#[test]
fn recv_after_the_last_sender_is_a_deadlock() {
    let run = |send: bool| {
        panic_of(move || {
            builder().check(move || {
                let (sender, receiver) = mpsc::channel();
                if send {
                    sender.send(1).unwrap();
                }
                drop(sender);
                assert_eq!(receiver.recv().is_ok(), send);
            });
        })
    };
    pinned_start(&run(false), DEADLOCK);
    assert_eq!(run(true), "(it does not panic)", "the control");
}

/// loom 0.7.2 has a `Barrier` in name only: it panics with "not implemented".
#[test]
fn barrier_is_not_implemented() {
    let died = panic_of(|| builder().check(|| _ = Barrier::new(1)));
    pinned_start(
        &died,
        "not implemented: std::sync::Barrier is not supported",
    );
}

/// loom 0.7.2 has a `recv_timeout` in name only: it panics with "not implemented".
#[test]
fn recv_timeout_is_not_implemented() {
    let died = panic_of(|| {
        builder().check(|| {
            let (_sender, receiver) = mpsc::channel::<u32>();
            let _ = receiver.recv_timeout(Duration::ZERO);
        });
    });
    let start = "not implemented: std::sync::mpsc::Receiver::recv_timeout is not supported";
    pinned_start(&died, start);
}

/// loom 0.7.2 never lets `wait_timeout` time out, and reports a deadlock instead.
#[test]
fn wait_timeout_never_times_out() {
    let run = |notify: bool| {
        panic_of(move || {
            builder().check(move || {
                let shared = Arc::new((Mutex::new(false), Condvar::new()));
                let other = Arc::clone(&shared);
                let notifier = thread::spawn(move || {
                    *other.0.lock().unwrap() = notify;
                    if notify {
                        other.1.notify_one();
                    }
                });
                let guard = shared.0.lock().unwrap();
                if !*guard {
                    drop(shared.1.wait_timeout(guard, Duration::ZERO).unwrap());
                }
                notifier.join().unwrap();
            });
        })
    };
    pinned_start(&run(false), DEADLOCK);
    assert_eq!(run(true), "(it does not panic)", "the control");
}

/// Which of two threads that wait wakes first: the first to wait is 0.
fn first_woken(wake: fn(&Condvar)) -> BTreeSet<Option<u32>> {
    outcomes(move || {
        // How many threads wait, and who woke first.
        let shared = Arc::new((Mutex::new((0, None)), Condvar::new(), Condvar::new()));
        let threads = [(); 2].map(|()| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let (state, turn, all) = &*shared;
                let mut guard = state.lock().unwrap();
                let place = guard.0;
                guard.0 += 1;
                all.notify_one();
                guard = turn.wait(guard).unwrap();
                guard.1.get_or_insert(place);
                turn.notify_one();
            })
        });
        let (state, turn, all) = &*shared;
        let mut guard = state.lock().unwrap();
        while guard.0 < 2 {
            guard = all.wait(guard).unwrap();
        }
        wake(turn);
        drop(guard);
        let _ = threads.map(|thread| thread.join().unwrap());
        let (_, first) = *state.lock().unwrap();
        first
    })
}

/// loom 0.7.2 lets `notify_one` wake the thread that has waited longest, and never another one.
#[test]
fn notify_one_wakes_in_the_order_of_waiting() {
    pinned(first_woken(Condvar::notify_one), set([Some(0)]));
    let control = first_woken(Condvar::notify_all);
    assert_eq!(control, set([Some(0), Some(1)]), "the control");
}

/// What a thread finds when it wakes up: whether main is ready by then.
fn woken(hasty: bool) -> BTreeSet<bool> {
    outcomes(move || {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let other = Arc::clone(&shared);
        let waiting = thread::spawn(move || {
            let guard = other.0.lock().unwrap();
            *guard || *other.1.wait(guard).unwrap()
        });
        if hasty {
            shared.1.notify_one();
        }
        *shared.0.lock().unwrap() = true;
        shared.1.notify_one();
        waiting.join().unwrap()
    })
}

/// loom 0.7.2 never wakes a thread out of `Condvar::wait` that nobody has notified.
#[test]
fn condvar_has_no_spurious_wake_ups() {
    pinned(woken(false), set([true]));
    assert_eq!(woken(true), set([false, true]), "the control");
}

/// loom 0.7.2 lets `Condvar::wait` use up the token that `unpark` left for `park` (loom#422).
#[test]
fn condvar_steals_the_park_token() {
    let run = |early: bool| {
        panic_of(move || {
            builder().check(move || {
                let shared = Arc::new((Mutex::new(false), Condvar::new()));
                let other = Arc::clone(&shared);
                let notifier = thread::spawn(move || {
                    *other.0.lock().unwrap() = true;
                    other.1.notify_one();
                });
                let mut guard = shared.0.lock().unwrap();
                if early {
                    thread::current().unpark();
                }
                while !*guard {
                    guard = shared.1.wait(guard).unwrap();
                }
                drop(guard);
                if !early {
                    thread::current().unpark();
                }
                thread::park();
                notifier.join().unwrap();
            });
        })
    };
    pinned_start(&run(true), DEADLOCK);
    assert_eq!(run(false), "(it does not panic)", "the control");
}

/// How a run ends if one of its two threads meets its fate in some executions, and
/// how many executions start.
fn fate(fate: fn()) -> (String, usize) {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let died = panic_of(|| {
        builder().check(move || {
            counted.fetch_add(1, SeqCst);
            let x = Arc::new(AtomicU32::new(0));
            let other = Arc::clone(&x);
            let second = thread::spawn(move || {
                if other.fetch_add(1, SeqCst) == 1 {
                    fate();
                }
            });
            x.fetch_add(1, SeqCst);
            drop(second.join());
        });
    });
    (died, runs.load(SeqCst))
}

/// loom 0.7.2 ends the whole run when a thread panics: `join` never returns an error.
#[test]
fn a_panic_of_a_thread_ends_the_run() {
    let (died, runs) = fate(|| panic!("of the thread"));
    pinned_start(&died, "of the thread");
    let (control, all) = fate(|| ());
    assert_eq!(control, "(it does not panic)", "the control");
    assert!(runs < all, "{runs} of {all}");
}

/// loom 0.7.2 stops at the first deadlock, so it cannot count deadlocks.
#[test]
fn a_deadlock_ends_the_run() {
    let (died, runs) = fate(thread::park);
    pinned_start(&died, DEADLOCK);
    let (control, all) = fate(|| ());
    assert_eq!(control, "(it does not panic)", "the control");
    assert!(runs < all, "{runs} of {all}");
}
