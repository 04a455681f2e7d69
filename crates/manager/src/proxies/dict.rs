//! A dictionary, seen from a client.

use std::borrow::Borrow;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::item::Item;
use crate::objects::dict::DictCall;
use crate::proxy::proxy_type;
use crate::{ProxyError, Refused, Transport};

proxy_type! {
    /// A dictionary that lies in a server, in the order in which its keys were put in.
    ///
    /// Two keys are equal if their bytes are, and nothing else of them counts: `0.0` and
    /// `-0.0` are two keys. A borrowed key, such as `str` for `String`, must be written as
    /// the same bytes.
    ///
    /// What it returns are copies: to change a copy changes nothing in the server. A value
    /// that is itself a proxy leads to the one object.
    pub struct DictProxy[K, V]: "dict"
}

impl<K, V, C> DictProxy<K, V, C>
where
    K: Serialize + DeserializeOwned,
    V: Serialize + DeserializeOwned,
    C: Transport,
{
    // ANCHOR: calls
    /// The value of this key, if it has one. One call. CPython: `d.get(key)`.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the key cannot be sent, or if the server is gone.
    #[track_caller]
    pub fn get<Q>(&self, key: &Q) -> Result<Option<V>, ProxyError>
    where
        K: Borrow<Q>,
        Q: Serialize + ?Sized,
    {
        let item: Option<Item> = self.proxy.call(&DictCall::Get(self.proxy.item(key)?))?;
        item.map(|item| self.proxy.open(item)).transpose()
    }

    /// Gives this key this value. One call. A key that is there already keeps its place.
    /// CPython: `d[key] = value`.
    ///
    /// # Errors
    ///
    /// As [`get`](DictProxy::get).
    #[track_caller]
    pub fn insert<Q>(&self, key: &Q, value: &V) -> Result<(), ProxyError>
    where
        K: Borrow<Q>,
        Q: Serialize + ?Sized,
    {
        let (key, value) = (self.proxy.item(key)?, self.proxy.item(value)?);
        self.proxy.call(&DictCall::Insert(key, value))
    }
    // ANCHOR_END: calls

    /// The value of this key, which must be there. One call. CPython: `d[key]`.
    ///
    /// # Errors
    ///
    /// [`Refused::NoSuchKey`]; otherwise as [`get`](DictProxy::get).
    #[track_caller]
    pub fn index<Q>(&self, key: &Q) -> Result<V, ProxyError>
    where
        K: Borrow<Q>,
        Q: Serialize + ?Sized,
    {
        Ok(self.get(key)?.ok_or(Refused::NoSuchKey)?)
    }

    /// Takes this key out, and returns its value, if it has one. One call. CPython:
    /// `d.pop(key, None)`.
    ///
    /// If the process ends before it can read the answer, the entry goes back.
    ///
    /// # Errors
    ///
    /// As [`get`](DictProxy::get).
    #[track_caller]
    pub fn remove<Q>(&self, key: &Q) -> Result<Option<V>, ProxyError>
    where
        K: Borrow<Q>,
        Q: Serialize + ?Sized,
    {
        let call = DictCall::Remove(self.proxy.item(key)?);
        Ok(self.taken_out(&call)?.map(|(_, value)| value))
    }

    /// Takes the last entry out, if there is one. One call. CPython: `d.popitem()`, which
    /// raises `KeyError` when there is none.
    ///
    /// If the process ends before it can read the answer, the entry goes back.
    ///
    /// # Errors
    ///
    /// As [`get`](DictProxy::get).
    #[track_caller]
    pub fn pop_item(&self) -> Result<Option<(K, V)>, ProxyError> {
        self.taken_out(&DictCall::PopItem)
    }

    /// Gives this key this value if it has none, and returns the value that it has then. One
    /// call. CPython: `d.setdefault(key, value)`.
    ///
    /// # Errors
    ///
    /// As [`get`](DictProxy::get).
    #[track_caller]
    pub fn get_or_insert<Q>(&self, key: &Q, value: &V) -> Result<V, ProxyError>
    where
        K: Borrow<Q>,
        Q: Serialize + ?Sized,
    {
        let (key, value) = (self.proxy.item(key)?, self.proxy.item(value)?);
        let item = self.proxy.call(&DictCall::GetOrInsert(key, value))?;
        self.proxy.open(item)
    }

    /// Gives each of these keys its value, in one call: nobody sees half of it. CPython:
    /// `d.update(entries)`.
    ///
    /// # Errors
    ///
    /// As [`get`](DictProxy::get). Then nothing has changed.
    #[track_caller]
    pub fn update(&self, entries: impl IntoIterator<Item = (K, V)>) -> Result<(), ProxyError> {
        let entries = Vec::from_iter(entries);
        let items = entries_of(self.proxy.transport(), &entries)?;
        self.proxy.call(&DictCall::Update(items))
    }

    // ANCHOR: compare_exchange
    /// Gives this key the value `new`, if it has the value `expected`. One call. Nothing
    /// stands for no value. Says whether it was done. CPython has no such call.
    ///
    /// Two values are equal if their bytes are.
    ///
    /// # Errors
    ///
    /// As [`get`](DictProxy::get).
    #[track_caller]
    pub fn compare_exchange<Q>(
        &self,
        key: &Q,
        expected: Option<&V>,
        new: Option<&V>,
    ) -> Result<bool, ProxyError>
    where
        K: Borrow<Q>,
        Q: Serialize + ?Sized,
    {
        let expected = expected.map(|value| self.proxy.item(value)).transpose()?;
        let new = new.map(|value| self.proxy.item(value)).transpose()?;
        let call = DictCall::CompareExchange(self.proxy.item(key)?, expected, new);
        self.proxy.call(&call)
    }

    /// Gives this key what this function makes of its value, and returns the value that it
    /// had. Two calls, and two more whenever somebody was faster: so the function may run
    /// more than once. Nothing stands for no value.
    ///
    /// # Errors
    ///
    /// As [`get`](DictProxy::get).
    #[track_caller]
    pub fn fetch_update<Q>(
        &self,
        key: &Q,
        mut update: impl FnMut(Option<&V>) -> Option<V>,
    ) -> Result<Option<V>, ProxyError>
    where
        K: Borrow<Q>,
        Q: Serialize + ?Sized,
    {
        loop {
            let before = self.get(key)?;
            let after = update(before.as_ref());
            if self.compare_exchange(key, before.as_ref(), after.as_ref())? {
                return Ok(before);
            }
        }
    }
    // ANCHOR_END: compare_exchange

    /// Whether this key has a value. One call. The answer may be old before it is read.
    /// CPython: `key in d`.
    ///
    /// # Errors
    ///
    /// As [`get`](DictProxy::get).
    #[track_caller]
    pub fn contains_key<Q>(&self, key: &Q) -> Result<bool, ProxyError>
    where
        K: Borrow<Q>,
        Q: Serialize + ?Sized,
    {
        let key = self.proxy.item(key)?;
        self.proxy.call(&DictCall::ContainsKey(key))
    }

    /// All keys, in one message. To go through them is to go through a copy: CPython's
    /// `RuntimeError` when the size changes meanwhile cannot come.
    ///
    /// # Errors
    ///
    /// As [`len`](DictProxy::len).
    #[track_caller]
    pub fn keys(&self) -> Result<Vec<K>, ProxyError> {
        let items = self.proxy.call(&DictCall::Keys)?;
        self.proxy.open_all(items)
    }

    /// All values, in the order of their keys, in one message.
    ///
    /// # Errors
    ///
    /// As [`len`](DictProxy::len).
    #[track_caller]
    pub fn values(&self) -> Result<Vec<V>, ProxyError> {
        let items = self.proxy.call(&DictCall::Values)?;
        self.proxy.open_all(items)
    }

    /// All keys with their values, in one message.
    ///
    /// # Errors
    ///
    /// As [`len`](DictProxy::len).
    #[track_caller]
    pub fn items(&self) -> Result<Vec<(K, V)>, ProxyError> {
        self.to_map()
    }

    /// All keys with their values, in one message, as a map of your choice. CPython:
    /// `d.copy()`.
    ///
    /// # Errors
    ///
    /// As [`len`](DictProxy::len).
    #[track_caller]
    pub fn to_map<M: FromIterator<(K, V)>>(&self) -> Result<M, ProxyError> {
        let items: Vec<(Item, Item)> = self.proxy.call(&DictCall::Items)?;
        items.into_iter().map(|entry| self.entry(entry)).collect()
    }

    /// Takes everything out. One call.
    ///
    /// # Errors
    ///
    /// As [`len`](DictProxy::len).
    #[track_caller]
    pub fn clear(&self) -> Result<(), ProxyError> {
        self.proxy.call(&DictCall::Clear)
    }

    /// How many keys there are. One call. The answer may be old before it is read.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    pub fn len(&self) -> Result<usize, ProxyError> {
        self.proxy.call(&DictCall::Len)
    }

    /// Whether there are none. One call. The answer may be old before it is read.
    ///
    /// # Errors
    ///
    /// As [`len`](DictProxy::len).
    #[track_caller]
    pub fn is_empty(&self) -> Result<bool, ProxyError> {
        Ok(self.len()? == 0)
    }

    #[track_caller]
    fn taken_out(&self, call: &DictCall) -> Result<Option<(K, V)>, ProxyError> {
        let entry: Option<(usize, Item, Item)> = self.proxy.call(call)?;
        let entry = entry.map(|(_, key, value)| self.entry((key, value)));
        entry.transpose()
    }

    fn entry(&self, (key, value): (Item, Item)) -> Result<(K, V), ProxyError> {
        Ok((self.proxy.open(key)?, self.proxy.open(value)?))
    }
}

/// Entries as items for a server that this transport leads to. The entries must be kept
/// until the server has the items: proxies among them could be the last of their objects.
pub(crate) fn entries_of<K: Serialize, V: Serialize, C: Transport>(
    transport: &C,
    entries: &[(K, V)],
) -> Result<Vec<(Item, Item)>, ProxyError> {
    let entries = entries.iter();
    entries
        .map(|(key, value)| Ok((Item::of(transport, key)?, Item::of(transport, value)?)))
        .collect()
}
