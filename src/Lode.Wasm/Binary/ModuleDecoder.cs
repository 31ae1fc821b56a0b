using System.Buffers.Binary;

namespace Lode.Wasm;

/// <summary>Decodes and validates a module in one pass over its sections' contents.</summary>
/// <param name="module">The module to fill.</param>
/// <param name="limits">What it may hold.</param>
sealed partial class ModuleDecoder(Module module, WasmLimits limits)
{
    const int HeaderBytes = 8;

    readonly Faults _faults = new(module.Name);
    readonly List<CustomSection> _customs = [];
    int _declaredFunctions;
    bool _hasCode, _hasData;

    /// <summary>Fills the module, or throws a <see cref="WasmFormatException"/>.</summary>
    public void Decode<TSink>(ref TSink sink)
        where TSink : IFunctionSink, allows ref struct
    {
        ReadHeader();
        CheckLayout();
        BinaryCursor cursor = new(module.Bytes, HeaderBytes, _faults);
        while (cursor.Remaining > 0)
        {
            SectionId id = (SectionId)cursor.Byte();
            int size = (int)cursor.U32(), start = cursor.Position;
            BinaryCursor content = new(module.Bytes[..(start + size)], start, _faults);
            ReadSection(id, ref content, ref sink);
            if (content.Remaining != 0)
                throw _faults.Malformed(content.Position, "section size mismatch", $"{content.Remaining} bytes behind the section's content");
            cursor.Bytes((uint)size, start);
        }
        Finish();
    }

    /// <summary>Holds the sections' numbers, sizes and order to the format, before anything in them is read.</summary>
    void CheckLayout()
    {
        BinaryCursor cursor = new(module.Bytes, HeaderBytes, _faults);
        int rank = 0;
        while (cursor.Remaining > 0)
        {
            int at = cursor.Position;
            byte id = cursor.Byte();
            if (id > (byte)SectionId.DataCount)
                throw _faults.Unknown(at, Proposals.OfSection(id), "malformed section id", $"{id}");
            int sizeAt = cursor.Position;
            cursor.Bytes(cursor.U32(), sizeAt);
            if ((SectionId)id == SectionId.Custom)
                continue;
            int own = Rank((SectionId)id);
            if (own <= rank)
                throw _faults.Malformed(at, "unexpected content after last section", $"the {(SectionId)id} section comes twice or too late");
            rank = own;
        }
    }

    void ReadHeader()
    {
        ReadOnlySpan<byte> bytes = module.Bytes;
        if (bytes.Length < 4)
            throw _faults.Malformed(0, "unexpected end", $"a module begins with 8 bytes, this has {bytes.Length}");
        if (!bytes.StartsWith("\0asm"u8))
            throw _faults.Malformed(0, "magic header not detected", "this is no WebAssembly binary; text (.wat) has to be assembled first");
        if (bytes.Length < HeaderBytes)
            throw _faults.Malformed(4, "unexpected end", "the version is missing");
        int version = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]), layer = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        // Components came with the versions 10, 12 and 13.
        if (layer == 1 && version >= 10)
            throw _faults.Component(4);
        if (version != 1 || layer != 0)
            throw _faults.Malformed(4, "unknown binary version", $"{version | layer << 16}, not 1");
    }

    /// <summary>Where a section comes: the data count section was put before the code.</summary>
    static int Rank(SectionId id) => id switch
    {
        SectionId.DataCount => 10,
        SectionId.Code => 11,
        SectionId.Data => 12,
        _ => (int)id,
    };

    void ReadSection<TSink>(SectionId id, ref BinaryCursor cursor, ref TSink sink)
        where TSink : IFunctionSink, allows ref struct
    {
        switch (id)
        {
            case SectionId.Custom:
                CheckLimit(cursor.Position, _customs.Count + 1, limits.CustomSections, nameof(WasmLimits.CustomSections));
                string name = cursor.Name(limits.NameBytes);
                _customs.Add(new(name, cursor.Position, cursor.Remaining));
                cursor.Bytes((uint)cursor.Remaining, cursor.Position);
                break;
            case SectionId.Type:
                ReadTypes(ref cursor);
                break;
            case SectionId.Import:
                ReadImports(ref cursor);
                break;
            case SectionId.Function:
                ReadFunctions(ref cursor);
                break;
            case SectionId.Table:
                ReadTables(ref cursor);
                break;
            case SectionId.Memory:
                ReadMemories(ref cursor);
                break;
            case SectionId.Global:
                ReadGlobals(ref cursor);
                break;
            case SectionId.Export:
                ReadExports(ref cursor);
                break;
            case SectionId.Start:
                ReadStart(ref cursor);
                break;
            case SectionId.Element:
                ReadElements(ref cursor);
                break;
            case SectionId.DataCount:
                module.DataCount = (int)Math.Min(cursor.U32(), int.MaxValue);
                break;
            case SectionId.Code:
                ReadCode(ref cursor, ref sink);
                break;
            default:
                ReadData(ref cursor);
                break;
        }
    }

    void Finish()
    {
        int end = module.Bytes.Length;
        if (!_hasCode && _declaredFunctions != 0)
            throw _faults.Malformed(end, "function and code section have inconsistent lengths", $"{_declaredFunctions} functions, no code section");
        if (!_hasData && module.DataCount > 0)
            throw _faults.Malformed(end, "data count and data section have inconsistent lengths", $"{module.DataCount} announced, no data section");
        module.CustomList = [.. _customs];
    }
}
