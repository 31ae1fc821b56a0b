namespace Lode.Wasm.Tests.Soundness.Generation;

/// <summary>Vector instructions with immediates, apart from those on memory.</summary>
sealed partial class FunctionGenerator
{
    /// <summary>Shapes by their opcodes' order: lanes, the type outside, extracting ones, and whether these are signed and unsigned.</summary>
    static readonly (int Lanes, ValueKind Kind, int Extract, int Replace)[] s_shapes =
    [
        (16, ValueKind.Int32, 0x15, 0x17),
        (8, ValueKind.Int32, 0x18, 0x1a),
        (4, ValueKind.Int32, 0x1b, 0x1c),
        (2, ValueKind.Int64, 0x1d, 0x1e),
        (4, ValueKind.Float32, 0x1f, 0x20),
        (2, ValueKind.Float64, 0x21, 0x22),
    ];

    void VectorSpecial(FloatLanes open)
    {
        if (_random.OneIn(3))
        {
            Produce(ValueKind.V128);
            Produce(ValueKind.V128);
            Write(0xfd0d);
            for (int i = 0; i < 16; i++)
                _code.Byte(_random.Below(32));
            Pop(1);
            return;
        }
        (int lanes, ValueKind kind, _, int replace) = _random.Of(s_shapes);
        FloatLanes passing = Lanes(kind) == open ? open : FloatLanes.None;
        Produce(ValueKind.V128, passing);
        Produce(kind, passing);
        Write(0xfd00 | replace).Byte(_random.Below(lanes));
        Pop(1);
    }

    void ExtractLane(ValueKind kind, FloatLanes open)
    {
        (int lanes, _, int extract, _) = _random.Of(s_shapes.Where(shape => shape.Kind == kind).ToArray());
        Produce(ValueKind.V128, Lanes(kind) == open ? open : FloatLanes.None);
        Write(0xfd00 | extract + (lanes >= 8 ? _random.Below(2) : 0)).Byte(_random.Below(lanes));
        Pop(1);
        Push(kind);
    }

    static FloatLanes Lanes(ValueKind kind) => kind switch
    {
        ValueKind.Float32 => FloatLanes.Single,
        ValueKind.Float64 => FloatLanes.Double,
        _ => FloatLanes.None,
    };
}
