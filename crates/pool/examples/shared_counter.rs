//! A counter that the workers of a pool count down, given to them by the initializer.
//!
//! The misconception: a lock that is made inside the task protects the counter. Each call
//! then has a lock of its own, and nobody ever waits for anybody. And the counter must be
//! given to the workers when they start: an object at the top of a module is made again in
//! each spawned worker.

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

    use std::sync::OnceLock;

    use anyhow::ensure;
    use clap::Parser;
    use handles::StartMethod;
    use handles::live::{Context, Handle, bootstrap};
    use pool::live::{Pool, PoolError};
    use synchronized::real::locks::{guard::hold, rlock::RLock};
    use synchronized::real::value::Value;

    /// Counts down in the workers of a pool, in three ways.
    #[derive(Parser)]
    struct Args {
        /// How processes are started: fork or spawn
        #[arg(long, default_value_t = StartMethod::Fork)]
        start: StartMethod,
        /// How many workers the pool has
        #[arg(long, default_value_t = 4)]
        workers: usize,
        /// How many tasks there are; each of them takes one away
        #[arg(long, default_value_t = 20_000)]
        tasks: u32,
    }

    /// What the initializer was given, in each worker.
    static LEFT: OnceLock<Handle<Value<u32>>> = OnceLock::new();

    fn remember(left: Handle<Value<u32>>) {
        assert!(LEFT.set(left).is_ok(), "a worker is initialized once");
    }

    fn left() -> &'static Value<u32> {
        LEFT.get().expect("the initializer runs first")
    }

    /// Lets a pool do so many tasks in one of the ways.
    type Run = fn(&Pool, u32) -> Result<Vec<()>, PoolError>;

    fn with_its_lock(_: u32) {
        let _guard = hold(left().get_lock());
        left().set(left().get() - 1);
    }

    fn with_a_new_lock(_: u32) {
        let lock = RLock::new();
        let _guard = hold(&lock);
        left().set(left().get() - 1);
    }

    fn without_a_lock(_: u32) {
        left().set(left().get() - 1);
    }

    pub(super) fn main() -> anyhow::Result<()> {
        bootstrap(pool::tasks![
            remember,
            with_its_lock,
            with_a_new_lock,
            without_a_lock
        ]);
        let args = Args::parse();
        let context = Context::new(args.start);
        println!(
            "{} tasks, {} workers ({})",
            args.tasks, args.workers, args.start
        );
        let ways: [(&str, Run); 3] = [
            ("its own lock", |pool, tasks| {
                pool.map(with_its_lock, 0..tasks)
            }),
            ("a new lock each time", |pool, tasks| {
                pool.map(with_a_new_lock, 0..tasks)
            }),
            ("a lock for each access only", |pool, tasks| {
                pool.map(without_a_lock, 0..tasks)
            }),
        ];
        for (way, run) in ways {
            let left = context.share(Value::new(args.tasks))?;
            let pool = Pool::builder(context)
                .workers(args.workers)
                .initializer(remember, left.clone())
                .start()?;
            run(&pool, args.tasks)?;
            println!("{way:>28}: {} left", left.get());
            ensure!(
                left.get() == 0 || way != "its own lock",
                "an update is lost under the lock"
            );
        }
        Ok(())
    }
}
