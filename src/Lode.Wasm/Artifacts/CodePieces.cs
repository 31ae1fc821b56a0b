namespace Lode.Wasm.Artifacts;

/// <summary>The pieces of a module's machine code: one for each function that shares its code with none before it.</summary>
sealed class CodePieces
{
    readonly Numbers _starts, _functions;

    /// <summary>Takes pieces that are known.</summary>
    /// <param name="starts">Where each begins, ascending; the end behind the last.</param>
    /// <param name="functions">The first function of each, imported ones counted.</param>
    public CodePieces(Numbers starts, Numbers functions)
    {
        _starts = starts;
        _functions = functions;
    }

    /// <summary>Where each piece begins, ascending; the end behind the last.</summary>
    public ReadOnlySpan<int> Starts => _starts.Span;

    /// <summary>The first function of each piece, imported ones counted.</summary>
    public ReadOnlySpan<int> Functions => _functions.Span;

    /// <summary>Finds the pieces of code.</summary>
    /// <param name="functionStarts">By function of the module's own: where its code begins.</param>
    /// <param name="length">Bytes of all code.</param>
    /// <param name="imported">The number of imported functions.</param>
    public static CodePieces Of(ReadOnlySpan<int> functionStarts, int length, int imported)
    {
        int[] order = new int[functionStarts.Length], keys = functionStarts.ToArray();
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(keys, order);
        List<int> starts = new(keys.Length + 1), functions = new(keys.Length);
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
        starts.Add(length);
        return new(starts.ToArray(), functions.ToArray());
    }

    /// <summary>Finds the piece that a place lies in.</summary>
    /// <param name="place">An offset in the code.</param>
    /// <param name="piece">The piece's number.</param>
    public bool TryFind(int place, out int piece)
    {
        int index = Starts.BinarySearch(place);
        piece = index < 0 ? ~index - 1 : index;
        return (uint)piece < (uint)Functions.Length;
    }
}
