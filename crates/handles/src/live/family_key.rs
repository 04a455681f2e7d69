//! The key of the family: a secret of all processes that one program has started.
//!
//! Who connects to a server shows that it knows the key, without sending it. So all processes
//! of a family can talk to each other, and nobody else to them.

use std::fmt;
use std::sync::OnceLock;

use os::OsError;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::error::PickleError;
use super::pickle::{is_spawned, is_spawning, not_arrived, refuse};

/// How long a random key is, in bytes: as long as what SHA-256 gives, since a longer one
/// makes an HMAC with it no stronger.
const LENGTH: usize = 32;

/// A key that proves who somebody is: who has it belongs to us.
///
/// It is never printed. It can be pickled only as an argument of a child that is spawned,
/// which gets it over a socket that nobody else has; in any message it is refused, with
/// [`PickleError::Secret`]. (A forked child has a copy of it as of everything.)
#[derive(Clone)]
pub struct AuthKey(Box<[u8]>);

/// A key without a byte in it is known to all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an AuthKey must have at least one byte: 32 random ones are recommended")]
pub struct EmptyKey;

impl AuthKey {
    /// The key of these bytes. Let them be 32 random ones, such as [`random`](AuthKey::random)
    /// takes; a short word can be found by trying.
    ///
    /// # Errors
    ///
    /// [`EmptyKey`] when there are none.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Result<AuthKey, EmptyKey> {
        let bytes = bytes.into().into_boxed_slice();
        if bytes.is_empty() {
            return Err(EmptyKey);
        }
        Ok(AuthKey(bytes))
    }

    /// A key of 32 random bytes from the kernel.
    ///
    /// # Errors
    ///
    /// [`OsError::Random`] when the kernel gives none.
    pub fn random() -> Result<AuthKey, OsError> {
        let mut bytes = [0; LENGTH];
        let filled = getrandom::fill(&mut bytes);
        filled.map_err(|error| OsError::Random {
            source: error.into(),
        })?;
        Ok(AuthKey(bytes.into()))
    }

    /// The secret itself.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Shows nothing of it, not even its length.
impl fmt::Debug for AuthKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthKey(..)")
    }
}

const REFUSED: PickleError = PickleError::Secret { object: "AuthKey" };

/// Only while a process is being spawned; elsewhere it is refused.
impl Serialize for AuthKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !is_spawning() {
            return refuse::<S>(REFUSED);
        }
        self.0.serialize(serializer)
    }
}

/// Only in a process that was spawned with it.
impl<'de> Deserialize<'de> for AuthKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !is_spawned() {
            return Err(not_arrived(REFUSED));
        }
        AuthKey::new(Vec::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

static FAMILY: OnceLock<AuthKey> = OnceLock::new();

/// The key of the family of this process: random, and the same in the first process of the
/// program and in all that come from it by [`Process`](super::Process), forked or spawned.
///
/// The first process makes it when it is asked for, or before it starts a process: so one
/// that was started early has it too. A child of [`os::fork_child`] has it if it was made
/// before that.
///
/// # Errors
///
/// [`OsError::Random`] when the kernel gives no random bytes for it.
pub fn family_key() -> Result<&'static AuthKey, OsError> {
    if let Some(key) = FAMILY.get() {
        return Ok(key);
    }
    // Two threads may come here; both get the key of the faster one.
    let new = AuthKey::random()?;
    Ok(FAMILY.get_or_init(|| new))
}

/// Makes a spawned child one of the family. Returns whether it could be: it must not have a
/// key yet.
pub(super) fn join_family(key: AuthKey) -> bool {
    FAMILY.set(key).is_ok()
}
