//! The verbs, one file each.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod claims;
pub(crate) mod hint;
pub(crate) mod list;
pub(crate) mod preprocess;
pub(crate) mod replay;
pub(crate) mod serve;
pub(crate) mod verify;
