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
    let models: Vec<&str> = found.models().iter().map(|model| model.words()).collect();
    format!(
        "<p class=\"claim {verdict}\"{id}><span class=\"badge\">{verdict}</span> {sentence} \
         <small>{models}; {executions}. Check it: <code>cargo test -p {package} {name}</code></small></p>",
        verdict = found.verdict.word(),
        sentence = html::sentence(claim.sentence),
        models = html::escape(&upper(&models.join(", "))),
        executions = html::count(found.executions(), "execution"),
        package = html::escape(claim.package),
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
