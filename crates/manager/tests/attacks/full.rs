//! A server that can take no more connections: it goes on serving those it has, rests, and
//! takes the next one when there is room.

use std::net::Shutdown;
use std::path::Path;

use libtest_mimic::Trial;
use manager::Makes;
use manager::live::Limits;
use rustix::process::{Pid, Resource, getrlimit, prlimit};

use super::busy::{LITTLE, runs_in_a_while};
use super::case::{Outcome, case};
use super::raw::Peer;
use super::server::Server;
use super::watch::{descriptors, until};

/// So many connections at most.
const MOST: usize = 8;

/// Fills a server up, looks how it does, and lets one of those go who are in.
fn next_waits(server: &Server, room: usize) -> Outcome {
    let value = server.manager.value(0_u64)?;
    let mut inside = (0..room)
        .map(|_| server.open())
        .collect::<Result<Vec<_>, _>>()?;
    let mut waiting = (0..3)
        .map(|_| server.silent())
        .collect::<Result<Vec<Peer>, _>>()?;
    for _ in 0..100 {
        value.fetch_add(1)?;
    }
    let ran = runs_in_a_while(server)?;
    assert!(ran <= LITTLE, "it ran {ran:?}");
    for peer in &waiting {
        assert!(!peer.has_something()?, "it is let in");
    }
    assert_eq!(value.get()?, 100);
    while let (Some(gone), false) = (inside.pop(), waiting.is_empty()) {
        drop(gone);
        let mut next = waiting.remove(0);
        assert_eq!(next.receive()?.len(), 40);
        next.0.shutdown(Shutdown::Both)?;
    }
    until("all are gone", || {
        drop(std::mem::take(&mut inside));
        descriptors(server.pid) == server.descriptors
    })?;
    assert_eq!(value.fetch_add(1)?, 100);
    Ok(())
}

fn no_more_connections() -> Outcome {
    let server = Server::with(Limits {
        connections: MOST,
        ..Limits::default()
    })?;
    // The manager has one of them.
    next_waits(&server, MOST - 1)
}

fn no_more_descriptors() -> Outcome {
    let server = Server::start()?;
    let room = 4;
    let pid = Pid::from_raw(server.pid as i32);
    // The server has the same as this process, from which it was forked.
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = Some(free_below(server.pid, room));
    prlimit(pid, Resource::Nofile, limit)?;
    next_waits(&server, room)
}

/// The number below which a process has so many numbers free for descriptors.
fn free_below(pid: u32, room: usize) -> u64 {
    let is_free = |number: &u64| !Path::new(&format!("/proc/{pid}/fd/{number}")).exists();
    let free = (0..).filter(is_free).nth(room);
    free.expect("there is no end")
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        case("the ninth of eight connections waits", no_more_connections),
        case(
            "without descriptors the next one waits",
            no_more_descriptors,
        ),
    ]
}
