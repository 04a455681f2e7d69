//! Two items that belong together: put into a list by two calls, and by one.
#![allow(
    clippy::missing_panics_doc,
    reason = "a program panics only where its own server does"
)]

use super::channel::{ListProxy, serve};
use super::handles::spaces::start;
use crate::Makes;

// ANCHOR: puts
/// Two calls.
pub fn one_by_one(list: &ListProxy<u32>, items: [u32; 2]) {
    for item in items {
        list.append(&item).unwrap();
    }
}

/// One call.
pub fn both_at_once(list: &ListProxy<u32>, items: [u32; 2]) {
    list.extend(items).unwrap();
}
// ANCHOR_END: puts

// ANCHOR: program
/// Two processes put two items each into one list. Returns the list.
pub fn by_two(puts: fn(&ListProxy<u32>, [u32; 2])) -> Vec<u32> {
    serve(|manager| {
        let list = manager.list([]).unwrap();
        let processes = [[1, 2], [8, 9]].map(|items| start(&list, move |list| puts(&list, items)));
        for process in processes {
            process.join().unwrap();
        }
        list.to_vec().unwrap()
    })
}
// ANCHOR_END: program
