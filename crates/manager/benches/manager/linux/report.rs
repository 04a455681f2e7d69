//! What was measured, as tables, and as the file that the book includes.

use measure::{NONE, Python, Record, Requirement, Spread, Table, machine, median, time};

use super::contender::{Contender, Job, Way};
use super::placement::Placement;
use super::sizes;

type Rounds = measure::Rounds<Contender>;

/// All tables of the run, one a placement.
pub(crate) fn all(rounds: &Rounds) -> String {
    let one = costs(rounds, Placement::OneProcessor);
    let free = costs(rounds, Placement::Free);
    format!("All on one processor:\n\n{one}\nWherever they like:\n\n{free}")
}

/// What each job takes in each way, and the ratios.
fn costs(rounds: &Rounds, placement: Placement) -> Table {
    let head = [
        "what",
        "bare",
        "ours",
        "CPython",
        "ours ÷ bare",
        "CPython ÷ ours",
    ];
    let mut table = Table::new(1, head);
    for job in Job::ALL {
        let nanos = |way| once(rounds, placement, job, way);
        let ratio = |of, to| median(ratio(rounds, placement, job, of, to), 2);
        table.push([
            job.words(),
            nanos(Way::Bare),
            nanos(Way::Ours),
            nanos(Way::CPython),
            ratio(Way::Ours, Way::Bare),
            ratio(Way::CPython, Way::Ours),
        ]);
    }
    table
}

/// What the same costs in shared memory.
fn beside_shared_memory(rounds: &Rounds) -> Table {
    let head = [
        "what",
        "in shared memory",
        "through a proxy",
        "proxy ÷ shared",
    ];
    let mut table = Table::new(1, head);
    let free = Placement::Free;
    for job in [Job::Get, Job::Locked, Job::Lock, Job::Queue] {
        table.push([
            job.words(),
            once(rounds, free, job, Way::Shared),
            once(rounds, free, job, Way::Ours),
            median(ratio(rounds, free, job, Way::Ours, Way::Shared), 1),
        ]);
    }
    table
}

fn once(rounds: &Rounds, placement: Placement, job: Job, way: Way) -> String {
    let topic = (placement, job);
    let nanos = rounds.nanos(Contender { topic, way });
    nanos.map_or(NONE.to_owned(), |nanos| time(nanos.median))
}

fn ratio(rounds: &Rounds, placement: Placement, job: Job, of: Way, to: Way) -> Option<Spread> {
    let topic = (placement, job);
    rounds.ratio(Contender { topic, way: of }, Contender { topic, way: to })
}

/// What is promised.
fn promises(rounds: &Rounds) -> [Requirement; 4] {
    let one = |job, of, to| ratio(rounds, Placement::OneProcessor, job, of, to);
    [
        Requirement {
            name: "get-ours-to-bare",
            words: "read a number, one processor: ours ÷ bare, at most 1.2".to_owned(),
            ratio: one(Job::Get, Way::Ours, Way::Bare),
            is_met: |ratio| ratio <= 1.2,
        },
        Requirement {
            name: "get-ours-to-cpython",
            words: "read a number, one processor: ours ÷ CPython's, at most 0.5".to_owned(),
            ratio: one(Job::Get, Way::Ours, Way::CPython),
            is_met: |ratio| ratio <= 0.5,
        },
        Requirement {
            name: "dict-ours-to-bare",
            words: "write a key, one processor: ours ÷ bare, at most 1.2".to_owned(),
            ratio: one(Job::DictSet, Way::Ours, Way::Bare),
            is_met: |ratio| ratio <= 1.2,
        },
        Requirement {
            name: "dict-ours-to-cpython",
            words: "write a key, one processor: ours ÷ CPython's, at most 0.5".to_owned(),
            ratio: one(Job::DictSet, Way::Ours, Way::CPython),
            is_met: |ratio| ratio <= 0.5,
        },
    ]
}

/// Which of the promises are kept.
pub(crate) fn requirements(rounds: &Rounds) -> Table {
    measure::requirements(&promises(rounds))
}

/// The file that the book includes.
pub(crate) fn page(
    rounds: &Rounds,
    python: Option<&Python>,
    millis: u64,
) -> anyhow::Result<String> {
    let mut record = Record::new("manager", "what-a-proxy-costs.md");
    let python = python.map_or("no python3", |python| &python.version);
    record.put("machine", &machine(&[python]));
    record.put("rounds", &rounds.count.to_string());
    record.put("millis", &millis.to_string());
    record.put(
        "one-processor",
        &costs(rounds, Placement::OneProcessor).to_string(),
    );
    record.put("free", &costs(rounds, Placement::Free).to_string());
    record.put("shared", &beside_shared_memory(rounds).to_string());
    record.put("requirements", &requirements(rounds).to_string());
    for promise in promises(rounds) {
        record.put(promise.name, &median(promise.ratio, 2));
    }
    let (get, list) = (sizes::of(Job::Get)?, sizes::of(Job::List)?);
    record.put("get-request", &get.request.to_string());
    record.put("get-answer", &get.answer.to_string());
    record.put("list-answer", &list.answer.to_string());
    Ok(record.text().to_owned())
}
