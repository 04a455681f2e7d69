//! A flag in a manager that says that a task has failed. Its proxy is in the items of a
//! pool: a proxy goes where a lock or a value of shared memory does not.
//!
//! The trap: a task looks at the flag, and then acts. Between its look and its own failure
//! others have looked, too, and have seen nothing. The flag lies in a server, and each call
//! is whole; look and act are two calls. So as many tasks may run as there are workers.
//!
//! Where only one may run, `compare_exchange` looks and raises the flag in one call of the
//! server, and says who was the first. The flag then says that a task has begun, and not
//! that one has failed: no flag stops who runs already.

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

    use anyhow::ensure;
    use clap::Parser;
    use handles::StartMethod;
    use handles::live::{Context, bootstrap};
    use manager::live::{Manager, ValueProxy};
    use manager::{Makes, ProxyError};
    use pool::live::{Pool, fallible};

    /// Lets tasks fail, and counts how many ran although a flag was to stop them.
    #[derive(Parser)]
    struct Args {
        /// How processes are started: fork or spawn
        #[arg(long, default_value_t = StartMethod::Fork)]
        start: StartMethod,
        /// How many workers the pool has
        #[arg(long, default_value_t = 4)]
        workers: usize,
        /// How many tasks there are
        #[arg(long, default_value_t = 40)]
        tasks: usize,
    }

    /// So many turns of work until a task notices that it has failed.
    const TURNS: u32 = 100_000;

    fn work() {
        for _ in 0..TURNS {
            spin_loop();
        }
    }

    /// Runs unless a task has failed, and fails. Returns whether it ran.
    fn looks_then_acts(failed: ValueProxy<bool>) -> Result<bool, ProxyError> {
        if failed.get()? {
            return Ok(false);
        }
        work();
        failed.set(true)?;
        Ok(true)
    }

    /// Runs unless a task has begun, and fails. Returns whether it ran.
    fn asks_the_server(taken: ValueProxy<bool>) -> Result<bool, ProxyError> {
        if taken.compare_exchange(false, true)? {
            return Ok(false);
        }
        work();
        Ok(true)
    }

    pub(super) fn main() -> anyhow::Result<()> {
        bootstrap(
            pool::tasks![fallible(looks_then_acts), fallible(asks_the_server)]
                .into_iter()
                .chain(manager::serves![]),
        );
        let args = Args::parse();
        let context = Context::new(args.start);
        let manager = Manager::start(context)?;
        println!(
            "{} tasks that fail, {} workers ({})",
            args.tasks, args.workers, args.start
        );
        let pool = Pool::new(context, args.workers)?;
        let count = |ran: Vec<bool>| ran.into_iter().filter(|ran| *ran).count();

        let flag = manager.value(false)?;
        let items = std::iter::repeat_n(flag.clone(), args.tasks);
        let ran = count(pool.chunk_size(1).map(fallible(looks_then_acts), items)?);
        println!("  look, then act: {ran} ran");
        ensure!(flag.get()?, "one has failed");
        ensure!(
            (1..=args.workers).contains(&ran),
            "a worker ran two of them"
        );

        let flag = manager.value(false)?;
        let items = std::iter::repeat_n(flag, args.tasks);
        let ran = count(pool.chunk_size(1).map(fallible(asks_the_server), items)?);
        println!("  both in one call: {ran} ran");
        ensure!(ran == 1, "only one can be the first");
        Ok(())
    }
}
