//! Derive and attribute macros of the workspace.

mod both_databases;
mod from_row;

use proc_macro::TokenStream;

/// Implements `db::FromRow` for a struct with named fields: each field is read from the column of its name.
///
/// On a field:
/// - `#[row(rename = "column")]` reads another column;
/// - `#[row(try_from = "String")]` reads a `String` and converts it with `TryFrom` (for enums that are stored as text); on
///   an `Option<T>` field NULL becomes `None` and the conversion is of `T`;
/// - `#[row(flatten)]` reads another `FromRow` struct from the same row;
/// - `#[row(default)]` reads nothing and takes `Default::default()`, for what is filled in afterwards.
#[proc_macro_derive(FromRow, attributes(row))]
pub fn derive_from_row(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as syn::DeriveInput);
    from_row::expand(&input)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Runs an async test once on SQLite and once on PostgreSQL.
#[proc_macro_attribute]
pub fn both_databases(attribute: TokenStream, item: TokenStream) -> TokenStream {
    both_databases::expand(attribute.into(), item.into())
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
