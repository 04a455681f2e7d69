//! The same locks in real processes, in memory that they share. `cpython.rs` has more.

#[cfg(target_os = "linux")]
mod linux {
    use std::panic::AssertUnwindSafe;
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed, Ordering::SeqCst};
    use std::time::Duration;

    use libtest_mimic::{Arguments, Failed, Trial};
    use os::{Shared, fork_child, run_processes};
    use recursive_lock::real::promises::Exclusive;
    use recursive_lock::real::sync::{futex, time::Deadline};
    use recursive_lock::real::{
        barrier::Barrier, condition::Condition, event::Event, guard::hold, lock::Lock,
        rlock::RLock, semaphore::Semaphore,
    };
    use recursive_lock::{BarrierError, ReleaseError};

    const PROCESSES: u32 = 4;
    const ROUNDS: u32 = 25_000;

    /// Runs the trials one after the other: fork needs a program with one thread.
    pub(crate) fn main() {
        let mut arguments = Arguments::from_args();
        arguments.test_threads = Some(1);
        let trials = vec![
            Trial::test("a_lock_loses_no_update", || counts::<Lock>(1)),
            Trial::test("a_recursive_lock_loses_no_update", || counts::<RLock>(3)),
            Trial::test("without_a_lock_updates_are_lost", without),
            Trial::test("a_forked_child_does_not_hold_its_parents_lock", forked),
            Trial::test("a_lock_that_is_free_is_not_released", free),
            Trial::test("a_condition_hands_over_and_back", hands_over),
            Trial::test("a_condition_without_its_lock_is_refused", unlocked),
            Trial::test("a_barrier_keeps_processes_in_step", in_step),
            Trial::test("a_barrier_that_is_given_up_is_broken_until_reset", given_up),
            Trial::test(
                "what_the_last_one_does_may_fail_and_breaks_the_barrier",
                fails,
            ),
            Trial::test("an_event_is_seen_by_all", event),
        ];
        libtest_mimic::run(&arguments, trials).exit();
    }

    fn soon() -> Deadline {
        Deadline::after(Duration::from_millis(20))
    }

    /// Every process takes the lock, `depth` times over, and increments in two steps.
    fn counts<L: Exclusive + Default + os::InShared>(depth: u32) -> Result<(), Failed> {
        let lock = Shared::new(L::default())?;
        let counter = Shared::new(AtomicU32::new(0))?;
        run_processes(PROCESSES as usize, |_| {
            for _ in 0..ROUNDS {
                (0..depth).for_each(|_| lock.acquire());
                // Relaxed: the lock orders what happens under it.
                counter.store(counter.load(Relaxed) + 1, Relaxed);
                (0..depth).for_each(|_| lock.release().expect("it is held"));
            }
        })?;
        assert_eq!(counter.load(SeqCst), PROCESSES * ROUNDS);
        Ok(())
    }

    /// The control: the same without a lock, both made to read before either writes.
    fn without() -> Result<(), Failed> {
        let words = Shared::new([AtomicU32::new(0), AtomicU32::new(0)])?;
        run_processes(2, |_| {
            let [counter, read] = &*words;
            let seen = counter.load(SeqCst);
            read.fetch_add(1, SeqCst);
            wait_for(read, 2);
            counter.store(seen + 1, SeqCst);
        })?;
        assert_eq!(words[0].load(SeqCst), 1);
        Ok(())
    }

    /// Waits until a word has grown to a number.
    fn wait_for(word: &AtomicU32, number: u32) {
        loop {
            let seen = word.load(SeqCst);
            if seen >= number {
                futex::wake(word, usize::MAX);
                return;
            }
            futex::wait(word, seen);
        }
    }

    // ANCHOR: forked
    fn forked() -> Result<(), Failed> {
        let lock = Shared::new(RLock::new())?;
        lock.acquire();
        lock.acquire();
        let child = fork_child(|| {
            let held = lock.is_mine() || lock.depth() > 0 || lock.try_acquire();
            let refused = matches!(lock.release(), Err(ReleaseError::NotOwner { .. }));
            u8::from(held || !refused || lock.acquire_until(soon()))
        })?;
        assert!(child.wait()?.success());
        assert_eq!(lock.depth(), 2);
        lock.release()?;
        lock.release()?;
        assert!(matches!(lock.release(), Err(ReleaseError::NotOwner { .. })));
        Ok(())
    }
    // ANCHOR_END: forked

    fn free() -> Result<(), Failed> {
        let lock = Shared::new(Lock::new())?;
        assert_eq!(lock.release(), Err(ReleaseError::TooManyTimes));
        assert!(lock.try_acquire());
        assert!(!lock.try_acquire());
        // Another process may give it back.
        let child = fork_child(|| u8::from(lock.release().is_err()))?;
        assert!(child.wait()?.success());
        assert!(!lock.is_held());
        let message = Semaphore::new(u32::MAX).expect_err("there are too many");
        assert_eq!(
            message.to_string(),
            "a semaphore has at most 2147483647 permits, not 4294967295"
        );
        Ok(())
    }

    fn hands_over() -> Result<(), Failed> {
        let condition = Shared::new(Condition::<RLock>::default())?;
        let turn = Shared::new(AtomicU32::new(0))?;
        run_processes(2, |me| {
            let me = u32::try_from(me).expect("there are two");
            for round in 0..1_000 {
                let _guards = [hold(condition.lock()), hold(condition.lock())];
                let mine = 2 * round + me;
                let is_time = || turn.load(SeqCst) == mine;
                condition.wait_for(is_time).expect("the lock is held");
                assert_eq!(condition.lock().depth(), 2);
                turn.store(mine + 1, SeqCst);
                condition.notify(1).expect("the lock is held");
            }
        })?;
        assert_eq!(turn.load(SeqCst), 2_000);
        Ok(())
    }

    fn unlocked() -> Result<(), Failed> {
        let recursive = Shared::new(Condition::<RLock>::default())?;
        assert!(matches!(
            recursive.wait(),
            Err(ReleaseError::NotOwner { .. })
        ));
        assert!(matches!(
            recursive.notify(1),
            Err(ReleaseError::NotOwner { .. })
        ));
        let plain = Shared::new(Condition::<Lock>::default())?;
        assert_eq!(plain.wait(), Err(ReleaseError::TooManyTimes));
        assert_eq!(plain.notify_all(), Err(ReleaseError::TooManyTimes));
        let _guard = hold(plain.lock());
        assert_eq!(plain.wait_until(soon()), Ok(false));
        assert!(plain.lock().is_held());
        Ok(())
    }

    fn in_step() -> Result<(), Failed> {
        let barrier = Shared::new(Barrier::new(PROCESSES)?)?;
        let came = Shared::new(AtomicU32::new(0))?;
        let last = Shared::new(AtomicU32::new(0))?;
        run_processes(PROCESSES as usize, |_| {
            for round in 1..=1_000 {
                came.fetch_add(1, SeqCst);
                let is_last = barrier.wait().expect("nobody breaks it");
                last.fetch_add(u32::from(is_last), SeqCst);
                assert!(came.load(SeqCst) >= PROCESSES * round);
                assert!(came.load(SeqCst) < PROCESSES * (round + 1));
            }
        })?;
        assert_eq!(last.load(SeqCst), 1_000);
        Ok(())
    }

    fn given_up() -> Result<(), Failed> {
        assert_eq!(Barrier::new(0).err(), Some(BarrierError::NoParties));
        let barrier = Shared::new(Barrier::new(2)?)?;
        assert_eq!(barrier.wait_until(soon()), Err(BarrierError::Broken));
        assert!(barrier.is_broken());
        assert_eq!(barrier.wait(), Err(BarrierError::Broken));
        barrier.reset();
        run_processes(2, |_| {
            barrier.wait().expect("it is whole again");
        })?;
        barrier.abort();
        assert_eq!(barrier.wait(), Err(BarrierError::Broken));
        Ok(())
    }

    fn fails() -> Result<(), Failed> {
        let barrier = Shared::new(Barrier::new(2)?)?;
        let child = fork_child(|| u8::from(barrier.wait() != Err(BarrierError::Broken)))?;
        while barrier.arrived() == 0 {
            std::hint::spin_loop();
        }
        let quiet = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| ()));
        let failed = std::panic::catch_unwind(AssertUnwindSafe(|| {
            barrier.wait_and(|| panic!("on purpose"))
        }));
        std::panic::set_hook(quiet);
        assert!(failed.is_err());
        assert!(child.wait()?.success());
        assert!(barrier.is_broken());
        Ok(())
    }

    fn event() -> Result<(), Failed> {
        let event = Shared::new(Event::new())?;
        let value = Shared::new(AtomicU32::new(0))?;
        assert!(!event.wait_until(soon()));
        run_processes(PROCESSES as usize, |me| {
            if me == 0 {
                // Relaxed: the event orders it.
                value.store(7, Relaxed);
                event.set();
            }
            event.wait();
            assert_eq!(value.load(Relaxed), 7);
        })?;
        event.clear();
        assert!(!event.is_set());
        Ok(())
    }
}

fn main() {
    #[cfg(target_os = "linux")]
    linux::main();
}
