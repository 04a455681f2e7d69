//! What a manager makes: objects in its server, and proxies of them.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::item::Item;
use crate::objects::array::Array;
use crate::objects::barrier::Barrier;
use crate::objects::condition::Condition;
use crate::objects::dict::Dict;
use crate::objects::event::Event;
use crate::objects::list::List;
use crate::objects::lock::Lock;
use crate::objects::namespace::Namespace;
use crate::objects::queue::Queue;
use crate::objects::registered::{Exposed, Registered};
use crate::objects::semaphore::Semaphore;
use crate::objects::value::Value;
use crate::proxies::dict::entries_of;
use crate::proxies::list::items_of;
use crate::proxies::{
    ArrayProxy, BarrierProxy, BoundedSemaphoreProxy, ConditionProxy, DictProxy, EventProxy, Guards,
    JoinableQueueProxy, ListProxy, LockProxy, NamespaceProxy, QueueProxy, RLockProxy,
    SemaphoreProxy, ValueProxy,
};
use crate::proxy::Proxy;
use crate::server::Kinds;
use crate::{Number, ObjectId, ProxyError, Scalar, Transport};

impl Kinds {
    /// All kinds that every server makes.
    #[must_use]
    pub fn of_every_server() -> Kinds {
        Kinds::default()
            .with::<Barrier>()
            .with::<Condition>()
            .with::<List>()
            .with::<Dict>()
            .with::<Namespace>()
            .with::<Array>()
            .with::<Semaphore<false>>()
            .with::<Semaphore<true>>()
            .with::<Event>()
            .with::<Lock<false>>()
            .with::<Lock<true>>()
            .with::<Queue<false>>()
            .with::<Queue<true>>()
            .with::<Value>()
    }
}

impl Kinds {
    /// And this type, too, with the methods that it exposes.
    #[must_use]
    pub fn with_type<T: Exposed>(self) -> Kinds {
        self.with::<Registered<T>>()
    }
}

/// Makes objects in a server, and proxies of them.
///
/// # Errors
///
/// Each call fails when the server is gone.
pub trait Makes {
    /// How its proxies reach the server.
    type Transport: Transport;

    /// The way to the server.
    fn transport(&self) -> &Self::Transport;

    /// A list of these.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone, or if an element cannot be sent.
    #[track_caller]
    fn list<T: Serialize + DeserializeOwned>(
        &self,
        elements: impl IntoIterator<Item = T>,
    ) -> Result<ListProxy<T, Self::Transport>, ProxyError> {
        let elements = Vec::from_iter(elements);
        let items = items_of(self.transport(), &elements)?;
        ListProxy::made_from(self.transport(), &items)
    }

    /// A dictionary with these entries. Of two with the same key the last one counts.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone, or if a key or a value cannot be sent.
    #[track_caller]
    fn dict<K, V>(
        &self,
        entries: impl IntoIterator<Item = (K, V)>,
    ) -> Result<DictProxy<K, V, Self::Transport>, ProxyError>
    where
        K: Serialize + DeserializeOwned,
        V: Serialize + DeserializeOwned,
    {
        let entries = Vec::from_iter(entries);
        let items = entries_of(self.transport(), &entries)?;
        DictProxy::made_from(self.transport(), &items)
    }

