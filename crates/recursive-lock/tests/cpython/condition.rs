//! `_TestCondition`, over both kinds of lock.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::{Duration, Instant};

use libtest_mimic::{Failed, Trial};
use os::{Child, InShared, Shared};
use recursive_lock::ReleaseError;
use recursive_lock::real::promises::Monitor;
use recursive_lock::real::sync::time::Deadline;
use recursive_lock::real::{condition::Condition, guard::hold, lock::Lock, rlock::RLock};

use super::case::{Outcome, asleep, beside, case, ends_well, settled};
use super::words::{SOON, come, soon, wait_for};

pub(super) fn trials() -> Vec<Trial> {
    vec![
        case("test_notify: one wakes, and then the other", || {
            notify::<RLock>()?;
            notify::<Lock>()
        }),
        case("test_notify_all: six give up, and six wake", || {
            notify_all::<RLock>()?;
            notify_all::<Lock>()
        }),
        case("test_notify_n: two wake, then four, then nobody", || {
            notify_n::<RLock>()?;
            notify_n::<Lock>()
        }),
        case("control: who notifies all wakes more than one", too_many),
        case("test_timeout: no notification, and not too early", || {
            timeout::<RLock>()?;
            timeout::<Lock>()
        }),
        case(
            "test_wait_result: false in vain, true when notified",
            wait_result,
        ),
        case(
            "recursion: three times let go, three times taken",
            recursion,
        ),
        case("test_waitfor: a count goes up to four", wait_for_state),
        case(
            "test_waitfor_timeout: a count that stays below four",
            wait_for_timeout,
        ),
    ]
}

/// A condition that processes sleep at.
struct Sleepers<L: InShared> {
    condition: Shared<Condition<L>>,
    woken: Shared<AtomicU32>,
    children: Vec<Child>,
}

impl<L: Monitor + Default + InShared> Sleepers<L> {
    /// So many, each of which does this under the lock. All have begun when this returns.
    fn new(
        count: u32,
        wait: fn(&Condition<L>) -> Result<(), ReleaseError>,
    ) -> Result<Sleepers<L>, Failed> {
        let condition = Shared::new(Condition::default())?;
        let sleeping = Shared::new(AtomicU32::new(0))?;
        let woken = Shared::new(AtomicU32::new(0))?;
        let sleep = || {
            let _guard = hold(condition.lock());
            come(&sleeping);
            wait(&condition).expect("the lock is held");
            come(&woken);
        };
        let children: Result<Vec<Child>, _> = (0..count).map(|_| beside(sleep)).collect();
        let children = children?;
        wait_for(&sleeping, count);
        Ok(Sleepers {
            condition,
            woken,
            children,
        })
    }

    /// All sleep: each had the lock and has let go of it, so it is not the lock that they
    /// sleep for.
    fn all_asleep(self) -> Sleepers<L> {
        self.children.iter().for_each(|child| asleep(child.pid()));
        assert_eq!(self.woken.load(SeqCst), 0);
        self
    }

    /// Notifies some. Then as many have woken as should, and no others will.
    fn notify(&self, notify: impl Fn(&Condition<L>) -> Result<(), ReleaseError>, now_awake: u32) {
        {
            let _guard = hold(self.condition.lock());
            notify(&self.condition).expect("the lock is held");
        }
        wait_for(&self.woken, now_awake);
        // Who was woken and waits for the lock sleeps, too, but not when looked at again.
        for _ in 0..2 {
            for child in &self.children {
                settled(child.pid());
            }
        }
        assert_eq!(self.woken.load(SeqCst), now_awake);
    }

    /// All have woken, and what nobody heard is not kept for who comes later.
    fn end(self) -> Outcome {
        {
            let _guard = hold(self.condition.lock());
            assert_eq!(self.condition.wait_until(soon()), Ok(false));
        }
        self.children.into_iter().try_for_each(ends_well)
    }
}

// The two are processes; in CPython one is a thread. CPython asks its counters in the end:
// here there are none, and somebody who comes later is asked.
fn notify<L: Monitor + Default + InShared>() -> Outcome {
    let sleepers = Sleepers::<L>::new(2, Condition::wait)?.all_asleep();
    sleepers.notify(|condition| condition.notify(1), 1);
    sleepers.notify(|condition| condition.notify(1), 2);
    sleepers.end()
}

