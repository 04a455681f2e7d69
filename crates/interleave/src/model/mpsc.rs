//! Channels of the model worlds: many senders, one receiver.
//!
//! The execution knows how many messages are in a channel; what they are is kept
//! here. Both change in the same step.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::sync::mpsc::{RecvError, SendError, TryRecvError, TrySendError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::execution;
use super::op::{Op, senders_of};
use super::state::{Answer, State, Verb};
use super::{Back, Named, Patience, step, wait_for_wake};
use crate::step::{Action, Kind};

/// Puts messages into a channel that has room for any number, as
/// `std::sync::mpsc::Sender`.
///
/// # Synchronization
///
/// Sending a message happens before receiving it.
pub struct Sender<T, B: Back>(Sending<T, B>);

/// Puts messages into a channel that has room for some, as
/// `std::sync::mpsc::SyncSender`.
///
/// # Synchronization
///
/// Sending a message happens before receiving it; receiving one happens before
/// the sending that needed its room.
pub struct SyncSender<T, B: Back>(Sending<T, B>);

/// Takes messages out of a channel, as `std::sync::mpsc::Receiver`.
pub struct Receiver<T, B: Back> {
    channel: Arc<Channel<T>>,
    back: PhantomData<B>,
    last: LastUse,
}

struct Sending<T, B: Back> {
    channel: Arc<Channel<T>>,
    back: PhantomData<B>,
    last: LastUse,
}

/// Where a handle was used last. Dropping it is shown there: a drop has no line of
/// its own.
struct LastUse(Mutex<&'static Location<'static>>);

impl LastUse {
    fn new(place: &'static Location<'static>) -> LastUse {
        LastUse(Mutex::new(place))
    }

    fn set(&self, place: &'static Location<'static>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }

    fn get(&self) -> &'static Location<'static> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The messages of a channel.
struct Channel<T> {
    object: usize,
    /// Whether a sender waits until its message is taken.
    rendezvous: bool,
    messages: Mutex<Messages<T>>,
}

struct Messages<T> {
    /// The number of the next message.
    next: u64,
    inside: VecDeque<(u64, T)>,
}

#[track_caller]
pub(crate) fn channel<T, B: Back>() -> (Sender<T, B>, Receiver<T, B>) {
    let (sending, receiver) = make(None);
    (Sender(sending), receiver)
}

#[track_caller]
pub(crate) fn sync_channel<T, B: Back>(bound: usize) -> (SyncSender<T, B>, Receiver<T, B>) {
    let (sending, receiver) = make(Some(bound));
    (SyncSender(sending), receiver)
}

#[track_caller]
fn make<T, B: Back>(capacity: Option<usize>) -> (Sending<T, B>, Receiver<T, B>) {
    let object = execution::with(|execution| {
        let object = execution.object(Kind::Channel, None, State::channel(capacity));
        execution.object(Kind::Senders, None, State::Senders(1));
        object
    });
    let channel = Arc::new(Channel {
        object,
        rendezvous: capacity == Some(0),
        messages: Mutex::new(Messages {
            next: 0,
            inside: VecDeque::new(),
        }),
    });
    let sending = Sending {
        channel: Arc::clone(&channel),
        back: PhantomData,
        last: LastUse::new(Location::caller()),
    };
    let receiver = Receiver {
        channel,
        back: PhantomData,
        last: LastUse::new(Location::caller()),
    };
    (sending, receiver)
}

impl<T> Channel<T> {
    fn messages(&self) -> MutexGuard<'_, Messages<T>> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a message in. Returns its number.
    fn put(&self, message: T) -> u64 {
        let mut messages = self.messages();
        let number = messages.next;
        messages.next += 1;
        messages.inside.push_back((number, message));
        number
    }

    fn take(&self) -> T {
        let (_, message) = self
            .messages()
            .inside
            .pop_front()
            .expect("the execution counts the messages");
        message
    }

    /// Takes a message back that nobody received.
    fn take_back(&self, number: u64) -> Option<T> {
        let mut messages = self.messages();
        let at = messages
            .inside
            .iter()
            .position(|(other, _)| *other == number)?;
        messages.inside.remove(at).map(|(_, message)| message)
    }
}

impl<T, B: Back> Sending<T, B> {
    fn step(&self, verb: Verb, place: &'static Location<'static>) -> Answer {
        self.last.set(place);
        let op = Op::new(self.channel.object, verb);
        step::<B>(op, place, |answer| Action::Send {
            sent: answer == Answer::Done,
        })
    }

    fn send(&self, message: T, place: &'static Location<'static>) -> Result<(), SendError<T>> {
        if self.step(Verb::Send, place) != Answer::Done {
            return Err(SendError(message));
        }
        let number = self.channel.put(message);
        if self.channel.rendezvous {
            wait_for_wake::<B>(self.channel.object, Patience::Endless, place);
            if let Some(message) = self.channel.take_back(number) {
                return Err(SendError(message));
            }
        }
        Ok(())
    }

    fn count(&self, verb: Verb, action: Action, place: &'static Location<'static>) {
        let op = Op::new(senders_of(self.channel.object), verb);
        step::<B>(op, place, |_| action);
    }

