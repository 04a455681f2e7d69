//! shuttle: locks, channels, condition variables, parking and time.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use shuttle::scheduler::RandomScheduler;
use shuttle::sync::atomic::AtomicU32;
use shuttle::sync::{Condvar, Mutex, mpsc};
use shuttle::thread;

use crate::shuttle::{dfs, executions, outcomes};
use crate::{panic_of, pinned, pinned_start, set};

/// What a thread that parks finds when it goes on: whether main is ready by then.
fn park_or_wait(wait: fn(&Mutex<bool>, &Condvar)) -> BTreeSet<bool> {
    outcomes(move || {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let theirs = Arc::clone(&shared);
        let waiting = thread::spawn(move || {
            wait(&theirs.0, &theirs.1);
            *theirs.0.lock().unwrap()
        });
        *shared.0.lock().unwrap() = true;
        shared.1.notify_one();
        waiting.thread().unpark();
        waiting.join().unwrap()
    })
}

/// shuttle 0.9.9 lets `park` return though nobody has called `unpark`, as std may.
#[test]
fn park_wakes_spuriously() {
    pinned(park_or_wait(|_, _| thread::park()), set([false, true]));
}

/// shuttle 0.9.9 never wakes a thread out of `Condvar::wait` that nobody has notified.
#[test]
fn condvar_has_no_spurious_wake_ups() {
    let wait = |ready: &Mutex<bool>, turn: &Condvar| {
        let guard = ready.lock().unwrap();
        if !*guard {
            drop(turn.wait(guard).unwrap());
        }
    };
    pinned(park_or_wait(wait), set([true]));
    let control = park_or_wait(|_, _| thread::park());
    assert_eq!(control, set([false, true]), "the control");
}

/// shuttle 0.9.9 never lets `wait_timeout` time out, and reports a deadlock instead.
#[test]
fn wait_timeout_never_times_out() {
    let died = panic_of(|| {
        outcomes(|| {
            let (lock, turn) = (Mutex::new(()), Condvar::new());
            let guard = lock.lock().unwrap();
            drop(turn.wait_timeout(guard, Duration::ZERO).unwrap());
        })
    });
    pinned_start(&died, "deadlock! blocked tasks: [");
    let (lock, turn) = (std::sync::Mutex::new(()), std::sync::Condvar::new());
    let guard = lock.lock().unwrap();
    let control = turn.wait_timeout(guard, Duration::ZERO);
    assert!(control.is_ok(), "the control: std returns");
}

/// shuttle 0.9.9 lets `notify_one` wake any thread that waits.
#[test]
fn notify_one_wakes_anybody() {
    // Depth first is too long a way here: 500 random schedules have both.
    let seen = executions(RandomScheduler::new_from_seed(1, 500), || {
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
        turn.notify_one();
        drop(guard);
        let _ = threads.map(|thread| thread.join().unwrap());
        let (_, first) = *state.lock().unwrap();
        first
    });
    pinned(set(seen), set([Some(0), Some(1)]));
}

/// shuttle 0.9.9 lets `try_lock` fail against a lock that is held, and succeed before and after.
#[test]
fn try_lock_has_both_outcomes() {
    let seen = outcomes(|| {
        let lock = Arc::new(Mutex::new(()));
        let theirs = Arc::clone(&lock);
        let holder = thread::spawn(move || drop(theirs.lock().unwrap()));
        let taken = lock.try_lock().is_ok();
        holder.join().unwrap();
        taken
    });
    pinned(seen, set([false, true]));
}

/// shuttle 0.9.9 lets `try_recv` find the channel empty, and find the message.
#[test]
fn try_recv_has_both_outcomes() {
    let seen = outcomes(|| {
        let (sender, receiver) = mpsc::channel();
        let sending = thread::spawn(move || sender.send(1).unwrap());
        let received = receiver.try_recv().is_ok();
        sending.join().unwrap();
        received
    });
    pinned(seen, set([false, true]));
}

/// shuttle 0.9.9 lets `recv` return an error once the last sender is gone.
#[test]
fn recv_after_the_last_sender_is_an_error() {
    let seen = outcomes(|| {
        let (sender, receiver) = mpsc::channel();
        let sending = thread::spawn(move || sender.send(1).unwrap());
        let received = [receiver.recv().is_ok(), receiver.recv().is_ok()];
        sending.join().unwrap();
        received
    });
    pinned(seen, set([[true, false]]));
}

/// shuttle 0.9.9 has no time: `sleep` lets other threads go first, and returns at once.
#[test]
fn sleep_is_a_switch_and_no_more() {
    let run = |pause: fn()| {
        executions(dfs(), move || {
            let x = Arc::new(AtomicU32::new(0));
            let other = Arc::clone(&x);
            let pausing = thread::spawn(move || {
                pause();
                other.fetch_add(1, SeqCst)
            });
            x.fetch_add(1, SeqCst);
            pausing.join().unwrap()
        })
    };
    let hour = run(|| thread::sleep(Duration::from_secs(3_600)));
    pinned(hour.clone(), run(thread::yield_now));
    pinned(set(hour.clone()), set([0, 1]));
    assert!(hour.len() > run(|| ()).len(), "the control");
}
