using Lode.Wasm.Compilation;

namespace Lode.Wasm.Artifacts;

/// <summary>The pieces of a module's machine code: one for each function that shares its code with none before it.</summary>
sealed class CodePieces
{
    /// <param name="code">The machine code.</param>
    /// <param name="imported">The number of imported functions.</param>
    public CodePieces(CodeImage code, int imported)
    {
        FunctionStarts = code.FunctionOffsets[..^1];
        int[] order = new int[FunctionStarts.Length], keys = [.. FunctionStarts];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(keys, order);
        List<int> starts = [], functions = [];
        for (int i = 0; i < keys.Length; i++)
        {
            if (i > 0 && keys[i] == keys[i - 1])
            {
                functions[^1] = Math.Min(functions[^1], order[i] + imported);
                continue;
            }
            starts.Add(keys[i]);
            functions.Add(order[i] + imported);
        }
        starts.Add(code.Length);
        Starts = [.. starts];
        Functions = [.. functions];
    }

    /// <summary>By function of the module's own: where its code begins.</summary>
    public int[] FunctionStarts { get; }

    /// <summary>Where each piece begins, ascending; the end behind the last.</summary>
    public int[] Starts { get; }

    /// <summary>The first function of each piece, imported ones counted.</summary>
    public int[] Functions { get; }
}
