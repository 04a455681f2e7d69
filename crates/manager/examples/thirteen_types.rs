//! The thirteen types of a manager, each used by two processes through proxies.
//!
//! The objects lie in a server, a process of its own. The others have proxies: each method
//! of a proxy is one call of the server, and the server does one call after the other. So a
//! single call is never half done, and what takes two calls needs a lock.
//!
//! The misconception: all that goes through the server is safe. Step 4 takes two calls:
//! without its lock it would lose increments.

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

    use anyhow::ensure;
    use clap::Parser;
    use handles::StartMethod;
    use handles::entries;
    use handles::live::{Context, bootstrap};
    use manager::live::{
        ArrayProxy, BarrierProxy, BoundedSemaphoreProxy, ConditionProxy, DictProxy, EventProxy,
        ListProxy, LockProxy, Manager, NamespaceProxy, QueueProxy, RLockProxy, SemaphoreProxy,
        ValueProxy,
    };
    use manager::{Makes, ProxyError, Refused};
    use serde::{Deserialize, Serialize};

    /// Uses each type of a manager from two processes.
    #[derive(Parser)]
    struct Args {
        /// How processes are started: fork or spawn
        #[arg(long, default_value_t = StartMethod::Fork)]
        start: StartMethod,
    }

    /// One proxy of each type. A clone stands for the same objects, in any process.
    #[derive(Clone, Serialize, Deserialize)]
    struct Shared {
        list: ListProxy<u32>,
        dict: DictProxy<u32, String>,
        namespace: NamespaceProxy,
        lock: LockProxy,
        rlock: RLockProxy,
        semaphore: SemaphoreProxy,
        bounded: BoundedSemaphoreProxy,
        condition: ConditionProxy,
        event: EventProxy,
        barrier: BarrierProxy,
        queue: QueueProxy<String>,
        value: ValueProxy<u32>,
        array: ArrayProxy<f64>,
    }

    const ROUNDS: u32 = 100;

    /// What both processes do. The first one has the number 1, the second one 2.
    fn both_do(shared: &Shared, me: u32) -> Result<(), ProxyError> {
        // 1. List: one call each, so no number is lost.
        shared.list.append(&me)?;

        // 2. Dict: a key each.
        shared.dict.insert(&me, &format!("process {me} was here"))?;

        // 3. Barrier: nobody goes on before both have come.
        shared.barrier.wait()?;

        // 4. Lock and Value: to read and to write are two calls. The lock keeps the other
        //    process out in between.
        for _ in 0..ROUNDS {
            let _guard = shared.lock.hold()?;
            let now = shared.value.get()?;
            shared.value.set(now + 1)?;
        }

        // 5. RLock and Array: who holds the lock may call what acquires it again.
        let outer = shared.rlock.hold()?;
        for place in [0, 1] {
            let _inner = shared.rlock.hold()?;
            let now = shared.array.get(place)?;
            shared.array.set(place, now + 0.5)?;
        }
        drop(outer);

        // 6. Semaphore: one permit, so one process at a time. BoundedSemaphore: the same, and
        //    it never has more permits than at first.
        shared.semaphore.acquire()?;
        shared.bounded.acquire()?;

        // 7. Namespace: attributes of any types, each with a name.
        shared.namespace.set(&format!("name_{me}"), "anybody")?;
        shared.namespace.set(&format!("size_{me}"), &me)?;

        shared.bounded.release()?;
        shared.semaphore.release()
    }

    fn first((shared, me): (Shared, u32)) -> Result<(), ProxyError> {
        both_do(&shared, me)?;

        // 8. Event: waits until the second process has set it.
        shared.event.wait()?;

        // 9. Condition: waits until the list has a third element. While it waits the
        //    condition's lock is free; each time it wakes up it holds the lock, and looks.
        let guard = shared.condition.hold()?;
        let woken = shared
            .condition
            .wait_until(|| Ok(shared.list.len()? == 3))?;
        assert!(woken.in_time, "it waits as long as it takes");
        drop(guard);

        // 10. Queue: what goes in first comes out first.
        shared.queue.put(&"first".into())?;
        shared.queue.put(&"last".into())
    }

    fn second((shared, me): (Shared, u32)) -> Result<(), ProxyError> {
        both_do(&shared, me)?;
        shared.event.set()?;

        let guard = shared.condition.hold()?;
        shared.list.append(&3)?;
        shared.condition.notify_all()?;
        drop(guard);

        // Waits until there is an item. The other one stays in the queue.
        let item = shared.queue.get()?;
        shared.dict.insert(&3, &item)
    }

    pub(super) fn main() -> anyhow::Result<()> {
        bootstrap(
            entries![first, second]
                .into_iter()
                .chain(manager::serves![]),
        );
        let args = Args::parse();
        let context = Context::new(args.start);
        let manager = Manager::start(context)?;
        let shared = Shared {
            list: manager.list([])?,
            dict: manager.dict([])?,
            namespace: manager.namespace()?,
            lock: manager.lock()?,
            rlock: manager.rlock()?,
            semaphore: manager.semaphore(1)?,
            bounded: manager.bounded_semaphore(1)?,
            condition: manager.condition()?,
            event: manager.event()?,
            barrier: manager.barrier(2)?,
            queue: manager.queue(0)?,
            value: manager.value(0)?,
            array: manager.array([0.0, 10.0])?,
        };

        let mut one = context.process(first, (shared.clone(), 1));
        let mut other = context.process(second, (shared.clone(), 2));
        one.start()?;
        other.start()?;
        ensure!(one.join()?.success() && other.join()?.success());

        let mut list = shared.list.to_vec()?;
        // Who of the two came first is left open.
        list[..2].sort_unstable();
        let mut names = shared.namespace.names()?;
        names.sort_unstable();
        let is_held = |held| if held { "held" } else { "free" };
        println!("one server, two processes ({})", args.start);
        println!("            list {list:?}");
        println!("            dict {:?}", shared.dict.items()?);
        println!("       Namespace {}", names.join(" "));
        println!("            Lock {}", is_held(shared.lock.is_held()?));
        println!("           RLock {}", is_held(shared.rlock.is_held()?));
        println!("       Semaphore {} permit", shared.semaphore.permits()?);
        println!("BoundedSemaphore {} permit", shared.bounded.permits()?);
        println!("       Condition {}", is_held(shared.condition.is_held()?));
        println!("           Event set: {}", shared.event.is_set()?);
        println!("         Barrier {} of 2 wait", shared.barrier.n_waiting()?);
        println!("           Queue {} item", shared.queue.len()?);
        println!("           Value {}", shared.value.get()?);
        println!("           Array {:?}", shared.array.to_vec()?);

        ensure!(list == [1, 2, 3]);
        ensure!(shared.dict.index(&3)? == "first");
        ensure!(names == ["name_1", "name_2", "size_1", "size_2"]);
        ensure!(shared.value.get()? == 2 * ROUNDS, "an increment was lost");
        ensure!(shared.array.to_vec()? == [1.0, 11.0]);
        ensure!(shared.bounded.release() == Err(Refused::TooManyPermits.into()));
        ensure!(shared.queue.get()? == "last");
        Ok(())
    }
}
