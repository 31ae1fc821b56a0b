namespace Lode.Tokenizers;

/// <summary>Decomposes, sorts and composes a stretch of text (Unicode Standard Annex 15).</summary>
/// <remarks>
/// Each character carries the change that Hugging Face's <c>transform</c> wants: 0 for the first of a decomposition, 1 for each further
/// one, less 1 for each that was composed away (unicode-normalization-alignments, <c>decompose.rs</c> and <c>recompose.rs</c>).
/// </remarks>
sealed class UnicodeComposer
{
    readonly List<(int Scalar, int Class, int Change)> _characters = [];

    /// <summary>Rewrites the text from its cursor to <paramref name="end"/>; the stretch takes part in nothing outside it.</summary>
    public void Rewrite(TextBuffer text, int end, bool composes, bool compatible)
    {
        Decompose(text.Bytes[text.Cursor..end], compatible);
        Sort();
        if (composes)
            Compose();
        foreach ((int scalar, _, int change) in _characters)
            text.Write(scalar, change);
        text.SkipTo(end);
    }

    void Decompose(ReadOnlySpan<byte> text, bool compatible)
    {
        _characters.Clear();
        Span<int> buffer = stackalloc int[3];
        for (int at = 0, length; at < text.Length; at += length)
        {
            int scalar = Scalars.Read(text, at, out length);
            ReadOnlySpan<int> parts = NormalizationTable.Decompose(scalar, compatible, buffer);
            if (parts.IsEmpty)
                _characters.Add((scalar, NormalizationTable.CombiningClass(scalar), 0));
            for (int i = 0; i < parts.Length; i++)
                _characters.Add((parts[i], NormalizationTable.CombiningClass(parts[i]), i == 0 ? 0 : 1));
        }
    }

    /// <summary>Puts each run of combining characters in the order of their classes; equal ones stay as they are.</summary>
    void Sort()
    {
        for (int start = 0; start < _characters.Count; start++)
        {
            if (_characters[start].Class == 0)
                continue;
            int end = start + 1;
            bool isSorted = true;
            for (; end < _characters.Count && _characters[end].Class != 0; end++)
                isSorted &= _characters[end].Class >= _characters[end - 1].Class;
            if (!isSorted)
            {
                (int, int, int)[] run = [.. _characters[start..end].OrderBy(character => character.Class)];
                for (int i = 0; i < run.Length; i++)
                    _characters[start + i] = run[i];
            }
            start = end - 1;
        }
    }

    void Compose()
    {
        int starter = -1;
        int lastClass = -1; // of what stands between the starter and the present character; -1 for nothing
        int count = 0;
        for (int i = 0; i < _characters.Count; i++)
        {
            (int scalar, int combining, int change) = _characters[i];
            if (starter >= 0 && lastClass < combining | lastClass < 0
                && NormalizationTable.Compose(_characters[starter].Scalar, scalar) is >= 0 and int composed)
            {
                _characters[starter] = (composed, 0, _characters[starter].Change + change - 1);
                continue;
            }
            if (combining == 0)
            {
                starter = count;
                lastClass = -1;
            }
            else
            {
                lastClass = combining;
            }
            _characters[count++] = (scalar, combining, change);
        }
        _characters.RemoveRange(count, _characters.Count - count);
    }
}
