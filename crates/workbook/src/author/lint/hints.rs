//! The hints: each a step, and one for every bug that students are known to have.

use std::collections::BTreeSet;
use std::path::Path;

use super::{of, read, solution};
use crate::exercise::matrix::{Known, Plan};

/// Fewer hints are no steps.
const FEWEST: usize = 2;

/// A line of code that is shorter says nothing by itself.
const SHORTEST_CODE: usize = 12;

/// What is wrong with the hints.
///
/// # Errors
///
/// If the solution or the starter cannot be read.
pub(super) fn check(root: &Path, plan: &Plan) -> anyhow::Result<Vec<String>> {
    let manifest = &plan.exercise.manifest;
    let mut problems = Vec::new();
    if !manifest.hints.is_empty() && manifest.hints.len() < FEWEST {
        problems.push(format!("there is one hint; {FEWEST} steps are needed"));
    }
    let starter = read(root, &plan.exercise.solution().join("starter.rs"))?;
    let solution = solution(root, plan)?;
    if let Some(first) = manifest.hints.first().filter(|_| manifest.hints.len() > 1)
        && let Some(line) = shown(first, &solution, &starter)
    {
        problems.push(format!("the first hint shows the answer: `{line}`"));
    }

    let failing = of(plan, &[Known::Starter, Known::Wrong]);
    let known: BTreeSet<&str> = failing
        .filter_map(|answer| answer.expected?.class)
        .map(|class| class.word())
        .collect();
    let hinted: BTreeSet<&str> = manifest.hints_by_class.keys().map(String::as_str).collect();
    // The starter's own bug is what the hints are about.
    let starters: BTreeSet<&str> = of(plan, &[Known::Starter])
        .filter_map(|answer| answer.expected?.class)
        .map(|class| class.word())
        .collect();
    for class in known
        .difference(&hinted)
        .filter(|class| !starters.contains(*class))
    {
        problems.push(format!(
            "a wrong answer is refuted as {class}, and [hints_by_class] has no hint for it"
        ));
    }
    for class in hinted.difference(&known) {
        problems.push(format!(
            "[hints_by_class] has a hint for {class}, and no wrong answer is refuted so"
        ));
    }
    Ok(problems)
}

/// A line of the solution that a hint shows and the starter does not have.
fn shown<'a>(hint: &str, solution: &'a str, starter: &str) -> Option<&'a str> {
    let code = solution.lines().map(str::trim).filter(|line| {
        !line.starts_with("//") && line.len() >= SHORTEST_CODE && !starter.contains(line)
    });
    let mut code = code.map(|line| line.trim_end_matches(';'));
    code.find(|line| hint.contains(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_that_shows_the_answer_is_found() {
        let starter = "//! A counter.\nself.value.load(SeqCst);\n";
        let solution = "//! Mended, in one step.\nself.value.load(SeqCst);\nself.value.fetch_add(1, SeqCst);\n";
        let shown = |hint| shown(hint, solution, starter);
        let answer = "self.value.fetch_add(1, SeqCst)";
        assert_eq!(
            shown("Write `self.value.fetch_add(1, SeqCst)`."),
            Some(answer)
        );
        assert_eq!(shown("Look at `self.value.load(SeqCst)`."), None);
        assert_eq!(shown("//! Mended, in one step."), None);
    }
}
