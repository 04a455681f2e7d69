//! Real processes: what they share, what they do not, what they say to each other, and how
//! they end.
//!
//! A program of its own without libtest, which runs each test on a new thread:
//! here all tests run on the main thread, so that they may fork.

#[cfg(target_os = "linux")]
mod at_fork;
#[cfg(target_os = "linux")]
mod forking;
#[cfg(target_os = "linux")]
mod held_back;
#[cfg(target_os = "linux")]
mod left;
#[cfg(target_os = "linux")]
mod lost_update;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(target_os = "linux")]
mod output;
#[cfg(target_os = "linux")]
mod sharing;
#[cfg(target_os = "linux")]
mod spawning;
#[cfg(target_os = "linux")]
mod threads;
#[cfg(target_os = "linux")]
mod until;
#[cfg(target_os = "linux")]
mod wire;

#[cfg(target_os = "linux")]
fn main() {
    use libtest_mimic::{Arguments, Trial};

    if output::is_the_printing_program() {
        return output::print_across_a_fork();
    }

    if spawning::is_spawned_again() {
        return spawning::run_again();
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
        at_fork::hooks_run_in_order_round_a_fork,
        at_fork::without_hooks_nothing_runs,
        at_fork::a_fork_that_is_refused_for_its_threads_runs_none,
        at_fork::a_fork_that_the_kernel_refuses_is_ended_in_the_parent,
        at_fork::a_child_of_a_child_runs_them_too,
        at_fork::a_spawned_child_runs_none,
        at_fork::a_hook_that_panics_ends_the_child_before_its_body,
        held_back::a_child_that_holds_the_signal_back_finishes_what_it_began,
        held_back::a_child_that_does_not_dies_where_it_is,
        output::nothing_is_printed_twice_or_lost,
        lost_update::a_load_and_a_store_in_lock_step_lose_one_update,
        lost_update::one_indivisible_addition_in_lock_step_loses_none,
        memory::a_descriptor_leads_to_the_same_value,
        memory::a_value_travels_to_a_process_that_did_not_inherit_it,
        memory::a_memory_file_is_inherited_too,
        memory::what_is_inherited_only_has_no_descriptor,
        memory::a_memory_file_keeps_its_size,
        memory::a_descriptor_of_something_else_is_refused,
        memory::a_file_that_cannot_be_written_is_refused,
        memory::a_memory_file_closes_on_exec,
        spawning::a_spawned_child_has_its_arguments_and_its_input,
        spawning::a_spawned_child_has_no_other_descriptor,
        spawning::nothing_is_left_of_a_child,
        spawning::a_child_is_terminated_or_killed_and_again_without_effect,
        spawning::who_waits_for_a_child_waits_no_longer_than_it_wants,
        spawning::a_sentinel_is_ready_when_its_child_has_ended,
        spawning::somebody_elses_child_is_not_waited_for,
        wire::messages_arrive_whole_and_in_order,
        wire::a_message_may_have_any_length,
        wire::every_message_reaches_one_of_several_readers,
        wire::descriptors_arrive_in_order_and_close_on_exec,
        wire::as_many_descriptors_as_are_allowed_arrive_and_one_more_is_refused,
        wire::who_waits_for_a_message_waits_no_longer_than_it_wants,
        wire::who_sends_waits_for_room_no_longer_than_it_wants,
        wire::who_runs_out_of_time_uses_what_room_there_is,
        wire::a_closed_wire_is_drained_and_then_closed,
        wire::a_sender_that_did_not_read_loses_nothing_that_it_sent,
        wire::a_message_outlives_a_sender_that_is_killed,
        wire::to_send_to_nobody_is_an_error_and_no_signal,
        wire::what_is_no_message_of_ours_is_refused,
        wire::a_descriptor_that_is_no_wire_is_refused,
        wire::a_receiver_without_descriptors_left_says_so,
        wire::of_several_descriptors_the_first_that_is_ready_is_found,
    ];
    libtest_mimic::run(&arguments, trials).exit();
}

/// There is nothing to test where the crate is empty.
#[cfg(not(target_os = "linux"))]
fn main() {}
