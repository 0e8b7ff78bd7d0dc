//! `#[both_databases]`: one async test, run once per database.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ReturnType;
use syn::spanned::Spanned as _;

/// Expands `async fn name(db: TestDb)` to a module `name` with the tests `sqlite` and `postgres`.
///
/// A module, and not two functions with a suffix, so that `cargo test name` runs both and `name::sqlite` one.
pub(crate) fn expand(attribute: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let mut test: syn::ItemFn = syn::parse2(item)?;
    check(&attribute, &test)?;
    let name = test.sig.ident.clone();
    let body = format_ident!("{name}_on");
    test.sig.ident = body.clone();
    let attributes = std::mem::take(&mut test.attrs);
    Ok(quote! {
        #test
        mod #name {
            #(#attributes)*
            #[::tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                super::#body(::test_support::TestDb::sqlite().await).await;
            }
            #(#attributes)*
            #[::tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                // None: not installed, and nobody insists on it.
                if let Some(db) = ::test_support::TestDb::postgres().await {
                    super::#body(db).await;
                }
            }
        }
    })
}

/// Says what is wrong in words; the errors of the expanded code would speak of code that nobody wrote.
fn check(attribute: &TokenStream, test: &syn::ItemFn) -> syn::Result<()> {
    let signature = &test.sig;
    let wrong = if !attribute.is_empty() {
        Some((attribute.span(), "#[both_databases] takes no arguments"))
    } else if signature.asyncness.is_none() {
        Some((
            signature.fn_token.span(),
            "a #[both_databases] test is an `async fn`",
        ))
    } else if signature.inputs.len() != 1 {
        Some((
            signature.ident.span(),
            "a #[both_databases] test takes one argument, `db: TestDb`",
        ))
    } else if !matches!(signature.output, ReturnType::Default) {
        Some((
            signature.output.span(),
            "a #[both_databases] test returns nothing; use unwrap",
        ))
    } else {
        None
    };
    wrong.map_or(Ok(()), |(span, message)| Err(syn::Error::new(span, message)))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::expand;

    #[test]
    fn a_test_becomes_one_per_database_with_its_attributes_on_both() {
        let attribute = quote! { #[should_panic] };
        let expanded = expand(quote! {}, quote! { #attribute async fn works(db: TestDb) {} }).unwrap();
        let file: syn::File = syn::parse2(expanded).unwrap();
        let [syn::Item::Fn(body), syn::Item::Mod(module)] = file.items.as_slice() else {
            panic!("expected the body and a module");
        };
        assert!(body.sig.ident == "works_on" && body.attrs.is_empty());
        assert_eq!(module.ident, "works");
        let tests = &module.content.as_ref().unwrap().1;
        let names: Vec<_> = tests
            .iter()
            .map(|item| match item {
                syn::Item::Fn(test) => (test.sig.ident.to_string(), test.attrs.len()),
                _ => panic!("only functions are expected"),
            })
            .collect();
        assert_eq!(names, [("sqlite".to_owned(), 2), ("postgres".to_owned(), 2)]);
    }

    #[test]
    fn a_wrong_signature_is_refused_in_words() {
        let message = |item| expand(quote! {}, item).unwrap_err().to_string();
        assert!(message(quote! { fn works(db: TestDb) {} }).contains("async fn"));
        assert!(message(quote! { async fn works() {} }).contains("one argument"));
        assert!(
            message(quote! { async fn works(db: TestDb) -> Result<(), ()> { Ok(()) } })
                .contains("returns nothing")
        );
        assert!(expand(quote! { postgres }, quote! { async fn works(db: TestDb) {} }).is_err());
    }
}
