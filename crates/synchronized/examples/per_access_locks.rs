//! A lock for each access, live: real processes add to one value in shared memory, and an
//! exhaustive exploration says what could have happened.
//!
//! The programs are those of the chapter, compiled for the real world and for the model.

#[cfg(target_os = "linux")]
fn main() -> Result<(), linux::Error> {
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

    use os::{InShared, Shared, run_processes};
    use synchronized::real::locks::{barrier::Barrier, lock::Lock};
    use synchronized::real::{adding, raw_value::RawValue, value::Value};
    use synchronized::shuttle;

    pub(crate) type Error = Box<dyn std::error::Error>;

    /// How often each program is run.
    const RUNS: usize = 10;

    /// So many processes, and so many increments each.
    struct Size {
        processes: u32,
        increments: u32,
    }

    /// The same number of increments, by as many processes as a small machine has cores,
    /// and by more.
    const SIZES: [Size; 2] = [
        Size {
            processes: 2,
            increments: 40_000,
        },
        Size {
            processes: 4,
            increments: 20_000,
        },
    ];

    impl Size {
        fn right(&self) -> u32 {
            self.processes * self.increments
        }

        /// Runs a program ten times, each time on something fresh, and prints the totals.
        fn totals<S: InShared>(
            &self,
            name: &str,
            fresh: fn() -> S,
            adds: fn(&S),
            read: fn(&S) -> u32,
        ) -> Result<Vec<u32>, Error> {
            print!("  {name:<16}");
            let mut totals = Vec::new();
            for _ in 0..RUNS {
                let shared = Shared::new(fresh())?;
                let begin = Shared::new(Barrier::new(self.processes)?)?;
                run_processes(usize::try_from(self.processes)?, |_| {
                    begin.wait().expect("nobody breaks it");
                    for _ in 0..self.increments {
                        adds(&shared);
                    }
                })?;
                let total = read(&shared);
                print!(" {total}");
                totals.push(total);
            }
            println!();
            Ok(totals)
        }

        /// Says what a wrong program lost.
        fn lost(&self, how: &str, totals: &[u32]) {
            let right = self.right();
            let wrong = totals.iter().filter(|total| **total != right).count();
            match totals.iter().min() {
                Some(worst) if wrong > 0 => println!(
                    "  {how}, {wrong} of {RUNS} runs lost something,\n  at worst {} of {right}.",
                    right - worst
                ),
                _ => println!(
                    "  {how}, nothing was lost in these {RUNS} runs. It is the\n  \
                     same wrong program: a run that goes well proves nothing."
                ),
            }
        }

        /// Makes sure that a right program lost nothing.
        fn lost_nothing(&self, how: &str, totals: &[u32]) -> Result<(), Error> {
            if totals.iter().any(|total| *total != self.right()) {
                return Err(format!("{how}, something was lost: a lock is broken").into());
            }
            Ok(())
        }

        fn run(&self) -> Result<(), Error> {
            println!(
                "{} processes, {} increments each; right is {}\n",
                self.processes,
                self.increments,
                self.right()
            );
            let zero = || Value::new(0);
            let bare = self.totals("no lock", || RawValue::new(0), adding::bare, RawValue::get)?;
            let each = self.totals("lock each access", zero, adding::per_access, Value::get)?;
            let held = self.totals("get_lock", zero, adding::with_get_lock, Value::get)?;
            let beside = self.totals(
                "one lock beside",
                || (RawValue::new(0), Lock::new()),
                adding::one_lock_beside,
                |(value, _)| value.get(),
            )?;
            println!();
            self.lost("Without a lock", &bare);
            self.lost("With a lock for each access", &each);
            self.lost_nothing("Under get_lock", &held)?;
            self.lost_nothing("Under one lock beside the value", &beside)?;
            println!("  With the lock held from the read to the write, no run lost anything.\n");
            Ok(())
        }
    }

    /// Explores two processes with one increment each, and prints all totals there are.
    fn explore<S: Send + Sync + 'static>(
        name: &str,
        fresh: fn() -> S,
        adds: fn(&S),
        read: fn(&S) -> u32,
    ) {
        let report = interleave::shuttle::explore(move || {
            shuttle::programs::total(fresh(), [adds; 2], read)
        });
        let outcomes = report.exhaustive().outcomes();
        let totals: Vec<String> = outcomes.iter().map(ToString::to_string).collect();
        println!(
            "  {name:<16}  {:>10}  {}",
            report.executions(),
            totals.join(" ")
        );
    }

    fn possible() {
        use shuttle::{adding, locks::lock::Lock, raw_value::RawValue, value::Value};

        println!("What is possible: 2 processes, 1 increment each, every interleaving\n");
        println!("  program           executions  totals");
        explore("no lock", || RawValue::new(0), adding::bare, RawValue::get);
        explore(
            "lock each access",
            || Value::new(0),
            adding::per_access,
            Value::get,
        );
        explore(
            "get_lock",
            || Value::new(0),
            adding::with_get_lock,
            Value::get,
        );
        explore(
            "one lock beside",
            || (RawValue::new(0), Lock::new()),
            adding::one_lock_beside,
            |(value, _)| value.get(),
        );
        println!(
            "\n  The sizes above are far too large to explore; this one is complete. With a\n  \
             lock for each access, most executions differ only in how the processes\n  \
             wait for the lock."
        );
    }

    pub(crate) fn main() -> Result<(), Error> {
        println!("Real processes, one value in shared memory, {RUNS} runs each\n");
        for size in &SIZES {
            size.run()?;
        }
        possible();
        Ok(())
    }
}
