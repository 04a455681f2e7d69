//! The check: whatever the schedule, every number is in its row.
//!
//! Read it if you like; your answer goes into `src/table.rs`.

use std::process::ExitCode;

use interleave::Limits;
use verdict::{Check, interleavings};

/// For each of these, a process that adds the number to the row. It returns the rows, with
/// their numbers in ascending order: who comes first is nobody's business.
fn rows<const N: usize>(additions: [(i64, u32); N]) -> Vec<Vec<u32>> {
    use ::handles::shuttle::spaces::start;
    use ::manager::shuttle::channel::{Channel, serve};
    use ::nested_copy::shuttle::table::{self, Given};

    // The types are part of the question.
    let new: fn(&Channel) -> Given = table::new;
    let rows: fn(&Given) -> Vec<Vec<u32>> = table::rows;

    serve(|manager| {
        let given = new(manager);
        let processes = additions.map(|(row, number)| {
            start(&given, move |given| {
                let add: fn(&Given, i64, u32) = table::add;
                add(&given, row, number);
            })
        });
        // A panic is an outcome of its own.
        let _ = processes.map(|process| process.join());
        let mut rows = rows(&given);
        rows.iter_mut().for_each(|row| row.sort_unstable());
        rows
    })
}

/// The negative control: two processes that each change a copy of the row, and put it back.
fn put_back() -> Vec<Vec<u32>> {
    use ::handles::shuttle::spaces::start;
    use ::manager::Makes;
    use ::manager::shuttle::channel::serve;
    serve(|manager| {
        let table = manager.list([vec![], vec![]]).expect("the server runs");
        let processes = [3, 5].map(|number: u32| {
            start(&table, move |table| {
                let mut row: Vec<u32> = table.get(0).expect("there is a row");
                row.push(number);
                table.set(0, &row).expect("there is a row");
            })
        });
        for process in processes {
            process.join().expect("a process does not panic");
        }
        let mut rows = table.to_vec().expect("the server runs");
        rows.iter_mut().for_each(|row| row.sort_unstable());
        rows
    })
}

/// The most executions of a part. A right answer has fewer; of a wrong one the first
/// of them show enough.
fn limits() -> Limits {
    Limits {
        executions: 2_500,
        ..Limits::default()
    }
}

fn main() -> ExitCode {
    // The smallest program comes first: it shows the shortest schedule. The least
    // number of executions is the number of orders of what is added. There is no part
    // for loom: with a server it does not come to an end.
    let check = Check::new("nested-copy")
        .part(
            interleavings("1 process: 3 to row 0", || rows([(0, 3)]))
                .within(limits())
                .only([vec![vec![3], vec![]]]),
        )
        .part(
            interleavings("2 processes: 3 and 5 to row 0", || rows([(0, 3), (0, 5)]))
                .within(limits())
                .at_least(2)
                .only([vec![vec![3, 5], vec![]]]),
        )
        .part(
            interleavings("2 processes: 3 to row 0, 5 to row 1", || {
                rows([(0, 3), (1, 5)])
            })
            .within(limits())
            .at_least(2)
            .only([vec![vec![3], vec![5]]]),
        )
        .control(
            "two processes that each put a changed copy back",
            interleavings("2 processes: 3 and 5 to row 0", put_back)
                .only([vec![vec![3, 5], vec![]]]),
        )
        .sources(::nested_copy::SOURCES);
    verdict::harness::main(check)
}
