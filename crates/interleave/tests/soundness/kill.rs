//! Would the test notice? Each kind of conflict is taken out of the dependency
//! relation in turn, and the explorer that is left must be caught.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{LIMITS, Wrong, all, check, generate, runner};
use interleave::Kind;
use interleave::shuttle::Conflict;
use proptest::strategy::{Strategy as _, ValueTree as _};

/// Where the steps that conflict come from: the kind of object, whether two writes
/// conflict or a read and a write, and the families of operations that do both.
const CONFLICTS: [(Kind, bool, [usize; 2]); 19] = [
    (Kind::Atomic, true, [0, 0]),
    (Kind::Atomic, false, [0, 0]),
    (Kind::Mutex, true, [1, 1]),
    (Kind::Mutex, false, [1, 1]),
    (Kind::Cell, true, [7, 7]),
    (Kind::Cell, false, [7, 7]),
    (Kind::RwLock, true, [2, 2]),
    (Kind::RwLock, false, [2, 2]),
    (Kind::Condvar, true, [3, 3]),
    (Kind::Condvar, false, [3, 3]),
    (Kind::Futex, true, [4, 4]),
    (Kind::Futex, false, [4, 4]),
    // To come to a barrier is always a write.
    (Kind::Barrier, true, [6, 6]),
    (Kind::Channel, true, [5, 5]),
    (Kind::Channel, false, [5, 5]),
    (Kind::Senders, true, [5, 5]),
    (Kind::Senders, false, [5, 5]),
    (Kind::Parker, true, [6, 6]),
    (Kind::Parker, false, [6, 6]),
];

/// How many programs each broken explorer is tried on.
const PROGRAMS: usize = 40;

/// How a broken explorer was caught, and how often.
#[derive(Default)]
struct Caught {
    outcomes: usize,
    traces: usize,
    itself: usize,
}

/// Tries an explorer without this kind of conflict on programs of these families.
fn caught(conflict: Conflict, programs: &[(super::Program, super::Explored)]) -> Caught {
    let mut caught = Caught::default();
    for (program, all) in programs {
        // A broken relation may also lead into a contradiction, which is a panic.
        match catch_unwind(AssertUnwindSafe(|| {
            check(program, all, LIMITS, Some(conflict))
        })) {
            Ok(Ok(())) => {}
            Ok(Err(Wrong::Outcomes(_))) => caught.outcomes += 1,
            Ok(Err(Wrong::Traces(_))) => caught.traces += 1,
            Ok(Err(Wrong::Itself(_))) | Err(_) => caught.itself += 1,
        }
    }
    caught
}

/// Programs of these families that are not too large, and that are right with
/// nothing taken away.
fn programs([one, two]: [usize; 2]) -> Vec<(super::Program, super::Explored)> {
    let mut runner = runner(7, 1);
    let strategy = generate::of(one, two);
    let mut found = Vec::new();
    while found.len() < PROGRAMS {
        let tree = strategy
            .new_tree(&mut runner)
            .expect("programs are not refused");
        let program = tree.current();
        if let Some(all) = all(&program, LIMITS).filter(|all| all.traces.len() > 1) {
            assert_eq!(check(&program, &all, LIMITS, None), Ok(()), "{program:?}");
            found.push((program, all));
        }
    }
    found
}

#[test]
fn every_conflict_taken_away_is_noticed() {
    let mut matrix = String::from("conflict taken away          outcomes   traces   itself\n");
    let mut tried = HashMap::new();
    for (object, both_write, families) in CONFLICTS {
        let programs = tried.entry(families).or_insert_with(|| programs(families));
        let Caught {
            outcomes,
            traces,
            itself,
        } = caught(Conflict { object, both_write }, programs);
        let steps = if both_write {
            "two writes"
        } else {
            "read and write"
        };
        let conflict = format!("{}, {steps}", object.word());
        writeln!(matrix, "{conflict:27}  {outcomes:8} {traces:8} {itself:8}").expect("to a string");
        assert_ne!(
            outcomes + traces + itself,
            0,
            "nobody misses {conflict}\n{matrix}"
        );
    }
    insta::assert_snapshot!(matrix);
}
