//! What a fork does to text that waits in a buffer.

use std::{env, process::Command};

use os::fork_child;

/// Set in the environment of the copy of this program that only prints.
const PRINT: &str = "OS_TEST_PRINT_ACROSS_A_FORK";

pub(crate) fn is_the_printing_program() -> bool {
    env::var_os(PRINT).is_some()
}

/// Prints in parts without a line end, which stay in the buffer.
pub(crate) fn print_across_a_fork() {
    print!("parent, ");
    let child = fork_child(|| {
        print!("child, ");
        0
    });
    child.unwrap().wait().unwrap();
    println!("parent");
}

pub(crate) fn nothing_is_printed_twice_or_lost() {
    let program = env::current_exe().unwrap();
    let printed = Command::new(program).env(PRINT, "1").output().unwrap();
    assert!(printed.status.success(), "{printed:?}");
    let text = String::from_utf8(printed.stdout).unwrap();
    assert_eq!(text, "parent, child, parent\n");
}
