//! Who holds something and dies: the next one is told, and nobody waits for the dead.

use handles::StartMethod;
use handles::live::{Context, Process};
use libtest_mimic::{Failed, Trial};
use manager::live::{LockProxy, RLockProxy, ValueProxy};
use manager::proxies::ConditionProxy;
use manager::{Makes, ProxyError, Refused};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rustix::process::{Resource, getrlimit, setrlimit};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::case::{Outcome, case, wait_for_ever};
use super::raw::Peer;
use super::server::Server;
use super::watch::{until, until_descriptors};
use super::way::request_of;

/// A lock of any kind.
trait Lock: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    fn acquire(&self) -> Result<bool, ProxyError>;
    fn release(&self) -> Result<(), ProxyError>;
}

macro_rules! lock {
    ($($lock:ty),+) => {$(
        impl Lock for $lock {
            fn acquire(&self) -> Result<bool, ProxyError> {
                Ok(<$lock>::acquire(self)?.owner_died)
            }

            fn release(&self) -> Result<(), ProxyError> {
                <$lock>::release(self)
            }
        }
    )+};
}

lock!(LockProxy, RLockProxy, ConditionProxy<manager::live::Client>);

fn holds<L: Lock>((lock, holders): (L, ValueProxy<u32>)) -> Result<(), ProxyError> {
    lock.acquire()?;
    // It has read that it holds the lock, or else it would have done nothing under it.
    holders.fetch_add(1)?;
    wait_for_ever()
}

/// Its exit says whether it was told of a death.
fn inherits<L: Lock>(lock: L) -> Result<(), String> {
    let died = lock.acquire().map_err(|error| error.to_string())?;
    lock.release().map_err(|error| error.to_string())?;
    died.then_some(()).ok_or("nobody died".into())
}

fn next_is_told<L: Lock>(make: impl Fn(&Server) -> Result<L, ProxyError>) -> Outcome {
    let server = Server::start()?;
    let context = Context::new(StartMethod::Fork);
    let (lock, holders) = (make(&server)?, server.manager.value(0)?);
    let holder = || -> Result<Process, Failed> {
        let before = holders.get()?;
        let mut holder = context.process(holds, (lock.clone(), holders.clone()));
        holder.start()?;
        until("the lock is held", || {
            holders.get().is_ok_and(|now| now > before)
        })?;
        Ok(holder)
    };
    let mut dead = holder()?;
    dead.kill()?;
    dead.join()?;
    assert!(lock.acquire()?, "nobody waited: the next who comes is told");
    lock.release()?;
    assert!(!lock.acquire()?, "and nobody later");
    lock.release()?;

    let mut dead = holder()?;
    let mut heir = context.process(inherits, lock.clone());
    heir.start()?;
    dead.kill()?;
    dead.join()?;
    let exit = heir.join()?;
    assert!(exit.success(), "{exit}");
    assert!(!lock.acquire()?, "one is told, and no other");
    lock.release()?;
    until_descriptors(server.pid, server.descriptors)
}

/// A lock goes from dead to dead, until it comes to somebody who lives: and the server needs
/// no more room for many than for few.
fn chain() -> Outcome {
    const DEAD: usize = 4_000;
    more_descriptors()?;
    let server = Server::start()?;
    let way = server.way()?;
    let lock = way.lock()?;
    let acquire = request_of(|| lock.acquire());
    let is_held = request_of(|| lock.is_held());
    let body = || {
        let open = || server.open().expect("it is let in");
        let mut dead: Vec<Peer> = (0..DEAD).map(|_| open()).collect();
        for peer in &mut dead {
            peer.send(&acquire).expect("it is sent");
        }
        // Who has read that it holds the lock has died with it.
        dead[0].receive().expect("it is answered");
        open().ask(&is_held).expect("it is answered");
        // The server is stopped while they die: so it finds all of them dead at once.
        signal(server.pid, Signal::SIGSTOP).expect("it is there");
        0
    };
    os::fork_child(body)?.wait()?;
    signal(server.pid, Signal::SIGCONT)?;
    assert!(lock.acquire()?.owner_died);
    until_descriptors(server.pid, server.descriptors + 1)
}

fn signal(pid: u32, signal: Signal) -> nix::Result<()> {
    kill(Pid::from_raw(pid as i32), signal)
}

/// Lets this process, and those that it starts, have as many descriptors as may be.
fn more_descriptors() -> Outcome {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    Ok(setrlimit(Resource::Nofile, limit)?)
}

/// What waits under a condition or at a barrier and dies is not counted any more.
fn waiters_die() -> Outcome {
    let server = Server::start()?;
    let context = Context::new(StartMethod::Fork);
    let barrier = server.manager.barrier(2)?;
    let mut dead = context.process(
        |barrier: manager::proxies::BarrierProxy<_>| barrier.wait().map(drop),
        barrier.clone(),
    );
    dead.start()?;
    until("it waits", || {
        barrier.n_waiting().is_ok_and(|waiting| waiting == 1)
    })?;
    dead.kill()?;
    dead.join()?;
    until("the barrier breaks", || {
        barrier.is_broken().is_ok_and(|broken| broken)
    })?;
    let broken = ProxyError::Refused(Refused::BrokenBarrier);
    assert_eq!(barrier.wait(), Err(broken));
    barrier.reset()?;
    let mut alive = context.process(
        |barrier: manager::proxies::BarrierProxy<_>| barrier.wait().map(drop),
        barrier.clone(),
    );
    alive.start()?;
    barrier.wait()?;
    assert!(alive.join()?.success());
    until_descriptors(server.pid, server.descriptors)
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        case("the next owner of a lock is told of a death", || {
            next_is_told(|server| server.manager.lock())
        }),
        case(
            "the next owner of a recursive lock is told of a death",
            || next_is_told(|server| server.manager.rlock()),
        ),
        case("the next owner of a condition is told of a death", || {
            next_is_told(|server| server.manager.condition())
        }),
        case("a lock goes through four thousand dead", chain),
        case("who dies at a barrier breaks it", waiters_die),
    ]
}
