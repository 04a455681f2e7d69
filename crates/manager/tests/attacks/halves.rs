//! Connections that are half closed, answers that nobody reads, and objects in objects.

use std::io::Read;
use std::net::Shutdown;

use libtest_mimic::Trial;
use manager::{Makes, ProxyError, Refused, Request};

use super::case::{Outcome, case};
use super::server::Server;
use super::watch::{until, until_descriptors};
use super::way::{bytes, request_of};

/// Who closes its half after a request is still answered.
fn a_request_and_the_end() -> Outcome {
    let server = Server::start()?;
    let way = server.way()?;
    let value = way.value(7_u64)?;
    let mut peer = server.open()?;
    peer.send(&request_of(|| value.fetch_add(1)))?;
    peer.0.shutdown(Shutdown::Write)?;
    assert_eq!(peer.receive()?.first(), Some(&0));
    assert!(peer.rest()?.is_empty());
    assert_eq!(value.get()?, 8);
    Ok(())
}

/// Who closes its half while it waits, waits no longer: what comes is not given to it.
fn waits_and_the_end() -> Outcome {
    let server = Server::start()?;
    let way = server.way()?;
    let (queue, lock) = (way.queue::<u8>(0)?, way.lock()?);
    lock.acquire()?;
    for request in [request_of(|| queue.get()), request_of(|| lock.acquire())] {
        let mut peer = server.open()?;
        peer.send(&request)?;
        peer.0.shutdown(Shutdown::Write)?;
        assert!(peer.rest()?.is_empty());
    }
    queue.put(&1)?;
    assert_eq!(queue.try_get()?, 1);
    lock.release()?;
    assert!(!lock.acquire()?.owner_died);
    Ok(())
}

/// What was given to somebody who never reads it comes back, once: an item, and a lock.
fn never_read() -> Outcome {
    let server = Server::start()?;
    let way = server.way()?;
    let (queue, lock, list) = (way.queue::<u8>(0)?, way.lock()?, way.list([1_u8, 2])?);
    for round in 0..50 {
        queue.put(&round)?;
        for request in [
            request_of(|| queue.get()),
            request_of(|| lock.acquire()),
            request_of(|| list.pop()),
        ] {
            let mut peer = server.open()?;
            peer.send(&request)?;
            until("it is answered", || {
                peer.has_something().is_ok_and(|has| has)
            })?;
            drop(peer);
        }
        until("the item is back", || {
            queue.len().is_ok_and(|length| length == 1)
        })?;
        until("the lock is free", || {
            lock.is_held().is_ok_and(|is_held| !is_held)
        })?;
        until("the element is back", || {
            list.len().is_ok_and(|length| length == 2)
        })?;
        assert_eq!(queue.get()?, round);
        assert_eq!(list.to_vec()?, [1, 2]);
        assert!(!lock.acquire()?.owner_died, "it did nothing under it");
        lock.release()?;
    }
    // The control: who has read it keeps it.
    queue.put(&1)?;
    let mut peer = server.open()?;
    peer.send(&request_of(|| queue.get()))?;
    peer.receive()?;
    drop(peer);
    until_descriptors(server.pid, server.descriptors + 1)?;
    let empty = ProxyError::Refused(Refused::QueueEmpty);
    assert_eq!(queue.try_get(), Err(empty));
    Ok(())
}

/// An answer that is longer than a message may be is refused, and what it gave away is back.
fn too_long_an_answer() -> Outcome {
    let server = Server::with(manager::live::Limits {
        message: 4_096,
        ..Default::default()
    })?;
    let way = server.way()?;
    let list = way.list([])?;
    for _ in 0..10 {
        list.append(&vec![1_u8; 1_000])?;
    }
    let too_long = ProxyError::Refused(Refused::AnswerTooLong);
    assert_eq!(list.to_vec(), Err(too_long));
    assert_eq!(list.len()?, 10);
    // What is too long to be sent is not taken in.
    let mut peer = server.open()?;
    peer.send(&request_of(|| list.append(&vec![1_u8; 5_000])))?;
    assert_eq!(peer.0.read(&mut [0; 8])?, 0);
    assert_eq!(list.len()?, 10);
    Ok(())
}

/// A server that grants nothing grants what it takes to be refused.
fn no_message_at_all() -> Outcome {
    let server = Server::with(manager::live::Limits {
        message: 0,
        ..Default::default()
    })?;
    let value = server.manager.value(1_u64)?;
    assert_eq!(value.fetch_add(1)?, 1);
    let list = server.manager.list([])?;
    (0..30).try_for_each(|_| list.append(&[7_u64, 7, 7]))?;
    let too_long = ProxyError::Refused(Refused::AnswerTooLong);
    assert_eq!(list.to_vec(), Err(too_long));
    Ok(())
}

/// One short request cannot take all memory.
fn repeated() -> Outcome {
    let server = Server::start()?;
    let (list, empty) = (
        server.manager.list([1_u8, 2])?,
        server.manager.list::<u8>([])?,
    );
    let too_long = ProxyError::Refused(Refused::ListTooLong);
    assert_eq!(list.repeat(u32::MAX), Err(too_long));
    assert_eq!(list.to_vec()?, [1, 2]);
    list.repeat(3)?;
    assert_eq!(list.to_vec()?, [1, 2, 1, 2, 1, 2]);
    empty.repeat(u32::MAX)?;
    assert_eq!(empty.len()?, 0);
    Ok(())
}

/// A list in a list in a list: they all go with the outermost, and the server stays.
fn deep() -> Outcome {
    const DEPTH: usize = 30_000;
    let server = Server::start()?;
    let way = server.way()?;
    let mut peer = server.open()?;
    let mut last = None;
    let mut ids = Vec::new();
    for _ in 0..DEPTH {
        let references = last.iter().copied().collect::<Vec<manager::ObjectId>>();
        let items = [(serde_bytes::ByteBuf::new(), references)];
        let make = bytes(
            &Request::Make {
                thread: 1,
                kind: "list",
            },
            &items.to_vec(),
        );
        let object: manager::ObjectId = super::way::answered(&peer.ask(&make)?)?;
        // Its own reference is not needed any more: the next list keeps it.
        ids.extend(last.replace(object));
        if ids.len() == 1_000 {
            for object in ids.drain(..) {
                peer.send(&bytes(&Request::Release(object), &()))?;
            }
        }
    }
    for object in ids.into_iter().chain(last) {
        peer.send(&bytes(&Request::Release(object), &()))?;
    }
    let value = way.value(1_u64)?;
    assert_eq!(peer.ask(&request_of(|| value.get()))?.first(), Some(&0));
    assert_eq!(value.get()?, 1);
    Ok(())
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        case(
            "a request and half an end is answered",
            a_request_and_the_end,
        ),
        case(
            "who closes half while it waits, waits no longer",
            waits_and_the_end,
        ),
        case("what is never read comes back", never_read),
        case("an answer that is too long is refused", too_long_an_answer),
        case(
            "a limit that is too small is not too small",
            no_message_at_all,
        ),
        case("a list is not repeated without end", repeated),
        case("a list in a list, thirty thousand deep, goes", deep),
    ]
}
