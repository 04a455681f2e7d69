//! Making an exercise, and saying what one still lacks.
//!
//! [`name`] says which names an exercise may have, [`mod@place`] makes room for its number,
//! [`skeleton`] writes its files from those in `template`, and [`register`] names it where
//! exercises are named. [`mod@lint`] reads an exercise as its reader would.

mod lint;
mod name;
mod place;
mod register;
mod skeleton;

pub(crate) use lint::lint;
pub(crate) use name::valid;
pub(crate) use place::{make_room, place};
pub(crate) use register::{in_the_tests, on_the_page};
pub(crate) use skeleton::write;

/// What marks a text that the author has yet to write.
pub(crate) const TO_WRITE: &str = "TODO(author)";
