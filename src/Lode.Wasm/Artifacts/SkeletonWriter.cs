using System.Buffers;

namespace Lode.Wasm.Artifacts;

/// <summary>Writes what is left of a module's binary beside its compiled code: everything but functions, code, and what is flat elsewhere.</summary>
/// <remarks>
/// The skeleton is a WebAssembly binary, read by the same decoder: types, imports, tables, memories, globals, exports and the start
/// function as they were; element segments without their items; data segments without the bytes that lie in the initial memory.
/// </remarks>
sealed class SkeletonWriter
{
    readonly Module _module;
    readonly ArrayBufferWriter<byte> _bytes = new();

    SkeletonWriter(Module module) => _module = module;

    /// <summary>Writes the skeleton of a module.</summary>
    /// <param name="module">A module with its code.</param>
    /// <param name="initialMemory">Whether the bytes of active data segments lie elsewhere.</param>
    /// <param name="names">Whether the names of functions are kept.</param>
    public static byte[] Write(Module module, bool initialMemory, bool names)
    {
        SkeletonWriter writer = new(module);
        writer.WriteSections(initialMemory, names);
        return writer._bytes.WrittenSpan.ToArray();
    }

    void WriteSections(bool initialMemory, bool names)
    {
        ReadOnlySpan<byte> bytes = _module.Bytes;
        _bytes.Write(bytes[..8]);
        for (int at = 8; at < bytes.Length;)
        {
            int start = at;
            SectionId id = (SectionId)bytes[at++];
            int size = (int)Leb128.U32(bytes, at, out int length);
            int content = at + length;
            at = content + size;
            switch (id)
            {
                case SectionId.Function or SectionId.Code:
                    break;
                case SectionId.Element:
                    WriteSection(id, WriteElements);
                    break;
                case SectionId.Data:
                    WriteSection(id, writer => writer.WriteData(initialMemory));
                    break;
                case SectionId.Custom:
                    if (names && _module.CustomList.Any(custom => custom.Name == "name" && custom.Start > content && custom.Start <= content + size))
                        _bytes.Write(bytes[start..at]);
                    break;
                default:
                    _bytes.Write(bytes[start..at]);
                    break;
            }
        }
    }

    void WriteSection(SectionId id, Action<SkeletonWriter> write)
    {
        SkeletonWriter content = new(_module);
        write(content);
        Byte((byte)id);
        Unsigned((uint)content._bytes.WrittenCount);
        _bytes.Write(content._bytes.WrittenSpan);
    }

    static void WriteElements(SkeletonWriter writer)
    {
        ElementSegment[] segments = writer._module.ElementList;
        writer.Unsigned((uint)segments.Length);
        foreach (ElementSegment segment in segments)
        {
            // With expressions, and the type named: the one form that fits all segments.
            writer.Unsigned(segment.Mode switch { SegmentMode.Active => 6u, SegmentMode.Passive => 5u, _ => 7u });
            if (segment.Offset is { } offset)
            {
                writer.Unsigned((uint)segment.Table);
                writer.Expression(offset);
            }
            writer.Byte((byte)segment.Element);
            writer.Unsigned(0);
        }
    }

    void WriteData(bool initialMemory)
    {
        Unsigned((uint)_module.DataList.Length);
        foreach (DataSegment segment in _module.DataList)
        {
            Byte(segment.Offset is null ? (byte)1 : (byte)0);
            if (segment.Offset is { } offset)
                Expression(offset);
            ReadOnlySpan<byte> data = initialMemory && segment.Offset is not null ? [] : _module.GetData(segment);
            Unsigned((uint)data.Length);
            _bytes.Write(data);
        }
    }

    void Expression(ConstantExpression expression)
    {
        foreach (ConstantInstruction instruction in expression.Instructions)
            Instruction(instruction);
        Byte((byte)Opcode.End);
    }

    void Instruction(ConstantInstruction instruction)
    {
        switch (instruction.Operation)
        {
            case ConstantOperation.Int32:
                Operation(Opcode.I32Const);
                Signed((int)instruction.Low);
                break;
            case ConstantOperation.Global:
                Operation(Opcode.GlobalGet);
                Unsigned((uint)instruction.Low);
                break;
            case >= ConstantOperation.Int32Add and <= ConstantOperation.Int32Multiply:
                Operation(Opcode.I32Add + (byte)(instruction.Operation - ConstantOperation.Int32Add));
                break;
            default:
                throw new InvalidOperationException($"{instruction.Operation} in the offset of a segment");
        }
    }

    void Operation(Opcode opcode) => Byte((byte)opcode);

    void Byte(byte value) => _bytes.Write([value]);

    void Unsigned(uint value)
    {
        for (; value >= 0x80; value >>= 7)
            Byte((byte)(value | 0x80));
        Byte((byte)value);
    }

    void Signed(int value)
    {
        for (; value is < -64 or > 63; value >>= 7)
            Byte((byte)(value | 0x80));
        Byte((byte)(value & 0x7f));
    }
}
