//! Connections for the tests, of both kinds.

use std::os::fd::{AsFd, BorrowedFd};

use os::Patience;
use rustix::event::{PollFd, PollFlags, poll};

use super::super::address::Address;
use super::super::listener::Listener;
use super::super::private_folder::{PrivateFolder, private_folder};
use super::Socket;

/// The client's and the server's end of a connection, of each kind.
pub(in super::super) fn pairs() -> Vec<[Socket; 2]> {
    let folder = private_folder().unwrap();
    kinds(&folder).iter().map(pair).collect()
}

/// A listener of each kind.
pub(in super::super) fn kinds(folder: &PrivateFolder) -> [Listener; 2] {
    let unix = Address::Unix(folder.path().join("socket"));
    let tcp = "tcp:127.0.0.1:0".parse().unwrap();
    [unix, tcp].map(|address| Listener::bind(&address).unwrap())
}

/// The client's and the server's end of a connection to this listener.
pub(in super::super) fn pair(listener: &Listener) -> [Socket; 2] {
    let client = Socket::connect(listener.address(), Patience::Endless).unwrap();
    wait(listener.as_fd(), PollFlags::IN);
    [client, listener.accept().unwrap().unwrap().0]
}

/// Waits until this descriptor is ready for this.
pub(in super::super) fn wait(descriptor: BorrowedFd<'_>, what: PollFlags) {
    let mut waits = [PollFd::from_borrowed_fd(descriptor, what)];
    poll(&mut waits, None).unwrap();
}
