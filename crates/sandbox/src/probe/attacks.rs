//! The attacks, as the job that makes them. Each is what a stranger's program would do,
//! aimed at something of ours that takes no harm.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr as UnixAddress, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::process::{Pid, Resource, Rlimit, getppid, getrlimit, setrlimit, test_kill_process};
use serde::{Deserialize, Serialize};

use crate::Error;

/// What the attacks aim at.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Targets {
    /// A file that the job was given.
    pub(super) given: PathBuf,
    /// A file that it was given, and that not even its owner may read.
    pub(super) locked: PathBuf,
    /// A file that it was not given, and that others may read and write.
    pub(super) secret: PathBuf,
    /// The home of who asks.
    pub(super) home: Option<PathBuf>,
    /// Where somebody listens.
    pub(super) address: SocketAddr,
    /// The name of an abstract Unix socket on which somebody listens.
    pub(super) name: String,
    /// The process that asks.
    pub(super) asks: i32,
    /// How much memory it may have, in bytes.
    pub(super) memory: u64,
    /// How much processor time, in seconds.
    pub(super) cpu: u64,
    /// How long a file may be, in bytes.
    pub(super) file: u64,
}

/// What came of the attacks.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Outcome {
    /// Whether it could read what it was given: without that, nothing has been shown.
    pub(super) can_work: bool,
    /// What it could do, and may not.
    pub(super) succeeded: Vec<String>,
    /// How many attacks there were.
    pub(super) attacks: usize,
}

/// An attack: what it does, and whether that was possible.
type Attack = (&'static str, fn(&Targets) -> bool);

/// All but the flood of output, which comes after them.
pub(super) const ATTACKS: &[Attack] = &[
    ("read a file outside", |all| File::open(&all.secret).is_ok()),
    ("list your home", |all| {
        all.home
            .as_ref()
            .is_some_and(|home| fs::read_dir(home).is_ok())
    }),
    ("write to a file outside", |all| {
        File::options().append(true).open(&all.secret).is_ok()
    }),
    ("make a file outside", |all| {
        File::create(all.secret.with_extension("new")).is_ok()
    }),
    ("remove a file outside", |all| {
        fs::remove_file(&all.secret).is_ok()
    }),
    ("write to a file that it may read", |all| {
        File::options().append(true).open(&all.given).is_ok()
    }),
    ("read what only root may", |all| {
        File::open(&all.locked).is_ok()
    }),
    ("connect over the network", |all| {
        TcpStream::connect(all.address).is_ok()
    }),
    ("listen on the network", |_| {
        TcpListener::bind(("127.0.0.1", 0)).is_ok()
    }),
    ("open a UDP socket", |_| {
        UdpSocket::bind(("127.0.0.1", 0)).is_ok()
    }),
    ("connect to a Unix socket", |all| {
        let address = UnixAddress::from_abstract_name(&all.name);
        address.is_ok_and(|address| UnixStream::connect_addr(&address).is_ok())
    }),
    ("open a Unix socket", |_| UnixStream::pair().is_ok()),
    ("start a process", |_| starts_a_process()),
    ("signal the process that started it", |_| {
        getppid().is_some_and(|parent| test_kill_process(parent).is_ok())
    }),
    ("signal the grader", |all| {
        Pid::from_raw(all.asks).is_some_and(|asks| test_kill_process(asks).is_ok())
    }),
    ("see other processes", |all| {
        fs::read_dir("/proc").is_ok() || File::open(format!("/proc/{}/stat", all.asks)).is_ok()
    }),
    ("take more memory than it may", |all| {
        let size = usize::try_from(all.memory).unwrap_or(usize::MAX);
        Vec::<u8>::new().try_reserve_exact(size).is_ok()
    }),
    ("take more processor time than it may", |all| {
        is_over(Resource::Cpu, all.cpu + 1)
    }),
    ("write a longer file than it may", |all| {
        is_over(Resource::Fsize, all.file)
    }),
    ("leave a core dump", |_| is_over(Resource::Core, 0)),
];

fn starts_a_process() -> bool {
    let Ok(own) = std::env::current_exe().or_else(|_| named()) else {
        return false;
    };
    // It ends at once: without further arguments an attacker has no targets.
    let mut command = Command::new(own);
    command.args(crate::boxed::Role::Attacker.arguments());
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.spawn().is_ok_and(|mut child| child.wait().is_ok())
}

/// Where there is no `/proc`, a program knows itself by the name that it was called by.
fn named() -> std::io::Result<PathBuf> {
    let name = std::env::args_os().next().unwrap_or_default();
    Path::new(&name).canonicalize()
}

/// Whether a limit is over what was asked for, or can be raised.
fn is_over(resource: Resource, asked: u64) -> bool {
    let now = getrlimit(resource);
    let raised = Rlimit {
        current: now.maximum.map(|most| most + 1),
        maximum: now.maximum.map(|most| most + 1),
    };
    let is_over = now.maximum.is_none_or(|most| most > asked);
    is_over || setrlimit(resource, raised).is_ok()
}

/// Makes all attacks on the targets named in the third argument, says what came of them,
/// and prints until it is stopped.
pub(crate) fn attack() -> Result<(), Error> {
    let targets = std::env::args_os().nth(3).unwrap_or_default();
    let targets: Targets = serde_json::from_slice(targets.as_encoded_bytes())
        .map_err(|error| Error::new("no targets to attack", error))?;
    let succeeded = ATTACKS.iter().filter(|(_, attack)| attack(&targets));
    let succeeded: Vec<_> = succeeded.map(|(name, _)| (*name).to_owned()).collect();
    let result = Outcome {
        can_work: fs::read(&targets.given).is_ok(),
        succeeded,
        attacks: ATTACKS.len(),
    };
    let failed = |error: std::io::Error| Error::new("cannot tell", error);
    let line = serde_json::to_string(&result).map_err(|error| failed(error.into()))?;
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}").map_err(failed)?;
    let flood = [b'x'; 4096];
    for _ in 0..FLOOD {
        stdout.write_all(&flood).map_err(failed)?;
    }
    std::process::exit(0)
}

/// How often: more than any limit of the probe, and not without end.
const FLOOD: usize = 1024;

/// As the attacker's third argument.
pub(super) fn argument(targets: &Targets) -> Result<OsString, Error> {
    let json = serde_json::to_string(targets);
    Ok(json
        .map_err(|error| Error::new("cannot name the targets", error))?
        .into())
}
