//! The chapter live: real processes of the operating system increment one
//! counter in shared memory, and an exhaustive exploration says what could have
//! happened.
//!
//! The counters are those of the chapter, compiled for the real world. The
//! locked one is missing: the lock of the standard library works between
//! threads, not between processes.

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
    #![allow(
        unsafe_code,
        reason = "which counters may live in shared memory is ours to promise"
    )]

    use std::collections::BTreeMap;
    use std::ops::Deref;
    use std::time::Duration;

    use increment::{real, shuttle};
    use os::{InShared, Shared, run_processes};

    pub(crate) type Error = Box<dyn std::error::Error>;

    /// How often each program is run.
    const RUNS: usize = 10;

    /// A program: so many processes, so many increments each, and a pause before
    /// every increment.
    struct Program {
        processes: usize,
        increments: usize,
        pause: Duration,
    }

    /// The program of a hundred questions on the web.
    const CLASSIC: Program = Program {
        processes: 10,
        increments: 50,
        pause: Duration::from_millis(1),
    };

    /// The same mistake, with nothing between one increment and the next.
    const BUSY: Program = Program {
        processes: 2,
        increments: 100_000,
        pause: Duration::ZERO,
    };

    /// A counter that may live in shared memory.
    struct Placed<C>(C);

    // SAFETY: the counter is one atomic integer, without pointers or drop glue.
    unsafe impl InShared for Placed<real::racy::Counter> {}
    // SAFETY: the counter is one atomic integer, without pointers or drop glue.
    unsafe impl InShared for Placed<real::atomic::Counter> {}
    // SAFETY: the counter is one atomic integer, without pointers or drop glue.
    unsafe impl InShared for Placed<real::compare_exchange::Counter> {}

    impl<C> Deref for Placed<C> {
        type Target = C;

        fn deref(&self) -> &C {
            &self.0
        }
    }

    /// Runs a program on a fresh counter, and returns the total.
    fn total<C>(program: &Program) -> Result<u32, Error>
    where
        C: real::workers::Counter,
        Placed<C>: InShared,
    {
        let counter = Shared::new(Placed(C::new(0)))?;
        run_processes(program.processes, |_| {
            for _ in 0..program.increments {
                if !program.pause.is_zero() {
                    // Part of the program, as its authors wrote it: it spreads
                    // the increments out, and orders nothing.
                    std::thread::sleep(program.pause);
                }
                counter.increment();
            }
        })?;
        Ok(counter.get())
    }

    /// Runs a program ten times, prints the totals, and returns how many runs
    /// lost something.
    fn ten_runs<C>(name: &str, program: &Program) -> Result<usize, Error>
    where
        C: real::workers::Counter,
        Placed<C>: InShared,
    {
        print!("  {name:<17}");
        let right = u32::try_from(program.processes * program.increments)?;
        let mut wrong = 0;
        for _ in 0..RUNS {
            let total = total::<C>(program)?;
            wrong += usize::from(total != right);
            print!(" {total}");
        }
        println!();
        Ok(wrong)
    }

    fn both(what: &str, program: &Program) -> Result<usize, Error> {
        let Program {
            processes,
            increments,
            ..
        } = program;
        let right = processes * increments;
        println!("{processes} processes, {increments} increments each{what}; right is {right}\n");
        let wrong = ten_runs::<real::racy::Counter>("racy", program)?;
        ten_runs::<real::atomic::Counter>("atomic", program)?;
        ten_runs::<real::compare_exchange::Counter>("compare-exchange", program)?;
        println!();
        match wrong {
            0 => println!(
                "  The racy counter lost nothing in these {RUNS} runs. It is the same wrong\n  \
                 program: a run that goes well proves nothing.\n"
            ),
            _ => println!("  The racy counter lost something in {wrong} of {RUNS} runs.\n"),
        }
        Ok(wrong)
    }

    pub(crate) fn main() -> Result<(), Error> {
        println!("Real processes, one counter in shared memory, {RUNS} runs each\n");
        both(", a pause of 1 ms before each", &CLASSIC)?;
        both("", &BUSY)?;

        println!("What is possible: every interleaving, explored\n");
        println!("  processes  increments  executions  totals of the racy counter  atomic");
        for (n, m) in [(2, 1), (2, 2), (2, 3), (3, 1), (3, 2)] {
            let racy = explore::<shuttle::racy::Counter>(n, m);
            let atomic = explore::<shuttle::atomic::Counter>(n, m);
            let totals: Vec<String> = racy.1.keys().map(u32::to_string).collect();
            let cured: Vec<String> = atomic.1.keys().map(u32::to_string).collect();
            println!(
                "  {n:>9}  {m:>10}  {:>10}  {:<26}  {}",
                racy.0,
                totals.join(" "),
                cured.join(" ")
            );
        }
        println!(
            "\n  {} x {} is far too large to explore this way; these sizes are complete.",
            BUSY.processes, BUSY.increments
        );
        Ok(())
    }

    /// Explores a size completely: the number of executions, and the totals.
    fn explore<C: shuttle::workers::Counter>(n: usize, m: usize) -> (u64, BTreeMap<u32, u64>) {
        let report = interleave::shuttle::explore(move || shuttle::workers::total::<C>(0, n, m));
        let report = report.exhaustive();
        let totals = report
            .reached()
            .filter_map(|(outcome, reached)| {
                outcome.returned().map(|total| (*total, reached.executions))
            })
            .collect();
        (report.executions(), totals)
    }
}
