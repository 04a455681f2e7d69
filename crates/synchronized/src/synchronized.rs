//! An object that processes share, and the lock that guards it.

use super::locks::promises::Exclusive;
use super::locks::rlock::RLock;

/// What can be given a lock: [`RawValue`](super::raw_value::RawValue),
/// [`RawArray`](super::raw_array::RawArray), [`RawString`](super::raw_string::RawString)
/// and [`RawStruct`](super::raw_struct::RawStruct).
///
/// What has one already cannot be given another:
///
/// ```compile_fail,E0277
/// use synchronized::real::{locks::rlock::RLock, synchronized::synchronized, value::Value};
///
/// synchronized(Value::new(0), RLock::new());
/// ```
///
/// What has none can:
///
/// ```
/// use synchronized::real::{locks::rlock::RLock, raw_value::RawValue, synchronized::synchronized};
///
/// assert_eq!(synchronized(RawValue::new(7), RLock::new()).get(), 7);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given a lock",
    note = "it may have one already: an object is synchronized once, by one lock"
)]
pub trait Object: Send + Sync {}

/// An object with its lock, as what `multiprocessing.sharedctypes.synchronized` returns.
///
/// The methods of each kind of object take the lock once a call. Who needs it for longer
/// takes it by [`get_lock`](Synchronized::get_lock), and can go on calling them if the
/// lock is recursive.
///
/// | CPython | here |
/// |---|---|
/// | `Value('i', 0)`, `lock=True`, `lock=None` | `Value::new(0)`: a recursive lock |
/// | `lock=False` | `RawValue::new(0)`: no lock |
/// | `lock=lock` | `Value::with_lock(0, &lock)`: this one |
#[derive(Debug)]
#[repr(C)]
pub struct Synchronized<O, L = RLock> {
    lock: L,
    object: O,
}

/// Gives an object a lock. It may be a reference to one that guards other things, too.
pub fn synchronized<O: Object, L: Exclusive>(object: O, lock: L) -> Synchronized<O, L> {
    Synchronized { lock, object }
}

impl<O, L> Synchronized<O, L> {
    /// The lock: the same one at every call.
    pub fn get_lock(&self) -> &L {
        &self.lock
    }

    /// The object without its lock. Who uses it goes past everybody who holds the lock.
    pub fn get_obj(&self) -> &O {
        &self.object
    }

    /// The same, with another object for its object.
    pub(super) fn with_object(self, change: impl FnOnce(O) -> O) -> Synchronized<O, L> {
        Synchronized {
            object: change(self.object),
            ..self
        }
    }
}