    /// A namespace without attributes.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    fn namespace(&self) -> Result<NamespaceProxy<Self::Transport>, ProxyError> {
        NamespaceProxy::made_from(self.transport(), &())
    }

    /// An array of these numbers. Its length never changes.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    fn array<T: Scalar>(
        &self,
        numbers: impl IntoIterator<Item = T>,
    ) -> Result<ArrayProxy<T, Self::Transport>, ProxyError> {
        let numbers: Vec<Number> = numbers.into_iter().map(Into::into).collect();
        ArrayProxy::made_from(self.transport(), &numbers)
    }

    /// A number.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    fn value<T: Scalar>(&self, value: T) -> Result<ValueProxy<T, Self::Transport>, ProxyError> {
        let number: Number = value.into();
        ValueProxy::made_from(self.transport(), &number)
    }

    /// A lock.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    fn lock(&self) -> Result<LockProxy<Self::Transport>, ProxyError> {
        LockProxy::made_from(self.transport(), &())
    }

    /// A recursive lock.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    fn rlock(&self) -> Result<RLockProxy<Self::Transport>, ProxyError> {
        RLockProxy::made_from(self.transport(), &())
    }

    /// A semaphore with so many permits.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    fn semaphore(&self, permits: u32) -> Result<SemaphoreProxy<Self::Transport>, ProxyError> {
        SemaphoreProxy::made_from(self.transport(), &permits)
    }

    /// A semaphore with so many permits, and never more.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    fn bounded_semaphore(
        &self,
        permits: u32,
    ) -> Result<BoundedSemaphoreProxy<Self::Transport>, ProxyError> {
        BoundedSemaphoreProxy::made_from(self.transport(), &permits)
    }

    /// An event that is not set.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    fn event(&self) -> Result<EventProxy<Self::Transport>, ProxyError> {
        EventProxy::made_from(self.transport(), &())
    }

    /// A condition over a recursive lock of its own.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    fn condition(&self) -> Result<ConditionProxy<Self::Transport>, ProxyError> {
        ConditionProxy::made_from(self.transport(), &None::<ObjectId>)
    }

    /// A condition over this lock.
    ///
    /// # Errors
    ///
    /// [`ProxyError::OtherServer`] if the lock lies in another server; [`ProxyError`] if
    /// the server is gone.
    #[track_caller]
    fn condition_with(
        &self,
        lock: &impl Guards<Self::Transport>,
    ) -> Result<ConditionProxy<Self::Transport>, ProxyError> {
        let (way, lock) = lock.place();
        if way.server() != self.transport().server() {
            return Err(ProxyError::OtherServer);
        }
        ConditionProxy::made_from(self.transport(), &Some(lock))
    }

    /// A barrier for so many.
    ///
    /// # Errors
    ///
    /// [`Refused::NoParties`](crate::Refused::NoParties) if it is for nobody;
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    fn barrier(&self, parties: u32) -> Result<BarrierProxy<Self::Transport>, ProxyError> {
        BarrierProxy::made_from(self.transport(), &parties)
    }

    /// A queue that has room for so many items; for any number if that is 0.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    fn queue<T: Serialize + DeserializeOwned>(
        &self,
        capacity: usize,
    ) -> Result<QueueProxy<T, Self::Transport>, ProxyError> {
        QueueProxy::made_from(self.transport(), &capacity)
    }

    /// As [`queue`](Makes::queue), and one can wait until all of its items are finished.
    ///
    /// # Errors
    ///
    /// As [`queue`](Makes::queue).
    #[track_caller]
    fn joinable_queue<T: Serialize + DeserializeOwned>(
        &self,
        capacity: usize,
    ) -> Result<JoinableQueueProxy<T, Self::Transport>, ProxyError> {
        JoinableQueueProxy::made_from(self.transport(), &capacity)
    }

    /// An object of a registered type. Its constructor runs in the server, with these
    /// arguments.
    ///
    /// # Errors
    ///
    /// [`Refused::NoSuchKind`](crate::Refused::NoSuchKind) if the server does not know the
    /// type; [`Refused::Panicked`](crate::Refused::Panicked) if the constructor panics;
    /// [`ProxyError`] if an argument cannot be sent, or if the server is gone.
    #[track_caller]
    fn registered<T: Exposed>(
        &self,
        arguments: T::Arguments<Self::Transport>,
    ) -> Result<T::Proxy<Self::Transport>, ProxyError> {
        let arguments = Item::of(self.transport(), &arguments)?;
        Proxy::make(self.transport(), T::KIND, &arguments).map(T::proxy)
    }
}
