//! Who can connect, what is refused, and what is left.

use std::fs;
use std::io::ErrorKind;

use os::Patience;
use rustix::event::PollFlags;
use rustix::process::geteuid;

use super::super::address::{AddressError, LONGEST_PATH};
use super::super::private_folder::{PrivateFolder, private_folder};
use super::super::socket::pairs::wait;
use super::*;

fn unix(name: &str) -> (PrivateFolder, Address) {
    let folder = private_folder().unwrap();
    let path = folder.path().join(name);
    (folder, Address::Unix(path))
}

fn tcp() -> Address {
    "tcp:127.0.0.1:0".parse().unwrap()
}

fn path(address: &Address) -> &Path {
    match address {
        Address::Unix(path) => path,
        Address::Tcp(_) => panic!("{address} has no path"),
    }
}

fn connect(address: &Address) -> Result<Socket, SocketError> {
    Socket::connect(address, Patience::Endless)
}

#[test]
fn both_kinds_take_connections() {
    let (_folder, address) = unix("socket");
    for address in [address, tcp()] {
        let listener = Listener::bind(&address).unwrap();
        assert!(listener.accept().unwrap().is_none());
        let client = connect(listener.address()).unwrap();
        wait(listener.as_fd(), PollFlags::IN);
        let (server, peer) = listener.accept().unwrap().unwrap();
        assert!(listener.accept().unwrap().is_none());

        let ours = geteuid().as_raw();
        match peer {
            Peer::User(user) => {
                assert_eq!(address, *listener.address());
                assert_eq!([client.peer_uid(), server.peer_uid()], [Some(ours); 2]);
                assert_eq!(user, ours);
            }
            Peer::Port(port) => {
                assert_eq!([client.peer_uid(), server.peer_uid()], [None; 2]);
                let own = getsockname(&client).and_then(SocketAddr::try_from);
                assert_eq!(own, Ok(port));
                for socket in [&client, &server] {
                    assert_eq!(rustix::net::sockopt::tcp_nodelay(socket), Ok(true));
                }
            }
        }

        client.send(b"there").unwrap();
        let mut bytes = Vec::new();
        server.receive(&mut bytes).unwrap();
        server.send(b"and back").unwrap();
        client.receive(&mut bytes).unwrap();
        assert_eq!(bytes, b"thereand back");
    }
}

#[test]
fn the_descriptors_are_not_passed_on() {
    let (_folder, address) = unix("socket");
    for address in [address, tcp()] {
        let listener = Listener::bind(&address).unwrap();
        let client = connect(listener.address()).unwrap();
        let server = listener.accept().unwrap().unwrap().0;
        for descriptor in [listener.as_fd(), client.as_fd(), server.as_fd()] {
            let flags = rustix::io::fcntl_getfd(descriptor).unwrap();
            assert!(flags.contains(rustix::io::FdFlags::CLOEXEC));
        }
    }
}

#[test]
fn a_socket_is_its_owners_only() {
    let folder = private_folder().unwrap();
    let address = Address::Unix(folder.path().join("socket"));
    let listener = Listener::bind(&address).unwrap();
    let mode = fs::metadata(path(listener.address())).unwrap().mode();
    assert_eq!(mode & 0o777, 0o600);
    // The control: others are given more.
    let plain = folder.path().join("plain");
    let _listener = std::os::unix::net::UnixListener::bind(&plain).unwrap();
    assert_ne!(fs::metadata(plain).unwrap().mode() & 0o777, 0o600);
}

#[test]
fn nothing_is_replaced() {
    let (_folder, address) = unix("socket");
    fs::write(path(&address), "mine").unwrap();
    let refused = Listener::bind(&address).unwrap_err();
    assert!(matches!(refused, SocketError::InUse { .. }), "{refused:?}");
    assert_eq!(fs::read(path(&address)).unwrap(), b"mine");

    let listener = Listener::bind(&tcp()).unwrap();
    let refused = Listener::bind(listener.address()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        format!(
            "{} is in use: choose another address, or remove what is there",
            listener.address()
        )
    );
}

#[test]
fn the_file_goes_with_its_listener() {
    let (_folder, address) = unix("socket");
    drop(Listener::bind(&address).unwrap());
    assert!(!path(&address).exists());

    // Not in a child that was forked: it has another number.
    let mut listener = Listener::bind(&address).unwrap();
    listener.file.as_mut().unwrap().made_by += 1;
    drop(listener);
    assert!(path(&address).exists());
    fs::remove_file(path(&address)).unwrap();

    // Not if it is somebody else's by now.
    let listener = Listener::bind(&address).unwrap();
    fs::rename(path(&address), path(&address).with_extension("old")).unwrap();
    fs::write(path(&address), "another's").unwrap();
    drop(listener);
    assert!(path(&address).exists());
}

#[test]
fn where_nobody_listens_there_is_no_server() {
    let (_folder, missing) = unix("missing");
    let (_folder, left) = unix("left");
    drop(std::os::unix::net::UnixListener::bind(path(&left)).unwrap());
    // A port that is ours, and nobody listens at it.
    let socket = new_socket(AddressFamily::INET).unwrap();
    let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
    bind(&socket, &any).unwrap();
    let silent = getsockname(&socket).and_then(SocketAddr::try_from).unwrap();
    for (address, kind) in [
        (missing, ErrorKind::NotFound),
        (left, ErrorKind::ConnectionRefused),
        (Address::Tcp(silent), ErrorKind::ConnectionRefused),
    ] {
        match connect(&address) {
            Err(SocketError::NoServer { source, .. }) => assert_eq!(source.kind(), kind),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn the_longest_path_is_the_kernels() {
    let (folder, _) = unix("");
    let of_length = |length: usize| {
        let name = "x".repeat(length - folder.path().as_os_str().len() - 1);
        Address::Unix(folder.path().join(name))
    };
    let listener = Listener::bind(&of_length(LONGEST_PATH)).unwrap();
    connect(listener.address()).unwrap();
    listener.accept().unwrap().unwrap();
    drop(listener);
    assert!(!path(&of_length(LONGEST_PATH)).exists());

    let long = of_length(LONGEST_PATH + 1);
    for refused in [Listener::bind(&long).err(), connect(&long).err()] {
        let refused = refused.unwrap();
        let is_too_long = matches!(refused, SocketError::Address(AddressError::TooLong { .. }));
        assert!(is_too_long, "{refused:?}");
    }
    // Ours is the kernel's limit: it has no room for more itself.
    assert!(SocketAddrUnix::new(path(&long)).is_err());
}
