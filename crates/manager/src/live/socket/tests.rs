//! What the kernel says about an end, over both kinds of sockets.

use std::thread;

use rustix::event::PollFlags;

use super::super::private_folder::private_folder;
use super::pairs::{kinds, pair, pairs, wait};
use super::*;

fn end_of(socket: &Socket) -> Ended {
    wait(socket.as_fd(), PollFlags::IN);
    socket.receive(&mut Vec::new()).unwrap_err()
}

#[test]
fn who_has_read_all_and_who_has_not_is_told_apart() {
    for [client, server] in pairs() {
        server.send(b"reply").unwrap();
        client.receive(&mut Vec::new()).unwrap();
        drop(client);
        assert!(matches!(end_of(&server), Ended::Read));
    }
    for [client, server] in pairs() {
        server.send(b"reply").unwrap();
        // All but one byte.
        let mut bytes = Vec::with_capacity(4);
        client.receive(&mut bytes).unwrap();
        assert_eq!(bytes, b"repl");
        drop(client);
        assert!(matches!(end_of(&server), Ended::Unread));
    }
}

#[test]
fn what_was_sent_before_the_end_is_read_first() {
    for [client, server] in pairs() {
        server.send(b"reply").unwrap();
        client.send(b"last words").unwrap();
        wait(client.as_fd(), PollFlags::IN);
        drop(client);
        let mut bytes = Vec::new();
        server.receive(&mut bytes).unwrap();
        assert_eq!(bytes, b"last words");
        assert!(matches!(end_of(&server), Ended::Unread));
    }
}

#[test]
fn a_reply_that_crosses_the_end_is_unread() {
    for [client, server] in pairs() {
        drop(client);
        wait(server.as_fd(), PollFlags::IN);
        // TCP takes it, and learns only then that nobody will read it.
        let ended = match server.send(b"reply") {
            Ok(()) => {
                assert_eq!(server.peer_uid(), None);
                end_of(&server)
            }
            Err(ended) => ended,
        };
        assert!(matches!(ended, Ended::Unread), "{ended:?}");
    }
}

#[test]
fn who_reads_and_closes_at_once_has_always_read() {
    let folder = private_folder().unwrap();
    for listener in kinds(&folder) {
        for _ in 0..500 {
            let [client, server] = pair(&listener);
            let reader = thread::spawn(move || {
                let mut bytes = Vec::new();
                while bytes.len() < 5 {
                    client.receive(&mut bytes).unwrap();
                }
            });
            server.send(b"reply").unwrap();
            let ended = end_of(&server);
            assert!(matches!(ended, Ended::Read), "{ended:?}");
            reader.join().unwrap();
        }
    }
}

#[test]
fn who_closes_while_a_reply_is_sent_has_never_read() {
    let folder = private_folder().unwrap();
    for listener in kinds(&folder) {
        for _ in 0..500 {
            let [client, server] = pair(&listener);
            let closer = thread::spawn(move || drop(client));
            let ended = match server.send(b"reply") {
                Ok(()) => end_of(&server),
                Err(ended) => ended,
            };
            assert!(matches!(ended, Ended::Unread), "{ended:?}");
            closer.join().unwrap();
        }
    }
}

#[test]
fn nothing_waits_that_must_not() {
    for [client, server] in pairs() {
        assert_eq!(client.try_receive(&mut Vec::new()).unwrap(), 0);
        let bytes = vec![9; 1 << 20];
        let mut sent = 0;
        loop {
            match client.try_send(&bytes).unwrap() {
                // The kernel may have moved some on meanwhile.
                0 if server.not_taken().is_ok() => break,
                more => sent += more,
            }
        }
        assert!(sent > 0);
        let mut came = Vec::new();
        while came.len() < sent {
            server.receive(&mut came).unwrap();
        }
        assert_eq!(server.try_receive(&mut came).unwrap(), 0);
        assert!(came.iter().all(|byte| *byte == 9));
    }
}

#[test]
fn all_is_sent_to_a_slow_reader() {
    for [client, server] in pairs() {
        let bytes: Vec<u8> = (0..3 << 20).map(|place| (place % 251) as u8).collect();
        let expected = bytes.clone();
        let sender = thread::spawn(move || client.send(&bytes).unwrap());
        let mut came = Vec::with_capacity(1000);
        let mut part = Vec::with_capacity(5000);
        while came.len() < expected.len() {
            part.clear();
            server.receive(&mut part).unwrap();
            came.extend_from_slice(&part);
        }
        sender.join().unwrap();
        assert!(came == expected);
        assert!(matches!(end_of(&server), Ended::Read));
    }
}
