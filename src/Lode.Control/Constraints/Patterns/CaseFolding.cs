using System.Text;

namespace Lode.Control;

/// <summary>Characters that differ by their case alone.</summary>
static class CaseFolding
{
    /// <summary>No character beyond it has a case.</summary>
    const int End = 0x20000;

    // [character, ...] in order, and the others of its kind.
    static readonly Lazy<(int Character, int[] Others)[]> s_kinds = new(FindKinds);

    /// <summary>A set and what differs from its characters by case alone.</summary>
    internal static CodePointSet Fold(CodePointSet set)
    {
        List<(int, int)> ranges = [.. set.Ranges];
        foreach ((int character, int[] others) in s_kinds.Value)
        {
            if (!set.Contains(character))
                continue;
            foreach (int other in others)
                ranges.Add((other, other));
        }
        return ranges.Count == set.Ranges.Length ? set : CodePointSet.Of(ranges);
    }

    static (int, int[])[] FindKinds()
    {
        Dictionary<int, List<int>> byKey = [];
        for (int codePoint = 0; codePoint < End; codePoint++)
        {
            if (!Rune.IsValid(codePoint))
                continue;
            Rune rune = new(codePoint);
            Rune upper = Rune.ToUpperInvariant(rune), lower = Rune.ToLowerInvariant(rune);
            if (upper == rune && lower == rune)
                continue;
            int key = Rune.ToLowerInvariant(upper).Value;
            if (!byKey.TryGetValue(key, out List<int>? kind))
                byKey.Add(key, kind = []);
            kind.Add(codePoint);
        }
        List<(int, int[])> kinds = [];
        foreach (List<int> kind in byKey.Values)
        {
            foreach (int character in kind)
                kinds.Add((character, [.. kind.Where(other => other != character)]));
        }
        return [.. kinds];
    }
}
