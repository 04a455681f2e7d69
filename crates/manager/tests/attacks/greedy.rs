//! A client that asks a thousand things before it reads an answer: all are answered, in
//! order, and each when its turn comes.

use std::io::Write;

use libtest_mimic::Trial;
use manager::{Acquired, Makes};

use super::case::{Outcome, case};
use super::raw::frame;
use super::server::Server;
use super::watch::until_descriptors;
use super::way::{answered, request_of};

const REQUESTS: u64 = 1_000;

fn asks_without_reading() -> Outcome {
    let server = Server::start()?;
    let way = server.way()?;
    let value = way.value(0_u64)?;
    let add = request_of(|| value.fetch_add(1));
    let mut peer = server.open()?;
    // In one piece: the kernel has no room for so many small ones.
    peer.0.write_all(&frame(&add).repeat(REQUESTS as usize))?;
    // Others are served meanwhile.
    assert!(value.get()? <= REQUESTS);
    for expected in 0..REQUESTS {
        let answer = peer.receive()?;
        let number = postcard::to_stdvec(&Ok::<_, ()>(manager::Number::U64(expected)))?;
        assert_eq!(answer, number, "answer {expected}");
    }
    assert_eq!(value.get()?, REQUESTS);
    drop((peer, way, value));
    until_descriptors(server.pid, server.descriptors)
}

/// A thousand requests behind one that waits are not done before that is answered.
fn asks_while_it_waits() -> Outcome {
    let server = Server::start()?;
    let way = server.way()?;
    let (value, lock) = (way.value(0_u64)?, way.lock()?);
    lock.acquire()?;
    let mut peer = server.open()?;
    peer.send(&request_of(|| lock.acquire()))?;
    let add = request_of(|| value.fetch_add(1));
    peer.0.write_all(&frame(&add).repeat(REQUESTS as usize))?;
    for _ in 0..100 {
        assert_eq!(value.get()?, 0);
    }
    assert!(!peer.has_something()?);
    lock.release()?;
    let acquired: Option<Acquired> = answered(&peer.receive()?)?;
    assert_eq!(acquired, Some(Acquired { owner_died: false }));
    for _ in 0..REQUESTS {
        assert_eq!(peer.receive()?.first(), Some(&0));
    }
    assert_eq!(value.get()?, REQUESTS);
    // It ends with the lock: the next one is told.
    drop(peer);
    assert!(lock.acquire()?.owner_died);
    Ok(())
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        case(
            "a thousand requests before the first answer is read",
            asks_without_reading,
        ),
        case(
            "a thousand requests behind one that waits",
            asks_while_it_waits,
        ),
    ]
}
