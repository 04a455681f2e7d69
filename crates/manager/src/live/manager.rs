//! Starting a server, and ending it.

use std::fs;
use std::os::fd::AsFd;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use handles::live::pickle::{Descriptor, for_message, from_message};
use handles::live::{AuthKey, Context, Exit, Process, family_key};
use os::{Received, Wire};
use rustix::process::{Pid, PidfdFlags, getppid, pidfd_open, set_parent_process_death_signal};
use serde::{Deserialize, Serialize};

use crate::Makes;
use crate::server::Kinds;

use super::address::Address;
use super::client::Client;
use super::entries::{MakeKinds, find, path_of};
use super::error::ManagerError;
use super::limits::Limits;
use super::private_folder::private_folder;
use super::registry;
use super::service::Service;

// ANCHOR: manager
/// Makes objects in a server, as `multiprocessing.Manager()`.
///
/// The server ends when this and all proxies that it made are dropped in the process that
/// started it, and when that process ends. Proxies in other processes do not keep it.
#[derive(Clone, Debug)]
pub struct Manager {
    client: Client,
    /// The server's process, if it was started here.
    server: Option<Arc<Running>>,
}
// ANCHOR_END: manager

/// How a server is started.
#[derive(Debug)]
pub struct Builder {
    context: Context,
    address: Option<Address>,
    key: Option<AuthKey>,
    kinds: Option<(&'static str, MakeKinds)>,
    limits: Limits,
}

/// The process of a server. Dropping it ends the server.
#[derive(Debug)]
pub(super) struct Running {
    process: Mutex<Process>,
    /// By which the server is told to stop.
    wire: Wire,
    /// The socket that nobody else knows of, and that may be left when the server is killed.
    private: Option<Address>,
    made_by: u32,
}

/// How long a server may take to end when it is told to.
const GRACE: Duration = Duration::from_secs(1);

impl Manager {
    /// Starts a server at an address that nobody else knows, with the key of this family of
    /// processes.
    ///
    /// # Errors
    ///
    /// [`ManagerError::Process`] when no process can be started, as when one with several
    /// threads would have to fork; [`ManagerError::NotStarted`] when it did not come up.
    pub fn start(context: Context) -> Result<Manager, ManagerError> {
        Manager::builder(context).start()
    }

    /// How to start a server otherwise.
    #[must_use]
    pub fn builder(context: Context) -> Builder {
        Builder {
            context,
            address: None,
            key: None,
            kinds: None,
            limits: Limits::default(),
        }
    }

    /// Uses a server that somebody else has started.
    ///
    /// # Errors
    ///
    /// As [`Client::connect`].
    pub fn connect(address: &Address, key: &AuthKey) -> Result<Manager, ManagerError> {
        Ok(Manager {
            client: Client::connect(address, key)?,
            server: None,
        })
    }

    /// Where its server is.
    #[must_use]
    pub fn address(&self) -> &Address {
        self.client.address()
    }

    /// The process id of the server, if it was started here and has not ended.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        let server = self.server.as_ref()?;
        server.process().pid()
    }

    /// Ends the server, and says how its process ended. Who waits for it, and who calls it
    /// later, is told that it is gone. Asked again, it says the same again.
    ///
    /// # Errors
    ///
    /// [`ManagerError::NotOurs`] when it was not started by this process;
    /// [`ManagerError::Process`] when it cannot be waited for.
    pub fn shutdown(&self) -> Result<Exit, ManagerError> {
        let ours = self.server.as_ref().filter(|server| server.is_ours());
        ours.ok_or(ManagerError::NotOurs)?.stop()
    }
}

impl Makes for Manager {
    type Transport = Client;

    fn transport(&self) -> &Client {
        &self.client
    }
}

impl Builder {
    /// At this address: others can connect to it.
    #[must_use]
    pub fn address(mut self, address: Address) -> Builder {
        self.address = Some(address);
        self
    }

    /// With this key in place of the family's.
    #[must_use]
    pub fn key(mut self, key: AuthKey) -> Builder {
        self.key = Some(key);
        self
    }

    /// Makes what this function says, too. A spawned server finds it by its path: so it must
    /// be named in [`serves!`](crate::serves).
    #[must_use]
    pub fn kinds(mut self, kinds: impl Fn() -> Kinds + Copy + Send + Sync + 'static) -> Builder {
        self.kinds = Some((path_of(&kinds), MakeKinds::new(kinds)));
        self
    }

    /// Grants so much.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Builder {
        self.limits = limits;
        self
    }

    /// Starts the server, and waits until it can be called.
    ///
    /// # Errors
    ///
    /// As [`Manager::start`]; [`ManagerError::NotRegistered`] when a spawned server would
    /// not find what it has to make.
    pub fn start(self) -> Result<Manager, ManagerError> {
        let key = match self.key {
            Some(key) => key,
            None => family_key()?.clone(),
        };
        let (path, kinds) = self.kinds.unzip();
        if self.context.method() == handles::StartMethod::Spawn
            && let Some(function) = path.filter(|path| find(path).is_none())
        {
            return Err(ManagerError::NotRegistered { function });
        }
        let is_private = self.address.is_none();
        let (wire, theirs) = Wire::pair()?;
        let instructions = Instructions {
            wire: Descriptor(theirs.into()),
            address: self.address,
            key: key.clone(),
            path: path.map(str::to_owned),
            kinds,
            limits: self.limits,
            parent: std::process::id(),
        };
        let process = self.context.process(server, instructions);
        let mut process = process.named("Manager").daemon(false);
        process.start()?;
        let mut running = Running {
            process: Mutex::new(process),
            wire,
            private: None,
            made_by: std::process::id(),
        };
        let address = running.is_up()?;
        running.private = is_private.then(|| address.clone());
        let server = Arc::new(running);
        let client = Client::connect(&address, &key)?;
        client.keeps(Arc::clone(&server));
        let server = Some(server);
        Ok(Manager { client, server })
    }
}

