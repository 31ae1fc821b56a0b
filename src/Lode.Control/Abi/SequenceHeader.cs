using System.Runtime.InteropServices;

namespace Lode.Control;

/// <summary>The header of the step region, written once by the host.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public record struct SequenceHeader
{
    /// <summary><see cref="ControlContract.Version"/>.</summary>
    public uint Abi;

    /// <summary>Tokens: logits, biases, and bits that count in the mask.</summary>
    public uint Vocabulary;

    /// <summary>32-bit words of the mask.</summary>
    public uint MaskWords;

    /// <summary>Room in the tokens.</summary>
    public uint TokenCapacity;

    /// <summary>Tokens of the prompt.</summary>
    public uint PromptLength;

    /// <summary>The token that begins a text, or -1.</summary>
    public int BeginOfText;

    /// <summary>The token that ends a text, or -1.</summary>
    public int EndOfText;

    /// <summary>Bytes of the argument.</summary>
    public uint ArgumentLength;

    /// <summary>Bytes of the vocabulary region.</summary>
    public uint VocabularyLength;

    /// <summary>The sequence's number in its request, from 0.</summary>
    public uint Sequence;

    /// <summary>The sequence that it was forked from; its own number where it was not.</summary>
    public uint Parent;

    /// <summary>After a fork: 0 for the sequence that went on, 1 and up for new ones.</summary>
    public uint Branch;

    /// <summary>After a fork: how many there are; else 0.</summary>
    public uint Branches;
}
