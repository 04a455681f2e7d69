//! The verbs, one file each.

pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod claims;
pub(crate) mod completions;
pub(crate) mod doctor;
pub(crate) mod grade;
pub(crate) mod handout;
pub(crate) mod hint;
pub(crate) mod lint;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod preprocess;
pub(crate) mod replay;
pub(crate) mod reset;
pub(crate) mod serve;
pub(crate) mod update;
pub(crate) mod verify;
pub(crate) mod watch;
