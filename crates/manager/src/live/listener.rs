//! Where connections arrive.

use std::fmt::{self, Display, Formatter};
use std::fs::{self, Metadata};
use std::net::SocketAddr;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf, absolute};

use rustix::fs::{Mode, fchmod};
use rustix::io::Errno;
use rustix::net::addr::SocketAddrArg;
use rustix::net::sockopt::set_socket_reuseaddr;
use rustix::net::{
    AddressFamily, SocketAddrUnix, SocketFlags, SocketType, acceptfrom_with, bind, getsockname,
    listen, socket_with,
};

use super::address::{Address, check_path};
use super::connect::family;
use super::socket::Socket;
use super::socket_error::SocketError;

/// A place where connections arrive. A Unix socket's file goes with it.
#[derive(Debug)]
pub(crate) struct Listener {
    socket: OwnedFd,
    address: Address,
    /// Removed along with this.
    #[allow(dead_code, reason = "it is here to be dropped along with this")]
    file: Option<SocketFile>,
}

/// Who has connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    /// A process of this user, on this machine.
    User(u32),
    /// Somebody at this port.
    Port(SocketAddr),
}

impl Listener {
    /// Listens at this address. Only the user that this process runs as can connect to a
    /// Unix socket. A file that exists is never replaced.
    pub(crate) fn bind(address: &Address) -> Result<Listener, SocketError> {
        match address {
            Address::Unix(path) => Listener::bind_unix(address, path),
            Address::Tcp(at) => Listener::bind_tcp(address, at),
        }
    }

    fn bind_unix(address: &Address, path: &Path) -> Result<Listener, SocketError> {
        let refused = SocketError::os("listen at", address);
        check_path(path)?;
        // It is told to others, whose folders may be others.
        let path = absolute(path).map_err(|source| SocketError::Os {
            what: "listen at",
            address: address.clone(),
            source,
        })?;
        check_path(&path)?;
        let socket = new_socket(AddressFamily::UNIX).map_err(&refused)?;
        // Before there is a file: it has these rights from the beginning.
        fchmod(&socket, Mode::RUSR | Mode::WUSR).map_err(&refused)?;
        let at = SocketAddrUnix::new(path.as_path()).map_err(&refused)?;
        bind_to(&socket, &at, address)?;
        let listener = Listener {
            socket,
            file: SocketFile::new(&path),
            address: Address::Unix(path),
        };
        listen(&listener.socket, i32::MAX).map_err(&refused)?;
        Ok(listener)
    }

    fn bind_tcp(address: &Address, at: &SocketAddr) -> Result<Listener, SocketError> {
        let refused = SocketError::os("listen at", address);
        let socket = new_socket(family(at)).map_err(&refused)?;
        // A port whose last server has just ended can be used again.
        set_socket_reuseaddr(&socket, true).map_err(&refused)?;
        bind_to(&socket, at, address)?;
        listen(&socket, i32::MAX).map_err(&refused)?;
        let bound = getsockname(&socket).and_then(SocketAddr::try_from);
        Ok(Listener {
            socket,
            address: Address::Tcp(bound.map_err(&refused)?),
            file: None,
        })
    }

    /// The address that others connect to: with the port that the kernel chose.
    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    /// The next connection, if there is one. Does not wait.
    ///
    /// After an error the connection may still be there: at once the same would come again.
    pub(crate) fn accept(&self) -> Result<Option<(Socket, Peer)>, SocketError> {
        let refused = SocketError::os("take a connection at", &self.address);
        let (socket, from) = loop {
            match acceptfrom_with(&self.socket, SocketFlags::CLOEXEC) {
                Ok((socket, from)) => break (Socket(socket), from),
                Err(Errno::AGAIN) => return Ok(None),
                // Whoever it was has gone.
                Err(Errno::INTR | Errno::CONNABORTED) => {}
                Err(errno) => return Err(refused(errno)),
            }
        };
        let peer = match (socket.peer_uid(), from) {
            (Some(user), _) => Peer::User(user),
            (None, Some(from)) => {
                socket.send_at_once().map_err(&refused)?;
                Peer::Port(from.try_into().map_err(&refused)?)
            }
            (None, None) => return Err(refused(Errno::AFNOSUPPORT)),
        };
        Ok(Some((socket, peer)))
    }
}

impl AsFd for Listener {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

impl Display for Peer {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Peer::User(user) => write!(f, "a process of user {user}"),
            Peer::Port(port) => write!(f, "{port}"),
        }
    }
}

fn new_socket(family: AddressFamily) -> Result<OwnedFd, Errno> {
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    socket_with(family, SocketType::STREAM, flags, None)
}

fn bind_to(
    socket: &OwnedFd,
    at: &impl SocketAddrArg,
    address: &Address,
) -> Result<(), SocketError> {
    bind(socket, at).map_err(|errno| match errno {
        Errno::ADDRINUSE => SocketError::InUse {
            address: address.clone(),
        },
        other => SocketError::os("listen at", address)(other),
    })
}

/// The file of a Unix socket, which is removed along with this: by the process that made it,
/// and if it is still there.
#[derive(Debug)]
struct SocketFile {
    path: PathBuf,
    identity: (u64, u64),
    made_by: u32,
}

impl SocketFile {
    fn new(path: &Path) -> Option<SocketFile> {
        Some(SocketFile {
            path: path.to_owned(),
            identity: identity(path)?,
            made_by: std::process::id(),
        })
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        let is_ours = identity(&self.path) == Some(self.identity);
        if is_ours && self.made_by == std::process::id() {
            // Nobody is left whom it would help to know.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Which file is at this path.
fn identity(path: &Path) -> Option<(u64, u64)> {
    let of = |file: Metadata| (file.dev(), file.ino());
    fs::symlink_metadata(path).ok().map(of)
}

#[cfg(test)]
mod tests;
