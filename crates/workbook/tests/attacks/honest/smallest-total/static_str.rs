//! A static is as good as a constant.

/* No process::exit here. */

pub static ANSWER: &str = "ABBBBABAAAAB";

pub const SCHEDULE: &str = ANSWER_AGAIN;

const ANSWER_AGAIN: &str = "ABBBBABAAAAB";
