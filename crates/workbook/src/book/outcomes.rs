//! `{{#outcomes ID}}`: every way a program ends, as a table.

use interleave::{Coverage, Model};
use verdict::{OutcomeCount, PartResult};

use super::html::{count, escape, percent, thousands};
use super::register::Entry;

/// A table for each part, or for the one part asked for.
///
/// # Errors
///
/// If there is no such part: what to tell the author.
pub(crate) fn render(entry: &Entry, part: Option<usize>) -> Result<String, String> {
    let parts = match part {
        Some(n) => vec![entry.part(n)?],
        None => entry.certificate.parts.iter().collect(),
    };
    if parts.is_empty() {
        return Err(format!(
            "`{}` explored nothing, so it has no outcomes",
            entry.claim.id
        ));
    }
    Ok(parts.into_iter().map(table).collect::<Vec<_>>().join("\n"))
}

fn table(part: &PartResult) -> String {
    let bounds = escape(&part.bounds);
    let model = escape(part.model.words());
    // Where everything is allowed the column would say nothing.
    let judged = part.outcomes.iter().any(|found| !found.allowed);
    let head = if judged {
        "<th scope=\"col\">allowed</th>"
    } else {
        ""
    };
    let rows: String = part
        .outcomes
        .iter()
        .map(|found| row(found, part.executions, judged))
        .collect();
    format!(
        "<div class=\"table-scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Outcomes of {bounds}\">\
         <table class=\"outcomes\"><caption>{bounds}: {model}</caption>\
         <thead><tr><th scope=\"col\">outcome</th><th scope=\"col\">executions</th>\
         <th scope=\"col\">share</th>{head}</tr></thead><tbody>\n{rows}</tbody></table></div>\n\
         <p class=\"coverage\">{}</p>",
        coverage(part)
    )
}

fn row(found: &OutcomeCount, all: u64, judged: bool) -> String {
    let allowed = match (judged, found.allowed) {
        (false, _) => "",
        (true, true) => "<td class=\"seen\">yes</td>",
        (true, false) => "<td class=\"refused\"><strong>no</strong></td>",
    };
    format!(
        "<tr><th scope=\"row\">{outcome}</th><td>{number}</td>\
         <td><meter min=\"0\" max=\"{all}\" value=\"{value}\" aria-hidden=\"true\"></meter> {share}</td>\
         {allowed}</tr>\n",
        outcome = escape(first_line(&found.outcome)),
        number = thousands(found.executions),
        value = found.executions,
        share = percent(found.executions, all),
    )
}

/// A panic's message may have many lines; the first one names it.
pub(crate) fn first_line(outcome: &str) -> &str {
    outcome.lines().next().unwrap_or_default()
}

fn coverage(part: &PartResult) -> String {
    let executions = count(part.executions, "execution");
    match &part.coverage {
        Coverage::Bounded { why } => {
            format!("{executions}, and that is not everything: {}.", escape(why))
        }
        // Loom leaves out executions that C11 has; it is never said to prove.
        Coverage::Exhaustive if part.model == Model::Loom => {
            format!("{executions} in all: everything that loom explores.")
        }
        Coverage::Exhaustive => format!("{executions} in all: exhaustive."),
    }
}
