//! What was measured, as tables, and as the file that the book includes.

use handles::StartMethod;
use measure::{Python, Record, Requirement, Spread, Table, machine, median, time};

use super::contender::{Contender, Topic, Way};

type Rounds = measure::Rounds<Contender>;

/// What each way takes, and how many times as long as the bare calls and as CPython.
pub(crate) fn costs(rounds: &Rounds, topic: Topic) -> Table {
    let mut table = Table::new(1, [topic.words(), "once", "÷ bare", "÷ CPython"]);
    for contender in rounds.at(topic) {
        let [bare, cpython] = references(topic, contender.way)
            .map(|to| median(to.and_then(|to| ratio(rounds, topic, contender.way, to)), 2));
        let once = rounds
            .nanos(contender)
            .map_or(measure::NONE.to_owned(), |nanos| time(nanos.median));
        table.push([contender.words(), once, bare, cpython]);
    }
    table
}

/// What a way is compared with: the bare calls, and CPython.
fn references(topic: Topic, way: Way) -> [Option<Way>; 2] {
    use Way::{Bare, CPython};
    match topic {
        Topic::Start => match way {
            Bare("fork") | CPython("fork") | Way::Start(StartMethod::Fork) => {
                [Some(Bare("fork")), Some(CPython("fork"))]
            }
            _ => [Some(Bare("posix_spawn")), Some(CPython("spawn"))],
        },
        Topic::PutAndGet | Topic::Throughput => {
            let cpython = match way {
                Way::SimpleQueue | CPython("SimpleQueue") => CPython("SimpleQueue"),
                _ => CPython("Queue"),
            };
            [Some(Bare("socket pair")), Some(cpython)]
        }
        Topic::Descriptor => [Some(Bare("socket pair")), Some(CPython("send_handle"))],
        Topic::Map | Topic::MapOneByOne => [None, Some(CPython("Pool"))],
    }
}

/// How many times as long one way took as another one.
fn ratio(rounds: &Rounds, topic: Topic, of: Way, to: Way) -> Option<Spread> {
    let at = |way| Contender { topic, way };
    rounds.ratio(at(of), at(to))
}

/// What is promised.
fn promises(rounds: &Rounds) -> [Requirement; 5] {
    use Way::{Bare, CPython, Pool, Queue, Start};
    [
        Requirement {
            name: "spawn-cpython-to-ours",
            words: "start and join by spawn: CPython's ÷ ours, at least 25".to_owned(),
            ratio: ratio(
                rounds,
                Topic::Start,
                CPython("spawn"),
                Start(StartMethod::Spawn),
            ),
            is_met: |ratio| ratio >= 25.0,
        },
        Requirement {
            name: "spawn-ours-to-bare",
            words: "start and join by spawn: ours ÷ `posix_spawn` and wait, at most 2".to_owned(),
            ratio: ratio(
                rounds,
                Topic::Start,
                Start(StartMethod::Spawn),
                Bare("posix_spawn"),
            ),
            is_met: |ratio| ratio <= 2.0,
        },
        Requirement {
            name: "queue-cpython-to-ours",
            words: "an item from one process to another: CPython's ÷ ours, at least 4".to_owned(),
            ratio: ratio(rounds, Topic::Throughput, CPython("Queue"), Queue),
            is_met: |ratio| ratio >= 4.0,
        },
        Requirement {
            name: "map-one-by-one-cpython-to-ours",
            words: "a task, chunks of one: CPython's ÷ ours, at least 5".to_owned(),
            ratio: ratio(rounds, Topic::MapOneByOne, CPython("Pool"), Pool),
            is_met: |ratio| ratio >= 5.0,
        },
        Requirement {
            name: "map-ours-to-cpython",
            words: "a task, default chunks: ours ÷ CPython's, at most 1".to_owned(),
            ratio: ratio(rounds, Topic::Map, Pool, CPython("Pool")),
            is_met: |ratio| ratio <= 1.0,
        },
    ]
}

/// Which of the promises are kept.
pub(crate) fn requirements(rounds: &Rounds) -> Table {
    measure::requirements(&promises(rounds))
}

/// The file that the book includes.
pub(crate) fn page(rounds: &Rounds, python: Option<&Python>, millis: u64) -> String {
    let mut record = Record::new("handles", "what-processes-cost.md");
    let python = python.map_or("no python3", |python| &python.version);
    record.put("machine", &machine(&[python]));
    record.put("rounds", &rounds.count.to_string());
    record.put("millis", &millis.to_string());
    for topic in Topic::ALL {
        record.put(topic.name(), &costs(rounds, topic).to_string());
    }
    record.put("requirements", &requirements(rounds).to_string());
    for promise in promises(rounds) {
        record.put(promise.name, &median(promise.ratio, 2));
    }
    record.text().to_owned()
}
