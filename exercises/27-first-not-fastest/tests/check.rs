//! The check: whatever the schedule, the first match in the list is found, and nothing is
//! examined that comes after a match that is known.
//!
//! Read it if you like; your answer goes into `src/search.rs`.

use std::cell::RefCell;
use std::fmt;
use std::process::ExitCode;

use interleave::Limits;
use verdict::{Check, interleavings, loom};

/// What a search ends with.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Found(Option<(u32, u32)>);

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some((index, value)) => write!(f, "{value} at index {index}"),
            None => write!(f, "nothing found"),
        }
    }
}

/// What one worker ends with: what was found, and which elements were examined, in order.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Alone(Found, Vec<u32>);

impl fmt::Debug for Alone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let examined: Vec<_> = self.1.iter().map(u32::to_string).collect();
        write!(f, "{:?}, examined {}", self.0, examined.join(", "))
    }
}

/// The index of a task.
fn index(task: usize) -> u32 {
    u32::try_from(task).expect("a short list")
}

/// A program for the explorers of a world: so many workers of a pool look through a list.
/// So many elements are examined at the same time.
macro_rules! searched {
    ($world:ident, $workers:expr, $list:expr, together: $together:expr) => {
        || {
            use ::first_not_fastest::$world::search::Search;
            use ::interleave::$world::sync::{Arc, Barrier};
            use ::pool::$world::workers::{Tasks, map};

            // The types are part of the question.
            let new: fn(u32) -> Search = Search::new;
            let look: fn(&Search, u32, &dyn Fn(u32) -> Option<u32>) = Search::look;
            let found: fn(&Search) -> Option<(u32, u32)> = Search::found;

            let list = $list;
            let search = Arc::new(new(index(list.len())));
            let desk = ($together > 1).then(|| Arc::new(Barrier::new($together)));
            let tasks = Tasks::new(list.len());
            map($workers, &tasks, &search, move |search, task| {
                look(search, index(task), &|element| {
                    if let Some(desk) = &desk {
                        desk.wait();
                    }
                    list[element as usize]
                });
            });
            Found(found(&search))
        }
    };
}

/// The same with one worker, and with the elements that it examined.
fn searched_alone() -> Alone {
    use ::first_not_fastest::shuttle::search::Search;
    use ::interleave::shuttle::sync::Arc;
    use ::pool::shuttle::workers::{Tasks, map};

    let list = [None, Some(70), None, Some(80)];
    let search = Arc::new(Search::new(index(list.len())));
    let tasks = Tasks::new(list.len());
    let examined = map(1, &tasks, &search, move |search, task| {
        let examined = RefCell::new(Vec::new());
        search.look(index(task), &|element| {
            examined.borrow_mut().push(element);
            list[element as usize]
        });
        examined.into_inner()
    });
    let examined = examined.into_iter().flat_map(|(_, examined)| examined);
    Alone(Found(search.found()), examined.collect())
}

/// The negative control: the search of chapter 6 that keeps what is found first.
fn fastest() -> Option<usize> {
    use ::pool::shuttle::find_first::{first_to_finish, search};
    search(2, first_to_finish, |_| true)
}

/// The most executions of a part. A right answer has fewer; of a wrong one the first
/// of them show enough.
fn limits() -> Limits {
    Limits {
        executions: 20_000,
        ..Limits::default()
    }
}

fn main() -> ExitCode {
    let at = |index, value| Found(Some((index, value)));
    // The smallest program comes first: it shows the shortest schedule. The least number
    // of executions is the number of orders in which the workers can take the elements.
    let check = Check::new("first-not-fastest")
        .part(
            interleavings(
                "2 workers, 2 elements, both match",
                searched!(shuttle, 2, [Some(70), Some(80)], together: 1),
            )
            .within(limits())
            .at_least(2)
            .only([at(0, 70)]),
        )
        .part(
            interleavings(
                "2 workers, 3 elements, the last two match",
                searched!(shuttle, 2, [None, Some(70), Some(80)], together: 1),
            )
            .within(limits())
            .at_least(2)
            .only([at(1, 70)]),
        )
        .part(
            interleavings(
                "2 workers, 2 elements, none matches",
                searched!(shuttle, 2, [None, None], together: 1),
            )
            .within(limits())
            .at_least(2)
            .only([Found(None)]),
        )
        .part(
            interleavings("1 worker, 4 elements, two match", searched_alone)
                .only([Alone(at(1, 70), vec![0, 1])]),
        )
        .part(
            interleavings(
                "2 workers, 2 elements, examined at the same time",
                searched!(shuttle, 2, [None, Some(80)], together: 2),
            )
            .within(limits())
            .at_least(2)
            .only([at(1, 80)]),
        )
        .part(
            loom(
                "2 workers, 2 elements, both match",
                searched!(loom, 2, [Some(70), Some(80)], together: 1),
            )
            .within(limits())
            .at_least(2)
            .only([at(0, 70)]),
        )
        .control(
            "the search of chapter 6 that keeps what is found first",
            interleavings("2 workers, 2 elements, both match", fastest).only([Some(0)]),
        )
        .sources(::first_not_fastest::SOURCES);
    verdict::harness::main(check)
}
