//! `{{#claim ID}}`: a sentence with the verdict that it was given.

use super::html;
use super::register::Entry;

/// The claim as a paragraph. `anchor` is whether it can be linked to: the first
/// citation on a page can.
pub(crate) fn render(entry: &Entry, anchor: bool) -> String {
    let claim = &entry.claim;
    let found = &entry.certificate;
    let id = if anchor {
        format!(" id=\"claim-{}\"", html::escape(claim.id))
    } else {
        String::new()
    };
    // Executions of two models are not alike: they are counted apart.
    let ran: Vec<String> = found
        .models()
        .into_iter()
        .map(|model| {
            let of_model = found.parts.iter().filter(|part| part.model == model);
            let executions = of_model.map(|part| part.executions).sum();
            format!(
                "{}: {}",
                upper(model.words()),
                html::count(executions, "execution")
            )
        })
        .collect();
    format!(
        "<p class=\"claim {verdict}\"{id}><span class=\"badge\">{verdict}</span> {sentence} \
         <small>{ran}. Check it: <code>cargo workbook claims {name}</code></small></p>",
        verdict = found.verdict.word(),
        sentence = html::sentence(claim.sentence),
        ran = html::escape(&ran.join("; ")),
        name = html::escape(claim.id),
    )
}

/// The text with a capital letter first.
fn upper(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
