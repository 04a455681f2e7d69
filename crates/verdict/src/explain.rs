//! What a student reads: the verdict, what should be, and the schedule that
//! breaks it.

use std::fmt::Write as _;

use interleave::Model;

use crate::certificate::{Certificate, PartResult, Verdict};

/// The certificate as text for a terminal of 80 columns.
#[must_use]
pub fn explain(certificate: &Certificate) -> String {
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = write(&mut text, certificate);
    text
}

fn write(out: &mut String, certificate: &Certificate) -> std::fmt::Result {
    let Certificate {
        subject,
        verdict,
        class,
        why,
        ..
    } = certificate;
    match class {
        Some(class) => writeln!(out, "{subject}: {verdict} ({class})")?,
        None => writeln!(out, "{subject}: {verdict}")?,
    }
    if let Some(class) = class {
        writeln!(out, "\n{}", class.sentence())?;
    }
    let decisive = certificate.decisive();
    match (verdict, decisive) {
        (Verdict::Refuted, Some(part)) => refuted(out, subject, part)?,
        (Verdict::Verified, _) => verified(out, certificate)?,
        _ => writeln!(out, "\n{}", wrap(why))?,
    }
    Ok(())
}

fn refuted(out: &mut String, subject: &str, part: &PartResult) -> std::fmt::Result {
    writeln!(
        out,
        "\n{}",
        wrap(&format!("Explored: {} ({}).", part.bounds, part.model))
    )?;
    writeln!(out, "{}", wrap(&format!("Asked: {}.", part.question)))?;
    writeln!(out, "{}", wrap(&format!("Found: {}.", part.why)))?;
    if part.outcomes.len() > 1 || part.executions > 1 {
        writeln!(out, "\n  executions  end with")?;
        for found in &part.outcomes {
            let bad = if found.allowed {
                ""
            } else {
                "   <- not allowed"
            };
            let outcome = found.outcome.lines().next().unwrap_or_default();
            writeln!(out, "  {:>10}  {outcome}{bad}", found.executions)?;
        }
    }
    if let Some(witness) = &part.witness {
        let first = witness.outcome.lines().next().unwrap_or_default();
        writeln!(out, "\nOne execution that ends with {first}:\n")?;
        write!(out, "{witness}")?;
        if let Some(schedule) = witness.schedule() {
            writeln!(
                out,
                "\nRun it again:  cargo workbook replay {subject} {schedule}"
            )?;
        }
    }
    Ok(())
}

fn verified(out: &mut String, certificate: &Certificate) -> std::fmt::Result {
    writeln!(out)?;
    for part in &certificate.parts {
        let what = match part.model {
            Model::Loom => "executions that loom explores",
            Model::Replayed => "execution",
            _ => "inequivalent interleavings",
        };
        writeln!(
            out,
            "  {}: {} {what}, all as they must be",
            part.bounds, part.executions
        )?;
    }
    if let Some(control) = &certificate.control {
        writeln!(
            out,
            "  negative control ({}): {}",
            control.twin, control.verdict
        )?;
    }
    Ok(())
}

/// The widest line of text.
const WIDTH: usize = 80;

fn wrap(text: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > WIDTH {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += width;
    }
    out
}
