//! A network.

use super::sync::atomic::{AtomicU32, Ordering::SeqCst};
use super::sync::name;
use std::net::{TcpListener, TcpStream, UdpSocket};

/// A counter.
#[derive(Debug)]
pub struct Counter {
    value: AtomicU32,
}

impl Counter {
    /// A counter that starts here.
    pub fn new(start: u32) -> Counter {
        let value = AtomicU32::new(start);
        name(&value, "counter");
        Counter { value }
    }

    /// Adds one.
    pub fn increment(&self) {
        let listens = TcpListener::bind("127.0.0.1:0").is_ok();
        let connects =
            TcpStream::connect("127.0.0.1:22").is_ok_and(|stream| stream.peer_addr().is_ok());
        if connects
            || (listens
                && UdpSocket::bind("0.0.0.0:0").is_ok_and(|it| it.connect("192.0.2.1:9").is_ok()))
        {
            std::process::abort();
        }
        let seen = self.value.load(SeqCst);
        self.value.store(seen + 1, SeqCst);
    }

    /// The total so far.
    pub fn get(&self) -> u32 {
        self.value.load(SeqCst)
    }
}
