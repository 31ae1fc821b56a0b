namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>Locals.</summary>
sealed partial class FunctionGenerator
{
    readonly List<(ValueKind Kind, bool IsWritable)> _locals = [];

    /// <summary>By type: a local for a moment.</summary>
    readonly Dictionary<ValueKind, int> _scratch = [];

    int AddLocal(ValueKind kind, bool isWritable)
    {
        _locals.Add((kind, isWritable));
        return _locals.Count - 1;
    }

    /// <summary>A local that no statement sets or reads by chance.</summary>
    int Scratch(ValueKind kind)
    {
        if (!_scratch.TryGetValue(kind, out int index))
            _scratch[kind] = index = AddLocal(kind, isWritable: false);
        return index;
    }

    /// <summary>A local of the type to set or to get; -1 where there is none.</summary>
    int AnyLocal(ValueKind kind, bool toSet)
    {
        int start = _random.Below(_locals.Count + 1);
        for (int i = 0; i < _locals.Count; i++)
        {
            int index = (start + i) % _locals.Count;
            if (_locals[index].Kind == kind && (_locals[index].IsWritable || !toSet && !_scratch.ContainsValue(index)))
                return index;
        }
        return -1;
    }

    void GetLocal(int index)
    {
        Write(0x20).U32(index);
        Push(_locals[index].Kind);
    }

    void SetLocal(int index)
    {
        Write(0x21).U32(index);
        Pop(1);
    }

    void WriteLocals(BinaryBuilder body)
    {
        List<(int Count, ValueKind Kind)> groups = [];
        foreach ((ValueKind kind, _) in _locals.Skip(_type.Parameters.Length))
        {
            if (groups.Count > 0 && groups[^1].Kind == kind)
                groups[^1] = (groups[^1].Count + 1, kind);
            else
                groups.Add((1, kind));
        }
        body.U32(groups.Count);
        foreach ((int count, ValueKind kind) in groups)
            body.U32(count).Byte((int)kind);
    }
}
