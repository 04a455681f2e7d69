//! The network, and streams that a name leads to: there are none.

use std::net::TcpListener;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener};

use libtest_mimic::Failed;
use sandbox::{Children, Job, Sandbox};

use crate::Test;
use crate::job::{kept, part};

pub(crate) const TESTS: &[Test] = &[
    ("connects to nobody", connects_to_nobody),
    ("listens to nobody", |sandbox| {
        kept_both(sandbox, &part("listen", &[]))
    }),
    ("opens no UDP socket", |sandbox| {
        kept_both(sandbox, &part("udp", &[]))
    }),
    ("connects to no Unix socket", connects_to_no_unix_socket),
    (
        "connects to no abstract Unix socket",
        connects_to_no_abstract_socket,
    ),
];

/// Neither a program with threads nor a compiler.
fn kept_both(sandbox: &dyn Sandbox, job: &Job) -> Result<(), Failed> {
    kept(sandbox, job)?;
    let mut job = job.clone();
    job.children = Children::Processes;
    kept(sandbox, &job)
}

fn connects_to_nobody(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?.to_string();
    kept_both(sandbox, &part("connect", &[&address]))
}

/// Though it may read and write the folder of the socket.
fn connects_to_no_unix_socket(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    let place = tempfile::tempdir()?;
    let socket = place.path().join("socket");
    let _listener = UnixListener::bind(&socket)?;
    let mut job = part("unix", &[&socket.to_string_lossy()]);
    job.writable.push(place.path().to_owned());
    kept_both(sandbox, &job)
}

fn connects_to_no_abstract_socket(sandbox: &dyn Sandbox) -> Result<(), Failed> {
    // A folder's name is nobody else's.
    let place = tempfile::tempdir()?;
    let name = place.path().to_string_lossy();
    let _listener = UnixListener::bind_addr(&SocketAddr::from_abstract_name(name.as_bytes())?)?;
    kept_both(sandbox, &part("abstract", &[&name]))
}
