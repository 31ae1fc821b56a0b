namespace Lode.Tokenizers;

/// <summary>A node of the trie of added tokens; the root is nobody's child, so 0 means "none".</summary>
/// <param name="Value">The byte that leads here.</param>
/// <param name="FirstChild">The child that was added last, which is further on in the array.</param>
/// <param name="NextSibling">The child of the same parent that was added before, which is further up in the array.</param>
/// <param name="Entry">The entry whose spelling ends here, or -1.</param>
readonly record struct AddedTokenNode(int Value, int FirstChild, int NextSibling, int Entry);
