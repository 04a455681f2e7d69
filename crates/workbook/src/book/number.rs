//! `{{#number ID KEY = 1,234}}`: a number that an author typed, which must be
//! the one in the certificate.

use std::sync::LazyLock;

use regex::Regex;
use verdict::PartResult;

use super::args;
use super::html::thousands;
use super::register::{Register, did_you_mean, outcome};

/// The keys, for messages.
const KEYS: [&str; 3] = ["executions", "discarded", "outcomes"];

/// The number as typed, if it is right.
///
/// # Errors
///
/// If it is not, or if the directive is not understood: what to tell the author.
pub(crate) fn render(register: &Register, text: &str) -> Result<String, String> {
    // The part may stand on either side of the number.
    static PART: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\s+part=\S+").expect("the pattern is valid"));
    let part = PART.find(text).map_or("", |part| part.as_str());
    let rest = PART.replacen(text, 1, "");
    let (asked, typed) = rest
        .rsplit_once('=')
        .ok_or("write it as `{{#number ID executions = 1,234}}`")?;
    let typed = typed.trim();
    let asked = format!("{asked}{part}");
    let args = args::parse(&asked)?;
    if args.outcome.is_some() {
        return Err("write `executions:VALUE`, not `outcome=`".to_owned());
    }
    let entry = register.find(args.id)?;
    let part = entry.part(args.part.unwrap_or(1))?;
    let (what, number) = lookup(part, args.rest)?;
    if typed == number.to_string() || typed == thousands(number) {
        return Ok(typed.to_owned());
    }
    Err(format!(
        "stale number: {what}, {}, of `{}` is {}; the page says {typed}; write {}",
        part.bounds,
        entry.claim.id,
        thousands(number),
        thousands(number)
    ))
}

/// What a key means, in words, and its value.
fn lookup(part: &PartResult, key: &str) -> Result<(String, u64), String> {
    if let Some(value) = key.strip_prefix("executions:") {
        let found = outcome(part, value.trim())?;
        let what = format!("the number of executions that end with {}", found.outcome);
        return Ok((what, found.executions));
    }
    match key {
        "executions" => Ok(("the number of executions".to_owned(), part.executions)),
        "discarded" => Ok((
            "the number of executions thrown away".to_owned(),
            part.discarded,
        )),
        "outcomes" => Ok((
            "the number of outcomes".to_owned(),
            part.outcomes.len() as u64,
        )),
        "" => {
            Err("say which number: executions, discarded, outcomes or executions:VALUE".to_owned())
        }
        other => Err(format!(
            "`{other}` is no number of a certificate{}; they are executions, discarded, outcomes \
             and executions:VALUE",
            did_you_mean(other, KEYS)
        )),
    }
}
