//! A list, seen from a client.

use std::iter::FusedIterator;
use std::ops::RangeBounds;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::item::Item;
use crate::objects::list::ListCall;
use crate::proxy::proxy_type;
use crate::{ProxyError, Refused, Transport};

use super::range::range;

proxy_type! {
    /// A list that lies in a server. An index below 0 counts from the end, as in Python.
    ///
    /// What it returns are copies: to change a copy changes nothing in the server. An
    /// element that is itself a proxy leads to the one object.
    pub struct ListProxy[T]: "list"
}

impl<T: Serialize + DeserializeOwned, C: Transport> ListProxy<T, C> {
    // ANCHOR: calls
    /// The element at this place. One call.
    ///
    /// # Errors
    ///
    /// [`Refused::IndexOutOfRange`](crate::Refused::IndexOutOfRange); [`ProxyError`] if the
    /// server is gone.
    #[track_caller]
    pub fn get(&self, index: i64) -> Result<T, ProxyError> {
        let item: Item = self.proxy.call(&ListCall::Get(index))?;
        self.proxy.open(item)
    }

    /// Puts another element at this place. One call.
    ///
    /// # Errors
    ///
    /// As [`get`](ListProxy::get).
    #[track_caller]
    pub fn set(&self, index: i64, element: &T) -> Result<(), ProxyError> {
        let item = self.proxy.item(element)?;
        self.proxy.call(&ListCall::Set(index, item))
    }
    // ANCHOR_END: calls

    /// All elements, in one message. CPython: `l[:]`.
    ///
    /// # Errors
    ///
    /// As [`len`](ListProxy::len).
    #[track_caller]
    pub fn to_vec(&self) -> Result<Vec<T>, ProxyError> {
        let items = self.proxy.call(&ListCall::All)?;
        self.proxy.open_all(items)
    }

    /// The elements in this range, in one message. What is out of range is left out.
    ///
    /// # Errors
    ///
    /// As [`len`](ListProxy::len).
    #[track_caller]
    pub fn slice(&self, places: impl RangeBounds<i64>) -> Result<Vec<T>, ProxyError> {
        let items = self.proxy.call(&ListCall::Slice(range(places)))?;
        self.proxy.open_all(items)
    }

    /// Puts an element at the end. One call.
    ///
    /// # Errors
    ///
    /// As [`len`](ListProxy::len).
    #[track_caller]
    pub fn append(&self, element: &T) -> Result<(), ProxyError> {
        let item = self.proxy.item(element)?;
        self.proxy.call(&ListCall::Append(item))
    }

    /// Takes the last element out. One call.
    ///
    /// If the process ends before it can read the answer, the element goes back.
    ///
    /// # Errors
    ///
    /// As [`get`](ListProxy::get).
    #[track_caller]
    pub fn pop(&self) -> Result<T, ProxyError> {
        self.pop_at(-1)
    }

    /// Takes the element at this place out. One call. CPython: `l.pop(index)`.
    ///
    /// If the process ends before it can read the answer, the element goes back.
    ///
    /// # Errors
    ///
    /// As [`get`](ListProxy::get).
    #[track_caller]
    pub fn pop_at(&self, index: i64) -> Result<T, ProxyError> {
        let (_, item): (usize, Item) = self.proxy.call(&ListCall::Pop(index))?;
        self.proxy.open(item)
    }

    /// Puts an element before the one at this place. An index out of range means the nearer
    /// end. One call.
    ///
    /// # Errors
    ///
    /// As [`len`](ListProxy::len).
    #[track_caller]
    pub fn insert(&self, index: i64, element: &T) -> Result<(), ProxyError> {
        let item = self.proxy.item(element)?;
        self.proxy.call(&ListCall::Insert(index, item))
    }

    /// Puts these elements at the end, in one call: nobody comes between them. CPython:
    /// `l.extend(elements)` and `l += elements`.
    ///
    /// # Errors
    ///
    /// As [`len`](ListProxy::len). Then nothing has changed.
    #[track_caller]
    pub fn extend(&self, elements: impl IntoIterator<Item = T>) -> Result<(), ProxyError> {
        let elements = Vec::from_iter(elements);
        let items = items_of(self.proxy.transport(), &elements)?;
        self.proxy.call(&ListCall::Extend(items))
    }

    /// Puts these elements in the place of all that are there, in one call. CPython:
    /// `l[:] = elements`.
    ///
    /// # Errors
    ///
    /// As [`len`](ListProxy::len). Then nothing has changed.
    #[track_caller]
    pub fn replace(&self, elements: impl IntoIterator<Item = T>) -> Result<(), ProxyError> {
        let elements = Vec::from_iter(elements);
        let items = items_of(self.proxy.transport(), &elements)?;
        self.proxy.call(&ListCall::Replace(items))
    }

    /// Takes the first element out that is equal to this one. One call. Two elements are
    /// equal if their bytes are.
    ///
    /// # Errors
    ///
    /// [`Refused::NotInList`]; otherwise as [`len`](ListProxy::len).
    #[track_caller]
    pub fn remove(&self, element: &T) -> Result<(), ProxyError> {
        let item = self.proxy.item(element)?;
        self.proxy.call(&ListCall::Remove(item))
    }

