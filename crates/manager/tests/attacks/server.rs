//! The server that is attacked, in a process of its own.

use std::io;

use handles::StartMethod;
use handles::live::{AuthKey, Context};
use libtest_mimic::Failed;
use manager::live::{Address, Limits, Manager};

use super::raw::Peer;
use super::watch::descriptors;
use super::way::Way;

/// A server, and what is known of it.
pub(crate) struct Server {
    pub(crate) manager: Manager,
    pub(crate) key: AuthKey,
    pub(crate) pid: u32,
    /// How many descriptors it had open when it had this manager as its only client.
    pub(crate) descriptors: usize,
}

impl Server {
    /// A server that grants what is usual.
    pub(crate) fn start() -> Result<Server, Failed> {
        Server::with(Limits::default())
    }

    /// A server that grants this.
    pub(crate) fn with(limits: Limits) -> Result<Server, Failed> {
        let key = AuthKey::random()?;
        let context = Context::new(StartMethod::Fork);
        let builder = Manager::builder(context).key(key.clone()).limits(limits);
        let manager = builder.start()?;
        let pid = manager.pid().ok_or("the server runs")?;
        Ok(Server {
            descriptors: descriptors(pid),
            manager,
            key,
            pid,
        })
    }

    pub(crate) fn address(&self) -> &Address {
        self.manager.address()
    }

    /// A connection that says nothing.
    pub(crate) fn silent(&self) -> io::Result<Peer> {
        Peer::silent(self.address())
    }

    /// A connection of a process of its own.
    pub(crate) fn open(&self) -> io::Result<Peer> {
        Ok(Peer::open(self.address(), &self.key)?.0)
    }

    /// A connection of a process of its own, for proxies.
    pub(crate) fn way(&self) -> io::Result<Way> {
        Way::open(self.address(), &self.key)
    }
}