// Processes only, as above.
fn notify_all<L: Monitor + Default + InShared>() -> Outcome {
    let in_vain = Sleepers::<L>::new(6, |condition| {
        assert_eq!(condition.wait_until(soon()), Ok(false));
        Ok(())
    })?;
    wait_for(&in_vain.woken, 6);
    in_vain.end()?;

    let sleepers = Sleepers::<L>::new(6, Condition::wait)?.all_asleep();
    sleepers.notify(Condition::notify_all, 6);
    sleepers.end()
}

// Processes only, as above. Here `notify` promises to wake at least so many; who sleeps
// already is woken one by one.
fn notify_n<L: Monitor + Default + InShared>() -> Outcome {
    let sleepers = Sleepers::<L>::new(6, Condition::wait)?.all_asleep();
    sleepers.notify(|condition| condition.notify(2), 2);
    sleepers.notify(|condition| condition.notify(4), 6);
    sleepers.notify(|condition| condition.notify(3), 6);
    sleepers.end()
}

/// What `test_notify` asks would be noticed.
fn too_many() -> Outcome {
    let sleepers = Sleepers::<RLock>::new(2, Condition::wait)?.all_asleep();
    sleepers.notify(Condition::notify_all, 2);
    sleepers.end()
}

// How late it ends is not asked: the machine may be busy.
fn timeout<L: Monitor + Default + InShared>() -> Outcome {
    let condition = Shared::new(Condition::<L>::default())?;
    let _guard = hold(condition.lock());
    let begin = Instant::now();
    assert_eq!(condition.wait_until(soon()), Ok(false));
    assert!(begin.elapsed() >= SOON);
    Ok(())
}

// Without the signal.
fn wait_result() -> Outcome {
    let condition = Shared::new(Condition::<RLock>::default())?;
    let _guard = hold(condition.lock());
    let now = Deadline::after(Duration::ZERO);
    assert_eq!(condition.wait_until(now), Ok(false));
    assert_eq!(condition.wait_until(soon()), Ok(false));
    // It comes in when the caller has let go of the lock, and no sooner.
    let child = beside(|| {
        let _guard = hold(condition.lock());
        condition.notify(1).expect("the lock is held");
    })?;
    let late = Deadline::after(Duration::from_secs(3600));
    assert_eq!(condition.wait_until(late), Ok(true));
    ends_well(child)
}

fn recursion() -> Outcome {
    let condition = Shared::new(Condition::<RLock>::default())?;
    let _guards = [hold(&*condition), hold(&*condition), hold(&*condition)];
    let child = beside(|| {
        let _guard = hold(&*condition);
        assert_eq!(condition.lock().depth(), 1);
        condition.notify(1).expect("the lock is held");
    })?;
    condition.wait()?;
    assert_eq!(condition.lock().depth(), 3);
    ends_well(child)
}

const NOT_BEGUN: u32 = u32::MAX;

// The count is an atomic: a `Value` would come from the next crate.
fn wait_for_state() -> Outcome {
    let condition = Shared::new(Condition::<RLock>::default())?;
    let count = Shared::new(AtomicU32::new(NOT_BEGUN))?;
    let child = beside(|| {
        let _guard = hold(condition.lock());
        count.store(0, SeqCst);
        condition.notify(1).expect("the lock is held");
        let done = condition.wait_for(|| count.load(SeqCst) == 4);
        done.expect("the lock is held");
        assert_eq!(count.load(SeqCst), 4);
    })?;
    {
        let _guard = hold(condition.lock());
        condition.wait_for(|| count.load(SeqCst) == 0)?;
    }
    for seen in 0..4 {
        // It has looked at each count but the last, and found it wanting.
        asleep(child.pid());
        let _guard = hold(condition.lock());
        assert_eq!(count.fetch_add(1, SeqCst), seen);
        condition.notify(1)?;
    }
    ends_well(child)
}

// As above.
fn wait_for_timeout() -> Outcome {
    let condition = Shared::new(Condition::<RLock>::default())?;
    let count = Shared::new(AtomicU32::new(0))?;
    let begins = Shared::new(AtomicU32::new(0))?;
    let child = beside(|| {
        let _guard = hold(condition.lock());
        come(&begins);
        let begin = Instant::now();
        let time = Duration::from_millis(50);
        let four = || count.load(SeqCst) == 4;
        let four = condition.wait_for_until(four, Deadline::after(time));
        assert_eq!(four, Ok(false));
        assert!(begin.elapsed() >= time);
    })?;
    wait_for(&begins, 1);
    for _ in 0..3 {
        let _guard = hold(condition.lock());
        count.fetch_add(1, SeqCst);
        condition.notify(1)?;
    }
    ends_well(child)
}
