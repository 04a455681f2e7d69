//! `#[derive(Fields)]`: a memory cell for each field of a structure, and two functions
//! that read and write it.

use proc_macro::TokenStream;
use quote::{format_ident, quote};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Fields, Path, parse_macro_input, parse_quote};

/// Makes a structure of scalars one that processes can share.
///
/// For `Point { x: f64, y: f64 }` it writes the trait `PointFields` with `x`, `set_x`, `y`
/// and `set_y`, for the structure without a lock and for the one with a lock; the latter
/// takes it once a call.
///
/// `#[fields(from = super::synchronized)]` says in which module the types of the world at
/// hand are found; without it, in `super`.
#[proc_macro_derive(Fields, attributes(fields))]
pub fn fields(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    write(&input)
        .unwrap_or_else(|error| error.into_compile_error())
        .into()
}

fn write(input: &DeriveInput) -> syn::Result<proc_macro2::TokenStream> {
    let world = world(input)?;
    if !input.generics.params.is_empty() {
        let message = "a structure that processes share has no parameters";
        return Err(Error::new(input.generics.span(), message));
    }
    let named = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if !fields.named.is_empty() => &fields.named,
            other => return Err(Error::new(other.span(), "there are no fields with names")),
        },
        _ => return Err(Error::new(input.span(), "only a structure has fields")),
    };
    let structure = &input.ident;
    let visibility = &input.vis;
    let accessors = format_ident!("{structure}Fields");
    let about = format!("A locked access for each field of [`{structure}`].");

    let all: Vec<_> = named
        .iter()
        .filter_map(|field| field.ident.as_ref())
        .collect();
    let types: Vec<_> = named.iter().map(|field| &field.ty).collect();
    let texts: Vec<_> = all.iter().map(ToString::to_string).collect();
    let setters: Vec<_> = all.iter().map(|name| format_ident!("set_{name}")).collect();
    let places: Vec<_> = (0..all.len()).map(syn::Index::from).collect();
    let reads: Vec<_> = all.iter().map(|name| format!("Reads `{name}`.")).collect();
    let writes: Vec<_> = all.iter().map(|name| format!("Writes `{name}`.")).collect();

    Ok(quote! {
        impl #world::raw_struct::Fields for #structure {
            type Cells = (#(#world::raw_value::RawValue<#types>,)*);

            fn cells(self) -> Self::Cells {
                (#(#world::raw_value::RawValue::new(self.#all).named(#texts),)*)
            }

            #[track_caller]
            fn load(cells: &Self::Cells) -> Self {
                #structure { #(#all: cells.#places.get(),)* }
            }

            #[track_caller]
            fn store(cells: &Self::Cells, fields: Self) {
                #(cells.#places.set(fields.#all);)*
            }
        }

        #[doc = #about]
        #visibility trait #accessors {
            #(
                #[doc = #reads]
                #[track_caller]
                fn #all(&self) -> #types;
                #[doc = #writes]
                #[track_caller]
                fn #setters(&self, value: #types);
            )*
        }

        impl #accessors for #world::raw_struct::RawStruct<#structure> {
            #(
                #[track_caller]
                fn #all(&self) -> #types {
                    self.cells().#places.get()
                }

                #[track_caller]
                fn #setters(&self, value: #types) {
                    self.cells().#places.set(value);
                }
            )*
        }

        impl<L: #world::locks::promises::Exclusive> #accessors
            for #world::structure::Struct<#structure, L>
        {
            #(
                #[track_caller]
                fn #all(&self) -> #types {
                    let _guard = #world::locks::guard::hold(self.get_lock());
                    self.get_obj().#all()
                }

                #[track_caller]
                fn #setters(&self, value: #types) {
                    let _guard = #world::locks::guard::hold(self.get_lock());
                    self.get_obj().#setters(value);
                }
            )*
        }
    })
}

/// The module with the types of the world that the structure is compiled for.
fn world(input: &DeriveInput) -> syn::Result<Path> {
    let mut world: Path = parse_quote!(super);
    for attribute in &input.attrs {
        if attribute.path().is_ident("fields") {
            attribute.parse_nested_meta(|meta| {
                if !meta.path.is_ident("from") {
                    return Err(meta.error("only `from` is known, as in `from = super`"));
                }
                world = meta.value()?.parse()?;
                Ok(())
            })?;
        }
    }
    Ok(world)
}
