//! How a client gets its end of a connection.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use os::Patience;
use rustix::io::Errno;
use rustix::net::addr::SocketAddrArg;
use rustix::net::sockopt::{Timeout, set_socket_timeout};
use rustix::net::{
    AddressFamily, SocketAddrUnix, SocketFlags, SocketType, connect, getpeername, getsockname,
    socket_with,
};

use super::address::{Address, check_path};
use super::socket::Socket;
use super::socket_error::SocketError;

impl Socket {
    /// Connects to the server at this address.
    pub(crate) fn connect(address: &Address, patience: Patience) -> Result<Socket, SocketError> {
        match address {
            Address::Unix(path) => {
                check_path(path)?;
                let path = SocketAddrUnix::new(path.as_path())
                    .map_err(SocketError::os("connect to", address))?;
                Socket::connect_to(address, AddressFamily::UNIX, &path, patience)
            }
            Address::Tcp(to) => {
                let socket = Socket::connect_to(address, family(to), to, patience)?;
                // Where nobody listens, a socket may happen to get that very port for its own
                // end, and be connected to itself.
                if socket.is_connected_to_itself() {
                    return Err(SocketError::NoServer {
                        address: address.clone(),
                        source: Errno::CONNREFUSED.into(),
                    });
                }
                socket
                    .send_at_once()
                    .map_err(SocketError::os("connect to", address))?;
                Ok(socket)
            }
        }
    }

    fn connect_to(
        address: &Address,
        family: AddressFamily,
        to: &impl SocketAddrArg,
        patience: Patience,
    ) -> Result<Socket, SocketError> {
        let refused = SocketError::os("connect to", address);
        let socket = socket_with(family, SocketType::STREAM, SocketFlags::CLOEXEC, None)
            .map_err(&refused)?;
        loop {
            let left = left(patience);
            if left.is_some() {
                set_socket_timeout(&socket, Timeout::Send, left).map_err(&refused)?;
            }
            match connect(&socket, to) {
                // Asked again after a signal, it may be so already.
                Ok(()) | Err(Errno::ISCONN) => break,
                Err(Errno::INTR) => {}
                // The kernel's words for too late.
                Err(Errno::AGAIN | Errno::INPROGRESS | Errno::ALREADY) => {
                    if is_over(patience) {
                        let address = address.clone();
                        return Err(SocketError::TooLate { address });
                    }
                }
                Err(errno @ (Errno::NOENT | Errno::CONNREFUSED)) => {
                    return Err(SocketError::NoServer {
                        address: address.clone(),
                        source: errno.into(),
                    });
                }
                Err(errno) => return Err(refused(errno)),
            }
        }
        set_socket_timeout(&socket, Timeout::Send, None).map_err(&refused)?;
        Ok(Socket(socket))
    }

    fn is_connected_to_itself(&self) -> bool {
        match (getsockname(&self.0), getpeername(&self.0)) {
            (Ok(own), Ok(other)) => Some(own) == other,
            _ => false,
        }
    }
}

pub(super) fn family(address: &SocketAddr) -> AddressFamily {
    match address {
        SocketAddr::V4(_) => AddressFamily::INET,
        SocketAddr::V6(_) => AddressFamily::INET6,
    }
}

/// How long the kernel may wait: nothing for endless patience. No time at all would be
/// endless to it, so it is a little.
fn left(patience: Patience) -> Option<Duration> {
    let left = match patience {
        Patience::None => Duration::ZERO,
        Patience::Until(time) => time.saturating_duration_since(Instant::now()),
        Patience::Endless => return None,
    };
    Some(left.max(Duration::from_micros(1)))
}

fn is_over(patience: Patience) -> bool {
    match patience {
        Patience::None => true,
        Patience::Until(time) => Instant::now() >= time,
        Patience::Endless => false,
    }
}

#[cfg(test)]
mod tests;
