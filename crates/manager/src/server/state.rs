//! What a server knows beside the objects themselves.

use std::collections::HashMap;
use std::rc::{Rc, Weak};

use crate::Refused;
use crate::protocol::{Caller, ClientId, ConnectionId, ObjectId, TicketId};

use super::entry::{Entry, Reference};
use super::object::Held;

/// Everything that outlives one call, but for what can be made.
#[derive(Debug, Default)]
pub(super) struct State {
    /// The last number that was given to anything.
    pub(super) last: u64,
    /// All objects. Those without a reference are gone.
    pub(super) objects: HashMap<ObjectId, Weak<Entry>>,
    /// When there are so many objects, those that are gone are swept out.
    pub(super) sweep_at: usize,
    pub(super) clients: HashMap<ClientId, Client>,
    pub(super) tickets: HashMap<TicketId, Ticket>,
    /// Who waits, and where.
    pub(super) parked: HashMap<ConnectionId, Parked>,
    /// What was given away, until it is known to have been read.
    pub(super) handed: HashMap<ConnectionId, Handed>,
}

/// A process that has proxies.
#[derive(Debug, Default)]
pub(super) struct Client {
    /// How many references to each object.
    pub(super) references: HashMap<ObjectId, (Reference, u32)>,
}

/// A reference on its way.
#[derive(Debug)]
pub(super) struct Ticket {
    pub(super) from: ClientId,
    pub(super) reference: Reference,
}

/// A caller that waits.
#[derive(Debug)]
pub(super) struct Parked {
    pub(super) caller: Caller,
    pub(super) at: Reference,
    /// Tells this waiting from others of the same connection.
    pub(super) number: u64,
}

/// An answer that gave something away.
#[derive(Debug)]
pub(super) struct Handed {
    pub(super) caller: Caller,
    pub(super) by: Reference,
    pub(super) answer: Vec<u8>,
}

/// Fewer objects than that are never swept.
const FEW: usize = 64;

impl State {
    /// A number that nothing else has, or had.
    pub(super) fn number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// Gives an object its place.
    pub(super) fn add(&mut self, object: Box<dyn Held>) -> Reference {
        let id = ObjectId(self.number());
        let reference = Entry::new(id, object);
        if self.objects.len() >= self.sweep_at.max(FEW) {
            self.objects.retain(|_, entry| entry.strong_count() > 0);
            self.sweep_at = 2 * self.objects.len();
        }
        self.objects.insert(id, Rc::downgrade(&reference));
        reference
    }

    /// The object of this number.
    pub(super) fn find(&self, object: ObjectId) -> Result<Reference, Refused> {
        let entry = self.objects.get(&object).and_then(Weak::upgrade);
        entry.ok_or(Refused::NoSuchObject)
    }

    /// Counts one more reference of a client.
    pub(super) fn lend(&mut self, client: ClientId, reference: &Reference) {
        let client = self.clients.entry(client).or_default();
        let held = client.references.entry(reference.id);
        held.or_insert_with(|| (Rc::clone(reference), 0)).1 += 1;
    }

    /// Counts one reference of a client less. What went with it is dropped by the caller,
    /// when nothing is borrowed.
    pub(super) fn release(&mut self, client: ClientId, object: ObjectId) -> Option<Reference> {
        let references = &mut self.clients.get_mut(&client)?.references;
        let (_, count) = references.get_mut(&object)?;
        *count -= 1;
        if *count > 0 {
            return None;
        }
        references.remove(&object).map(|(reference, _)| reference)
    }
}
