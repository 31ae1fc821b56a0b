namespace Lode.Tokenizers;

/// <summary>What normalizer and pre-tokenizers make of a character, wherever it stands.</summary>
enum CharacterFate
{
    /// <summary>That depends on what is around it, or is too much for a table.</summary>
    Complex,

    /// <summary>It ends a word, and nothing is left of it.</summary>
    Space,

    /// <summary>It is a word by itself, of one token.</summary>
    Isolated,

    /// <summary>It is part of a word, spelt as the table says.</summary>
    Word,

    /// <summary>Nothing is left of it, and the word goes on.</summary>
    Dropped,
}
