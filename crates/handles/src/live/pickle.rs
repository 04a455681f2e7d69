//! What travels to another process: bytes, and descriptors along with them.
//!
//! A value is pickled in one of two ways. While a process is being spawned, the handles in
//! it are packed: their descriptors go into a list beside the bytes. In any other message
//! they are refused: a number of ours would mean something else where it arrives, or
//! nothing. So are secrets: nobody knows who reads a message.

use std::any::type_name;
use std::cell::RefCell;
use std::fmt;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::error::PickleError;
use crate::OnlyByInheritance;

/// A pickled value: what a process is spawned with.
#[derive(Default)]
pub struct Pickled {
    /// The value but for its handles.
    pub bytes: Vec<u8>,
    /// What the handles in it lead to.
    pub descriptors: Vec<OwnedFd>,
}

/// How much it is. There may be a secret among the bytes.
impl fmt::Debug for Pickled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pickled")
            .field("bytes", &self.bytes.len())
            .field("descriptors", &self.descriptors.len())
            .finish()
    }
}

/// The handles of a value on their way, in this thread.
enum Spawning {
    /// None is on its way: nothing is being spawned.
    No,
    /// They leave with these.
    Leaving(Vec<OwnedFd>),
    /// They arrive with these.
    Arriving(Vec<Option<OwnedFd>>),
}

thread_local! {
    static SPAWNING: RefCell<Spawning> = const { RefCell::new(Spawning::No) };
    /// Why the last value was refused: the errors of the wire format have no words.
    static REFUSED: RefCell<Option<PickleError>> = const { RefCell::new(None) };
}

impl Pickled {
    // ANCHOR: for_child
    /// Pickles what a process is spawned with: handles in it are passed on.
    ///
    /// # Errors
    ///
    /// [`PickleError::MixedContexts`] when there is a handle in it that can be inherited
    /// only, [`PickleError::TooManyHandles`] when there are more than one message can
    /// carry, [`PickleError::NotSerializable`] when its `Serialize` fails.
    pub fn for_child<A: Serialize>(value: &A) -> Result<Pickled, PickleError> {
        let (bytes, spawning) = during(Spawning::Leaving(Vec::new()), || serialize(value));
        let Spawning::Leaving(descriptors) = spawning else {
            unreachable!("nothing else was set meanwhile")
        };
        Ok(Pickled {
            bytes: bytes?,
            descriptors,
        })
    }
    // ANCHOR_END: for_child

    /// The value but for its handles.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Makes the value again, in the process that was spawned with it.
    ///
    /// # Errors
    ///
    /// [`PickleError::Malformed`] when it is another one, or not whole;
    /// [`PickleError::WrongHandle`] or [`PickleError::NoDescriptor`] when a handle in it
    /// is.
    pub fn unpickle<A: DeserializeOwned>(self) -> Result<A, PickleError> {
        let descriptors = self.descriptors.into_iter().map(Some).collect();
        let arriving = Spawning::Arriving(descriptors);
        during(arriving, || deserialize(&self.bytes)).0
    }
}

// ANCHOR: for_message
/// Pickles what goes into a message: handles in it are refused.
///
/// # Errors
///
/// [`PickleError::OnlyByInheritance`] when there is a handle in it,
/// [`PickleError::NotSerializable`] when its `Serialize` fails.
pub fn for_message<A: Serialize>(value: &A) -> Result<Vec<u8>, PickleError> {
    during(Spawning::No, || serialize(value)).0
}
// ANCHOR_END: for_message

/// Makes the value again that came in a message.
///
/// # Errors
///
/// [`PickleError::Malformed`] when it is another one, or not whole;
/// [`PickleError::InMessage`] when there is a handle in it.
pub fn from_message<A: DeserializeOwned>(bytes: &[u8]) -> Result<A, PickleError> {
    during(Spawning::No, || deserialize(bytes)).0
}

/// Whether this thread pickles what a child is spawned with: whether it is inside
/// [`Pickled::for_child`], and not inside a [`for_message`] that this has called.
#[must_use]
pub fn is_spawning() -> bool {
    SPAWNING.with_borrow(|spawning| matches!(spawning, Spawning::Leaving(_)))
}

/// Whether this thread makes again what its process was spawned with: whether it is inside
/// [`Pickled::unpickle`], and not inside a [`from_message`] that this has called.
#[must_use]
pub fn is_spawned() -> bool {
    SPAWNING.with_borrow(|spawning| matches!(spawning, Spawning::Arriving(_)))
}

/// Sets what becomes of handles while this runs, and returns what has become of them.
fn during<R>(spawning: Spawning, run: impl FnOnce() -> R) -> (R, Spawning) {
    /// Puts back what was, also when a `Serialize` panics.
    struct Before(Option<Spawning>);
    impl Drop for Before {
        fn drop(&mut self) {
            if let Some(before) = self.0.take() {
                SPAWNING.set(before);
            }
        }
    }
    let mut before = Before(Some(SPAWNING.replace(spawning)));
    let result = run();
    let after = SPAWNING.replace(before.0.take().expect("it is taken once"));
    (result, after)
}

fn serialize<A: Serialize>(value: &A) -> Result<Vec<u8>, PickleError> {
    REFUSED.set(None);
    postcard::to_stdvec(value).map_err(|error| {
        REFUSED.take().unwrap_or(PickleError::NotSerializable {
            object: type_name::<A>(),
            message: error.to_string(),
        })
    })
}

