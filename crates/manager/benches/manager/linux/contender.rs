//! Who is measured, and at what.

use std::time::Duration;

use anyhow::Context;

use super::placement::Placement;
use super::{bare, clients, cpython, ours, shared};

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Job {
    /// Read a number.
    Get,
    /// Read a number, and write one more.
    Racy,
    /// The same under a lock.
    Locked,
    /// Let the server add.
    FetchAdd,
    /// Acquire a lock and release it.
    Lock,
    DictGet,
    DictSet,
    /// Read a list of a thousand numbers.
    List,
    /// Put an item and get it.
    Queue,
    /// Let the server add, from so many processes at once.
    Clients(u32),
}

impl Job {
    pub(crate) const ALL: [Job; 12] = [
        Job::Get,
        Job::Racy,
        Job::Locked,
        Job::FetchAdd,
        Job::Lock,
        Job::DictGet,
        Job::DictSet,
        Job::List,
        Job::Queue,
        Job::Clients(1),
        Job::Clients(2),
        Job::Clients(8),
    ];

    pub(crate) fn words(self) -> String {
        match self {
            Job::Get => "read a number".into(),
            Job::Racy => "`+= 1`, no lock".into(),
            Job::Locked => "`+= 1` under a lock proxy".into(),
            Job::FetchAdd => "`fetch_add` in the server".into(),
            Job::Lock => "acquire and release a lock".into(),
            Job::DictGet => "read a key of a dict".into(),
            Job::DictSet => "write a key of a dict".into(),
            Job::List => "read a list of 1,000".into(),
            Job::Queue => "put an item and get it".into(),
            Job::Clients(1) => "a call, 1 client".into(),
            Job::Clients(clients) => format!("a call, {clients} clients at once"),
        }
    }

    /// How many messages there and back it takes.
    pub(crate) fn calls(self) -> u64 {
        match self {
            Job::Locked => 4,
            Job::Racy | Job::Lock | Job::Queue => 2,
            _ => 1,
        }
    }

    /// What the script for CPython calls it.
    fn name(self) -> String {
        match self {
            Job::Clients(clients) => format!("clients-{clients}"),
            other => format!("{other:?}"),
        }
    }
}

/// A way to do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// A socket and the same bytes, and nobody who understands them.
    Bare,
    Ours,
    CPython,
    /// Without a server: in memory that processes share.
    Shared,
}

/// A job, and where it is done.
pub(crate) type Topic = (Placement, Job);

/// A way to do a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Contender {
    pub(crate) topic: Topic,
    pub(crate) way: Way,
}

impl Contender {
    /// Everybody.
    pub(crate) fn all() -> impl Iterator<Item = Contender> {
        Placement::ALL.into_iter().flat_map(|placement| {
            Job::ALL.into_iter().flat_map(move |job| {
                let topic = (placement, job);
                ways(job).iter().map(move |&way| Contender { topic, way })
            })
        })
    }

    pub(crate) fn is_cpython(self) -> bool {
        self.way == Way::CPython
    }
}

fn ways(job: Job) -> &'static [Way] {
    match job {
        // CPython's values cannot add; a registered type of two lines stands in its place.
        Job::FetchAdd | Job::Clients(_) => &[Way::Bare, Way::Ours, Way::CPython],
        Job::Get | Job::Locked | Job::Lock | Job::Queue => {
            &[Way::Bare, Way::Ours, Way::CPython, Way::Shared]
        }
        _ => &[Way::Bare, Way::Ours, Way::CPython],
    }
}

impl measure::Contender for Contender {
    type Topic = Topic;

    fn topic(self) -> Topic {
        self.topic
    }

    fn fewest(self) -> u64 {
        match (self.way, self.topic.1) {
            (Way::Shared, _) => 10_000,
            (_, Job::List) => 40,
            _ => 200,
        }
    }

    fn measure(self, times: u64) -> anyhow::Result<Duration> {
        let (placement, job) = self.topic;
        let measured = placement.run(|| match (self.way, job) {
            (Way::Bare, Job::Clients(number)) => clients::bare(number, times),
            (Way::Bare, job) => bare::measure(job, times),
            (Way::Ours, Job::Clients(number)) => clients::ours(number, times),
            (Way::Ours, job) => ours::measure(job, times),
            (Way::CPython, job) => cpython::measure(&job.name(), times),
            (Way::Shared, job) => shared::measure(job, times),
        });
        measured.with_context(|| format!("{}: {:?}", job.words(), self.way))
    }
}
