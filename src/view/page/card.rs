//! The names of a page: a card each, with all forms by language.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::names::{Place, clean};
use crate::lang::Lang;
use crate::names::{Dates, Entity, Form, FormStatus, FormType, Registry, system_name};
use crate::parallel::Parallel;

/// Writes the index of names, by name; nothing where there are none.
pub(super) fn index(places: &[Place], work: &Parallel, registry: &Registry) -> Markup {
    if places.is_empty() {
        return html! {};
    }
    let mut cards: Vec<(String, Markup)> = places
        .iter()
        .map(|place| {
            let entity = place.names.entity.as_deref().and_then(|id| registry.get(id));
            let title = title(place, entity, work);
            let card = html! {
                article.card id=(place.id) aria-labelledby={ "h-" (place.id) } {
                    h3 id={ "h-" (place.id) } { (title) }
                    @match entity {
                        Some(entity) => (known(entity)),
                        None => (unknown(place)),
                    }
                    p.in {
                        @if place.rows.len() == 1 { "Row " } @else { "Rows " }
                        @for (at, row) in place.rows.iter().enumerate() {
                            @if at > 0 { ", " }
                            a href={ "#r" (row) } { (row) }
                        }
                    }
                }
            };
            (title, card)
        })
        .collect();
    cards.sort_by(|a, b| a.0.cmp(&b.0));
    html! {
        section.index aria-labelledby="names-h" {
            h2 id="names-h" { "Names" }
            div.cards { @for (_, card) in &cards { (card) } }
        }
    }
}

/// What the card is headed with: the entity's name, or the form of the first column that
/// has one.
fn title(place: &Place, entity: Option<&Entity>, work: &Parallel) -> String {
    if let Some(entity) = entity {
        return clean(entity.label());
    }
    let forms = &place.names.forms;
    let mut first = work.columns.iter().filter_map(|column| forms.get(&column.lang));
    let first = first.next().and_then(|forms| forms.first());
    let id = place.names.entity.as_ref();
    clean(first.or(id).map_or("?", |text| text.as_str()))
}

fn known(entity: &Entity) -> Markup {
    let kind = entity.kind.map(|kind| kind.name());
    let dates = dates(&entity.dates);
    let said: Vec<&str> = kind.into_iter().chain(dates.as_deref()).collect();
    html! {
        @if !said.is_empty() { p.kind { (said.join(", ")) } }
        dl {
            @for (label, forms) in groups(&entity.variants) {
                div {
                    dt { (label) }
                    dd { ul { @for form in forms { (self::form(form)) } } }
                }
            }
        }
        @if let Some(note) = &entity.note { p.note { (clean(note)) } }
    }
}

/// A name that no registry knows: its forms by column.
fn unknown(place: &Place) -> Markup {
    let what = match place.names.entity {
        Some(_) => "not in the registry",
        None => "in no registry; its forms read alike",
    };
    html! {
        p.kind { (what) }
        dl {
            @for (lang, forms) in &place.names.forms {
                div {
                    dt { (lang.as_str()) }
                    dd { ul { @for form in forms { li { span lang=(lang.as_str()) { (clean(form)) } } } } }
                }
            }
        }
    }
}

/// Returns forms in Latin letters, then those of each language, each text once.
fn groups(forms: &[Form]) -> Vec<(String, Vec<&Form>)> {
    // All that is Latin together: languages mostly write a name alike.
    let latin =
        |form: &&Form| form.text.chars().all(|c| !c.is_alphabetic() || c < '\u{370}');
    let language = |form: &Form| -> String {
        let tag = form.tag.as_str();
        let primary = tag.split('-').next().unwrap_or(tag);
        Lang::parse(primary).map_or(primary.to_owned(), |lang| lang.name().to_owned())
    };
    let in_latin: Vec<&Form> = forms.iter().filter(latin).collect();
    let mut groups = vec![("Latin".to_owned(), in_latin)];
    for form in forms.iter().filter(|form| !latin(form)) {
        let label = language(form);
        match groups.iter_mut().find(|(known, _)| *known == label) {
            Some((_, group)) => group.push(form),
            None => groups.push((label, vec![form])),
        }
    }
    for (_, group) in &mut groups {
        let mut seen = BTreeSet::new();
        group.retain(|form| seen.insert(&form.text));
    }
    groups.retain(|(_, group)| !group.is_empty());
    groups
}

fn form(form: &Form) -> Markup {
    let mut said: Vec<String> = Vec::new();
    // Language and script are seen; what is more than these is a system.
    if form.tag.as_str().split('-').count() > 2 {
        said.push(system_name(&form.tag).to_owned());
    }
    if form.r#type != FormType::Official {
        said.push(form.r#type.name().to_owned());
    }
    match form.status {
        FormStatus::Attested => {}
        status => said.push(status.name().to_owned()),
    }
    let class = (form.status == FormStatus::Generated).then_some("gen");
    html! {
        li class=[class] {
            span lang=(html_tag(&form.tag)) { (clean(&form.text)) }
            @if !said.is_empty() { " " i { (said.join(", ")) } }
        }
    }
}

/// Returns a tag without its extensions, which browsers do not know.
fn html_tag(tag: &Lang) -> String {
    let parts = tag.as_str().split('-').take_while(|part| part.len() > 1);
    parts.collect::<Vec<_>>().join("-")
}

/// Says dates as a reader writes them: years, with a dash.
fn dates(dates: &Dates) -> Option<String> {
    let year = |date: &Option<String>| -> Option<String> {
        let date = date.as_deref()?;
        Some(clean(
            date.split('-').next().filter(|year| !year.is_empty()).unwrap_or(date),
        ))
    };
    match (year(&dates.from), year(&dates.to)) {
        (None, None) => None,
        (from, to) if from == to => from,
        (from, to) => {
            Some(format!("{}–{}", from.unwrap_or_default(), to.unwrap_or_default()))
        }
    }
}
