using System.Runtime.CompilerServices;
using Lode.Memory;
using Lode.Tokenizers;
using Lode.Wasm;

namespace Lode.Control;

/// <summary>The vocabulary of a tokenizer as a window for guests: one for all of them, and where it is a file, one for all processes.</summary>
/// <remarks>It is made once per tokenizer and folder, and goes with the tokenizer.</remarks>
sealed class VocabularyRegion
{
    static readonly ConditionalWeakTable<Tokenizer, Dictionary<string, VocabularyRegion>> s_regions = [];

    VocabularyRegion(Window window) => Window = window;

    /// <summary>To be mapped for reading.</summary>
    public Window Window { get; }

    /// <summary>Gets the region, and makes it where there is none.</summary>
    /// <param name="tokenizer">Whose vocabulary.</param>
    /// <param name="folder">Where files of vocabularies are; null for shared memory.</param>
    /// <param name="warning">Told why the folder could not be used.</param>
    /// <exception cref="NotSupportedException">The vocabulary is too large.</exception>
    /// <exception cref="IOException">The system refused the memory.</exception>
    public static VocabularyRegion Get(Tokenizer tokenizer, string? folder, Action<string>? warning = null)
    {
        Dictionary<string, VocabularyRegion> regions = s_regions.GetOrCreateValue(tokenizer);
        lock (regions) // for as long as it takes to make it: all who ask meanwhile want the same one
        {
            if (!regions.TryGetValue(folder ?? "", out VocabularyRegion? region))
                regions.Add(folder ?? "", region = Make(tokenizer, folder, warning));
            return region;
        }
    }

    static VocabularyRegion Make(Tokenizer tokenizer, string? folder, Action<string>? warning)
    {
        using VocabularyFolder? files = folder is null ? null : VocabularyFolder.TryOpen(folder, warning);
        string key = files is null ? "" : VocabularyKey.Of(tokenizer);
        if (files?.TryFind(key, warning) is { } found)
            return new(found);
        VocabularyLayout layout = new(tokenizer);
        SharedMemory memory = new("lode-vocabulary", layout.Length);
        try
        {
            VocabularyWriter.Write(tokenizer, layout, memory.Span);
            if (files?.TryKeep(key, memory.Span, warning) is { } kept)
            {
                memory.Dispose();
                return new(kept);
            }
            return new(Window.Of(memory));
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }
}
