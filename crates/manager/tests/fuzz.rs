//! Any bytes can be sent to a server: it answers, and goes on.
//!
//! The corpus in `tests/corpus` is what a session of one client sends: each kind of object is
//! made, and called in each way; and some of that, changed. Here it is replayed, and then
//! changed at random. A seed pins the changes, and the number of rounds bounds them: so this
//! is a search, and no proof.
//!
//! `cargo test -p manager --test fuzz -- --bless` writes the corpus anew.

mod fuzz {
    pub(crate) mod changes;
    pub(crate) mod corpus;
    #[cfg(target_os = "linux")]
    #[path = "../attacks/raw.rs"]
    #[allow(dead_code, reason = "only the bytes of a handshake are made here")]
    pub(crate) mod raw;
    pub(crate) mod rounds;
    pub(crate) mod session;
}

use libtest_mimic::{Arguments, Trial};

fn main() {
    if std::env::args().any(|argument| argument == "--bless") {
        fuzz::corpus::write();
        return;
    }
    let trials: Vec<Trial> = fuzz::rounds::trials();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
