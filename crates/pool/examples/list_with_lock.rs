//! A list that several workers change: they append while it is short, and take something
//! out when it is long.
//!
//! The misconceptions: without a lock it is still about right; and with a lock the result is
//! that of one process, since the others queue up. A lock keeps the others out, and says
//! nothing about who comes next: the list is never too long, and still another one each time.

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
    use std::hint::spin_loop;
    use std::sync::OnceLock;

    use anyhow::ensure;
    use clap::Parser;
    use handles::StartMethod;
    use handles::live::{Context, Handle, bootstrap};
    use pool::live::Pool;
    use synchronized::real::array::Array;
    use synchronized::real::locks::guard::hold;
    use synchronized::real::locks::lock::Lock;

    /// Lets workers change one list, with a lock and without.
    #[derive(Parser)]
    struct Args {
        /// How processes are started: fork or spawn
        #[arg(long, default_value_t = StartMethod::Fork)]
        start: StartMethod,
        /// How many workers the pool has
        #[arg(long, default_value_t = 10)]
        workers: usize,
        /// How often it is done
        #[arg(long, default_value_t = 20)]
        runs: usize,
    }

    /// How long the list may become.
    const BOUND: u32 = 5;
    /// Room for every task that could append itself.
    const ROOM: usize = 20;

    /// A list of which each call is whole: its length in the first place, then its items. And
    /// a lock for several calls.
    type List = (Array<u32, { ROOM + 1 }>, Lock);

    static LIST: OnceLock<Handle<List>> = OnceLock::new();

    fn remember(list: Handle<List>) {
        assert!(LIST.set(list).is_ok(), "a worker is initialized once");
    }

    fn list() -> &'static List {
        LIST.get().expect("the initializer runs first")
    }

    fn items((items, _): &List) -> Vec<u32> {
        let all = items.get_obj().slice(0..ROOM + 1);
        all[1..=all[0] as usize].to_vec()
    }

    fn len((items, _): &List) -> u32 {
        items.get(0).expect("the length is there")
    }

    fn append(list: &List, item: u32) {
        let _whole = hold(list.0.get_lock());
        let mut now = items(list);
        now.push(item);
        assign(list, &now);
    }

    /// Takes out what stands at this index. Returns whether something stood there.
    fn pop(list: &List, index: u32) -> bool {
        let _whole = hold(list.0.get_lock());
        let mut now = items(list);
        let is_there = (index as usize) < now.len();
        if is_there {
            now.remove(index as usize);
            assign(list, &now);
        }
        is_there
    }

    fn assign((array, _): &List, items: &[u32]) {
        let len = u32::try_from(items.len()).expect("there is room for few");
        let all = [&[len], items].concat();
        array.get_obj().set_slice(0, &all).expect("there is room");
    }

    /// Returns whether there was something at the index that it wanted to take out.
    fn job(list: &List, item: u32) -> bool {
        let len = len(list);
        // So long that others may come in between.
        for _ in 0..2_000 {
            spin_loop();
        }
        if len < BOUND {
            append(list, item);
            true
        } else {
            item >= len || pop(list, item)
        }
    }

    fn with_lock(item: u32) -> bool {
        let _guard = hold(&list().1);
        job(list(), item)
    }

    fn without_lock(item: u32) -> bool {
        job(list(), item)
    }

    /// What one process would make of it.
    fn sequential(tasks: impl Iterator<Item = u32>) -> Vec<u32> {
        let mut list = Vec::new();
        for item in tasks {
            if list.len() < BOUND as usize {
                list.push(item);
            } else if (item as usize) < list.len() {
                list.remove(item as usize);
            }
        }
        list
    }

    pub(super) fn main() -> anyhow::Result<()> {
        bootstrap(pool::tasks![remember, with_lock, without_lock]);
        let args = Args::parse();
        let context = Context::new(args.start);
        let tasks = || (0..10).chain(0..10);
        println!(
            "20 tasks, {} workers, {} runs ({})",
            args.workers, args.runs, args.start
        );
        for (way, locked) in [("with one lock", true), ("without a lock", false)] {
            let (mut different, mut longest, mut gone) = (BTreeSet::new(), 0, 0);
            let mut as_one_process = 0;
            for _ in 0..args.runs {
                let list = context.share((Array::new([0; ROOM + 1]), Lock::new()))?;
                let pool = Pool::builder(context)
                    .workers(args.workers)
                    .initializer(remember, list.clone())
                    .start()?;
                let pool = pool.chunk_size(1);
                let there = if locked {
                    pool.map(with_lock, tasks())?
                } else {
                    pool.map(without_lock, tasks())?
                };
                gone += there.into_iter().filter(|there| !there).count();
                let list = items(&list);
                longest = longest.max(list.len());
                as_one_process += usize::from(list == sequential(tasks()));
                different.insert(list);
            }
            println!(
                "{way:>15}: {} different lists, {as_one_process} as of one process, at most \
                 {longest} long; nothing there to take out: {gone} times",
                different.len()
            );
            ensure!(
                !locked || (longest <= BOUND as usize && gone == 0),
                "the lock did not keep the others out"
            );
        }
        Ok(())
    }
}
