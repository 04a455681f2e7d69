//! The grader against answers that want more than they are worth.
//!
//! `corpus` has a folder for each attack: what a student hands in, and an `attack.toml`
//! that says what it tries and what the grader must say. `honest` has answers as students
//! write them. All are graded at once, as the students of one class; each is a test of
//! its own. Reading order: [`corpus`] and [`hostile`] make the class, [`grading`] has it
//! graded, [`expected`] compares. [`whole`] looks at the grade book as such: the same bytes
//! whatever the order, the number of jobs, and who was killed.
//!
//! `ATTACKS_SANDBOX=launcher` grades in another box than the strongest, and
//! `ATTACKS_SANDBOX=unsandboxed` in none: attacks that would do harm are then left out.

#[cfg(target_os = "linux")]
mod corpus;
#[cfg(target_os = "linux")]
mod expected;
#[cfg(target_os = "linux")]
mod grading;
#[cfg(target_os = "linux")]
mod hostile;
#[cfg(target_os = "linux")]
mod whole;

/// Elsewhere there is no box, and some of these would harm the machine.
#[cfg(not(target_os = "linux"))]
fn main() {}

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    use libtest_mimic::{Arguments, Trial};
    use std::sync::{Arc, OnceLock};

    let arguments = Arguments::from_args();
    let attacks = corpus::read();
    // The class is graded when the first test asks for it, and once.
    let graded = OnceLock::new();
    let book = Arc::new(move || Arc::clone(graded.get_or_init(|| Arc::new(expected::grade_all()))));
    let mut trials = Vec::new();
    for attack in attacks {
        let book = Arc::clone(&book);
        let name = format!("attack::{}", attack.name);
        trials.push(Trial::test(name, move || {
            expected::attack(&attack, &book())
        }));
    }
    for honest in corpus::honest() {
        let book = Arc::clone(&book);
        let name = format!("honest::{}", honest.student);
        trials.push(Trial::test(name, move || {
            expected::honest(&honest, &book())
        }));
    }
    let again = Arc::clone(&book);
    trials.push(Trial::test("no_word_is_the_graders_fault", move || {
        expected::no_fault_of_ours(&book())
    }));
    trials.push(Trial::test("no_file_commands_a_terminal", move || {
        expected::no_command_to_a_terminal(&again())
    }));
    trials.extend(whole::trials());
    libtest_mimic::run(&arguments, trials).exit_code()
}
