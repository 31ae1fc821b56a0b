using System.Text;

namespace Lode.Wasm;

/// <summary>The names of functions in a module's name section, made into strings when they are asked for.</summary>
/// <remarks>The section is custom: whatever is wrong in it, the module is valid. Names are read up to the first fault.</remarks>
sealed class NameSection
{
    const byte FunctionNames = 1;

    readonly Module _module;

    /// <summary>By function: the offset of its name's length in the binary; 0 where it has none.</summary>
    readonly int[] _offsets;
    readonly int _end;

    public NameSection(Module module)
    {
        _module = module;
        _offsets = [];
        foreach (CustomSection section in module.CustomList)
        {
            if (section.Name != "name" || _offsets.Length != 0)
                continue;
            _end = section.Start + section.Length;
            _offsets = new int[module.FunctionCount];
            ReadSubsections(module.Bytes[.._end], section.Start);
        }
    }

    /// <summary>The name of a function; null where it has none.</summary>
    public string? GetFunctionName(int function)
    {
        if ((uint)function >= (uint)_offsets.Length || _offsets[function] == 0)
            return null;
        ReadOnlySpan<byte> bytes = _module.Bytes[.._end];
        uint count = Leb128.U32(bytes, _offsets[function], out int length);
        return Encoding.UTF8.GetString(bytes.Slice(_offsets[function] + length, (int)count));
    }

    void ReadSubsections(ReadOnlySpan<byte> bytes, int at)
    {
        while (at < bytes.Length)
        {
            byte id = bytes[at++];
            uint size = Leb128.U32(bytes, at, out int length);
            if (length < 0 || size > (uint)(bytes.Length - at - length))
                return;
            at += length;
            if (id == FunctionNames)
                ReadFunctions(bytes[..(at + (int)size)], at);
            at += (int)size;
        }
    }

    void ReadFunctions(ReadOnlySpan<byte> bytes, int at)
    {
        uint count = Leb128.U32(bytes, at, out int length);
        for (uint i = 0; i < count && length > 0; i++)
        {
            at += length;
            uint function = Leb128.U32(bytes, at, out length);
            if (length < 0)
                return;
            at += length;
            uint size = Leb128.U32(bytes, at, out length);
            if (length < 0 || size > (uint)(bytes.Length - at - length))
                return;
            if (function < (uint)_offsets.Length)
                _offsets[function] = at;
            length += (int)size;
        }
    }
}
