namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>Tables and references.</summary>
sealed partial class FunctionGenerator
{
    int AnyTable(ValueKind element) =>
        _random.Of(Enumerable.Range(0, _shape.Tables.Count).Where(index => _shape.Tables[index].Element == element).ToArray());

    /// <summary>A function to make a reference to; -1 where there is none.</summary>
    int AnyReferableFunction()
    {
        int function = _random.Below(_shape.Functions.Count);
        return _shape.OpenFunctions.Contains(function) ? -1 : function;
    }

    void GetElement(ValueKind kind)
    {
        if (_isLeaf)
        {
            Leaf(kind);
            return;
        }
        Range(3);
        Write(0x25).U32(AnyTable(kind));
        Pop(1);
        Push(kind);
    }

    void ChangeTable()
    {
        ValueKind kind = _random.OneIn(2) ? ValueKind.FuncRef : ValueKind.ExternRef;
        int table = AnyTable(kind);
        switch (_random.Below(6))
        {
            case 0 or 1:
                Element(table);
                Produce(kind);
                Write(0x26).U32(table);
                Pop(2);
                return;
            case 2:
                Element(table);
                Produce(kind);
                Range(1);
                Write(0xfc11).U32(table);
                break;
            case 3:
                int from = AnyTable(kind);
                Element(table);
                Range(3);
                Range(1);
                Write(0xfc0e).U32(table).U32(from);
                break;
            case 4 when AnyElements(kind) is >= 0 and int segment:
                Element(table);
                Range(1);
                Range(1);
                Write(0xfc0c).U32(segment).U32(table);
                break;
            default:
                if (_shape.Elements.Count > 0 && _random.OneIn(4))
                    Write(0xfc0d).U32(_random.Below(_shape.Elements.Count));
                return;
        }
        Pop(3);
    }

    int AnyElements(ValueKind kind)
    {
        int[] segments = [.. Enumerable.Range(0, _shape.Elements.Count).Where(index => _shape.Elements[index].Kind == kind)];
        return segments.Length == 0 ? -1 : _random.Of(segments);
    }

    /// <summary>An index to change: in the table of functions, mostly behind the entries that calls go through.</summary>
    void Element(int table)
    {
        Range(1);
        if (table == Shape.FunctionTable && !_random.OneIn(8))
        {
            Number(_shape.Entries.Count);
            Write(0x6a);
            Pop(1);
        }
    }
}
