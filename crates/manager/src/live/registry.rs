//! All ways of this process to servers, and what a fork does to them.

use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError, Weak};

use os::{AtFork, at_fork};

use super::client::{Client, Inner};

#[derive(Default)]
struct Registry {
    all: Vec<Weak<Inner>>,
    /// Ways by which proxies have arrived. They are kept as long as the process lives: the
    /// next proxy from there needs no new one.
    kept: Vec<Client>,
}

static REGISTRY: Mutex<Option<Registry>> = Mutex::new(None);

fn registry() -> MutexGuard<'static, Option<Registry>> {
    // What is done under it does not panic half-way.
    REGISTRY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Registers a way, so that a forked child gets one of its own.
pub(super) fn add(inner: &Arc<Inner>) {
    static HOOKS: Once = Once::new();
    HOOKS.call_once(|| {
        at_fork(AtFork {
            before: || all().iter().for_each(|inner| inner.before_fork()),
            in_parent: || all().iter().for_each(|inner| inner.in_parent()),
            in_child: || all().iter().for_each(|inner| inner.in_child()),
        });
    });
    let mut registry = registry();
    let all = &mut registry.get_or_insert_default().all;
    all.retain(|inner| inner.strong_count() > 0);
    all.push(Arc::downgrade(inner));
}

fn all() -> Vec<Arc<Inner>> {
    let registry = registry();
    let all = registry.iter().flat_map(|registry| &registry.all);
    all.filter_map(Weak::upgrade).collect()
}

/// The way to this server, if there is one.
pub(super) fn find(server: u64) -> Option<Client> {
    let found = all().into_iter().find(|inner| inner.server == server);
    found.map(Client::from_inner)
}

/// Keeps a way as long as the process lives.
pub(super) fn keep(client: &Client) {
    registry().get_or_insert_default().kept.push(client.clone());
}

/// Gives up all ways: a server that was forked keeps nothing of what its parent has in
/// other servers.
pub(super) fn give_up() {
    all().iter().for_each(|inner| inner.give_up());
}
