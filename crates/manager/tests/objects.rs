//! The objects that hold things or let callers wait: each method, each refusal, and what is
//! given away and never read.
//!
//! `cpython` has what CPython asks of them (`Lib/test/_test_multiprocessing.py`), with the
//! same names and the same meaning. The other modules have what it does not ask. Here the
//! server is a thread behind a channel, and so are the processes; where somebody has to end
//! at a bad moment, the server is called directly (`direct`).

#[cfg(target_os = "linux")]
mod objects {
    mod array;
    mod cpython;
    mod dict;
    mod direct;
    mod event;
    mod list;
    mod namespace;
    mod nested;
    mod semaphore;
    mod taken_back;

    use manager::{ProxyError, Refused};

    /// The error that a refusal becomes.
    fn refused(why: Refused) -> ProxyError {
        ProxyError::Refused(why)
    }

    /// A value that cannot be sent.
    #[derive(Debug, serde::Deserialize)]
    struct Unsendable;

    impl serde::Serialize for Unsendable {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("it stays here"))
        }
    }
}
