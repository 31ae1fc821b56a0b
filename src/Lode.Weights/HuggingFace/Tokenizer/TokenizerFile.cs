using Lode.Formats;

namespace Lode.Weights.HuggingFace;

/// <summary>What a tokenizer.json holds: a BPE vocabulary with its merges, and the steps around it.</summary>
sealed class TokenizerFile
{
    /// <summary>The largest id; vocabularies have up to 262,144 tokens.</summary>
    public const int LargestId = (1 << 22) - 1;

    /// <summary>The path, as errors name it.</summary>
    public required string File { get; init; }

    /// <summary>Everything of the file but <c>vocab</c> and <c>merges</c>.</summary>
    public required JsonSection Root { get; init; }

    /// <summary>Everything of <c>model</c> but <c>vocab</c> and <c>merges</c>.</summary>
    public required JsonSection Model { get; init; }

    /// <summary>Ids by spelling; every id once.</summary>
    public required Dictionary<string, int> Vocabulary { get; init; }

    /// <summary>The merges, best first, each of them once.</summary>
    public required IReadOnlyList<Merge> Merges { get; init; }

    /// <summary>The added tokens; some of them may also be in <see cref="Vocabulary"/>, under the same id.</summary>
    public required IReadOnlyList<AddedToken> Added { get; init; }

    /// <summary>Makes the error of a part of the file.</summary>
    public ModelFormatException Error(string where, string expected, string found, string advice = JsonFile.Advice) =>
        new(File, where, expected, found, advice);
}
