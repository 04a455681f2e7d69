//! The programs to explore, compiled once for each back end.
//!
//! A program is written once, against `super::sync`. That is the facade of this
//! crate, over shuttle or over loom; or it is shuttle or loom as they come.

macro_rules! back_end {
    ($(#[$doc:meta])* $name:ident { $($sync:tt)+ }) => {
        $(#[$doc])*
        #[path = "."]
        #[allow(
            clippy::duplicate_mod,
            reason = "one file is compiled once a back end; that is the point"
        )]
        pub(crate) mod $name {
            mod sync { $($sync)+ }
            pub(crate) mod channel;
            pub(crate) mod counters;
            pub(crate) mod reentrant;
        }
    };
}

back_end! {
    /// The facade over shuttle.
    shuttle { pub(crate) use interleave::shuttle::sync::{Arc, Mutex, MutexGuard, atomic, mpsc, thread}; }
}

back_end! {
    /// shuttle as it comes.
    bare_shuttle {
        pub(crate) use ::shuttle::sync::{Arc, Mutex, MutexGuard, atomic, mpsc};
        pub(crate) use ::shuttle::thread;
    }
}

back_end! {
    /// The facade over loom.
    loom { pub(crate) use interleave::loom::sync::{Arc, Mutex, MutexGuard, atomic, mpsc, thread}; }
}

back_end! {
    /// loom as it comes.
    bare_loom {
        // loom's own `Arc` is one more object whose orders are explored.
        pub(crate) use std::sync::Arc;
        pub(crate) use ::loom::sync::{Mutex, MutexGuard, atomic, mpsc};
        pub(crate) use ::loom::thread;
    }
}
