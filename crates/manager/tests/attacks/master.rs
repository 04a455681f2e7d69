//! The server itself is killed: everybody in a call is told so, soon.

use std::time::{Duration, Instant};

use handles::StartMethod;
use handles::live::Context;
use libtest_mimic::Trial;
use manager::live::{Client, ListProxy, LockProxy, ValueProxy};
use manager::proxies::{BarrierProxy, ConditionProxy, QueueProxy};
use manager::{Makes, ProxyError};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;
use serde::{Deserialize, Serialize};

use super::case::{Outcome, case};
use super::server::Server;

/// How many clients are in calls.
const CLIENTS: u32 = 20;
/// How many servers are killed.
const ROUNDS: u64 = 8;
/// Long enough for a machine that has much else to do, and short for who would wait.
const SOON: Duration = Duration::from_secs(5);

#[derive(Clone, Serialize, Deserialize)]
struct Shared {
    value: ValueProxy<u64>,
    list: ListProxy<u64>,
    lock: LockProxy,
    queue: QueueProxy<u32, Client>,
    barrier: BarrierProxy<Client>,
    condition: ConditionProxy<Client>,
}

/// Calls until a call fails. Its exit says whether it was told that the server is gone.
fn calls((who, shared): (u32, Shared)) -> Result<(), String> {
    let call = || match who % 6 {
        // These wait, and nobody will answer them.
        0 => shared.queue.get().map(drop),
        1 => shared.barrier.wait().map(drop),
        2 => shared.lock.acquire().map(drop),
        3 => {
            let _guard = shared.condition.hold()?;
            shared.condition.wait().map(drop)
        }
        // And these are answered again and again.
        4 => shared.value.fetch_add(1).map(drop),
        _ => shared.list.to_vec().map(drop),
    };
    loop {
        match call() {
            Ok(()) => {}
            Err(ProxyError::Gone { .. }) => return Ok(()),
            Err(other) => return Err(other.to_string()),
        }
    }
}

fn is_killed(seed: u64) -> Outcome {
    let server = Server::start()?;
    let manager = &server.manager;
    let shared = Shared {
        value: manager.value(0)?,
        list: manager.list(0..20_000)?,
        lock: manager.lock()?,
        queue: manager.queue(0)?,
        barrier: manager.barrier(CLIENTS)?,
        condition: manager.condition()?,
    };
    let context = Context::new(StartMethod::Fork);
    let mut clients = Vec::new();
    for who in 0..CLIENTS {
        let mut client = context.process(calls, (who, shared.clone()));
        client.start()?;
        clients.push(client);
    }
    let calls: u64 = Pcg64::seed_from_u64(seed).gen_range(0..500);
    let begin = Instant::now();
    while shared.value.get()? < calls && begin.elapsed() < SOON {}
    for client in &mut clients {
        assert!(
            client.is_alive()?,
            "the control: as long as it serves, nobody is told"
        );
    }
    kill(Pid::from_raw(server.pid as i32), Signal::SIGKILL)?;
    let killed = Instant::now();
    for client in &mut clients {
        let exit = client.join_for(SOON.saturating_sub(killed.elapsed()))?;
        let exit = exit.ok_or("it waits for a server that is gone")?;
        assert!(exit.success(), "{exit}");
    }
    let gone = |error| matches!(error, Some(ProxyError::Gone { .. }));
    assert!(gone(shared.value.get().err()));
    assert!(gone(manager.lock().err()));
    Ok(())
}

pub(crate) fn trials() -> Vec<Trial> {
    let name = format!("{CLIENTS} clients are told that their server was killed");
    vec![case(name, || (0..ROUNDS).try_for_each(is_killed))]
}
