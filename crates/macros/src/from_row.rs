//! `#[derive(FromRow)]`: a struct from the columns of a row, by name.
//!
//! The derived code lists its columns once per statement and then reads them by position, row after row: no name is
//! compared while rows are read.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Field, Fields, GenericArgument, LitStr, PathArguments, Type, spanned::Spanned};

/// How one field gets its value.
#[derive(Default)]
struct Options {
    rename: Option<String>,
    try_from: Option<Type>,
    flatten: bool,
    default: bool,
}

pub(crate) fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let fields = named_fields(input)?;
    let mut columns = Vec::with_capacity(fields.len());
    let mut reads = Vec::with_capacity(fields.len());
    for field in fields {
        let (column, read) = expand_field(field)?;
        columns.push(column);
        reads.push(read);
    }
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    Ok(quote! {
        #[automatically_derived]
        impl #impl_generics ::db::FromRow for #name #type_generics #where_clause {
            fn columns(columns: &mut ::db::Columns) {
                #(#columns)*
            }
            fn from_row(row: &::db::Row<'_>) -> ::db::DbResult<Self> {
                // Fields are read in the order in which `columns` lists them.
                ::core::result::Result::Ok(Self { #(#reads),* })
            }
        }
    })
}

fn named_fields(input: &DeriveInput) -> syn::Result<impl ExactSizeIterator<Item = &Field>> {
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Ok(fields.named.iter()),
            _ => Err(syn::Error::new(
                input.ident.span(),
                "FromRow needs named fields: columns are found by name",
            )),
        },
        _ => Err(syn::Error::new(
            input.ident.span(),
            "FromRow can only be derived for structs",
        )),
    }
}

/// The statement that lists the field's columns, and the field initialiser that reads them.
fn expand_field(field: &Field) -> syn::Result<(TokenStream, TokenStream)> {
    let options = parse_options(field)?;
    let Some(ident) = &field.ident else {
        return Err(syn::Error::new(field.span(), "FromRow needs named fields"));
    };
    let ty = &field.ty;
    if options.default {
        return Ok((
            TokenStream::new(),
            quote!(#ident: ::core::default::Default::default()),
        ));
    }
    if options.flatten {
        let columns = quote!(<#ty as ::db::FromRow>::columns(columns););
        return Ok((columns, quote!(#ident: <#ty as ::db::FromRow>::from_row(row)?)));
    }
    let raw_name = ident.to_string();
    let name = options
        .rename
        .unwrap_or_else(|| raw_name.trim_start_matches("r#").to_owned());
    let name = LitStr::new(&name, ident.span());
    let read = match (&options.try_from, option_of(ty)) {
        (None, _) => quote!(row.next::<#ty>()?),
        (Some(raw), None) => quote!(row.next_from::<#raw, #ty>()?),
        (Some(raw), Some(inner)) => quote!(row.next_from_optional::<#raw, #inner>()?),
    };
    Ok((quote!(columns.named(#name);), quote!(#ident: #read)))
}

fn parse_options(field: &Field) -> syn::Result<Options> {
    let mut options = Options::default();
    for attribute in field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("row"))
    {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                options.rename = Some(meta.value()?.parse::<LitStr>()?.value());
            } else if meta.path.is_ident("try_from") {
                options.try_from = Some(meta.value()?.parse::<LitStr>()?.parse()?);
            } else if meta.path.is_ident("flatten") {
                options.flatten = true;
            } else if meta.path.is_ident("default") {
                options.default = true;
            } else {
                return Err(meta.error("expected rename, try_from, flatten or default"));
            }
            Ok(())
        })?;
    }
    let alone = options.flatten || options.default;
    if alone && (options.rename.is_some() || options.try_from.is_some() || options.flatten == options.default)
    {
        return Err(syn::Error::new(field.span(), "flatten and default stand alone"));
    }
    Ok(options)
}

/// `T` of a type that is written `Option<T>`.
fn option_of(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path
        .path
        .segments
        .last()
        .filter(|segment| segment.ident == "Option")?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::Type(inner) => Some(inner),
                _ => None,
            })
        }
        _ => None,
    }
}
