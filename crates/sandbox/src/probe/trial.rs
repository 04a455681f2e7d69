//! One box, attacked: what is outside of it for that, and the verdict.

use std::fs::{File, Permissions};
use std::io;
use std::net::TcpListener;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{SocketAddr as UnixAddress, UnixListener};
use std::path::PathBuf;
use std::time::Duration;

use tempfile::TempDir;

use super::attacks::{ATTACKS, Outcome, Targets, argument};
use super::{Broken, Flaw, Tried};
use crate::boxed::{Backend, Boxed, Pieces, Role};
use crate::{Children, Error, How, Job, Limits, Sandbox, any_program};

/// What the attacker may use up.
const LIMITS: Limits = Limits {
    cpu: Duration::from_secs(2),
    wall: Duration::from_secs(10),
    memory: 512 << 20,
    output: 64 << 10,
    file: 1 << 20,
};

/// Attacks one box.
pub(super) fn of(backend: Backend, broken: Broken) -> Tried {
    let pieces = Pieces {
        landlock: broken != Broken::Landlock,
        seccomp: broken != Broken::Seccomp,
        rlimits: broken != Broken::Rlimits,
        rights: broken != Broken::Rights,
    };
    let boxed = Boxed::new(backend, pieces);
    let outcome = boxed.map_err(Flaw::Fails).and_then(|boxed| {
        attack(&boxed)?;
        Ok(Box::new(boxed) as Box<dyn Sandbox>)
    });
    Tried {
        name: backend.name(),
        outcome,
    }
}

fn attack(boxed: &Boxed) -> Result<(), Flaw> {
    let outside = Outside::new();
    let outside = outside.map_err(|error| Flaw::Fails(Error::new("cannot lay a trap", error)))?;
    let job = job(boxed, &outside).map_err(Flaw::Fails)?;
    let ended = boxed.run(&job).map_err(Flaw::Fails)?;
    let line = ended.stdout.bytes.split(|byte| *byte == b'\n').next();
    let outcome = line.and_then(|line| serde_json::from_slice::<Outcome>(line).ok());
    let Some(mut outcome) = outcome else {
        let why = format!("{:?}: {}", ended.how, ended.stderr.text().trim_end());
        return Err(Flaw::Fails(Error::new("the attacker said nothing", why)));
    };
    if !outcome.can_work || outcome.attacks != ATTACKS.len() {
        let why = "it could not read the file that it was given";
        return Err(Flaw::Fails(Error::new("the attacker could not work", why)));
    }
    if ended.how != How::Output {
        outcome.succeeded.push("print more than it may".to_owned());
    }
    match outcome.succeeded.is_empty() {
        true => Ok(()),
        false => Err(Flaw::LetsOut(outcome.succeeded)),
    }
}

/// What there is to attack.
struct Outside {
    /// Kept for its files.
    folder: TempDir,
    tcp: TcpListener,
    /// Kept for who connects.
    _unix: UnixListener,
    name: String,
}

impl Outside {
    fn new() -> io::Result<Outside> {
        // If we are root, so is the attacker: nobody could not get here.
        let folder = tempfile::Builder::new()
            .permissions(Permissions::from_mode(0o700))
            .tempdir()?;
        for name in ["given", "locked", "secret"] {
            File::create(folder.path().join(name))?;
        }
        let locked = Permissions::from_mode(0o000);
        std::fs::set_permissions(folder.path().join("locked"), locked)?;
        // The folder's name is nobody else's, and so the socket's.
        let name = folder.path().to_string_lossy().into_owned();
        let unix = UnixAddress::from_abstract_name(&name)?;
        Ok(Outside {
            folder,
            tcp: TcpListener::bind(("127.0.0.1", 0))?,
            _unix: UnixListener::bind_addr(&unix)?,
            name,
        })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn job(boxed: &Boxed, outside: &Outside) -> Result<Job, Error> {
    let address = outside.tcp.local_addr();
    let targets = Targets {
        given: outside.path("given"),
        locked: outside.path("locked"),
        secret: outside.path("secret"),
        home: std::env::home_dir(),
        address: address.map_err(|error| Error::new("cannot listen", error))?,
        name: outside.name.clone(),
        asks: rustix::process::getpid().as_raw_nonzero().get(),
        memory: LIMITS.memory,
        cpu: LIMITS.cpu.as_secs(),
        file: LIMITS.file,
    };
    let role = Role::Attacker.arguments().map(Into::into);
    Ok(Job {
        program: boxed.launcher().to_owned(),
        arguments: role.into_iter().chain([argument(&targets)?]).collect(),
        folder: PathBuf::from("/"),
        environment: Vec::new(),
        input: Vec::new(),
        readable: vec![outside.path("given"), outside.path("locked")],
        runnable: any_program(),
        writable: Vec::new(),
        children: Children::Threads,
        limits: LIMITS,
    })
}
