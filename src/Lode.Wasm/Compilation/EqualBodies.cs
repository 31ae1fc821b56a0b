using System.Numerics;
using System.Runtime.InteropServices;

namespace Lode.Wasm.Compilation;

/// <summary>Functions with the same body and type: they are compiled once, and share the code.</summary>
static class EqualBodies
{
    const ulong Odd = 0x9e3779b97f4a7c15;

    /// <summary>By function of the module's own: the first one with the same body and type, itself where there is none before.</summary>
    public static int[] Find(Module module)
    {
        ReadOnlySpan<byte> bytes = module.Bytes;
        FunctionBody[] bodies = module.Bodies;
        int[] first = new int[bodies.Length];
        Dictionary<(ulong, int, int), int> known = new(bodies.Length);
        for (int i = 0; i < first.Length; i++)
        {
            ReadOnlySpan<byte> body = bytes.Slice(bodies[i].Start, bodies[i].Length);
            int type = module.CanonicalTypes[module.FunctionTypes[module.ImportedFunctionCount + i]];
            (ulong, int, int) key = (Hash(body), body.Length, type);
            first[i] = i;
            if (!known.TryAdd(key, i))
            {
                int other = known[key];
                if (body.SequenceEqual(bytes.Slice(bodies[other].Start, bodies[other].Length)))
                    first[i] = other;
            }
        }
        return first;
    }

    /// <summary>A fast hash: what it takes for equal is compared.</summary>
    static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        ulong hash = (ulong)bytes.Length;
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
            hash = BitOperations.RotateLeft((hash ^ word) * Odd, 29);
        foreach (byte rest in bytes[(bytes.Length & ~7)..])
            hash = BitOperations.RotateLeft((hash ^ rest) * Odd, 29);
        return hash;
    }
}
