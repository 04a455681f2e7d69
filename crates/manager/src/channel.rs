//! The way of the models: a server that is a process, and channels to it and back.
//!
//! The server is the one that real programs have, `Dispatch`; only its sockets are
//! channels here.

use std::collections::BTreeMap;
use std::fmt;
use std::panic::Location;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::calls::{Asked, Calls};
use super::handles::spaces::Cross;
use super::sync::mpsc::{Receiver, Sender, channel};
use super::sync::{Arc, Mutex, Who, at, fold, name, thread, who};
use crate::protocol::{decode, encode};
use crate::proxies;
use crate::server::{Dispatch, Kinds};
use crate::{
    ClientId, ConnectionId, Makes, NoTicket, ObjectId, Over, ProxyError, Request, Transport,
};

/// By which answers go to one process.
type Way = Arc<Sender<Vec<u8>>>;

// ANCHOR: served
// ANCHOR: message
/// A message to the server.
enum Message {
    /// Which process asks, what, where the answer goes, and what it was in words.
    Request(u64, Vec<u8>, Way, Asked),
    /// This process has ended: so its socket says.
    Ended(u64, Who),
    Stop,
}
// ANCHOR_END: message

/// One server, and a way to it. A process has a way of its own.
pub struct Channel {
    requests: Arc<Sender<Message>>,
    answers: Arc<(Way, Mutex<Answers>)>,
}

/// What comes back by a way, and how many calls it was asked by.
struct Answers {
    inbox: Receiver<Vec<u8>>,
    calls: u64,
}

/// Runs a server, and a body that may use it.
#[track_caller]
pub fn serve<R>(body: impl FnOnce(&Channel) -> R) -> R {
    serve_with(Kinds::of_every_server(), body)
}

/// As [`serve`], with a server that makes these kinds.
///
/// # Panics
///
/// If the server does: it has a bug.
#[track_caller]
pub fn serve_with<R>(kinds: Kinds, body: impl FnOnce(&Channel) -> R) -> R {
    let (requests, inbox) = channel();
    name(&inbox, "requests");
    fold(&inbox);
    let server = thread::spawn(move || run(kinds, &inbox));
    let channel = Channel::new(Arc::new(requests));
    let outcome = body(&channel);
    let stop = channel.requests.send(Message::Stop);
    stop.unwrap_or_else(|_| unreachable!("the server runs until it is told to stop"));
    server.join().expect("the server does not panic");
    outcome
}

/// The server: one request after the other.
fn run(kinds: Kinds, inbox: &Receiver<Message>) {
    let mut dispatch = Dispatch::new(kinds);
    let mut clients: BTreeMap<u64, ClientId> = BTreeMap::new();
    let mut ways: Vec<Way> = Vec::new();
    let mut calls = Calls::default();
    while let Ok(message) = inbox.recv() {
        let from = match message {
            Message::Request(process, request, way, asked) => {
                let client = clients.entry(process);
                let client = *client.or_insert_with(|| dispatch.client());
                let known = ways.iter().position(|known| Arc::ptr_eq(known, &way));
                let place = known.unwrap_or_else(|| {
                    ways.push(way);
                    ways.len() - 1
                });
                let connection = ConnectionId(place as u64);
                dispatch.handle(connection, client, &request);
                calls.done(connection, asked, dispatch.did());
                Some(connection)
            }
            Message::Ended(process, who) => {
                calls.ended(who);
                let client = clients.remove(&process);
                client
                    .into_iter()
                    .for_each(|client| dispatch.forget(client));
                None
            }
            Message::Stop => return,
        };
        let answers = Vec::from_iter(dispatch.answers());
        calls.tell(from, &answers);
        for answer in answers {
            // Who does not wait any more needs no answer.
            let _ = ways[answer.to.0 as usize].send(answer.bytes);
        }
    }
}
// ANCHOR_END: served

impl Channel {
    #[track_caller]
    fn new(requests: Arc<Sender<Message>>) -> Channel {
        let (way, answers) = channel();
        name(&answers, "answers");
        fold(&answers);
        let (inbox, calls) = (answers, 0);
        let answers = Mutex::new(Answers { inbox, calls });
        fold(&answers);
        let answers = Arc::new((Arc::new(way), answers));
        Channel { requests, answers }
    }

    /// How many calls this process has made by this way.
    ///
    /// # Panics
    ///
    /// If the process has panicked in a call.
    #[track_caller]
    pub fn calls(&self) -> u64 {
        let answers = self.answers.1.lock();
        answers.expect("nobody panics with it").calls
    }

    /// A way for another process.
    #[track_caller]
    pub(super) fn another(&self) -> Channel {
        Channel::new(Arc::clone(&self.requests))
    }
}

impl Clone for Channel {
    /// The same way: for another proxy of the same process.
    fn clone(&self) -> Self {
        Channel {
            requests: Arc::clone(&self.requests),
            answers: Arc::clone(&self.answers),
        }
    }
}

impl Transport for Channel {
    type Ticket = NoTicket;

    #[track_caller]
    fn call<A: Serialize + fmt::Debug + ?Sized, R: DeserializeOwned + fmt::Debug>(
        &self,
        request: impl FnOnce(u64) -> Request<'static>,
        arguments: &A,
    ) -> Result<R, ProxyError> {
        let asked = Asked::new::<A, R>(arguments);
        at(asked.who().place(), || {
            self.exchange(asked, request, arguments)
        })
    }