    /// The place of the first element that is equal to this one. One call. The answer may be
    /// old before it is read. CPython: `l.index(element)`.
    ///
    /// # Errors
    ///
    /// As [`remove`](ListProxy::remove).
    #[track_caller]
    pub fn position(&self, element: &T) -> Result<usize, ProxyError> {
        let item = self.proxy.item(element)?;
        self.proxy.call(&ListCall::Index(item))
    }

    /// How many elements are equal to this one. One call.
    ///
    /// # Errors
    ///
    /// As [`len`](ListProxy::len).
    #[track_caller]
    pub fn count(&self, element: &T) -> Result<usize, ProxyError> {
        let item = self.proxy.item(element)?;
        self.proxy.call(&ListCall::Count(item))
    }

    /// Puts as many copies of the whole list one behind the other. One call. CPython:
    /// `l *= times`.
    ///
    /// # Errors
    ///
    /// As [`len`](ListProxy::len).
    #[track_caller]
    pub fn repeat(&self, times: u32) -> Result<(), ProxyError> {
        self.proxy.call(&ListCall::Repeat(times))
    }

    /// Turns the order round. One call.
    ///
    /// # Errors
    ///
    /// As [`len`](ListProxy::len).
    #[track_caller]
    pub fn reverse(&self) -> Result<(), ProxyError> {
        self.proxy.call(&ListCall::Reverse)
    }

    /// Takes everything out. One call.
    ///
    /// # Errors
    ///
    /// As [`len`](ListProxy::len).
    #[track_caller]
    pub fn clear(&self) -> Result<(), ProxyError> {
        self.proxy.call(&ListCall::Clear)
    }

    /// One element after the other, each in a message of its own, as CPython does it: what
    /// others change meanwhile is seen. [`to_vec`](ListProxy::to_vec) needs one message, and
    /// all elements are of one moment.
    #[must_use]
    pub fn iter(&self) -> ListIter<'_, T, C> {
        ListIter {
            list: self,
            next: Some(0),
        }
    }

    /// How many elements there are. The answer may be old before it is read.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    pub fn len(&self) -> Result<usize, ProxyError> {
        self.proxy.call(&ListCall::Len)
    }

    /// Whether there are none. The answer may be old before it is read.
    ///
    /// # Errors
    ///
    /// As [`len`](ListProxy::len).
    #[track_caller]
    pub fn is_empty(&self) -> Result<bool, ProxyError> {
        Ok(self.len()? == 0)
    }

    // ANCHOR: sort
    /// Sorts it. The server knows no order of the elements: so they are read, sorted here,
    /// and put back if nobody has changed the list meanwhile; else once more.
    ///
    /// # Errors
    ///
    /// As [`len`](ListProxy::len).
    #[track_caller]
    pub fn sort(&self) -> Result<(), ProxyError>
    where
        T: Ord,
    {
        loop {
            let items: Vec<Item> = self.proxy.call(&ListCall::All)?;
            let mut elements: Vec<T> = self.proxy.open_all(items.clone())?;
            elements.sort();
            let sorted = items_of(self.proxy.transport(), &elements)?;
            if self.proxy.call(&ListCall::Exchange(items, sorted))? {
                return Ok(());
            }
        }
    }
    // ANCHOR_END: sort
}

/// Elements as items for a server that this transport leads to. The elements must be kept
/// until the server has the items: proxies among them could be the last of their objects.
pub(crate) fn items_of<T: Serialize, C: Transport>(
    transport: &C,
    elements: &[T],
) -> Result<Vec<Item>, ProxyError> {
    let elements = elements.iter();
    elements
        .map(|element| Item::of(transport, element))
        .collect()
}

/// One element of a list after the other. Each step is a call.
#[derive(Debug)]
pub struct ListIter<'a, T, C: Transport> {
    list: &'a ListProxy<T, C>,
    /// Nothing after the end, even if the list grows.
    next: Option<i64>,
}

impl<T: Serialize + DeserializeOwned, C: Transport> Iterator for ListIter<'_, T, C> {
    type Item = Result<T, ProxyError>;

    fn next(&mut self) -> Option<Self::Item> {
        let index = self.next.take()?;
        match self.list.get(index) {
            Err(ProxyError::Refused(Refused::IndexOutOfRange)) => None,
            Err(error) => Some(Err(error)),
            Ok(element) => {
                self.next = Some(index + 1);
                Some(Ok(element))
            }
        }
    }
}

impl<T: Serialize + DeserializeOwned, C: Transport> FusedIterator for ListIter<'_, T, C> {}

impl<'a, T: Serialize + DeserializeOwned, C: Transport> IntoIterator for &'a ListProxy<T, C> {
    type Item = Result<T, ProxyError>;
    type IntoIter = ListIter<'a, T, C>;

    fn into_iter(self) -> ListIter<'a, T, C> {
        self.iter()
    }
}
