namespace Lode.Wasm;

/// <summary>What references of an instance are in a fork of it.</summary>
sealed class ForkedReferences
{
    readonly Instance _parent, _child;
    readonly ulong _start, _length, _childStart;

    // Imported functions, once one is met; 0 where a function was imported twice, and is not one function in the fork.
    Dictionary<ulong, ulong>? _imported;

    public ForkedReferences(Instance parent, Instance child)
    {
        _parent = parent;
        _child = child;
        (_start, ulong end) = parent.OwnReferences;
        _length = end - _start;
        _childStart = child.OwnReferences.Start;
    }

    /// <summary>Exchanges references in place.</summary>
    /// <param name="kind">Of what they are.</param>
    /// <param name="references">The references.</param>
    /// <param name="place">What holds them, for messages.</param>
    /// <param name="index">Its index.</param>
    /// <exception cref="LinkException">One is an object of the host, or a function that the fork does not have.</exception>
    public void Translate(ValueKind kind, Span<ulong> references, string place, int index)
    {
        for (int i = 0; i < references.Length; i++)
        {
            ulong reference = references[i], at = reference - _start;
            if (reference == 0)
                continue;
            if (kind != ValueKind.FuncRef)
                throw Refused(place, index, i, "an object of the host, which belongs to the store");
            references[i] = at < _length ? _childStart + at : FindImported(reference) switch
            {
                0 => throw Refused(place, index, i, "a function that is not the module's own, nor one that it imports"),
                var found => found,
            };
        }
    }

    ulong FindImported(ulong reference)
    {
        if (_imported is null)
        {
            _imported = [];
            for (int i = 0; i < _parent.Module.ImportedFunctionCount; i++)
            {
                ulong ours = _child.ImportedReference(i);
                if (!_imported.TryAdd(_parent.ImportedReference(i), ours) && _imported[_parent.ImportedReference(i)] != ours)
                    _imported[_parent.ImportedReference(i)] = 0;
            }
        }
        return _imported.GetValueOrDefault(reference);
    }

    LinkException Refused(string place, int index, int at, string what) =>
        new(LinkException.ForkRule, $"{_parent.Module.Name}: {place} {index} holds {what}, at {at}");
}