fn deserialize<A: DeserializeOwned>(bytes: &[u8]) -> Result<A, PickleError> {
    REFUSED.set(None);
    match postcard::take_from_bytes(bytes) {
        Ok((value, [])) => Ok(value),
        Ok(_) | Err(_) => Err(REFUSED.take().unwrap_or(PickleError::Malformed {
            object: type_name::<A>(),
        })),
    }
}

/// The error that [`deserialize`] is to end with, as an error of its format.
pub(crate) fn not_arrived<E: serde::de::Error>(error: PickleError) -> E {
    let words = error.to_string();
    REFUSED.set(Some(error));
    E::custom(words)
}

/// A handle on its way: which descriptor it is, and the type of what it leads to.
#[derive(Serialize, Deserialize)]
pub(crate) struct Passed {
    object: String,
    index: u32,
}

/// Packs a handle of a value of this type, if a process is being spawned.
pub(crate) fn pack<S: Serializer>(
    object: &'static str,
    descriptor: Option<BorrowedFd<'_>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match leave(object, descriptor) {
        Ok(index) => {
            let object = object.into();
            Passed { object, index }.serialize(serializer)
        }
        Err(refused) => refuse::<S>(refused),
    }
}

/// Refuses to pickle: [`for_message`] and [`Pickled::for_child`] return this error.
///
/// # Errors
///
/// Always.
pub fn refuse<S: Serializer>(refused: PickleError) -> Result<S::Ok, S::Error> {
    let words = refused.to_string();
    REFUSED.set(Some(refused));
    Err(serde::ser::Error::custom(words))
}

/// Why something could not be pickled, as an error of its format, which has no words itself:
/// [`for_message`] and [`Pickled::for_child`] return them.
pub fn not_sent<E: serde::ser::Error>(object: &'static str, why: &impl fmt::Display) -> E {
    let message = why.to_string();
    let error = E::custom(&message);
    REFUSED.set(Some(PickleError::NotSerializable { object, message }));
    error
}

/// Why something did not arrive, as [`not_sent`]: [`from_message`] and
/// [`Pickled::unpickle`] return it.
pub fn not_received<E: serde::de::Error>(object: &'static str, why: &impl fmt::Display) -> E {
    let message = why.to_string();
    not_arrived(PickleError::NotReceived { object, message })
}

/// A descriptor that is given to a child that is spawned, as a part of its arguments.
#[derive(Debug)]
pub struct Descriptor(pub OwnedFd);

/// What it is called on its way.
const DESCRIPTOR: &str = "descriptor";

impl Serialize for Descriptor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        pack(DESCRIPTOR, Some(self.0.as_fd()), serializer)
    }
}

impl<'de> Deserialize<'de> for Descriptor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        unpack(&Passed::deserialize(deserializer)?, DESCRIPTOR).map(Descriptor)
    }
}

// ANCHOR: leave
/// Puts a descriptor beside the bytes, and returns its place there.
fn leave(object: &'static str, descriptor: Option<BorrowedFd<'_>>) -> Result<u32, PickleError> {
    SPAWNING.with_borrow_mut(|spawning| {
        let only_by_inheritance = OnlyByInheritance::of(object);
        let Spawning::Leaving(descriptors) = spawning else {
            return Err(only_by_inheritance.into());
        };
        // What was made to be inherited has no descriptor.
        let descriptor = descriptor.ok_or(PickleError::MixedContexts {
            object: only_by_inheritance.object,
        })?;
        let place = descriptors.len();
        if place == os::MOST_DESCRIPTORS {
            return Err(PickleError::TooManyHandles { most: place });
        }
        descriptors.push(duplicate(descriptor)?);
        Ok(place.try_into().expect("there are not so many descriptors"))
    })
}
// ANCHOR_END: leave

/// Takes the descriptor that came with a handle of a value of this type.
pub(crate) fn unpack<E: serde::de::Error>(passed: &Passed, object: &str) -> Result<OwnedFd, E> {
    arrive(passed, object).map_err(not_arrived)
}

fn arrive(passed: &Passed, object: &str) -> Result<OwnedFd, PickleError> {
    let object = object.to_string();
    if passed.object != object {
        return Err(PickleError::WrongHandle {
            arrived: passed.object.clone(),
            expected: object,
        });
    }
    SPAWNING.with_borrow_mut(|spawning| {
        let Spawning::Arriving(descriptors) = spawning else {
            return Err(PickleError::InMessage { object });
        };
        let place = usize::try_from(passed.index).ok();
        place
            .and_then(|place| descriptors.get_mut(place)?.take())
            .ok_or(PickleError::NoDescriptor { object })
    })
}

fn duplicate(descriptor: BorrowedFd<'_>) -> Result<OwnedFd, PickleError> {
    let copy = descriptor.try_clone_to_owned();
    copy.map_err(|source| {
        PickleError::Os(os::OsError::Wire {
            what: "duplicate the descriptor of a handle",
            source,
        })
    })
}

/// Sends a pickled value, as the next message.
pub(crate) fn send(wire: &os::Wire, pickled: &Pickled) -> Result<(), os::OsError> {
    let descriptors: Vec<_> = pickled.descriptors.iter().map(AsFd::as_fd).collect();
    wire.send(&pickled.bytes, &descriptors)
}
