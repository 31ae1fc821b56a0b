using Lode.Wasm.Compilation;

namespace Lode.Wasm.Artifacts;

/// <summary>Maps from machine code back to the module: for calls and explicit traps only, since nothing else can be asked about.</summary>
/// <remarks>
/// A piece's map is a list of entries: the distance in the code from the entry before, and the distance in the module, signed, folded to
/// an unsigned number (0, -1, 1, -2, ...); both of variable length, 7 bits a byte, the lowest first. The first entry counts from the
/// beginning of the piece's code and from the beginning of the module. Maps are read when a guest trapped, only that one function's.
/// </remarks>
static class CodeMaps
{
    /// <summary>Makes the maps of all pieces.</summary>
    /// <param name="pieces">The pieces.</param>
    /// <param name="sites">Gives the sites of a function, in the order of its code.</param>
    /// <returns>Where each map begins, with the end behind the last, and the maps.</returns>
    public static (int[] Starts, byte[] Maps) Encode(CodePieces pieces, Func<int, CodeSite[]> sites)
    {
        int[] starts = new int[pieces.Functions.Length + 1];
        List<byte> bytes = [];
        for (int i = 0; i < pieces.Functions.Length; i++)
        {
            starts[i] = bytes.Count;
            int function = pieces.Functions[i], codeAt = 0, wasmAt = 0;
            foreach (CodeSite site in sites(function))
            {
                if (site.Kind == SiteKind.Access)
                    continue;
                Append(bytes, (uint)(site.CodeOffset - codeAt));
                int difference = site.WasmOffset - wasmAt;
                Append(bytes, (uint)(difference << 1 ^ difference >> 31));
                (codeAt, wasmAt) = (site.CodeOffset, site.WasmOffset);
            }
        }
        starts[^1] = bytes.Count;
        return (starts, [.. bytes]);
    }

    /// <summary>Finds the instruction of a place; null where the map has none.</summary>
    /// <param name="map">The piece's map.</param>
    /// <param name="codeOffset">The place: a return address, from the beginning of the piece.</param>
    public static int? Find(ReadOnlySpan<byte> map, int codeOffset)
    {
        foreach (CodePlace place in Decode(map))
        {
            if (place.CodeOffset == codeOffset)
                return place.WasmOffset;
        }
        return null;
    }

    /// <summary>Reads a map, up to where it is damaged.</summary>
    public static List<CodePlace> Decode(ReadOnlySpan<byte> map)
    {
        List<CodePlace> places = [];
        int codeAt = 0, wasmAt = 0;
        for (int at = 0; at < map.Length;)
        {
            uint forward = Leb128.U32(map, at, out int length);
            if (length < 0)
                break;
            at += length;
            uint folded = Leb128.U32(map, at, out length);
            if (length < 0)
                break;
            at += length;
            codeAt += (int)forward;
            wasmAt += (int)(folded >> 1) ^ -(int)(folded & 1);
            places.Add(new(codeAt, wasmAt));
        }
        return places;
    }

    static void Append(List<byte> bytes, uint value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
    }
}
