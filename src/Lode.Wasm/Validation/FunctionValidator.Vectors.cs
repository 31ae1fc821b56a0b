namespace Lode.Wasm;

/// <summary>The instructions behind the prefix 0xfd.</summary>
sealed partial class FunctionValidator
{
    int Vector(ReadOnlySpan<byte> code, int at)
    {
        _traits |= FunctionTraits.Vectors;
        BinaryCursor cursor = new(code, at, _faults);
        uint number = cursor.U32();
        if (number > 0xff)
            throw _faults.Unknown(_at, Proposals.OfVector(number), "illegal opcode", $"0xfd 0x{number:x2}");
        uint signature = Signatures.Vector[(int)number];
        if (signature != 0)
        {
            Apply(signature);
            return cursor.Position;
        }
        VectorOpcode opcode = (VectorOpcode)number;
        switch (opcode)
        {
            case <= VectorOpcode.V128Load64Splat or VectorOpcode.V128Load32Zero or VectorOpcode.V128Load64Zero:
                Address(ref cursor, VectorShapes.AccessBits(opcode));
                Pop(I32);
                Push(ValueKind.V128);
                break;
            case VectorOpcode.V128Store:
                Address(ref cursor, VectorShapes.AccessBits(opcode));
                Pop(ValueKind.V128);
                Pop(I32);
                break;
            case VectorOpcode.V128Const:
                cursor.Bytes(16, at);
                Push(ValueKind.V128);
                break;
            case VectorOpcode.I8x16Shuffle:
                for (int i = 0; i < 16; i++)
                    Lane(ref cursor, 32);
                Pop(ValueKind.V128);
                Pop(ValueKind.V128);
                Push(ValueKind.V128);
                break;
            case >= VectorOpcode.I8x16ExtractLaneS and <= VectorOpcode.F64x2ReplaceLane:
                Lane(ref cursor, VectorShapes.Lanes(opcode));
                LaneAccess(opcode);
                break;
            case >= VectorOpcode.V128Load8Lane and <= VectorOpcode.V128Store64Lane:
                int bits = VectorShapes.AccessBits(opcode);
                Address(ref cursor, bits);
                Lane(ref cursor, 16 >> bits);
                Pop(ValueKind.V128);
                Pop(I32);
                if (opcode < VectorOpcode.V128Store8Lane)
                    Push(ValueKind.V128);
                break;
            default:
                throw _faults.Malformed(_at, "illegal opcode", $"0xfd 0x{number:x2}");
        }
        return cursor.Position;
    }

    void LaneAccess(VectorOpcode opcode)
    {
        ValueKind lane = VectorShapes.LaneKind(opcode);
        if (VectorShapes.Replaces(opcode))
        {
            Pop(lane);
            Pop(ValueKind.V128);
            Push(ValueKind.V128);
        }
        else
        {
            Pop(ValueKind.V128);
            Push(lane);
        }
    }

    void Lane(ref BinaryCursor cursor, int lanes)
    {
        int at = cursor.Position;
        byte lane = cursor.Byte();
        if (lane >= lanes)
            throw _faults.Invalid(at, "invalid lane index", $"lane {lane} of {lanes}");
    }

    /// <summary>Takes operands and gives a result as a signature says.</summary>
    void Apply(uint signature)
    {
        for (uint operands = signature & 0xffffff; operands != 0; operands >>= 8)
            Pop((ValueKind)(byte)operands);
        Push(Signatures.Result(signature));
    }

    /// <summary>Reads alignment and offset of an access to memory of 2^<paramref name="bits"/> bytes.</summary>
    void Address(ref BinaryCursor cursor, int bits)
    {
        RequireMemory(FunctionTraits.None);
        int at = cursor.Position;
        CheckAlignment(cursor.U32(), bits, at);
        cursor.U32();
    }

    void CheckAlignment(uint alignment, int bits, int at)
    {
        if (alignment >= 0x40)
            throw _faults.Unknown(at, alignment < 0x80 ? Proposals.MultiMemory : null, "malformed memop flags", $"0x{alignment:x}");
        if (alignment >= 0x20)
            throw _faults.Malformed(at, "malformed memop flags", $"0x{alignment:x}");
        if (alignment > (uint)bits)
            throw _faults.Invalid(at, "alignment must not be larger than natural", $"2^{alignment} for {1 << bits} bytes");
    }
}
