//! What a server can make.

use std::collections::HashMap;
use std::fmt;

use crate::Refused;

use super::object::{Held, Object, read};
use super::turn::Turn;

type Make = fn(&[u8], &mut Turn<'_>) -> Result<Box<dyn Held>, Refused>;

/// What a server can make: for each kind, how.
#[derive(Clone, Default)]
pub struct Kinds(HashMap<&'static str, Make>);

impl Kinds {
    /// Adds a kind.
    #[must_use]
    pub(crate) fn with<O: Object>(mut self) -> Self {
        let make: Make = |arguments, turn| {
            let arguments = read(arguments).map_err(|_| Refused::BadCall {
                kind: O::KIND.into(),
            })?;
            Ok(Box::new(O::make(arguments, turn)?))
        };
        self.0.insert(O::KIND, make);
        self
    }

    pub(super) fn make(&self, kind: &str) -> Result<Make, Refused> {
        self.0
            .get(kind)
            .copied()
            .ok_or_else(|| Refused::NoSuchKind { kind: kind.into() })
    }
}

impl fmt::Debug for Kinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
