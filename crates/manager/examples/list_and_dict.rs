//! A list and a dictionary in a manager that the workers of a pool change. Each appends to
//! the list while it is short, and takes something out of it when it is long; in the
//! dictionary each counts what it has done.
//!
//! The misconception: each method of a proxy is whole, so the program is. `len` and `append`
//! are two calls, and so are `len` and `pop`, and the get and the insert of a count. Without
//! a lock the list grows too long, a `pop` finds nothing at its index, and counts are lost.
//! With a lock from the same manager none of this happens. Still nobody knows the order: two
//! runs end with two different lists.

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

    use anyhow::ensure;
    use clap::Parser;
    use handles::StartMethod;
    use handles::live::{Context, bootstrap};
    use manager::live::{DictProxy, ListProxy, LockProxy, Manager};
    use manager::{Makes, ProxyError, Refused};
    use pool::live::{Pool, fallible};
    use serde::{Deserialize, Serialize};

    /// Lets workers change a list and a dictionary of a manager, with a lock and without.
    #[derive(Parser)]
    struct Args {
        /// How processes are started: fork or spawn
        #[arg(long, default_value_t = StartMethod::Fork)]
        start: StartMethod,
        /// How many workers the pool has
        #[arg(long, default_value_t = 4)]
        workers: usize,
        /// How often it is done
        #[arg(long, default_value_t = 10)]
        runs: usize,
    }

    /// How long the list may become.
    const BOUND: usize = 5;
    const TASKS: usize = 20;

    /// What the tasks use: it is in the item of each.
    #[derive(Clone, Serialize, Deserialize)]
    struct Shared {
        list: ListProxy<i64>,
        counts: DictProxy<String, u32>,
        lock: LockProxy,
    }

    /// Returns whether a `pop` found nothing.
    fn job((shared, item): (Shared, i64)) -> Result<bool, ProxyError> {
        let Shared { list, counts, .. } = shared;
        let len = list.len()?;
        let mut found_nothing = false;
        if len < BOUND {
            list.append(&item)?;
        } else if item < i64::try_from(len).unwrap_or(i64::MAX) {
            match list.pop_at(item) {
                Err(ProxyError::Refused(Refused::IndexOutOfRange)) => found_nothing = true,
                popped => drop(popped?),
            }
        }
        let done = counts.get("done")?.unwrap_or(0);
        counts.insert("done", &(done + 1))?;
        Ok(found_nothing)
    }

    fn locked_job((shared, item): (Shared, i64)) -> Result<bool, ProxyError> {
        let lock = shared.lock.clone();
        let _guard = lock.hold()?;
        job((shared, item))
    }

    /// What has come of all runs.
    #[derive(Default)]
    struct Came {
        lists: BTreeSet<Vec<i64>>,
        longest: usize,
        nothing: usize,
        lost: usize,
    }

    impl Came {
        fn add(&mut self, shared: &Shared, nothing: usize) -> anyhow::Result<()> {
            let list = shared.list.to_vec()?;
            self.longest = self.longest.max(list.len());
            self.lists.insert(list);
            self.nothing += nothing;
            self.lost += TASKS - usize::try_from(shared.counts.index("done")?)?;
            Ok(())
        }

        fn print(&self, how: &str, runs: usize) {
            println!(
                "{how}: {runs} runs, {} different lists, longest {}; {} times nothing at the \
                 index; {} counts lost",
                self.lists.len(),
                self.longest,
                self.nothing,
                self.lost
            );
        }
    }

    pub(super) fn main() -> anyhow::Result<()> {
        bootstrap(
            pool::tasks![fallible(job), fallible(locked_job)]
                .into_iter()
                .chain(manager::serves![]),
        );
        let args = Args::parse();
        let context = Context::new(args.start);
        let manager = Manager::start(context)?;
        let shared = || -> anyhow::Result<Shared> {
            Ok(Shared {
                list: manager.list([])?,
                counts: manager.dict([])?,
                lock: manager.lock()?,
            })
        };
        let items = |shared: &Shared| {
            let numbers = (0..10).chain(0..10);
            let items = numbers.map(|number| (shared.clone(), number));
            items.collect::<Vec<_>>()
        };
        println!("{TASKS} tasks, {} workers ({})", args.workers, args.start);
        let pool = Pool::new(context, args.workers)?;
        let count = |nothing: Vec<bool>| nothing.into_iter().filter(|found| *found).count();
        let (mut unlocked, mut locked) = (Came::default(), Came::default());
        for _ in 0..args.runs {
            let free = shared()?;
            let nothing = pool.chunk_size(1).map(fallible(job), items(&free))?;
            unlocked.add(&free, count(nothing))?;
            let kept = shared()?;
            let nothing = pool.chunk_size(1).map(fallible(locked_job), items(&kept))?;
            locked.add(&kept, count(nothing))?;
        }
        unlocked.print("without a lock", args.runs);
        locked.print("   with a lock", args.runs);
        ensure!(locked.longest <= BOUND, "the list is too long");
        ensure!(
            locked.nothing == 0 && locked.lost == 0,
            "the lock keeps others out"
        );
        Ok(())
    }
}
