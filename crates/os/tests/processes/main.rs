//! Real processes: what they share, what they do not, and how they end.
//!
//! A program of its own without libtest, which runs each test on a new thread:
//! here all tests run on the main thread, so that they may fork.

#[cfg(target_os = "linux")]
mod forking;
#[cfg(target_os = "linux")]
mod lost_update;
#[cfg(target_os = "linux")]
mod output;
#[cfg(target_os = "linux")]
mod sharing;
#[cfg(target_os = "linux")]
mod threads;
#[cfg(target_os = "linux")]
mod until;

#[cfg(target_os = "linux")]
fn main() {
    use libtest_mimic::{Arguments, Trial};

    if output::is_the_printing_program() {
        return output::print_across_a_fork();
    }

    macro_rules! trials {
        ($($module:ident::$name:ident),* $(,)?) => {
            vec![$(
                Trial::test(concat!(stringify!($module), "::", stringify!($name)), || {
                    $module::$name();
                    Ok(())
                })
            ),*]
        };
    }

    let mut arguments = Arguments::from_args();
    // One thread means the main thread, and no other.
    arguments.test_threads = Some(1);
    let trials = trials![
        threads::the_tests_run_in_a_process_with_one_thread,
        threads::a_process_with_two_threads_is_refused_until_it_has_joined_one,
        threads::a_joined_thread_never_stops_a_fork,
        sharing::children_see_the_value_made_before_the_fork,
        sharing::children_add_up_in_the_parents_value,
        sharing::a_value_outside_shared_memory_is_copied,
        sharing::a_child_that_drops_its_mapping_leaves_the_parents_alone,
        sharing::arrays_and_empty_arrays_can_be_shared,
        forking::an_exit_code_a_panic_and_a_signal_are_told_apart,
        forking::a_failing_child_is_named_by_its_index,
        forking::of_two_failing_children_the_lowest_index_is_named,
        forking::no_processes_is_no_failure,
        forking::a_dropped_child_is_waited_for,
        forking::a_child_does_not_outlive_its_parent,
        forking::a_child_runs_no_destructor_of_its_parent,
        output::nothing_is_printed_twice_or_lost,
        lost_update::a_load_and_a_store_in_lock_step_lose_one_update,
        lost_update::one_indivisible_addition_in_lock_step_loses_none,
    ];
    libtest_mimic::run(&arguments, trials).exit();
}

/// There is nothing to test where the crate is empty.
#[cfg(not(target_os = "linux"))]
fn main() {}
