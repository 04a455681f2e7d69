//! An array of numbers, seen from a client.

use std::ops::RangeBounds;

use crate::objects::array::ArrayCall;
use crate::proxy::proxy_type;
use crate::scalar::{Number, Scalar, typed};
use crate::{ProxyError, Transport};

use super::range::range;

proxy_type! {
    /// An array of numbers that lies in a server. Its length never changes. An index below
    /// 0 counts from the end, as in Python.
    pub struct ArrayProxy[T]: "Array"
}

impl<T: Scalar, C: Transport> ArrayProxy<T, C> {
    /// The number at this place. One call.
    ///
    /// # Errors
    ///
    /// [`Refused::IndexOutOfRange`](crate::Refused::IndexOutOfRange); [`ProxyError`] if the
    /// server is gone.
    #[track_caller]
    pub fn get(&self, index: i64) -> Result<T, ProxyError> {
        let number: Number = self.proxy.call(&ArrayCall::Get(index))?;
        typed(number)
    }

    /// Puts another number at this place. One call.
    ///
    /// # Errors
    ///
    /// As [`get`](ArrayProxy::get).
    #[track_caller]
    pub fn set(&self, index: i64, number: T) -> Result<(), ProxyError> {
        self.proxy.call(&ArrayCall::Set(index, number.into()))
    }

    /// Adds to the number at this place, in the server. One call. Returns what it was
    /// before. An integer wraps round. CPython has no such call: there `a[i] += 1` is two.
    ///
    /// # Errors
    ///
    /// As [`get`](ArrayProxy::get); [`Refused::WrongType`](crate::Refused::WrongType) if
    /// nothing can be added to it.
    #[track_caller]
    pub fn fetch_add(&self, index: i64, more: T) -> Result<T, ProxyError> {
        let before: Number = self.proxy.call(&ArrayCall::FetchAdd(index, more.into()))?;
        typed(before)
    }

    /// The numbers in this range, in one message. What is out of range is left out.
    ///
    /// # Errors
    ///
    /// As [`len`](ArrayProxy::len).
    #[track_caller]
    pub fn slice(&self, places: impl RangeBounds<i64>) -> Result<Vec<T>, ProxyError> {
        let numbers: Vec<Number> = self.proxy.call(&ArrayCall::Slice(range(places)))?;
        numbers.into_iter().map(typed).collect()
    }

    /// Replaces the numbers in this range by as many others, in one call: nobody sees half
    /// of it.
    ///
    /// # Errors
    ///
    /// [`Refused::SizesDiffer`](crate::Refused::SizesDiffer), and nothing has changed; as
    /// [`len`](ArrayProxy::len).
    #[track_caller]
    pub fn set_slice(
        &self,
        places: impl RangeBounds<i64>,
        numbers: impl IntoIterator<Item = T>,
    ) -> Result<(), ProxyError> {
        let numbers = numbers.into_iter().map(Into::into).collect();
        self.proxy
            .call(&ArrayCall::SetSlice(range(places), numbers))
    }

    /// All numbers, in one message. CPython: `a[:]`.
    ///
    /// # Errors
    ///
    /// As [`len`](ArrayProxy::len).
    #[track_caller]
    pub fn to_vec(&self) -> Result<Vec<T>, ProxyError> {
        self.slice(..)
    }

    /// How many numbers there are. One call.
    ///
    /// # Errors
    ///
    /// [`ProxyError`] if the server is gone.
    #[track_caller]
    pub fn len(&self) -> Result<usize, ProxyError> {
        self.proxy.call(&ArrayCall::Len)
    }

    /// Whether there are none. One call.
    ///
    /// # Errors
    ///
    /// As [`len`](ArrayProxy::len).
    #[track_caller]
    pub fn is_empty(&self) -> Result<bool, ProxyError> {
        Ok(self.len()? == 0)
    }
}
