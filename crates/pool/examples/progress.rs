//! The progress of a pool: each task counts itself, and tells its number.
//!
//! The misconceptions: that without a lock the total is right in the end; and that a number
//! that is read after the lock was given back is the task's own. The log then has numbers
//! twice, and others never. The total is lost without a lock.

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

    use std::collections::BTreeSet;
    use std::sync::OnceLock;

    use anyhow::ensure;
    use clap::Parser;
    use handles::StartMethod;
    use handles::live::{Context, Handle, bootstrap};
    use pool::live::{Pool, PoolError};
    use synchronized::real::locks::guard::hold;
    use synchronized::real::value::Value;

    /// Lets the workers of a pool count their tasks, in three ways.
    #[derive(Parser)]
    struct Args {
        /// How processes are started: fork or spawn
        #[arg(long, default_value_t = StartMethod::Fork)]
        start: StartMethod,
        /// How many workers the pool has
        #[arg(long, default_value_t = 10)]
        workers: usize,
        /// How many tasks there are
        #[arg(long, default_value_t = 14_000)]
        tasks: u32,
    }

    static DONE: OnceLock<Handle<Value<u32>>> = OnceLock::new();

    fn remember(done: Handle<Value<u32>>) {
        assert!(DONE.set(done).is_ok(), "a worker is initialized once");
    }

    fn done() -> &'static Value<u32> {
        DONE.get().expect("the initializer runs first")
    }

    /// Lets a pool do so many tasks in one of the ways, and returns what they told.
    type Run = fn(&Pool, u32) -> Result<Vec<u32>, PoolError>;

    fn number_under_lock(_: u32) -> u32 {
        let _guard = hold(done().get_lock());
        done().set(done().get() + 1);
        done().get()
    }

    fn number_after_release(_: u32) -> u32 {
        {
            let _guard = hold(done().get_lock());
            done().set(done().get() + 1);
        }
        done().get()
    }

    fn without_a_lock(_: u32) -> u32 {
        done().set(done().get() + 1);
        done().get()
    }

    pub(super) fn main() -> anyhow::Result<()> {
        bootstrap(pool::tasks![
            remember,
            number_under_lock,
            number_after_release,
            without_a_lock
        ]);
        let args = Args::parse();
        let context = Context::new(args.start);
        println!(
            "{} tasks, {} workers ({})",
            args.tasks, args.workers, args.start
        );
        let ways: [(&str, Run); 3] = [
            ("number under the lock", |pool, tasks| {
                pool.map(number_under_lock, 0..tasks)
            }),
            ("number after the release", |pool, tasks| {
                pool.map(number_after_release, 0..tasks)
            }),
            ("no lock", |pool, tasks| pool.map(without_a_lock, 0..tasks)),
        ];
        for (way, run) in ways {
            let done = context.share(Value::new(0))?;
            let pool = Pool::builder(context)
                .workers(args.workers)
                .initializer(remember, done.clone())
                .start()?;
            let log = run(&pool, args.tasks)?;
            let total = done.get();
            let told: BTreeSet<u32> = log.iter().copied().collect();
            let twice = log.len() - told.len();
            let never = (1..=total).filter(|number| !told.contains(number)).count();
            println!("{way:>26}: total {total}, told again {twice}, never told {never}");
            match way {
                "number under the lock" => {
                    ensure!(total == args.tasks, "a task is lost under the lock");
                    ensure!((twice, never) == (0, 0), "the log is wrong under the lock");
                }
                "number after the release" => {
                    ensure!(total == args.tasks, "a task is lost under the lock");
                }
                _ => {}
            }
        }
        Ok(())
    }
}
