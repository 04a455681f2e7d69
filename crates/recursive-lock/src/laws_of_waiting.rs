//! The laws of conditions, events and barriers: programs whose outcome says whether a
//! promise was kept.
#![allow(
    clippy::missing_panics_doc,
    reason = "a law panics only where its own processes do"
)]

use std::time::Duration;

use super::barrier::Barrier;
use super::condition::Condition;
use super::condition_that_sleeps_late::Condition as SleepsLate;
use super::event::Event;
use super::event_that_wakes_first::Event as WakesFirst;
use super::guard::hold;
use super::promises::Monitor;
use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::time::Deadline;
use super::sync::{Arc, name, thread};

/// Something that can be waited for and said once.
pub trait Happens: Default + Send + Sync + 'static {
    /// Says that it has happened.
    fn happens(&self);
    /// Waits until it has.
    fn is_awaited(&self);
}

/// *No lost wake-up*: who waits for what happens goes on. Returns the value that was
/// there by then.
pub fn no_lost_wake_up<E: Happens>() -> u32 {
    let shared = Arc::new((E::default(), AtomicU32::new(0)));
    name(&shared.1, "value");
    let mine = Arc::clone(&shared);
    let child = thread::spawn(move || {
        mine.1.store(7, SeqCst);
        mine.0.happens();
    });
    shared.0.is_awaited();
    let seen = shared.1.load(SeqCst);
    child.join().expect("it does not panic");
    seen
}

/// *Lockstep*: nobody is a round ahead of another that has not come. Two processes pass
/// a barrier so many times. Returns whether each saw, after each round, that both had come
/// as often, and nobody more than once oftener.
pub fn lockstep<B: Send + Sync + 'static>(barrier: B, rounds: u32, wait: fn(&B)) -> bool {
    let shared = Arc::new((barrier, AtomicU32::new(0), wait));
    name(&shared.1, "came");
    let start = |_| {
        let shared = Arc::clone(&shared);
        thread::spawn(move || {
            let (barrier, came, wait) = &*shared;
            let mut fits = true;
            for round in 1..=rounds {
                came.fetch_add(1, SeqCst);
                wait(barrier);
                let seen = came.load(SeqCst);
                fits &= (2 * round..=2 * round + 1).contains(&seen);
            }
            fits
        })
    };
    let both: Vec<_> = (0..2).map(start).collect();
    let fits = |process: thread::JoinHandle<bool>| process.join().expect("it does not panic");
    both.into_iter().map(fits).filter(|fits| !fits).count() == 0
}

impl Happens for Event {
    fn happens(&self) {
        self.set();
    }

    fn is_awaited(&self) {
        self.wait();
    }
}

impl Happens for WakesFirst {
    fn happens(&self) {
        self.set();
    }

    fn is_awaited(&self) {
        self.wait();
    }
}

/// A flag under a lock, and a condition to wait for it.
#[derive(Debug, Default)]
pub struct Flag<C> {
    condition: C,
    is_set: AtomicU32,
}

macro_rules! flag {
    ($condition:ident) => {
        impl<L: Monitor + Default + 'static> Happens for Flag<$condition<L>> {
            fn happens(&self) {
                let _guard = hold(self.condition.lock());
                self.is_set.store(1, SeqCst);
                self.condition.notify(1).expect("the lock is held");
            }

            fn is_awaited(&self) {
                let _guard = hold(self.condition.lock());
                let is_time = || self.is_set.load(SeqCst) == 1;
                self.condition.wait_for(is_time).expect("the lock is held");
            }
        }
    };
}

flag! { Condition }
flag! { SleepsLate }

/// *Depth*: a process that waits lets go of the lock however often it has taken it, and
/// has it as often again when it goes on. Returns how often.
pub fn depth_after_waiting<C: Deep>() -> u32 {
    let shared = Arc::new((C::default(), AtomicU32::new(0)));
    let mine = Arc::clone(&shared);
    let child = thread::spawn(move || mine.0.sets(&mine.1));
    let depth = shared.0.waits_three_deep(&shared.1);
    child.join().expect("it does not panic");
    depth
}

/// A condition over a recursive lock.
pub trait Deep: Default + Send + Sync + 'static {
    /// Sets a flag and notifies.
    fn sets(&self, flag: &AtomicU32);
    /// Takes the lock three times, waits for the flag, and says how deep it is then.
    fn waits_three_deep(&self, flag: &AtomicU32) -> u32;
}

impl Deep for Condition<super::rlock::RLock> {
    fn sets(&self, flag: &AtomicU32) {
        let _guard = hold(self.lock());
        flag.store(1, SeqCst);
        self.notify_all().expect("the lock is held");
    }

    fn waits_three_deep(&self, flag: &AtomicU32) -> u32 {
        let _guards = [hold(self.lock()), hold(self.lock()), hold(self.lock())];
        let is_time = || flag.load(SeqCst) == 1;
        self.wait_for(is_time).expect("the lock is held");
        self.lock().depth()
    }
}

/// *Broken together*: two processes wait at a barrier, and each may give up. Returns
/// whether each of them passed.
pub fn broken_together(barrier: Barrier) -> (bool, bool) {
    let barrier = Arc::new(barrier);
    let mine = Arc::clone(&barrier);
    let passes = |barrier: &Barrier| {
        let deadline = Deadline::after(Duration::from_secs(1));
        barrier.wait_until(deadline).is_ok()
    };
    let child = thread::spawn(move || passes(&mine));
    let passed = passes(&barrier);
    (passed, child.join().expect("it does not panic"))
}
