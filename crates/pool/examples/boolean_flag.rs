//! A flag that says that a task has failed. Each task looks at it before it begins.
//!
//! The misconception: the flag stops all tasks after the first failure. Those that have
//! looked already run on: here all of them fail, and as many as are in flight may run, one
//! for each worker.

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
    use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

    use anyhow::ensure;
    use clap::Parser;
    use handles::StartMethod;
    use handles::live::{Context, Handle, bootstrap};
    use pool::live::Pool;

    /// Lets tasks fail, and counts how many ran although a flag was to stop them.
    #[derive(Parser)]
    struct Args {
        /// How processes are started: fork or spawn
        #[arg(long, default_value_t = StartMethod::Fork)]
        start: StartMethod,
        /// How many workers the pool has
        #[arg(long, default_value_t = 10)]
        workers: usize,
        /// How many tasks there are
        #[arg(long, default_value_t = 80)]
        tasks: u32,
    }

    static FAILED: OnceLock<Handle<AtomicBool>> = OnceLock::new();

    fn remember(failed: Handle<AtomicBool>) {
        assert!(FAILED.set(failed).is_ok(), "a worker is initialized once");
    }

    /// Runs unless a task has failed, works for so many turns, and fails. Returns whether it
    /// ran.
    fn task(turns: u64) -> bool {
        let failed = FAILED.get().expect("the initializer runs first");
        if failed.load(SeqCst) {
            return false;
        }
        for _ in 0..turns {
            spin_loop();
        }
        failed.store(true, SeqCst);
        true
    }

    pub(super) fn main() -> anyhow::Result<()> {
        bootstrap(pool::tasks![remember, task]);
        let args = Args::parse();
        let context = Context::new(args.start);
        println!(
            "{} tasks, {} workers ({})",
            args.tasks, args.workers, args.start
        );
        for turns in [0, 10_000, 1_000_000] {
            let failed = context.share(AtomicBool::new(false))?;
            let pool = Pool::builder(context)
                .workers(args.workers)
                .initializer(remember, failed)
                .start()?;
            let tasks = (0..args.tasks).map(|_| turns);
            let ran = pool.chunk_size(1).map(task, tasks)?;
            let ran = ran.into_iter().filter(|ran| *ran).count();
            println!("{turns:>9} turns of work: {ran} ran and failed");
            ensure!(ran >= 1, "the first one runs");
            ensure!(ran <= args.workers, "a worker ran two of them");
        }
        Ok(())
    }
}
