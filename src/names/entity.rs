//! What a registry says of one entity, and of one form of its name.
//!
//! Invariant: none that a field could break; the reader and [`Registry`](super::Registry)
//! put forms in order and in NFC.

use std::collections::BTreeMap;

use super::edtf;
use super::fold::folded;
use super::spelling::is_han;
use crate::error::{Error, Result};
use crate::lang::Lang;
use crate::parallel::Unknown;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$row:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$row])* $variant,)*
        }

        impl $name {
            /// All of them, in the order of the specification.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Returns the word that files have for it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }

            /// Returns the one that files call `word`.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.name() == word)
            }
        }
    };
}

words! {
    /// What sort of thing has the name.
    Kind {
        /// A human being, real or told of.
        Person = "person",
        /// Anything on a map.
        Place = "place",
        /// Parties, armies, archives, publishers.
        Organisation = "organisation",
        /// Wars, conferences, campaigns.
        Event = "event",
        /// Treaties and other agreements.
        Treaty = "treaty",
        /// Books, newspapers, songs.
        Work = "work",
        /// Words that a text treats like a name, such as Juche.
        Term = "term",
    }
}

words! {
    /// What a form is to its entity.
    FormType {
        /// The name it goes by.
        Official = "official",
        /// The name a person was given.
        Birth = "birth",
        /// A courtesy name (字).
        Courtesy = "courtesy",
        /// A name taken later.
        Pseudonym = "pseudonym",
        /// A title or epithet, with or without the name.
        Title = "title",
        /// What others call a place.
        Exonym = "exonym",
        /// What it was called once.
        Historical = "historical",
        /// Initials and the like.
        Abbreviation = "abbreviation",
        /// Part of the name, which others may share.
        Short = "short",
        /// An error in a source.
        Misspelling = "misspelling",
        /// An adjective made of the name.
        Adjective = "adjective",
        /// Words that describe it.
        Description = "description",
    }
}

words! {
    /// How far a form can be trusted.
    FormStatus {
        /// Someone wrote it so.
        Attested = "attested",
        /// A rule made it.
        Generated = "generated",
        /// Someone wrote it so, and others say it is wrong.
        Disputed = "disputed",
    }
}

impl Kind {
    /// Returns the kind that an argument asks for; none where there is none.
    ///
    /// # Errors
    /// `Unknown`, with the known kinds, for a word that is no kind.
    pub fn asked(word: Option<&str>) -> Result<Option<Self>> {
        let Some(word) = word else { return Ok(None) };
        let known = || Self::ALL.iter().map(|kind| kind.name());
        Self::parse(word).map(Some).ok_or_else(|| Error::unknown("kind", word, known()))
    }
}

/// One form of a name: a spelling in one language, script and system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The spelling, in NFC, without white space around it.
    pub text: String,
    /// Language, script and romanization.
    pub tag: Lang,
    /// What it is to the entity.
    pub r#type: FormType,
    /// How far it can be trusted.
    pub status: FormStatus,
    /// A key of the registry's sources, and where in it: `thesis:447`.
    pub source: String,
    /// When it was used: EDTF intervals.
    pub period: Vec<String>,
    /// The Han form that it reads.
    pub reading_of: Option<String>,
    /// The surname inside the text.
    pub family: Option<String>,
    /// Fields that we do not know.
    pub unknown: Unknown,
}

/// Life, existence or signature: EDTF dates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// Birth, foundation, signature.
    pub from: Option<String>,
    /// Death, end.
    pub to: Option<String>,
}

/// A form of an earlier registry that an overlay takes away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The form's text.
    pub text: String,
    /// The form's tag.
    pub tag: Lang,
}

/// A person, place, organisation … with all forms of its name.
///
/// A line of an overlay may leave out what an earlier registry says already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entity {
    /// `[a-z0-9-]+`, unique, never used again.
    pub id: String,
    /// What sort of thing it is; an overlay may be silent on it.
    pub kind: Option<Kind>,
    /// What a reader is shown first; an overlay may be silent on it.
    pub name: Option<String>,
    /// When it was.
    pub dates: Dates,
    /// Identifiers elsewhere, by the name of the authority.
    pub same_as: BTreeMap<String, String>,
    /// Ids of the entities it lies in.
    pub part_of: Vec<String>,
    /// Ids of the entities it is often taken for.
    pub not: Vec<String>,
    /// The language whose name it is.
    pub origin: Option<String>,
    /// Free text.
    pub note: Option<String>,
    /// Forms of an earlier registry to take away.
    pub drop: Vec<Dropped>,
    /// The id that it was merged into; such an entity has nothing else.
    pub moved_to: Option<String>,
    /// The forms of its name, by tag, then text.
    pub variants: Vec<Form>,
    /// Fields that we do not know.
    pub unknown: Unknown,
}

impl Entity {
    /// Returns what a reader is shown: the name, or the id where there is none.
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }
}

impl Entity {
    /// Returns how a form in Han characters is read in a language, where a form of the
    /// entity attests it: kana for Japanese, pinyin for Chinese.
    pub fn reading(&self, lang: &Lang, form: &str) -> Option<&str> {
        let tag = match lang.as_str().split('-').next()? {
            "ja" => "ja-Hira",
            "zh" => "zh-Latn-pinyin",
            _ => return None,
        };
        if !form.chars().all(is_han) {
            return None;
        }
        let readings = self.variants.iter().filter(|reading| {
            reading.tag.as_str() == tag && reading.status == FormStatus::Attested
        });
        let of =
            |own: &str| readings.clone().find(|r| r.reading_of.as_deref() == Some(own));
        if let Some(reading) = of(form) {
            return Some(&reading.text);
        }
        // The one reading of the one name in Han characters, in whichever forms of them, is
        // that of the name.
        let primary = |tag: &Lang| {
            tag.as_str().split('-').next() == lang.as_str().split('-').next()
        };
        let mut names = self.variants.iter().filter(|name| {
            name.r#type == FormType::Official
                && primary(&name.tag)
                && name.text.chars().all(is_han)
        });
        let alone = names.all(|name| folded(&name.text) == folded(form));
        let mut readings = readings.filter(|reading| reading.reading_of.is_none());
        let (reading, more) = (readings.next()?, readings.next());
        (alone && more.is_none()).then_some(&*reading.text)
    }
}

impl Dates {
    /// Returns whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// Returns whether the end does not lie before the beginning, as far as is known.
    pub fn are_ordered(&self) -> bool {
        match (&self.from, &self.to) {
            (Some(from), Some(to)) => edtf::earliest(from) <= edtf::latest(to),
            _ => true,
        }
    }
}

impl Form {
    /// What makes a form the same as another: no entity has two of one key.
    pub(super) fn key(&self) -> (&Lang, &str, FormType) {
        (&self.tag, &self.text, self.r#type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_that_of_the_name_it_reads() {
        let registry = crate::names::builtin();
        let read = |id: &str, tag: &str, form: &str| {
            let entity = registry.get(id).unwrap();
            entity.reading(&Lang::parse(tag).unwrap(), form).map(str::to_owned)
        };
        assert_eq!(read("akihito", "ja", "明仁").as_deref(), Some("あきひと"));
        assert_eq!(read("akihito", "ja", "明"), None);
        assert_eq!(read("kim-il-sung", "ja", "金"), None);
        assert_eq!(read("ai-qing", "zh-Hans", "艾青").as_deref(), Some("Ai Qing"));
        assert_eq!(read("ai-qing", "ko", "艾青"), None);
    }
}
