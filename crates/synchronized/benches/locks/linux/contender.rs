//! Who is measured.

use clap::ValueEnum;

/// A way to increment a counter that several share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Contender {
    /// One instruction, without a lock: the limit.
    FetchAdd,
    Lock,
    RLock,
    NestedRLock,
    Value,
    RawValueAndLock,
    /// The reference.
    GlibcMutex,
    GlibcSemaphore,
    StdMutex,
    ParkingLotMutex,
    CPythonValue,
    CPythonRawValueAndLock,
}

impl Contender {
    /// How the tables call it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Contender::FetchAdd => "`fetch_add`, no lock",
            Contender::Lock => "`Lock`",
            Contender::RLock => "`RLock`, outermost",
            Contender::NestedRLock => "`RLock`, nested",
            Contender::Value => "`Value` under `get_lock`",
            Contender::RawValueAndLock => "`RawValue` + `Lock`",
            Contender::GlibcMutex => "glibc's mutex, process-shared",
            Contender::GlibcSemaphore => "glibc's semaphore",
            Contender::StdMutex => "`std::sync::Mutex`, threads",
            Contender::ParkingLotMutex => "`parking_lot::Mutex`, threads",
            Contender::CPythonValue => "CPython's `Value` under `get_lock`",
            Contender::CPythonRawValueAndLock => "CPython's `RawValue` + `Lock`",
        }
    }

    /// Whether several can contend. Who holds a lock all the while keeps the others out.
    pub(crate) fn is_for_many(self) -> bool {
        self != Contender::NestedRLock
    }

    pub(crate) fn needs_python(self) -> bool {
        use Contender::{CPythonRawValueAndLock, CPythonValue};
        matches!(self, CPythonValue | CPythonRawValueAndLock)
    }
}
