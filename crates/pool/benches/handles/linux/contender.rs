//! Who is measured, and at what.

use std::time::Duration;

use anyhow::Context;
use handles::StartMethod;

use super::{bare, cpython, pools, processes, queues};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    /// To start a process that does nothing, and to join it.
    Start,
    /// To put an item and to get it, in one process.
    PutAndGet,
    /// To get an item that another process puts.
    Throughput,
    /// To pass a descriptor to another place.
    Descriptor,
    /// A task of a pool, a chunk as large as it likes.
    Map,
    /// A task of a pool, each one a chunk of its own.
    MapOneByOne,
}

impl Topic {
    pub(crate) const ALL: [Topic; 6] = [
        Topic::Start,
        Topic::PutAndGet,
        Topic::Throughput,
        Topic::Descriptor,
        Topic::Map,
        Topic::MapOneByOne,
    ];

    pub(crate) fn words(self) -> &'static str {
        match self {
            Topic::Start => "start and join a process",
            Topic::PutAndGet => "put an item and get it, in one process",
            Topic::Throughput => "an item, from one process to another",
            Topic::Descriptor => "pass a descriptor",
            Topic::Map => "a trivial task in a pool of 2, default chunks",
            Topic::MapOneByOne => "a trivial task in a pool of 2, chunks of one",
        }
    }

    /// What the record calls its table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Topic::Start => "start",
            Topic::PutAndGet => "put-and-get",
            Topic::Throughput => "throughput",
            Topic::Descriptor => "descriptor",
            Topic::Map => "map",
            Topic::MapOneByOne => "map-one-by-one",
        }
    }

    /// The fewest times that tell anything.
    fn fewest(self) -> u64 {
        match self {
            Topic::Start => 3,
            Topic::PutAndGet | Topic::Throughput | Topic::Descriptor => 300,
            Topic::Map => 2_000,
            Topic::MapOneByOne => 200,
        }
    }
}

/// A way to do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// With nothing but calls of the system.
    Bare(&'static str),
    /// With a process of ours.
    Start(StartMethod),
    Queue,
    SimpleQueue,
    Wire,
    Pool,
    CPython(&'static str),
}

/// A way to do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Contender {
    pub(crate) topic: Topic,
    pub(crate) way: Way,
}

impl Contender {
    /// Everybody; those that are compared stand side by side.
    pub(crate) fn all() -> impl Iterator<Item = Contender> {
        use Way::{Bare, CPython, Pool, Queue, SimpleQueue, Start, Wire};
        let ways = |topic| -> &'static [Way] {
            match topic {
                Topic::Start => &[
                    Bare("fork"),
                    Start(StartMethod::Fork),
                    CPython("fork"),
                    Bare("posix_spawn"),
                    Start(StartMethod::Spawn),
                    CPython("spawn"),
                ],
                Topic::PutAndGet => &[
                    Bare("pipe"),
                    Bare("socket pair"),
                    Queue,
                    SimpleQueue,
                    CPython("SimpleQueue"),
                    CPython("Queue"),
                ],
                Topic::Throughput => &[
                    Bare("pipe"),
                    Bare("socket pair"),
                    Queue,
                    SimpleQueue,
                    CPython("SimpleQueue"),
                    CPython("Queue"),
                ],
                Topic::Descriptor => &[Bare("socket pair"), Wire, CPython("send_handle")],
                Topic::Map | Topic::MapOneByOne => &[Pool, CPython("Pool")],
            }
        };
        Topic::ALL
            .into_iter()
            .flat_map(move |topic| ways(topic).iter().map(move |&way| Contender { topic, way }))
    }

    pub(crate) fn is_cpython(self) -> bool {
        matches!(self.way, Way::CPython(_))
    }

    pub(crate) fn words(self) -> String {
        match self.way {
            Way::Bare(what) => format!("bare {what}"),
            Way::Start(method) => format!("`Process`, {method}"),
            Way::Queue => "`Queue`".to_owned(),
            Way::SimpleQueue => "`SimpleQueue`".to_owned(),
            Way::Wire => "`Wire`".to_owned(),
            Way::Pool => "`Pool::map`".to_owned(),
            Way::CPython(what) => format!("CPython, {what}"),
        }
    }
}

impl measure::Contender for Contender {
    type Topic = Topic;

    fn topic(self) -> Topic {
        self.topic
    }

    fn fewest(self) -> u64 {
        self.topic.fewest()
    }

    fn measure(self, times: u64) -> anyhow::Result<Duration> {
        let measured = match (self.way, self.topic) {
            (Way::Bare(what), topic) => bare::measure(what, topic, times),
            (Way::Start(method), _) => processes::start_and_join(method, times),
            (Way::Queue, Topic::PutAndGet) => queues::put_and_get(times),
            (Way::Queue, _) => queues::throughput(times),
            (Way::SimpleQueue, Topic::PutAndGet) => queues::simple_put_and_get(times),
            (Way::SimpleQueue, _) => queues::simple_throughput(times),
            (Way::Wire, _) => processes::pass_descriptors(times),
            (Way::Pool, topic) => pools::map(times, topic == Topic::MapOneByOne),
            (Way::CPython(what), topic) => cpython::measure(topic.name(), what, times),
        };
        measured.with_context(|| format!("{}: {}", self.topic.words(), self.words()))
    }
}
