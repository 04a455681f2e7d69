//! Where a spawned child begins.

use std::any::Any;
use std::env;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process;
use std::sync::OnceLock;

use os::{Message, PANIC_EXIT_CODE, Received, Wire};
use rustix::net::{SocketType, sockopt::socket_type};
use rustix::process::{Pid, Signal, getppid, set_parent_process_death_signal};
use serde::{Deserialize, Serialize};

use super::current::{Current, Member, become_child};
use super::entry::Entry;
use super::error::PickleError;
use super::family_key::{AuthKey, join_family};
use super::pickle::Pickled;
use super::report::PanicReport;

/// The first argument of a spawned child. What it has to do comes over the socket that is
/// its standard input.
pub(super) const MARK: &str = "--spawned-child";

/// What a spawned child is told first; its pickled arguments come in the next message.
#[derive(Serialize, Deserialize)]
pub(super) struct Preparation {
    pub(super) entry: String,
    pub(super) name: String,
    pub(super) numbers: String,
    pub(super) parent: Member,
    pub(super) daemon: bool,
    /// Whether it is killed when the thread that spawned it ends.
    pub(super) dies_with_parent: bool,
    /// The key of its family.
    pub(super) key: AuthKey,
}

static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();

/// Whether a spawned child would find a function by this name.
pub(super) fn is_registered(name: &str) -> bool {
    find(name).is_some()
}

/// The entry of this name that a process can begin with.
fn find(name: &str) -> Option<&'static Entry> {
    let mut entries = ENTRIES.get().into_iter().flatten();
    entries.find(|entry| entry.name == name && entry.is_of_process())
}

/// What [`Entry::other`] was given with the function of this path; nothing if
/// [`bootstrap`] was not told.
pub fn registered<K: Any>(name: &str) -> Option<&'static K> {
    let mut entries = ENTRIES.get().into_iter().flatten();
    entries.find_map(|entry| entry.of_kind().filter(|_| entry.name == name))
}

// ANCHOR: bootstrap
/// Says which functions a spawned child can begin with. It is the first call of `main`: in
/// a spawned child it runs that function and does not return.
///
/// # Panics
///
/// If it is called twice, or if an entry is a closure or a function pointer: those have no
/// name.
pub fn bootstrap(entries: impl IntoIterator<Item = Entry>) {
    let entries = Vec::from_iter(entries);
    if let Some(nameless) = entries.iter().find(|entry| !entry.has_a_name()) {
        panic!(
            "an entry must be a function with a name: {} is none",
            nameless.name
        );
    }
    assert!(
        ENTRIES.set(entries).is_ok(),
        "bootstrap() is called once, at the beginning of main()"
    );
    if env::args_os().nth(1).is_some_and(|first| first == MARK) {
        process::exit(run_child().into());
    }
}
// ANCHOR_END: bootstrap

/// The whole life of a spawned child. Returns its exit code.
fn run_child() -> u8 {
    let wire = match take_wire() {
        Ok(wire) => wire,
        Err(_) => {
            say(&format!(
                "{MARK} is for children that this program spawns itself"
            ));
            return 2;
        }
    };
    PanicReport::remember();
    match prepare(&wire) {
        Ok((entry, arguments)) => answer_for(&wire, || entry.run(arguments)),
        Err(error) => {
            refuse(&wire, &error);
            1
        }
    }
}

/// Runs the function of a process. A panic in it is told to the parent.
pub(super) fn answer_for(wire: &Wire, run: impl FnOnce() -> Result<u8, PickleError>) -> u8 {
    // Whatever a panic leaves half done is seen by nobody in this process.
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => {
            refuse(wire, &error.to_string());
            1
        }
        Err(payload) => {
            PanicReport::of(&*payload).send(wire);
            PANIC_EXIT_CODE
        }
    }
}

/// A child that cannot begin says why.
fn refuse(wire: &Wire, why: &str) {
    say(&format!("a spawned child cannot begin: {why}"));
    let place = "its first step".into();
    let message = why.into();
    PanicReport { message, place }.send(wire);
}

fn say(line: &str) {
    // The exit code tells the rest; a closed pipe does not change that.
    let _ = writeln!(io::stderr(), "{line}");
}

/// The socket that is the standard input of a spawned child. Then nobody reads from it by
/// accident.
fn take_wire() -> io::Result<Wire> {
    if socket_type(io::stdin())? != SocketType::SEQPACKET {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let wire = Wire::from(rustix::io::fcntl_dupfd_cloexec(io::stdin(), 3)?);
    read_nothing()?;
    Ok(wire)
}

/// Makes the standard input empty. Parent and children would take it from each other.
pub(super) fn read_nothing() -> io::Result<()> {
    let nothing = std::fs::File::open("/dev/null")?;
    Ok(rustix::stdio::dup2_stdin(&nothing)?)
}

/// Learns what to do.
fn prepare(wire: &Wire) -> Result<(&'static Entry, Pickled), String> {
    let next = || match wire.receive() {
        Ok(Received::Message(Message { bytes, descriptors })) => Ok(Pickled { bytes, descriptors }),
        Ok(Received::Nothing | Received::Closed) => Err("its parent is gone".to_string()),
        Err(error) => Err(error.to_string()),
    };
    let preparation: Preparation = next()?.unpickle().map_err(|error| error.to_string())?;
    let arguments = next()?;
    if preparation.dies_with_parent {
        die_with(preparation.parent.pid);
    }
    if !join_family(preparation.key) {
        return Err("the key of its family was asked for before `bootstrap`".into());
    }
    become_child(Current::child(
        preparation.name,
        preparation.numbers,
        preparation.parent,
        preparation.daemon,
    ));
    let entry = find(&preparation.entry);
    let entry = entry.ok_or_else(|| format!("there is no entry {}", preparation.entry))?;
    Ok((entry, arguments))
}

/// Lets the kernel kill this process when its parent ends.
fn die_with(parent: u32) {
    // Refused only where a sandbox forbids it; the child then merely may outlive its parent.
    let _ = set_parent_process_death_signal(Some(Signal::KILL));
    let now = getppid().map(|pid| Pid::as_raw_nonzero(pid).get().unsigned_abs());
    // A parent that ended earlier than that sends no signal.
    if now.is_some_and(|now| now != parent) {
        process::exit(PANIC_EXIT_CODE.into());
    }
}
