//! The parent sees that a task has failed, and terminates the pool.
//!
//! The misconception: to terminate a pool is a clean way to stop early. A worker that is
//! killed while it holds a lock leaves it held for ever. If the worker holds the signal
//! back as long as it holds the lock, it does not.

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
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

    use std::hint::spin_loop;
    use std::sync::OnceLock;
    use std::thread::yield_now;
    use std::time::Duration;

    use anyhow::ensure;
    use clap::Parser;
    use handles::StartMethod;
    use handles::live::{Context, Handle, bootstrap};
    use os::HeldBack;
    use pool::live::Pool;
    use recursive_lock::real::lock::Lock;
    use recursive_lock::real::sync::time::Deadline;
    use synchronized::real::raw_value::RawValue;

    /// Terminates pools whose workers count under a lock, and looks who holds it then.
    #[derive(Parser)]
    struct Args {
        /// How processes are started: fork or spawn
        #[arg(long, default_value_t = StartMethod::Fork)]
        start: StartMethod,
        /// How many workers each pool has
        #[arg(long, default_value_t = 4)]
        workers: usize,
        /// How many pools are terminated in each way
        #[arg(long, default_value_t = 10)]
        runs: u32,
    }

    /// A lock, and how many tasks were counted under it.
    type Counter = (Lock, RawValue<u32>);

    static COUNTER: OnceLock<Handle<Counter>> = OnceLock::new();

    fn remember(counter: Handle<Counter>) {
        assert!(COUNTER.set(counter).is_ok(), "a worker is initialized once");
    }

    fn count() {
        let (lock, done) = &**COUNTER.get().expect("the initializer runs first");
        lock.acquire();
        done.set(done.get() + 1);
        // So long that the end may well come here.
        for _ in 0..10_000 {
            spin_loop();
        }
        lock.release().expect("it is ours");
    }

    fn dies_anywhere(_: u32) {
        count();
    }

    fn holds_the_signal_back(_: u32) {
        let _held = HeldBack::new().expect("the kernel does");
        count();
    }

    /// Whether the lock is held when the pool is gone.
    fn run(context: Context, args: &Args, careful: bool) -> anyhow::Result<bool> {
        let counter = context.share((Lock::new(), RawValue::new(0)))?;
        let pool = Pool::builder(context)
            .workers(args.workers)
            .initializer(remember, counter.clone())
            .start()?;
        let tasks = 0..2_000;
        let all = if careful {
            pool.chunk_size(1).map_async(holds_the_signal_back, tasks)?
        } else {
            pool.chunk_size(1).map_async(dies_anywhere, tasks)?
        };
        let (lock, done) = &*counter;
        while done.get() < 20 {
            yield_now();
        }
        pool.terminate()?;
        ensure!(all.get().is_err(), "a terminated pool has no results");
        // All workers are gone: if the lock is held now, it is held for ever.
        let free = lock.acquire_until(Deadline::after(Duration::ZERO));
        Ok(!free)
    }

    pub(super) fn main() -> anyhow::Result<()> {
        bootstrap(pool::tasks![remember, dies_anywhere, holds_the_signal_back]);
        let args = Args::parse();
        let context = Context::new(args.start);
        println!("{} workers ({})", args.workers, args.start);
        for (way, careful) in [("dies anywhere", false), ("holds the signal back", true)] {
            let mut held = 0;
            for _ in 0..args.runs {
                held += u32::from(run(context, &args, careful)?);
            }
            println!(
                "{way:>22}: the lock is held for ever in {held} of {} runs",
                args.runs
            );
            ensure!(held == 0 || !careful, "the signal came through");
        }
        Ok(())
    }
}
