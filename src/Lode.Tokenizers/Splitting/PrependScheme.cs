namespace Lode.Tokenizers;

/// <summary>Where <see cref="MetaspaceSplit"/> puts a space that the text does not have.</summary>
enum PrependScheme
{
    /// <summary>Nowhere.</summary>
    Never,

    /// <summary>At the start of the whole text.</summary>
    First,

    /// <summary>At the start of every piece.</summary>
    Always,
}
