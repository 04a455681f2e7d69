//! Where a server listens.

use std::fmt::{self, Display, Formatter};
use std::net::{AddrParseError, SocketAddr};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The longest path of a Unix socket, in bytes: the room that the kernel has for it.
pub(crate) const LONGEST_PATH: usize = 108;

/// Where a server listens: a file on this machine, or a port.
///
/// As text it is `unix:/path/to/socket` or `tcp:127.0.0.1:5000`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Address {
    /// A Unix socket: only processes on this machine reach it, and its folder says which.
    Unix(PathBuf),
    /// A port. To listen at port 0 is to listen at any port that is free.
    Tcp(SocketAddr),
}

/// This is no address that a server can listen at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    /// The text does not begin like an address.
    #[error("{text:?} is no address: write unix:/path/to/socket or tcp:127.0.0.1:5000")]
    UnknownKind {
        /// What was given.
        text: String,
    },

    /// What follows `tcp:` is no address.
    #[error("{text:?} is no address: write a number and a port, as in tcp:127.0.0.1:5000")]
    Tcp {
        /// What was given.
        text: String,
        /// What is wrong with it.
        source: AddrParseError,
    },

    /// The path of a Unix socket is empty.
    #[error("the path of the Unix socket is empty: write unix:/path/to/socket")]
    NoPath,

    /// There is a zero byte in the path of a Unix socket.
    #[error("there is a zero byte in the path {}", path.display())]
    ZeroByte {
        /// The path.
        path: PathBuf,
    },

    /// The kernel has no room for the path of a Unix socket.
    #[error(
        "the path {} has {} bytes, and one of a Unix socket has at most {LONGEST_PATH}: choose \
         a shorter folder", path.display(), path.as_os_str().len()
    )]
    TooLong {
        /// The path.
        path: PathBuf,
    },
}

/// Whether a Unix socket can have this path.
pub(crate) fn check_path(path: &Path) -> Result<(), AddressError> {
    let bytes = path.as_os_str().as_bytes();
    if bytes.is_empty() {
        return Err(AddressError::NoPath);
    }
    let path = || path.to_owned();
    if bytes.contains(&0) {
        return Err(AddressError::ZeroByte { path: path() });
    }
    if bytes.len() > LONGEST_PATH {
        return Err(AddressError::TooLong { path: path() });
    }
    Ok(())
}

impl Display for Address {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Address::Unix(path) => write!(f, "unix:{}", path.display()),
            Address::Tcp(address) => write!(f, "tcp:{address}"),
        }
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Address, AddressError> {
        if let Some(path) = text.strip_prefix("unix:") {
            check_path(Path::new(path))?;
            return Ok(Address::Unix(path.into()));
        }
        let Some(rest) = text.strip_prefix("tcp:") else {
            return Err(AddressError::UnknownKind { text: text.into() });
        };
        let address = rest.parse().map_err(|source| AddressError::Tcp {
            text: text.into(),
            source,
        })?;
        Ok(Address::Tcp(address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["unix:/run/socket", "tcp:127.0.0.1:0", "tcp:[::1]:5000"] {
            let address: Address = text.parse().unwrap();
            assert_eq!(address.to_string(), text);
            let bytes = postcard::to_stdvec(&address).unwrap();
            assert_eq!(postcard::from_bytes(&bytes), Ok(address));
        }
    }

    #[test]
    fn errors_say_what_to_write() {
        let error = |text: &str| text.parse::<Address>().unwrap_err().to_string();
        assert_eq!(
            error("127.0.0.1:5000"),
            "\"127.0.0.1:5000\" is no address: write unix:/path/to/socket or tcp:127.0.0.1:5000"
        );
        assert_eq!(
            error("tcp:somewhere"),
            "\"tcp:somewhere\" is no address: write a number and a port, as in \
             tcp:127.0.0.1:5000"
        );
        assert_eq!(
            error("unix:"),
            "the path of the Unix socket is empty: write unix:/path/to/socket"
        );
        assert_eq!(error("unix:a\0b"), "there is a zero byte in the path a\0b");
        let long = "x".repeat(LONGEST_PATH + 1);
        assert_eq!(
            error(&format!("unix:{long}")),
            format!(
                "the path {long} has 109 bytes, and one of a Unix socket has at most 108: \
                 choose a shorter folder"
            )
        );
    }
}
