namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>Loads, stores, and ranges of memory.</summary>
sealed partial class FunctionGenerator
{
    /// <summary>Opcodes and sizes of the scalar loads.</summary>
    static readonly Dictionary<ValueKind, (int Code, int Bits)[]> s_loads = new()
    {
        [ValueKind.Int32] = [(0x28, 2), (0x2c, 0), (0x2d, 0), (0x2e, 1), (0x2f, 1)],
        [ValueKind.Int64] = [(0x29, 3), (0x30, 0), (0x31, 0), (0x32, 1), (0x33, 1), (0x34, 2), (0x35, 2)],
        [ValueKind.Float32] = [(0x2a, 2)],
        [ValueKind.Float64] = [(0x2b, 3)],
        [ValueKind.V128] =
        [
            (0xfd00, 4), (0xfd01, 3), (0xfd02, 3), (0xfd03, 3), (0xfd04, 3), (0xfd05, 3), (0xfd06, 3), (0xfd07, 0), (0xfd08, 1), (0xfd09, 2),
            (0xfd0a, 3), (0xfd5c, 2), (0xfd5d, 3), (0xfd54, 0), (0xfd55, 1), (0xfd56, 2), (0xfd57, 3),
        ],
    };

    static readonly Dictionary<ValueKind, (int Code, int Bits)[]> s_stores = new()
    {
        [ValueKind.Int32] = [(0x36, 2), (0x3a, 0), (0x3b, 1)],
        [ValueKind.Int64] = [(0x37, 3), (0x3c, 0), (0x3d, 1), (0x3e, 2)],
        [ValueKind.Float32] = [(0x38, 2)],
        [ValueKind.Float64] = [(0x39, 3)],
        [ValueKind.V128] = [(0xfd0b, 4), (0xfd58, 0), (0xfd59, 1), (0xfd5a, 2), (0xfd5b, 3)],
    };

    void Load(ValueKind kind)
    {
        (int code, int bits) = _random.Of(s_loads[kind]);
        long offset = Address(1 << bits);
        bool isLane = code is >= 0xfd54 and <= 0xfd57;
        if (isLane)
            Produce(ValueKind.V128);
        Access(code, bits, offset);
        if (isLane)
            _code.Byte(_random.Below(16 >> bits));
        Pop(isLane ? 2 : 1);
        Push(kind);
    }

    void Store()
    {
        ValueKind kind;
        do
            kind = AnyKind();
        while (kind.IsReference());
        (int code, int bits) = _random.Of(s_stores[kind]);
        long offset = Address(1 << bits);
        Produce(kind);
        Access(code, bits, offset);
        if (code is >= 0xfd58 and <= 0xfd5b)
            _code.Byte(_random.Below(16 >> bits));
        Pop(2);
    }

    void Access(int code, int bits, long offset) => Write(code).U32(_random.From(0, bits)).U32(offset);

    /// <summary>Makes an address, which with the offset that is given back lies mostly inside the memory.</summary>
    long Address(int size)
    {
        switch (_random.Below(160))
        {
            case 0:
                Produce(ValueKind.Int32);
                return _random.Below(4) switch { 0 => 0, 1 => 0xffffffff, 2 => 0x7fffffff + _random.Below(3), _ => (uint)_random.Bits() };
            case 1:
                // Around the end.
                Write(0x3f).Byte(0);
                Push(ValueKind.Int32);
                Number(16);
                Write(0x74);
                Pop(1);
                Number(_random.From(0, size + 1));
                Write(0x6b);
                Pop(1);
                return 0;
            case < 24:
                Number(_random.Below(0x8000));
                break;
            default:
                Produce(ValueKind.Int32);
                Number(_random.Below(4) switch { 0 => 0xff, 1 => 0xfff8, 2 => 0x7fff, _ => 0x3ff0 });
                Write(0x71);
                Pop(1);
                return _random.Below(4) switch { 0 => 0, 1 => _random.Below(256), 2 => _random.Below(16) * 16, _ => _random.Below(0x7f00) } & 0x7fff;
        }
        return _random.OneIn(2) ? 0 : _random.Below(0x7f00);
    }

    /// <summary>memory.size, memory.grow, table.size, table.grow, ref.is_null.</summary>
    void Sizes()
    {
        ValueKind reference = _random.OneIn(2) ? ValueKind.FuncRef : ValueKind.ExternRef;
        int table = AnyTable(reference);
        switch (_isLeaf ? 3 * _random.Below(3) : _random.Below(6))
        {
            case 0:
                Write(0x3f).Byte(0);
                break;
            case 1:
                Produce(ValueKind.Int32);
                if (!_random.OneIn(6))
                {
                    Number(1);
                    Write(0x71);
                    Pop(1);
                }
                Write(0x40).Byte(0);
                Pop(1);
                break;
            case 2:
                Produce(reference);
                Produce(ValueKind.Int32);
                if (!_random.OneIn(6))
                {
                    Number(3);
                    Write(0x71);
                    Pop(1);
                }
                Write(0xfc0f).U32(table);
                Pop(2);
                break;
            case 3:
                Write(0xfc10).U32(_random.Below(_shape.Tables.Count));
                break;
            default:
                Produce(reference);
                Write(0xd1);
                Pop(1);
                break;
        }
        Push(ValueKind.Int32);
    }

    void BulkMemory()
    {
        switch (_random.Below(_shape.Data.Count > 0 ? 4 : 2))
        {
            case 0:
                Range(0x3fff);
                Range(0x3fff);
                Range(0x3ff);
                Write(0xfc0a).Byte(0).Byte(0);
                break;
            case 1:
                Range(0x3fff);
                Produce(ValueKind.Int32);
                Range(0x3ff);
                Write(0xfc0b).Byte(0);
                break;
            case 2:
                int segment = _random.Below(_shape.Data.Count);
                Range(0x3fff);
                Range(7);
                Range(7);
                Write(0xfc08).U32(segment).Byte(0);
                break;
            default:
                if (_random.OneIn(4))
                    Write(0xfc09).U32(_random.Below(_shape.Data.Count));
                return;
        }
        Pop(3);
    }

    /// <summary>A number that is mostly below a power of two.</summary>
    void Range(int mask)
    {
        if (_random.OneIn(4))
        {
            Number(_random.Below(mask + 1));
            return;
        }
        Produce(ValueKind.Int32);
        if (_random.OneIn(100))
            return;
        Number(mask);
        Write(0x71);
        Pop(1);
    }
}