    fn another(&self, place: &'static Location<'static>) -> Self {
        self.count(Verb::AddSender, Action::AddSender, place);
        Sending {
            channel: Arc::clone(&self.channel),
            back: PhantomData,
            last: LastUse::new(place),
        }
    }
}

impl<T, B: Back> Drop for Sending<T, B> {
    fn drop(&mut self) {
        if execution::is_live() {
            self.count(Verb::DropSender, Action::DropSender, self.last.get());
        }
    }
}

impl<T, B: Back> Sender<T, B> {
    /// Puts a message in.
    ///
    /// # Errors
    ///
    /// If the receiver was dropped: the message.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.0.send(message, Location::caller())
    }
}

impl<T, B: Back> SyncSender<T, B> {
    /// Waits until there is room, and puts a message in. If the channel has no room
    /// at all, waits until the message is taken.
    ///
    /// # Errors
    ///
    /// If the receiver was dropped: the message.
    #[track_caller]
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.0.send(message, Location::caller())
    }

    /// Puts a message in if there is room; if the channel has no room at all, if
    /// the receiver waits for one.
    ///
    /// # Errors
    ///
    /// If there is no room, or the receiver was dropped: the message.
    #[track_caller]
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        match self.0.step(Verb::TrySend, Location::caller()) {
            Answer::Closed => Err(TrySendError::Disconnected(message)),
            Answer::Refused => Err(TrySendError::Full(message)),
            Answer::Done | Answer::Count(_) => {
                self.0.channel.put(message);
                Ok(())
            }
        }
    }
}

impl<T, B: Back> Clone for Sender<T, B> {
    #[track_caller]
    fn clone(&self) -> Self {
        Sender(self.0.another(Location::caller()))
    }
}

impl<T, B: Back> Clone for SyncSender<T, B> {
    #[track_caller]
    fn clone(&self) -> Self {
        SyncSender(self.0.another(Location::caller()))
    }
}

impl<T, B: Back> Receiver<T, B> {
    fn step(&self, verb: Verb, place: &'static Location<'static>) -> Answer {
        self.last.set(place);
        let op = Op::new(self.channel.object, verb);
        step::<B>(op, place, |answer| match verb {
            Verb::Await => Action::Await {
                waits: answer == Answer::Done,
            },
            Verb::DropReceiver => Action::DropReceiver,
            _ => Action::Receive {
                received: answer == Answer::Done,
            },
        })
    }

    fn receive(&self, place: &'static Location<'static>) -> Result<T, RecvError> {
        if self.channel.rendezvous {
            self.step(Verb::Await, place);
        }
        match self.step(Verb::Receive, place) {
            Answer::Done => Ok(self.channel.take()),
            _ => Err(RecvError),
        }
    }

    /// Waits for a message, and takes it.
    ///
    /// # Errors
    ///
    /// If there is none and all senders were dropped.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        self.receive(Location::caller())
    }

    /// Takes a message if there is one.
    ///
    /// # Errors
    ///
    /// If there is none; it says so if all senders were dropped.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        match self.step(Verb::TryReceive, Location::caller()) {
            Answer::Done => Ok(self.channel.take()),
            Answer::Closed => Err(TryRecvError::Disconnected),
            _ => Err(TryRecvError::Empty),
        }
    }

    /// The messages, until all senders were dropped and there is none left.
    #[track_caller]
    pub fn iter(&self) -> Iter<'_, T, B> {
        Iter {
            receiver: self,
            place: Location::caller(),
        }
    }
}

impl<T, B: Back> Drop for Receiver<T, B> {
    fn drop(&mut self) {
        if !execution::is_live() {
            return;
        }
        self.step(Verb::DropReceiver, self.last.get());
        if !self.channel.rendezvous {
            // A message may have a `Drop` that takes steps of its own.
            let left = std::mem::take(&mut self.channel.messages().inside);
            drop(left);
        }
    }
}

/// The messages of a channel, as they come.
pub struct Iter<'a, T, B: Back> {
    receiver: &'a Receiver<T, B>,
    place: &'static Location<'static>,
}

impl<T, B: Back> Iterator for Iter<'_, T, B> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.receiver.receive(self.place).ok()
    }
}

impl<'a, T, B: Back> IntoIterator for &'a Receiver<T, B> {
    type Item = T;
    type IntoIter = Iter<'a, T, B>;

    #[track_caller]
    fn into_iter(self) -> Iter<'a, T, B> {
        self.iter()
    }
}

impl<T, B: Back> Named for Sender<T, B> {
    fn object(&self) -> usize {
        self.0.channel.object
    }
}

impl<T, B: Back> Named for SyncSender<T, B> {
    fn object(&self) -> usize {
        self.0.channel.object
    }
}

impl<T, B: Back> Named for Receiver<T, B> {
    fn object(&self) -> usize {
        self.channel.object
    }
}

impl<T, B: Back> fmt::Debug for Sender<T, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

impl<T, B: Back> fmt::Debug for SyncSender<T, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncSender").finish_non_exhaustive()
    }
}

impl<T, B: Back> fmt::Debug for Receiver<T, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}

impl<T, B: Back> fmt::Debug for Iter<'_, T, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iter").finish_non_exhaustive()
    }
}
