//! Words that processes wait for, so that no case guesses how long another one takes.

use std::hint::spin_loop;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

use recursive_lock::real::sync::{futex, time::Deadline};

const SPINS: u32 = 500;

/// How long a case waits for what must not come.
pub(crate) const SOON: Duration = Duration::from_millis(20);

pub(crate) fn soon() -> Deadline {
    Deadline::after(SOON)
}

/// Counts the caller in.
pub(crate) fn come(word: &AtomicU32) {
    word.fetch_add(1, SeqCst);
    futex::wake(word, usize::MAX);
}

/// Waits until so many have come.
pub(crate) fn wait_for(word: &AtomicU32, number: u32) {
    loop {
        let seen = word.load(SeqCst);
        if seen >= number {
            return;
        }
        futex::wait(word, seen);
    }
}

/// Where two processes meet: how often each has come, and how many sleep.
pub(crate) type Meeting = [AtomicU32; 3];

/// Lets two processes go on at the same moment.
pub(crate) fn meet(meeting: &Meeting, me: usize) {
    let [words @ .., sleeping] = meeting;
    let (mine, other) = (&words[me], &words[1 - me]);
    let turn = mine.fetch_add(1, SeqCst) + 1;
    // Who comes says so and then looks who sleeps; who sleeps says so and then looks who
    // has come. One of the two sees the other.
    if sleeping.load(SeqCst) > 0 {
        futex::wake(mine, 1);
    }
    // Who is woken by the kernel is late. The other one is mostly a moment away.
    for _ in 0..SPINS {
        if other.load(SeqCst) >= turn {
            return;
        }
        spin_loop();
    }
    sleeping.fetch_add(1, SeqCst);
    wait_for(other, turn);
    sleeping.fetch_sub(1, SeqCst);
}
