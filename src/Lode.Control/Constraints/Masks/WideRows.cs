using System.Runtime.InteropServices;

namespace Lode.Control;

/// <summary>Masks of many tokens that states have in common: those from which the same texts go on, as far as tokens reach.</summary>
/// <remarks>Only tokens of up to some bytes are in common; the few that are longer are looked at for each state. One thread at a time.</remarks>
sealed class WideRows(PatternAutomaton automaton, LongTokens longTokens)
{
    const int MostRows = 32;
    const int NodeShift = PatternAutomaton.NodeShift;

    readonly Dictionary<string, uint[]> _rows = new(StringComparer.Ordinal);
    readonly List<uint> _places = [];
    int[]? _classes;
    bool _isTooLarge;

    internal LongTokens LongTokens => longTokens;

    /// <summary>Puts the row of states like this one into a mask.</summary>
    /// <param name="state">The state.</param>
    /// <param name="key">For <see cref="Keep"/>; null where the pattern is too large.</param>
    /// <param name="found">The mask.</param>
    internal bool TryGet(int state, out string? key, Span<uint> found)
    {
        key = KeyOf(state);
        if (key is null || !_rows.TryGetValue(key, out uint[]? row))
            return false;
        row.CopyTo(found);
        return true;
    }

    /// <summary>Keeps a row of all tokens of a state.</summary>
    internal void Keep(string? key, ReadOnlySpan<uint> found)
    {
        if (key is null)
            return;
        uint[] row = found.ToArray();
        longTokens.Remove(row);
        if (_rows.Count == MostRows)
            _rows.Clear();
        _rows[key] = row;
    }

    /// <summary>The places of a state, with classes in the place of nodes.</summary>
    string? KeyOf(int state)
    {
        if (_classes is null && !_isTooLarge)
        {
            _classes = NodeClasses.Find(automaton.Program, longTokens.Depth);
            _isTooLarge = _classes is null;
        }
        if (_classes is null)
            return null;
        automaton.ReadPlaces(state, _places);
        Span<uint> places = CollectionsMarshal.AsSpan(_places);
        foreach (ref uint place in places)
            place = (uint)_classes[place >> NodeShift] << NodeShift | place & ((1 << NodeShift) - 1);
        places.Sort();
        int kept = 0;
        for (int i = 0; i < places.Length; i++)
        {
            if (i == 0 || places[i] != places[kept - 1])
                places[kept++] = places[i];
        }
        return new(MemoryMarshal.Cast<uint, char>(places[..kept]));
    }
}
