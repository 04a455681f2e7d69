//! A connection that does not come about.

use super::super::private_folder::private_folder;
use super::super::socket::pairs::{kinds, pair};
use super::*;

#[test]
fn patience_ends_where_nobody_accepts() {
    let folder = private_folder().unwrap();
    for listener in kinds(&folder) {
        // Its queue is as short as can be, and then it is full.
        rustix::net::listen(&listener, 0).unwrap();
        let mut waiting = Vec::new();
        let refused = loop {
            let patience = Patience::after(Duration::from_millis(20));
            match Socket::connect(listener.address(), patience) {
                Ok(socket) => waiting.push(socket),
                Err(refused) => break refused,
            }
        };
        assert!(
            matches!(refused, SocketError::TooLate { .. }),
            "{refused:?}"
        );
        assert!(!waiting.is_empty(), "the control: there was room at first");
    }
}

#[test]
fn a_socket_that_is_connected_to_itself_is_noticed() {
    let folder = private_folder().unwrap();
    for listener in kinds(&folder) {
        let [client, server] = pair(&listener);
        assert!(!client.is_connected_to_itself());
        assert!(!server.is_connected_to_itself());
    }

    let (family, kind) = (AddressFamily::INET, SocketType::STREAM);
    let socket = socket_with(family, kind, SocketFlags::CLOEXEC, None).unwrap();
    let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
    rustix::net::bind(&socket, &any).unwrap();
    let own = getsockname(&socket).and_then(SocketAddr::try_from).unwrap();
    connect(&socket, &own).unwrap();
    assert!(Socket(socket).is_connected_to_itself());
}
