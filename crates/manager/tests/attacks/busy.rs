//! Who keeps a server from resting: it must not run while nobody wants anything of it.

use std::io::Write;
use std::net::Shutdown;
use std::time::Duration;

use libtest_mimic::{Failed, Trial};
use manager::{Makes, ProxyError, Refused};

use super::case::{Outcome, case};
use super::raw::{Peer, frame};
use super::server::Server;
use super::watch::run_time;
use super::way::{Way, request_of};

/// How long a server is watched.
const A_WHILE: Duration = Duration::from_millis(400);
/// How long it may run in that time: it wakes some times, and the kernel counts coarsely.
pub(crate) const LITTLE: Duration = Duration::from_millis(80);

/// How long a server runs while it keeps somebody waiting for a while.
pub(crate) fn runs_in_a_while(server: &Server) -> Result<Duration, Failed> {
    let queue = server.manager.queue::<u8>(0)?;
    let before = run_time(server.pid);
    let empty = ProxyError::Refused(Refused::QueueEmpty);
    assert_eq!(queue.get_for(A_WHILE), Err(empty));
    Ok(run_time(server.pid) - before)
}

/// Clients that behave badly, and the ways that keep their objects.
type Bad = (Vec<Peer>, Vec<Way>);

/// Lets clients behave badly, and looks whether the server rests then.
fn rests(bad: fn(&Server) -> Result<Bad, Failed>) -> Outcome {
    let server = Server::start()?;
    let bad = bad(&server)?;
    let ran = runs_in_a_while(&server)?;
    assert!(ran <= LITTLE, "it ran {ran:?} of {A_WHILE:?}");
    drop(bad);
    Ok(())
}

/// It asks for more than there is room for, says that nothing more will come, and does not
/// read.
fn closes_half_and_does_not_read(server: &Server) -> Result<Bad, Failed> {
    let way = server.way()?;
    let list = way.list((0..4_000).map(|_| vec![1_u8; 256]))?;
    let mut peer = server.open()?;
    peer.send(&request_of(|| list.to_vec()))?;
    peer.0.shutdown(Shutdown::Write)?;
    Ok((vec![peer], vec![way]))
}

/// It waits for a lock, and has more to ask.
fn asks_more_while_it_waits(server: &Server) -> Result<Bad, Failed> {
    let way = server.way()?;
    let lock = way.lock()?;
    lock.acquire()?;
    let mut peer = server.open()?;
    peer.0
        .write_all(&frame(&request_of(|| lock.acquire())).repeat(1_000))?;
    Ok((vec![peer], vec![way]))
}

/// It says that nothing more will come before it has shown the key, or after that.
fn closes_half(server: &Server) -> Result<Bad, Failed> {
    let peers = vec![server.silent()?, server.open()?];
    for peer in &peers {
        peer.0.shutdown(Shutdown::Write)?;
    }
    Ok((peers, Vec::new()))
}

pub(crate) fn trials() -> Vec<Trial> {
    let rests_with = |name: &str, bad: fn(&Server) -> Result<Bad, Failed>| {
        case(format!("it rests beside one that {name}"), move || {
            rests(bad)
        })
    };
    vec![
        rests_with("is silent", |server| Ok((vec![server.silent()?], vec![]))),
        rests_with(
            "closes half and does not read",
            closes_half_and_does_not_read,
        ),
        rests_with("asks more while it waits", asks_more_while_it_waits),
        rests_with("closes half", closes_half),
        case("control: a server that works is seen to work", || {
            let server = Server::start()?;
            let value = server.manager.value(0_u64)?;
            let before = run_time(server.pid);
            // It has no time of its own: on a machine that is busy it takes longer.
            while run_time(server.pid) - before <= LITTLE {
                value.fetch_add(1)?;
            }
            Ok(())
        }),
    ]
}