    fn at<T>(place: &'static Location<'static>, run: impl FnOnce() -> T) -> T {
        at(place, run)
    }

    /// The server of a model lives no longer than its program.
    fn release(&self, _: ObjectId) {}

    fn server(&self) -> u64 {
        0
    }

    fn send(&self, _: ObjectId) -> Result<NoTicket, ProxyError> {
        Err(ProxyError::OtherServer)
    }

    fn receive(ticket: NoTicket) -> Result<(Self, ObjectId), ProxyError> {
        match ticket {}
    }
}

impl Channel {
    /// Sends a request, and waits for the answer.
    fn exchange<A: Serialize + ?Sized, R: DeserializeOwned>(
        &self,
        asked: Asked,
        request: impl FnOnce(u64) -> Request<'static>,
        arguments: &A,
    ) -> Result<R, ProxyError> {
        let mut bytes = Vec::new();
        let encoded =
            encode(&request(me()), &mut bytes).and_then(|()| encode(arguments, &mut bytes));
        encoded.map_err(|error| ProxyError::NotSerializable {
            object: "call",
            why: error.to_string(),
        })?;
        let (way, answers) = &*self.answers;
        let gone = || ProxyError::Gone {
            why: "it was told to stop".into(),
        };
        let sent = self
            .requests
            .send(Message::Request(me(), bytes, Arc::clone(way), asked));
        sent.map_err(|_| gone())?;
        let mut answers = answers.lock().expect("nobody panics with it");
        answers.calls += 1;
        let answer = answers.inbox.recv().map_err(|_| gone())?;
        Ok(decode::<Result<R, crate::Refused>>(&answer)??)
    }
}

// ANCHOR: dies
/// This process is killed, and takes no further step. The kernel closes its socket; that
/// is how the server learns of it.
#[track_caller]
pub fn dies(proxy: &impl Over<Channel>) {
    let ended = proxy.transport().requests.send(Message::Ended(me(), who()));
    ended.unwrap_or_else(|_| unreachable!("the server ends last"));
}
// ANCHOR_END: dies

/// The number of this process.
fn me() -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    thread::current().id().hash(&mut hasher);
    hasher.finish()
}

impl Makes for Channel {
    type Transport = Channel;

    fn transport(&self) -> &Channel {
        self
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel").finish_non_exhaustive()
    }
}

/// A number in the server.
pub type ValueProxy<T> = proxies::ValueProxy<T, Channel>;
/// A list in the server.
pub type ListProxy<T> = proxies::ListProxy<T, Channel>;
/// A dictionary in the server.
pub type DictProxy<K, V> = proxies::DictProxy<K, V, Channel>;
/// A namespace in the server.
pub type NamespaceProxy = proxies::NamespaceProxy<Channel>;
/// An array of numbers in the server.
pub type ArrayProxy<T> = proxies::ArrayProxy<T, Channel>;
/// A semaphore in the server.
pub type SemaphoreProxy = proxies::SemaphoreProxy<Channel>;
/// A bounded semaphore in the server.
pub type BoundedSemaphoreProxy = proxies::BoundedSemaphoreProxy<Channel>;
/// An event in the server.
pub type EventProxy = proxies::EventProxy<Channel>;
/// A lock in the server.
pub type LockProxy = proxies::LockProxy<Channel>;
/// A recursive lock in the server.
pub type RLockProxy = proxies::RLockProxy<Channel>;
/// A condition in the server.
pub type ConditionProxy = proxies::ConditionProxy<Channel>;
/// A barrier in the server.
pub type BarrierProxy = proxies::BarrierProxy<Channel>;
/// A queue in the server.
pub type QueueProxy<T> = proxies::QueueProxy<T, Channel>;
/// A joinable queue in the server.
pub type JoinableQueueProxy<T> = proxies::JoinableQueueProxy<T, Channel>;

// ANCHOR: cross
/// A proxy crosses as itself, whichever way it goes: to the same object, by a way of its
/// own.
macro_rules! crosses {
    ($($proxy:ident $(<$($item:ident),+>)?),+ $(,)?) => {$(
        impl $(<$($item: Send + 'static),+>)? Cross for $proxy $(<$($item),+>)? {
            #[track_caller]
            fn inherited(&self) -> Self {
                let another = Over::<Channel>::transport(self).another();
                self.over(another)
            }

            #[track_caller]
            fn pickled(&self) -> Result<Self, ::handles::OnlyByInheritance> {
                Ok(self.inherited())
            }
        }
    )+};
}
// ANCHOR_END: cross
pub(super) use crosses;

/// Another process has a way of its own.
impl Cross for Channel {
    #[track_caller]
    fn inherited(&self) -> Self {
        self.another()
    }

    #[track_caller]
    fn pickled(&self) -> Result<Self, ::handles::OnlyByInheritance> {
        Ok(self.another())
    }
}

crosses!(
    ValueProxy<T>,
    ListProxy<T>,
    DictProxy<K, V>,
    NamespaceProxy,
    ArrayProxy<T>,
    SemaphoreProxy,
    BoundedSemaphoreProxy,
    EventProxy,
    LockProxy,
    RLockProxy,
    ConditionProxy,
    BarrierProxy,
    QueueProxy<T>,
    JoinableQueueProxy<T>,
);
