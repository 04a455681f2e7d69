//! Four scenarios: a pool or single processes, with a lock and a queue that are shared
//! directly or by a manager.
//!
//! The misconception: what works with processes works with the tasks of a pool. A process
//! gets its arguments when it is started, and what they lead to is inherited. A task travels
//! by message, and there a lock or a queue is refused; whoever does not read the results of
//! CPython's `imap` never hears of it. The lock and the queue of a manager lie in its server:
//! what travels are proxies, and those may go anywhere.

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

    use anyhow::{Context as _, ensure};
    use clap::Parser;
    use handles::StartMethod;
    use handles::entries;
    use handles::live::{Context, Handle, Process, Queue, bootstrap, first_to_end};
    use manager::Makes;
    use manager::live::{LockProxy, Manager, QueueProxy};
    use os::Patience;
    use pool::live::{Pool, PoolError};
    use recursive_lock::real::guard::hold;
    use recursive_lock::real::lock::Lock;

    /// Runs each scenario under each start method, and prints what came of it.
    #[derive(Parser)]
    struct Args {}

    /// What each task puts into the queue: its number, ten times.
    const TASKS: std::ops::Range<u32> = 0..10;
    /// How many processes run at a time.
    const AT_A_TIME: usize = 3;

    type Both = (Handle<Lock>, Queue<u32>);

    fn the_job(lock: &Lock, queue: &Queue<u32>, number: u32) {
        let _guard = hold(lock);
        queue.put(&number).expect("the queue is open");
    }

    /// A single process.
    fn process(((lock, queue), number): (Both, u32)) {
        the_job(&lock, &queue, number);
    }

    static BOTH: OnceLock<Both> = OnceLock::new();
    static LOCK: OnceLock<Handle<Lock>> = OnceLock::new();

    fn remember(both: Both) {
        assert!(BOTH.set(both).is_ok(), "a worker is initialized once");
    }

    fn remember_lock(lock: Handle<Lock>) {
        assert!(LOCK.set(lock).is_ok(), "a worker is initialized once");
    }

    /// A task that has everything in its item.
    fn by_item(((lock, queue), number): (Both, u32)) {
        the_job(&lock, &queue, number);
    }

    /// A task that has the queue in its item, and the lock from the initializer.
    fn half_by_item((queue, number): (Queue<u32>, u32)) {
        let lock = LOCK.get().expect("the initializer runs first");
        the_job(lock, &queue, number);
    }

    /// A task that has both from the initializer.
    fn by_initializer(number: u32) {
        let (lock, queue) = BOTH.get().expect("the initializer runs first");
        the_job(lock, queue, number);
    }

    /// A lock and a queue that lie in a server.
    type Proxies = (LockProxy, QueueProxy<u32>);

    /// A single process, or a task that has everything in its item.
    fn by_proxy(((lock, queue), number): (Proxies, u32)) {
        let _guard = lock.hold().expect("the server runs");
        queue.put(&number).expect("the server runs");
    }

    /// Each in a server of its own, as the program that this comes from has them. The proxies
    /// keep their servers.
    fn proxies(context: Context) -> anyhow::Result<Proxies> {
        let lock = Manager::start(context)?.lock()?;
        Ok((lock, Manager::start(context)?.queue(0)?))
    }

    fn both(context: Context) -> anyhow::Result<Both> {
        Ok((context.share(Lock::new())?, context.queue(None)?))
    }

    /// What is in the queue when nobody puts anything in any more.
    fn contents(queue: &Queue<u32>) -> String {
        all_of(std::iter::from_fn(|| queue.try_get().ok()).collect())
    }

    fn all_of(mut numbers: Vec<u32>) -> String {
        numbers.sort_unstable();
        if numbers.iter().copied().eq(TASKS) {
            "all 10 items".to_owned()
        } else {
            format!("{} items", numbers.len())
        }
    }

    fn told(result: Result<(), PoolError>, queue: &Queue<u32>) -> String {
        match result {
            Ok(()) => contents(queue),
            Err(error) => error.to_string(),
        }
    }

    fn pool_map(context: Context) -> anyhow::Result<String> {
        let both = both(context)?;
        let pool = Pool::new(context, AT_A_TIME)?;
        let result = pool.map(by_item, TASKS.map(|number| (both.clone(), number)));
        Ok(told(result.map(drop), &both.1))
    }

    fn pool_imap_unread(context: Context) -> anyhow::Result<String> {
        let both = both(context)?;
        let pool = Pool::new(context, AT_A_TIME)?;
        let items = TASKS.map({
            let both = both.clone();
            move |number| (both.clone(), number)
        });
        let result = pool.imap(by_item, items).map(drop);
        pool.close()?;
        pool.join()?;
        Ok(told(result, &both.1))
    }

    fn processes(context: Context) -> anyhow::Result<String> {
        let both = both(context)?;
        let waiting = TASKS.rev();
        at_a_time(
            waiting
                .map(|number| context.process(process, (both.clone(), number)))
                .collect(),
        )?;
        Ok(contents(&both.1))
    }

    fn processes_manager(context: Context) -> anyhow::Result<String> {
        let both = proxies(context)?;
        let waiting = TASKS.rev();
        at_a_time(
            waiting
                .map(|number| context.process(by_proxy, (both.clone(), number)))
                .collect(),
        )?;
        put_into(&both)
    }

    fn pool_manager(context: Context) -> anyhow::Result<String> {
        let both = proxies(context)?;
        let pool = Pool::new(context, AT_A_TIME)?;
        pool.map(by_proxy, TASKS.map(|number| (both.clone(), number)))?;
        put_into(&both)
    }

    /// What was put into the queue of a server.
    fn put_into((_, queue): &Proxies) -> anyhow::Result<String> {
        let numbers = TASKS.map(|_| queue.try_get());
        Ok(all_of(numbers.collect::<Result<_, _>>()?))
    }

    /// Runs processes from the last to the first, some at a time.
    fn at_a_time(mut waiting: Vec<Process>) -> anyhow::Result<()> {
        let mut running = Vec::new();
        while !(waiting.is_empty() && running.is_empty()) {
            while running.len() < AT_A_TIME
                && let Some(mut next) = waiting.pop()
            {
                next.start()?;
                running.push(next);
            }
            let ended = first_to_end(&mut running, Patience::Endless)?;
            let ended = ended.context("endless patience ends with one that ended")?;
            let exit = running.swap_remove(ended).join()?;
            ensure!(exit.success(), "a process {exit}");
        }
        Ok(())
    }

    fn half_by_initializer(context: Context) -> anyhow::Result<String> {
        let (lock, queue) = both(context)?;
        let pool = Pool::builder(context)
            .workers(AT_A_TIME)
            .initializer(remember_lock, lock)
            .start()?;
        let result = pool.map(half_by_item, TASKS.map(|number| (queue.clone(), number)));
        Ok(told(result.map(drop), &queue))
    }

    fn both_by_initializer(context: Context) -> anyhow::Result<String> {
        let both = both(context)?;
        let pool = Pool::builder(context)
            .workers(AT_A_TIME)
            .initializer(remember, both.clone())
            .start()?;
        let result = pool.map(by_initializer, TASKS);
        Ok(told(result.map(drop), &both.1))
    }

    type Scenario = fn(Context) -> anyhow::Result<String>;

    const SCENARIOS: [(&str, Scenario, &str); 7] = [
        ("pool, both in the items, map", pool_map, "error"),
        (
            "pool, both in the items, imap unread",
            pool_imap_unread,
            "error",
        ),
        ("pool, manager", pool_manager, "all 10 items"),
        ("processes, both as arguments", processes, "all 10 items"),
        ("processes, manager", processes_manager, "all 10 items"),
        (
            "pool, only the lock by initializer",
            half_by_initializer,
            "error",
        ),
        (
            "pool, both by initializer",
            both_by_initializer,
            "all 10 items",
        ),
    ];

    pub(super) fn main() -> anyhow::Result<()> {
        let mut known = pool::tasks![
            remember,
            remember_lock,
            by_item,
            by_proxy,
            half_by_item,
            by_initializer
        ];
        known.extend(entries![process, by_proxy]);
        known.extend(manager::serves![]);
        bootstrap(known);
        Args::parse();
        for (words, scenario, expected) in SCENARIOS {
            for method in [StartMethod::Fork, StartMethod::Spawn] {
                let came = scenario(Context::new(method))?;
                println!("{words:<37} {method:<6} {came}");
                let is_error = came.contains("through inheritance");
                ensure!(
                    came == expected || (is_error && expected == "error"),
                    "{expected} was expected"
                );
            }
        }
        Ok(())
    }
}
