using System.Runtime.InteropServices;

namespace Lode.Tokenizers;

/// <summary>The numbers of a compiled tokenizer, as they lie in the file.</summary>
[StructLayout(LayoutKind.Sequential)]
struct CompiledSettings
{
    public ulong TextHash1;
    public ulong TextHash2;
    public ulong PieceHash1;
    public ulong PieceHash2;
    public ulong MergeMultiplier;
    public ulong PairMultiplier1;
    public ulong PairMultiplier2;
    public ulong WordSeed;
    public ulong LongWordSeed;
    public CompiledFlags Flags;
    public int TokenCount;
    public int Unknown; // of the model; -1 for none
    public int BeginOfText; // -1 for none, as the next two
    public int EndOfText;
    public int UnknownOfText;
    public int MaxPieceLength;
    public int MaxWordLength;
    public int PairIdBits;
    public int PairRankBits;
    public int FreeWordSlot;
    public int MaxCharacters; // of a word (WordPiece)
    public double UnknownScore; // Unigram
    public CompiledKind Kind;
    public int Reserved;

    public readonly bool Has(CompiledFlags flag) => (Flags & flag) != 0;
}
