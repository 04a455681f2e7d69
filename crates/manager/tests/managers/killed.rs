//! Servers that are killed or told to stop while others wait; and parents that are killed.

use std::process;
use std::thread;

use handles::entries;
use handles::live::{Context, Entry, Process, Queue};
use libtest_mimic::Trial;
use manager::live::{
    BarrierProxy, ConditionProxy, EventProxy, JoinableQueueProxy, LockProxy, Manager, QueueProxy,
    SemaphoreProxy,
};
use manager::{Makes, ProxyError};
use rustix::process::{Pid, Signal, kill_process};
use serde::{Deserialize, Serialize};

use super::case::{Outcome, wait_for_ever};
use super::words::{
    asleep, both, dies, ends_well, folder, is_alive, is_gone, manager, nothing_is_left_at, started,
    wait_until,
};

pub(crate) fn entries() -> Vec<Entry> {
    entries![blocks, starts_and_waits, starts_and_exits, uses_and_waits]
}

pub(crate) fn trials() -> Vec<Trial> {
    [
        both(
            "a server that is killed: all who wait are told at once",
            |context| {
                with_blocked(context, |manager| {
                    let pid = manager.pid().and_then(|pid| i32::try_from(pid).ok());
                    let pid = pid.and_then(Pid::from_raw).ok_or("it runs")?;
                    kill_process(pid, Signal::KILL)?;
                    Ok(())
                })
            },
        ),
        both(
            "a server that is shut down: all who wait are told at once",
            |context| {
                with_blocked(context, |manager| {
                    assert_eq!(manager.shutdown()?.code(), 0);
                    Ok(())
                })
            },
        ),
        both("a server that was stopped is killed by shutdown", stopped),
        both(
            "a parent that is killed takes the server along",
            parent_killed,
        ),
        both("a parent that exits takes the server along", parent_exits),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// One of each type that a caller can wait at.
#[derive(Clone, Serialize, Deserialize)]
struct Waits {
    lock: LockProxy,
    semaphore: SemaphoreProxy,
    condition: ConditionProxy,
    event: EventProxy,
    barrier: BarrierProxy,
    empty: QueueProxy<u32>,
    full: QueueProxy<u32>,
    unfinished: JoinableQueueProxy<u32>,
}

impl Waits {
    fn of(manager: &Manager) -> Result<Waits, ProxyError> {
        let waits = Waits {
            lock: manager.lock()?,
            semaphore: manager.semaphore(0)?,
            condition: manager.condition()?,
            event: manager.event()?,
            barrier: manager.barrier(3)?,
            empty: manager.queue(0)?,
            full: manager.queue(1)?,
            unfinished: manager.joinable_queue(0)?,
        };
        waits.lock.acquire()?;
        waits.full.put(&1)?;
        waits.unfinished.put(&1)?;
        Ok(waits)
    }

    /// Waits for what does not come.
    fn wait(&self, way: usize) -> Result<(), ProxyError> {
        match way {
            0 => self.lock.acquire().map(drop),
            1 => self.semaphore.acquire(),
            2 => {
                let _guard = self.condition.hold()?;
                self.condition.wait().map(drop)
            }
            3 => self.event.wait(),
            4 => self.barrier.wait().map(drop),
            5 => self.empty.get().map(drop),
            6 => self.full.put(&2),
            _ => self.unfinished.join(),
        }
    }
}

const WAYS: usize = 8;

fn blocks(((waits, way), comes): ((Waits, usize), Queue<()>)) -> anyhow::Result<()> {
    comes.put(&())?;
    let waited = waits.wait(way);
    anyhow::ensure!(is_gone(&waited), "{waited:?}");
    // And whoever comes later, from this thread and from another one.
    anyhow::ensure!(is_gone(&waits.empty.len()));
    let later = thread::spawn(move || is_gone(&waits.event.set())).join();
    anyhow::ensure!(later.is_ok_and(|gone| gone));
    Ok(())
}

/// A process waits in each way while the server ends. At once is: before anybody loses
/// patience, for nobody's has an end.
fn with_blocked(context: Context, end: fn(&Manager) -> Outcome) -> Outcome {
    let manager = manager(context)?;
    let waits = Waits::of(&manager)?;
    let comes = context.queue(None)?;
    let start = |way| started(context.process(blocks, ((waits.clone(), way), comes.clone())));
    let processes: Vec<Process> = (0..WAYS).map(start).collect::<Result<_, _>>()?;
    for _ in 0..WAYS {
        comes.get()?;
    }
    processes.iter().for_each(asleep);
    end(&manager)?;
    processes.into_iter().try_for_each(ends_well)?;
    assert!(is_gone(&waits.event.is_set()));
    assert!(is_gone(&manager.list([1])));
    Ok(())
}

fn stopped(context: Context) -> Outcome {
    let manager = manager(context)?;
    let event = manager.event()?;
    let pid = manager.pid().ok_or("it runs")?;
    let pid = Pid::from_raw(i32::try_from(pid)?).ok_or("it is a process")?;
    kill_process(pid, Signal::STOP)?;
    assert_eq!(manager.shutdown()?.code(), -9);
    assert!(is_gone(&event.set()));
    Ok(())
}

/// Where a server is, and its process id.
type Found = Queue<(manager::live::Address, u32)>;

/// One that has started a manager, and tells of it.
fn start(context: Context, found: &Found) -> anyhow::Result<Manager> {
    let manager = Manager::start(context)?;
    let pid = manager
        .pid()
        .ok_or_else(|| anyhow::anyhow!("it was started here"))?;
    found.put(&(manager.address().clone(), pid))?;
    Ok(manager)
}

fn uses_and_waits(event: EventProxy) -> Result<(), ProxyError> {
    event.wait()
}

fn starts_and_waits((spawns, found): (bool, Found)) -> anyhow::Result<()> {
    let context = context_of(spawns);
    let manager = start(context, &found)?;
    let mut child = context.process(uses_and_waits, manager.event()?);
    child.start()?;
    wait_for_ever()
}

fn starts_and_exits((spawns, found): (bool, Found)) -> anyhow::Result<()> {
    let manager = start(context_of(spawns), &found)?;
    manager.list([1])?;
    process::exit(7)
}

fn context_of(spawns: bool) -> Context {
    let method = if spawns {
        handles::StartMethod::Spawn
    } else {
        handles::StartMethod::Fork
    };
    Context::new(method)
}

fn arguments(context: Context) -> Result<(bool, Found), os::OsError> {
    let spawns = context.method() == handles::StartMethod::Spawn;
    Ok((spawns, context.queue(None)?))
}

/// CPython: the server lives on.
fn parent_killed(context: Context) -> Outcome {
    let arguments = arguments(context)?;
    let parent = started(context.process(starts_and_waits, arguments.clone()))?;
    let (address, server) = arguments.1.get()?;
    nothing_is_left_at(&address);
    assert!(is_alive(server) && folder(&address).exists());
    dies(parent)?;
    wait_until(|| !is_alive(server));
    Ok(())
}

/// No destructor runs in it.
fn parent_exits(context: Context) -> Outcome {
    let arguments = arguments(context)?;
    let mut parent = started(context.process(starts_and_exits, arguments.clone()))?;
    let (address, server) = arguments.1.get()?;
    nothing_is_left_at(&address);
    assert_eq!(parent.join()?.code(), 7);
    wait_until(|| !is_alive(server));
    Ok(())
}
