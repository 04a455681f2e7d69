//! What is in a rendered page or style sheet: names, addresses, text.

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Selector};

/// A selector that is known to be valid.
pub(super) fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("the selector is valid")
}

/// Every name on a page that a link can lead to.
pub(super) fn ids(page: &Html) -> BTreeSet<String> {
    let all = selector("[id], a[name]");
    let id = |element: ElementRef<'_>| {
        let value = element.value();
        value.attr("id").or(value.attr("name")).map(str::to_owned)
    };
    page.select(&all).filter_map(id).collect()
}

/// Every address on a page, and whether the page loads it by itself.
pub(super) fn links(page: &Html) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    for element in page.select(&selector(
        "[href], [src], [srcset], [poster], [data], [action]",
    )) {
        let tag = element.value();
        for (attribute, value) in tag.attrs() {
            match attribute {
                "href" if tag.name() == "base" => {}
                "href" => {
                    let loads = !matches!(tag.name(), "a" | "area");
                    found.push((value.to_owned(), loads));
                }
                "src" | "poster" | "data" | "action" => found.push((value.to_owned(), true)),
                "srcset" => found.extend(
                    value
                        .split(',')
                        .filter_map(|one| one.split_whitespace().next())
                        .map(|one| (one.to_owned(), true)),
                ),
                _ => {}
            }
        }
    }
    found
}

/// The text of `main` that is not in code.
pub(super) fn text_outside_code(page: &Html) -> String {
    let mut out = String::new();
    for main in page.select(&selector("main")) {
        for node in main.descendants() {
            let Some(text) = node.value().as_text() else {
                continue;
            };
            let code = node.ancestors().any(|above| {
                let element = above.value().as_element();
                element.is_some_and(|element| matches!(element.name(), "code" | "script" | "style"))
            });
            if !code {
                out.push_str(text);
            }
        }
    }
    out
}

/// What a style sheet would load from another host.
pub(super) fn foreign_in_sheet(text: &str) -> impl Iterator<Item = String> + '_ {
    ["url(", "url(\"", "url('", "@import \"", "@import '"]
        .into_iter()
        .flat_map(move |before| {
            text.match_indices(before)
                .map(move |(at, _)| &text[at + before.len()..])
        })
        .filter(|rest| {
            rest.starts_with("http:") || rest.starts_with("https:") || rest.starts_with("//")
        })
        .map(|rest| {
            let address: String = rest
                .chars()
                .take_while(|c| !"\"') \n".contains(*c))
                .collect();
            format!("`{address}` is loaded from another host; no request may leave the machine")
        })
}
