//! Runs while the compiler does.

#[proc_macro]
pub fn run(_: proc_macro::TokenStream) -> proc_macro::TokenStream {
    std::process::exit(0)
}
