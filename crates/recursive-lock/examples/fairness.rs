//! How fair the locks are: two real processes want a lock again and again, and each
//! acquisition looks who had it before.
//!
//! A lock that excludes need not queue. Whoever gives it back and asks again at once is
//! there before the other one has woken up.

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    linux::main()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("the processes of this example need Linux; the book and the exercises do not");
    std::process::exit(2);
}

#[cfg(target_os = "linux")]
mod linux {
    //! The example itself.

    use std::error::Error;
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    use os::{InShared, Shared, run_processes};
    use recursive_lock::real::barrier::Barrier;
    use recursive_lock::real::guard::hold;
    use recursive_lock::real::promises::Exclusive;
    use recursive_lock::real::{lock::Lock, rlock::RLock, semaphore::Semaphore};

    /// How often each of the two processes takes the lock.
    const TIMES: u32 = 500_000;

    /// Under the lock: notes who has it now. The words say who had it last, how often it
    /// went over to the other process, how long the present run is, and the longest.
    fn note(me: u32, [last, hand_overs, run, longest]: &[AtomicU32; 4]) {
        // Relaxed, here and below: the lock orders what happens under it, and the end of
        // the processes comes before the last look.
        if last.swap(me, Relaxed) == me {
            run.fetch_add(1, Relaxed);
        } else {
            hand_overs.fetch_add(1, Relaxed);
            run.store(1, Relaxed);
        }
        longest.fetch_max(run.load(Relaxed), Relaxed);
    }

    /// Lets two processes want the lock, and prints what they noted.
    fn measure<L: Exclusive + InShared>(name: &str, lock: L) -> Result<(), Box<dyn Error>> {
        let lock = Shared::new(lock)?;
        let begin = Shared::new(Barrier::new(2)?)?;
        let noted = Shared::new([const { AtomicU32::new(0) }; 4])?;
        run_processes(2, |me| {
            let me = u32::from(me == 1) + 1;
            begin.wait().expect("nobody breaks it");
            for _ in 0..TIMES {
                let _guard = hold(&*lock);
                note(me, &noted);
            }
        })?;
        let [_, hand_overs, _, longest] = &*noted;
        println!(
            "  {name:<10}  {:>10}  {:>11}",
            hand_overs.load(Relaxed),
            longest.load(Relaxed)
        );
        Ok(())
    }

    pub(crate) fn main() -> Result<(), Box<dyn Error>> {
        println!("Two processes take a lock {TIMES} times each\n");
        println!("  lock        hand-overs  longest run");
        measure("Lock", Lock::new())?;
        measure("RLock", RLock::new())?;
        measure("Semaphore", Semaphore::new(1)?)?;
        println!(
            "\n  A lock that hands over at each turn would do so {} times, and have runs\n  of 1.",
            2 * TIMES - 1
        );
        Ok(())
    }
}