impl Running {
    fn process(&self) -> std::sync::MutexGuard<'_, Process> {
        // What is done under it does not panic half-way.
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_ours(&self) -> bool {
        self.made_by == std::process::id()
    }

    /// Waits until the server listens, and hears where.
    fn is_up(&self) -> Result<Address, ManagerError> {
        let up: Result<Address, String> = match self.wire.receive()? {
            Received::Message(message) => {
                from_message(&message.bytes).map_err(|error| ManagerError::NotStarted {
                    why: error.to_string(),
                })?
            }
            Received::Nothing | Received::Closed => {
                let exit = self.process().join()?;
                Err(format!("its process ended: {exit:?}"))
            }
        };
        up.map_err(|why| ManagerError::NotStarted { why })
    }

    /// Lets the server end, or ends it.
    fn stop(&self) -> Result<Exit, ManagerError> {
        let mut process = self.process();
        // Where nobody listens, it has ended already.
        let _ = self.wire.send(b"stop", &[]);
        let exit = match process.join_for(GRACE)? {
            Some(exit) => exit,
            None => {
                process.kill()?;
                process.join()?
            }
        };
        drop(process);
        if let Some(Address::Unix(path)) = &self.private {
            // Both are there only if the server was killed.
            let _ = fs::remove_file(path);
            let _ = path.parent().map(fs::remove_dir);
        }
        Ok(exit)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.is_ours() {
            // A drop cannot report errors.
            let _ = self.stop();
        }
    }
}

/// What a server is told when it starts.
#[derive(Serialize, Deserialize)]
pub(super) struct Instructions {
    wire: Descriptor,
    address: Option<Address>,
    key: AuthKey,
    path: Option<String>,
    /// A forked server has the function itself.
    #[serde(skip)]
    kinds: Option<MakeKinds>,
    limits: Limits,
    parent: u32,
}

/// The whole life of a server's process.
pub(super) fn server(instructions: Instructions) -> Result<(), String> {
    registry::give_up();
    let wire = Wire::from(instructions.wire.0);
    let said = |error: &dyn std::error::Error| {
        let words = words(error);
        // The parent may be gone, and then nobody wants to know.
        let _ = for_message(&Err::<Address, _>(&words)).map(|bytes| wire.send(&bytes, &[]));
        words
    };
    let parent = outlive(instructions.parent).map_err(|error| said(&error))?;
    let folder = match instructions.address {
        Some(_) => None,
        None => Some(private_folder().map_err(|error| said(&ManagerError::Folder(error)))?),
    };
    let address = match (&instructions.address, &folder) {
        (Some(address), _) => address.clone(),
        (None, folder) => {
            let folder = folder
                .as_ref()
                .expect("without an address there is a folder");
            Address::Unix(folder.path().join("socket"))
        }
    };
    let kinds = match (&instructions.kinds, &instructions.path) {
        (Some(kinds), _) => kinds.make(),
        (None, Some(path)) => find(path).map(MakeKinds::make).unwrap_or_default(),
        (None, None) => Kinds::of_every_server(),
    };
    let mut service = Service::bind(&address, &instructions.key, kinds, instructions.limits)
        .map_err(|error| said(&error))?;
    let up = for_message(&Ok::<_, String>(service.address())).map_err(|error| said(&error))?;
    wire.send(&up, &[]).map_err(|error| error.to_string())?;
    let ends = [wire.as_fd(), parent.as_fd()];
    service.run_until(&ends).map_err(|error| words(&error))
}

/// From now on the end of the parent does not kill this process: it has a folder to remove
/// first. Returns what can be read when the parent has ended.
fn outlive(parent: u32) -> Result<std::os::fd::OwnedFd, ManagerError> {
    let refused = |errno: rustix::io::Errno| ManagerError::poll(errno);
    set_parent_process_death_signal(None).map_err(refused)?;
    // Ctrl-C is meant for the program, which then ends its server.
    let mut interrupt = nix::sys::signal::SigSet::empty();
    interrupt.add(nix::sys::signal::Signal::SIGINT);
    interrupt
        .thread_block()
        .map_err(|errno| ManagerError::Poll(errno.into()))?;
    let parent = i32::try_from(parent).ok().and_then(Pid::from_raw);
    let parent = parent.filter(|_| getppid() == parent);
    let parent = parent.ok_or(rustix::io::Errno::SRCH).map_err(refused)?;
    let end = pidfd_open(parent, PidfdFlags::empty()).map_err(refused)?;
    // Its number may have gone to another process before the descriptor was made.
    if getppid() != Some(parent) {
        return Err(refused(rustix::io::Errno::SRCH));
    }
    Ok(end)
}

/// An error and its causes, in one line.
fn words(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        words = format!("{words}: {next}");
        cause = next.source();
    }
    words
}
